//! What is known of a domain's keys.

use shared::DomainName;

use super::selectors::{self, NOBODYS};
use super::{DkimKey, parse};
use crate::dns::{Message, QueryName, RecordType};
use crate::evidence::{Evidence, Lookup};
use crate::facts::Presence;
use crate::mx::Routing;
use crate::syntax::{Recognized, Selected};

/// More records at one selector are only counted.
const MAX_RECORDS: usize = 16;

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Dkim {
    /// Whether anything is below `_domainkey`.
    pub(crate) hint: Hint,
    /// Each selector that is tried: typed ones first.
    pub(crate) tried: Vec<Tried>,
    /// What a selector answers that nobody has, if it does: then this says nothing about the others that answer so.
    pub(crate) wildcard: Option<Published>,
    /// Whether several selectors answer alike, so that a wildcard may be what answers.
    pub(super) is_alike: bool,
    /// Whether it is not known yet if a wildcard is.
    pub(super) is_wildcard_open: bool,
    /// Whether the whole is still to come.
    pub(super) is_pending: bool,
}

/// What DNS says about `_domainkey` itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Not asked yet.
    NotAsked,
    /// It could not be found out, and why.
    Unknown(String),
    /// The name exists, so something is below it, or a wildcard answers (RFC 8020 §2).
    Something,
    /// It does not exist, so nothing is below it (RFC 8020 §2).
    Nothing,
}

/// A selector that is tried.
#[derive(Clone, Debug)]
pub(crate) struct Tried {
    /// The selector.
    pub(crate) selector: String,
    /// Why it is tried.
    pub(crate) source: Source,
    /// What came of it.
    pub(crate) outcome: Tested,
}

/// Why a selector is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Somebody typed it.
    Typed,
    /// Whoever hosts the mail uses it.
    Host(&'static str),
    /// Many use it; with whom it leads to, if that is known.
    Common(&'static str),
}

/// What came of a selector.
#[derive(Clone, Debug)]
pub(crate) enum Tested {
    /// Not asked yet.
    NotAsked,
    /// It could not be found out, and why.
    Unknown(String),
    /// Nothing is there.
    Absent,
    /// It is an alias, and nothing is where that leads.
    AliasNowhere(String),
    /// Records, none of which is a key.
    Foreign(Published),
    /// It answers as every selector does.
    Wildcard,
    /// Keys, or what was meant to be some.
    Keys(Published),
}

/// The TXT records at a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Published {
    /// The last alias, if it is one.
    pub(crate) alias: Option<String>,
    /// The records that are keys or were meant to be, sorted.
    pub(crate) keys: Vec<Selected<DkimKey>>,
    /// The others, as text.
    pub(crate) others: Vec<String>,
}

impl Published {
    fn read(message: &Message) -> Self {
        let mut texts: Vec<String> = message
            .txt_records()
            .take(MAX_RECORDS)
            .map(crate::dns::TxtRecord::text)
            .collect();
        // DNS gives records in any order.
        texts.sort_unstable();
        let mut published = Self {
            alias: message.aliases.last().map(ToString::to_string),
            keys: Vec::new(),
            others: Vec::new(),
        };
        for text in texts {
            match parse(&text) {
                Recognized::Foreign => published.others.push(text),
                parsed => published.keys.push(Selected { text, parsed }),
            }
        }
        published
    }

    /// The one valid key.
    pub(crate) fn key(&self) -> Option<&DkimKey> {
        match self.keys.as_slice() {
            [only] => only.parsed.record(),
            _ => None,
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        let texts = |published: &Self| -> Vec<String> {
            published.keys.iter().map(|key| key.text.clone()).collect()
        };
        texts(self) == texts(other) && self.others == other.others
    }
}

impl Dkim {
    /// Reads what is known.
    pub(crate) fn read(evidence: &Evidence, domain: &DomainName) -> Self {
        let routing = Routing::read(evidence, domain);
        let hint = read_hint(evidence, domain);
        let mut tried = Vec::new();
        for (selector, source) in wanted(evidence, &routing, &hint) {
            let outcome = read_selector(evidence, domain, &selector);
            tried.push(Tried {
                selector,
                source,
                outcome,
            });
        }
        let is_alike = has_alike(&tried);
        let (wildcard, is_wildcard_open) = if is_alike {
            match read_selector(evidence, domain, NOBODYS) {
                Tested::NotAsked => (None, true),
                Tested::Keys(published) | Tested::Foreign(published) => (Some(published), false),
                Tested::Unknown(_)
                | Tested::Absent
                | Tested::AliasNowhere(_)
                | Tested::Wildcard => (None, false),
            }
        } else {
            (None, false)
        };
        if let Some(everywhere) = &wildcard {
            for one in &mut tried {
                if matches!(&one.outcome, Tested::Keys(own) | Tested::Foreign(own) if own.is_like(everywhere))
                {
                    one.outcome = Tested::Wildcard;
                }
            }
        }
        let is_pending = is_wildcard_open
            || hint == Hint::NotAsked
            || matches!(routing, Routing::NotAsked)
            || tried
                .iter()
                .any(|one| matches!(one.outcome, Tested::NotAsked));
        Self {
            hint,
            tried,
            wildcard,
            is_alike,
            is_wildcard_open,
            is_pending,
        }
    }

    /// Each selector that has something of its own.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&Tried, &Published)> {
        self.tried.iter().filter_map(|one| match &one.outcome {
            Tested::Keys(published) => Some((one, published)),
            _ => None,
        })
    }

