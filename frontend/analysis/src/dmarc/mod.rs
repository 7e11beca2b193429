//! DMARC (RFC 9989): what receivers are to do with mail that only pretends to be from the domain.
//!
//! SPF and DKIM vouch for names that no reader of a mail sees. DMARC ties them to the one that is seen, in the From header:
//! a mail passes if a name that SPF or DKIM vouches for belongs to the same organisation (*alignment*). A TXT record at
//! `_dmarc.example.org`, such as `v=DMARC1; p=reject; rua=mailto:dmarc@example.org`, says what is to be done with the
//! mail that does not pass, and where to send a daily report about all of it.
//!
//! A name without a record of its own takes that of its *organisational domain*, with the policy for subdomains (`sp`) or
//! for names that do not exist (`np`). Which domain that is, receivers find by asking at the names above ([`walk()`]); there
//! is no list of public suffixes any more, nor the tags `pct`, `rf` and `ri`.
//!
//! Reports go to another organisation only if that one agrees, with a TXT record of its own (RFC 9990 §4): a domain could
//! otherwise bury a stranger in reports.

mod check;
mod check_policy;
mod check_reports;
mod defect;
mod destinations;
mod discovery;
mod parse;
mod plan;
mod record;
mod report;
mod uri;
mod walk;

use shared::DomainName;

use crate::dns::{QueryName, RecordType, TxtRecord};
use crate::evidence::{Evidence, Lookup};
use crate::facts::Presence;
use crate::syntax::{Recognized, Selection};

pub use defect::DmarcDefect;
pub use parse::{parse, select};
pub use record::{Alignment, DmarcRecord, Policy, Psd, ReportUri};
pub use report::{DestinationReport, DmarcReport, TagReport, WalkReport};
pub use walk::{Found, MAX_QUESTIONS, Organization, Step, Walk, is_aligned, names, walk};

pub(crate) use check::{beginning, check};
pub(crate) use plan::outstanding;
pub(crate) use report::report;

use destinations::Destination;
pub use discovery::{Applied, Discovery, Existence, discover};

/// The version that every record begins with.
const VERSION: &str = "DMARC1";

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Dmarc {
    domain: DomainName,
    /// From the domain upwards.
    walk: Walk,
    /// Which record governs the domain.
    discovery: Discovery,
    /// Texts at `_dmarc` of the domain that are no such record.
    strangers: Vec<String>,
    /// A record at a wrong name: the name and the record.
    misplaced: Option<(QueryName, String)>,
    /// Where reports go.
    destinations: Vec<Destination>,
}

impl Dmarc {
    /// Reads what is known.
    pub(crate) fn read(evidence: &Evidence, domain: &DomainName) -> Self {
        let walk = walk(domain, |name| found(evidence, name));
        let discovery = discover(&walk, existence(evidence, domain));
        let destinations = destinations::read(evidence, &discovery);
        let (strangers, misplaced) = if plan::is_without_record(&walk) {
            let strangers = texts(evidence, QueryName::prefixed("_dmarc", domain).ok());
            (strangers, misplaced(evidence, domain))
        } else {
            (Vec::new(), None)
        };
        Self {
            domain: domain.clone(),
            walk,
            discovery,
            strangers,
            misplaced,
            destinations,
        }
    }

    /// Whether there is one, in short: for the checks that rest on several mechanisms.
    pub(crate) fn presence(&self) -> Presence {
        match &self.discovery {
            Discovery::NotAsked => Presence::NotAsked,
            Discovery::Unknown(why) | Discovery::Bogus(why) => Presence::Unknown(why.clone()),
            Discovery::Void { at, .. } => {
                Presence::Broken(format!("the DMARC record of {at} is invalid"))
            }
            Discovery::Applies(_) => Presence::Present,
            Discovery::Nothing => match self.own() {
                Some(Selection::Several(_)) => {
                    Presence::Broken("there are several DMARC records".to_owned())
                }
                Some(Selection::NearMiss(_)) => {
                    Presence::Broken("receivers do not take the record for DMARC".to_owned())
                }
                Some(Selection::Absent | Selection::One(_)) | None => Presence::Absent,
            },
        }
    }

    /// What receivers are asked to do with forgeries of the domain, `t=y` taken into account; nothing if that is not known
    /// or nothing is asked at all.
    pub(crate) fn policy(&self) -> Option<Policy> {
        let applied = self.applied()?;
        Some(applied.record.tested(applied.policy))
    }

