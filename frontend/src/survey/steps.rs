//! What a survey asked, step by step: what is over, what is awaited, what failed and why.

use analysis::query::{Outcome, Query};
use shared::{Failure, Timestamp};

use super::Survey;

/// Every step worth a line of its own, in the order: awaited, failed, over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Policies and servers always, DNS questions while they are awaited or when they failed.
    pub steps: Vec<Step>,
    /// DNS questions that were answered; one line for all of them.
    pub dns_answered: usize,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is asked.
    pub query: Query,
    /// How it stands.
    pub state: StepState,
    /// Whether asking again may tell more.
    pub is_worth_again: bool,
}

/// How a step stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StepState {
    /// It is awaited, for so many milliseconds.
    Awaited {
        /// Since it was sent.
        for_ms: i64,
    },
    /// It could not be found out; why, in words.
    Failed {
        /// May quote a server.
        why: String,
    },
    /// It is over.
    Over,
}

impl Steps {
    /// The steps of a survey, at a moment.
    #[must_use]
    pub fn of(survey: &Survey, now: Timestamp) -> Self {
        let again = survey.worth_asking_again();
        let mut steps = Self::default();
        for (query, since) in &survey.in_flight {
            let for_ms = now.millis().saturating_sub(since.millis()).max(0);
            steps.steps.push(Step {
                query: query.clone(),
                state: StepState::Awaited { for_ms },
                is_worth_again: false,
            });
        }
        for (query, outcome) in survey.evidence.outcomes() {
            if survey.in_flight.keys().any(|asked| is_same(asked, query)) {
                continue;
            }
            let state = match failure(outcome) {
                Some(failure) => StepState::Failed {
                    why: failure.to_string(),
                },
                None => StepState::Over,
            };
            // The one that would be asked may want more than the one that was.
            let worth = again.iter().find(|again| is_same(again, query));
            if matches!(query, Query::Dns { .. }) && state == StepState::Over && worth.is_none() {
                steps.dns_answered += 1;
                continue;
            }
            steps.steps.push(Step {
                query: worth.unwrap_or(query).clone(),
                state,
                is_worth_again: worth.is_some(),
            });
        }
        // Stable: within each state the order of the queries.
        steps.steps.sort_by_key(|step| match step.state {
            StepState::Awaited { .. } => 0_u8,
            StepState::Failed { .. } => 1,
            StepState::Over => 2,
        });
        steps
    }
}

/// Whether two queries are about the same thing, whatever extras they ask for.
fn is_same(one: &Query, other: &Query) -> bool {
    match (one, other) {
        (
            Query::Probe { host, service, .. },
            Query::Probe {
                host: other,
                service: of,
                ..
            },
        ) => (host, service) == (other, of),
        _ => one == other,
    }
}

/// Why something was not found out, if it was not: as a whole, or else at an address.
fn failure(outcome: &Outcome) -> Option<&Failure> {
    outcome.failure().or_else(|| {
        let Outcome::Probe(probe) = outcome else {
            return None;
        };
        let mut ends = probe.addresses.values().filter_map(|a| a.finish.as_ref());
        ends.find_map(|end| end.stopped_because.as_ref())
    })
}

#[cfg(test)]
mod tests {
    use analysis::dns::{QueryName, Question, RecordType};
    use analysis::evidence::{Subject, Vantage};
    use analysis::query::Via;
    use shared::Cause;

    use super::super::{Action, Survey, not_found_out};
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millis(ms)
    }

    #[test]
    fn what_failed_is_named_with_its_reason_and_can_be_asked_again_by_itself() {
        let domain: shared::DomainName = "example.org".parse().unwrap();
        let vantage = Vantage {
            relay: None,
            resolver: "test".to_owned(),
        };
        let subject = Subject::Domain {
            domain: domain.clone(),
        };
        let mut survey = Survey::begin(subject, vantage, at(0));
        let queries: Vec<Query> = [RecordType::Mx, RecordType::Txt]
            .into_iter()
            .map(|record_type| Query::Dns {
                question: Question::new(QueryName::from(&domain), record_type),
                via: Via::Resolver,
            })
            .collect();
        for query in &queries {
            survey.apply(Action::Ask(query.clone()), at(0));
        }
        let steps = Steps::of(&survey, at(1500));
        assert_eq!(steps.steps.len(), 2);
        assert!(
            steps
                .steps
                .iter()
                .all(|step| step.state == StepState::Awaited { for_ms: 1500 })
        );

        let failed = &queries[0];
        let outcome = not_found_out(failed, Cause::TimedOut { after_ms: 9 }, at(2000));
        survey.apply(Action::Learn(failed.clone(), outcome), at(2000));
        let steps = Steps::of(&survey, at(2000));
        let step = &steps.steps[1];
        assert_eq!((&step.query, step.is_worth_again), (failed, true));
        assert!(matches!(&step.state, StepState::Failed { why } if !why.is_empty()));

        survey.apply(Action::RetryOne(failed.clone()), at(2500));
        assert!(survey.to_ask().contains(failed));
        survey.apply(Action::Ask(failed.clone()), at(2500));
        let steps = Steps::of(&survey, at(2600));
        assert!(
            steps
                .steps
                .iter()
                .all(|step| matches!(step.state, StepState::Awaited { .. }))
        );
    }
}
