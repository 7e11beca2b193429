//! Which TLS versions an address accepts, read from the full handshake and the raw hellos.
//!
//! A hello offers a newest version and everything older with it, and a server picks the newest that it can
//! (RFC 5246 §E.1). So one answer tells about several versions: the one picked is accepted, those passed over are
//! refused, and about the older ones nothing is said.

use shared::{
    Cause, CipherSuite, Failure, HelloAnswer, NamedGroup, Phase, ServerHello, TlsVersion,
};

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
    let chosen = answered_hello(seen)?.suite;
    matches!(&without.answer, HelloAnswer::Alert { code, .. } if is_refusal(*code))
        .then_some(chosen)
}

/// Whether a server says no to every hello, with alerts that mean just that: the full handshake and every raw one.
pub(crate) fn always_refuses(seen: &AddressOutcome) -> Option<&Failure> {
    let failure = seen.finish.as_ref()?.stopped_because.as_ref()?;
    let refused_in_full = match (failure.phase, &failure.cause) {
        (Phase::Handshake, Cause::TlsAlert { code, .. }) => *code,
        _ => return None,
    };
    let refused = |hello: &Hello| match &hello.answer {
        HelloAnswer::Alert { code, .. } if is_refusal(*code) => Some(*code),
        HelloAnswer::Alert { .. }
        | HelloAnswer::ServerHello { .. }
        | HelloAnswer::Failed { .. } => None,
    };
    let codes: Option<Vec<u8>> = seen.hellos.iter().map(refused).collect();
    let codes = codes.filter(|codes| codes.len() >= MIN_HELLOS)?;
    // "Too old" to everything below TLS 1.3, and something else to the offer of TLS 1.3: a server that wants TLS 1.3
    // with something that the full handshake does not have.
    let wants_another_tls13 =
        refused_in_full != PROTOCOL_VERSION && codes.first() == Some(&PROTOCOL_VERSION);
    (is_refusal(refused_in_full) && !wants_another_tls13).then_some(failure)
}

/// Hellos that must have been refused before a server is said to refuse them all: up to TLS 1.2, and up to TLS 1.1.
const MIN_HELLOS: usize = 2;

const PROTOCOL_VERSION: u8 = 70;

/// RFC 5246 §7.2.2: handshake_failure, protocol_version and insufficient_security are about what was offered.
const fn is_refusal(alert: u8) -> bool {
    matches!(alert, 40 | PROTOCOL_VERSION | 71)
}

/// One handshake that was tried: what it offered and how it ended.
struct Attempt {
    /// The newest version it offered.
    newest: TlsVersion,
    /// The oldest version about which a refusal says something: older ones have hellos of their own.
    refusable: TlsVersion,
    end: End,
}

enum End {
    Chose(TlsVersion),
    /// The server said no.
    Refused,
    /// The server ended it in its own way, while it answers other hellos.
    TurnedDown,
    Unknown(Failure),
}

/// Every handshake that was tried with an address.
fn attempts(seen: &AddressOutcome) -> Vec<Attempt> {
    let full = full_attempt(seen);
    // The smaller offer is about suites; what it refuses says nothing about versions.
    let hellos = seen
        .hellos
        .iter()
        .filter(|hello| !hello.without_weak_suites);
    full.into_iter()
        .chain(hellos.map(|hello| Attempt {
            newest: hello.offered,
            refusable: if hello.offered >= TlsVersion::TLS12 {
                hello.offered
            } else {
                TlsVersion::SSL3
            },
            end: end_of(hello, seen),
        }))
        .collect()
}

/// The full handshake: TLS 1.3, and TLS 1.2 with modern suites only, so that its failure says nothing about the latter.
fn full_attempt(seen: &AddressOutcome) -> Option<Attempt> {
    let attempt = |end| Attempt {
        newest: TlsVersion::TLS13,
        refusable: TlsVersion::TLS13,
        end,
    };
    if let Some(session) = &seen.session {
        return Some(attempt(End::Chose(session.version)));
    }
    let failure = seen.finish.as_ref()?.stopped_because.as_ref()?;
    if failure.phase != Phase::Handshake {
        return None;
    }
    Some(attempt(match &failure.cause {
        Cause::TlsAlert {
            code: PROTOCOL_VERSION,
            ..
        } => End::Refused,
        // RFC 8446 §4.1.3: a server that knows TLS 1.3 marks its answers to older hellos.
        Cause::TlsAlert { .. } | Cause::Reset | Cause::Closed
            if answered_hello(seen).is_some_and(|hello| !hello.downgrade_mark) =>
        {
            End::Refused
        }
        _ => End::Unknown(failure.clone()),
    }))
}

fn end_of(hello: &Hello, seen: &AddressOutcome) -> End {
    let another_succeeded = seen.session.is_some() || answered_hello(seen).is_some();
    let unknown = |cause| End::Unknown(Failure::new(Phase::Handshake, cause));
    match &hello.answer {
        HelloAnswer::ServerHello { hello: answer } if answer.version > hello.offered => {
            unknown(Cause::TlsBroken {
                detail: format!("{} was chosen, which was not offered", answer.version),
                excerpt: None,
            })
        }
        HelloAnswer::ServerHello { hello: answer } => match &answer.cut_short_by {
            None => End::Chose(answer.version),
            Some(failure) => End::Unknown(failure.clone()),
        },
        HelloAnswer::Alert { code, .. } if is_refusal(*code) => End::Refused,
        // Where others succeed, it is this offer that the server dislikes, whatever it says: OpenSSL answers
        // internal_error when its security level leaves nothing for an old version.
        HelloAnswer::Alert { .. } if another_succeeded => End::Refused,
        HelloAnswer::Alert { code, name } => unknown(Cause::TlsAlert {
            code: *code,
            name: name.clone(),
        }),
        HelloAnswer::Failed { failure }
            if failure.phase == Phase::Handshake
                && matches!(failure.cause, Cause::Reset | Cause::Closed)
                && another_succeeded =>
        {
            End::TurnedDown
        }
        HelloAnswer::Failed { failure } => End::Unknown(failure.clone()),
    }
}

impl Attempt {
    /// What the attempt says about a version.
    fn says_of(&self, version: TlsVersion) -> VersionOutcome {
        let is_refusable = (self.refusable..=self.newest).contains(&version);
        match &self.end {
            End::Chose(chosen) if version == *chosen => VersionOutcome::Accepted,
            // RFC 5246 §E.1: the newest that both know is chosen.
            End::Chose(chosen) if (*chosen..=self.newest).contains(&version) => {
                VersionOutcome::Refused
            }
            End::Refused if is_refusable => VersionOutcome::Refused,
            End::TurnedDown if is_refusable => VersionOutcome::RefusedWithoutAlert,
            End::Unknown(failure) if version == self.newest => {
                VersionOutcome::CouldNotTell(failure.clone())
            }
            End::Chose(_) | End::Refused | End::TurnedDown | End::Unknown(_) => {
                VersionOutcome::NotAsked
            }
        }
    }
}

#[cfg(test)]
#[path = "versions_tests.rs"]
mod tests;
