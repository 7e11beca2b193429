//! The words of aggregate reports as reporters write them, and a remark on each that the format does not have.

use super::{AuthWord, Disposition, Evaluated, OverrideKind, ReportedPolicy, Strictness};
use crate::reports::{Fault, Remarks};

pub(super) fn policy_word(word: &str, remarks: &mut Remarks) -> Option<ReportedPolicy> {
    let known = [
        ("none", ReportedPolicy::None),
        ("quarantine", ReportedPolicy::Quarantine),
        ("reject", ReportedPolicy::Reject),
    ];
    let found = known
        .into_iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name));
    if found.is_none() {
        remarks.add(Fault::UnknownPolicy, word);
    }
    found.map(|(_, policy)| policy)
}

pub(super) fn strictness(word: &str, remarks: &mut Remarks) -> Option<Strictness> {
    match word {
        "r" | "R" | "relaxed" => Some(Strictness::Relaxed),
        "s" | "S" | "strict" => Some(Strictness::Strict),
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
            if failed.iter().any(|one| word.eq_ignore_ascii_case(one)) {
                Evaluated::Fail
            } else {
                Evaluated::NotSaid
            }
        }
    }
}

pub(super) fn disposition(word: &str, remarks: &mut Remarks) -> Disposition {
    match () {
        () if word.eq_ignore_ascii_case("none") => Disposition::None,
        () if word.eq_ignore_ascii_case("quarantine") => Disposition::Quarantine,
        () if word.eq_ignore_ascii_case("reject") => Disposition::Reject,
        () if word.eq_ignore_ascii_case("pass") => Disposition::Pass,
        () if word.is_empty() => Disposition::NotSaid,
        () => {
            remarks.add(Fault::UnknownDisposition, word);
            Disposition::NotSaid
        }
    }
}

pub(super) fn override_kind(word: &str, remarks: &mut Remarks) -> OverrideKind {
    const KNOWN: [(&str, OverrideKind); 7] = [
        ("forwarded", OverrideKind::Forwarded),
        ("local_policy", OverrideKind::LocalPolicy),
        ("mailing_list", OverrideKind::MailingList),
        ("other", OverrideKind::Other),
        ("policy_test_mode", OverrideKind::PolicyTestMode),
        ("sampled_out", OverrideKind::SampledOut),
        ("trusted_forwarder", OverrideKind::TrustedForwarder),
    ];
    let known = KNOWN
        .iter()
        .find(|(name, _)| word.eq_ignore_ascii_case(name));
    known.map_or_else(
        || {
            remarks.add(Fault::UnknownReason, word);
            OverrideKind::Unknown
        },
        |(_, kind)| *kind,
    )
}

pub(super) fn auth_word(word: &str, remarks: &mut Remarks) -> AuthWord {
    const KNOWN: [(&str, AuthWord); 12] = [
        ("pass", AuthWord::Pass),
        ("fail", AuthWord::Fail),
        ("softfail", AuthWord::SoftFail),
        ("none", AuthWord::None),
        ("neutral", AuthWord::Neutral),
        ("temperror", AuthWord::TempError),
        ("permerror", AuthWord::PermError),
        ("policy", AuthWord::Policy),
        // The words of RFC 4408 and of its implementations.
        ("hardfail", AuthWord::Fail),
        ("error", AuthWord::TempError),
        ("invalid", AuthWord::PermError),
        ("unknown", AuthWord::PermError),
    ];
    let known = KNOWN
        .iter()
        .position(|(name, _)| word.eq_ignore_ascii_case(name));
    match known.and_then(|place| KNOWN.get(place).map(|(_, kind)| (place, *kind))) {
        Some((place, kind)) => {
            if place >= 8 {
                remarks.add(Fault::UnknownResult, word);
            }
            kind
        }
        None => {
            remarks.add(Fault::UnknownResult, word);
            AuthWord::Unknown
        }
    }
}
