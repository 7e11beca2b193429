//! What other mail of the same source says of mail that fails.

use super::class::{Class, Verdict};
use super::evidence::Evidence;
use super::passed::is_inside;
use super::vouchers::is_most;
use super::{Group, GroupKey};

/// Why SPF does not pass for a name below the domain, mostly that of the server itself.
pub(super) const NO_RECORD: &str =
    "Its envelope names your domain, and no SPF record was found for the name there.";

/// What a group seems to be for most of whose failing mail nobody vouches, and whose addresses have other mail that passes
/// by SPF.
pub(super) fn listed(group: &Group, evidence: &Evidence) -> Option<Verdict> {
    let most = |count: u64| is_most(count, group);
    if !most(evidence.beside_spf) {
        return None;
    }
    let failing = group.addresses.iter().filter(|one| one.tally.failing > 0);
    let reason = if failing.count() == 1 {
        "Other mail of the same address passes, and by SPF: your own record lists it."
    } else {
        "Other mail of the same addresses passes, and by SPF: your own record lists them."
    };
    let mut reasons = vec![reason.to_owned()];
    if most(evidence.not_asked) {
        reasons.push(
            "For most of it the receiver could not look up the SPF or DKIM records of your domain just then.".to_owned(),
        );
    }
    if most(evidence.own_envelope_without_record) {
        reasons.push(NO_RECORD.to_owned());
    }
    Some(Verdict {
        class: Class::Yours,
        reasons,
    })
}

/// What a group seems to be whose mail passes in part, or that of its addresses elsewhere.
pub(super) fn beside(group: &Group, evidence: &Evidence) -> Option<Verdict> {
    let common = common(group)?;
    let tally = &group.tally;
    let most = |count: u64| is_most(count, group);
    // Mail either has a sender in its envelope or none.
    let by_spf = evidence
        .other_envelope
        .saturating_add(evidence.other_greeting);
    let signed = most(evidence.other_signature);
    let is_vouched = signed || most(by_spf);
    // Whose mail passes by the domain's own SPF record is listed there. But many send from the servers of a large provider,
    // and what another domain vouches for may be that domain's: unless it vouches for what passes as well.
    let is_of_voucher = match &group.key {
        GroupKey::Organisation(name) => evidence.others.get(name).is_some_and(|count| most(*count)),
        _ => false,
    };
    let is_listed = tally.spf_aligned > 0 && (!is_vouched || is_of_voucher);
    // RFC 6376 §1.1: a signature holds wherever mail comes from, so whoever hands on what was signed has mail that passes by
    // DKIM. But then the envelope is of the sender or of the one who hands it on, who seldom signs.
    let is_signed_twice = tally.passing > 0 && signed && !most(by_spf);
    if is_listed || is_signed_twice {
        let reason = format!(
            "Other mail of the same {common} passes ({} of {}).",
            tally.passing, tally.messages
        );
        return Some(Verdict {
            class: Class::Yours,
            reasons: vec![reason],
        });
    }
    let is_beside = tally.passing > 0 || most(evidence.beside_dkim);
    (is_beside && !is_vouched).then(|| {
        let common = if tally.passing > 0 { common } else { "address" };
        let reason = format!(
            "Other mail of the same {common} passes, but by DKIM alone, as mail does that somebody forwards: it cannot be told \
             whether this is yours."
        );
        Verdict {
            class: Class::NotSaid,
            reasons: vec![reason],
        }
    })
}

/// What all mail of a group has in common, in a word. What only lacks an address, or is not listed, has nothing.
const fn common(group: &Group) -> Option<&'static str> {
    match group.key {
        GroupKey::Nameless | GroupKey::Unreadable | GroupKey::Unlisted => None,
        // Everybody's mail comes through a relay of the receiver's own.
        GroupKey::Network(address) | GroupKey::Address(address) if is_inside(address) => None,
        GroupKey::Network(_) => Some("network"),
        GroupKey::Address(_) => Some("address"),
        GroupKey::Service(_)
        | GroupKey::Own(_)
        | GroupKey::Organisation(_)
        | GroupKey::Signed(_) => Some("source"),
    }
}
