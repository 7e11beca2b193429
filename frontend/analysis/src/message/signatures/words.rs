//! What a signature comes to, in words.

use super::{Gaps, KeyState, SignatureResult};
use crate::dkim::{BodyCheck, HeaderCheck, Signature, SignatureDefect, Unusable, Verification};

pub(super) fn words(
    signature: &Signature,
    body: BodyCheck,
    key: &KeyState,
    verification: Option<Verification>,
    result: SignatureResult,
    gaps: &Gaps,
    is_recent: bool,
) -> String {
    let (domain, selector) = (&signature.domain, signature.selector.as_str());
    match result {
        SignatureResult::Pass => match body {
            BodyCheck::Same { unsigned } if unsigned > 0 => format!(
                "{domain} signed this mail, but for the last {unsigned} bytes of its body: “l=” leaves them out, so anybody \
                 may have added them."
            ),
            _ => {
                format!("{domain} signed this mail, and nothing that it signed has changed since.")
            }
        },
        SignatureResult::PassHeaders => format!(
            "{domain} signed these headers, and the hash of a body with them. Whether the body is still that one, only \
             the whole mail shows."
        ),
        SignatureResult::BodyChanged => {
            let headers = match verification.map(|one| one.header) {
                Some(HeaderCheck::Good) => format!(
                    "The headers are as {domain} signed them, and the body is not: it was changed after signing. A mailing \
                     list that adds a footer does this, or a gateway that scans or rewrites."
                ),
                Some(HeaderCheck::Bad) => {
                    format!("Neither the body nor the headers are as {domain} signed them.")
                }
                _ => format!(
                    "The body is not the one that {domain} signed: it was changed after signing."
                ),
            };
            if body == BodyCheck::TooShort {
                format!("{headers} It is shorter than what was signed.")
            } else {
                headers
            }
        }
        SignatureResult::HeadersChanged => format!(
            "The signature of {domain} does not fit these headers: a signed header was changed on the way, or {domain} did \
             not sign this, or its key has been replaced since."
        ),
        SignatureResult::NotAcceptable => match verification.map(|one| one.header) {
            Some(HeaderCheck::NotChecked { why }) => unusable(why).to_owned(),
            _ => format!("What stands at “{selector}” of {domain} is no key that can be read."),
        },
        SignatureResult::CouldNotTell => match (verification.map(|one| one.header), key) {
            (Some(HeaderCheck::Bad), _) if gaps.is_broken => format!(
                "The signature of {domain} does not fit these headers as they stand here, and some lines among them are none: \
                 the copying may have broken headers in two. Only the mail saved as a file shows whether it holds."
            ),
            (Some(HeaderCheck::Bad), _) if gaps.doubt.is_some() => format!(
                "The signature of {domain} does not fit these headers as they stand here, and copying has changed this text. {} \
                 Only the mail saved as a file shows whether it holds.",
                gaps.doubt.unwrap_or_default()
            ),
            (Some(HeaderCheck::Good), _) => format!(
                "{domain} signed these headers, and the body here is not the one that was signed with them. {} So it may be \
                 another by the copying alone: only the mail saved as a file shows whether it is.",
                gaps.doubt_of_body.unwrap_or_default()
            ),
            (Some(HeaderCheck::Bad), _) if gaps.missing.is_empty() => format!(
                "The signature of {domain} does not fit these headers as they stand here. With “c=simple” every white space \
                 counts, and copying changes it: only the mail saved as a file shows whether it holds."
            ),
            (Some(HeaderCheck::Bad), _) => format!(
                "The signature of {domain} covers headers that are not in this text: {}. With them it may hold.",
                gaps.missing.join(", ")
            ),
            (Some(HeaderCheck::NotChecked { why }), _) => unusable(why).to_owned(),
            (_, KeyState::Unknown { why }) => {
                format!("The key of {domain} could not be looked up: {why}.")
            }
            (_, KeyState::Gone) => format!(
                "There is no key “{selector}” of {domain} in DNS. Some lines among the headers are none, so the copying may have \
                 broken the signature, and with it the name of its key: only the mail saved as a file shows it."
            ),
            _ => format!("The signature of {domain} could not be checked."),
        },
        SignatureResult::KeyGone => without_key(signature, key, is_recent),
        SignatureResult::Malformed | SignatureResult::Pending => {
            format!("The key of {domain} is still to be looked up.")
        }
    }
}

