//! SPF of a mail: whether the address that it came in from may send for the domain of its MAIL FROM.

mod doubt;

use std::net::IpAddr;

use serde::Serialize;
use shared::DomainName;

use super::known::Known;
use super::path::Path;
use crate::Evidence;
use crate::evidence::Sender;
use crate::reverse_dns::Reverse;
use crate::spf::{self, SpfResult, Tried};

/// SPF, as DNS has it today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpfCheck {
    /// The address that the mail came in from; nothing if no header says so.
    pub address: Option<IpAddr>,
    /// The name that DNS has for it today.
    pub name: SenderName,
    /// The name in EHLO.
    pub helo: Option<String>,
    /// The sender of MAIL FROM; empty for a bounce, nothing if no header says so.
    pub mail_from: Option<String>,
    /// Which header says so.
    pub mail_from_source: Option<&'static str>,
    /// The domain whose record was evaluated.
    pub domain: Option<String>,
    /// What came of it; nothing while answers are to come, or if there was nothing to check.
    pub result: Option<SpfResult>,
    /// What the name in EHLO comes to by itself (RFC 7208 §2.3), which DMARC does not ask about.
    pub helo_result: Option<SpfResult>,
    /// Why, as a whole sentence.
    pub words: String,
    /// Whether answers of DNS are still to come.
    pub pending: bool,
    /// What the result hangs on, if that is not to be seen in the mail.
    #[serde(skip)]
    pub(super) doubt: Option<String>,
    /// What the result rests on, if lines of the way do not show it.
    #[serde(skip)]
    pub(super) rests: Option<String>,
}

/// The name of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum SenderName {
    /// Nobody asked yet.
    NotAsked,
    /// It could not be found out.
    Unknown {
        /// Why not.
        why: String,
    },
    /// It has none.
    Absent,
    /// It has this one, which leads back to it.
    Confirmed {
        /// The name.
        name: String,
    },
    /// It has this one, which does not lead back to it.
    Unconfirmed {
        /// The name.
        name: String,
    },
}

/// The sender of MAIL FROM, and the header that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MailFrom {
    pub(super) address: String,
    pub(super) source: &'static str,
}

impl SpfCheck {
    pub(super) fn check(
        path: &Path,
        mail_from: Option<&MailFrom>,
        known: &Known<'_>,
        evidence: &Evidence,
    ) -> Self {
        let hop = path.border_hop();
        let address = hop.and_then(|hop| hop.received.address);
        let helo = hop.and_then(|hop| hop.received.helo.clone());
        let mut check = Self {
            address,
            name: SenderName::NotAsked,
            helo,
            mail_from: mail_from.map(|from| from.address.clone()),
            mail_from_source: mail_from.map(|from| from.source),
            domain: None,
            result: None,
            helo_result: None,
            words: String::new(),
            pending: false,
            doubt: None,
            rests: path.border.rests.clone(),
        };
        // RFC 6409 §4.3 and RFC 7208 §1: it is servers that SPF names, not the users of one, wherever they write from.
        if let Some(hop) = path.says_handed_in() {
            let by = hop.received.by.as_deref().unwrap_or("the server");
            if let Some(doubt) = &path.border.doubt {
                check.words = format!(
                    "A user of {by} handed the mail in, if the line that says so is not made up. {}",
                    doubt.words
                );
                return check;
            }
            let how = if hop.received.is_by_web() {
                format!("Whoever handed the mail in wrote it on a web page of {by}, as in webmail.")
            } else {
                format!("Whoever handed the mail in had logged in to {by}.")
            };
            check.words = format!(
                "{how} SPF is about servers that bring mail from elsewhere, and not about the users of one's own."
            );
            return check;
        }
        let Some(address) = address else {
            check.words = format!(
                "It is not known from which address the mail came. {}",
                path.border.reason
            );
            return check;
        };
        let Some(from) = mail_from else {
            check.words =
                "No header says what the sender in MAIL FROM was, so there is no domain to check."
                    .to_owned();
            return check;
        };
        let helo = check.helo.clone().unwrap_or_default();
        if !from.address.is_empty() && !from.address.contains('@') {
            check.words = format!(
                "The sender in MAIL FROM, “{}”, has no domain to check.",
                from.address
            );
            return check;
        }
        if from.address.is_empty() && helo.is_empty() {
            check.words = "The mail has no sender in MAIL FROM, as bounces have, and no name in EHLO to check instead.".to_owned();
            return check;
        }
        // Of headers that are not whole, what stands in them may not be what stood in the mail.
        let is_torn = path
            .border
            .doubt
            .as_ref()
            .is_some_and(|doubt| doubt.is_torn);
        let nothing = (!is_torn).then_some(SpfResult::None);
        let helo = in_a_labels(&helo);
        let (local, domain) = from.address.rsplit_once('@').unwrap_or_default();
        let domain = in_a_labels(domain);
        // RFC 7208 §2.3, §4.3: what is no domain of several labels has no record, so that SPF vouches for nobody.
        if from.address.is_empty() && !is_domain(&helo) {
            check.result = nothing;
            check.words = format!(
                "The mail has no sender in MAIL FROM, as bounces have, and the name in EHLO, “{helo}”, is no domain: so there is \
                 nothing that SPF may be checked for."
            );
            return check;
        }
        if !from.address.is_empty() && !is_domain(&domain) {
            check.result = nothing;
            check.words = format!(
                "What the sender in MAIL FROM has behind its “@”, “{domain}”, is no domain: so there is nothing that SPF may be \
                 checked for."
            );
            return check;
        }
        let sender = Sender {
            address,
            mail_from: if from.address.is_empty() {
                String::new()
            } else {
                format!("{local}@{domain}")
            },
            helo,
        };
        // The subject stands in only for a sender without domain, which was turned away.
        let try_one = |sender: &Sender| {
            spf::try_one(
                sender,
                evidence.subject.name(),
                &|name, kind| known.spf(name, kind),
                u64::try_from(evidence.now.millis() / 1000).unwrap_or_default(),
            )
        };
        check.fill_in(&try_one(&sender));
        if let Some(doubt) = &path.border.doubt {
            check.doubt = check.hangs_on(doubt, path, &sender, &try_one);
        }
        if let Some(doubt) = &check.doubt {
            check.words.push_str(&format!(" {doubt}"));
        }
        check
    }

