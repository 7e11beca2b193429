//! TLSA records against what a server presented (RFC 7671 §5, RFC 7672 §3).

use std::fmt;

use shared::{DomainName, Timestamp};

use super::{TlsaMatching, TlsaRecord, TlsaUsage};
use crate::certificate::Certificate;

/// What a server presented, and what the relay's signature checks showed about it.
#[derive(Clone, Copy, Debug)]
pub struct Presented<'a> {
    /// The certificates, leaf first, up to the first that cannot be read.
    pub certificates: &'a [Certificate],
    /// For each, whether signatures lead from the leaf to it; the leaf's own entry says whether it is self-signed.
    pub leaf_chains_to: &'a [bool],
    /// Whether these are all that was sent.
    pub is_whole: bool,
}

/// Whether the records vouch for what was presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authentication {
    /// One does.
    Matched(Match),
    /// None does; why, each reason once.
    Failed(Vec<Mismatch>),
    /// It could not be told, or depends on the sender.
    Undecided(Undecided),
    /// No record is usable: TLS is a must, but nothing is checked (RFC 7672 §2.2).
    NothingUsable,
}

/// The record that vouches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// The record.
    pub record: TlsaRecord,
    /// The place of the certificate it is about; 0 is the leaf.
    pub place: usize,
}

/// Why records do not vouch for a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// No record is about a presented certificate.
    NoneMatches,
    /// Only a record with a weaker digest matches, which does not count beside one with a stronger (RFC 7671 §9).
    Outranked(TlsaRecord),
    /// An authority matches, but a certificate on the way to it is out of date (RFC 7672 §3.1.2).
    OutOfDate,
    /// An authority matches, but the leaf is for another name (RFC 7672 §3.2.3).
    OtherName,
}

/// Why it could not be told whether records vouch for a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    /// Not all that was sent could be read.
    Unread,
    /// A DANE-TA record holds a whole certificate or key that the server does not send; some senders use it all the same.
    AnchorNotSent(TlsaRecord),
    /// A DANE-TA record is about the self-signed leaf; senders differ on whether that counts.
    LeafAsAnchor(TlsaRecord),
}

/// Compares records with what a server presented, at a moment. For DANE-TA one of `names` must be covered by the leaf:
/// the TLSA base domain and those that lead to it (RFC 7672 §3.2.2); DANE-EE looks at nothing but the leaf itself.
#[must_use]
pub fn authenticate(
    records: &[TlsaRecord],
    presented: &Presented<'_>,
    names: &[DomainName],
    now: Timestamp,
) -> Authentication {
    let usable: Vec<&TlsaRecord> = records
        .iter()
        .filter(|record| record.unusable().is_none())
        .collect();
    if usable.is_empty() {
        return Authentication::NothingUsable;
    }
    let Some(leaf) = presented.certificates.first() else {
        return Authentication::Undecided(Undecided::Unread);
    };
    let counting: Vec<&TlsaRecord> = usable
        .iter()
        .copied()
        .filter(|record| !is_outranked(record, &usable))
        .collect();
    // RFC 7672 §3.1.1: names, dates and issuer of the leaf are ignored.
    if let Some(record) = counting
        .iter()
        .find(|record| record.usage == TlsaUsage::DANE_EE && record.is_of(leaf))
    {
        return Authentication::Matched(Match {
            record: (*record).clone(),
            place: 0,
        });
    }
    let anchors: Vec<&TlsaRecord> = counting
        .into_iter()
        .filter(|record| record.usage == TlsaUsage::DANE_TA)
        .collect();
    match by_anchor(&anchors, presented, leaf, names, now) {
        Authentication::Failed(mut why) => {
            let outranked = usable
                .iter()
                .find(|record| is_outranked(record, &usable) && is_about(record, presented));
            if let Some(record) = outranked {
                why.retain(|reason| *reason != Mismatch::NoneMatches);
                why.push(Mismatch::Outranked((*record).clone()));
            }
            Authentication::Failed(why)
        }
        decided => decided,
    }
}

/// RFC 7671 §9: of the records with one usage and selector, only those with the strongest digest count; whole
/// certificates and keys always do.
fn is_outranked(record: &TlsaRecord, usable: &[&TlsaRecord]) -> bool {
    record.matching != TlsaMatching::FULL
        && usable.iter().any(|other| {
            (other.usage, other.selector) == (record.usage, record.selector)
                && other.matching > record.matching
        })
}

/// Whether a record is about a presented certificate in the place that its usage speaks of.
pub(super) fn is_about(record: &TlsaRecord, presented: &Presented<'_>) -> bool {
    match record.usage {
        TlsaUsage::DANE_EE => presented
            .certificates
            .first()
            .is_some_and(|leaf| record.is_of(leaf)),
        TlsaUsage::DANE_TA => places_above(presented).any(|(_, above)| record.is_of(above)),
        _ => false,
    }
}

