//! ARC (RFC 8617): what forwarders say that they saw, sealed in order, so that a receiver who trusts them may follow.
//!
//! Each forwarder adds a set of three headers with one number: what its checks came to
//! (ARC-Authentication-Results), its signature of the mail as it passed it on (ARC-Message-Signature), and a seal over
//! the sets so far (ARC-Seal). A seal proves who says so, not that it is true.

mod seal;
mod verdict;

use serde::Serialize;

use super::authentication_results::AuthResults;
use super::field::Message;
use super::known::Known;
use super::signatures::{self, SignatureCheck, SignatureResult, Signed, When};

use seal::check_seal;
use verdict::{judge, oldest_pass};

/// What is said where headers may have lost lines.
const BROKEN: &str = "Some lines among the headers are none, so the copying may have broken headers of ARC or what they sign: only \
                      the mail saved as a file shows whether they hold.";

/// The chain of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arc {
    /// The sets, oldest first.
    pub sets: Vec<ArcSet>,
    /// What the chain comes to.
    pub result: ArcResult,
    /// The same in words.
    pub words: String,
    /// The oldest set since which the mail has not changed, by its number (RFC 8617 §5.2).
    pub oldest_pass: Option<u32>,
}

/// The three headers of one forwarder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ArcSet {
    /// Its number, from 1.
    pub instance: u32,
    /// What the forwarder's checks came to.
    pub results: Option<AuthResults>,
    /// Its signature of the mail.
    pub message: Option<SignatureCheck>,
    /// Who sealed.
    pub sealed_by: Option<String>,
    /// What the forwarder found of the chain before it, `cv=`.
    pub chain_validation: Option<String>,
    /// What its seal comes to.
    pub seal: SignatureResult,
    /// The same in words.
    pub seal_words: String,
}

/// What a chain comes to (RFC 8617 §5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ArcResult {
    /// There is none.
    None,
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// It could not be told.
    CouldNotTell,
    /// Answers of DNS are still to come.
    Pending,
}

/// The headers of ARC as they stand in the mail.
#[derive(Clone, Debug, Default)]
pub(super) struct ArcParts {
    pub(super) results: Vec<(usize, AuthResults)>,
    pub(super) messages: Vec<Signed>,
    pub(super) seals: Vec<Signed>,
}

impl Arc {
    pub(super) fn check(
        message: &Message,
        parts: &ArcParts,
        known: &Known<'_>,
        when: When,
    ) -> Self {
        let instance = |one: &Signed| one.parsed.as_ref().ok().and_then(|read| read.instance);
        let mut numbers: Vec<u32> = parts
            .seals
            .iter()
            .chain(&parts.messages)
            .filter_map(instance)
            .chain(parts.results.iter().filter_map(|(_, read)| read.instance))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        let mut sets: Vec<ArcSet> = Vec::new();
        for number in &numbers {
            let of_number = |one: &&Signed| instance(one) == Some(*number);
            let seal = parts.seals.iter().find(of_number);
            let sealed = match seal {
                Some(seal) => check_seal(message, seal, parts, *number, known, when),
                None => (
                    SignatureResult::Malformed,
                    "It has no seal that can be read.".to_owned(),
                ),
            };
            let (seal_result, seal_words) = unless_broken(message, sealed);
            let read = seal.and_then(|seal| seal.parsed.as_ref().ok());
            sets.push(ArcSet {
                instance: *number,
                results: parts
                    .results
                    .iter()
                    .find(|(_, read)| read.instance == Some(*number))
                    .map(|(_, read)| read.clone()),
                message: parts
                    .messages
                    .iter()
                    .find(of_number)
                    .map(|signed| signatures::check(message, signed, known, when)),
                sealed_by: read.map(|read| read.domain.to_string()),
                chain_validation: read.and_then(|read| read.chain_validation.clone()),
                seal: seal_result,
                seal_words,
            });
        }
        let is_there =
            !(parts.results.is_empty() && parts.messages.is_empty() && parts.seals.is_empty());
        let counts = [parts.results.len(), parts.messages.len(), parts.seals.len()];
        let mut judged = judge(&sets, is_there, counts);
        let newest = sets.last().and_then(|set| set.chain_validation.as_deref());
        // That the newest forwarder says so himself, no copying makes up.
        if let Some(doubt) =
            doubt(message).filter(|_| judged.0 == ArcResult::Fail && newest != Some("fail"))
        {
            judged = (ArcResult::CouldNotTell, doubt);
        }
        let (result, words) = judged;
        let oldest_pass = oldest_pass(&sets);
        Self {
            sets,
            result,
            words,
            oldest_pass,
        }
    }
}

/// A seal that does not hold, where the copying may have broken headers, is not known to be bad.
fn unless_broken(
    message: &Message,
    sealed: (SignatureResult, String),
) -> (SignatureResult, String) {
    let is_bad = matches!(
        sealed.0,
        SignatureResult::HeadersChanged | SignatureResult::Malformed
    );
    match doubt(message).filter(|_| is_bad) {
        Some(doubt) => (SignatureResult::CouldNotTell, doubt),
        None => sealed,
    }
}

/// Why headers of ARC may hold in the mail itself, though not here.
fn doubt(message: &Message) -> Option<String> {
    if message.is_broken() {
        return Some(BROKEN.to_owned());
    }
    let why = message.doubt()?;
    Some(format!(
        "Copying has changed this text. {why} Only the mail saved as a file shows whether the headers of ARC hold."
    ))
}
