//! Asking the lists, step by step: what is looked up is at once what has to be asked.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use shared::{DomainName, Feature};

use super::answer::{self, Meaning};
use super::known::{self, Keeps, Known};
use super::{
    Blocklists, Entry, List, MAX_ADDRESSES_ASKED, Outcome, SelfTest, Sort, Standing, Target,
};
use crate::dns::{Message, QueryName, Question, RecordData, RecordType};
use crate::evidence::{Evidence, Lookup, MAX_BLOCKLISTS};
use crate::mx::Routing;
use crate::plan::{self, MAX_ADDRESSES, MAX_HOSTS};
use crate::query::{Query, Via};

/// RFC 5782 §5: always listed, and never.
const LISTED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const NEVER_LISTED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 1);
/// Texts of one answer that are kept, and characters of each.
const MAX_TEXTS: usize = 3;
const MAX_TEXT: usize = 300;

impl Blocklists {
    /// Reads what is known.
    pub(crate) fn read(evidence: &Evidence, domain: &DomainName) -> Self {
        let mut known = Self {
            standing: Standing::Asked,
            lists: Vec::new(),
            left_out: 0,
            raised: BTreeSet::new(),
        };
        let zones = match &evidence.wishes.blocklists {
            Some(zones) => zones.iter().take(MAX_BLOCKLISTS).cloned().collect(),
            None => known::usual(),
        };
        if zones.is_empty() {
            known.standing = Standing::Unwanted;
            return known;
        }
        // Without the relay's own resolver only public ones could be asked, which the lists refuse.
        let relay = evidence.vantage.relay.as_ref();
        if !relay.is_some_and(|relay| relay.features.contains(&Feature::DnsQuery)) {
            known.standing = Standing::NoRelay;
            return known;
        }
        let Some(targets) = targets(evidence, domain, &mut known.left_out) else {
            known.standing = Standing::Pending;
            return known;
        };
        let mut asker = Asker {
            evidence,
            raised: BTreeSet::new(),
        };
        let mut seen: Vec<DomainName> = Vec::new();
        for zone in zones {
            if !seen.contains(&zone) {
                known.lists.extend(asker.list(&zone, &targets));
                seen.push(zone);
            }
        }
        known.raised = asker.raised;
        known
    }
}

/// What to ask about, the preferred hosts' first addresses first; nothing while that is not known.
fn targets(evidence: &Evidence, domain: &DomainName, left_out: &mut usize) -> Option<Vec<Target>> {
    let routing = Routing::read(evidence, domain);
    if !routing.is_settled() || matches!(routing, Routing::DomainAbsent) {
        return None;
    }
    let is_laboratory = evidence.vantage.is_laboratory();
    let mut targets = Vec::new();
    // What exists in private only, no public list knows.
    if is_laboratory || !domain.is_special_use() {
        targets.push(Target::Name(domain.clone()));
    }
    for family in [RecordType::A, RecordType::Aaaa] {
        let mut hosts = Vec::new();
        for host in routing.hosts().iter().take(MAX_HOSTS) {
            let lookup = evidence.lookup(&QueryName::from(&host.name), family);
            if matches!(lookup, Lookup::NotAsked) {
                return None;
            }
            hosts.push((&host.name, plan::addresses(&lookup)));
        }
        let mut taken: Vec<IpAddr> = Vec::new();
        for place in 0..MAX_ADDRESSES {
            for (host, addresses) in &hosts {
                let Some(&address) = addresses.get(place) else {
                    continue;
                };
                let may_be_asked = is_laboratory || shared::address::is_public(address);
                if !may_be_asked || taken.contains(&address) {
                    continue;
                }
                taken.push(address);
                if taken.len() > MAX_ADDRESSES_ASKED {
                    *left_out += 1;
                    continue;
                }
                targets.push(Target::Address {
                    host: (*host).clone(),
                    address,
                });
            }
        }
    }
    Some(targets)
}

