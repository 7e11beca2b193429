//! What its signatures are worth, and those of forwarders.

use shared::DomainName;

use super::Remark;
use super::copied::not_copied;
use crate::dkim::{HeaderCheck, SignatureDefect, Unusable};
use crate::finding::Severity;
use crate::message::alignment::Vouched;
use crate::message::arc::ArcResult;
use crate::message::examine::Examination;
use crate::message::field::Message;
use crate::message::signatures::{KeyState, SignatureCheck, SignatureResult};
use crate::reports::summary;

pub(super) fn of_signatures(seen: &Examination, message: &Message, list: &mut Vec<Remark>) {
    let author = seen.author.domain.as_ref();
    if seen.signatures.is_empty() {
        let who = author.map_or("The sender", DomainName::as_str);
        if let Some(remark) = not_copied(message) {
            list.push(remark);
            return;
        }
        list.push(
            Remark::new(
                "dkim-none",
                Severity::Advice,
                "The mail is not signed",
                format!("{who} did not sign it with DKIM, so nothing shows whether it was changed on the way."),
            )
            .todo("If it is your mail: turn DKIM on at whoever sends it. A signature is what survives forwarding.")
            .by("RFC 6376"),
        );
        return;
    }
    let unread = message
        .all("DKIM-Signature")
        .count()
        .saturating_sub(seen.signatures.len());
    if unread > 0 {
        list.push(Remark::new(
            "dkim-not-all-read",
            Severity::Info,
            "The mail has more signatures than are checked",
            format!(
                "The first {} from the top are checked, and {unread} more are not. One of those may hold.",
                seen.signatures.len()
            ),
        ));
    }
    for check in &seen.signatures {
        list.extend(of_signature(check, message));
        if let Some(remark) = unsigned_tail(check) {
            list.push(remark);
        }
        let expired = check
            .signature
            .as_ref()
            .and_then(|signature| signature.expires_at);
        let counts = matches!(
            check.result,
            SignatureResult::Pass | SignatureResult::PassHeaders
        );
        if let Some(expired) = expired.filter(|at| counts && *at < seen.judged_at) {
            list.push(
                Remark::new(
                    "dkim-expired-since",
                    Severity::Info,
                    format!("The signature expired on {}", expired.date()),
                    "It is checked for the time at which the mail came, as its headers have it. A server that saw it later \
                     may have refused it.",
                )
                .by("RFC 6376 §3.5"),
            );
        }
        if let KeyState::Found {
            text,
            testing: true,
            ..
        } = &check.key
        {
            list.push(
                Remark::new(
                    "dkim-testing",
                    Severity::Advice,
                    "The key of a signature is marked as a test",
                    "With “t=y” receivers treat mail whose signature fails as if it were not signed.",
                )
                .todo("When the test is over, take “t=y” out of the record.")
                .evidence(text)
                .by("RFC 6376 §3.6.1"),
            );
        }
    }
    list.extend(of_signers(seen));
}

/// Who signs, if it is nobody who stands for the author.
fn of_signers(seen: &Examination) -> Option<Remark> {
    let author = seen.author.domain.as_ref()?;
    let mut signers: Vec<&str> = Vec::new();
    for one in &seen.dmarc.identifiers {
        if one.mechanism != "dkim" {
            continue;
        }
        if one.aligned != Some(false) {
            return None;
        }
        // Who wrote a signature that does not hold is not known.
        if one.vouched != Vouched::No && !signers.contains(&one.domain.as_str()) {
            signers.push(one.domain.as_str());
        }
    }
    let (title, todo) = match signers.as_slice() {
        [] => return None,
        [signer] => (
            format!("Only {signer} signs, not {author}"),
            match summary::service_of(signer) {
                Some(service) => format!(
                    "If {author} is yours, have {} sign with it. {}",
                    service.name, service.dkim
                ),
                None => format!(
                    "If {author} is yours, have {signer} sign with “d={author}”: it gives you a key to publish."
                ),
            },
        ),
        // Which of them sends for the author, and which only passed the mail on, is not known.
        [first, others @ ..] => (
            match others {
                [second] => format!("{first} and {second} sign, not {author}"),
                _ => format!("{first} and {} others sign, not {author}", others.len()),
            },
            format!(
                "If {author} is yours, have whoever sends your mail sign with “d={author}”: you are given a key to publish."
            ),
        ),
    };
    Some(
        Remark::new(
            "dkim-not-aligned",
            Severity::Advice,
            title,
            super::dmarc::what_counts(&seen.dmarc),
        )
        .todo(todo)
        .by("RFC 9989"),
    )
}

