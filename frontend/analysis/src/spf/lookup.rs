//! What SPF asks of DNS, and what it makes of the answers.

use std::net::IpAddr;

use crate::dns::{QueryName, RecordData, RecordType, TxtRecord};
use crate::evidence::{Evidence, Lookup};
use crate::plan;

/// What DNS says, as far as SPF tells answers apart (RFC 7208 §4.4, §5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsReply {
    /// Nobody asked yet: the evaluation says that it needs this, and is run again when it is known.
    NotAsked,
    /// Records of the type asked for, aliases followed. None in the list means that there are some, and not which.
    Records(Vec<RecordData>),
    /// The name is there, and has no such record: a void lookup (RFC 7208 §4.6.4).
    NoData,
    /// There is no such name: a void lookup as well.
    NxDomain,
    /// It could not be found out, and why. A receiver would see a temporary error.
    Failed(String),
    /// The DNSSEC signatures do not hold. A receiver that validates sees a temporary error.
    Bogus(String),
}

/// Answers from what is known; asks nothing.
pub type Ask<'a> = dyn Fn(&QueryName, RecordType) -> DnsReply + 'a;

impl DnsReply {
    /// Whether it is an answer without records (RFC 7208 §4.6.4).
    #[must_use]
    pub const fn is_void(&self) -> bool {
        matches!(self, Self::NoData | Self::NxDomain)
    }

    /// The records, if there are any.
    pub(super) fn records(&self) -> &[RecordData] {
        match self {
            Self::Records(records) => records,
            Self::NotAsked | Self::NoData | Self::NxDomain | Self::Failed(_) | Self::Bogus(_) => {
                &[]
            }
        }
    }

    /// Why there is no answer, if there is none.
    pub(super) fn failure(&self) -> Option<&str> {
        match self {
            Self::Failed(why) | Self::Bogus(why) => Some(why),
            Self::NotAsked | Self::Records(_) | Self::NoData | Self::NxDomain => None,
        }
    }

    pub(super) fn texts(&self) -> Vec<TxtRecord> {
        self.records()
            .iter()
            .filter_map(|record| match record {
                RecordData::Txt(txt) => Some(txt.clone()),
                _ => None,
            })
            .collect()
    }

    pub(super) fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.records().iter().filter_map(|record| match record {
            RecordData::A { address } => Some(IpAddr::V4(*address)),
            RecordData::Aaaa { address } => Some(IpAddr::V6(*address)),
            _ => None,
        })
    }

    /// The mail hosts by preference, as many as there are; "none" (RFC 7505) is not among them.
    pub(super) fn mail_hosts(&self) -> Vec<&QueryName> {
        let mut hosts: Vec<(u16, &QueryName)> = self
            .records()
            .iter()
            .filter_map(|record| match record {
                RecordData::Mx {
                    preference,
                    exchange,
                } if !exchange.is_root() => Some((*preference, exchange)),
                _ => None,
            })
            .collect();
        hosts.sort_unstable();
        hosts.into_iter().map(|(_, host)| host).collect()
    }

    pub(super) fn pointers(&self) -> impl Iterator<Item = &QueryName> {
        self.records().iter().filter_map(|record| match record {
            RecordData::Ptr { target } => Some(target),
            _ => None,
        })
    }
}

/// What the evidence says.
pub(crate) fn from_evidence(evidence: &Evidence, name: &QueryName, kind: RecordType) -> DnsReply {
    let lookup = evidence.lookup(name, kind);
    if plan::is_hidden_private(&lookup) {
        // There are addresses, none of which a public sender has.
        return DnsReply::Records(Vec::new());
    }
    match lookup {
        Lookup::NotAsked => DnsReply::NotAsked,
        Lookup::NoData(_) => DnsReply::NoData,
        Lookup::NxDomain(_) => DnsReply::NxDomain,
        Lookup::Unknown(failure) => DnsReply::Failed(failure.to_string()),
        Lookup::Bogus(failure) => DnsReply::Bogus(failure.to_string()),
        Lookup::Found(message) => {
            let records = message.records.into_iter();
            DnsReply::Records(records.map(|record| record.data).collect())
        }
    }
}

/// The type of address records that a sender's family is compared with (RFC 7208 §5).
pub(super) const fn family(address: IpAddr) -> RecordType {
    if address.is_ipv4() {
        RecordType::A
    } else {
        RecordType::Aaaa
    }
}

/// A name made of text: an expanded domain-spec. Nothing if DNS cannot have it.
pub(super) fn query_name(text: &str) -> Option<QueryName> {
    QueryName::from_labels(text.split('.').map(str::as_bytes)).ok()
}

/// An expanded domain-spec as the name to ask for.
pub(super) fn target_text(expanded: &str) -> &str {
    // RFC 7208 §7.1: a trailing dot has no meaning. §7.3: over 253 characters, labels on the left are removed.
    let mut text = expanded.strip_suffix('.').unwrap_or(expanded);
    while text.len() > 253 {
        match text.split_once('.') {
            Some((_, rest)) => text = rest,
            None => break,
        }
    }
    text
}

/// The name of a domain that a check can be about.
pub(super) fn checked_domain(text: &str) -> Option<QueryName> {
    // RFC 7208 §4.3: malformed names, those of one label, and domain literals have no policy.
    if text.starts_with('[') || !text.contains('.') {
        return None;
    }
    query_name(text)
}
