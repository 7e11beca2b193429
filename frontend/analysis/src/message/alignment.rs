//! DMARC of a mail: whether a name that SPF or DKIM vouches for stands for the domain in the From header (RFC 9989).

mod identifier;
mod policy;

use serde::Serialize;
use shared::DomainName;

use super::author::Author;
use super::known::Known;
use super::sender::SpfCheck;
use super::signatures::{SignatureCheck, SignatureResult, When};
use crate::dmarc::{self, Alignment, Discovery};

use identifier::{identifier, signature_vouches, spf_vouches};
use policy::{discover, policy};

pub use identifier::{Identifier, Vouched};
pub use policy::GoverningPolicy;

/// DMARC, as DNS has it today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DmarcCheck {
    /// The domain in the From header.
    pub domain: Option<DomainName>,
    /// The policy that governs it.
    pub policy: GoverningPolicy,
    /// Each name that SPF or DKIM may vouch for.
    pub identifiers: Vec<Identifier>,
    /// What it comes to.
    pub result: DmarcResult,
    /// Why, as a whole sentence.
    pub words: String,
    /// If there are several domains in the From header: each by itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub each: Vec<Self>,
}

/// What DMARC comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DmarcResult {
    /// A name that is vouched for stands for the From domain.
    Pass,
    /// It passes if the body, which was not given, is the one that was signed.
    PassIfUnchanged,
    /// No name does.
    Fail,
    /// It could not be told.
    CouldNotTell,
    /// Answers of DNS are still to come.
    Pending,
}

impl DmarcResult {
    /// In a word or two.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::PassIfUnchanged => "pass, if the body is unchanged",
            Self::Fail => "fail",
            Self::CouldNotTell => "could not tell",
            Self::Pending => "still looking",
        }
    }
}

/// The most domains of one From header that are looked at (RFC 9989 §11.5: a receiver sets a limit).
const MAX_AUTHORS: usize = 5;

impl DmarcCheck {
    pub(super) fn check(
        author: &Author,
        spf: &SpfCheck,
        signatures: &[SignatureCheck],
        known: &Known<'_>,
        when: When,
    ) -> Self {
        if let Some(domain) = &author.domain {
            return Self::of_domain(domain, spf, signatures, known, when);
        }
        let each: Vec<Self> = author
            .several
            .iter()
            .take(MAX_AUTHORS)
            .map(|domain| Self::of_domain(domain, spf, signatures, known, when))
            .collect();
        let problem = author.problem.clone().unwrap_or_default();
        let mut words = format!(
            "DMARC is about the one domain in the From header, and ends if there is none or more than one. {problem}"
        );
        if !each.is_empty() {
            words.push_str(
                " A receiver may refuse such mail unseen, or check each domain and follow the strictest policy of those \
                 that fail.",
            );
            for one in &each {
                words.push_str(&format!(" {}", one.in_short()));
            }
            if author.several.len() > each.len() {
                words.push_str(" The others were not looked at.");
            }
        }
        Self {
            domain: None,
            policy: GoverningPolicy::NotAsked,
            identifiers: Vec::new(),
            result: DmarcResult::CouldNotTell,
            words,
            each,
        }
    }

    fn of_domain(
        domain: &DomainName,
        spf: &SpfCheck,
        signatures: &[SignatureCheck],
        known: &Known<'_>,
        when: When,
    ) -> Self {
        let applied = discover(domain, known);
        let (adkim, aspf) = match &applied {
            Discovery::Applies(applied) => (applied.record.adkim, applied.record.aspf),
            _ => (Alignment::Relaxed, Alignment::Relaxed),
        };
        let mut identifiers = Vec::new();
        if let Some(name) = spf.domain() {
            identifiers.push(identifier(
                "spf",
                domain,
                name,
                spf_vouches(spf),
                aspf,
                known,
            ));
        }
        for check in signatures {
            let Some(signature) = &check.signature else {
                continue;
            };
            let vouched = signature_vouches(check, when.is_recent);
            identifiers.push(identifier(
                "dkim",
                domain,
                signature.domain.clone(),
                vouched,
                adkim,
                known,
            ));
        }
        let (mut result, mut words) = judge(domain, &identifiers, spf, &applied);
        if result == DmarcResult::Fail && signatures.iter().any(is_open) {
            result = DmarcResult::CouldNotTell;
            words = format!(
                "A signature cannot be read as it stands here. In the mail itself it may stand for {domain}."
            );
        }
        let policy = policy(applied);
        // RFC 9989 §5.3.2: without a policy the names may be compared, and that is all.
        if policy == GoverningPolicy::Absent
            && matches!(result, DmarcResult::Pass | DmarcResult::Fail)
        {
            words.push_str(&format!(
                " {domain} publishes no policy, so receivers do not apply DMARC, and write “dmarc=none”."
            ));
        }
        Self {
            domain: Some(domain.clone()),
            policy,
            identifiers,
            result,
            words,
            each: Vec::new(),
        }
    }

