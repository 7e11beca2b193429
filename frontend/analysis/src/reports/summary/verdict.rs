//! What a group of sources seems to be, and why.
//!
//! A report cannot say whether its domain's owner knows a source. So a class is a guess with its reasons, in words that
//! say no more than the reports do; and nothing is called a forgery, since nothing in a report proves one.

use std::net::IpAddr;

use super::class::{Class, Legs, Verdict};
use super::evidence::Evidence;
use super::organisation::organisation;
use super::services::{Service, service_of};
use super::{Group, GroupKey, Known, Names};
use crate::dmarc::Alignment;
use crate::dns::is_within;
use crate::reports::aggregate::PublishedPolicy;

/// What is known beside the reports.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) names: &'a Names,
    pub(super) known: &'a Known,
    pub(super) policy: Option<&'a PublishedPolicy>,
}

/// What a group seems to be.
pub(super) fn verdict(group: &Group, evidence: &Evidence, context: &Context<'_>) -> Verdict {
    let tally = &group.tally;
    let verdict = |class, reasons| Verdict { class, reasons };
    if tally.failing == 0 {
        return if tally.passing == 0 {
            let reason = "The reports do not say whether SPF or DKIM passed for DMARC.".to_owned();
            verdict(Class::NotSaid, vec![reason])
        } else {
            passing(group)
        };
    }
    if group.key == GroupKey::Nameless {
        let reason = "Addresses without a name have nothing in common. Grouped by service or network, more can be said of them."
            .to_owned();
        return verdict(Class::NotSaid, vec![reason]);
    }
    // More than half of what fails: the rest may be anything.
    let most = |count: u64| count >= tally.failing.div_ceil(2);
    let other = evidence.other().unwrap_or("another domain");
    if most(evidence.said_forwarded) {
        let reason = "Receivers say that it was forwarded or came over a mailing list.".to_owned();
        return verdict(Class::Forwarded, vec![reason]);
    }
    if most(evidence.contradicted) {
        let reason = "SPF or DKIM passed for the very domain in the From header, and yet DMARC is said to have failed: the \
                      reports contradict themselves."
            .to_owned();
        return verdict(Class::NotSaid, vec![reason]);
    }
    if most(evidence.own_but_not_aligned) {
        let how = if evidence.own_dkim_not_aligned > 0 {
            "DKIM"
        } else {
            "SPF"
        };
        let mode = context.policy.and_then(|policy| {
            if how == "DKIM" {
                policy.adkim
            } else {
                policy.aspf
            }
        });
        let mut reasons = vec![format!(
            "{how} passes for a name of your own organisation, but not for the one in the From header."
        )];
        if mode == Some(Alignment::Strict) {
            reasons.push("Your DMARC record asks for names that match to the letter.".to_owned());
        }
        return verdict(Class::Yours, reasons);
    }
    if most(evidence.own_signature_broken) && most(evidence.other_envelope) {
        let reason = format!(
            "It bears a signature of your domain that does not hold, and its envelope is of {other}, for which SPF passes: \
             a forwarder or mailing list that changes mail leaves it so."
        );
        return verdict(Class::Forwarded, vec![reason]);
    }
    if most(evidence.own_signature_broken) {
        let reason = "It bears a signature of your domain that does not hold: the key in DNS is missing or another one, or \
                      something changes the mail after signing. Anybody can write such a signature, but few do."
            .to_owned();
        return verdict(Class::Yours, vec![reason]);
    }
    if let Some(service) = service_behind(group, evidence, context) {
        let reason = if evidence.other_signature > 0 || evidence.other_envelope > 0 {
            format!(
                "{} vouches for it with its own domain, which is not aligned with yours.",
                service.name
            )
        } else {
            format!(
                "It comes from {}, and neither SPF nor DKIM passes for your domain.",
                service.name
            )
        };
        return verdict(Class::Service, vec![reason]);
    }
    if let Some(reason) = ours(group, context) {
        return verdict(Class::Yours, vec![reason]);
    }
    // What only lacks an address, or is not listed, has nothing in common.
    let common = match group.key {
        GroupKey::Nameless | GroupKey::Unreadable | GroupKey::Unlisted => None,
        GroupKey::Network(_) => Some("network"),
        GroupKey::Address(_) => Some("address"),
        GroupKey::Service(_)
        | GroupKey::Own(_)
        | GroupKey::Organisation(_)
        | GroupKey::Signed(_) => Some("source"),
    };
    if let Some(common) = common.filter(|_| tally.passing > 0) {
        let reason = format!(
            "Other mail of the same {common} passes ({} of {}).",
            tally.passing, tally.messages
        );
        return verdict(Class::Yours, vec![reason]);
    }
    if most(evidence.other_signature) || most(evidence.other_envelope) {
        let how = if most(evidence.other_signature) {
            "signs it"
        } else {
            "is in its envelope, and SPF passes for that"
        };
        let reason = format!("{other} {how}. Only you know whether it sends for you.");
        return verdict(Class::Foreign, vec![reason]);
    }
    // What has something that speaks for it, at most: one mail may be counted twice.
    let spoken_for = [
        evidence.other_signature,
        evidence.other_envelope,
        evidence.own_signature_broken,
        evidence.own_but_not_aligned,
    ]
    .into_iter()
    .fold(0u64, u64::saturating_add);
    if most(spoken_for) {
        let reason = "There is mail of several kinds in it. Grouped by service or address, more can be said of it.".to_owned();
        return verdict(Class::NotSaid, vec![reason]);
    }
    let mut reasons = Vec::new();
    if most(evidence.own_envelope) {
        reasons.push(
            "Its envelope names your domain, and your SPF record does not list this source."
                .to_owned(),
        );
    }
    let how_much = if spoken_for == 0 { "it" } else { "most of it" };
    reasons.push(format!(
        "Neither SPF nor DKIM passes for {how_much}, for any domain."
    ));
    verdict(Class::Unknown, reasons)
}

