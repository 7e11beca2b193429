//! The signatures of a mail: which there are, what their keys are today, and whether they hold.

mod gaps;
mod read;
mod when;
mod words;

use serde::Serialize;

use super::field::Message;
use super::known::Known;
use crate::dkim::{
    self, BodyCheck, DkimKey, HeaderCheck, RawField as _, Signature, Tested, Unusable, Verification,
};

use gaps::Gaps;
use words::{unreadable, words};

pub(super) use read::{BodyHashes, MAX_SETS, Signed, read};
pub(super) use when::{When, is_recent};
pub(super) use words::unusable;

/// One DKIM signature, checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignatureCheck {
    /// The header's place among the headers, from the top.
    pub place: usize,
    /// What it says; nothing if it cannot be read.
    pub signature: Option<Signature>,
    /// Why it cannot be read: whole sentences.
    pub defects: Vec<String>,
    /// Where its key stands in DNS.
    pub key_name: Option<String>,
    /// What stands there today.
    pub key: KeyState,
    /// The two halves of the check, if there was a key to check with.
    pub verification: Option<Verification>,
    /// What it comes to.
    pub result: SignatureResult,
    /// The same in words.
    pub words: String,
    /// The header in one line.
    pub text: String,
}

/// What is known of a key today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum KeyState {
    /// Nobody asked yet, or there is nothing to ask for.
    NotAsked,
    /// It could not be found out.
    Unknown {
        /// Why not.
        why: String,
    },
    /// It is not published: not any more, or it never was.
    Gone,
    /// What stands there is no key that can be read.
    Broken {
        /// What stands there.
        texts: Vec<String>,
    },
    /// It was withdrawn: `p=` is empty.
    Revoked {
        /// The record.
        text: String,
    },
    /// It is there.
    Found {
        /// The record.
        text: String,
        /// The key in words: “RSA, 2048 bits”.
        words: String,
        /// Whether the record says that it is a test (`t=y`).
        testing: bool,
    },
}

/// What a signature comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureResult {
    /// Headers and body are as they were signed.
    Pass,
    /// The headers are; the body was not given.
    PassHeaders,
    /// The body is another than the one that was signed.
    BodyChanged,
    /// The signature is not one over these headers by this key.
    HeadersChanged,
    /// The key is not published: not any more, or it never was. Of old mail that proves nothing.
    KeyGone,
    /// Receivers must not accept it, whatever it says, by its algorithm or its key; or they may refuse it by its times.
    NotAcceptable,
    /// It cannot be read.
    Malformed,
    /// It could not be told.
    CouldNotTell,
    /// The answer of DNS is still to come.
    Pending,
}

impl SignatureResult {
    /// In a word or two.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "holds",
            Self::PassHeaders => "holds for the headers",
            Self::BodyChanged => "body changed",
            Self::HeadersChanged => "does not hold",
            Self::KeyGone => "no key",
            Self::NotAcceptable => "not acceptable",
            Self::Malformed => "cannot be read",
            Self::CouldNotTell => "could not tell",
            Self::Pending => "still looking",
        }
    }
}

/// Looks for the key of a signature.
pub(super) fn key(signature: &Signature, known: &Known<'_>) -> (KeyState, Option<DkimKey>) {
    let published = match known.key(&signature.domain, &signature.selector) {
        Tested::NotAsked => return (KeyState::NotAsked, None),
        Tested::Unknown(why) => return (KeyState::Unknown { why }, None),
        Tested::Absent | Tested::AliasNowhere(_) => return (KeyState::Gone, None),
        Tested::Foreign(published) | Tested::Keys(published) => published,
        // Nothing here compares selectors with each other.
        Tested::Wildcard => return (KeyState::Gone, None),
    };
    let mut texts: Vec<String> = published.keys.iter().map(|key| key.text.clone()).collect();
    let Some(key) = published.key() else {
        texts.extend(published.others);
        return (KeyState::Broken { texts }, None);
    };
    let text = texts.into_iter().next().unwrap_or_default();
    let state = match &key.key {
        None => KeyState::Revoked { text },
        Some(public) => KeyState::Found {
            text,
            words: dkim::key_words(public),
            testing: key.is_testing(),
        },
    };
    (state, Some(key.clone()))
}

