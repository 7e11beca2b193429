//! Who vouches for the failing mail of a group beside the domain itself, named only as far as it is most of it.

use std::collections::BTreeMap;

use super::evidence::Evidence;
use super::services::{Service, service_of};
use super::verdict::Context;
use super::{Group, GroupKey};

/// The service that a group's failing mail comes from, whatever the group is made by.
pub(super) fn service_behind(
    group: &Group,
    evidence: &Evidence,
    context: &Context<'_>,
) -> Option<&'static Service> {
    if group.key.service().is_some() {
        return group.key.service();
    }
    if let GroupKey::Address(address) = group.key
        && let Some(service) = context.names.verified(address).and_then(service_of)
    {
        return Some(service);
    }
    // Most of it, and not one mail among many; and of two that share it, neither.
    let mut services = mostly(&evidence.others, group)
        .into_iter()
        .filter_map(service_of);
    let first = services.next()?;
    services.all(|other| other == first).then_some(first)
}

/// Whether so many mails are at least half of what fails.
pub(super) fn is_most(count: u64, group: &Group) -> bool {
    count >= group.tally.failing.div_ceil(2)
}

/// Those who vouch for most of what fails: two who share it, and more only where each mail has several.
pub(super) fn mostly<'a>(names: &'a BTreeMap<String, u64>, group: &Group) -> Vec<&'a str> {
    let most = names.iter().filter(|(_, count)| is_most(**count, group));
    most.map(|(name, _)| name.as_str()).collect()
}

/// Which other domains vouch for it, named as far as it is them.
pub(super) fn foreign(group: &Group, evidence: &Evidence) -> String {
    let signed = is_most(evidence.other_signature, group);
    let mut by_spf = evidence.envelopes.clone();
    for (name, messages) in &evidence.greetings {
        let count = by_spf.entry(name.clone()).or_default();
        *count = count.saturating_add(*messages);
    }
    let names = if signed {
        mostly(&evidence.signers, group)
    } else {
        mostly(&by_spf, group)
    };
    let (who, are_several) = match names.as_slice() {
        [one] => ((*one).to_owned(), false),
        [one, other] => (format!("{one} and {other}"), true),
        _ => ("Other domains".to_owned(), true),
    };
    let what = match (signed, are_several) {
        (true, false) => "signs it".to_owned(),
        (true, true) => "sign it".to_owned(),
        (false, false) => format!("is in its {}, and SPF passes for that", place(evidence)),
        (false, true) => format!("are in its {}, and SPF passes for them", place(evidence)),
    };
    let send = if are_several { "they send" } else { "it sends" };
    format!("{who} {what}. Only you know whether {send} for you.")
}

/// Where the names stand that SPF passes for. RFC 7208 §2.4: with an empty envelope it is asked about the greeting.
const fn place(evidence: &Evidence) -> &'static str {
    match (evidence.other_envelope, evidence.other_greeting) {
        (_, 0) => "envelope",
        (0, _) => "greeting, with nothing in the envelope",
        _ => "envelope, or in its greeting where that is empty",
    }
}

/// Whether a service vouches for most of what fails, and is not only where it comes from.
pub(super) fn vouches(service: &Service, group: &Group, evidence: &Evidence) -> bool {
    let of_it = evidence
        .others
        .iter()
        .filter(|(name, _)| service_of(name) == Some(service));
    let count = of_it.fold(0u64, |sum, (_, count)| sum.saturating_add(*count));
    is_most(count, group)
}
