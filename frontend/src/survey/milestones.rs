//! What is worth saying aloud while a survey runs. A screen reader that announced every step would be of no use.

use std::collections::BTreeSet;

use analysis::query::Query;
use shared::Timestamp;

use super::{Stage, Survey};

/// What was reached so far; comparing two tells what to announce.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Milestones {
    begun_at: Option<Timestamp>,
    dns_done: bool,
    hosts_done: BTreeSet<String>,
    ended: Option<String>,
}

impl Milestones {
    /// What a survey has reached.
    #[must_use]
    pub fn of(survey: &Survey) -> Self {
        let probes_begun = survey
            .asked
            .iter()
            .any(|query| matches!(query, Query::Probe { .. }));
        let dns_waits = survey
            .in_flight
            .keys()
            .any(|query| matches!(query, Query::Dns { .. }));
        let grade = || format!("Transport grade: {}.", survey.report.grade.label);
        Self {
            begun_at: Some(survey.begun_at),
            dns_done: !dns_waits && (probes_begun || !survey.is_running()),
            hosts_done: survey
                .report
                .hosts
                .iter()
                .filter(|host| is_over(survey, host))
                .map(|host| format!("{}: {}.", host.host, host.summary.trim_end_matches('.')))
                .collect(),
            ended: match survey.stage {
                Stage::Running => None,
                Stage::Complete { .. } => Some(format!("Finished. {}", grade())),
                Stage::Cancelled { .. } => Some(format!("Stopped. {}", grade())),
                Stage::Replayed => Some(format!("Opened from a file. {}", grade())),
            },
        }
    }

    /// What to say now, given what was reached before. Nothing said once is said again.
    #[must_use]
    pub fn news_since(&self, before: &Self) -> Option<String> {
        let mut news = Vec::new();
        let new_survey = self.begun_at != before.begun_at;
        if new_survey && self.ended.is_none() {
            news.push("The check has begun.".to_owned());
        }
        if self.dns_done && !before.dns_done && self.ended.is_none() {
            news.push("DNS is done.".to_owned());
        }
        // A host's line may change while other facts arrive; its name says whether it is news.
        let name = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
        let known: BTreeSet<_> = before.hosts_done.iter().map(|line| name(line)).collect();
        if !new_survey {
            news.extend(
                self.hosts_done
                    .iter()
                    .filter(|line| !known.contains(&name(line)))
                    .cloned(),
            );
        }
        if before.ended.is_none() {
            news.extend(self.ended.clone());
        }
        (!news.is_empty()).then(|| news.join(" "))
    }
}

fn is_over(survey: &Survey, host: &analysis::report::HostReport) -> bool {
    let is_of_host = |query: &Query| {
        matches!(query, Query::Probe { host: name, service, .. }
            if *name == host.host && *service == host.service)
    };
    let usual = Query::probe(host.host.clone(), host.service);
    survey.evidence.is_answered(&usual) && !survey.in_flight.keys().any(is_of_host)
}
