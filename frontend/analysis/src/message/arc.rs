//! ARC (RFC 8617): what forwarders say that they saw, sealed in order, so that a receiver who trusts them may follow.
//!
//! Each forwarder adds a set of three headers with one number: what its checks came to
//! (ARC-Authentication-Results), its signature of the mail as it passed it on (ARC-Message-Signature), and a seal over
//! the sets so far (ARC-Seal). A seal proves who says so, not that it is true.

use serde::Serialize;

use super::authentication_results::AuthResults;
use super::field::Message;
use super::known::Known;
use super::signatures::{self, SignatureCheck, SignatureResult, Signed, When};
use crate::dkim::{self, Canonicalization, HeaderCheck, RawField as _, Signature};

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
            let (seal_result, seal_words) = match seal {
                Some(seal) => check_seal(message, seal, parts, *number, known, when),
                None => (
                    SignatureResult::Malformed,
                    "It has no seal that can be read.".to_owned(),
                ),
            };
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
        let (result, words) = judge(&sets, is_there, counts);
        let oldest_pass = oldest_pass(&sets);
        Self {
            sets,
            result,
            words,
            oldest_pass,
        }
    }
}

/// RFC 8617 §5.2.
fn judge(sets: &[ArcSet], is_there: bool, counts: [usize; 3]) -> (ArcResult, String) {
    let Some(newest) = sets.last() else {
        return if is_there {
            (
                ArcResult::Fail,
                "There are headers of ARC, and none can be read.".to_owned(),
            )
        } else {
            (
                ArcResult::None,
                "Nobody on the way sealed the mail with ARC.".to_owned(),
            )
        };
    };
    let fail = |words: String| (ArcResult::Fail, words);
    if newest.chain_validation.as_deref() == Some("fail") {
        return fail(format!(
            "The newest forwarder, number {}, says that the chain was broken when the mail came to it.",
            newest.instance
        ));
    }
    // Each number once, from 1, with all three headers.
    let is_whole = sets.iter().zip(1u32..).all(|(set, number)| {
        let expected = if number == 1 { "none" } else { "pass" };
        set.instance == number
            && set.results.is_some()
            && set.message.is_some()
            && set.chain_validation.as_deref() == Some(expected)
    });
    if !is_whole || counts.iter().any(|count| *count != sets.len()) {
        return fail(
            "The chain is not whole: a set lacks a header, a number is missing or twice, or “cv=” is not as it has to be."
                .to_owned(),
        );
    }
    let newest_message = newest
        .message
        .as_ref()
        .map_or(SignatureResult::Malformed, |check| check.result);
    let mut unknown = None;
    let mut judged = vec![(
        newest_message,
        format!("the signature of forwarder {}", newest.instance),
    )];
    judged.extend(
        sets.iter()
            .map(|set| (set.seal, format!("the seal of forwarder {}", set.instance))),
    );
    for (result, what) in judged {
        match result {
            SignatureResult::Pass => {}
            SignatureResult::Pending => {
                return (
                    ArcResult::Pending,
                    "Keys are still to be looked up.".to_owned(),
                );
            }
            SignatureResult::PassHeaders
            | SignatureResult::KeyGone
            | SignatureResult::CouldNotTell => {
                unknown = unknown.or(Some((result, what)));
            }
            SignatureResult::BodyChanged
            | SignatureResult::HeadersChanged
            | SignatureResult::NotAcceptable
            | SignatureResult::Malformed => {
                return fail(format!(
                    "The chain does not hold: {what} {}.",
                    failed(result)
                ));
            }
        }
    }
    match unknown {
        None => {
            let count = sets.len();
            let who = if count == 1 { "One forwarder".to_owned() } else { format!("{count} forwarders") };
            (
                ArcResult::Pass,
                format!("{who} sealed the mail, and every seal holds. What they say is as good as your trust in them."),
            )
        }
        Some((SignatureResult::PassHeaders, _)) => (
            ArcResult::CouldNotTell,
            "All seals hold, and the newest signature holds for the headers. Whether the body is the one it was, only the \
             whole mail shows."
                .to_owned(),
        ),
        Some((result, what)) => {
            (ArcResult::CouldNotTell, format!("It cannot be told whether the chain holds: {what} {}.", failed(result)))
        }
    }
}

