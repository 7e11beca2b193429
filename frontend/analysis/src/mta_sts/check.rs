//! Findings about MTA-STS.

use shared::{DomainName, FetchedBy, Timestamp};

use super::facts::compliance;
use super::{Compliance, Mode, Policy, PolicyFact, PolicyFault, PolicyText, RecordFact, Sts};
use crate::certificate::Certificate;
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Severity};
use crate::mx::capitalised;
use crate::syntax::{Defect, Recognized, Selection};
use crate::tls_rpt;

/// Below this a policy is forgotten so soon that blocking it briefly is enough (RFC 8461 §10.2).
pub(crate) const SHORT_MAX_AGE: u32 = 86_400;

/// Below this a policy lasts for less than the weeks that RFC 8461 §3.2 expects: a week, in seconds.
const WEEK: u32 = 604_800;
/// A certificate that ends within so many days should have been renewed, as that of a mail server.
const SOON_DAYS: i64 = 14;
/// A policy that is tested for longer than this has been forgotten: two months, in days.
const LONG_TEST_DAYS: i64 = 60;

/// Adds what there is to say about a domain's MTA-STS.
pub(crate) fn check(
    domain: &DomainName,
    sts: &Sts,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let checker = Checker { domain, facts };
    checker.record(&sts.record, findings);
    checker.policy(sts, findings);
    findings.extend(checker.certificate_ends(sts));
    if let Some(policy) = sts.in_effect() {
        checker.in_effect(policy, sts, findings);
    }
}

struct Checker<'a> {
    domain: &'a DomainName,
    facts: &'a Facts<'a>,
}

