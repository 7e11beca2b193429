//! The handshakes that were tried with an address, and what each says about versions.

use shared::{Cause, CipherSuite, Failure, HelloAnswer, Phase, TlsVersion};

use super::VersionOutcome;
use super::versions::answered_hello;
use crate::evidence::{AddressOutcome, Hello};

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
    let (of_tls13, older): (Vec<&Hello>, Vec<&Hello>) = seen
        .hellos
        .iter()
        .partition(|hello| hello.offered >= TlsVersion::TLS13);
    let codes: Option<Vec<u8>> = older.into_iter().map(refused).collect();
    let codes = codes.filter(|codes| codes.len() >= MIN_HELLOS)?;
    if !is_refusal(refused_in_full) || !of_tls13.iter().all(|hello| refused(hello).is_some()) {
        return None;
    }
    // "Too old" to everything below TLS 1.3, and something else to the offer of TLS 1.3: a server that wants TLS 1.3
    // with something that the full handshake does not have, unless everything of TLS 1.3 was refused as well.
    let wants_another_tls13 = of_tls13.is_empty()
        && refused_in_full != PROTOCOL_VERSION
        && codes.first() == Some(&PROTOCOL_VERSION);
    (!wants_another_tls13).then_some(failure)
}

/// That a server ends the conversation unless the client shows a certificate, which hardly any sending server has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Demand<'a> {
    /// It says so.
    Certain(&'a Failure),
    /// It asked for one and ended the full handshake, for which nothing else is known to be the reason.
    Likely(&'a Failure),
}

/// Whether a server demands a certificate of the client.
pub(super) fn client_certificate(seen: &AddressOutcome) -> Option<Demand<'_>> {
    let failure = seen.finish.as_ref()?.stopped_because.as_ref()?;
    let Cause::TlsAlert { code, .. } = failure.cause else {
        return None;
    };
    // RFC 8446 §6.2: "a client certificate is desired but none was provided". In TLS 1.3 it comes after the client has
    // finished the handshake.
    if code == CERTIFICATE_REQUIRED {
        return Some(Demand::Certain(failure));
    }
    if failure.phase != Phase::Handshake || code == PROTOCOL_VERSION || seen.session.is_some() {
        return None;
    }
    // RFC 5246 §7.4.6: there it may be any alert, handshake_failure above all. It is the same as for an offer with
    // nothing in common, so that it must be known that the full handshake did offer what the server chose.
    let asks = answered_hello(seen).is_some_and(|hello| {
        hello.certificate_request && hello.version == TlsVersion::TLS12 && is_modern(hello.suite)
    });
    asks.then_some(Demand::Likely(failure))
}

/// Whether a suite of TLS 1.2 is one that the full handshake offers.
fn is_modern(suite: CipherSuite) -> bool {
    let mentions = |parts: &[&str]| parts.iter().all(|part| suite.mentions(part));
    mentions(&["ECDHE", "POLY1305"]) || mentions(&["ECDHE", "AES", "GCM"])
}

const CERTIFICATE_REQUIRED: u8 = 116;

/// Hellos that must have been refused before a server is said to refuse them all: up to TLS 1.2, and up to TLS 1.1.
const MIN_HELLOS: usize = 2;

const PROTOCOL_VERSION: u8 = 70;

/// RFC 5246 §7.2.2: handshake_failure, protocol_version and insufficient_security are about what was offered.
pub(super) const fn is_refusal(alert: u8) -> bool {
    matches!(alert, 40 | PROTOCOL_VERSION | 71)
}

/// One handshake that was tried: what it offered and how it ended.
pub(super) struct Attempt {
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
pub(super) fn attempts(seen: &AddressOutcome) -> Vec<Attempt> {
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
        // RFC 8446 §4.1.3: a server that knows TLS 1.3 marks its answers to older hellos. Servers older than RFC 8446 do
        // not see that only newer versions were offered and answer with theirs, which breaks the full handshake.
        Cause::TlsAlert { .. }
        | Cause::Reset
        | Cause::Closed
        | Cause::TlsBroken { excerpt: None, .. }
            if answered_hello(seen).is_some_and(|hello| {
                hello.version < TlsVersion::TLS13 && !hello.downgrade_mark
            }) =>
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
        // A server that answers a short hello did not bear the longer ones, whatever they offered. But a word about the
        // version is one about the version.
        HelloAnswer::Alert { code, name }
            if *code != PROTOCOL_VERSION && was_too_long(seen, hello) =>
        {
            unknown(Cause::TlsAlert {
                code: *code,
                name: name.clone(),
            })
        }
        HelloAnswer::Failed { failure } if was_too_long(seen, hello) => {
            End::Unknown(failure.clone())
        }
        HelloAnswer::ServerHello { hello: answer } => match &answer.cut_short_by {
            None => End::Chose(answer.version),
            Some(failure) => End::Unknown(failure.clone()),
        },
        HelloAnswer::Alert { code, .. } if is_refusal(*code) => End::Refused,
        // Where newer offers succeed, it is the old versions that the server dislikes, whatever it says: OpenSSL answers
        // internal_error when its security level leaves nothing for them. The other way round it may be a fault that the
        // newer offer ran into, and nothing is made of it.
        HelloAnswer::Alert { .. } if chose_newer(seen, hello.offered) => End::Refused,
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

/// Whether a hello offered much more than another that was answered. TLS 1.3 has few suites.
fn was_too_long(seen: &AddressOutcome, hello: &Hello) -> bool {
    let mut short = seen.hellos.iter().filter(|hello| hello.usual_suites_only);
    !hello.usual_suites_only
        && hello.offered < TlsVersion::TLS13
        && short.any(|short| short.answered().is_some())
}

/// Whether another handshake came to a version newer than this.
fn chose_newer(seen: &AddressOutcome, version: TlsVersion) -> bool {
    let in_full = seen.session.iter().map(|session| session.version);
    let raw = seen.hellos.iter().filter_map(Hello::answered);
    in_full
        .chain(raw.map(|hello| hello.version))
        .any(|chosen| chosen > version)
}

impl Attempt {
    /// What the attempt says about a version.
    pub(super) fn says_of(&self, version: TlsVersion) -> VersionOutcome {
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