/// Looks up and notes what it looked up.
struct Asker<'a> {
    evidence: &'a Evidence,
    raised: BTreeSet<Query>,
}

impl Asker<'_> {
    fn ask(&mut self, name: &QueryName, record_type: RecordType) -> Lookup {
        let question = Question::new(name.clone(), record_type);
        self.raised.insert(Query::Dns {
            question,
            via: Via::Relay,
        });
        self.evidence.lookup_via(name, record_type, &Via::Relay)
    }

    /// Asks one list; nothing if it keeps nothing that could be asked about.
    fn list(&mut self, zone: &DomainName, targets: &[Target]) -> Option<List> {
        let known = known::find(zone);
        let mut list = List {
            zone: zone.clone(),
            known,
            tests: Vec::new(),
            entries: Vec::new(),
        };
        for sort in [Sort::Ipv4, Sort::Ipv6, Sort::Name] {
            let mut wanted = targets
                .iter()
                .filter(|target| target.sort() == sort)
                .peekable();
            if !keeps(known, sort) || wanted.peek().is_none() {
                continue;
            }
            let test = self.self_test(zone, known, sort);
            if test == SelfTest::Passed {
                list.entries
                    .extend(wanted.map(|target| self.entry(zone, known, target)));
            }
            list.tests.push((sort, test));
        }
        (!list.tests.is_empty()).then_some(list)
    }

    /// RFC 5782 §5: a list that works lists one entry and does not list another.
    fn self_test(
        &mut self,
        zone: &DomainName,
        known: Option<&'static Known>,
        sort: Sort,
    ) -> SelfTest {
        let (always, never) = match (sort, known.map(|known| known.keeps)) {
            (Sort::Ipv4, _) => (of_address(LISTED.into()), of_address(NEVER_LISTED.into())),
            // ::FFFF:7F00:2 and ::FFFF:7F00:1.
            (Sort::Ipv6, _) => (mapped(LISTED), mapped(NEVER_LISTED)),
            (Sort::Name, Some(Keeps::Names(test))) => (test.to_owned(), "invalid".to_owned()),
            (Sort::Name, _) => ("test".to_owned(), "invalid".to_owned()),
        };
        let names = [&always, &never].map(|entry| QueryName::prefixed(entry, zone));
        let [Ok(always), Ok(never)] = names else {
            return SelfTest::Failed("its name is too long to ask it anything".to_owned());
        };
        let is_listed = self.ask(&always, RecordType::A);
        let is_never_listed = self.ask(&never, RecordType::A);
        match is_listed {
            Lookup::NotAsked => return SelfTest::Pending,
            // A relay hides what leads into its own network, and may take a list's answer for that.
            hidden if plan::is_hidden_private(&hidden) => {
                return SelfTest::Unknown(format!(
                    "the relay keeps the answer for {always} to itself, since it is in 127.0.0.0/8"
                ));
            }
            Lookup::Unknown(failure) | Lookup::Bogus(failure) => {
                return SelfTest::Unknown(failure.to_string());
            }
            Lookup::NoData(_) | Lookup::NxDomain(_) => {
                return SelfTest::Failed(format!(
                    "it does not list {always}, which every list must"
                ));
            }
            Lookup::Found(message) => {
                if let Some(words) = self.doubt(&always, &message, known) {
                    return SelfTest::Failed(words);
                }
            }
        }
        match is_never_listed {
            Lookup::NotAsked => SelfTest::Pending,
            Lookup::Unknown(failure) | Lookup::Bogus(failure) => {
                SelfTest::Unknown(failure.to_string())
            }
            Lookup::NoData(_) | Lookup::NxDomain(_) => SelfTest::Passed,
            Lookup::Found(message) => SelfTest::Failed(
                self.doubt(&never, &message, known)
                    .unwrap_or_else(|| format!("it lists {never}, which no list may")),
            ),
        }
    }

    /// Why an answer says nothing, with the list's own words. A code that is not documented is enough for a self-test.
    fn doubt(
        &mut self,
        name: &QueryName,
        message: &Message,
        known: Option<&'static Known>,
    ) -> Option<String> {
        let Meaning::Doubt(doubt) = answer::read(&codes(message), known) else {
            return None;
        };
        if matches!(doubt, answer::Doubt::Undocumented(_)) {
            return None;
        }
        let mut words = doubt.words().to_owned();
        let said = self.words(name);
        if !said.is_empty() {
            words = format!("{words}; in its own words, “{}”", said.join("” “"));
        }
        Some(words)
    }

    fn entry(
        &mut self,
        zone: &DomainName,
        known: Option<&'static Known>,
        target: &Target,
    ) -> Entry {
        let entry = match target {
            Target::Address { address, .. } => of_address(*address),
            Target::Name(name) => name.to_string(),
        };
        let mut entry = match QueryName::prefixed(&entry, zone) {
            Ok(asked) => Entry {
                target: target.clone(),
                asked,
                outcome: Outcome::Pending,
                words: Vec::new(),
            },
            Err(error) => {
                return Entry {
                    target: target.clone(),
                    asked: QueryName::from(zone),
                    outcome: Outcome::Unknown(error.to_string()),
                    words: Vec::new(),
                };
            }
        };
        entry.outcome = match self.ask(&entry.asked, RecordType::A) {
            Lookup::NotAsked => Outcome::Pending,
            // RFC 5782 §2.1: without an address record it is not listed, whatever else there may be.
            Lookup::NoData(_) | Lookup::NxDomain(_) => Outcome::Clean,
            Lookup::Unknown(failure) | Lookup::Bogus(failure) => {
                Outcome::Unknown(failure.to_string())
            }
            Lookup::Found(message) => {
                entry.words = self.words(&entry.asked);
                match answer::read(&codes(&message), known) {
                    Meaning::Listed(listings) => Outcome::Listed(listings),
                    Meaning::Doubt(doubt) => Outcome::Unknown(doubt.words().to_owned()),
                }
            }
        };
        entry
    }

    /// The list's own words about an entry (RFC 5782 §2.1), shortened.
    fn words(&mut self, name: &QueryName) -> Vec<String> {
        let Lookup::Found(message) = self.ask(name, RecordType::Txt) else {
            return Vec::new();
        };
        let texts = message.txt_records().take(MAX_TEXTS);
        texts
            .map(|text| text.text().chars().take(MAX_TEXT).collect())
            .collect()
    }
}

