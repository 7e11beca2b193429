//! MTA-STS for this domain: the file, the record, and the order in which it is safe to publish them.
//!
//! RFC 8461 §8.1, §8.2: senders that see a new id fetch the file, so the file comes first, and the record when it can be
//! read. Testing comes before enforcing, and an address for reports before both: nobody else tells of failures.

use std::borrow::Cow;

use shared::DomainName;

use super::record::zone_line;
use super::settings::insert;
use crate::facts::Facts;
use crate::finding::{Code, Finding, Paste, PasteForm, Severity};
use crate::mta_sts::check::SHORT_MAX_AGE;
use crate::mta_sts::{
    Compliance, MaxAge, Mode, MxPattern, Policy, RecordFact, Sts, StsRecord, compliance,
};
use crate::syntax::Selection;

/// One week, for a policy that has proved itself (RFC 8461 §3.2 names weeks or more).
const LONG_MAX_AGE: u32 = 604_800;

const REPORTS: &str = "First ask for reports: without them nobody hears when a sender finds a failure. Somebody has to \
                       read the mailbox.";
const FILE: &str =
    "Put this file on a web server. Unlike the record it may be replaced at any time.";
const REPLACE: &str = "Replace the policy file by this one.";
const ENFORCE: &str = "All servers do what the policy asks now. When the reports of a week or two show no failures \
                       either, replace the policy file by this one.";
const RELAX: &str = "Until the server is mended, let mail through again: replace the policy file by this one. \
                     Afterwards put “mode: enforce” back, with a new id again.";
const RECORD: &str = "When the file can be read at its address, publish this record.";
const NEW_ID: &str = "When the new file can be read at its address, replace the record by this one: its new id tells \
                      senders to fetch the file again.";
const ONE_RECORD: &str = "Have this record only, in place of those that are there.";

/// Adds what to publish to a finding about MTA-STS.
pub(super) fn add(
    finding: &mut Finding,
    facts: &Facts<'_>,
    domain: &DomainName,
    reports: Option<&Paste>,
) {
    let Some(sts) = &facts.sts else { return };
    let known = Known { domain, facts, sts };
    match finding.code {
        Code::MtaStsAbsent => {
            if let Some(reports) = reports {
                let reports = Paste {
                    step: REPORTS.into(),
                    order: 10,
                    ..reports.clone()
                };
                insert(&mut finding.pastes, reports);
            }
            if known.file(finding, (20, FILE), known.first()) {
                known.record(finding, (40, RECORD));
            }
        }
        Code::MtaStsRecordInvalid | Code::MtaStsNearMiss | Code::MtaStsSeveralRecords => {
            known.record(finding, (40, ONE_RECORD));
        }
        Code::MtaStsRecordFlaw => {
            if let Some(record) = known.record_there() {
                known.record_of(finding, (40, ONE_RECORD), &record.to_string());
            }
        }
        // The file is not to be had, or is none: what it should say.
        Code::MtaStsPolicyUnreachable
        | Code::MtaStsPolicyHttpStatus
        | Code::MtaStsPolicyRedirect => {
            known.file(finding, (20, FILE), known.first());
        }
        Code::MtaStsPolicyInvalid => known.replace(finding, REPLACE, known.first()),
        Code::MtaStsPolicyFlaw => known.replace(finding, REPLACE, known.current()),
        Code::MtaStsPolicyMissesMx => {
            let policy = known.current().map(|policy| known.with_all(policy));
            known.replace(finding, REPLACE, policy);
        }
        Code::MtaStsShortMaxAge | Code::MtaStsMaxAgeBelowWeek => {
            known.replace(finding, REPLACE, known.current().map(long_lived));
        }
        Code::MtaStsTesting if known.all_comply() => {
            let policy = known.current().map(|policy| Policy {
                mode: Mode::Enforce,
                ..long_lived(policy)
            });
            known.replace(finding, ENFORCE, policy);
        }
        Code::MtaStsHostFails if finding.severity == Severity::Error => {
            let policy = known.current().map(|policy| Policy {
                mode: Mode::Testing,
                ..policy
            });
            known.replace(finding, RELAX, policy);
        }
        _ => {}
    }
}

/// The place of a step among the others, those of [`super::templates`] too, and what is done.
type Step = (u8, &'static str);

struct Known<'a> {
    domain: &'a DomainName,
    facts: &'a Facts<'a>,
    sts: &'a Sts,
}

