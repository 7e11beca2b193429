//! A verdict in words.

use super::plus::Plus;
use super::{AppliedCap, Letter, Verdict};
use crate::facts::Facts;
use crate::transport::Sealing;

pub(super) fn label(verdict: &Verdict, plus: &Plus) -> String {
    match verdict {
        Verdict::Pending => "…".to_owned(),
        Verdict::NoMailByDesign | Verdict::NoMailService | Verdict::CouldNotTest { .. } => {
            "–".to_owned()
        }
        Verdict::DnsOnly => "DNS part only".to_owned(),
        Verdict::Graded { best, worst } => {
            let best = shown_best(*best, plus);
            if *worst >= best {
                best.to_string()
            } else {
                format!("{best} at best")
            }
        }
    }
}

/// Without its proof A+ is an A with a footnote, not a bound.
fn shown_best(best: Letter, plus: &Plus) -> Letter {
    if plus.is_reached() {
        best
    } else {
        best.min(Letter::A)
    }
}

pub(super) fn consequence(
    facts: &Facts<'_>,
    verdict: &Verdict,
    plus: &Plus,
    caps: &[AppliedCap],
) -> String {
    match verdict {
        Verdict::Pending => "Not enough is known yet.".to_owned(),
        Verdict::NoMailByDesign => {
            "This domain takes no mail, and says so. Senders are told at once.".to_owned()
        }
        Verdict::NoMailService => "No mail service was found for this domain.".to_owned(),
        Verdict::CouldNotTest { reason } => {
            format!(
                "This could not be tested from here, which says nothing about the domain. {reason}."
            )
        }
        Verdict::DnsOnly => {
            "Only DNS was looked at. Whether the servers seal mail needs a relay.".to_owned()
        }
        Verdict::Graded { best, worst } => {
            let best = shown_best(*best, plus);
            let words =
                relaying_consequence(caps).unwrap_or_else(|| graded_consequence(facts, best));
            if *worst >= best {
                words.to_owned()
            } else {
                format!("As far as could be told: {words}")
            }
        }
    }
}

/// What is wrong where nothing but forwarding for strangers holds the grade down so far: the mail itself may be sealed.
fn relaying_consequence(caps: &[AppliedCap]) -> Option<&'static str> {
    let lowest = caps.iter().map(|cap| cap.ceiling).min()?;
    let mut lowest_caps = caps.iter().filter(|cap| cap.ceiling == lowest);
    if !lowest_caps.all(|cap| cap.cap.starts_with("open-relay")) {
        return None;
    }
    Some(if lowest == Letter::F {
        "A server of this domain forwards mail for anybody, so spam is sent through it and others refuse its mail."
    } else {
        "A server of this domain accepts mail for others: it may forward it for anybody, or lose it."
    })
}

fn graded_consequence(facts: &Facts<'_>, best: Letter) -> &'static str {
    let is_sealed_somewhere = facts
        .hosts
        .iter()
        .flat_map(|host| host.answering())
        .any(|(_, sealing)| *sealing == Sealing::Sealed);
    match best {
        Letter::APlus | Letter::A | Letter::B | Letter::C if !is_sealed_somewhere => {
            "the servers offer encryption; whether it works is not known."
        }
        Letter::APlus => "Mail to this domain travels sealed, and senders know to insist on it.",
        Letter::A => "Mail to this domain travels sealed, to servers that prove who they are.",
        Letter::B => "Mail to this domain travels sealed; something is out of order.",
        Letter::C => {
            "Mail to this domain travels sealed, but an attacker on the way could pose as the server or break \
             the seal, or strict senders are refused."
        }
        Letter::D => {
            "Some mail to this domain travels in clear: whoever is on the way can read it."
        }
        Letter::F => {
            "Mail to this domain travels in clear, or strict senders cannot deliver it at all."
        }
    }
}
