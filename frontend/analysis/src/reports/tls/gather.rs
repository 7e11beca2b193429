//! A summary of TLS reports while they are gathered.

use std::collections::{BTreeMap, BTreeSet};

use shared::Timestamp;

use super::summary::{FailureRow, PolicyRow, Sessions, TlsDay, TlsReporter, TlsSummary};
use super::{FailureDetail, Owned, Owners, PolicyKind, PolicyReport, ResultType, TlsReport};
use crate::reports::summary::Filter;

/// Different failures that are listed; the rest counts in one row of its reason.
const MAX_FAILURES: usize = 1000;
/// Lines that are kept of several policies together.
const MAX_LINES: usize = 200;
/// Addresses, reporters and texts that are kept of one row.
const MAX_DETAILS: usize = 20;

#[derive(Default)]
pub(super) struct Draft {
    summary: TlsSummary,
    policies: BTreeMap<(String, PolicyKind, Option<String>), PolicyRow>,
    failures: BTreeMap<(String, ResultType, Option<String>), FailureRow>,
    results: BTreeMap<ResultType, u64>,
    days: BTreeMap<Timestamp, TlsDay>,
    reporters: BTreeMap<String, TlsReporter>,
}

impl Draft {
    pub(super) fn add(&mut self, report: &TlsReport, owners: &Owners, filter: &Filter) {
        let mut policies = owners.policies(report);
        for owned in &policies {
            if owned.domain.is_empty() && !owned.is_taken(filter) {
                self.summary.left_out.add(owned.policy);
            }
        }
        policies.retain(|owned| owned.is_taken(filter));
        if policies.is_empty() {
            return;
        }
        let day = report.begin.map(Timestamp::day_begin);
        self.summary.reports += 1;
        self.summary.begin = [self.summary.begin, report.begin]
            .into_iter()
            .flatten()
            .min();
        self.summary.end = self.summary.end.max(report.end);
        let reporter = self
            .reporters
            .entry(report.reporter.to_lowercase())
            .or_insert_with(|| TlsReporter {
                reporter: report.reporter.clone(),
                reports: 0,
                sessions: Sessions::default(),
            });
        reporter.reports += 1;
        for owned in &policies {
            self.summary.total.add(owned.policy);
            reporter.sessions.add(owned.policy);
            if owned.is_guess {
                self.summary.guessed.add(owned.policy);
            }
        }
        if let Some(day) = day {
            let entry = self.days.entry(day).or_insert_with(|| TlsDay {
                day,
                reports: 0,
                sessions: Sessions::default(),
                results: BTreeMap::new(),
            });
            entry.reports += 1;
            for Owned { policy, .. } in &policies {
                entry.sessions.add(policy);
                let details = told(policy).map(|detail| (&detail.result, detail.sessions));
                for (result, sessions) in details.chain([(&ResultType::NotSaid, untold(policy))]) {
                    if sessions > 0 {
                        let count = entry.results.entry(result.clone()).or_default();
                        *count = count.saturating_add(sessions);
                    }
                }
            }
        }
        for owned in policies {
            let policy = owned.policy;
            self.policy(owned, report.begin);
            for detail in told(policy) {
                self.failure(report, owned, detail, day);
            }
            // Failures without a reason are failures all the same.
            let sessions = untold(policy);
            if sessions > 0 {
                let detail = FailureDetail {
                    result: ResultType::NotSaid,
                    sending_ip: None,
                    mx: None,
                    helo: None,
                    receiving_ip: None,
                    sessions,
                    additional: None,
                    reason_code: None,
                };
                self.failure(report, owned, &detail, day);
            }
        }
    }

