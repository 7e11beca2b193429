//! Whether the mail is from whom it says it is from.

use shared::DomainName;

use super::Remark;
use crate::dkim::HeaderCheck;
use crate::dmarc::{self, Alignment, Policy};
use crate::finding::Severity;
use crate::message::alignment::{DmarcCheck, DmarcResult, GoverningPolicy};
use crate::message::examine::Examination;
use crate::message::signatures::{KeyState, SignatureCheck, SignatureResult};

pub(super) fn of_dmarc(seen: &Examination, list: &mut Vec<Remark>) {
    let dmarc = &seen.dmarc;
    let Some(domain) = &dmarc.domain else {
        return;
    };
    let rfc = "RFC 9989";
    match dmarc.result {
        DmarcResult::Pass if dmarc.policy == GoverningPolicy::Absent => {
            let title =
                format!("The mail is really from {domain}, which publishes no DMARC policy");
            list.push(
                Remark::new(
                    "dmarc-pass-without-policy",
                    Severity::Good,
                    title,
                    &dmarc.words,
                )
                .by(rfc),
            );
        }
        DmarcResult::Pass => {
            let title = format!("The mail is really from {domain}, by DMARC");
            list.push(Remark::new("dmarc-pass", Severity::Good, title, &dmarc.words).by(rfc));
        }
        DmarcResult::PassIfUnchanged => {
            let title = format!("The headers are really from {domain}");
            list.push(
                Remark::new(
                    "dmarc-pass-if-unchanged",
                    Severity::Info,
                    title,
                    &dmarc.words,
                )
                .todo("Give the whole mail, with its body, to check that it was not changed.")
                .by(rfc),
            );
        }
        DmarcResult::Fail => {
            let then = match policy_in_force(dmarc) {
                Some(Policy::Reject) => "Its policy asks receivers to refuse such mail.",
                Some(Policy::Quarantine) => {
                    "Its policy asks receivers to put such mail aside, usually as spam."
                }
                Some(Policy::None) => {
                    "Its policy asks receivers for nothing yet, so DMARC does not stop such mail."
                }
                None => "",
            };
            let mut names: Vec<&str> = Vec::new();
            for one in &dmarc.identifiers {
                if !names.contains(&one.words.as_str()) {
                    names.push(&one.words);
                }
            }
            let (changed, todo) = why_not(seen, domain);
            let names = names.join(" ");
            let parts: Vec<&str> = [dmarc.words.as_str(), &names, &changed, then]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            let title = format!("Nothing proves that the mail is from {domain}");
            list.push(
                Remark::new("dmarc-fail", Severity::Error, title, parts.join(" "))
                    .todo(todo)
                    .by(rfc),
            );
        }
        DmarcResult::CouldNotTell => {
            let title = format!("It could not be told whether the mail is from {domain}");
            let mut remark =
                Remark::new("dmarc-unknown", Severity::Info, title, &dmarc.words).by(rfc);
            // A receiver would have refused the mail if the key was not there then, either.
            if aligned_signatures(seen)
                .any(|(check, _)| check.result == SignatureResult::KeyGone && !is_withdrawn(check))
            {
                remark
                    .text
                    .push_str(" Anybody can write a signature with a key that never was.");
            }
            let handed_in = seen.path.handed_in();
            if let Some((hop, by)) =
                handed_in.and_then(|hop| Some((hop, hop.received.by.as_ref()?)))
            {
                let who = if hop.received.is_by_web() {
                    "who wrote it there"
                } else {
                    "who logged in"
                };
                // RFC 6409 §6.1: a server may hold its users to their own addresses, and need not.
                remark.text.push_str(&format!(
                    " Whether the one {who} may write as {domain} is for {by} to see to."
                ));
            }
            list.push(remark);
        }
        DmarcResult::Pending => {}
    }
    match &dmarc.policy {
        GoverningPolicy::Absent => {
            let text = format!(
                "Receivers are not told what to do with mail that only pretends to be from {domain}, and nobody tells its \
                 owner of it."
            );
            let title = format!("{domain} publishes no DMARC policy");
            list.push(
                Remark::new("dmarc-no-policy", Severity::Advice, title, text)
                    .todo(format!(
                        "If {domain} is yours, begin with a policy that only watches."
                    ))
                    .record(Some(dmarc::beginning(domain, false)))
                    .by(rfc),
            );
        }
        GoverningPolicy::Broken { at, text } => {
            let title = format!("The DMARC record of {at} is invalid");
            list.push(
                Remark::new(
                    "dmarc-broken",
                    Severity::Warning,
                    title,
                    "Receivers act as if there were none.",
                )
                .todo(format!("Check {at} here to see what is wrong with it."))
                .evidence(text)
                .by(rfc),
            );
        }
        GoverningPolicy::Unknown { why } => {
            let title = format!("The DMARC policy of {domain} could not be looked up");
            list.push(Remark::new(
                "dmarc-policy-unknown",
                Severity::Info,
                title,
                format!("The lookup failed: {why}."),
            ));
        }
        GoverningPolicy::NotAsked | GoverningPolicy::Published { .. } => {}
    }
}

