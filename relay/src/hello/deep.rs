//! The deep look as a whole: which hello or trial comes next, and what is told of the answers.

use std::collections::VecDeque;

use shared::{
    Cause, CipherSuite, DeepFact, Failure, HelloAnswer, InjectionAnswer, KeyKind, Phase,
    ServerHello, TlsVersion,
};

use super::search::Search;
use super::{Offer, Question};

/// A deep look at one address, after the ladder. Each step is a connection of its own.
#[derive(Clone, Debug)]
pub(crate) struct DeepLook {
    /// The searches to come, the newest version first; the first one is under way.
    searches: VecDeque<Search>,
    /// Searches that came to their end in a doubt that the next answer will settle.
    doubtful: Vec<Search>,
    /// Steps after the searches: the hello without a name, the injection.
    then: VecDeque<Step>,
    /// Kinds of key whose certificate was shown.
    shown: Vec<KeyKind>,
    /// Whether the server was seen to say no with an alert.
    speaks_alerts: bool,
    /// Ends without an alert since the server was last heard of.
    silent: u32,
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Send this hello.
    Hello(Offer),
    /// Try to inject a command before the handshake.
    Injection,
}

/// What the ladder learnt.
pub(crate) type Climbed = [(Question, HelloAnswer)];

impl DeepLook {
    /// Begins where the ladder ended.
    ///
    /// `agreed`: the version of the full handshake, if it was finished. `starttls`: whether it was after STARTTLS.
    pub(crate) fn after(agreed: Option<TlsVersion>, starttls: bool, climbed: &Climbed) -> Self {
        let taken = |version| {
            agreed == Some(version) || hellos(climbed).any(|(_, hello)| hello.version == version)
        };
        let versions: Vec<TlsVersion> = [
            TlsVersion::TLS13,
            TlsVersion::TLS12,
            TlsVersion::TLS11,
            TlsVersion::TLS10,
            TlsVersion::SSL3,
        ]
        .into_iter()
        .filter(|version| taken(*version))
        .collect();
        let newest_below = versions
            .iter()
            .find(|version| **version < TlsVersion::TLS13);
        let mut searches = VecDeque::new();
        for version in &versions {
            // Below TLS 1.3 the groups are those of the newest version, and a round for the order alone is spent on
            // that one only: the older ones mostly follow it.
            let wants_groups = versions.first() == Some(version);
            let wants_order = wants_groups || newest_below == Some(version);
            let mut search = Search::of(*version, wants_groups, wants_order);
            // What was chosen from a short hello says nothing about the whole offer, which this server does not bear: it
            // gets pieces of it.
            let whole = hellos(climbed).filter(|(question, _)| !question.is_usual_only());
            for (question, hello) in whole {
                search.learn(&question.offer(), hello);
            }
            searches.push_back(search);
        }
        let mut then = VecDeque::new();
        // SSLv3 has no extensions, and so never a name.
        if newest_below.is_some_and(|version| *version > TlsVersion::SSL3) {
            let wants_short = hellos(climbed).any(|(question, _)| question.is_usual_only());
            let offer = if wants_short {
                Offer::usual(TlsVersion::TLS12)
            } else {
                Offer::everything(TlsVersion::TLS12)
            };
            then.push_back(Step::Hello(Offer {
                with_name: false,
                ..offer
            }));
        }
        if starttls && agreed.is_some() {
            then.push_back(Step::Injection);
        }
        let kinds = hellos(climbed).filter_map(|(_, hello)| key_kind(hello.suite));
        Self {
            searches,
            doubtful: Vec::new(),
            then,
            shown: kinds.collect(),
            speaks_alerts: climbed
                .iter()
                .any(|(_, answer)| matches!(answer, HelloAnswer::Alert { .. })),
            silent: 0,
        }
    }

    /// What to do next; nothing if all is known. Also what was found meanwhile.
    pub(crate) fn next(&mut self) -> (Option<Step>, Vec<DeepFact>) {
        let mut facts = Vec::new();
        while let Some(search) = self.searches.front_mut() {
            if let Some(offer) = search.next() {
                return (Some(Step::Hello(offer)), facts);
            }
            facts.extend(self.end_search());
        }
        if self.then.is_empty() {
            facts.extend(self.doubtful.drain(..).flat_map(|search| search.facts()));
        }
        (self.then.front().cloned(), facts)
    }

    /// Takes note of the answer to a hello that was the next step: what is to be told.
    pub(crate) fn heard(&mut self, step: &Step, answer: HelloAnswer) -> Vec<DeepFact> {
        if let Some(failure) = self.stop_of(&answer) {
            return self.stop(&failure);
        }
        let mut facts = Vec::new();
        if is_silent(&answer) {
            self.silent = self.silent.saturating_add(1);
        } else {
            self.speaks_alerts |= matches!(answer, HelloAnswer::Alert { .. });
            facts.extend(self.settle());
        }
        match (self.searches.front_mut(), step) {
            (Some(search), Step::Hello(offer)) => {
                search.heard(offer, &answer);
                facts.extend(self.certificate(answer));
            }
            _ => {
                self.then.pop_front();
                facts.push(DeepFact::WithoutName { answer });
            }
        }
        facts
    }

