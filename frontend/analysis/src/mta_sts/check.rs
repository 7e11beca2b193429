//! Findings about MTA-STS.

use shared::{DomainName, FetchedBy};

use super::facts::compliance;
use super::{Compliance, Mode, Policy, PolicyFact, PolicyFault, PolicyText, RecordFact, Sts};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Severity};
use crate::mx::capitalised;
use crate::syntax::{Defect, Recognized, Selection};

/// Below this a policy is forgotten so soon that blocking it briefly is enough (RFC 8461 §10.2).
pub(crate) const SHORT_MAX_AGE: u32 = 86_400;

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
    if let Some(policy) = sts.in_effect() {
        checker.in_effect(policy, findings);
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

    fn in_effect(&self, policy: &Policy, findings: &mut Vec<Finding>) {
        let listing = policy.to_string();
        match policy.mode {
            Mode::None => findings.push(
                self.finding(Code::MtaStsNone, "The policy says “mode: none”.")
                    .with_evidence(listing),
            ),
            Mode::Testing => findings.push(
                self.finding(Code::MtaStsTesting, "The policy says “mode: testing”.")
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

fn duration(seconds: u32) -> String {
    match seconds {
        0..=119 => format!("{seconds} seconds"),
        120..=7199 => format!("{} minutes", seconds / 60),
        7200..=172_799 => format!("{} hours", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}