/// Checks one signature.
pub(super) fn check(
    message: &Message,
    one: &Signed,
    known: &Known<'_>,
    when: When,
) -> SignatureCheck {
    let signature = match &one.parsed {
        Ok(signature) => signature,
        Err(defects) => {
            // What was changed by the copying may be sound in the mail itself.
            let is_broken = message.is_broken() || message.doubt().is_some();
            return SignatureCheck {
                place: one.place,
                signature: None,
                words: unreadable(defects, message.is_broken(), message.doubt()),
                defects: defects.iter().map(ToString::to_string).collect(),
                key_name: None,
                key: KeyState::NotAsked,
                verification: None,
                result: if is_broken {
                    SignatureResult::CouldNotTell
                } else {
                    SignatureResult::Malformed
                },
                text: one.text.clone(),
            };
        }
    };
    let (key, record) = key(signature, known);
    let refused = dkim::refused(&signature.algorithm).map(|why| Verification {
        body: one.body,
        header: HeaderCheck::NotChecked { why },
    });
    let verified = record.map(|record| {
        let own = message
            .fields()
            .get(one.place)
            .map(|field| field.raw())
            .unwrap_or_default();
        let whole = dkim::verify(
            signature,
            own,
            message.fields(),
            None,
            &record,
            when.of(signature),
        );
        Verification {
            body: one.body,
            header: whole.header,
        }
    });
    let verification = refused.or(verified);
    let gaps = Gaps::find(message, one.place, signature);
    let result = result(one.body, &key, verification, &gaps);
    let words = words(
        signature,
        one.body,
        &key,
        verification,
        result,
        &gaps,
        when.is_recent,
    );
    SignatureCheck {
        place: one.place,
        key_name: dkim::name_of(signature.selector.as_str(), &signature.domain)
            .map(|name| name.to_string()),
        signature: Some(signature.clone()),
        defects: Vec::new(),
        key,
        verification,
        result,
        words,
        text: one.text.clone(),
    }
}

fn result(
    body: BodyCheck,
    key: &KeyState,
    verification: Option<Verification>,
    gaps: &Gaps,
) -> SignatureResult {
    // A body that differs needs no key to be told, unless the signature may have said that it is to be hashed otherwise.
    let is_sure = !gaps.is_own || verification.map(|one| one.header) == Some(HeaderCheck::Good);
    let is_another = matches!(body, BodyCheck::Changed | BodyCheck::TooShort);
    let is_changed = is_sure && is_another && gaps.doubt_of_body.is_none();
    let Some(verification) = verification else {
        return match key {
            _ if is_changed => SignatureResult::BodyChanged,
            KeyState::NotAsked => SignatureResult::Pending,
            // What the copying broke may name another key.
            KeyState::Gone if gaps.is_own => SignatureResult::CouldNotTell,
            KeyState::Gone => SignatureResult::KeyGone,
            KeyState::Broken { .. } => SignatureResult::NotAcceptable,
            KeyState::Unknown { .. } | KeyState::Revoked { .. } | KeyState::Found { .. } => {
                SignatureResult::CouldNotTell
            }
        };
    };
    match verification.header {
        // A key that has been withdrawn since says nothing about the day of the mail.
        HeaderCheck::NotChecked {
            why: Unusable::Revoked,
        } if is_changed => SignatureResult::BodyChanged,
        HeaderCheck::NotChecked {
            why: Unusable::Revoked,
        } if gaps.is_own => SignatureResult::CouldNotTell,
        HeaderCheck::NotChecked {
            why: Unusable::Revoked,
        } => SignatureResult::KeyGone,
        HeaderCheck::NotChecked {
            why: Unusable::KeyTooLong,
        } => SignatureResult::CouldNotTell,
        HeaderCheck::NotChecked { .. } => SignatureResult::NotAcceptable,
        _ if is_changed => SignatureResult::BodyChanged,
        HeaderCheck::Bad if gaps.is_any() => SignatureResult::CouldNotTell,
        HeaderCheck::Bad => SignatureResult::HeadersChanged,
        HeaderCheck::Good if body == BodyCheck::NotGiven => SignatureResult::PassHeaders,
        // The body may be another than the one that was signed by the copying alone.
        HeaderCheck::Good if is_another => SignatureResult::CouldNotTell,
        HeaderCheck::Good => SignatureResult::Pass,
    }
}
