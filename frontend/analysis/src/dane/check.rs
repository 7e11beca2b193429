//! Findings about DANE.

use std::collections::BTreeSet;

use shared::Service;

use super::authenticity::{Authenticity, presented};
use super::coverage::{check_coverage, with_paste};
use super::facts::HostDane;
use super::lifecycle;
use super::lookup::{Tlsa, TlsaSet};
use super::matching::is_about;
use super::{TlsaRecord, TlsaSelector, TlsaUsage, Unusable};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding};
use crate::fix::record::zone_line;
use crate::mx::capitalised;
use crate::transport::{Host, HostState};

/// Adds what there is to say about DANE: host by host, then for the subject as a whole.
pub(crate) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let hosts: Vec<(&Host<'_>, &HostDane)> = facts
        .hosts
        .iter()
        .filter(|host| host.service == Service::Smtp && host.state != HostState::Nowhere)
        .map(|host| (host, facts.dane(&host.name)))
        .collect();
    for (host, dane) in &hosts {
        check_host(host, dane, facts, findings);
    }
    findings.extend(check_coverage(facts, &hosts));
}

fn check_host(host: &Host<'_>, dane: &HostDane, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let name = &host.name;
    let about = About::Host { host: name.clone() };
    match &dane.tlsa {
        Tlsa::NotAsked(_) | Tlsa::NotApplicable(_) | Tlsa::Absent => {}
        Tlsa::Unknown(why) => {
            let detail = format!("{}.", capitalised(why));
            findings.push(Finding::new(Code::DaneUnknown, about, detail));
        }
        Tlsa::Unsigned(set) => findings.push(
            Finding::new(
                Code::DaneUnsigned,
                about,
                format!(
                    "The addresses of {name} are signed, and the TLSA records at {} are not.",
                    set.owner()
                ),
            )
            .with_evidence_of(set.texts()),
        ),
        Tlsa::ServersFail(why) => findings.push(
            Finding::new(
                Code::DaneServersFail,
                about,
                format!(
                    "The addresses of {name} are answered and signed; asked for its TLSA records the resolver fails \
                     twice, with validation and without."
                ),
            )
            .with_evidence(why),
        ),
        Tlsa::LookupFails(why) => findings.push(
            Finding::new(
                Code::DaneLookupFails,
                about,
                format!(
                    "The addresses of {name} are answered; asking for its TLSA records fails, and without validation it \
                     does not."
                ),
            )
            .with_evidence(why),
        ),
        Tlsa::Found(set) => {
            check_records(host, set, findings);
            if set.is_proven {
                check_match(host, dane, set, facts, findings);
                lifecycle::check(host, dane, set, facts, findings);
            } else {
                let detail = "There are TLSA records, and this resolver cannot tell whether they are signed.";
                findings.push(
                    Finding::new(Code::DaneUnknown, about, detail).with_evidence_of(set.texts()),
                );
            }
        }
    }
}

/// The records as such.
fn check_records(host: &Host<'_>, set: &TlsaSet, findings: &mut Vec<Finding>) {
    let about = About::Host {
        host: host.name.clone(),
    };
    // What to publish in place of each of them.
    let mut add = |code: Code, detail: String, evidence: Vec<String>| {
        findings.push(with_paste(
            Finding::new(code, about.clone(), detail).with_evidence_of(evidence),
            &[(host, &set.base)],
        ));
    };
    let unusable: Vec<(&TlsaRecord, Unusable)> = set
        .records
        .iter()
        .filter_map(|record| Some((record, record.unusable()?)))
        .collect();
    let is_nothing_usable = unusable.len() == set.records.len();
    let rest = if is_nothing_usable {
        "No record counts: senders insist on TLS and cannot check the server."
    } else {
        "The other records count."
    };
    let (pkix, useless): (Vec<_>, Vec<_>) = unusable
        .into_iter()
        .partition(|(_, why)| *why == Unusable::PkixUsage);
    if let Some((first, _)) = pkix.first() {
        add(
            Code::DanePkixUsage,
            format!(
                "The record {} has usage {}. {rest}",
                first.numbers(),
                first.usage
            ),
            pkix.iter().map(|(record, _)| record.to_string()).collect(),
        );
    }
    let first = useless
        .first()
        .map(|(record, why)| format!("The record {} {why}. {rest}", record.numbers()))
        .or_else(|| {
            (!set.broken.is_empty()).then(|| format!("A record is too short to be one. {rest}"))
        });
    if let Some(detail) = first {
        let records = useless.iter().map(|(record, _)| record.to_string());
        add(
            Code::DaneUnusable,
            detail,
            records.chain(set.broken.clone()).collect(),
        );
    }
    let pinned = |record: &&TlsaRecord| {
        record.usage == TlsaUsage::DANE_EE && record.selector == TlsaSelector::CERT
    };
    if let Some(record) = set.records.iter().find(pinned) {
        add(
            Code::DanePinsCertificate,
            lifecycle::pins_certificate(host, record),
            vec![record.to_string()],
        );
    }
}

