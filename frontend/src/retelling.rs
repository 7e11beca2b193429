//! Tells recorded evidence again, answer by answer, so that a newcomer sees a check happen without anybody being asked.

use analysis::evidence::Evidence;
use analysis::query::{Outcome, Query};
use shared::Timestamp;

use crate::survey::{Action, Survey};

/// The pause between two pictures, in milliseconds.
pub(crate) const PAUSE_MS: u32 = 90;
/// As many pictures at most: what it tells takes a few seconds, however long the recording.
const MOST_PICTURES: usize = 40;

/// What is left to tell.
#[derive(Debug)]
pub(crate) struct Retelling {
    survey: Survey,
    /// The last is told first.
    left: Vec<(Query, Outcome)>,
    at_once: usize,
}

impl Retelling {
    /// Begins to tell.
    #[must_use]
    pub(crate) fn of(recorded: &Evidence, now: Timestamp) -> Self {
        let mut left: Vec<(Query, Outcome)> = recorded
            .outcomes()
            .map(|(query, outcome)| (query.clone(), outcome.clone()))
            .collect();
        // As it came; of what came at once, DNS before what it raised.
        left.sort_by_key(|(query, outcome)| (observed_at(outcome), rank(query)));
        left.reverse();
        let mut retelling = Self {
            survey: Survey::retell(recorded, now),
            at_once: left.len().div_ceil(MOST_PICTURES).max(1),
            left,
        };
        retelling.ask_next(now);
        retelling
    }

    /// The state by now.
    #[must_use]
    pub(crate) fn survey(&self) -> &Survey {
        &self.survey
    }

    /// How many answers are told, and how many there are.
    #[must_use]
    pub(crate) fn told(&self) -> (usize, usize) {
        let told = self.survey.evidence.outcomes().len();
        (told, told + self.left.len())
    }

    /// Tells the next few; whether there are more.
    pub(crate) fn step(&mut self, now: Timestamp) -> bool {
        for _ in 0..self.at_once {
            let Some((query, outcome)) = self.left.pop() else {
                break;
            };
            // The moment is that of the recording, which no answer in it is later than.
            let at = self.survey.evidence.now;
            self.survey.apply(Action::Learn(query, outcome), at);
        }
        self.ask_next(now);
        self.survey.apply(Action::Judge, now);
        !self.left.is_empty()
    }

    /// What is told next is what is awaited.
    fn ask_next(&mut self, now: Timestamp) {
        for (query, _) in self.left.iter().rev().take(self.at_once) {
            self.survey.apply(Action::Ask(query.clone()), now);
        }
    }
}

fn observed_at(outcome: &Outcome) -> Timestamp {
    match outcome {
        Outcome::Dns(outcome) => outcome.observed_at,
        Outcome::Policy(policy) => policy.observed_at,
        Outcome::Probe(probe) => probe.begun_at,
    }
}

const fn rank(query: &Query) -> u8 {
    match query {
        Query::Dns { .. } => 0,
        Query::Policy { .. } => 1,
        Query::Probe { .. } => 2,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::samples::SAMPLES;

    #[test]
    fn what_is_told_to_the_end_is_what_was_recorded() {
        // Watched in another year than recorded.
        let now = Timestamp::from_millis(4_000_000_000_000);
        for sample in SAMPLES {
            let path = format!("public/samples/{}.json", sample.name);
            let file = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
            let recorded: Evidence = analysis::json::from_slice(&file).unwrap();
            let mut retelling = Retelling::of(&recorded, now);
            assert_eq!(retelling.told().0, 0);
            assert!(retelling.survey().is_running());
            let mut pictures = 1;
            while retelling.step(now) {
                pictures += 1;
                assert!(retelling.survey().is_running(), "{}", sample.name);
                assert!(!retelling.survey().in_flight.is_empty());
            }
            assert!((2..=MOST_PICTURES).contains(&pictures), "{pictures}");
            let (told, all) = retelling.told();
            assert_eq!(told, all);
            let replayed = Survey::replay(recorded);
            assert!(
                *retelling.survey().evidence == *replayed.evidence,
                "{}",
                sample.name
            );
            assert_eq!(
                retelling.survey().report.grade.label,
                replayed.report.grade.label
            );
        }
    }
}