    /// Whether the policy is only being tested (`t=y`).
    pub(crate) fn is_testing(&self) -> bool {
        self.applied().is_some_and(|applied| applied.record.testing)
    }

    /// How alike names must be, for DKIM and for SPF.
    pub(crate) fn alignment(&self) -> Option<(Alignment, Alignment)> {
        let record = &self.applied()?.record;
        Some((record.adkim, record.aspf))
    }

    /// Whether anybody is asked for daily reports.
    pub(crate) fn has_reports(&self) -> bool {
        self.applied()
            .is_some_and(|applied| !applied.record.rua.is_empty())
    }

    /// The record that governs the domain.
    pub(crate) const fn applied(&self) -> Option<&Applied> {
        match &self.discovery {
            Discovery::Applies(applied) => Some(applied),
            Discovery::NotAsked
            | Discovery::Unknown(_)
            | Discovery::Bogus(_)
            | Discovery::Void { .. }
            | Discovery::Nothing => None,
        }
    }

    /// The organisational domain.
    pub(crate) fn organization(&self) -> Organization {
        self.walk.organization()
    }

    /// The record of the organisational domain, if it has one.
    pub(crate) fn organization_record(&self) -> Option<&DmarcRecord> {
        let Organization::Known(domain) = self.organization() else {
            return None;
        };
        self.walk.at(&domain)?.found.only()?.parsed.record()
    }

    /// What stands at the domain's own `_dmarc`.
    fn own(&self) -> Option<&Selection<DmarcRecord>> {
        match &self.walk.steps.first()?.found {
            Found::Answer(selection) => Some(selection),
            Found::NotAsked | Found::Unknown(_) | Found::Bogus(_) => None,
        }
    }
}

/// What is known of `_dmarc` below a name.
pub(crate) fn found(evidence: &Evidence, name: &DomainName) -> Found {
    // A name that is too long to have a `_dmarc` below it has no record there.
    let Ok(asked) = QueryName::prefixed("_dmarc", name) else {
        return Found::Answer(Selection::Absent);
    };
    match evidence.lookup(&asked, RecordType::Txt) {
        Lookup::NotAsked => Found::NotAsked,
        Lookup::NoData(_) | Lookup::NxDomain(_) => Found::Answer(Selection::Absent),
        Lookup::Unknown(failure) => Found::Unknown(failure.to_string()),
        Lookup::Bogus(failure) => Found::Bogus(failure.to_string()),
        Lookup::Found(message) => {
            let records: Vec<TxtRecord> = message.txt_records().cloned().collect();
            Found::Answer(select(&records))
        }
    }
}

/// Whether the name exists (RFC 9989 §3.2.13): any answer about it but "no such name" says that it does.
pub(crate) fn existence(evidence: &Evidence, domain: &DomainName) -> Existence {
    let name = QueryName::from(domain);
    for record_type in [RecordType::Mx, RecordType::Txt, RecordType::A] {
        match evidence.lookup(&name, record_type) {
            Lookup::Found(_) | Lookup::NoData(_) => return Existence::Exists,
            Lookup::NxDomain(_) => return Existence::Missing,
            Lookup::NotAsked | Lookup::Unknown(_) | Lookup::Bogus(_) => {}
        }
    }
    Existence::Unknown
}

/// A record at one of the names where it often stands by mistake.
fn misplaced(evidence: &Evidence, domain: &DomainName) -> Option<(QueryName, String)> {
    plan::wrong_names(domain).into_iter().find_map(|name| {
        let texts = texts(evidence, Some(name.clone()));
        let record = texts
            .into_iter()
            .find(|text| !matches!(parse(text), Recognized::Foreign))?;
        Some((name, record))
    })
}

/// Whether a text begins with a tag.
fn is_first_a_tag(text: &str) -> bool {
    let first = crate::syntax::tag_list(text).next();
    first.is_some_and(|field| field.value.is_some())
}

/// The texts at a name, as far as they are known.
fn texts(evidence: &Evidence, name: Option<QueryName>) -> Vec<String> {
    let lookup = name.map(|name| evidence.lookup(&name, RecordType::Txt));
    let Some(Lookup::Found(message)) = lookup else {
        return Vec::new();
    };
    message.txt_records().map(TxtRecord::text).collect()
}

#[cfg(test)]
mod tests;
