//! What a group of sources seems to be, and why.
//!
//! A report cannot say whether its domain's owner knows a source. So a class is a guess with its reasons, in words that
//! say no more than the reports do; and nothing is called a forgery, since nothing in a report proves one.

use std::net::IpAddr;

use super::beside::{NO_RECORD, beside, listed};
use super::class::{Class, Legs, Verdict};
use super::evidence::Evidence;
use super::organisation::organisation;
use super::vouchers::{foreign, is_most, mostly, service_behind, vouches};
use super::{Group, GroupKey, Known, Names};
use crate::dns::is_within;

/// What is known beside the reports.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) names: &'a Names,
    pub(super) known: &'a Known,
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
    // Half of what fails at least: the rest may be anything.
    let most = |count: u64| is_most(count, group);
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
        let how = match evidence.own_dkim_not_aligned {
            0 => "SPF",
            dkim if most(dkim) => "DKIM",
            _ => "SPF or DKIM",
        };
        let mut reasons = vec![format!(
            "{how} passes for a name of your own organisation, but not for the one in the From header."
        )];
        if most(evidence.kept_apart) {
            reasons.push("Your DMARC record asks for names that match to the letter.".to_owned());
        }
        return verdict(Class::Yours, reasons);
    }
    if most(evidence.own_signature_broken) && most(evidence.other_envelope) {
        let reason = format!(
            "It bears a signature of your domain that does not hold, and its envelope is of {}, for which SPF passes: \
             a forwarder or mailing list that changes mail leaves it so.",
            match mostly(&evidence.envelopes, group).as_slice() {
                [name] => name,
                _ => "another domain",
            }
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
        let reason = if vouches(service, group, evidence) {
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
    if let Some(verdict) = listed(group, evidence) {
        return verdict;
    }
    if let Some(reason) = ours(group, evidence, context) {
        return verdict(Class::Yours, vec![reason]);
    }
    if let Some(verdict) = beside(group, evidence) {
        return verdict;
    }
    // Mail either has a sender in its envelope or none.
    let by_spf = evidence
        .other_envelope
        .saturating_add(evidence.other_greeting);
    if most(evidence.other_signature) || most(by_spf) {
        return verdict(Class::Foreign, vec![foreign(group, evidence)]);
    }
    if most(evidence.without_results) {
        // What DMARC made of them says that they failed or were not aligned, and not which of the two.
        let reason = if group.key == GroupKey::Unlisted {
            "There are too many sources to keep what SPF and DKIM found for each."
        } else {
            "The reports do not say what SPF and DKIM found."
        };
        return verdict(Class::NotSaid, vec![reason.to_owned()]);
    }
    if most(evidence.greeting) {
        let others = [
            evidence.other_signature,
            evidence.other_envelope,
            evidence.other_greeting,
            evidence.own_signature_broken,
            evidence.own_but_not_aligned,
            evidence.without_results,
        ];
        let of_how_much = if others == [0; 6] {
            ""
        } else {
            " for most of it"
        };
        let reason = format!(
            "SPF passes for the name in its greeting, which DMARC goes by only where the envelope is empty, and nothing else \
             passes{of_how_much}."
        );
        return verdict(Class::Unknown, vec![reason]);
    }
    // What has something that speaks for it, or of which that is not known, at most: one mail may be counted twice.
    let spoken_for = [
        evidence.other_signature,
        evidence.other_envelope,
        evidence.other_greeting,
        evidence.own_signature_broken,
        evidence.own_but_not_aligned,
        evidence.greeting,
        evidence.without_results,
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
    if most(evidence.own_envelope_without_record) {
        reasons.push(NO_RECORD.to_owned());
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
fn ours(group: &Group, evidence: &Evidence, context: &Context<'_>) -> Option<String> {
    // An address whose mail all passes says nothing of its neighbours.
    let addresses = || {
        let failing = group.addresses.iter().filter(|one| one.tally.failing > 0);
        failing.filter_map(|one| one.address)
    };
    if let Some(address) = addresses().find(|address| context.known.addresses.contains(address)) {
        return Some(format!("{address} is an address of your own mail servers."));
    }
    // RFC 7489 §3.1.2, RFC 7208 §2.4: the greeting is nothing to DMARC unless the envelope is empty, but a server that may use
    // a name of yours there is hardly a stranger.
    if is_most(evidence.own_greeting, group) {
        return Some(
            "SPF passes for the name in its greeting, which is of your organisation; DMARC goes by the envelope's sender, and by \
             the greeting only where that is empty."
                .to_owned(),
        );
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

/// Whether something of an address itself says that it is the domain's own.
pub(super) fn is_own_address(address: IpAddr, own: &[&str], context: &Context<'_>) -> bool {
    context.known.addresses.contains(&address)
        || context.names.verified(address).is_some_and(|name| {
            own.iter()
                .any(|own| !own.is_empty() && is_within(name, own))
        })
}