    fn policy(&mut self, owned: Owned<'_>, at: Option<Timestamp>) {
        let policy = owned.policy;
        let host = owned.host.map(str::to_owned);
        let key = (owned.domain.to_owned(), policy.kind.clone(), host.clone());
        let row = self.policies.entry(key).or_insert_with(|| PolicyRow {
            domain: owned.domain.to_owned(),
            kind: policy.kind.clone(),
            host,
            reports: 0,
            sessions: Sessions::default(),
            strings: Vec::new(),
            mx_hosts: Vec::new(),
            seen: None,
            told_by: 0,
            quoted_from: 0,
        });
        // RFC 8460 §4.4: a report may have several policies of one kind, such as the TLSA records of each server.
        let report = self.summary.reports;
        if row.told_by != report {
            row.told_by = report;
            row.reports += 1;
        }
        row.sessions.add(policy);
        if policy.strings.is_empty() {
            return;
        }
        if row.quoted_from == report {
            extend(&mut row.strings, &policy.strings, &policy.kind);
            extend(&mut row.mx_hosts, &policy.mx_hosts, &PolicyKind::Tlsa);
        } else if row.seen <= at {
            row.strings.clone_from(&policy.strings);
            row.mx_hosts.clone_from(&policy.mx_hosts);
            row.seen = at;
            row.quoted_from = report;
        }
    }

    fn failure(
        &mut self,
        report: &TlsReport,
        owned: Owned<'_>,
        detail: &FailureDetail,
        day: Option<Timestamp>,
    ) {
        let count = self.results.entry(detail.result.clone()).or_default();
        *count = count.saturating_add(detail.sessions);
        let mut key = (
            owned.domain.to_owned(),
            detail.result.clone(),
            detail.mx.clone(),
        );
        if self.failures.len() >= MAX_FAILURES && !self.failures.contains_key(&key) {
            key.2 = None;
        }
        let (domain, result, mx) = key.clone();
        let row = self.failures.entry(key).or_insert_with(|| FailureRow {
            domain,
            result,
            mx,
            sessions: 0,
            kinds: BTreeSet::new(),
            reporters: BTreeSet::new(),
            addresses: BTreeSet::new(),
            words: BTreeSet::new(),
            first_day: None,
            last_day: None,
        });
        row.sessions = row.sessions.saturating_add(detail.sessions);
        row.first_day = [row.first_day, day].into_iter().flatten().min();
        row.last_day = row.last_day.max(day);
        keep(&mut row.kinds, Some(owned.policy.kind.clone()));
        keep(&mut row.reporters, Some(report.reporter.clone()));
        keep(&mut row.addresses, detail.receiving_ip);
        keep(&mut row.words, detail.reason_code.clone());
        keep(&mut row.words, detail.additional.clone());
    }

    pub(super) fn finish(self) -> TlsSummary {
        let mut summary = self.summary;
        summary.policies = self.policies.into_values().collect();
        summary.failures = self.failures.into_values().collect();
        summary
            .failures
            .sort_by_key(|row| std::cmp::Reverse(row.sessions));
        summary.results = self.results.into_iter().collect();
        summary
            .results
            .sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        summary.days = self.days.into_values().collect();
        summary.reporters = self.reporters.into_values().collect();
        summary.reporters.sort_by_key(|row| {
            std::cmp::Reverse(row.sessions.successes.saturating_add(row.sessions.failures))
        });
        summary
    }
}

/// The failures that a report tells of. Some senders list reasons that no connection failed for.
fn told(policy: &PolicyReport) -> impl Iterator<Item = &FailureDetail> {
    policy.details.iter().filter(|detail| detail.sessions > 0)
}

/// The failures that a report does not tell the reason of. One connection may fail for several, so those that it tells of may
/// be more than there are.
fn untold(policy: &PolicyReport) -> u64 {
    told(policy).fold(policy.failures, |left, detail| {
        left.saturating_sub(detail.sessions)
    })
}

/// Adds the lines of another policy of the same report, as far as they are not there.
fn extend(lines: &mut Vec<String>, more: &[String], kind: &PolicyKind) {
    let is_there = |one: &String| lines.contains(one);
    // The lines of an MTA-STS policy belong together, and say nothing among those of another.
    let fresh: Vec<String> = match kind {
        PolicyKind::Sts if more.iter().all(is_there) => Vec::new(),
        PolicyKind::Sts => more.to_vec(),
        _ => more.iter().filter(|one| !is_there(one)).cloned().collect(),
    };
    let room = MAX_LINES.saturating_sub(lines.len());
    lines.extend(fresh.into_iter().take(room));
}

fn keep<T: Ord>(set: &mut BTreeSet<T>, value: Option<T>) {
    if let Some(value) = value
        && set.len() < MAX_DETAILS
    {
        set.insert(value);
    }
}
