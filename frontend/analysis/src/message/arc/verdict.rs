//! What a chain comes to (RFC 8617 §5.2).

use super::{ArcResult, ArcSet};
use crate::message::signatures::SignatureResult;

/// RFC 8617 §5.2.
pub(super) fn judge(sets: &[ArcSet], is_there: bool, counts: [usize; 3]) -> (ArcResult, String) {
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

pub(super) const fn failed(result: SignatureResult) -> &'static str {
    match result {
        SignatureResult::Pass | SignatureResult::PassHeaders => "holds",
        SignatureResult::BodyChanged => "is of another body",
        SignatureResult::HeadersChanged => "does not fit",
        SignatureResult::KeyGone => "has a key that is not published",
        SignatureResult::NotAcceptable => "is not acceptable",
        SignatureResult::Malformed => "cannot be read",
        SignatureResult::CouldNotTell => "could not be checked",
        SignatureResult::Pending => "is still to be checked",
    }
}

/// RFC 8617 §5.2, step 4: the lowest number from which on every signature of the mail holds.
pub(super) fn oldest_pass(sets: &[ArcSet]) -> Option<u32> {
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
