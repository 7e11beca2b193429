//! What may be asked of a relay. There is no way to name a port, an address or a byte to send.

use serde::{Deserialize, Serialize};

use crate::{DomainName, Service};

/// `POST /v1/probe`: look at one service of one host, at each of its addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeRequest {
    /// The host, as its MX record or its operator names it; also the name sent in SNI.
    pub host: DomainName,
    /// The service, which fixes the port.
    pub service: Service,
    /// Ask the servers again even if the relay remembers a recent answer. Limits still hold.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fresh: bool,
}

/// `POST /v1/policy`: fetch the MTA-STS policy of a domain (RFC 8461 §3.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyRequest {
    /// The policy domain: the part after the @. The URL follows from it.
    pub domain: DomainName,
}