    /// Whether any selector has something of its own.
    pub(crate) fn has_keys(&self) -> bool {
        self.keys().next().is_some()
    }

    /// Whether all that is there is for TLS reports, which says nothing of mail.
    pub(super) fn has_only_reports(&self) -> bool {
        let is_for_reports =
            |published: &Published| published.key().is_some_and(DkimKey::is_for_tls_reports);
        self.has_keys() && self.keys().all(|(_, published)| is_for_reports(published))
    }

    /// Whether there is one, in short: for the checks that rest on several mechanisms.
    pub(crate) fn presence(&self) -> Presence {
        let is_usable = |published: &Published| published.key().is_some_and(DkimKey::is_usable);
        if self.keys().any(|(_, published)| is_usable(published)) && !self.is_wildcard_open {
            return Presence::Present;
        }
        if self.is_pending {
            return Presence::NotAsked;
        }
        let unknown = self.tried.iter().find_map(|one| match &one.outcome {
            Tested::Unknown(why) => Some(why.clone()),
            _ => None,
        });
        // What could not be looked at may be the key in use.
        if let Some(why) = unknown {
            return Presence::Unknown(why);
        }
        // RFC 8460 §3: mail is signed with another key, which stands at a selector that was not tried, if there is one.
        if self.has_only_reports() {
            return Presence::Unknown("only a key for TLS reports was found".to_owned());
        }
        if self.has_keys() {
            return Presence::Broken("no key that was found can be used".to_owned());
        }
        match &self.hint {
            Hint::Nothing if self.wildcard.is_none() => Presence::Absent,
            _ => Presence::Unknown("no selector is known, and DNS does not list them".to_owned()),
        }
    }
}

/// Where a selector's key stands.
pub(crate) fn name_of(selector: &str, domain: &DomainName) -> Option<QueryName> {
    QueryName::prefixed(&format!("{selector}._domainkey"), domain).ok()
}

/// The selectors to try, each once, with the reason.
fn wanted(evidence: &Evidence, routing: &Routing, hint: &Hint) -> Vec<(String, Source)> {
    let mut all: Vec<(String, Source)> = Vec::new();
    for selector in &evidence.wishes.selectors {
        if !all.iter().any(|(known, _)| known == selector.as_str()) {
            all.push((selector.as_str().to_owned(), Source::Typed));
        }
    }
    // Whoever hosts the mail decides which come first, so nothing is guessed before that is known.
    if matches!(routing, Routing::NotAsked) {
        return all;
    }
    let hosts: Vec<&DomainName> = routing.hosts().iter().map(|host| &host.name).collect();
    let host = selectors::host(&hosts);
    // RFC 8020 §2: below a name that does not exist is nothing. A few are tried all the same, since some servers deny
    // names that have others below them.
    let most = match hint {
        Hint::NotAsked => 0,
        Hint::Nothing => selectors::MAX_AGAINST_HINT,
        Hint::Something | Hint::Unknown(_) => selectors::MAX_GUESSED,
    };
    for (selector, who) in selectors::guesses(&hosts).into_iter().take(most) {
        let source = if host == Some(who) {
            Source::Host(who)
        } else {
            Source::Common(who)
        };
        if !all.iter().any(|(known, _)| known == selector) {
            all.push((selector.to_owned(), source));
        }
    }
    all
}

/// Whether two selectors give the same records.
fn has_alike(tried: &[Tried]) -> bool {
    let published: Vec<&Published> = tried
        .iter()
        .filter_map(|one| match &one.outcome {
            Tested::Keys(published) | Tested::Foreign(published) => Some(published),
            _ => None,
        })
        .collect();
    published.iter().enumerate().any(|(index, one)| {
        published
            .iter()
            .skip(index + 1)
            .any(|other| one.is_like(other))
    })
}

fn read_hint(evidence: &Evidence, domain: &DomainName) -> Hint {
    let Ok(name) = QueryName::prefixed("_domainkey", domain) else {
        return Hint::Unknown("the name would be longer than DNS allows".to_owned());
    };
    match evidence.lookup(&name, RecordType::Txt) {
        Lookup::NotAsked => Hint::NotAsked,
        Lookup::Unknown(failure) | Lookup::Bogus(failure) => Hint::Unknown(failure.to_string()),
        // RFC 6604 §3: then the answer speaks of the alias's target.
        Lookup::NxDomain(message) if !message.aliases.is_empty() => Hint::Something,
        Lookup::NxDomain(_) => Hint::Nothing,
        Lookup::NoData(_) | Lookup::Found(_) => Hint::Something,
    }
}

/// What stands at one selector.
pub(crate) fn read_selector(evidence: &Evidence, domain: &DomainName, selector: &str) -> Tested {
    let Some(name) = name_of(selector, domain) else {
        return Tested::Unknown("the name would be longer than DNS allows".to_owned());
    };
    match evidence.lookup(&name, RecordType::Txt) {
        Lookup::NotAsked => Tested::NotAsked,
        Lookup::Unknown(failure) | Lookup::Bogus(failure) => Tested::Unknown(failure.to_string()),
        Lookup::NoData(message) | Lookup::NxDomain(message) => match message.aliases.last() {
            Some(target) => Tested::AliasNowhere(target.to_string()),
            None => Tested::Absent,
        },
        Lookup::Found(message) => {
            let published = Published::read(&message);
            if published.keys.is_empty() {
                Tested::Foreign(published)
            } else {
                Tested::Keys(published)
            }
        }
    }
}

#[cfg(test)]
mod tests;
