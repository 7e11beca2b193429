//! All connections to one address, one after another: the full dialogue first, then the raw hellos, then the deep look.

use std::time::Duration;

use shared::{Cause, Failure, HelloAnswer, Observation, Phase, Spent, Timestamp};
use tokio::time::Instant;

use super::connect::Target;
use super::exchange::Exchange;
use super::knock::Knock;
use super::recollection::Recollection;
use super::session::Session;
use super::told::Told;
use super::transcript::Transcript;
use crate::budget::{AskedTooOften, Turn};
use crate::clock;
use crate::hello::{Ladder, Offer, Question, Rung};
use crate::observer::Inner;
use crate::wire::timed_out;

/// A visit to one address. The first connection of the turn must have been begun.
pub(super) struct Visit<'a> {
    pub(super) inner: &'a Inner,
    pub(super) target: &'a Target,
    pub(super) turn: &'a mut Turn,
    pub(super) told: Told,
    /// What the server was seen to take before; told again instead of asking if this is the same server.
    pub(super) recollection: Option<Recollection>,
}

impl Visit<'_> {
    /// Looks at the address within a deadline, tells how it ended, and gives all that was told and what of it was from
    /// memory.
    pub(super) async fn run(
        mut self,
        deadline: Duration,
    ) -> (Vec<(Timestamp, Observation)>, Option<Recollection>) {
        let ends_at = Instant::now() + deadline;
        let mut transcript = Transcript::begin();
        let exchange = Exchange::new(self.inner, self.target, &mut transcript);
        let session = Session::new(exchange, &mut self.told, self.turn);
        let (stopped_because, mut spent) = session.run(deadline).await;
        self.turn.end();
        let recollection = self
            .recollection
            .take()
            .filter(|before| before.is_of(self.told.seen(), stopped_because.as_ref()));
        if let Some(before) = &recollection {
            self.tell_again(before, &mut transcript);
        } else if is_worth_a_hello(&self.told, stopped_because.as_ref()) {
            let climbed = self.climb(&mut transcript, &mut spent, ends_at).await;
            if self.target.extras.deep
                && let Some(climbed) = climbed
            {
                self.look_deeper(&climbed, &mut transcript, &mut spent, ends_at)
                    .await;
            }
        }
        spent.elapsed_ms = transcript.elapsed_ms();
        self.told.tell(Observation::Finished {
            address: self.target.address,
            stopped_because,
            transcript: transcript.into_lines(),
            spent,
        });
        (self.told.into_seen(), recollection)
    }

    fn tell_again(&mut self, before: &Recollection, transcript: &mut Transcript) {
        let age = before.climbed_at.elapsed().as_secs();
        transcript.note(&format!(
            "the same server as {age} s ago: what it takes is known from then"
        ));
        for (at, observation) in before.events() {
            self.told.tell_as_of(*at, observation.clone());
        }
    }

    /// Sends one raw hello after another, for as long as they tell something: what came back, unless the server had
    /// enough.
    async fn climb(
        &mut self,
        transcript: &mut Transcript,
        spent: &mut Spent,
        ends_at: Instant,
    ) -> Option<Vec<(Question, HelloAnswer)>> {
        let address = self.target.address;
        let mut climbed = Vec::new();
        let mut ladder = Ladder::begin(self.told.agreed());
        while let Some(question) = ladder.next() {
            let answer = match self.begin(ends_at).await {
                Ok(left) => {
                    let offered = question.in_words();
                    self.knock(transcript, spent, (&question.offer(), &offered), left)
                        .await
                }
                Err(cause) => HelloAnswer::Failed {
                    failure: Failure::new(Phase::Connect, cause),
                },
            };
            let rung = Rung::of(&answer);
            ladder.went(rung);
            climbed.push((question, answer.clone()));
            self.told.tell(match question {
                Question::UpTo(offered)
                | Question::WithoutWeakSuites(offered)
                | Question::Usual(offered)
                | Question::UsualWithoutWeakSuites(offered) => Observation::Hello {
                    address,
                    offered,
                    without_weak_suites: question.is_without_weak_suites(),
                    usual_suites_only: question.is_usual_only(),
                    answer,
                },
                Question::Hybrids => Observation::Hybrid { address, answer },
            });
            if rung == Rung::Stop {
                return None;
            }
        }
        Some(climbed)
    }

    /// Sends one hello, given with its words for the transcript.
    pub(super) async fn knock(
        &mut self,
        transcript: &mut Transcript,
        spent: &mut Spent,
        (offer, offered): (&Offer, &str),
        left: Duration,
    ) -> HelloAnswer {
        let exchange = Exchange::new(self.inner, self.target, transcript);
        let knock = Knock::new(exchange, &self.told, offered);
        let (answer, cost) = knock.run(offer, left).await;
        self.ended(spent, cost);
        answer
    }

    /// Takes note that a further connection has ended.
    pub(super) fn ended(&mut self, spent: &mut Spent, cost: Spent) {
        self.turn.end();
        spent.connections = spent.connections.saturating_add(cost.connections);
        spent.bytes_sent = spent.bytes_sent.saturating_add(cost.bytes_sent);
        spent.bytes_received = spent.bytes_received.saturating_add(cost.bytes_received);
    }

    /// Waits for the pause and counts a further connection: the time that is left for it.
    ///
    /// # Errors
    /// The address was asked as often as is decent, or its time is used up.
    async fn begin(&mut self, ends_at: Instant) -> Result<Duration, Cause> {
        let address = self.target.address;
        let pause = self.inner.pause_before(self.turn, address);
        let left = ends_at.saturating_duration_since(Instant::now() + pause);
        if left.is_zero() {
            return Err(timed_out(
                self.inner.deadlines.for_address(&self.target.extras),
            ));
        }
        clock::pause(pause).await;
        self.inner
            .begin(self.turn, address, Turn::begin)
            .map_err(asked_too_often)?;
        Ok(left)
    }
}

/// The address's allowance, or its domain's, is used up.
pub(super) fn asked_too_often(refused: AskedTooOften) -> Cause {
    refused.cause("this address was asked often enough lately")
}

/// Whether TLS was reached at all, and the server did not turn us away or stay silent.
fn is_worth_a_hello(told: &Told, stopped_because: Option<&Failure>) -> bool {
    if told.was_sent_away() {
        return false;
    }
    let Some(failure) = stopped_because else {
        return told.is_sealed();
    };
    let is_of_tls = match &failure.cause {
        // Text instead of TLS is no matter of versions and suites.
        Cause::TlsBroken { excerpt, .. } => excerpt.is_none(),
        Cause::TlsAlert { .. } | Cause::Reset | Cause::Closed => true,
        _ => false,
    };
    is_of_tls && (told.is_sealed() || failure.phase == Phase::Handshake)
}
