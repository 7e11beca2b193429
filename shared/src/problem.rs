//! Errors over HTTP, as `application/problem+json` (RFC 9457) with stable codes.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Blocked, Cause};

/// An error answer of the relay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Problem {
    /// The stable code.
    pub code: ProblemCode,
    /// The HTTP status, repeated.
    pub status: u16,
    /// What happened, in words for a person.
    pub title: String,
    /// When to ask again, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    /// The same as a cause of a [`crate::Failure`].
    #[must_use]
    pub fn cause(&self) -> Cause {
        let blocked = |reason| Cause::Blocked {
            reason,
            addresses: Vec::new(),
        };
        match self.code {
            ProblemCode::AddressNotPublic => blocked(Blocked::AddressNotPublic),
            ProblemCode::SpecialName => blocked(Blocked::SpecialName),
            ProblemCode::RecordTypeRefused => blocked(Blocked::RecordType),
            ProblemCode::NotPermitted => blocked(Blocked::NotPermitted),
            ProblemCode::TokenRequired | ProblemCode::TokenRefused => blocked(Blocked::TokenNeeded),
            ProblemCode::TooManyRequests | ProblemCode::Overloaded => Cause::Busy {
                retry_after: self.retry_after,
                detail: self.title.clone(),
            },
            ProblemCode::ResolverFailed => Cause::Resolver {
                detail: self.title.clone(),
            },
            ProblemCode::InvalidRequest
            | ProblemCode::OriginRefused
            | ProblemCode::HostRefused
            | ProblemCode::NotFound
            | ProblemCode::Internal => Cause::Internal {
                detail: self.title.clone(),
            },
        }
    }
}

/// The kinds of error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProblemCode {
    /// The request could not be read.
    InvalidRequest,
    /// The page that asked is not one this relay serves.
    OriginRefused,
    /// The relay was called by a name it does not know as its own.
    HostRefused,
    /// There is nothing here.
    NotFound,
    /// An answer leads into a range that this relay does not contact.
    AddressNotPublic,
    /// The name is reserved for private or special use.
    SpecialName,
    /// This type of record is not looked up.
    RecordTypeRefused,
    /// The operator does not allow what was asked for.
    NotPermitted,
    /// The operator wants a token to be shown, and none was.
    TokenRequired,
    /// The token that was shown is unknown or has expired.
    TokenRefused,
    /// This client, or all for this target, asked too often.
    TooManyRequests,
    /// The relay has too much to do.
    Overloaded,
    /// The relay's resolver did not answer.
    ResolverFailed,
    /// The relay failed.
    Internal,
}

impl ProblemCode {
    /// The stable word, as it stands in an answer.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid-request",
            Self::OriginRefused => "origin-refused",
            Self::HostRefused => "host-refused",
            Self::NotFound => "not-found",
            Self::AddressNotPublic => "address-not-public",
            Self::SpecialName => "special-name",
            Self::RecordTypeRefused => "record-type-refused",
            Self::NotPermitted => "not-permitted",
            Self::TokenRequired => "token-required",
            Self::TokenRefused => "token-refused",
            Self::TooManyRequests => "too-many-requests",
            Self::Overloaded => "overloaded",
            Self::ResolverFailed => "resolver-failed",
            Self::Internal => "internal",
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}
