//! `GET /v1/info`: what a relay is, what it can and what is known of its own standing.

use serde::{Deserialize, Serialize};

/// A relay about itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RelayInfo {
    /// The wire version it speaks; see [`crate::WIRE_VERSION`].
    pub wire_version: u32,
    /// Its software version.
    pub version: String,
    /// Where it stands, in its operator's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vantage: Option<String>,
    /// The name it gives in EHLO.
    pub ehlo_name: String,
    /// What it can be asked.
    pub features: Vec<Feature>,
    /// What it holds itself to.
    pub limits: Limits,
    /// Whether its resolver validates DNSSEC: `None` while that is not known.
    pub resolver_validates: Option<bool>,
    /// What its own experience says about port 25.
    pub port_25: Port25,
    /// Whether it has a route to the IPv6 internet.
    pub ipv6: bool,
}

/// Something a relay can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// `POST /v1/probe`.
    Probe,
    /// `POST /v1/policy`.
    Policy,
    /// `GET` and `POST /dns-query`.
    DnsQuery,
    /// Private ranges were allowed by the operator: a laboratory.
    AllowedRanges,
}

/// What a relay holds itself to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Limits {
    /// Probes a client may ask for in a minute.
    pub probes_per_minute: u32,
    /// Probes a client may ask for in an hour.
    pub probes_per_hour: u32,
    /// Probes a client may have under way.
    pub probes_at_once: u32,
    /// Policy files a client may ask for in a minute.
    pub policies_per_minute: u32,
    /// DNS queries a client may ask for in a minute.
    pub dns_queries_per_minute: u32,
    /// Connections to one address and service in a minute, across all clients.
    pub connections_per_address_per_minute: u32,
    /// Connections to one address and service in an hour, across all clients.
    pub connections_per_address_per_hour: u32,
    /// Addresses of one family that are probed of one host.
    pub addresses_per_family: u32,
    /// Pause between two connections to one address, in milliseconds.
    pub pause_ms: u32,
    /// Longest time spent on one address, in milliseconds.
    pub address_deadline_ms: u32,
    /// Longest time spent on one host, in milliseconds.
    pub host_deadline_ms: u32,
}

/// What a relay knows about its way out on port 25.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Port25 {
    /// At least one connection succeeded.
    Open,
    /// Every connection so far timed out: probably blocked where the relay stands.
    PerhapsBlocked,
    /// Nothing was tried yet.
    Unknown,
}
