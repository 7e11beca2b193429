//! What a resolver answered.

use serde::{Deserialize, Serialize};

use super::{ExtendedError, QueryName, Rcode, Record, RecordData, TxtRecord};

/// The answer to one question, without what surrounds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Message {
    /// How it ended. After aliases it speaks of the last one (RFC 6604 §3).
    pub rcode: Rcode,
    /// The AD bit: the resolver says that DNSSEC proves the answer (RFC 4035 §3.2.3).
    pub authenticated: bool,
    /// What the resolver says about the cause; at most 16.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extended_errors: Vec<ExtendedError>,
    /// The names that the name asked for leads to, in order, without itself; at most 16. Empty if it is no alias, and
    /// when CNAME records were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<QueryName>,
    /// The records of the type asked for at the end of that chain, in the order sent. [`RecordData::Broken`] included.
    pub records: Vec<Record>,
    /// How long the answer may be kept, in seconds, if it says: the least of its records, or for an empty one what its
    /// SOA record says (RFC 2308 §5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u32>,
}

/// What a message comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// There are such records; at least one.
    Records(&'a [Record]),
    /// The name exists, but has no record of this type (RFC 2308 §2.2).
    NoData,
    /// There is no such name (RFC 2308 §2.1).
    NxDomain,
    /// The resolver could not find out, or did not want to.
    ServerFailure(Rcode),
}

impl Message {
    /// What the message comes to.
    #[must_use]
    pub fn answer(&self) -> Answer<'_> {
        match self.rcode {
            Rcode::NOERROR if self.records.is_empty() => Answer::NoData,
            Rcode::NOERROR => Answer::Records(&self.records),
            // RFC 6604 §3: after aliases this speaks of the last name, and there can be no records of it.
            Rcode::NXDOMAIN => Answer::NxDomain,
            other => Answer::ServerFailure(other),
        }
    }

    /// The readable TXT records among the answer.
    pub fn txt_records(&self) -> impl Iterator<Item = &TxtRecord> {
        self.records.iter().filter_map(|record| match &record.data {
            RecordData::Txt(txt) => Some(txt),
            _ => None,
        })
    }

    /// The name that the records belong to: the last alias, or `asked` itself.
    #[must_use]
    pub fn canonical_name<'a>(&'a self, asked: &'a QueryName) -> &'a QueryName {
        self.aliases.last().unwrap_or(asked)
    }
}
