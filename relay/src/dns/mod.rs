//! Forwards DNS queries to the relay's resolver and hands the answers back as they came.
//!
//! Nothing is interpreted here: DO, CD, AD and extended errors pass in both directions, since they are what clients
//! judge DNSSEC by. What is checked is what would make an open relay out of this: the shape of the query and its type
//! on the way in (`query`), and on the way out that no answer tells of addresses inside the operator's own
//! networks (`answer`).

mod answer;
mod exchange;
mod query;
mod wire;

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use shared::{Blocked, Cause, Failure, Phase, Problem, ProblemCode};

use self::query::Query;
use crate::Observer;

pub use self::query::QueryDefect;

impl Observer {
    /// Forwards one query in wire format (RFC 1035 §4) to the resolver and returns its answer in wire format.
    ///
    /// The query goes out under an id of our own, by UDP and then TCP, within [`crate::limits::DNS`]; the answer
    /// carries the client's id again. An error code of the resolver's (SERVFAIL, REFUSED…) is an answer. Additional
    /// records that tell of addresses the guard does not disclose are left out.
    ///
    /// # Errors
    /// The query is not one that is forwarded, the resolver gave no usable answer, or the answer leads to an address
    /// that the guard does not disclose.
    pub async fn dns_query(&self, wire: &[u8]) -> Result<Vec<u8>, DnsQueryError> {
        self.dns_query_at(self.resolver_address(), wire).await
    }

    /// The same, asked of a resolver that the operator names: to compare answers. No client of a relay can name one.
    ///
    /// # Errors
    /// As [`Self::dns_query`].
    pub async fn dns_query_at(
        &self,
        resolver: SocketAddr,
        wire: &[u8],
    ) -> Result<Vec<u8>, DnsQueryError> {
        let query = Query::parse(wire)?;
        query.admit(self.guard())?;
        let answer = exchange::ask(resolver, &query).await?;
        answer::screen(answer, &query, self.guard())
    }

    /// Whether the resolver validates DNSSEC; `None` if that cannot be told just now.
    ///
    /// RFC 4035 §3.2.3: a validating resolver sets AD on what it has found authentic, and the root's own keys are
    /// authentic wherever the root is the trust anchor.
    pub async fn validates(&self) -> Option<bool> {
        let wire = query::root_keys();
        let query = Query::parse(&wire).ok()?;
        let answer = exchange::ask(self.resolver_address(), &query).await.ok()?;
        let header = wire::Header::read(&answer)?;
        (header.response_code() == wire::NO_ERROR).then_some(header.is_authentic())
    }
}

/// A query taken in and an answer let out, as [`Observer::dns_query`] does with the resolver between.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn forwarded(
    query: &[u8],
    answer: Vec<u8>,
    guard: &crate::Guard,
) -> Result<Vec<u8>, DnsQueryError> {
    let query = Query::parse(query)?;
    query.admit(guard)?;
    answer::screen(answer, &query, guard)
}

/// Why a DNS query has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DnsQueryError {
    /// The answer leads to addresses that this relay does not contact, nor tells about.
    AddressNotPublic(Vec<IpAddr>),
    /// The query is not a well-formed query of the kind that is forwarded.
    Defective(QueryDefect),
    /// This type of record is not looked up.
    RecordType(u16),
    /// The resolver gave no usable answer; in words.
    Resolver(String),
    /// The name is reserved for private or special use.
    SpecialName,
}

impl fmt::Display for DnsQueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AddressNotPublic(_) => f.write_str(Blocked::AddressNotPublic.words()),
            Self::Defective(defect) => write!(f, "the DNS query is not usable: {defect}"),
            Self::RecordType(number) => {
                write!(f, "{} (type {number})", Blocked::RecordType.words())
            }
            Self::Resolver(detail) => write!(f, "the relay's resolver {detail}"),
            Self::SpecialName => f.write_str(Blocked::SpecialName.words()),
        }
    }
}

impl std::error::Error for DnsQueryError {}

impl From<Blocked> for DnsQueryError {
    fn from(blocked: Blocked) -> Self {
        match blocked {
            Blocked::AddressNotPublic => Self::AddressNotPublic(Vec::new()),
            Blocked::RecordType => Self::RecordType(0),
            // Nothing about DNS is subject to permission but the names.
            Blocked::SpecialName
            | Blocked::NotPermitted
            | Blocked::OptedOut
            | Blocked::TokenNeeded => Self::SpecialName,
        }
    }
}

impl From<&DnsQueryError> for Problem {
    fn from(error: &DnsQueryError) -> Self {
        let (code, status) = match error {
            DnsQueryError::AddressNotPublic(_) => (ProblemCode::AddressNotPublic, 403),
            DnsQueryError::Defective(_) => (ProblemCode::InvalidRequest, 400),
            DnsQueryError::RecordType(_) => (ProblemCode::RecordTypeRefused, 403),
            DnsQueryError::Resolver(_) => (ProblemCode::ResolverFailed, 502),
            DnsQueryError::SpecialName => (ProblemCode::SpecialName, 403),
        };
        Self {
            code,
            status,
            title: error.to_string(),
            retry_after: None,
        }
    }
}

impl From<DnsQueryError> for Failure {
    fn from(error: DnsQueryError) -> Self {
        let blocked = |reason, addresses| Cause::Blocked { reason, addresses };
        let cause = match error {
            DnsQueryError::AddressNotPublic(addresses) => {
                blocked(Blocked::AddressNotPublic, addresses)
            }
            DnsQueryError::Defective(defect) => Cause::Internal {
                detail: defect.to_string(),
            },
            DnsQueryError::RecordType(_) => blocked(Blocked::RecordType, Vec::new()),
            DnsQueryError::Resolver(detail) => Cause::Resolver { detail },
            DnsQueryError::SpecialName => blocked(Blocked::SpecialName, Vec::new()),
        };
        Self::new(Phase::Dns, cause)
    }
}