const fn failed(result: SignatureResult) -> &'static str {
    match result {
        SignatureResult::Pass | SignatureResult::PassHeaders => "holds",
        SignatureResult::BodyChanged => "is of another body",
        SignatureResult::HeadersChanged => "does not fit",
        SignatureResult::KeyGone => "has a key that is not published any more",
        SignatureResult::NotAcceptable => "is made in a way that must not be accepted",
        SignatureResult::Malformed => "cannot be read",
        SignatureResult::CouldNotTell => "could not be checked",
        SignatureResult::Pending => "is still to be checked",
    }
}

/// RFC 8617 §5.2, step 4: the lowest number from which on every signature of the mail holds.
fn oldest_pass(sets: &[ArcSet]) -> Option<u32> {
    let holds = |set: &&ArcSet| {
        let result = set.message.as_ref().map(|check| check.result);
        matches!(
            result,
            Some(SignatureResult::Pass | SignatureResult::PassHeaders)
        )
    };
    sets.iter()
        .rev()
        .take_while(holds)
        .last()
        .map(|set| set.instance)
}

/// RFC 8617 §5.1.1: a seal covers all sets up to its own, each in the order results, signature, seal.
fn check_seal(
    message: &Message,
    seal: &Signed,
    parts: &ArcParts,
    number: u32,
    known: &Known<'_>,
    when: When,
) -> (SignatureResult, String) {
    let signature = match &seal.parsed {
        Ok(signature) => signature,
        Err(defects) => {
            let defects: Vec<String> = defects.iter().map(ToString::to_string).collect();
            return (SignatureResult::Malformed, defects.join(" "));
        }
    };
    let raw = |place: usize| {
        message
            .fields()
            .get(place)
            .map(|field| field.raw())
            .unwrap_or_default()
    };
    let relaxed = |raw: &[u8]| dkim::canonical_field(raw, Canonicalization::Relaxed);
    let mut signed = Vec::new();
    for instance in 1..=number {
        let of = |one: &&Signed| {
            one.parsed
                .as_ref()
                .is_ok_and(|read| read.instance == Some(instance))
        };
        let results = parts
            .results
            .iter()
            .find(|(_, read)| read.instance == Some(instance));
        let places = [
            results.map(|(place, _)| *place),
            parts.messages.iter().find(of).map(|one| one.place),
            parts.seals.iter().find(of).map(|one| one.place),
        ];
        for (kind, place) in places.into_iter().enumerate() {
            let Some(place) = place else {
                return (
                    SignatureResult::Malformed,
                    format!(
                        "It covers headers of forwarder {instance} that are missing or cannot be read."
                    ),
                );
            };
            let is_itself = instance == number && kind == 2;
            if is_itself {
                // The last has no end of its line.
                signed.extend(relaxed(&dkim::without_signature(raw(place))));
            } else {
                signed.extend(relaxed(raw(place)));
                signed.extend_from_slice(b"\r\n");
            }
        }
    }
    let (state, record) = signatures::key(signature, known);
    let Some(record) = record else {
        return without_key(signature, &state);
    };
    let domain = &signature.domain;
    match dkim::check_signed(signature, &signed, &record, when.of(signature)) {
        HeaderCheck::Good => (
            SignatureResult::Pass,
            format!("The seal of {domain} holds."),
        ),
        HeaderCheck::Bad => (
            SignatureResult::HeadersChanged,
            format!(
                "The seal of {domain} does not fit: headers of ARC were changed, or its key has been replaced since."
            ),
        ),
        HeaderCheck::NotChecked { why } => {
            let result = match why {
                dkim::Unusable::Revoked => SignatureResult::KeyGone,
                dkim::Unusable::KeyTooLong => SignatureResult::CouldNotTell,
                _ => SignatureResult::NotAcceptable,
            };
            (result, signatures::unusable(why).to_owned())
        }
    }
}

fn without_key(signature: &Signature, state: &signatures::KeyState) -> (SignatureResult, String) {
    use signatures::KeyState;
    let domain = &signature.domain;
    match state {
        KeyState::NotAsked => (
            SignatureResult::Pending,
            format!("The key of {domain} is still to be looked up."),
        ),
        KeyState::Unknown { why } => (
            SignatureResult::CouldNotTell,
            format!("The key of {domain} could not be looked up: {why}."),
        ),
        KeyState::Gone => (
            SignatureResult::KeyGone,
            format!("The key of {domain} is not in DNS any more."),
        ),
        KeyState::Broken { .. } | KeyState::Revoked { .. } | KeyState::Found { .. } => (
            SignatureResult::NotAcceptable,
            format!("What stands in DNS for {domain} is no key that can be read."),
        ),
    }
}