impl Known<'_> {
    /// A first policy: testing, for the hosts that there are. RFC 8461 §3.2: one host at least.
    fn first(&self) -> Option<Policy> {
        let hosts = self.facts.routing_hosts().iter();
        let mx: Vec<MxPattern> = hosts
            .map(|host| MxPattern::Host(host.name.clone()))
            .collect();
        (!mx.is_empty()).then_some(Policy {
            mode: Mode::Testing,
            max_age: MaxAge::from_seconds(SHORT_MAX_AGE)?,
            mx,
            extensions: Vec::new(),
        })
    }

    /// What the policy says now, without its flaws.
    fn current(&self) -> Option<Policy> {
        self.sts.policy_text().cloned()
    }

    /// RFC 8461 §4.1: every MX host has to match.
    fn with_all(&self, mut policy: Policy) -> Policy {
        for host in self.facts.routing_hosts() {
            if !policy.lists(&host.name) {
                policy.mx.push(MxPattern::Host(host.name.clone()));
            }
        }
        policy
    }

    /// Whether every host is known to do what the policy asks. Hosts that nobody reaches do no harm, hosts that were not
    /// looked at may.
    fn all_comply(&self) -> bool {
        let (Some(policy), hosts) = (self.sts.in_effect(), &self.facts.hosts) else {
            return false;
        };
        let all: Vec<Compliance> = hosts.iter().map(|host| compliance(policy, host)).collect();
        hosts.len() == self.facts.routing_hosts().len()
            && all.contains(&Compliance::Met)
            && all
                .iter()
                .all(|one| matches!(one, Compliance::Met | Compliance::NotReached))
    }

    /// Adds the file; whether there is one.
    fn file(&self, finding: &mut Finding, (order, step): Step, policy: Option<Policy>) -> bool {
        let Some(policy) = policy else { return false };
        let paste = Paste {
            step: Cow::Owned(step.replace("{domain}", self.domain.as_str())),
            place: format!("https://mta-sts.{}/.well-known/mta-sts.txt", self.domain),
            form: PasteForm::File,
            text: policy.to_string(),
            order,
        };
        insert(&mut finding.pastes, paste);
        true
    }

    /// Adds the file, and the record that makes senders fetch it again.
    fn replace(&self, finding: &mut Finding, step: &'static str, policy: Option<Policy>) {
        if self.file(finding, (15, step), policy) {
            self.record(finding, (16, NEW_ID));
        }
    }

    fn record(&self, finding: &mut Finding, step: Step) {
        let there = self.record_there().map(|record| record.id.as_str());
        let id = fresh_id(&self.facts.now.date(), there);
        self.record_of(finding, step, &format!("v=STSv1; id={id}"));
    }

    fn record_of(&self, finding: &mut Finding, (order, step): Step, text: &str) {
        let owner = format!("_mta-sts.{}", self.domain);
        let paste = Paste {
            step: Cow::Borrowed(step),
            place: format!("DNS zone of {}", self.domain),
            form: PasteForm::Text,
            text: zone_line(&owner, "TXT", text),
            order,
        };
        insert(&mut finding.pastes, paste);
    }

    fn record_there(&self) -> Option<&StsRecord> {
        match &self.sts.record {
            RecordFact::Read(Selection::One(selected)) => selected.parsed.record(),
            RecordFact::Read(
                Selection::Absent | Selection::Several(_) | Selection::NearMiss(_),
            )
            | RecordFact::NotAsked
            | RecordFact::Unknown(_) => None,
        }
    }
}

/// RFC 8461 §3.1: up to 32 letters and digits, others than those that are there; the day serves.
fn fresh_id(date: &str, there: Option<&str>) -> String {
    let mut id = date.replace('-', "");
    if there == Some(id.as_str()) {
        id.push('1');
    }
    id
}

fn long_lived(policy: Policy) -> Policy {
    let max_age = MaxAge::from_seconds(LONG_MAX_AGE).unwrap_or(policy.max_age);
    Policy {
        max_age: policy.max_age.max(max_age),
        ..policy
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mta_sts::PolicyId;

    #[test]
    fn an_id_is_valid_and_another_than_before() {
        for there in [None, Some("20261125"), Some("20261126"), Some("202611261")] {
            let id = fresh_id("2026-11-26", there);
            assert!(PolicyId::new(&id).is_some(), "{id}");
            assert_ne!(Some(id.as_str()), there);
        }
    }
}
