//! What a given text may lack of the mail that was signed.

use super::{Message, Signature};
use crate::dkim::Canonicalization;

/// What may be missing or broken by the copying, so that a signature which does not fit here may fit the mail itself.
pub(super) struct Gaps {
    /// The headers that are signed and not there, where headers may have been left out: in a text without a body.
    pub(super) missing: Vec<String>,
    /// RFC 6376 §3.4.1: with "simple" every white space counts, and copying headers from a window changes it.
    is_copied: bool,
    /// Whether lines among the headers are none: then some header has lost them.
    pub(super) is_broken: bool,
    /// Whether the header of the signature itself has such a line behind it.
    pub(super) is_own: bool,
    /// What copying did to the whole text.
    pub(super) doubt: Option<&'static str>,
    /// What it did to the body, or to the whole text.
    pub(super) doubt_of_body: Option<&'static str>,
}

impl Gaps {
    pub(super) fn find(message: &Message, place: usize, signature: &Signature) -> Self {
        let own = message.fields().get(place);
        Self {
            missing: missing_headers(message, signature),
            is_copied: message.body().is_none()
                && signature.header_canonicalization == Canonicalization::Simple,
            is_broken: message.is_broken(),
            is_own: own.is_some_and(|field| field.is_broken()),
            doubt: message.doubt(),
            doubt_of_body: message.doubt_of_body(),
        }
    }

    pub(super) fn is_any(&self) -> bool {
        self.is_copied || self.is_broken || self.doubt.is_some() || !self.missing.is_empty()
    }
}

fn missing_headers(message: &Message, signature: &Signature) -> Vec<String> {
    if message.body().is_some() {
        return Vec::new();
    }
    let mut missing: Vec<String> = Vec::new();
    for name in &signature.headers {
        if message.all(name).next().is_none() && !missing.contains(name) {
            missing.push(name.clone());
        }
    }
    missing
}
