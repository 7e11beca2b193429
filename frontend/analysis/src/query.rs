//! What can be asked, and what came back.

use serde::{Deserialize, Serialize};
use shared::{DomainName, Extras, Failure, Octets, PolicyFile, Service, Timestamp};

use crate::dns::{QueryName, Question, RecordType};
use crate::evidence::{ProbeOutcome, ResolverName};

/// One thing to find out. Equal queries are asked once.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Query {
    /// Ask DNS.
    Dns {
        /// The question.
        question: Question,
        /// Whom to ask.
        via: Via,
    },
    /// Fetch the MTA-STS policy of a domain (RFC 8461 §3.3).
    Policy {
        /// The policy domain.
        domain: DomainName,
    },
    /// Look at one service of one host, at each of its addresses.
    Probe {
        /// The host.
        host: DomainName,
        /// The service.
        service: Service,
        /// What to look at beyond the usual.
        #[serde(default, skip_serializing_if = "Extras::is_none")]
        extras: Extras,
    },
}

impl Query {
    /// The usual look at one service of a host.
    #[must_use]
    pub fn probe(host: DomainName, service: Service) -> Self {
        Self::Probe {
            host,
            service,
            extras: Extras::default(),
        }
    }

    /// A question for the chosen resolver.
    #[must_use]
    pub const fn dns(name: QueryName, record_type: RecordType) -> Self {
        let question = Question {
            name,
            record_type,
            checking_disabled: false,
        };
        Self::Dns {
            question,
            via: Via::Resolver,
        }
    }

    /// What is being found out, for a progress line: "MX of example.org".
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Dns { question, .. } if question.checking_disabled => {
                format!(
                    "{} of {} again, unvalidated",
                    question.record_type, question.name
                )
            }
            Self::Dns { question, .. } => format!("{} of {}", question.record_type, question.name),
            Self::Policy { domain } => format!("MTA-STS policy of {domain}"),
            Self::Probe {
                host,
                service,
                extras,
            } => {
                let deep = if extras.deep { ", deep" } else { "" };
                format!("{host}, port {}{deep}", service.port())
            }
        }
    }
}

/// Whom to ask about DNS.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Via {
    /// The resolver the user chose.
    Resolver,
    /// The relay's own resolver: for lists that refuse public resolvers, and for reverse names.
    Relay,
    /// Another resolver, to compare its answer: never what a verdict rests on.
    Named(ResolverName),
}

/// What came back for a query. Of the same kind as its query: [`crate::Evidence::insert`] refuses any other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// For [`Query::Dns`].
    Dns(DnsOutcome),
    /// For [`Query::Policy`].
    Policy(PolicyFile),
    /// For [`Query::Probe`].
    Probe(ProbeOutcome),
}

impl Outcome {
    /// Why the thing as a whole could not be found out, if it could not. A probe that ended may have failed at an address
    /// all the same.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Dns(dns) => match &dns.answer {
                DnsAnswer::Failed { failure } => Some(failure),
                DnsAnswer::Message { .. } => None,
            },
            Self::Policy(policy) => policy.failure.as_ref(),
            Self::Probe(probe) => probe.end.as_ref()?.stopped_because.as_ref(),
        }
    }
}

/// What came back from DNS: the message as it came, so that it can be read again by a later version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DnsOutcome {
    /// When it came.
    pub observed_at: Timestamp,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u32,
    /// The answer.
    pub answer: DnsAnswer,
}

/// A DNS message, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DnsAnswer {
    /// A message came, whatever it says.
    Message {
        /// In wire format (RFC 1035 §4).
        wire: Octets,
    },
    /// None came.
    Failed {
        /// Why not.
        failure: Failure,
    },
}

impl DnsAnswer {
    /// The response code in a message's header: the low half of its fourth byte (RFC 1035 §4.1.1). Enough to sort
    /// outcomes by; what the message says is for [`crate::dns::decode`].
    #[must_use]
    pub fn header_rcode(&self) -> Option<u8> {
        match self {
            Self::Message { wire } => wire.as_slice().get(3).map(|byte| byte & 0x0F),
            Self::Failed { .. } => None,
        }
    }
}