/// The presented certificate above the leaf that a record with usage 2 is of.
pub(super) fn matches_at<'a>(
    record: &TlsaRecord,
    presented: &Presented<'a>,
) -> Option<&'a Certificate> {
    places_above(presented)
        .map(|(_, above)| above)
        .find(|above| record.is_of(above))
}

/// The certificates above the leaf that it chains to, with their places.
fn places_above<'a>(
    presented: &Presented<'a>,
) -> impl Iterator<Item = (usize, &'a Certificate)> + use<'a> {
    let certificates = presented.certificates.iter();
    let reached = presented.leaf_chains_to.iter();
    certificates
        .zip(reached)
        .enumerate()
        .skip(1)
        .filter_map(|(place, (certificate, reached))| reached.then_some((place, certificate)))
}

fn by_anchor(
    anchors: &[&TlsaRecord],
    presented: &Presented<'_>,
    leaf: &Certificate,
    names: &[DomainName],
    now: Timestamp,
) -> Authentication {
    if anchors.is_empty() {
        return Authentication::Failed(vec![Mismatch::NoneMatches]);
    }
    let mut why = Vec::new();
    // RFC 7672 §3.1.2, §3.2.3: dates and name are checked as for a public path. What fails these fails under any anchor.
    if !names.iter().any(|name| leaf.covers(name).is_covered()) {
        why.push(Mismatch::OtherName);
    }
    if !leaf.is_valid_at(now) {
        why.push(Mismatch::OutOfDate);
    }
    let mut is_found = false;
    for record in anchors {
        for (place, above) in places_above(presented) {
            if !record.is_of(above) {
                continue;
            }
            is_found = true;
            if !leads_in_date(presented, place, now) {
                why.push(Mismatch::OutOfDate);
            } else if why.is_empty() {
                return Authentication::Matched(Match {
                    record: (*record).clone(),
                    place,
                });
            }
        }
    }
    if !is_found {
        if let (true, Some(undecided)) = (why.is_empty(), undecided(anchors, presented, leaf)) {
            return Authentication::Undecided(undecided);
        }
        why = vec![Mismatch::NoneMatches];
    }
    why.dedup();
    Authentication::Failed(why)
}

/// What senders may still make of anchors of which none was presented above the leaf.
fn undecided(
    anchors: &[&TlsaRecord],
    presented: &Presented<'_>,
    leaf: &Certificate,
) -> Option<Undecided> {
    let is_self_signed = presented.leaf_chains_to.first() == Some(&true);
    if let (true, Some(record)) = (
        is_self_signed,
        anchors.iter().find(|record| record.is_of(leaf)),
    ) {
        return Some(Undecided::LeafAsAnchor((*record).clone()));
    }
    // RFC 7672 §3.1.2: a server must send its anchor. With the whole of it in DNS a sender can do without.
    if let Some(record) = anchors
        .iter()
        .find(|record| record.matching == TlsaMatching::FULL)
    {
        return Some(Undecided::AnchorNotSent((*record).clone()));
    }
    (!presented.is_whole).then_some(Undecided::Unread)
}

/// Whether certificates in date lead from the leaf to a place, by the names of issuers and subjects. Whether the
/// signatures hold was the relay's to find out.
fn leads_in_date(presented: &Presented<'_>, target: usize, now: Timestamp) -> bool {
    let mut reached = vec![0];
    let mut ahead: Vec<&Certificate> = presented.certificates.first().into_iter().collect();
    while let Some(below) = ahead.pop() {
        for (place, above) in places_above(presented) {
            if above.subject == below.issuer && above.is_valid_at(now) && !reached.contains(&place)
            {
                reached.push(place);
                ahead.push(above);
            }
        }
    }
    reached.contains(&target)
}

/// As a sentence without its full stop.
impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoneMatches => f.write_str("no TLSA record matches what the server presents"),
            Self::Outranked(record) => write!(
                f,
                "the record {} matches, but does not count beside one with a stronger digest",
                record.numbers()
            ),
            Self::OutOfDate => f.write_str("the certificate, or one above it, is out of date"),
            Self::OtherName => f.write_str("the certificate is for another name"),
        }
    }
}

/// As a sentence without its full stop.
impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread => f.write_str("not all that the server presents could be read"),
            Self::AnchorNotSent(record) => write!(
                f,
                "the record {} holds an authority that the server does not send along, and senders differ on that",
                record.numbers()
            ),
            Self::LeafAsAnchor(record) => write!(
                f,
                "the record {} names the server's own certificate as its authority, and senders differ on that",
                record.numbers()
            ),
        }
    }
}

#[cfg(test)]
mod tests;
