//! What is told of one address.

use shared::{
    Cause, Chain, DeepFact, HelloAnswer, Observation, Reply, ReplyCode, Timestamp, TlsVersion,
};

use super::address::Events;
use crate::clock::now;

/// Observations of one address: passed on at once, and kept to be remembered.
#[derive(Debug)]
pub(super) struct Told {
    events: Events,
    seen: Vec<(Timestamp, Observation)>,
}

impl Told {
    pub(super) const fn new(events: Events) -> Self {
        Self {
            events,
            seen: Vec::new(),
        }
    }

    /// Passes an observation on.
    pub(super) fn tell(&mut self, observation: Observation) {
        self.tell_as_of(now(), observation);
    }

    /// Passes an observation of an earlier moment on.
    pub(super) fn tell_as_of(&mut self, at: Timestamp, observation: Observation) {
        self.seen.push((at, observation.clone()));
        // Nobody listens any more only when the whole probe is being cancelled.
        let _ = self.events.send((at, observation));
    }

    /// Whether a handshake was finished.
    pub(super) fn is_sealed(&self) -> bool {
        self.agreed().is_some()
    }

    /// The version of the finished handshake.
    pub(super) fn agreed(&self) -> Option<TlsVersion> {
        self.seen
            .iter()
            .find_map(|(_, observation)| match observation {
                Observation::Handshake { session, .. } => Some(session.version),
                _ => None,
            })
    }

    /// The keywords of EHLO inside TLS.
    pub(super) fn sealed_keywords(&self) -> &[String] {
        self.seen
            .iter()
            .find_map(|(_, observation)| match observation {
                Observation::EhloSealed { reply, .. } => reply.lines.get(1..),
                _ => None,
            })
            .unwrap_or_default()
    }

    /// The keywords of EHLO in clear, without what follows them.
    pub(super) fn keywords_in_clear(&self) -> impl Iterator<Item = &str> {
        let replies = self
            .seen
            .iter()
            .filter_map(|(_, observation)| match observation {
                Observation::Ehlo {
                    reply, helo: false, ..
                } => Some(reply),
                _ => None,
            });
        replies.flat_map(keywords)
    }

    /// Whether the server said 421 when recipients were tried: it wants no more of us for now.
    pub(super) fn was_sent_away(&self) -> bool {
        self.seen.iter().any(|(_, observation)| {
            matches!(
                observation,
                Observation::Recipients { trial, .. } if matches!(
                    trial.cut_short_by.as_ref().map(|failure| &failure.cause),
                    Some(Cause::Reply { reply }) if reply.code == ReplyCode::CLOSING
                )
            )
        })
    }

    /// Whether bytes came in clear where the handshake should have begun.
    pub(super) fn is_injected(&self) -> bool {
        self.seen.iter().any(|(_, observation)| {
            matches!(observation, Observation::StartTls { injected, .. } if injected.is_some())
        })
    }

    /// Whether exactly these certificates were told of already.
    pub(super) fn has_shown(&self, certificates: &[Vec<u8>]) -> bool {
        self.seen
            .iter()
            .filter_map(|(_, observation)| chain_of(observation))
            .any(|chain| {
                let shown = chain.certificates.iter().map(|der| der.as_slice());
                shown.eq(certificates.iter().map(Vec::as_slice))
            })
    }

    /// What was told so far, in order.
    pub(super) fn seen(&self) -> &[(Timestamp, Observation)] {
        &self.seen
    }

    /// All that was told, in order.
    pub(super) fn into_seen(self) -> Vec<(Timestamp, Observation)> {
        self.seen
    }
}

/// The keywords of an answer to EHLO, which follow its first line (RFC 5321 §4.1.1.1), without what follows them.
pub(super) fn keywords(reply: &Reply) -> impl Iterator<Item = &str> {
    let lines = reply.lines.iter().skip(1);
    // “AUTH=LOGIN” is an old form of “AUTH LOGIN”.
    lines.filter_map(|line| line.split([' ', '=']).find(|word| !word.is_empty()))
}

/// The certificates that an observation carries.
fn chain_of(observation: &Observation) -> Option<&Chain> {
    let answer = match observation {
        Observation::Handshake { session, .. } => return Some(&session.chain),
        Observation::Hello { answer, .. }
        | Observation::Deep {
            fact: DeepFact::Certificate { answer, .. } | DeepFact::WithoutName { answer },
            ..
        } => answer,
        _ => return None,
    };
    match answer {
        HelloAnswer::ServerHello { hello } => hello.chain.as_ref(),
        HelloAnswer::Alert { .. } | HelloAnswer::Failed { .. } => None,
    }
}
