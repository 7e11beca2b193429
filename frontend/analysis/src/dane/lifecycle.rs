//! Records that hold today and will not for long, or not for every sender: what changes of certificates do to DANE.

use super::authenticity::{Authenticity, presented};
use super::coverage::with_paste;
use super::facts::{HostDane, OtherStanding};
use super::lookup::TlsaSet;
use super::matching::{is_about, matches_at};
use super::{TlsaRecord, TlsaUsage};
use crate::certificate::{Certificate, Identity};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding};
use crate::fix::record::zone_line;
use crate::transport::{Address, Host, Occasion, Other};

/// A certificate that is valid for at most so many days is renewed by a program, every few weeks (RFC 8555).
const SHORT_LIFE_DAYS: i64 = 100;

/// Adds what there is to say about a host whose records are proven.
pub(super) fn check(
    host: &Host<'_>,
    dane: &HostDane,
    set: &TlsaSet,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    for (address, _) in host.answering() {
        findings.extend(half_covered(host, address, dane, set, facts));
    }
    if !facts.evidence.vantage.is_laboratory() {
        findings.extend(pins_authority(host, dane, set));
    }
}

/// The other certificates of an address for which the records say what they say; not those for who names no server.
fn others<'a>(address: &'a Address<'_>) -> impl Iterator<Item = &'a Other> {
    // RFC 7672 §8.1: senders that follow DANE name the server.
    let others = address.others.iter();
    others.filter(|other| other.occasion != Occasion::WithoutName)
}

/// RFC 7671 §8.1: each certificate that a server may present needs a record. Here the usual one has one, and another,
/// which a part of the senders is shown, has none.
fn half_covered(
    host: &Host<'_>,
    address: &Address<'_>,
    dane: &HostDane,
    set: &TlsaSet,
    facts: &Facts<'_>,
) -> Option<Finding> {
    let Some(Authenticity::Matched(by)) = dane.addresses.get(&address.address) else {
        return None;
    };
    let bare: Vec<(&Other, &Certificate)> = others(address)
        .filter(|other| dane.of_other(&other.identity, facts.now) == OtherStanding::Refused)
        .filter_map(|other| Some((other, other.identity.leaf()?)))
        .collect();
    let (first, leaf) = bare.first()?;
    let usual = address.identity.as_ref().and_then(Identity::leaf)?;
    let detail = format!(
        "The record {} vouches for the usual certificate ({}), and none for the one that {} are shown ({}).",
        by.record.numbers(),
        usual.key,
        first.occasion.shown_to(),
        leaf.key,
    );
    let about = About::Address {
        host: host.name.clone(),
        address: address.address,
        service: host.service,
    };
    let owner = set.owner();
    let mut missing: Vec<String> = bare
        .iter()
        .map(|(_, leaf)| {
            zone_line(
                &owner,
                "TLSA",
                &TlsaRecord::recommended_for(leaf).to_string(),
            )
        })
        .collect();
    missing.sort_unstable();
    missing.dedup();
    let seen = bare.iter().map(|(other, leaf)| {
        format!(
            "shown to {}: {}, {}",
            other.occasion.shown_to(),
            leaf.key,
            TlsaRecord::recommended_for(leaf)
        )
    });
    let finding = Finding::new(Code::DaneHalfCovered, about, detail)
        .with_evidence_of(set.texts())
        .with_evidence_of(seen);
    Some(finding.with_paste("DNS zone of the mail server", missing.join("\n")))
}

/// What to add where no record vouches for the usual certificate of an address, if one vouches for another.
pub(super) fn vouched_other(
    host: &Host<'_>,
    at: std::net::IpAddr,
    dane: &HostDane,
    facts: &Facts<'_>,
) -> String {
    let mut addresses = host.addresses.iter();
    let vouched = addresses
        .find(|address| address.address == at)
        .and_then(|address| {
            others(address)
                .find(|other| dane.of_other(&other.identity, facts.now) == OtherStanding::Vouched)
        });
    vouched.map_or(String::new(), |other| {
        format!(
            " A record vouches for the certificate that {} are shown, and that is not the usual one.",
            other.occasion.shown_to()
        )
    })
}

/// Delivery rests on an intermediate certificate of a public authority alone. Such an authority may issue the next
/// certificate from another one, as it likes.
fn pins_authority(host: &Host<'_>, dane: &HostDane, set: &TlsaSet) -> Option<Finding> {
    let mut resting: Vec<(&TlsaRecord, &Certificate)> = Vec::new();
    for (address, _) in host.answering() {
        let Some(Authenticity::Matched(_)) = dane.addresses.get(&address.address) else {
            continue;
        };
        let Some(identity) = address.identity.as_ref() else {
            continue;
        };
        // Whoever runs an authority of his own knows when it changes.
        if !identity.is_authenticated() {
            continue;
        }
        // A record of the server's own key carries it over a change of authorities.
        let own = |record: &TlsaRecord| {
            record.usage == TlsaUsage::DANE_EE && is_about(record, &presented(identity))
        };
        if set.records.iter().any(own) {
            continue;
        }
        let anchors: Vec<(&TlsaRecord, &Certificate)> = set
            .records
            .iter()
            .filter(|record| record.usage == TlsaUsage::DANE_TA && record.unusable().is_none())
            .filter_map(|record| Some((record, matches_at(record, &presented(identity))?)))
            .collect();
        // A root lives for decades, and carries it over a change of intermediates.
        if !anchors.iter().any(|(_, above)| above.issuer_is_subject) {
            resting.extend(anchors);
        }
    }
    resting.sort_unstable_by(|a, b| a.0.cmp(b.0));
    resting.dedup_by(|a, b| a.0 == b.0);
    let (record, above) = resting.first()?;
    let detail = format!(
        "The record {} is of the intermediate certificate “{}”, and no record of the server's own key vouches for {}.",
        record.numbers(),
        above.subject,
        host.name,
    );
    let about = About::Host {
        host: host.name.clone(),
    };
    let seen = resting.iter().map(|(_, above)| {
        format!(
            "{} · issued by {} · until {}",
            above.subject,
            above.issuer,
            above.not_after.date()
        )
    });
    let finding = Finding::new(Code::DanePinsIntermediate, about, detail)
        .with_evidence_of(resting.iter().map(|(record, _)| record))
        .with_evidence_of(seen);
    Some(with_paste(finding, &[(host, &set.base)]))
}

/// A record of the whole certificate, with when that one ends if it is presented now.
pub(super) fn pins_certificate(host: &Host<'_>, record: &TlsaRecord) -> String {
    let mut leaves = host
        .addresses
        .iter()
        .filter_map(|address| address.identity.as_ref()?.leaf());
    let numbers = record.numbers();
    let Some(leaf) = leaves.find(|leaf| record.is_of(leaf)) else {
        return format!("The record {numbers} is of a certificate, not of its key.");
    };
    let ends = leaf.not_after.date();
    let days = leaf.not_before.days_until(leaf.not_after);
    if days <= SHORT_LIFE_DAYS {
        format!(
            "The record {numbers} is of a certificate that is valid for {days} days only, until {ends}: every renewal needs a \
             new record, published before."
        )
    } else {
        format!(
            "The record {numbers} is of a certificate that is valid until {ends}, not of its key."
        )
    }
}