impl Checker<'_> {
    fn finding(&self, code: Code, detail: impl Into<String>) -> Finding {
        Finding::new(
            code,
            About::Domain {
                domain: self.domain.clone(),
            },
            detail,
        )
    }

    fn record(&self, record: &RecordFact, findings: &mut Vec<Finding>) {
        let owner = format!("_mta-sts.{}", self.domain);
        match record {
            RecordFact::NotAsked => {}
            RecordFact::Unknown(why) => {
                findings.push(self.finding(Code::MtaStsUnknown, format!("{}.", capitalised(why))));
            }
            RecordFact::Read(Selection::Absent) => {
                // A domain that takes no mail needs no policy about it.
                if self.facts.takes_mail() {
                    let detail =
                        format!("There is no TXT record at {owner} that begins with “v=STSv1;”.");
                    findings.push(self.finding(Code::MtaStsAbsent, detail));
                }
            }
            RecordFact::Read(Selection::Several(records)) => findings.push(
                self.finding(
                    Code::MtaStsSeveralRecords,
                    format!("{owner} has {}.", records.len()),
                )
                .with_evidence_of(records.iter().map(|record| &record.text)),
            ),
            RecordFact::Read(Selection::NearMiss(misses)) => findings.push(
                self.finding(
                    Code::MtaStsNearMiss,
                    misses
                        .first()
                        .map(|miss| miss.kind.to_string())
                        .unwrap_or_default(),
                )
                .with_evidence_of(misses.iter().map(|miss| &miss.text)),
            ),
            RecordFact::Read(Selection::One(selected)) => match &selected.parsed {
                Recognized::Foreign => {}
                Recognized::Malformed(defects) => findings.push(
                    self.finding(Code::MtaStsRecordInvalid, messages(defects))
                        .with_evidence(&selected.text),
                ),
                Recognized::Record(_, defects) if !defects.is_empty() => findings.push(
                    self.finding(Code::MtaStsRecordFlaw, messages(defects))
                        .with_evidence(&selected.text),
                ),
                Recognized::Record(..) => {}
            },
        }
    }

    fn policy(&self, sts: &Sts, findings: &mut Vec<Finding>) {
        match &sts.policy {
            PolicyFact::NotAsked => {}
            PolicyFact::Unknown(why) => findings
                .push(self.finding(Code::MtaStsPolicyUnknown, format!("{}.", capitalised(why)))),
            PolicyFact::Failed(fault) => findings.push(self.fault(fault)),
            PolicyFact::Read {
                text,
                content_type,
                fetched_by,
            } => {
                self.policy_text(text, content_type.as_deref(), *fetched_by, findings);
            }
        }
    }

    fn fault(&self, fault: &PolicyFault) -> Finding {
        match fault {
            PolicyFault::Unreachable(why) => self.finding(
                Code::MtaStsPolicyUnreachable,
                format!("{}.", capitalised(why)),
            ),
            PolicyFault::Redirect(status, location) => self
                .finding(
                    Code::MtaStsPolicyRedirect,
                    format!("The policy host answers {status}, a redirect."),
                )
                .with_evidence_of(
                    location
                        .iter()
                        .map(|location| format!("Location: {location}")),
                ),
            PolicyFault::Status(status) => self.finding(
                Code::MtaStsPolicyHttpStatus,
                format!("The policy host answers with HTTP status {status}."),
            ),
            PolicyFault::Certificate(faults) => self.finding(
                Code::MtaStsPolicyCertificate,
                format!("The certificate of mta-sts.{} is {faults}.", self.domain),
            ),
            PolicyFault::TooLong => self.finding(
                Code::MtaStsPolicyInvalid,
                "The policy is longer than 64 KiB, which is all that senders need to read of it."
                    .to_owned(),
            ),
        }
    }

    fn policy_text(
        &self,
        text: &PolicyText,
        content_type: Option<&str>,
        fetched_by: FetchedBy,
        findings: &mut Vec<Finding>,
    ) {
        match &text.parsed {
            Recognized::Foreign => {}
            Recognized::Malformed(defects) => findings.push(
                self.finding(Code::MtaStsPolicyInvalid, messages(defects))
                    .with_evidence(&text.text),
            ),
            Recognized::Record(_, defects) if !defects.is_empty() => findings.push(
                self.finding(Code::MtaStsPolicyFlaw, messages(defects))
                    .with_evidence(&text.text),
            ),
            Recognized::Record(..) => {}
        }
        if fetched_by != FetchedBy::Relay {
            let who = if fetched_by == FetchedBy::Browser {
                "read by your browser"
            } else {
                "pasted"
            };
            findings.push(self.finding(
                Code::MtaStsPolicySecondHand,
                format!("The policy was {who}."),
            ));
        } else if !content_type.is_some_and(is_plain_text) {
            let sent = content_type.unwrap_or("no type at all");
            findings.push(
                self.finding(
                    Code::MtaStsPolicyType,
                    format!("The policy host sends {sent}."),
                )
                .with_evidence(format!("Content-Type: {sent}")),
            );
        }
    }

    /// RFC 8461 §3.3: when the certificate is out of date, senders get the policy no more.
    fn certificate_ends(&self, sts: &Sts) -> Option<Finding> {
        let PolicyFact::Read { .. } = &sts.policy else {
            return None;
        };
        let chain = self.facts.evidence.policy(self.domain)?.chain.as_ref()?;
        let leaf = Certificate::parse(chain.certificates.first()?.as_slice()).ok()?;
        let days = self.facts.now.days_until(leaf.not_after);
        if !leaf.is_valid_at(self.facts.now) || days >= SOON_DAYS {
            return None;
        }
        let ends = leaf.not_after.date();
        let left = match days {
            0 => "less than a day".to_owned(),
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        };
        let detail = format!(
            "The certificate of mta-sts.{} ends on {ends}, in {left}.",
            self.domain
        );
        let finding = self.finding(Code::MtaStsPolicyCertificateEnds, detail);
        Some(finding.with_evidence(format!(
            "{} · issued by {} · {} to {ends}",
            leaf.subject,
            leaf.issuer,
            leaf.not_before.date()
        )))
    }

    /// What there is to add about a test: since when it lasts, as far as that can be told, and whether anybody hears of it.
    fn test(&self, sts: &Sts) -> String {
        let mut words = "The policy says “mode: testing”.".to_owned();
        // The id changes with every change of the policy (RFC 8461 §3.1), and is mostly a date.
        let since = sts.id().and_then(|id| Some((id, date_of(id)?)));
        if let Some((id, since)) = since {
            let days = since.days_until(self.facts.now);
            if days >= LONG_TEST_DAYS {
                words.push_str(&format!(
                    " The id of its record, {id}, reads as a date {days} days ago."
                ));
            }
        }
        if tls_rpt::is_absent(self.facts.evidence, self.domain) {
            words.push_str(
                " Nobody is asked for reports (TLS-RPT), so that the test tells nothing.",
            );
        }
        words
    }

    fn in_effect(&self, policy: &Policy, sts: &Sts, findings: &mut Vec<Finding>) {
        let listing = policy.to_string();
        match policy.mode {
            Mode::None => {
                let kept = duration(policy.max_age.seconds());
                let detail =
                    format!("The policy says “mode: none”. Senders remember that for {kept}.");
                let finding = self.finding(Code::MtaStsNone, detail);
                findings.push(finding.with_evidence(listing));
            }
            Mode::Testing => findings.push(
                self.finding(Code::MtaStsTesting, self.test(sts))
                    .with_evidence(listing),
            ),
            Mode::Enforce => {
                let seconds = policy.max_age.seconds();
                findings.push(
                    self.finding(
                        Code::MtaStsEnforce,
                        format!("Senders remember it for {}.", duration(seconds)),
                    )
                    .with_evidence(listing),
                );
                if seconds < SHORT_MAX_AGE {
                    findings.push(self.finding(
                        Code::MtaStsShortMaxAge,
                        format!("max_age is {seconds} seconds, {}.", duration(seconds)),
                    ));
                } else if seconds < WEEK {
                    findings.push(self.finding(
                        Code::MtaStsMaxAgeBelowWeek,
                        format!("max_age is {seconds} seconds, {}.", duration(seconds)),
                    ));
                }
            }
        }
        if policy.mode != Mode::None {
            self.hosts(policy, findings);
        }
    }

    /// The policy against what the hosts really do: the findings that cost mail.
    fn hosts(&self, policy: &Policy, findings: &mut Vec<Finding>) {
        // While it is being tried out, nothing is refused yet.
        let severity = if policy.mode == Mode::Enforce {
            Severity::Error
        } else {
            Severity::Warning
        };
        for host in &self.facts.hosts {
            let about = About::Host {
                host: host.name.clone(),
            };
            let finding = match compliance(policy, host) {
                Compliance::Met | Compliance::NotReached | Compliance::Unknown(_) => continue,
                Compliance::NotListed => Finding::new(
                    Code::MtaStsPolicyMissesMx,
                    about,
                    format!("No mx line of the policy matches {}.", host.name),
                )
                .with_evidence_of(policy.mx.iter().map(|pattern| format!("mx: {pattern}"))),
                Compliance::Fails(why) => Finding::new(
                    Code::MtaStsHostFails,
                    about,
                    format!("{}.", capitalised(&why)),
                ),
            };
            findings.push(finding.with_severity(severity));
        }
        if self.facts.hosts.is_empty() {
            return;
        }
        for pattern in &policy.mx {
            if !self
                .facts
                .routing_hosts()
                .iter()
                .any(|host| pattern.matches(&host.name))
            {
                findings.push(self.finding(
                    Code::MtaStsPatternUnused,
                    format!("“{pattern}” matches none of the MX records."),
                ));
            }
        }
    }
}

