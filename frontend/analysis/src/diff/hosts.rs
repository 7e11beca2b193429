//! Servers, their addresses, certificates, TLS versions and DANE.

use std::net::IpAddr;

use super::{Change, Topic, Turn, gone_and_new};
use crate::report::{CertificateReport, HostReport, Report};

pub(super) fn hosts(before: &Report, after: &Report, changes: &mut Vec<Change>) {
    let (old, new) = (all(before), all(after));
    for host in &new {
        match old.iter().find(|known| is_same(known, host)) {
            Some(known) => host_changes(known, host, changes),
            None => {
                let words = format!("New server: {}{}.", place(host), preference(host));
                changes.push(Change::new(Topic::Servers, Turn::Other, words));
            }
        }
    }
    for host in &old {
        if !new.iter().any(|known| is_same(known, host)) {
            let words = format!("No longer a server: {}{}.", place(host), preference(host));
            changes.push(Change::new(Topic::Servers, Turn::Other, words));
        }
    }
}

/// Those that take the mail, then those through which users send.
fn all(report: &Report) -> Vec<&HostReport> {
    let submission = report
        .submission
        .iter()
        .flat_map(|submission| &submission.hosts);
    report.hosts.iter().chain(submission).collect()
}

fn is_same(one: &HostReport, other: &HostReport) -> bool {
    one.host == other.host && one.service == other.service
}

fn place(host: &HostReport) -> String {
    format!("{}, port {}", host.host, host.service.port())
}

fn preference(host: &HostReport) -> String {
    host.preference.map_or_else(String::new, |preference| {
        format!(", preference {preference}")
    })
}

fn host_changes(old: &HostReport, new: &HostReport, changes: &mut Vec<Change>) {
    if let (Some(before), Some(after)) = (old.preference, new.preference)
        && before != after
    {
        let words = format!(
            "The preference of {} was {before} and is {after} now.",
            place(new)
        );
        changes.push(Change::new(Topic::Servers, Turn::Other, words));
    }
    addresses(old, new, changes);
    certificates(old, new, changes);
    versions(old, new, changes);
    dane(old, new, changes);
}

fn addresses(old: &HostReport, new: &HostReport, changes: &mut Vec<Change>) {
    let list = |host: &HostReport| -> Vec<IpAddr> {
        host.addresses
            .iter()
            .map(|address| address.address)
            .collect()
    };
    let (before, after) = (list(old), list(new));
    let (gone, added) = gone_and_new(&before, &after);
    if gone.is_empty() && added.is_empty() {
        return;
    }
    let words = format!("The addresses of {} changed.", place(new));
    let shown = |list: Vec<&IpAddr>| list.into_iter().map(ToString::to_string).collect();
    changes.push(
        Change::new(Topic::Servers, Turn::Other, words).with_lines(shown(gone), shown(added)),
    );
}

/// The leaves that a host presents to those who ask as usual, each once.
fn leaves(host: &HostReport) -> Vec<&CertificateReport> {
    let mut leaves: Vec<&CertificateReport> = Vec::new();
    for leaf in host
        .addresses
        .iter()
        .filter_map(|address| address.certificates.first())
    {
        if !leaves.iter().any(|known| known.sha256 == leaf.sha256) {
            leaves.push(leaf);
        }
    }
    leaves
}

fn certificates(old: &HostReport, new: &HostReport, changes: &mut Vec<Change>) {
    let (before, after) = (leaves(old), leaves(new));
    // A host that presented none at one of the two looks is a finding of its own.
    if before.is_empty() || after.is_empty() {
        return;
    }
    let is_in = |list: &[&CertificateReport], one: &CertificateReport| {
        list.iter().any(|known| known.sha256 == one.sha256)
    };
    let gone: Vec<_> = before
        .iter()
        .filter(|leaf| !is_in(&after, leaf))
        .copied()
        .collect();
    let added: Vec<_> = after
        .iter()
        .filter(|leaf| !is_in(&before, leaf))
        .copied()
        .collect();
    let words = match (&gone[..], &added[..]) {
        ([], []) => return,
        ([gone], [added]) => {
            let key = if gone.spki_sha256 == added.spki_sha256 {
                "with the same key"
            } else {
                "with a new key"
            };
            format!(
                "{} has a new certificate, {key}. The old one was valid until {}, the new one is until {}.",
                place(new),
                gone.not_after.date(),
                added.not_after.date()
            )
        }
        _ => format!("The certificates of {} changed.", place(new)),
    };
    let shown = |list: Vec<&CertificateReport>| list.into_iter().map(certificate).collect();
    changes.push(
        Change::new(Topic::Certificate, Turn::Other, words).with_lines(shown(gone), shown(added)),
    );
}

