//! `GET /v1/info`: what a relay is, what it can and what is known of its own standing.

use serde::{Deserialize, Serialize};

use crate::DomainName;

/// A relay about itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RelayInfo {
    /// The wire version it speaks ([`crate::WIRE_VERSION`]).
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
    /// What it holds itself to; what it grants a client is as it is granted to the one that asked.
    pub limits: Limits,
    /// Whether its resolver validates DNSSEC: `None` while that is not known.
    pub resolver_validates: Option<bool>,
    /// What its own experience says about port 25.
    pub port_25: Port25,
    /// Whether it has a route to the IPv6 internet.
    pub ipv6: bool,
    /// What DNS says about the name it gives in EHLO.
    #[serde(default)]
    pub ehlo: EhloStanding,
    /// The mail servers that its operator named to try the way out on, and how that went.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub canaries: Vec<Canary>,
}

/// What DNS says about the name a relay gives in EHLO. Servers may hold it against the relay (RFC 5321 §4.1.4).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum EhloStanding {
    /// Not looked up, or it could not be.
    #[default]
    Unknown,
    /// It is an address literal: there is no name to look up.
    Literal,
    /// The name has an address whose reverse name is this name.
    Confirmed,
    /// The name has addresses, and the reverse name of none of them is this name.
    Unconfirmed,
    /// The name has no address.
    NotFound,
}

/// A mail server on which a relay tries its way out on port 25.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Canary {
    /// The host.
    pub host: DomainName,
    /// How connecting went.
    pub port_25: Port25,
}

/// Something a relay can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
    /// `POST /v1/probe`.
    Probe,
    /// `POST /v1/policy`.
    Policy,
    /// `GET` and `POST /dns-query`.
    DnsQuery,
    /// Deep looks ([`crate::Extras::deep`]).
    Deep,
    /// Recipient tests ([`crate::Extras::recipients`]).
    Recipients,
    /// Private ranges were allowed by the operator: a laboratory.
    AllowedRanges,
}

/// What a relay holds itself to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
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
    /// Connections of deep looks to one address and service in an hour, across all clients.
    pub deep_connections_per_address_per_hour: u32,
    /// Sessions in which recipients are tried at one address in an hour, across all clients.
    pub recipient_tests_per_address_per_hour: u32,
    /// Longest time spent on one address in a deep look, in milliseconds.
    pub deep_address_deadline_ms: u32,
    /// Longest time spent on one host in a deep look, in milliseconds.
    pub deep_host_deadline_ms: u32,
    /// For opening a connection, in milliseconds.
    pub connect_deadline_ms: u32,
    /// For the whole greeting, in milliseconds.
    pub greeting_deadline_ms: u32,
    /// For the answer to one command, in milliseconds.
    pub command_deadline_ms: u32,
    /// For a TLS handshake, in milliseconds.
    pub handshake_deadline_ms: u32,
    /// How long a session and its certificates are remembered, in milliseconds.
    pub session_memory_ms: u32,
    /// How long versions, suites and groups are remembered, in milliseconds.
    pub ladder_memory_ms: u32,
    /// Connections to all mail servers of one domain in a minute, across all clients.
    pub connections_per_domain_per_minute: u32,
    /// Connections to all mail servers of one domain in an hour, across all clients.
    pub connections_per_domain_per_hour: u32,
    /// Connections of deep looks to all mail servers of one domain in an hour, across all clients.
    pub deep_connections_per_domain_per_hour: u32,
    /// Probes under way at once, for everybody.
    pub probes_at_once_globally: u32,
    /// Connections to mail servers and policy hosts at once, for everybody.
    pub connections_at_once_globally: u32,
}

/// What a relay knows about its way out on port 25.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Port25 {
    /// At least one connection succeeded.
    Open,
    /// Every connection so far timed out: probably blocked where the relay stands.
    PerhapsBlocked,
    /// Nothing was tried yet.
    Unknown,
}
