//! The submission servers, for reading.

use shared::DomainName;

use super::{SERVICES, Source, Srv, Submission, srv_labels};
use crate::facts::Facts;
use crate::report::SubmissionReport;
use crate::transport::{self, Host, HostState};

/// The submission servers of a domain as the report shows them.
pub(crate) fn report(
    domain: &DomainName,
    submission: &Submission<'_>,
    facts: &Facts<'_>,
) -> SubmissionReport {
    SubmissionReport {
        source: source(submission),
        summary: summary(submission),
        records: records(domain, submission),
        hosts: submission
            .servers
            .iter()
            // What is guessed and does not answer is nobody's server.
            .filter(|host| !submission.is_guess() || host.state == HostState::Answering)
            .map(|host| transport::report(host, facts.now, |_| transport::Beside::default()))
            .collect(),
    }
}

fn source(submission: &Submission<'_>) -> &'static str {
    match submission.source {
        Source::Unknown => "unknown",
        Source::Srv => "srv",
        Source::Guess => "guess",
        Source::Nowhere => "none",
    }
}

fn summary(submission: &Submission<'_>) -> String {
    let is_nobody =
        |host: &Host<'_>| matches!(host.state, HostState::Refusing | HostState::Nowhere);
    let text = match submission.source {
        Source::Guess if submission.servers.iter().all(is_nobody) => {
            "no SRV records, and nobody answers at the usual names"
        }
        Source::Unknown => "not known",
        Source::Srv => "named by SRV records",
        Source::Guess => "guessed: no SRV records, these names are only usual",
        Source::Nowhere => "none named",
    };
    text.to_owned()
}

fn records(domain: &DomainName, submission: &Submission<'_>) -> Vec<String> {
    SERVICES
        .into_iter()
        .zip(&submission.srv)
        .flat_map(|(service, srv)| {
            let owner = format!("{}.{domain}. SRV", srv_labels(service));
            match srv {
                Srv::Records(records) => {
                    let each = records.text.iter();
                    each.map(|text| format!("{owner} {text}")).collect()
                }
                Srv::NoneOffered => vec![format!("{owner} … .")],
                Srv::NotAsked | Srv::Unknown(_) | Srv::Bogus(_) | Srv::Absent => Vec::new(),
            }
        })
        .collect()
}
