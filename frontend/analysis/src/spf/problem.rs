//! Why a record cannot be evaluated.

use std::fmt;

use super::evaluate::{MAX_LOOKUPS, MAX_NAMES, MAX_VOID_LOOKUPS};
use crate::dns::{QueryName, RecordType};

/// Why a check ends in an error. [`fmt::Display`] gives a whole sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// More than 10 terms ask DNS (RFC 7208 §4.6.4).
    ManyLookups,
    /// More than 2 questions have no answer (RFC 7208 §4.6.4).
    ManyVoidLookups,
    /// A domain has more than 10 mail hosts (RFC 7208 §4.6.4).
    ManyMailHosts {
        /// The domain.
        domain: String,
    },
    /// A domain has several records (RFC 7208 §4.5).
    Several {
        /// The domain.
        domain: String,
    },
    /// A domain's record is invalid (RFC 7208 §4.6).
    Invalid {
        /// The domain.
        domain: String,
        /// The first fault, as a sentence.
        fault: String,
    },
    /// A domain that another record leads to has none (RFC 7208 §5.2, §6.1).
    NoRecord {
        /// The domain.
        domain: String,
    },
    /// DNS gives no answer (RFC 7208 §2.6.6): the only problem that may pass.
    Dns {
        /// The name asked for.
        name: QueryName,
        /// The type.
        record_type: RecordType,
        /// Why there is no answer.
        why: String,
    },
}

impl Problem {
    /// Whether it may pass: a temporary error, not a permanent one.
    #[must_use]
    pub const fn is_temporary(&self) -> bool {
        matches!(self, Self::Dns { .. })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ManyLookups => write!(f, "More than {MAX_LOOKUPS} terms ask DNS."),
            Self::ManyVoidLookups => write!(
                f,
                "More than {MAX_VOID_LOOKUPS} lookups lead to names that do not exist or have no such record."
            ),
            Self::ManyMailHosts { domain } => {
                write!(f, "{domain} has more than {MAX_NAMES} mail hosts.")
            }
            Self::Several { domain } => write!(f, "{domain} has several SPF records."),
            Self::Invalid { domain, fault } => {
                write!(f, "The SPF record of {domain} is invalid: {fault}")
            }
            Self::NoRecord { domain } => write!(f, "{domain} has no SPF record."),
            Self::Dns {
                name,
                record_type,
                why,
            } => write!(
                f,
                "The {record_type} records of {name} could not be looked up: {why}."
            ),
        }
    }
}
