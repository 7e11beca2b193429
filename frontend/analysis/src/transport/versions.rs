//! Which TLS versions an address accepts, read from the full handshake and the raw hellos.
//!
//! A hello offers a newest version and everything older with it, and a server picks the newest that it can
//! (RFC 5246 §E.1). So one answer tells about several versions: the one picked is accepted, those passed over are
//! refused, and about the older ones nothing is said.

use shared::{CipherSuite, Failure, HelloAnswer, NamedGroup, ServerHello, TlsVersion};

use super::attempt::{attempts, is_refusal};
use crate::evidence::{AddressOutcome, Hello};

/// What is known of every version at one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Versions([VersionOutcome; 5]);

/// What is known of one version at one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum VersionOutcome {
    /// The server chose it.
    Accepted,
    /// The server passed it over, or said no.
    Refused,
    /// The server ended the connection at a hello that offers it at most, and answers newer ones.
    RefusedWithoutAlert,
    /// No hello offered it.
    NotAsked,
    /// It was asked, or should have been, and this happened.
    CouldNotTell(Failure),
}

/// What a server and we agreed on, in the full handshake or as far as a raw hello goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Agreed {
    /// The version.
    pub(crate) version: TlsVersion,
    /// The suite.
    pub(crate) suite: CipherSuite,
    /// The key exchange group, where it is known.
    pub(crate) group: Option<NamedGroup>,
}

/// SSLv3 to TLS 1.3, oldest first.
pub(crate) const VERSIONS: [TlsVersion; 5] = [
    TlsVersion::SSL3,
    TlsVersion::TLS10,
    TlsVersion::TLS11,
    TlsVersion::TLS12,
    TlsVersion::TLS13,
];

impl Versions {
    /// Reads what an address showed.
    pub(crate) fn read(seen: &AddressOutcome) -> Self {
        Self(VERSIONS.map(|version| {
            let mut known = VersionOutcome::NotAsked;
            for attempt in attempts(seen) {
                known = known.or(attempt.says_of(version));
            }
            known
        }))
    }

    /// Each version with what is known of it, oldest first.
    pub(crate) fn each(&self) -> impl DoubleEndedIterator<Item = (TlsVersion, &VersionOutcome)> {
        VERSIONS.into_iter().zip(&self.0)
    }

    /// What is known of a version.
    pub(crate) fn of(&self, version: TlsVersion) -> &VersionOutcome {
        self.each()
            .find(|(known, _)| *known == version)
            .map_or(&VersionOutcome::NotAsked, |(_, outcome)| outcome)
    }

    /// Those of these versions that are accepted.
    pub(crate) fn accepted(&self, among: &[TlsVersion]) -> Vec<TlsVersion> {
        among
            .iter()
            .copied()
            .filter(|version| *self.of(*version) == VersionOutcome::Accepted)
            .collect()
    }

    /// The newest version accepted, if everything newer is known to be refused.
    pub(crate) fn surely_newest(&self) -> Option<TlsVersion> {
        for (version, outcome) in self.each().rev() {
            match outcome {
                VersionOutcome::Accepted => return Some(version),
                VersionOutcome::Refused | VersionOutcome::RefusedWithoutAlert => {}
                VersionOutcome::NotAsked | VersionOutcome::CouldNotTell(_) => return None,
            }
        }
        None
    }
}

impl VersionOutcome {
    /// Whether it is known that the version is not accepted.
    pub(crate) const fn is_refused(&self) -> bool {
        matches!(self, Self::Refused | Self::RefusedWithoutAlert)
    }

    /// In words.
    pub(crate) const fn words(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::RefusedWithoutAlert => "refused, without an alert",
            Self::NotAsked => "not asked",
            Self::CouldNotTell(_) => "could not tell",
        }
    }

    /// The more telling of two: accepted, then refused, then what happened instead.
    fn or(self, other: Self) -> Self {
        let weight = |outcome: &Self| match outcome {
            Self::NotAsked => 0,
            Self::CouldNotTell(_) => 1,
            Self::RefusedWithoutAlert => 2,
            Self::Refused => 3,
            Self::Accepted => 4,
        };
        if weight(&other) > weight(&self) {
            other
        } else {
            self
        }
    }
}

/// What was agreed with an address: in the full handshake, else in the first raw hello that was answered to its end.
pub(crate) fn agreed(seen: &AddressOutcome) -> Option<Agreed> {
    let session = seen.session.as_ref().map(|session| Agreed {
        version: session.version,
        suite: session.suite,
        group: session.group,
    });
    session.or_else(|| {
        answered_hello(seen).map(|hello| Agreed {
            version: hello.version,
            suite: hello.suite,
            group: hello.group,
        })
    })
}

/// The first raw hello that was answered to its end, with whatever suites offered.
pub(crate) fn answered_hello(seen: &AddressOutcome) -> Option<&ServerHello> {
    seen.hellos.iter().find_map(Hello::answered)
}

/// The weak suite that a server chooses because it has no better one: chosen from everything, and refused without it.
/// The full handshake must have failed, or better suites are proven.
pub(crate) fn only_weak_suite(seen: &AddressOutcome) -> Option<CipherSuite> {
    if seen.session.is_some() {
        return None;
    }
    let without = seen.hellos.iter().find(|hello| hello.without_weak_suites)?;
    // The suites of TLS 1.3 have hellos of their own, and none of them is weak.
    if seen
        .hellos
        .iter()
        .filter_map(Hello::answered)
        .any(|hello| hello.version >= TlsVersion::TLS13)
    {
        return None;
    }
    let chosen = answered_hello(seen)?.suite;
    matches!(&without.answer, HelloAnswer::Alert { code, .. } if is_refusal(*code))
        .then_some(chosen)
}

#[cfg(test)]
#[path = "versions_tests.rs"]
mod tests;
