//! What reports say, in words.

use analysis::dmarc::Alignment;
use analysis::reports::aggregate::{AuthWord, PublishedPolicy};
use analysis::reports::summary::Name;

/// The result of SPF or DKIM.
pub(super) const fn result(word: AuthWord) -> &'static str {
    match word {
        AuthWord::None => "nothing to check",
        AuthWord::Pass => "passed",
        AuthWord::Fail => "failed",
        AuthWord::Policy => "failed by the receiver’s rules",
        AuthWord::Neutral => "no statement",
        AuthWord::SoftFail => "failed softly",
        AuthWord::TempError => "could not be checked just then",
        AuthWord::PermError => "cannot be checked as it stands",
        AuthWord::Unknown => "not said",
    }
}

/// The policy that a report found, in one line: "p=none, adkim=s".
pub(super) fn policy_line(found: &PublishedPolicy) -> String {
    let mut parts = Vec::new();
    for (name, value) in [("p", found.p), ("sp", found.sp), ("np", found.np)] {
        if let Some(value) = value {
            parts.push(format!("{name}={}", value.word()));
        }
    }
    for (name, value) in [("adkim", found.adkim), ("aspf", found.aspf)] {
        if value == Some(Alignment::Strict) {
            parts.push(format!("{name}=s"));
        }
    }
    if let Some(percent) = found.pct.filter(|percent| *percent != 100) {
        parts.push(format!("pct={percent}"));
    }
    if found.testing == Some(true) {
        parts.push("t=y".to_owned());
    }
    if parts.is_empty() {
        "not said".to_owned()
    } else {
        parts.join(", ")
    }
}

/// The name of an address, with how far it is to be believed.
pub(super) fn name(name: &Name) -> String {
    match name {
        Name::NotAsked => String::new(),
        Name::Verified(name) => name.clone(),
        Name::Unverified(name) => format!("{name} (does not lead back)"),
        Name::Absent => "no name".to_owned(),
        Name::Unknown(why) => format!("could not find out: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use analysis::dmarc::Policy;

    use super::*;

    #[test]
    fn a_policy_is_told_by_what_is_not_usual() {
        let mut found = PublishedPolicy::default();
        assert_eq!(policy_line(&found), "not said");
        found.p = Some(Policy::Quarantine);
        found.adkim = Some(Alignment::Strict);
        found.aspf = Some(Alignment::Relaxed);
        found.pct = Some(100);
        assert_eq!(policy_line(&found), "p=quarantine, adkim=s");
        found.pct = Some(20);
        found.testing = Some(true);
        assert_eq!(policy_line(&found), "p=quarantine, adkim=s, pct=20, t=y");
    }
}