/// Whether a list keeps such entries. What one keeps that somebody typed, its self-test shows.
fn keeps(known: Option<&Known>, sort: Sort) -> bool {
    match known.map(|known| known.keeps) {
        None => true,
        Some(Keeps::Ipv4) => sort == Sort::Ipv4,
        Some(Keeps::Addresses) => sort != Sort::Name,
        Some(Keeps::Names(_)) => sort == Sort::Name,
    }
}

/// The addresses in an answer. An address that cannot be read is left out, and an answer of nothing else says nothing.
fn codes(message: &Message) -> Vec<Ipv4Addr> {
    let data = message.records.iter().map(|record| &record.data);
    data.filter_map(|data| match data {
        RecordData::A { address } => Some(*address),
        _ => None,
    })
    .collect()
}

/// RFC 5782 §2.1 and §2.4: octets or nibbles turned round, as for reverse names.
fn of_address(address: IpAddr) -> String {
    let name = QueryName::reverse(address).to_string();
    let ending = if address.is_ipv4() {
        ".in-addr.arpa"
    } else {
        ".ip6.arpa"
    };
    name.strip_suffix(ending).unwrap_or_default().to_owned()
}

fn mapped(address: Ipv4Addr) -> String {
    let mapped: Ipv6Addr = address.to_ipv6_mapped();
    of_address(mapped.into())
}