    /// Looks for the name of the address, which touches no verdict.
    pub(super) fn look_for_name(&mut self, known: &Known<'_>) {
        if let Some(address) = self.address {
            self.name = name(known.reverse(address));
        }
    }

    fn fill_in(&mut self, tried: &Tried) {
        self.domain = Some(tried.domain.clone());
        self.result = tried.checked.as_ref().map(|checked| checked.result);
        self.helo_result = tried.helo_result;
        self.pending = tried.checked.is_none();
        let meaning = match self.result {
            None => "",
            Some(SpfResult::Pass) => "may send for it",
            Some(SpfResult::Fail) => "may not send for it",
            Some(SpfResult::SoftFail) => "probably may not send for it",
            Some(SpfResult::Neutral) => "is neither allowed nor forbidden",
            Some(SpfResult::None) => "is not judged",
            Some(SpfResult::TempError) => "cannot be judged now",
            Some(SpfResult::PermError) => "cannot be judged: the record is broken",
        };
        let reason = tried.reason();
        self.words = if meaning.is_empty() {
            reason
        } else {
            format!(
                "By the record of {} today, {} {meaning}. {reason}",
                tried.domain, tried.address
            )
        };
    }

    /// The domain that SPF vouches for, if it vouches.
    pub(super) fn domain(&self) -> Option<DomainName> {
        self.domain.as_deref()?.parse().ok()
    }
}

/// RFC 7208 §4.3, RFC 8616 §4: records are looked up at A-labels. What cannot be written in them stays as it is.
fn in_a_labels(name: &str) -> String {
    let name = name.trim();
    let converted = (!name.is_ascii())
        .then(|| DomainName::parse(name).ok())
        .flatten();
    converted.map_or_else(|| name.to_owned(), |converted| converted.to_string())
}

/// Whether it is a domain that may have a record: of several labels, and no address in whatever brackets.
fn is_domain(name: &str) -> bool {
    let is_address = name.parse::<IpAddr>().is_ok();
    let parsed = name.parse::<DomainName>();
    !is_address && parsed.is_ok_and(|name| name.labels().count() > 1)
}

fn name(reverse: Reverse) -> SenderName {
    match reverse {
        Reverse::NotAsked => SenderName::NotAsked,
        Reverse::Unknown(why) => SenderName::Unknown { why },
        Reverse::Absent => SenderName::Absent,
        Reverse::Confirmed(name) => SenderName::Confirmed {
            name: name.to_string(),
        },
        Reverse::Unconfirmed(names) => match names.into_iter().next() {
            Some(name) => SenderName::Unconfirmed {
                name: name.to_string(),
            },
            None => SenderName::Absent,
        },
    }
}
