//! The names that SPF and DKIM may vouch for, and whether they stand for the author.

use serde::Serialize;
use shared::DomainName;

use crate::dmarc::{self, Alignment};
use crate::message::known::Known;
use crate::message::sender::SpfCheck;
use crate::message::signatures::{SignatureCheck, SignatureResult};
use crate::spf::SpfResult;

/// A name that SPF or DKIM may vouch for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identifier {
    /// `spf` or `dkim`.
    pub mechanism: &'static str,
    /// The name.
    pub domain: DomainName,
    /// Whether the mechanism vouches for it.
    pub vouched: Vouched,
    /// Whether it stands for the From domain; nothing if that could not be told.
    pub aligned: Option<bool>,
    /// Both in words.
    pub words: String,
}

/// Whether a mechanism vouches for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Vouched {
    /// It does.
    Yes,
    /// It does if the body, which was not given, is the one that was signed.
    IfUnchanged,
    /// It does not.
    No,
    /// It could not be told.
    Unknown,
    /// Answers of DNS are still to come.
    Pending,
}

pub(super) const fn spf_vouches(spf: &SpfCheck) -> Vouched {
    match spf.result {
        Some(_) if spf.doubt.is_some() => Vouched::Unknown,
        None if spf.pending => Vouched::Pending,
        None | Some(SpfResult::TempError) => Vouched::Unknown,
        Some(SpfResult::Pass) => Vouched::Yes,
        Some(
            SpfResult::None
            | SpfResult::Neutral
            | SpfResult::Fail
            | SpfResult::SoftFail
            | SpfResult::PermError,
        ) => Vouched::No,
    }
}

/// `is_recent` if the keys that DNS has are those that it had when the mail came.
pub(super) const fn signature_vouches(check: &SignatureCheck, is_recent: bool) -> Vouched {
    match check.result {
        // RFC 6376 §6.1.2: no key, or a withdrawn one, is a failure for good. Anybody can name one that never was.
        SignatureResult::KeyGone if is_recent => Vouched::No,
        SignatureResult::Pass => Vouched::Yes,
        SignatureResult::PassHeaders => Vouched::IfUnchanged,
        SignatureResult::Pending => Vouched::Pending,
        SignatureResult::KeyGone | SignatureResult::CouldNotTell => Vouched::Unknown,
        SignatureResult::BodyChanged
        | SignatureResult::HeadersChanged
        | SignatureResult::NotAcceptable
        | SignatureResult::Malformed => Vouched::No,
    }
}

pub(super) fn identifier(
    mechanism: &'static str,
    author: &DomainName,
    domain: DomainName,
    vouched: Vouched,
    mode: Alignment,
    known: &Known<'_>,
) -> Identifier {
    let aligned = dmarc::is_aligned(mode, author, &domain, |name| known.dmarc(name));
    let title = if mechanism == "spf" { "SPF" } else { "DKIM" };
    let vouches = match vouched {
        Vouched::Yes => format!("{title} vouches for {domain}"),
        Vouched::IfUnchanged => format!("{title} vouches for {domain} if the body is unchanged"),
        Vouched::No => format!("{title} does not vouch for {domain}"),
        Vouched::Unknown => format!("whether {title} vouches for {domain} could not be told"),
        Vouched::Pending => {
            format!("whether {title} vouches for {domain} is still to be found out")
        }
    };
    let stands = match (aligned, mode) {
        (Some(true), _) if domain == *author => "it is the From domain".to_owned(),
        (Some(true), _) => format!("it is of the same organisation as {author}"),
        (Some(false), Alignment::Strict) => {
            format!("it is not {author} itself, as its record demands")
        }
        (Some(false), Alignment::Relaxed) => format!("it is of another organisation than {author}"),
        (None, _) => {
            format!("whether it is of the same organisation as {author} could not be told")
        }
    };
    let mut words = format!("{vouches}; {stands}.");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Identifier {
        mechanism,
        domain,
        vouched,
        aligned,
        words,
    }
}
