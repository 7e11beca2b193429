//! The words of aggregate reports as reporters write them, and a remark on each that the format does not have.

use super::{AuthWord, Disposition, Evaluated, OverrideKind};
use crate::dmarc::{Alignment, Policy};
use crate::reports::{Fault, Remarks};

pub(super) fn policy_word(word: &str, remarks: &mut Remarks) -> Option<Policy> {
    let policy = meant(Policy::ALL.map(|policy| (policy.word(), policy)), word);
    if policy.is_none() {
        remarks.add(Fault::UnknownPolicy, word);
    }
    policy
}

pub(super) fn strictness(word: &str, remarks: &mut Remarks) -> Option<Alignment> {
    match word {
        "r" | "R" | "relaxed" => Some(Alignment::Relaxed),
        "s" | "S" | "strict" => Some(Alignment::Strict),
        _ => {
            remarks.add(Fault::UnknownPolicy, word);
            None
        }
    }
}

/// RFC 9990 §3.1.1.9, and what is written instead of it. An empty value is said nothing of: the remark would be
/// [`Fault::NoEvaluation`].
pub(super) fn evaluated(word: &str, remarks: &mut Remarks) -> Evaluated {
    match () {
        () if word.eq_ignore_ascii_case("pass") => Evaluated::Pass,
        () if word.eq_ignore_ascii_case("fail") => Evaluated::Fail,
        () if word.is_empty() => Evaluated::NotSaid,
        () => {
            remarks.add(Fault::UnknownResult, word);
            // What a reporter writes here of SPF and DKIM themselves is no pass, whatever it is.
            let failed = [
                "none",
                "neutral",
                "softfail",
                "hardfail",
                "temperror",
                "permerror",
                "policy",
            ];
            if failed.iter().any(|one| is_alike(one, word)) {
                Evaluated::Fail
            } else {
                Evaluated::NotSaid
            }
        }
    }
}

pub(super) fn disposition(word: &str, remarks: &mut Remarks) -> Disposition {
    let known = [
        ("none", Disposition::None),
        ("quarantine", Disposition::Quarantine),
        ("reject", Disposition::Reject),
        ("pass", Disposition::Pass),
        ("", Disposition::NotSaid),
    ];
    meant(known, word).unwrap_or_else(|| {
        remarks.add(Fault::UnknownDisposition, word);
        Disposition::NotSaid
    })
}

pub(super) fn override_kind(word: &str, remarks: &mut Remarks) -> OverrideKind {
    let known = [
        ("forwarded", OverrideKind::Forwarded),
        ("local_policy", OverrideKind::LocalPolicy),
        ("mailing_list", OverrideKind::MailingList),
        ("other", OverrideKind::Other),
        ("policy_test_mode", OverrideKind::PolicyTestMode),
        ("sampled_out", OverrideKind::SampledOut),
        ("trusted_forwarder", OverrideKind::TrustedForwarder),
    ];
    meant(known, word).unwrap_or_else(|| {
        remarks.add(Fault::UnknownReason, word);
        alike(known, word).unwrap_or(OverrideKind::Unknown)
    })
}

pub(super) fn auth_word(word: &str, remarks: &mut Remarks) -> AuthWord {
    let known = [
        ("pass", AuthWord::Pass),
        ("fail", AuthWord::Fail),
        ("softfail", AuthWord::SoftFail),
        ("none", AuthWord::None),
        ("neutral", AuthWord::Neutral),
        ("temperror", AuthWord::TempError),
        ("permerror", AuthWord::PermError),
        ("policy", AuthWord::Policy),
    ];
    // The words of RFC 4408 and of its implementations.
    let old = [
        ("hardfail", AuthWord::Fail),
        ("error", AuthWord::TempError),
        ("invalid", AuthWord::PermError),
        ("unknown", AuthWord::PermError),
    ];
    meant(known, word).unwrap_or_else(|| {
        remarks.add(Fault::UnknownResult, word);
        alike(known, word)
            .or_else(|| alike(old, word))
            .unwrap_or(AuthWord::Unknown)
    })
}

/// What a word stands for, in whichever case.
fn meant<T, const N: usize>(known: [(&str, T); N], word: &str) -> Option<T> {
    known
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name))
        .map(|(_, meaning)| meaning)
}

/// What a word stands for that is written in another way: `Mailing List`, `temp_error`.
fn alike<T, const N: usize>(known: [(&str, T); N], word: &str) -> Option<T> {
    known
        .into_iter()
        .find(|(name, _)| is_alike(name, word))
        .map(|(_, meaning)| meaning)
}

/// Whether two words are the same but for what stands between their parts, and the case of their letters.
fn is_alike(one: &str, other: &str) -> bool {
    let letters = |word: &str| {
        let bytes = word.bytes();
        let letters = bytes.filter(|byte| !matches!(byte, b'_' | b'-' | b' '));
        letters
            .map(|byte| byte.to_ascii_lowercase())
            .collect::<Vec<u8>>()
    };
    letters(one) == letters(other)
}