/// RFC 8461 §3.2: text/plain, whatever its parameters.
fn is_plain_text(content_type: &str) -> bool {
    content_type
        .split(';')
        .next()
        .is_some_and(|media| media.trim().eq_ignore_ascii_case("text/plain"))
}

/// The messages of the first few defects, in one line.
pub(crate) fn messages(defects: &[Defect]) -> String {
    let shown: Vec<String> = defects.iter().take(4).map(Defect::message).collect();
    shown.join(" ")
}

/// The day that an id begins with, if it reads as one since MTA-STS exists: `20260131`, `20260131T120000`.
fn date_of(id: &str) -> Option<Timestamp> {
    let digits = |from: usize, to: usize| id.get(from..to)?.parse::<u32>().ok();
    // RFC 8461 §3.1: letters and digits. Ten digits are rather seconds since 1970.
    let is_plain = id.bytes().take(8).all(|byte| byte.is_ascii_digit());
    let rest = id.get(8..)?;
    let is_time = rest.is_empty()
        || rest.starts_with(['T', 't'])
        || (rest.len() >= 4 && rest.bytes().all(|byte| byte.is_ascii_digit()));
    let (year, month, day) = (digits(0, 4)?, digits(4, 6)?, digits(6, 8)?);
    let is_day =
        (2018..=2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    (is_plain && is_time && is_day).then(|| {
        // Days since 1970 by the civil calendar; a day too many in a short month does not matter here.
        let (y, m) = if month <= 2 {
            (i64::from(year) - 1, i64::from(month) + 9)
        } else {
            (i64::from(year), i64::from(month) - 3)
        };
        let era_day = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + i64::from(day) - 1;
        Timestamp::from_seconds((era_day - 719_468) * 86_400)
    })
}

fn duration(seconds: u32) -> String {
    match seconds {
        0..=119 => format!("{seconds} seconds"),
        120..=7199 => format!("{} minutes", seconds / 60),
        7200..=172_799 => format!("{} hours", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