    /// Takes note of how the injection went: what is to be told.
    pub(crate) fn injected(&mut self, answer: InjectionAnswer) -> Vec<DeepFact> {
        self.then.pop_front();
        let mut facts = Vec::new();
        if !matches!(answer, InjectionAnswer::Failed { .. }) {
            facts.extend(self.settle());
        }
        facts.push(DeepFact::Injection(answer));
        facts
    }

    /// Ends the look: what was found, with the reason why there is no more.
    pub(crate) fn stop(&mut self, failure: &Failure) -> Vec<DeepFact> {
        let mut facts: Vec<DeepFact> = self
            .doubtful
            .drain(..)
            .flat_map(|search| search.facts())
            .collect();
        for mut search in self.searches.drain(..) {
            search.cut(failure);
            facts.extend(search.facts());
        }
        let failure = || failure.clone();
        facts.extend(self.then.drain(..).map(|step| match step {
            Step::Injection => DeepFact::Injection(InjectionAnswer::Failed { failure: failure() }),
            Step::Hello(_) => DeepFact::WithoutName {
                answer: HelloAnswer::Failed { failure: failure() },
            },
        }));
        facts
    }

    /// Ends the search that is under way.
    fn end_search(&mut self) -> Vec<DeepFact> {
        let Some(search) = self.searches.pop_front() else {
            return Vec::new();
        };
        if let Some(next) = self.searches.front_mut() {
            next.expect(search.preference());
        }
        if search.is_doubtful() {
            self.doubtful.push(search);
            return Vec::new();
        }
        search.facts()
    }

    /// The server answered: what ended without an alert before was a refusal.
    fn settle(&mut self) -> Vec<DeepFact> {
        self.silent = 0;
        let settled = self.doubtful.drain(..).flat_map(|mut search| {
            search.confirm();
            search.facts()
        });
        settled.collect()
    }

    /// The certificate in an answer, if it is of a kind that was not shown yet.
    fn certificate(&mut self, answer: HelloAnswer) -> Option<DeepFact> {
        let HelloAnswer::ServerHello { hello } = &answer else {
            return None;
        };
        let kind = key_kind(hello.suite).filter(|kind| !self.shown.contains(kind))?;
        self.shown.push(kind);
        Some(DeepFact::Certificate { kind, answer })
    }

    /// Why an answer ends the whole look: the server, or something on the way, does not want us here now.
    fn stop_of(&self, answer: &HelloAnswer) -> Option<Failure> {
        /// No list needs more than two refusals, and other servers answer in between.
        const SILENCE: u32 = 3;
        /// But one in pieces: what servers usually have is in the first of them, and the others are turned down in a row.
        const SILENCE_IN_PIECES: u32 = 4;
        let HelloAnswer::Failed { failure } = answer else {
            return None;
        };
        // Who says no with an alert and then without has another reason. Who never said it is given the benefit of
        // the doubt until it answers again.
        let is_in_pieces = self.searches.front().is_some_and(Search::is_in_pieces);
        let most = if is_in_pieces {
            SILENCE_IN_PIECES
        } else {
            SILENCE
        };
        let may_be_refusal = is_silent(answer) && !self.speaks_alerts && self.silent + 1 < most;
        (!may_be_refusal).then(|| failure.clone())
    }
}

/// What the server chose in the hellos of the ladder.
fn hellos(climbed: &Climbed) -> impl Iterator<Item = (Question, &ServerHello)> {
    climbed
        .iter()
        .filter_map(|(question, answer)| match answer {
            HelloAnswer::ServerHello { hello } => Some((*question, &**hello)),
            HelloAnswer::Alert { .. } | HelloAnswer::Failed { .. } => None,
        })
}

/// Whether the connection ended right after the hello, without an alert.
fn is_silent(answer: &HelloAnswer) -> bool {
    matches!(
        answer,
        HelloAnswer::Failed { failure }
            if failure.phase == Phase::Handshake
                && matches!(failure.cause, Cause::Reset | Cause::Closed)
    )
}

/// The kind of key that signs, or that the key exchange is encrypted to, in a suite below TLS 1.3.
fn key_kind(suite: CipherSuite) -> Option<KeyKind> {
    // Static Diffie-Hellman needs certificates with such a key, which nobody has.
    if suite.mentions("DH") || suite.mentions("ECDH") {
        None
    } else if suite.mentions("ECDSA") {
        Some(KeyKind::Ecdsa)
    } else if suite.mentions("RSA") {
        Some(KeyKind::Rsa)
    } else {
        None
    }
}

#[cfg(test)]
#[path = "deep_tests.rs"]
mod tests;