/// The records against what the addresses present.
fn check_match(
    host: &Host<'_>,
    dane: &HostDane,
    set: &TlsaSet,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let name = &host.name;
    let about = About::Host { host: name.clone() };
    for (at, authenticity) in &dane.addresses {
        let Some(why) = authenticity.refusal() else {
            continue;
        };
        let about = About::Address {
            host: name.clone(),
            address: *at,
            service: host.service,
        };
        let finding = if *authenticity == Authenticity::NoTls {
            let detail = format!("{name} has TLSA records, and {at} does not encrypt.");
            Finding::new(Code::DaneWithoutTls, about, detail)
        } else {
            let other = lifecycle::vouched_other(host, *at, dane, facts);
            let detail = format!("{}.{other}", capitalised(why));
            with_paste(
                Finding::new(Code::DaneMismatch, about, detail),
                &[(host, &set.base)],
            )
        };
        findings.push(
            finding.with_evidence_of(set.texts()).with_evidence_of(
                leaf_at(host, *at)
                    .map(|leaf| format!("presented: {}", TlsaRecord::recommended_for(leaf))),
            ),
        );
    }
    let mut matched = BTreeSet::new();
    let mut doubt = None;
    for authenticity in dane.addresses.values() {
        match authenticity {
            Authenticity::Matched(by) => {
                matched.insert(by.record.clone());
            }
            Authenticity::Unknown(why) => doubt = doubt.or(Some(why)),
            Authenticity::Unchecked | Authenticity::NoTls | Authenticity::Refused(_) => {}
        }
    }
    let untested = match &host.state {
        HostState::NotAsked => Some("The server was not looked at: that needs a relay.".to_owned()),
        HostState::Untested(why) => {
            Some(format!("The server could not be tested: {}.", why.words()))
        }
        HostState::Answering | HostState::Pending | HostState::Refusing | HostState::Nowhere => {
            None
        }
    };
    let inconclusive = doubt
        .map(|why| format!("{}.", capitalised(why)))
        .or(untested);
    if let Some(detail) = inconclusive {
        let finding = Finding::new(Code::DaneUnknown, about, detail);
        findings.push(finding.with_evidence_of(set.texts()));
        return;
    }
    if matched.is_empty() {
        return;
    }
    let is_everywhere = dane
        .addresses
        .values()
        .all(|one| matches!(one, Authenticity::Matched(_)));
    if is_everywhere {
        let records: Vec<String> = matched.iter().map(TlsaRecord::numbers).collect();
        let detail = format!(
            "What {name} presents is what {} says.",
            records.join(" and ")
        );
        let finding = Finding::new(Code::DaneValid, about.clone(), detail);
        findings.push(finding.with_evidence_of(set.texts()));
    }
    findings.extend(stale(host, set).map(|records| {
        // Authorities issue from several certificates, and a record of each of them is worth keeping.
        let is_anchor = |record: &TlsaRecord| record.usage == TlsaUsage::DANE_TA;
        let anchors = if records.iter().any(|record| is_anchor(record)) {
            " Those with usage 2 may be of authorities from which the next certificate comes: then keep them."
        } else {
            ""
        };
        let detail = format!(
            "{} of {} match nothing that {name} presents.{anchors}",
            records.len(),
            set.records.len()
        );
        // What is left when they are gone, if no change of keys is under way.
        let stays = |record: &&TlsaRecord| is_anchor(record) || !records.contains(record);
        let left: Vec<String> = set
            .records
            .iter()
            .filter(stays)
            .map(|record| zone_line(&set.owner(), "TLSA", &record.to_string()))
            .collect();
        Finding::new(Code::DaneStaleRecord, about, detail)
            .with_evidence_of(&records)
            .with_paste("DNS zone of the mail server", left.join("\n"))
    }));
}

/// Usable records that are about nothing that any address presents; `None` if there are none.
fn stale<'a>(host: &Host<'_>, set: &'a TlsaSet) -> Option<Vec<&'a TlsaRecord>> {
    let is_stale = |record: &&TlsaRecord| {
        let identities = host
            .addresses
            .iter()
            .filter_map(|address| address.identity.as_ref());
        record.unusable().is_none()
            && !identities
                .clone()
                .any(|identity| is_about(record, &presented(identity)))
    };
    let records: Vec<&TlsaRecord> = set.records.iter().filter(is_stale).collect();
    (!records.is_empty()).then_some(records)
}

fn leaf_at<'a>(
    host: &'a Host<'_>,
    at: std::net::IpAddr,
) -> Option<&'a crate::certificate::Certificate> {
    let address = host
        .addresses
        .iter()
        .find(|address| address.address == at)?;
    address.identity.as_ref()?.leaf()
}
