//! Whether a seal holds (RFC 8617 §5.1.1).

use super::ArcParts;
use crate::dkim::{self, Canonicalization, HeaderCheck, RawField as _, Signature};
use crate::message::field::Message;
use crate::message::known::Known;
use crate::message::signatures::{self, SignatureResult, Signed, When};

/// RFC 8617 §5.1.1: a seal covers all sets up to its own, each in the order results, signature, seal.
pub(super) fn check_seal(
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

pub(super) fn without_key(
    signature: &Signature,
    state: &signatures::KeyState,
) -> (SignatureResult, String) {
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
            format!("There is no key of {domain} in DNS."),
        ),
        KeyState::Broken { .. } | KeyState::Revoked { .. } | KeyState::Found { .. } => (
            SignatureResult::NotAcceptable,
            format!("What stands in DNS for {domain} is no key that can be read."),
        ),
    }
}