    /// “example.org: fail, and its policy is reject.”
    fn in_short(&self) -> String {
        let domain = self.domain.as_ref().map_or("", DomainName::as_str);
        let policy = match &self.policy {
            GoverningPolicy::Published { policy, .. } => {
                format!("and its policy is “{}”", policy.word())
            }
            GoverningPolicy::Absent => "and it publishes no policy".to_owned(),
            GoverningPolicy::Broken { .. } => "and its policy is invalid".to_owned(),
            GoverningPolicy::Unknown { .. } | GoverningPolicy::NotAsked => {
                "and its policy is not known".to_owned()
            }
        };
        format!("{domain}: {}, {policy}.", self.result.word())
    }

    /// Looks at every name that the check may look at.
    pub(super) fn look(
        author: &Author,
        spf: &SpfCheck,
        signers: &[&DomainName],
        known: &Known<'_>,
    ) {
        let several = author.several.iter().take(MAX_AUTHORS);
        let of_spf = spf.domain();
        for domain in author.domain.iter().chain(several) {
            let _ = discover(domain, known);
            for name in signers.iter().copied().chain(&of_spf) {
                let _ =
                    dmarc::is_aligned(Alignment::Relaxed, domain, name, |name| known.dmarc(name));
            }
        }
    }
}

/// Whether it is not known who signed, since the copying may have broken the signature.
fn is_open(check: &SignatureCheck) -> bool {
    check.signature.is_none() && check.result == SignatureResult::CouldNotTell
}

fn judge(
    author: &DomainName,
    identifiers: &[Identifier],
    spf: &SpfCheck,
    applied: &Discovery,
) -> (DmarcResult, String) {
    let with = |vouched: Vouched| {
        let mut found = identifiers.iter();
        found.find(|one| one.vouched == vouched && one.aligned == Some(true))
    };
    if let Some(one) = with(Vouched::Yes) {
        let words = if one.domain == *author {
            format!("{} vouches for {author} itself.", title(one))
        } else {
            format!(
                "{} vouches for {}, which is of the same organisation as {author}.",
                title(one),
                one.domain
            )
        };
        let is_alone = !identifiers.iter().any(|one| {
            one.mechanism == "dkim" && one.vouched == Vouched::Yes && one.aligned == Some(true)
        });
        let words = match spf.rests.as_ref().filter(|_| is_alone) {
            Some(rests) => format!("{words} {rests}"),
            None => words,
        };
        return (DmarcResult::Pass, words);
    }
    let is_pending =
        |one: &Identifier| one.vouched == Vouched::Pending && one.aligned != Some(false);
    // Alignment is known only when the walks are done.
    let has_open_walk = *applied == Discovery::NotAsked;
    if has_open_walk || identifiers.iter().any(is_pending) {
        return (
            DmarcResult::Pending,
            "Answers of DNS are still to come.".to_owned(),
        );
    }
    if let Some(one) = with(Vouched::IfUnchanged) {
        return (
            DmarcResult::PassIfUnchanged,
            format!(
                "{} signed these headers and stands for {author}. Give the whole mail to see that its body is unchanged.",
                one.domain
            ),
        );
    }
    let open = identifiers
        .iter()
        .find(|one| one.vouched != Vouched::No && one.aligned != Some(false));
    if let Some(one) = open {
        let words = match spf.doubt.as_ref().filter(|_| one.mechanism == "spf") {
            Some(doubt) => doubt.clone(),
            None => format!("It hangs on this: {}", one.words),
        };
        return (DmarcResult::CouldNotTell, words);
    }
    // SPF that could not be checked at all may have passed. Where there is no name to check, it certainly did not.
    if spf.domain.is_none() && spf.result.is_none() {
        return (
            DmarcResult::CouldNotTell,
            format!(
                "No signature stands for {author}, and SPF could not be checked: {}",
                spf.words
            ),
        );
    }
    let words = if identifiers.iter().any(|one| one.vouched != Vouched::No) {
        format!("What SPF and DKIM vouch for does not stand for {author}.")
    } else {
        format!("Neither SPF nor DKIM vouches for {author}.")
    };
    (DmarcResult::Fail, words)
}

fn title(one: &Identifier) -> &'static str {
    if one.mechanism == "spf" {
        "SPF"
    } else {
        "DKIM"
    }
}
