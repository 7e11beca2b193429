//! The deep look at an address: the steps of [`DeepLook`] carried out, each over a connection of its own.

use std::time::Duration;

use shared::{Cause, DeepFact, Failure, HelloAnswer, InjectionAnswer, Observation, Phase, Spent};
use tokio::time::Instant;

use super::exchange::Exchange;
use super::injection::Injection;
use super::transcript::Transcript;
use super::visit::{Visit, asked_too_often};
use crate::budget::Turn;
use crate::clock;
use crate::hello::{DeepLook, Offer, Question, Step};
use crate::wire::timed_out;

impl Visit<'_> {
    /// Looks on after the ladder, for as long as the server bears it. What was found is told as soon as it is complete.
    pub(super) async fn look_deeper(
        &mut self,
        climbed: &[(Question, HelloAnswer)],
        transcript: &mut Transcript,
        spent: &mut Spent,
        ends_at: Instant,
    ) {
        let starttls = !self.target.service.is_implicit_tls();
        let mut look = DeepLook::after(self.told.agreed(), starttls, climbed);
        loop {
            let (step, facts) = look.next();
            self.tell_facts(facts);
            let Some(step) = step else { return };
            let facts = match self.begin_deep(ends_at).await {
                Ok(left) => match &step {
                    Step::Hello(offer) => {
                        let words = in_words(offer);
                        let knock = self.knock(transcript, spent, (offer, &words), left);
                        look.heard(&step, knock.await)
                    }
                    Step::Injection => {
                        let answer = self.inject(transcript, spent, left).await;
                        look.injected(answer)
                    }
                },
                Err(cause) => {
                    let failure = Failure::new(Phase::Connect, cause);
                    transcript.note(&failure.to_string());
                    look.stop(&failure)
                }
            };
            self.tell_facts(facts);
        }
    }

    fn tell_facts(&mut self, facts: Vec<DeepFact>) {
        let address = self.target.address;
        for fact in facts {
            self.told.tell(Observation::Deep { address, fact });
        }
    }

    async fn inject(
        &mut self,
        transcript: &mut Transcript,
        spent: &mut Spent,
        left: Duration,
    ) -> InjectionAnswer {
        let exchange = Exchange::new(self.inner, self.target, transcript);
        let (answer, cost) = Injection::new(exchange, &self.told).run(left).await;
        self.ended(spent, cost);
        answer
    }

    /// Lets others go first, waits for the pause and counts a connection of the deep look: the time that is left for it.
    ///
    /// # Errors
    /// The address was looked at as often as is decent, or its time is used up.
    async fn begin_deep(&mut self, ends_at: Instant) -> Result<Duration, Cause> {
        let out_of_time = || timed_out(self.inner.deadlines.for_address(&self.target.extras));
        if !self.turn.give_way(ends_at).await {
            return Err(out_of_time());
        }
        let address = self.target.address;
        let pause = self.inner.pause_before(self.turn, address);
        let left = ends_at.saturating_duration_since(Instant::now() + pause);
        if left.is_zero() {
            return Err(out_of_time());
        }
        clock::pause(pause).await;
        self.inner
            .begin(self.turn, address, Turn::begin_deep)
            .map_err(asked_too_often)?;
        Ok(left)
    }
}

/// An offer for the transcript, after "to offer".
fn in_words(offer: &Offer) -> String {
    let without = if offer.with_name {
        ""
    } else {
        ", without a name"
    };
    format!(
        "{}, {} suites and {} groups{without}",
        offer.newest,
        offer.suites.len(),
        offer.groups.len()
    )
}
