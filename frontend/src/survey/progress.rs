//! How far a survey has come.

use analysis::query::Query;
use shared::Timestamp;

use super::{Stage, Survey};

/// How far a survey has come, at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Queries that are over.
    pub answered: usize,
    /// Those and the ones known to be needed still; may grow, since answers raise questions.
    pub total: usize,
    /// What is awaited longest, and for how many milliseconds.
    pub longest: Option<(Query, i64)>,
    /// Milliseconds since the beginning, or from it to the end.
    pub elapsed_ms: i64,
}

impl Progress {
    /// How far a survey has come by now.
    #[must_use]
    pub fn of(survey: &Survey, now: Timestamp) -> Self {
        let outstanding = analysis::plan::outstanding(&survey.evidence);
        let asked_again = survey.again.iter().chain(survey.in_flight.keys());
        let more = asked_again
            .filter(|query| !outstanding.contains(query))
            .count();
        let answered = survey
            .evidence
            .outcomes()
            .filter(|(query, _)| survey.evidence.is_answered(query))
            .filter(|(query, _)| !survey.in_flight.contains_key(*query))
            .count();
        let waiting = if survey.is_running() {
            outstanding.len() + more
        } else {
            0
        };
        let longest = survey.in_flight.iter().min_by_key(|(_, since)| **since);
        let end = match survey.stage {
            Stage::Running => now,
            Stage::Complete { at } | Stage::Cancelled { at } => at,
            Stage::Replayed => survey.begun_at,
        };
        let since = |moment: Timestamp| end.millis().saturating_sub(moment.millis()).max(0);
        Self {
            answered,
            total: answered + waiting,
            longest: longest.map(|(query, begun)| (query.clone(), since(*begun))),
            elapsed_ms: since(survey.begun_at),
        }
    }
}