pub(super) fn of_signature(check: &SignatureCheck, message: &Message) -> Option<Remark> {
    let who = check
        .signature
        .as_ref()
        .map_or("somebody", |one| one.domain.as_str());
    let (code, severity, title) = match check.result {
        SignatureResult::Pass => (
            "dkim-pass",
            Severity::Good,
            format!("The signature of {who} holds"),
        ),
        SignatureResult::PassHeaders => (
            "dkim-pass-headers",
            Severity::Good,
            format!("The signature of {who} holds for the headers"),
        ),
        SignatureResult::BodyChanged => (
            "dkim-body-changed",
            Severity::Warning,
            format!("The body was changed after {who} signed it"),
        ),
        SignatureResult::HeadersChanged => (
            "dkim-fail",
            Severity::Warning,
            format!("The signature of {who} does not hold"),
        ),
        SignatureResult::KeyGone => (
            "dkim-key-gone",
            Severity::Info,
            if matches!(check.key, KeyState::Revoked { .. }) {
                format!("The key of {who}'s signature was withdrawn")
            } else {
                format!("The key of {who}'s signature is not published")
            },
        ),
        SignatureResult::NotAcceptable => (
            "dkim-not-acceptable",
            Severity::Warning,
            if is_refused_by_choice(check) {
                format!("A receiver may refuse the signature of {who}")
            } else {
                format!("The signature of {who} must not be accepted")
            },
        ),
        SignatureResult::Malformed => (
            "dkim-malformed",
            Severity::Warning,
            // RFC 6376 §3.5: times that contradict each other leave the rest to be read.
            if check.defects == [SignatureDefect::ExpiresBeforeSigned.to_string()] {
                "A signature has a fault"
            } else {
                "A signature cannot be read"
            }
            .to_owned(),
        ),
        SignatureResult::CouldNotTell => (
            "dkim-unknown",
            Severity::Info,
            match &check.signature {
                Some(_) => format!("The signature of {who} could not be checked"),
                None => "A signature could not be checked".to_owned(),
            },
        ),
        SignatureResult::Pending => return None,
    };
    let mut remark = Remark::new(code, severity, title, &check.words)
        .evidence(format!("DKIM-Signature: {}", check.text))
        .by("RFC 6376");
    let is_changed = matches!(
        check.result,
        SignatureResult::BodyChanged | SignatureResult::HeadersChanged
    );
    if is_changed && message.all("List-Id").next().is_some() {
        remark.text.push_str(
            " The mail came through a mailing list (List-Id), and lists change what they pass on.",
        );
    }
    if is_changed && message.had_bare_lf {
        remark.text.push_str(
            " What was given here has lines that end otherwise than on the way: if it was copied from a window rather than \
             saved as a file, the copying may have changed it.",
        );
    }
    remark.todo = match (check.result, &check.key, &check.key_name) {
        // RFC 6376 §3.6.1: an empty “p=” says that the key is revoked, and what was revoked is not trusted again.
        (SignatureResult::KeyGone, KeyState::Revoked { .. }, _) => Some(
            "If it is your mail, sign with a new key at another selector, and leave the withdrawn one as it is.".to_owned(),
        ),
        (SignatureResult::KeyGone, _, Some(name)) => Some(format!(
            "If it is your mail, publish the key that it is signed with at {name}, and leave old keys there for some weeks when \
             you change them. If it is not, there is nothing to publish: anybody can write a signature with a key that never was."
        )),
        _ => None,
    };
    Some(remark)
}

/// RFC 6376 §3.5: signatures that expired, or are from the future, MAY be considered invalid. All else MUST be.
fn is_refused_by_choice(check: &SignatureCheck) -> bool {
    let header = check.verification.map(|one| one.header);
    matches!(
        header,
        Some(HeaderCheck::NotChecked {
            why: Unusable::Expired | Unusable::NotYet
        })
    )
}

/// RFC 6376 §8.2.
fn unsigned_tail(check: &SignatureCheck) -> Option<Remark> {
    let signature = check.signature.as_ref()?;
    let length = signature.length?;
    Some(
        Remark::new(
            "dkim-length",
            Severity::Advice,
            format!("{} signs only {length} bytes of the body", signature.domain),
            "“l=” leaves the rest unsigned, so that anybody may add text, or cover the whole with another, and the signature \
             still holds.",
        )
        .todo("Sign without “l=”.")
        .by("RFC 6376 §8.2"),
    )
}

pub(super) fn of_arc(seen: &Examination, list: &mut Vec<Remark>) {
    let arc = &seen.arc;
    let (code, severity, title) = match arc.result {
        ArcResult::None | ArcResult::Pending => return,
        ArcResult::Pass => (
            "arc-pass",
            Severity::Info,
            "Forwarders vouch for the mail with ARC",
        ),
        ArcResult::Fail => (
            "arc-fail",
            Severity::Advice,
            "The ARC chain of the forwarders does not hold",
        ),
        ArcResult::CouldNotTell => (
            "arc-unknown",
            Severity::Info,
            "It cannot be told whether the ARC chain holds",
        ),
    };
    let mut text = arc.words.clone();
    if let (ArcResult::Pass, Some(oldest)) = (arc.result, arc.oldest_pass) {
        text.push_str(&format!(
            " The mail has not changed since forwarder {oldest} passed it on."
        ));
    }
    list.push(Remark::new(code, severity, title, text).by("RFC 8617"));
}
