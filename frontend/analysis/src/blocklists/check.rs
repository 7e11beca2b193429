//! Findings.

use shared::{DomainName, Service};

use super::{Blocklists, Entry, List, Outcome, SelfTest, Standing, Target};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Severity};
use crate::provider;

/// Adds what there is to say.
pub(crate) fn check(
    domain: &DomainName,
    known: &Blocklists,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let about = About::Domain {
        domain: domain.clone(),
    };
    match known.standing {
        Standing::Pending | Standing::Unwanted => return,
        // A domain without servers has no addresses that could be listed.
        Standing::NoRelay => {
            if facts.takes_mail() {
                let detail = "There is no relay whose own resolver could ask the lists.";
                findings.push(Finding::new(Code::BlocklistNotTested, about, detail));
            }
            return;
        }
        Standing::Asked => {}
    }
    for list in &known.lists {
        if let Some(finding) = trouble(list, &about) {
            findings.push(finding);
        }
        findings.extend(
            list.entries
                .iter()
                .filter_map(|entry| one(list, entry, &about)),
        );
    }
    findings.extend(clean(known, about));
}

/// A list that could not be asked.
fn trouble(list: &List, about: &About) -> Option<Finding> {
    let (code, why) = match list.trouble()? {
        SelfTest::Failed(why) => (Code::BlocklistOutOfOrder, why),
        SelfTest::Unknown(why) => (Code::BlocklistUnknown, why),
        SelfTest::Pending | SelfTest::Passed => return None,
    };
    let detail = format!("{}: {why}.", list.title());
    let mut finding = Finding::new(code, about.clone(), detail);
    finding.reproduce = Some(format!(
        "dig 2.0.0.127.{zone} A 1.0.0.127.{zone} A test.{zone} A invalid.{zone} A",
        zone = list.zone
    ));
    Some(finding)
}

fn one(list: &List, entry: &Entry, domain: &About) -> Option<Finding> {
    let about = match &entry.target {
        Target::Address { host, address } => About::Address {
            host: host.clone(),
            address: *address,
            service: Service::Smtp,
        },
        Target::Name(_) => domain.clone(),
    };
    let title = list.title();
    let target = entry.target.words();
    let mut finding = match &entry.outcome {
        Outcome::Pending | Outcome::Clean => return None,
        Outcome::Unknown(why) => Finding::new(
            Code::BlocklistUnknown,
            about,
            format!("Whether {title} lists {target} is not known: {why}."),
        ),
        Outcome::Listed(listings) => {
            let severities = listings.iter().map(|listing| listing.severity);
            let severity = severities.max().unwrap_or(Severity::Info);
            let code = match (&entry.target, list.known) {
                (_, None) => Code::BlocklistUndocumented,
                (_, Some(_)) if severity == Severity::Info => Code::BlocklistPolicy,
                (Target::Address { .. }, Some(_)) => Code::BlocklistListed,
                (Target::Name(_), Some(_)) => Code::BlocklistDomainListed,
            };
            let meanings: Vec<&str> = listings.iter().map(|listing| listing.meaning).collect();
            let mut detail = format!("{title} lists {target}: {}", meanings.join("; "));
            if let Some(known) = list.known {
                detail.push_str(&format!(". Its own page about it: {}", known.removal));
            }
            detail.push('.');
            let codes = listings
                .iter()
                .map(|listing| format!("{}. A {}", entry.asked, listing.code));
            let mut codes: Vec<String> = codes.collect();
            codes.dedup();
            // A provider's servers that take mail send none of the domain's, and the domain can neither find nor stop what
            // caused the entry.
            let is_providers = matches!(
                &entry.target,
                Target::Address { host, .. } if provider::name_of(host).is_some()
            );
            let severity = if is_providers {
                severity.min(Severity::Info)
            } else {
                severity
            };
            Finding::new(code, about, detail)
                .with_severity(severity)
                .with_evidence_of(codes)
        }
    };
    finding.reproduce = Some(format!("dig {name} A {name} TXT", name = entry.asked));
    Some(finding.with_evidence_of(&entry.words))
}

/// Nothing is listed, as far as the lists that could be asked go.
fn clean(known: &Blocklists, about: About) -> Option<Finding> {
    if known.lists.iter().any(List::is_pending) {
        return None;
    }
    let mut lists = Vec::new();
    let mut entries = Vec::new();
    for list in &known.lists {
        for entry in &list.entries {
            match entry.outcome {
                Outcome::Listed(_) => return None,
                Outcome::Pending | Outcome::Unknown(_) => continue,
                Outcome::Clean => {}
            }
            if lists.last() != Some(&list.zone) {
                lists.push(list.zone.clone());
            }
            let words = entry.target.words();
            if !entries.contains(&words) {
                entries.push(words);
            }
        }
    }
    if lists.is_empty() {
        return None;
    }
    let lists: Vec<&str> = lists.iter().map(DomainName::as_str).collect();
    let mut detail = format!(
        "Asked about {} and not listing: {}",
        entries.join(", "),
        lists.join(", ")
    );
    if known.left_out > 0 {
        detail.push_str(&format!(
            ". Further addresses that were not asked about: {}",
            known.left_out
        ));
    }
    detail.push('.');
    Some(Finding::new(Code::BlocklistClean, about, detail))
}