fn certificate(leaf: &CertificateReport) -> String {
    format!(
        "{}, by {}, {}, valid from {} until {}, key {}",
        leaf.subject,
        leaf.issuer,
        leaf.key,
        leaf.not_before.date(),
        leaf.not_after.date(),
        leaf.spki_sha256.get(..16).unwrap_or(&leaf.spki_sha256)
    )
}

/// The versions that some address of a host answers for sure, accepted or refused.
fn answered<'a>(host: &'a HostReport, outcome: &str) -> Vec<&'a str> {
    let mut versions: Vec<&str> = Vec::new();
    let all = host.addresses.iter().flat_map(|address| &address.versions);
    for version in all.filter(|version| version.outcome.starts_with(outcome)) {
        if !versions.contains(&version.version.as_str()) {
            versions.push(&version.version);
        }
    }
    versions
}

const OLD_VERSIONS: [&str; 4] = ["TLS 1.1", "TLS 1.0", "SSLv3", "SSL 3.0"];

fn versions(old: &HostReport, new: &HostReport, changes: &mut Vec<Change>) {
    let (old_accepted, old_refused) = (answered(old, "accepted"), answered(old, "refused"));
    let (new_accepted, new_refused) = (answered(new, "accepted"), answered(new, "refused"));
    // Only what both looks tell for sure: a version that was not asked for is not one that was refused.
    for version in &new_accepted {
        if old_refused.contains(version) && !old_accepted.contains(version) {
            let turn = if OLD_VERSIONS.contains(version) {
                Turn::Worse
            } else {
                Turn::Better
            };
            let words = format!("{} accepts {version} now.", place(new));
            changes.push(Change::new(Topic::Tls, turn, words));
        }
    }
    for version in &old_accepted {
        if new_refused.contains(version) && !new_accepted.contains(version) {
            let turn = if OLD_VERSIONS.contains(version) {
                Turn::Better
            } else {
                Turn::Worse
            };
            let words = format!("{} no longer accepts {version}.", place(new));
            changes.push(Change::new(Topic::Tls, turn, words));
        }
    }
}

/// The records in both looks tell whether a rollover has begun, goes on or is over.
fn dane(old: &HostReport, new: &HostReport, changes: &mut Vec<Change>) {
    let records = |host: &HostReport| {
        host.dane
            .as_ref()
            .map(|dane| dane.records.clone())
            .unwrap_or_default()
    };
    let summary = |host: &HostReport| {
        host.dane
            .as_ref()
            .map(|dane| dane.summary.clone())
            .unwrap_or_default()
    };
    let (before, after) = (records(old), records(new));
    let (gone, added) = gone_and_new(&before, &after);
    let words = match (gone.is_empty(), added.is_empty()) {
        (true, true) if summary(old) == summary(new) => return,
        (true, true) => format!(
            "DANE of {} comes to something else, with the same records.",
            place(new)
        ),
        _ if after.is_empty() => format!("{} has no TLSA records any more.", place(new)),
        _ if before.is_empty() => format!("{} has TLSA records now.", place(new)),
        (true, false) => format!(
            "A TLSA record was added for {}, and the old ones are still there: so begins a change of key.",
            place(new)
        ),
        (false, true) => format!(
            "A TLSA record of {} is gone, and the others are still there: so ends a change of key.",
            place(new)
        ),
        (false, false) => format!("TLSA records of {} were replaced.", place(new)),
    };
    let shown = |records: Vec<&String>, summary: String| {
        let mut shown: Vec<String> = records.into_iter().cloned().collect();
        if !summary.is_empty() {
            shown.push(summary);
        }
        shown
    };
    let change = Change::new(Topic::Dane, Turn::Other, words);
    changes.push(change.with_lines(shown(gone, summary(old)), shown(added, summary(new))));
}
