//! What came of fetching an MTA-STS policy (RFC 8461 §3.3): facts only, the reading is the client's.

use serde::{Deserialize, Serialize};

use crate::{Chain, DomainName, Failure, Octets, Timestamp, TlsVersion};

/// The answer to a [`crate::PolicyRequest`], as far as the fetch came.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PolicyFile {
    /// The policy domain.
    pub domain: DomainName,
    /// The URL that was asked: always `https://mta-sts.<domain>/.well-known/mta-sts.txt`.
    pub url: String,
    /// When the answer, or the failure, was seen.
    pub observed_at: Timestamp,
    /// How long the fetch took, in milliseconds.
    pub elapsed_ms: u32,
    /// Who fetched: a browser cannot see half of what the rest of this records.
    pub fetched_by: FetchedBy,
    /// The TLS version agreed, if a handshake was finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls_version: Option<TlsVersion>,
    /// The policy host's certificates, if a handshake was finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chain: Option<Chain>,
    /// The HTTP status, if one came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The `Content-Type` header as sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The `Location` header as sent. It was not followed (RFC 8461 §3.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The body; at most 64 KiB.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Octets>,
    /// Whether the body was longer than is kept here.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub body_cut: bool,
    /// What ended the fetch before a whole answer came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// Who fetched a policy file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FetchedBy {
    /// A relay, by the rules of RFC 8461 §3.3.
    Relay,
    /// The user's own browser: trusted its own roots, and saw neither certificate nor redirect.
    Browser,
    /// A person, who pasted the text.
    Pasted,
}