/// What became of the signature that would have counted, and what to do.
fn why_not(seen: &Examination, domain: &DomainName) -> (String, String) {
    let (mut broken, mut refused, mut keyless) = (None, None, None);
    for (check, signer) in aligned_signatures(seen) {
        let headers = check.verification.map(|verification| verification.header);
        match check.result {
            // The signature over the headers holds, and it is over the hash of the body that was sent.
            SignatureResult::BodyChanged if headers == Some(HeaderCheck::Good) => {
                let changed = format!("{signer} signed it, and it was changed after that.");
                let todo = format!(
                    "Whoever changed it after {signer} had signed, a mailing list or a gateway, has to pass it on as it is, or \
                     under an address of his own in From. {domain} itself cannot mend that."
                );
                return (changed, todo);
            }
            SignatureResult::BodyChanged | SignatureResult::HeadersChanged => {
                broken = broken.or(Some(signer));
            }
            SignatureResult::NotAcceptable => refused = refused.or(Some(signer)),
            SignatureResult::KeyGone => keyless = keyless.or(Some((check, signer))),
            _ => {}
        }
    }
    match (broken, refused, keyless) {
        // Another signature of the same kind would break in the same place.
        (Some(signer), ..) => (
            format!("It has a signature of {signer} that would count, and that does not hold."),
            format!(
                "If {domain} is yours and this is your mail: a signature is there and does not hold, so compare this with the \
                 mail as it was sent. A mailing list or a gateway may have changed it on the way. If it is not your mail, \
                 anybody can write a signature that does not hold."
            ),
        ),
        (None, Some(signer), _) => (
            format!(
                "It has a signature of {signer} that would count, and that no receiver may accept."
            ),
            format!(
                "If {domain} is yours and this is your mail: have whoever signs with {signer} mend what is said of that \
                 signature here. If it is not your mail, this is what DMARC is for."
            ),
        ),
        (None, None, Some((check, signer))) if is_withdrawn(check) => (
            format!("It has a signature of {signer} that would count, and its key was withdrawn."),
            format!(
                "If {domain} is yours and this is your mail: have it signed with a new key at another selector. If it is not \
                 your mail, anybody can write a signature that names a withdrawn key."
            ),
        ),
        (None, None, Some((check, signer))) => (
            format!("It has a signature of {signer} that would count, and there is no key for it."),
            format!(
                "If {domain} is yours and this is your mail: publish the key that it is signed with at {}. If it is not your \
                 mail, anybody can write a signature with a key that never was.",
                check.key_name.as_deref().unwrap_or("its selector")
            ),
        ),
        (None, None, None) => (
            String::new(),
            format!(
                "If {domain} is yours and this is your mail: have whoever sends it sign with “d={domain}”, which also \
                 survives forwarding. If it is not your mail, this is what DMARC is for."
            ),
        ),
    }
}

/// Whether the key of a signature is there, and empty (RFC 6376 §3.6.1).
const fn is_withdrawn(check: &SignatureCheck) -> bool {
    matches!(check.key, KeyState::Revoked { .. })
}

/// The signatures whose domain stands for the From domain, whether or not they hold.
fn aligned_signatures(seen: &Examination) -> impl Iterator<Item = (&SignatureCheck, &DomainName)> {
    // One identifier for each signature that could be read, in their order.
    let read = seen
        .signatures
        .iter()
        .filter(|check| check.signature.is_some());
    let identifiers = seen.dmarc.identifiers.iter();
    read.zip(identifiers.filter(|one| one.mechanism == "dkim"))
        .filter(|(_, one)| one.aligned == Some(true))
        .map(|(check, one)| (check, &one.domain))
}

/// Which signatures count for a From domain, by what its record demands (RFC 9989 §4.10.2).
pub(super) fn what_counts(dmarc: &DmarcCheck) -> String {
    match &dmarc.policy {
        GoverningPolicy::Published {
            at,
            adkim: Alignment::Strict,
            ..
        } => format!(
            "The record of {at} demands “adkim=s”: a signature counts only if its domain is the From domain itself."
        ),
        _ => "For DMARC a signature counts only if its domain is of the same organisation as the From domain."
            .to_owned(),
    }
}

fn policy_in_force(dmarc: &DmarcCheck) -> Option<Policy> {
    match &dmarc.policy {
        GoverningPolicy::Published {
            policy,
            testing: true,
            ..
        } => Some(policy.lowered()),
        GoverningPolicy::Published { policy, .. } => Some(*policy),
        _ => None,
    }
}
