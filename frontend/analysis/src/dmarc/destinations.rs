//! Whether the addresses for reports take them (RFC 9990 §4).

use shared::DomainName;

use super::walk::names;
use super::{Applied, Discovery, Found, Organization, found, parse, walk};
use crate::dns::{QueryName, RecordType, TxtRecord, is_within};
use crate::evidence::{Evidence, Lookup};
use crate::syntax::Recognized;

/// Hosts of report addresses that are looked at: a domain has one to three. More are only listed.
pub(super) const MAX_DESTINATIONS: usize = 10;

/// A host that reports go to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Destination {
    /// The domain of the addresses.
    pub(super) host: DomainName,
    /// The addresses there, as written.
    pub(super) addresses: Vec<String>,
    /// Whether daily reports go there; those of single failures if not.
    pub(super) daily: bool,
    /// Where the host says that it takes them; nothing if no such name is possible.
    pub(super) asked: Option<QueryName>,
    /// Whether it does.
    pub(super) consent: Consent,
    /// The questions that this raises.
    pub(super) questions: Vec<QueryName>,
}

/// Whether a host takes reports about a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Consent {
    /// It is of the same organisation and need not say.
    Own,
    /// Not known yet.
    NotAsked,
    /// It could not be found out, and why.
    Unknown(String),
    /// It says so, with this record.
    Given(String),
    /// It does not.
    Missing,
    /// It sends them on to another host, so that they go nowhere.
    SentOn(String),
    /// The name at which it would say so is longer than DNS allows.
    Impossible,
    /// There are so many that this one was not looked at.
    BeyondLimit,
}

pub(super) fn read(evidence: &Evidence, discovery: &Discovery) -> Vec<Destination> {
    let Discovery::Applies(applied) = discovery else {
        return Vec::new();
    };
    let record = &applied.record;
    let mut destinations: Vec<Destination> = Vec::new();
    let daily = record.rua.iter().map(|address| (address, true));
    let single = record.ruf.iter().map(|address| (address, false));
    for (address, daily) in daily.chain(single) {
        let Some(host) = address.host.as_ref().and_then(|host| host.parse().ok()) else {
            continue;
        };
        let full = destinations.len() > MAX_DESTINATIONS;
        match destinations.iter_mut().find(|known| known.host == host) {
            Some(known) => known.addresses.push(address.uri.clone()),
            // A record of 64 KB could name thousands: of what is beyond the limit, one stands for all.
            None if full => {}
            None => destinations.push(Destination {
                host,
                addresses: vec![address.uri.clone()],
                daily,
                asked: None,
                consent: Consent::BeyondLimit,
                questions: Vec::new(),
            }),
        }
    }
    for destination in destinations.iter_mut().take(MAX_DESTINATIONS) {
        ask(evidence, applied, destination);
    }
    destinations
}

fn ask(evidence: &Evidence, applied: &Applied, destination: &mut Destination) {
    let host = &destination.host;
    // RFC 9990 §4: nothing to ask if both have the same organisational domain.
    if *host == applied.at {
        destination.consent = Consent::Own;
        return;
    }
    let organization = match &applied.organization {
        Organization::Known(domain) => domain,
        Organization::NotAsked => {
            destination.consent = Consent::NotAsked;
            return;
        }
        Organization::Unknown(why) => {
            destination.consent = Consent::Unknown(why.clone());
            return;
        }
    };
    // A host's organisational domain is the host itself or above it, so that a walk is needed only for a host below ours.
    if is_within(host.as_str(), organization.as_str()) {
        let asked = names(host).into_iter();
        let questions = asked.filter_map(|name| QueryName::prefixed("_dmarc", &name).ok());
        destination.questions.extend(questions);
        let theirs = walk(host, |name| -> Found { found(evidence, name) }).organization();
        let consent = match theirs {
            Organization::NotAsked => Some(Consent::NotAsked),
            Organization::Unknown(why) => Some(Consent::Unknown(why)),
            Organization::Known(theirs) if theirs == *organization => Some(Consent::Own),
            Organization::Known(_) => None,
        };
        if let Some(consent) = consent {
            destination.consent = consent;
            return;
        }
    }
    // RFC 9990 §4, steps 2 to 4.
    let prefix = format!("{}._report._dmarc", applied.at);
    let Ok(name) = QueryName::prefixed(&prefix, host) else {
        destination.consent = Consent::Impossible;
        return;
    };
    destination.questions.push(name.clone());
    destination.consent = match evidence.lookup(&name, RecordType::Txt) {
        Lookup::NotAsked => Consent::NotAsked,
        Lookup::Unknown(failure) | Lookup::Bogus(failure) => Consent::Unknown(failure.to_string()),
        Lookup::NoData(_) | Lookup::NxDomain(_) => Consent::Missing,
        Lookup::Found(message) => consent(host, message.txt_records()),
    };
    destination.asked = Some(name);
}

/// RFC 9990 §4, steps 6 to 9: any record that begins as a DMARC record does will do, and several are no harm.
fn consent<'a>(host: &DomainName, records: impl Iterator<Item = &'a TxtRecord>) -> Consent {
    let mut given = Consent::Missing;
    for text in records.map(TxtRecord::text) {
        let parsed = parse(&text);
        if matches!(parsed, Recognized::Foreign) {
            continue;
        }
        // Step 9: the host may name another address of its own; one elsewhere must not be used, nor the first one.
        let rua = parsed.record().map(|record| record.rua.as_slice());
        let elsewhere = rua.unwrap_or_default().iter().any(|address| {
            let other = address.host.as_deref();
            other.is_some_and(|other| other != host.as_str())
        });
        if elsewhere {
            return Consent::SentOn(text);
        }
        if given == Consent::Missing {
            given = Consent::Given(text);
        }
    }
    given
}