fn passing(group: &Group) -> Verdict {
    let tally = &group.tally;
    let (legs, reason) = if tally.both_aligned == tally.passing {
        (Legs::Both, "SPF and DKIM both pass for your domain.")
    } else if tally.dkim_aligned == tally.passing {
        (
            Legs::DkimAlone,
            "DKIM passes for your domain; SPF does not for all of it, which does no harm.",
        )
    } else if tally.dkim_aligned == 0 {
        (
            Legs::SpfAlone,
            "Only SPF passes for your domain. When somebody forwards such mail, nothing does: have it signed.",
        )
    } else {
        (
            Legs::Mixed,
            "All of it passes, some by SPF and some by DKIM.",
        )
    };
    Verdict {
        class: Class::Passing(legs),
        reasons: vec![reason.to_owned()],
    }
}

/// Why a source is the domain's own, if its address or name says so.
fn ours(group: &Group, context: &Context<'_>) -> Option<String> {
    // An address whose mail all passes says nothing of its neighbours.
    let addresses = || {
        let failing = group.addresses.iter().filter(|one| one.tally.failing > 0);
        failing.filter_map(|one| one.address)
    };
    if let Some(address) = addresses().find(|address| context.known.addresses.contains(address)) {
        return Some(format!("{address} is an address of your own mail servers."));
    }
    if matches!(group.key, GroupKey::Own(_)) {
        return Some("SPF or DKIM passes for your own domain.".to_owned());
    }
    let own: Vec<&str> = group
        .header_from
        .iter()
        .map(|(name, _)| organisation(name))
        .collect();
    let name = addresses().find_map(|address| {
        let name = context.names.verified(address)?;
        own.iter()
            .any(|own| !own.is_empty() && is_within(name, own))
            .then_some((address, name))
    });
    name.map(|(address, name)| {
        format!("{address} is called {name}, which is a name of your domain.")
    })
}

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
    // Most of it, and not one mail among many.
    let (name, count) = evidence.others.iter().max_by_key(|(_, count)| **count)?;
    (*count >= group.tally.failing.div_ceil(2))
        .then(|| service_of(name))
        .flatten()
}

/// Whether something of an address itself says that it is the domain's own.
pub(super) fn is_own_address(address: IpAddr, own: &[&str], context: &Context<'_>) -> bool {
    context.known.addresses.contains(&address)
        || context.names.verified(address).is_some_and(|name| {
            own.iter()
                .any(|own| !own.is_empty() && is_within(name, own))
        })
}
