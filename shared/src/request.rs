//! What may be asked of a relay. There is no way to name a port, an address or a byte to send.

use serde::{Deserialize, Serialize};

use crate::{DomainName, RecipientTests, Service};

/// `POST /v1/probe`: look at one service of one host, at each of its addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProbeRequest {
    /// The host, as its MX record or its operator names it; also the name sent in SNI.
    pub host: DomainName,
    /// The service, which fixes the port.
    pub service: Service,
    /// Ask the servers again even if the relay remembers a recent answer. Limits still hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
    /// What to look at beyond the usual.
    #[serde(default, skip_serializing_if = "Extras::is_none")]
    pub extras: Extras,
}

/// What a probe looks at beyond the usual three or four connections. A relay lists in its features what it grants.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Extras {
    /// Everything that the server takes: all suites and groups, both kinds of certificate. Dozens of connections.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deep: bool,
    /// What the server says to certain recipients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipients: Option<RecipientTests>,
}

impl Extras {
    /// Nothing beyond the usual.
    #[must_use]
    pub const fn is_none(&self) -> bool {
        !self.deep && self.recipients.is_none()
    }

    /// Whether everything that `other` asks for is asked for here too.
    #[must_use]
    pub fn cover(&self, other: &Self) -> bool {
        (self.deep || !other.deep)
            && (other.recipients.is_none() || self.recipients == other.recipients)
    }
}

/// `POST /v1/policy`: fetch the MTA-STS policy of a domain (RFC 8461 §3.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyRequest {
    /// The policy domain: the part after the @. The URL follows from it.
    pub domain: DomainName,
}
