//! Whether a server joins a classical key exchange with ML-KEM, so that what is recorded today stays sealed when quantum
//! computers come.

use shared::{Cause, HelloAnswer, NamedGroup, Phase, TlsVersion};

use super::attempt::is_refusal;
use super::strength::is_hybrid;
use crate::evidence::AddressOutcome;

/// What is known of the hybrid groups at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Hybrid {
    /// The server takes this one.
    Accepted(NamedGroup),
    /// It takes none of them.
    Refused,
    /// It ended the connection at the offer, and takes others.
    RefusedWithoutAlert,
    /// They were not offered.
    NotAsked,
    /// They were offered, and this came of it.
    CouldNotTell(String),
}

impl Hybrid {
    /// Reads what an address showed.
    pub(crate) fn read(seen: &AddressOutcome) -> Self {
        // The full handshake may have agreed on one already.
        let agreed = seen.session.as_ref().and_then(|session| session.group);
        if let Some(group) = agreed.filter(|group| is_hybrid(*group)) {
            return Self::Accepted(group);
        }
        let Some(answer) = &seen.hybrid else {
            return Self::NotAsked;
        };
        let another_succeeded = seen.session.is_some();
        match answer {
            HelloAnswer::ServerHello { hello } => match hello.group {
                Some(group) if is_hybrid(group) => Self::Accepted(group),
                // RFC 8446 §4.1.3: an older version is the answer of who does not take this offer of TLS 1.3.
                _ if hello.version < TlsVersion::TLS13 => Self::Refused,
                Some(group) => {
                    Self::CouldNotTell(format!("{group} was chosen, which was not offered"))
                }
                None => Self::CouldNotTell("no group was chosen".to_owned()),
            },
            // The same offer with other groups came through, so that it is these that are refused. Any other alert may
            // come from a fault that has nothing to do with them.
            HelloAnswer::Alert { code, .. } if another_succeeded && is_refusal_of_groups(*code) => {
                Self::Refused
            }
            HelloAnswer::Alert { name, code } => {
                Self::CouldNotTell(format!("the server sent the alert {name} ({code})"))
            }
            HelloAnswer::Failed { failure }
                if failure.phase == Phase::Handshake
                    && matches!(failure.cause, Cause::Reset | Cause::Closed)
                    && another_succeeded =>
            {
                Self::RefusedWithoutAlert
            }
            HelloAnswer::Failed { failure } => Self::CouldNotTell(failure.to_string()),
        }
    }

    /// In words.
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Accepted(group) => format!("{group} accepted"),
            Self::Refused => "refused".to_owned(),
            Self::RefusedWithoutAlert => "refused, without an alert".to_owned(),
            Self::NotAsked => "not asked".to_owned(),
            Self::CouldNotTell(why) => format!("could not tell: {why}"),
        }
    }
}

/// RFC 8446 §6.2: beside what refuses any offer, illegal_parameter and missing_extension, by which some servers say that
/// no group fits.
const fn is_refusal_of_groups(alert: u8) -> bool {
    is_refusal(alert) || matches!(alert, 47 | 109)
}

#[cfg(test)]
#[path = "hybrid_tests.rs"]
mod tests;
