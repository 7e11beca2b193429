//! What large receivers demand of senders, as far as it can be seen from outside.
//!
//! Google and Yahoo (since February 2024) and Microsoft (since May 2025) publish what they demand of mail to their users:
//! a little of everybody, more of those who send much. This is a checklist, built from what other checks found out. Most
//! of it is about the mail and the servers that send it, neither of which shows from outside, and it is said so.
//!
//! A domain that takes no mail may still send some, so that it has a checklist too.

mod data;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::facts::{Facts, Presence};
use crate::finding::{About, Code, Finding, Severity};
use crate::mx::Routing;
use crate::reverse_dns::Reverse;
use data::{DEMANDS, status};

/// The checklist of each receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequirementsReport {
    /// Each demand, by receiver.
    pub items: Vec<RequirementReport>,
}

/// One demand of one receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequirementReport {
    /// "Google", "Yahoo" or "Microsoft".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["Google", "Yahoo", "Microsoft"])))]
    pub receiver: &'static str,
    /// Of whom: "all senders", "bulk senders"…
    pub senders: &'static str,
    /// What is demanded.
    pub demand: &'static str,
    /// Whether it is met.
    pub status: Status,
    /// Why that is said.
    pub reason: String,
    /// Where the receiver says so.
    pub reference: &'static str,
}

/// Whether a demand is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "RequirementStatus")
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// As far as it can be seen.
    Met,
    /// Definitely not.
    NotMet,
    /// It could not be told.
    CouldNotTell,
    /// It does not show from outside.
    NotVisible,
    /// It is not known yet.
    Pending,
}

impl Status {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not met",
            Self::CouldNotTell => "could not tell",
            Self::NotVisible => "cannot be seen from outside",
            Self::Pending => "still to come",
        }
    }
}

/// What the checklist is built from.
struct Seen {
    spf: Presence,
    dkim: Presence,
    dmarc: Presence,
    /// Whether the addresses that take mail have names that lead back; absent if none was seen.
    reverse: Presence,
}

impl Seen {
    /// Nothing for a host, and for a domain that does not exist.
    fn of(facts: &Facts<'_>) -> Option<Self> {
        let mail = facts.mail.as_ref()?;
        if matches!(facts.routing, Some(Routing::DomainAbsent)) {
            return None;
        }
        // Without any record of mail nothing is known of it.
        if matches!(facts.routing, Some(Routing::Unknown(_) | Routing::NotAsked)) {
            return None;
        }
        Some(Self {
            spf: mail.spf.presence(),
            dkim: mail.dkim.presence(),
            dmarc: mail.dmarc.presence(),
            reverse: reverse(facts),
        })
    }
}

fn reverse(facts: &Facts<'_>) -> Presence {
    let mut seen = Presence::Absent;
    for host in &facts.hosts {
        for (address, _) in host.answering() {
            let address = address.address;
            match facts.reverse(address) {
                Reverse::NotAsked => return Presence::NotAsked,
                Reverse::Absent | Reverse::Unconfirmed(_) => {
                    return Presence::Broken(format!("{address} has no name that leads back"));
                }
                Reverse::Unknown(why) => {
                    seen = Presence::Unknown(format!("the name of {address} is not known: {why}"));
                }
                Reverse::Confirmed(_) => {
                    if seen == Presence::Absent {
                        seen = Presence::Present;
                    }
                }
            }
        }
    }
    seen
}

/// Adds what there is to say, once what shows in DNS is known.
pub(crate) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let Some(seen) = Seen::of(facts) else {
        return;
    };
    let about = About::from(&facts.evidence.subject);
    if let Some((code, detail)) = verdict(&items(&seen), facts.takes_mail()) {
        let found = Finding::new(code, about, detail);
        // A domain without mail may send some all the same, which is no more than worth knowing; what it can publish is
        // said under SPF and DMARC.
        findings.push(if found.severity > Severity::Info && !facts.takes_mail() {
            found.with_severity(Severity::Info)
        } else {
            found
        });
    }
}

/// The checklists; nothing where there is no domain.
pub(crate) fn report(facts: &Facts<'_>, _findings: &[Finding]) -> Option<RequirementsReport> {
    let items = items(&Seen::of(facts)?);
    Some(RequirementsReport { items })
}

fn items(seen: &Seen) -> Vec<RequirementReport> {
    DEMANDS
        .iter()
        .map(|demand| {
            let (status, reason) = status(demand.rule, seen);
            RequirementReport {
                receiver: demand.receiver,
                senders: demand.of,
                demand: demand.what,
                status,
                reason,
                reference: demand.reference,
            }
        })
        .collect()
}

/// What the checklist comes to; nothing while it is not known.
fn verdict(items: &[RequirementReport], takes_mail: bool) -> Option<(Code, String)> {
    let any = |status| items.iter().any(|item| item.status == status);
    let if_it_sends = if takes_mail {
        ""
    } else {
        " The domain takes no mail; this matters if it sends some all the same."
    };
    if any(Status::NotMet) {
        // The same demand of several receivers is named once, with all of them.
        let mut unmet: Vec<(&str, &str, Vec<String>)> = Vec::new();
        for item in items.iter().filter(|item| item.status == Status::NotMet) {
            let whose = format!("{} of {}", item.receiver, item.senders);
            match unmet.iter_mut().find(|(demand, ..)| *demand == item.demand) {
                Some((.., receivers)) => receivers.push(whose),
                None => unmet.push((item.demand, &item.reason, vec![whose])),
            }
        }
        let unmet: Vec<String> = unmet
            .iter()
            .map(|(demand, reason, receivers)| {
                format!("{demand} ({reason}), demanded by {}", receivers.join(", "))
            })
            .collect();
        return Some((
            Code::SenderRequirementsUnmet,
            format!("Missing: {}.{if_it_sends}", unmet.join("; ")),
        ));
    }
    if any(Status::Pending) {
        return None;
    }
    if any(Status::CouldNotTell) {
        let mut unknown: Vec<&str> = Vec::new();
        for item in items
            .iter()
            .filter(|item| item.status == Status::CouldNotTell)
        {
            if !unknown.contains(&item.reason.as_str()) {
                unknown.push(&item.reason);
            }
        }
        return Some((
            Code::SenderRequirementsUnknown,
            format!("Could not be told: {}.{if_it_sends}", unknown.join("; ")),
        ));
    }
    Some((
        Code::SenderRequirementsMet,
        format!("SPF, DKIM and DMARC are there, and the servers' names lead back.{if_it_sends}"),
    ))
}
