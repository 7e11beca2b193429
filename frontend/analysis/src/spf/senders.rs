//! “Would this sender pass?”

use std::net::IpAddr;

use shared::DomainName;

use super::evaluate::check_host;
use super::lookup::{Ask, checked_domain};
use super::session::{Checked, Evaluation, Session, SpfResult};
use crate::evidence::{Evidence, Sender};

/// Longest sender and name in EHLO that are tried: a path of RFC 5321 §4.5.3.1.3 has room in it.
const MAX_TEXT: usize = 320;

/// A sender that was tried.
#[derive(Clone, Debug)]
pub(crate) struct Tried {
    /// Its address.
    pub(crate) address: IpAddr,
    /// The sender of MAIL FROM in full; empty for `<>`.
    pub(crate) mail_from: String,
    /// The name in EHLO; empty if none was given.
    pub(crate) helo: String,
    /// The domain whose record was evaluated.
    pub(crate) domain: String,
    /// What it came to; nothing while an answer is missing.
    pub(crate) checked: Option<Checked>,
    /// What the name in EHLO comes to on its own (RFC 7208 §2.3), if there is one to check beside MAIL FROM.
    pub(crate) helo_result: Option<SpfResult>,
}

/// Tries the senders that were typed.
pub(super) fn read(evidence: &Evidence, subject: &DomainName, ask: &Ask<'_>) -> Vec<Tried> {
    let now = u64::try_from(evidence.now.millis() / 1000).unwrap_or_default();
    let senders = evidence.wishes.senders.iter();
    let short =
        |sender: &&Sender| sender.mail_from.len() <= MAX_TEXT && sender.helo.len() <= MAX_TEXT;
    senders
        .filter(short)
        .map(|sender| try_one(sender, subject, ask, now))
        .collect()
}

/// Tries one sender.
pub(crate) fn try_one(sender: &Sender, subject: &DomainName, ask: &Ask<'_>, now: u64) -> Tried {
    let typed = sender.mail_from.trim();
    let typed = typed.strip_prefix('<').unwrap_or(typed);
    let typed = typed.strip_suffix('>').unwrap_or(typed);
    let helo = sender.helo.trim();
    let mail_from = match (typed, helo) {
        // With nothing to go by, somebody of the domain is meant.
        ("", "") => format!("postmaster@{subject}"),
        // RFC 7208 §2.4: with the null sender, "postmaster" at the name in EHLO is checked.
        ("", _) => String::new(),
        (address, _) if address.contains('@') => address.to_owned(),
        (local, _) => format!("{local}@{subject}"),
    };
    let identity = if mail_from.is_empty() {
        format!("postmaster@{helo}")
    } else {
        mail_from.clone()
    };
    let domain = identity
        .rsplit_once('@')
        .map(|(_, domain)| domain.to_owned())
        .unwrap_or_default();
    let run = |identity: &str, domain: &str| {
        let session = Session {
            address: sender.address,
            domain,
            sender: identity,
            helo,
            receiver: "unknown",
            now,
        };
        match check_host(&session, ask) {
            Evaluation::Needs(_) => None,
            Evaluation::Done(checked) => Some(*checked),
        }
    };
    let checked = run(&identity, &domain);
    // RFC 7208 §2.3: checking the name in EHLO as well is RECOMMENDED.
    let helo_result = (!mail_from.is_empty() && checked_domain(helo).is_some())
        .then(|| run(&format!("postmaster@{helo}"), helo))
        .flatten()
        .map(|checked| checked.result);
    Tried {
        address: sender.address,
        mail_from,
        helo: helo.to_owned(),
        domain,
        checked,
        helo_result,
    }
}

impl Tried {
    /// Why it came to what it came to, in one sentence.
    pub(crate) fn reason(&self) -> String {
        let Some(checked) = &self.checked else {
            return "Answers are still to come.".to_owned();
        };
        if let Some(problem) = &checked.problem {
            return problem.to_string();
        }
        match (&checked.decided, checked.result) {
            (Some((domain, term)), _) => {
                format!("The term “{term}” of {domain} decides.")
            }
            (None, SpfResult::None) if self.domain.is_empty() => {
                "There is no domain to check.".to_owned()
            }
            (None, SpfResult::None) => format!("{} has no SPF record.", self.domain),
            (None, _) => "No term matches, and the record has no “all”.".to_owned(),
        }
    }
}
