//! What a group of sources seems to be.
//!
//! A report cannot say whether its domain's owner knows a source. So a class is a guess with its reasons, in words that
//! say no more than the reports do; and nothing is called a forgery, since nothing in a report proves one.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Serialize;

use super::organisation::organisation;
use super::select::is_within;
use super::services::{Service, service_of};
use super::{Group, GroupKey, Known, Names, is_pass};
use crate::reports::aggregate::{
    AggregateReport, AuthWord, OverrideKind, PublishedPolicy, Row, Strictness,
};

/// What a group of sources seems to be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "class", content = "legs", rename_all = "kebab-case")]
pub enum Class {
    /// Its mail passes.
    Passing(Legs),
    /// It fails, and looks like the domain's own mail.
    Yours,
    /// It fails, and comes from a service that sends for others and vouches for itself instead.
    Service,
    /// It fails, and another domain vouches for it.
    Foreign,
    /// It fails, and looks like mail that was forwarded or went over a mailing list.
    Forwarded,
    /// It fails, and nothing speaks for it.
    Unknown,
    /// The reports do not say whether it passes, or contradict themselves, or too much is thrown together.
    #[default]
    NotSaid,
}

/// By what mail passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Legs {
    /// By SPF and DKIM.
    Both,
    /// By DKIM; SPF does not pass for the domain.
    DkimAlone,
    /// By SPF alone: it fails as soon as somebody forwards it.
    SpfAlone,
    /// Some by one and some by the other.
    Mixed,
}

impl Class {
    /// Its stable word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Passing(_) => "passing",
            Self::Yours => "yours",
            Self::Service => "service",
            Self::Foreign => "foreign",
            Self::Forwarded => "forwarded",
            Self::Unknown => "unknown",
            Self::NotSaid => "not-said",
        }
    }

    /// In a few words, for a table.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Passing(Legs::Both) => "Passes by SPF and DKIM",
            Self::Passing(Legs::DkimAlone) => "Passes by DKIM",
            Self::Passing(Legs::SpfAlone) => "Passes by SPF alone",
            Self::Passing(Legs::Mixed) => "Passes",
            Self::Yours => "Looks like yours, and fails",
            Self::Service => "A service that vouches for itself",
            Self::Foreign => "Another domain vouches for it",
            Self::Forwarded => "Looks forwarded",
            Self::Unknown => "Nothing speaks for it",
            Self::NotSaid => "Could not tell",
        }
    }

    /// Whether it fails and may well be mail that the domain's owner wants delivered.
    #[must_use]
    pub const fn is_wanted(self) -> bool {
        matches!(self, Self::Yours | Self::Service)
    }
}

/// A class, and what speaks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The class.
    #[serde(flatten)]
    pub class: Class,
    /// What speaks for it: whole sentences.
    pub reasons: Vec<String>,
}

/// What is known beside the reports.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) names: &'a Names,
    pub(super) known: &'a Known,
    pub(super) policy: Option<&'a PublishedPolicy>,
}

/// Whether mail bears a signature of its domain that does not hold.
pub(super) fn bears_broken_signature(report: &AggregateReport, row: &Row) -> bool {
    let own = organisation(report.name(row.header_from));
    let results = report.authentication(row);
    results
        .dkim
        .iter()
        .any(|one| is_broken(one.result) && is_within(report.name(one.domain), own))
}

const fn is_broken(result: AuthWord) -> bool {
    matches!(
        result,
        AuthWord::Fail | AuthWord::Neutral | AuthWord::PermError | AuthWord::Policy
    )
}

/// What a group's failing mail shows, in mails.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    own_signature_broken: u64,
    own_but_not_aligned: u64,
    own_dkim_not_aligned: u64,
    other_signature: u64,
    other_envelope: u64,
    own_envelope: u64,
    said_forwarded: u64,
    contradicted: u64,
    others: BTreeMap<String, u64>,
}

impl Evidence {
    pub(super) fn add(&mut self, report: &AggregateReport, row: &Row) {
        if row.passes() != Some(false) {
            return;
        }
        let from = report.name(row.header_from);
        let own = organisation(from);
        let results = report.authentication(row);
        let (mut broken, mut strict, mut strict_dkim, mut signature, mut envelope, mut claims) =
            (false, false, false, false, false, false);
        let mut contradicts = false;
        let mut vouching: Vec<&str> = Vec::new();
        for one in &results.dkim {
            let name = report.name(one.domain);
            match (is_within(name, own), one.result) {
                (_, AuthWord::Pass) if name == from => contradicts = true,
                // It passed for a name of the same organisation, and DMARC still says that it did not.
                (true, AuthWord::Pass) => (strict, strict_dkim) = (true, true),
                (true, result) if is_broken(result) => broken = true,
                (false, AuthWord::Pass) if !name.is_empty() => {
                    signature = true;
                    vouching.push(organisation(name));
                }
                _ => {}
            }
        }
        for one in &results.spf {
            let name = report.name(one.domain);
            match (is_within(name, own), one.result) {
                (_, AuthWord::Pass) if name == from && !one.is_helo => contradicts = true,
                (true, AuthWord::Pass) if !one.is_helo => strict = true,
                (
                    true,
                    AuthWord::Fail | AuthWord::SoftFail | AuthWord::Neutral | AuthWord::None,
                ) => claims = true,
                (false, AuthWord::Pass) if !name.is_empty() => {
                    envelope = true;
                    vouching.push(organisation(name));
                }
                _ => {}
            }
        }
        // One mail counts once for each of them.
        vouching.sort_unstable();
        vouching.dedup();
        for name in vouching {
            super::count(&mut self.others, name.to_owned(), row.count);
        }
        let forwarded = report.reasons(row).iter().any(|reason| {
            matches!(
                reason.kind,
                OverrideKind::Forwarded
                    | OverrideKind::MailingList
                    | OverrideKind::TrustedForwarder
            ) || reason.comment.to_ascii_lowercase().contains("arc=pass")
        });
        for (holds, place) in [
            (broken, &mut self.own_signature_broken),
            (strict && !is_pass(row.dkim), &mut self.own_but_not_aligned),
            (strict_dkim, &mut self.own_dkim_not_aligned),
            (signature, &mut self.other_signature),
            (envelope, &mut self.other_envelope),
            (claims, &mut self.own_envelope),
            (forwarded, &mut self.said_forwarded),
            (contradicts, &mut self.contradicted),
        ] {
            if holds {
                *place = place.saturating_add(row.count);
            }
        }
    }

    /// The other domain that vouches for most of it.
    fn other(&self) -> Option<&str> {
        let most = self.others.iter().max_by_key(|(_, count)| **count);
        most.map(|(name, _)| name.as_str())
    }
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
        if mode == Some(Strictness::Strict) {
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

/// Whether something of an address itself says that it is the domain's own.
pub(super) fn is_own_address(address: IpAddr, own: &[&str], context: &Context<'_>) -> bool {
    context.known.addresses.contains(&address)
        || context.names.verified(address).is_some_and(|name| {
            own.iter()
                .any(|own| !own.is_empty() && is_within(name, own))
        })
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
