//! One address of a host, for reading: stage by stage, and everything its TLS showed.

use std::borrow::Cow;
use std::net::IpAddr;

use serde::Serialize;
use shared::{SkipReason, Spent, Timestamp, TranscriptLine};

use super::{Way, rfc3339};
use crate::finding::Severity;

/// One address, stage by stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AddressReport {
    /// The address.
    pub address: IpAddr,
    /// Its PTR name, if one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ptr: Option<String>,
    /// How looking at it went, in one line.
    pub summary: String,
    /// How mail would travel there.
    pub way: Way,
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// Why it was not probed at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkipReason>,
    /// What was agreed, if a handshake was finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsReport>,
    /// Every TLS version from 1.3 down to SSLv3, and whether the server accepts it.
    pub versions: Vec<VersionReport>,
    /// The cipher suites that it takes, a list for each version; only a deep look shows them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub suites: Vec<ListReport>,
    /// The key exchange groups that it takes; only a deep look shows them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ListReport>,
    /// What else is known, each with a heading, in the order of reading.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactReport>,
    /// The keywords of the answer to EHLO in clear, as sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ehlo: Vec<String>,
    /// Those of the answer inside TLS.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ehlo_sealed: Vec<String>,
    /// The certificates presented, leaf first.
    pub certificates: Vec<CertificateReport>,
    /// What it presented on other occasions, where that was something else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_certificates: Vec<ChainReport>,
    /// The conversation.
    pub transcript: Vec<TranscriptLine>,
    /// What it cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spent: Option<Spent>,
}

/// One stage of the dialogue with one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Stage {
    /// Its heading.
    pub name: StageName,
    /// How it went.
    pub status: StageStatus,
    /// A few words: "220, 0.3 s", "TLS 1.3".
    pub summary: String,
}

/// The stages of looking at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StageName {
    /// The TCP connection.
    Connect,
    /// The 220 greeting.
    Greeting,
    /// EHLO.
    Ehlo,
    /// STARTTLS.
    StartTls,
    /// The TLS handshake.
    Tls,
    /// The certificate.
    Certificate,
    /// What the host's TLSA records make of it.
    Dane,
    /// What the domain's MTA-STS policy makes of it.
    Policy,
}

impl StageName {
    /// All, in order.
    pub const ALL: [Self; 8] = [
        Self::Connect,
        Self::Greeting,
        Self::Ehlo,
        Self::StartTls,
        Self::Tls,
        Self::Certificate,
        Self::Dane,
        Self::Policy,
    ];

    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Connect => "Connect",
            Self::Greeting => "Greeting",
            Self::Ehlo => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Tls => "TLS",
            Self::Certificate => "Certificate",
            Self::Dane => "DANE",
            Self::Policy => "MTA-STS",
        }
    }
}

/// How a stage went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum StageStatus {
    /// As it should.
    Good,
    /// It went, with something to mend.
    Warning,
    /// It is definitely wrong.
    Bad,
    /// It could not be told.
    Unknown,
    /// It was not reached, or does not belong to this service.
    NotReached,
    /// It is awaited.
    Pending,
}

impl StageStatus {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
            Self::Unknown => "could not tell",
            Self::NotReached => "not reached",
            Self::Pending => "waiting",
        }
    }
}

/// What was agreed in a handshake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TlsReport {
    /// "TLS 1.3".
    pub version: String,
    /// The cipher suite's registered name.
    pub suite: String,
    /// The key exchange group's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Whether an OCSP response was stapled (RFC 6066 §8); nothing if only a raw hello was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ocsp_stapled: Option<bool>,
    /// From hello to finished, in milliseconds; nothing if only a raw hello was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<u32>,
}

/// Whether a server accepts a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VersionReport {
    /// "TLS 1.3".
    pub version: String,
    /// "accepted", "refused", "refused, without an alert", "not asked" or "could not tell".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["accepted", "refused", "refused, without an alert", "not asked", "could not tell"])))]
    pub outcome: &'static str,
}

/// What a server takes of one kind in one version, found by offering all and taking away what was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListReport {
    /// "TLS 1.3".
    pub version: String,
    /// What was chosen, in this order.
    pub accepted: Vec<RatedName>,
    /// Whose order decides: "the server's", "the client's" or "not known".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["the server's", "the client's", "not known"])))]
    pub preference: &'static str,
    /// What ended the search early, if something did; the list may then be incomplete.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_short: Option<String>,
}

/// A suite or group with what it is worth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RatedName {
    /// Its registered name, or its number.
    pub name: Cow<'static, str>,
    /// In a few words: "strong", "no forward secrecy", "broken: RC4".
    pub strength: &'static str,
}

/// The stable words of facts; `docs/report.md` says what their values are.
#[cfg(feature = "schema")]
const FACTS: [&str; 10] = [
    "hybrid",
    "dh-prime",
    "key-exchange-signature",
    "extended-master-secret",
    "secure-renegotiation",
    "compression",
    "downgrade-mark",
    "certificate-request",
    "without-name",
    "command-injection",
];

/// Something known about an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactReport {
    /// Its stable word.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = FACTS)))]
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What is known, in a line. May hold what a server sent: escape when showing.
    pub value: String,
}

/// Certificates that were presented on a certain occasion.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChainReport {
    /// To whom: "clients that check RSA keys only".
    pub shown_to: &'static str,
    /// The certificates, leaf first.
    pub certificates: Vec<CertificateReport>,
}

/// A certificate, for reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CertificateReport {
    /// Its place in the chain: "leaf", "intermediate", "root", "unrelated" or "duplicate".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["leaf", "intermediate", "root", "unrelated", "duplicate"])))]
    pub role: &'static str,
    /// Whom it is for.
    pub subject: String,
    /// Who made it.
    pub issuer: String,
    /// The DNS names it covers.
    pub names: Vec<String>,
    /// First moment of validity.
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub not_before: Timestamp,
    /// Last moment of validity.
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub not_after: Timestamp,
    /// Days left, rounded down; negative when over.
    pub days_left: i64,
    /// "RSA, 2048 bits".
    pub key: String,
    /// The algorithm of its signature.
    pub signature: String,
    /// How many timestamps of transparency logs are embedded (RFC 6962 §3.3); nothing without that extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scts: Option<usize>,
    /// Whether it obliges the server to staple an OCSP response (RFC 7633).
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub must_staple: bool,
    /// SHA-256 of the whole certificate, in hex.
    pub sha256: String,
    /// SHA-512 of the whole certificate, in hex.
    pub sha512: String,
    /// SHA-256 of its public key, in hex.
    pub spki_sha256: String,
    /// SHA-512 of its public key, in hex.
    pub spki_sha512: String,
}

impl RatedName {
    /// How grave it is that a server takes it: what its strength is in a finding's terms. `None` if nobody knows.
    #[must_use]
    pub fn severity(&self) -> Option<Severity> {
        Some(match self.strength {
            "strong" | "strong, also against quantum computers" => Severity::Good,
            // Only clients that want no proof are offered it.
            "no authentication" => Severity::Info,
            "fair" => Severity::Advice,
            "no forward secrecy" | "outdated" => Severity::Warning,
            "not known" => return None,
            // All that is broken or weak.
            _ => Severity::Error,
        })
    }
}