/// Of a signature whose key is not there. Receivers take it for none (RFC 6376 §6.1.2), and did so if the key was not there
/// when the mail came: of a mail that came just now that is known.
fn without_key(signature: &Signature, key: &KeyState, is_recent: bool) -> String {
    let (domain, selector) = (&signature.domain, signature.selector.as_str());
    match (key, is_recent) {
        (KeyState::Revoked { .. }, true) => format!(
            "{domain} has withdrawn the key “{selector}”. The mail came less than two days before DNS was asked, and \
             receivers do not count a signature whose key is withdrawn."
        ),
        (KeyState::Revoked { .. }, false) => format!(
            "{domain} has withdrawn the key “{selector}”. Whether the signature held when the mail came, cannot be told any \
             more."
        ),
        (_, true) => format!(
            "There is no key “{selector}” of {domain} in DNS. The mail came less than two days before DNS was asked, and \
             receivers do not count a signature without a key."
        ),
        (_, false) => format!(
            "There is no key “{selector}” of {domain} in DNS. Domains change their keys: whether it was there when the mail \
             came, cannot be told."
        ),
    }
}

/// Of a signature that cannot be read.
pub(super) fn unreadable(
    defects: &[SignatureDefect],
    is_broken: bool,
    doubt: Option<&str>,
) -> String {
    // RFC 6376 §3.5: “x=” must be later than “t=”. Not every receiver compares the two.
    let is_readable = defects == [SignatureDefect::ExpiresBeforeSigned];
    let defects: Vec<String> = defects.iter().map(ToString::to_string).collect();
    let defects = defects.join(" ");
    if is_broken {
        format!(
            "The signature cannot be read as it stands here, and some lines among the headers are none: the copying may have \
             broken it in two. Only the mail saved as a file shows whether it holds. {defects}"
        )
    } else if let Some(doubt) = doubt {
        format!(
            "The signature cannot be read as it stands here, and copying has changed this text. {doubt} Only the mail saved as a \
             file shows whether it holds. {defects}"
        )
    } else if is_readable {
        format!("The signature has a fault, for which a receiver may pass it over. {defects}")
    } else {
        format!("The signature cannot be read, so no receiver counts it. {defects}")
    }
}

/// Why a signature is not accepted.
pub(in crate::message) const fn unusable(why: Unusable) -> &'static str {
    match why {
        Unusable::Sha1 => {
            "It is made with SHA-1, which no receiver may accept any more (RFC 8301)."
        }
        Unusable::UnknownAlgorithm => "It is made in a way that no standard has.",
        Unusable::Revoked => "Its key has been withdrawn.",
        Unusable::OtherKeyType => "The key in DNS is for another algorithm than the signature's.",
        Unusable::KeyTooShort => {
            "Its key is shorter than 1024 bits, which no receiver may accept (RFC 8301)."
        }
        Unusable::KeyTooLong => "Its key is longer than what is calculated with here.",
        Unusable::HashNotAllowed => "The key in DNS does not allow SHA-256 (“h=”).",
        Unusable::NotForMail => "The key in DNS is not for mail (“s=”).",
        Unusable::SubdomainNotAllowed => {
            "The key in DNS is not for subdomains (“t=s”), and the signature is of one."
        }
        Unusable::Expired => {
            "It had expired (“x=”) when the mail came, as its headers have it; if they do not say when that was, it has by now. \
             A receiver may refuse it for that (RFC 6376 §3.5)."
        }
        Unusable::NotYet => {
            "It is from the future (“t=”): the signer's clock, or the receiver's, was wrong. A receiver may refuse it for that \
             (RFC 6376 §3.5)."
        }
    }
}
