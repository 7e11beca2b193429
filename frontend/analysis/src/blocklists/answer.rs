//! What the addresses that a list answers with mean.
//!
//! Only what the list documents counts as a listing. Everything else that a name server can answer — an error code, the
//! address of a parked domain, a code nobody explains — is "could not tell".

use std::net::Ipv4Addr;

use super::known::{Codes, Known};
use crate::finding::Severity;

/// Codes of one answer that are looked at; no list gives more than a handful.
const MAX_CODES: usize = 32;

/// What an answer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Listed, for these reasons; at least one.
    Listed(Vec<Listing>),
    /// No listing and no denial, and why.
    Doubt(Doubt),
}

/// Why an answer says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// The list refuses to answer whoever asked.
    Refused(String),
    /// The answer is none that a blocklist gives.
    NoBlocklist(String),
    /// The list is not known to use this code.
    Undocumented(String),
}

impl Doubt {
    /// In words, to follow a colon.
    pub(crate) fn words(&self) -> &str {
        match self {
            Self::Refused(words) | Self::NoBlocklist(words) | Self::Undocumented(words) => words,
        }
    }
}

/// One reason for which something is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listing {
    /// The answer.
    pub(crate) code: Ipv4Addr,
    /// What it means.
    pub(crate) meaning: &'static str,
    /// How much that matters for a server that receives mail.
    pub(crate) severity: Severity,
}

/// Reads the addresses of an answer. `known` is nothing for a list that somebody typed and that is not known here.
pub(crate) fn read(answers: &[Ipv4Addr], known: Option<&Known>) -> Meaning {
    let mut answers: Vec<Ipv4Addr> = answers.iter().copied().take(MAX_CODES).collect();
    answers.sort_unstable();
    answers.dedup();
    if let Some(doubt) = answers.iter().find_map(|answer| refusal(*answer, known)) {
        return Meaning::Doubt(doubt);
    }
    let listings: Vec<Listing> = answers
        .iter()
        .flat_map(|answer| listings(*answer, known))
        .collect();
    if !listings.is_empty() {
        return Meaning::Listed(listings);
    }
    Meaning::Doubt(match answers.first() {
        Some(code) => Doubt::Undocumented(format!("it answers {code}, which is not documented")),
        None => Doubt::NoBlocklist("it answers with something that is no address".to_owned()),
    })
}

/// Whether one address makes the whole answer worthless.
fn refusal(answer: Ipv4Addr, known: Option<&Known>) -> Option<Doubt> {
    let octets = answer.octets();
    // RFC 5782 §2.1: 127.0.0.0/8 alone. Anything else is a parked domain, or a resolver that rewrites answers.
    let [127, second, third, last] = octets else {
        return Some(Doubt::NoBlocklist(format!(
            "it answers {answer}, which is not in 127.0.0.0/8 and so no blocklist's answer"
        )));
    };
    // What Spamhaus introduced and others took over: errors, never listings.
    if (second, third) == (255, 255) {
        let why = match last {
            252 => "the name of the list is misspelt",
            254 => "it does not answer public or unregistered resolvers",
            255 => "the resolver has asked too often",
            _ => "an error of the list",
        };
        return Some(Doubt::Refused(format!("it answers {answer}: {why}")));
    }
    let is_by_bits = known.is_some_and(|known| matches!(known.codes, Codes::Bits(_)));
    if is_by_bits && (second, third) == (0, 0) && last & 1 == 1 {
        return Some(Doubt::Refused(format!(
            "it answers {answer}: it refuses the resolver"
        )));
    }
    None
}

/// The reasons that one code stands for.
fn listings(answer: Ipv4Addr, known: Option<&Known>) -> Vec<Listing> {
    let [127, 0, third, last] = answer.octets() else {
        return Vec::new();
    };
    let Some(known) = known else {
        // RFC 5782 §2.1 and §5: 127.0.0.1 is never one; the rest up to 127.0.0.254 is what lists commonly use.
        let is_common = third == 0 && (2..=254).contains(&last);
        return is_common
            .then_some(Listing {
                code: answer,
                meaning: "listed; what that means is not documented here",
                severity: Severity::Advice,
            })
            .into_iter()
            .collect();
    };
    let (codes, is_by_bits) = match known.codes {
        Codes::Each(codes) => (codes, false),
        Codes::Bits(codes) => (codes, true),
    };
    codes
        .iter()
        .filter(|code| {
            code.third == third
                && if is_by_bits {
                    last & code.from != 0
                } else {
                    (code.from..=code.to).contains(&last)
                }
        })
        .map(|code| Listing {
            code: answer,
            meaning: code.meaning,
            severity: code.severity,
        })
        .collect()
}

#[cfg(test)]
mod tests;
