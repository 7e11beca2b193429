//! Small worlds of DNS answers, and where they make a sender look.

use shared::{Octets, Timestamp};

use super::*;
use crate::evidence::Vantage;
use crate::query::{DnsAnswer, DnsOutcome, Outcome, Via};

const HOST: &str = "mx.example.org";
const AD: u8 = 0x20;
const SERVFAIL: u8 = 2;
const NXDOMAIN: u8 = 3;

/// The answers of a resolver that validates, and how senders come to the host.
struct World {
    evidence: Evidence,
    mx: Security,
}

impl World {
    fn new(mx: Security) -> Self {
        let subject = Subject::Host {
            host: host(),
            service: shared::Service::Smtp,
        };
        let evidence = Evidence::new(subject, Vantage::default(), Timestamp::from_seconds(1));
        // Without AD on the root's keys the resolver does not validate.
        Self { evidence, mx }.answers(
            ".",
            RecordType::Dnskey,
            AD,
            &[(".", RecordType::Dnskey, vec![1])],
        )
    }

    /// A host with a signed address and nothing else.
    fn signed() -> Self {
        Self::new(Security::Secure).at(HOST, AD)
    }

    /// An IPv4 address at a name, no IPv6.
    fn at(self, name: &str, flags: u8) -> Self {
        self.answers(
            name,
            RecordType::A,
            flags,
            &[(name, RecordType::A, vec![192, 0, 2, 1])],
        )
        .answers(name, RecordType::Aaaa, flags, &[])
    }

    /// The host is an alias of a name with an address.
    fn alias_of(self, target: &str, flags: u8) -> Self {
        let alias = (HOST, RecordType::Cname, wire(target));
        let address = (target, RecordType::A, vec![192, 0, 2, 1]);
        self.answers(HOST, RecordType::A, flags, &[alias.clone(), address])
            .answers(HOST, RecordType::Aaaa, flags, &[alias])
    }

    /// A TLSA record for a host.
    fn tlsa(self, base: &str, flags: u8) -> Self {
        let owner = format!("_25._tcp.{base}");
        let content = [[3, 1, 1].as_slice(), &[7; 32]].concat();
        self.answers(
            &owner,
            RecordType::Tlsa,
            flags,
            &[(&owner, RecordType::Tlsa, content)],
        )
    }

    fn no_tlsa(self, base: &str) -> Self {
        self.answers(
            &format!("_25._tcp.{base}"),
            RecordType::Tlsa,
            AD | NXDOMAIN,
            &[],
        )
    }

    fn answers(
        self,
        name: &str,
        record_type: RecordType,
        flags: u8,
        records: &[(&str, RecordType, Vec<u8>)],
    ) -> Self {
        self.told(
            Query::dns(name.parse().unwrap(), record_type),
            flags,
            records,
        )
    }

    fn told(mut self, query: Query, flags: u8, records: &[(&str, RecordType, Vec<u8>)]) -> Self {
        let Query::Dns { question, .. } = &query else {
            unreachable!("only DNS is asked here")
        };
        let count = u8::try_from(records.len()).unwrap();
        let mut bytes = vec![0, 0, 0x80, flags, 0, 1, 0, count, 0, 0, 0, 0];
        bytes.extend(wire(question.name.as_str()));
        bytes.extend(question.record_type.code().to_be_bytes());
        bytes.extend([0, 1]);
        for (owner, record_type, content) in records {
            bytes.extend(wire(owner));
            bytes.extend(record_type.code().to_be_bytes());
            bytes.extend([0, 1, 0, 0, 0, 60]);
            bytes.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
            bytes.extend(content);
        }
        let outcome = Outcome::Dns(DnsOutcome {
            observed_at: Timestamp::from_seconds(1),
            elapsed_ms: 1,
            answer: DnsAnswer::Message {
                wire: Octets::from(bytes),
            },
        });
        self.evidence.insert(query, outcome).unwrap();
        self
    }

    fn read(&self) -> Tlsa {
        Tlsa::read(&self.evidence, &host(), self.mx)
    }

    /// The names of what is still to be asked.
    fn asks(&self) -> Vec<String> {
        outstanding(&self.evidence, &host(), self.mx)
            .iter()
            .map(Query::describe)
            .collect()
    }
}

fn host() -> DomainName {
    HOST.parse().unwrap()
}

fn wire(name: &str) -> Vec<u8> {
    let name: QueryName = name.parse().unwrap();
    let mut bytes = Vec::new();
    for label in name.labels() {
        bytes.push(u8::try_from(label.len()).unwrap());
        bytes.extend(label);
    }
    bytes.push(0);
    bytes
}

fn base(tlsa: &Tlsa) -> Option<String> {
    match tlsa {
        Tlsa::Found(set) => Some(set.base.to_string()),
        _ => None,
    }
}

#[test]
fn records_are_asked_for_when_the_way_to_the_host_is_signed() {
    assert_eq!(World::signed().asks(), ["TLSA of _25._tcp.mx.example.org"]);
    let found = World::signed().tlsa(HOST, AD);
    assert!(found.asks().is_empty());
    assert_eq!(base(&found.read()).as_deref(), Some(HOST));
    assert!(matches!(World::signed().no_tlsa(HOST).read(), Tlsa::Absent));
}

#[test]
fn nobody_asks_where_the_way_is_not_signed() {
    // RFC 7672 §2.2.1 and §2.2.2.
    let mx = World::new(Security::Insecure).at(HOST, AD);
    assert!(matches!(
        mx.read(),
        Tlsa::NotApplicable(Hindrance::MxInsecure)
    ));
    let address = World::new(Security::Secure).at(HOST, 0);
    assert!(matches!(
        address.read(),
        Tlsa::NotApplicable(Hindrance::AddressInsecure)
    ));
    let nowhere = World::new(Security::Secure)
        .answers(HOST, RecordType::A, AD, &[])
        .answers(HOST, RecordType::Aaaa, AD, &[]);
    assert!(matches!(
        nowhere.read(),
        Tlsa::NotApplicable(Hindrance::NoAddress)
    ));
    for world in [mx, address, nowhere] {
        assert!(world.asks().is_empty());
    }
}

#[test]
fn nothing_is_said_before_both_families_are_known() {
    let half = World::new(Security::Secure).answers(
        HOST,
        RecordType::A,
        AD,
        &[(HOST, RecordType::A, vec![192, 0, 2, 1])],
    );
    assert!(matches!(half.read(), Tlsa::NotAsked(_)));
    assert!(matches!(
        World::new(Security::NotAsked).at(HOST, AD).read(),
        Tlsa::NotAsked(_)
    ));
}

#[test]
fn records_without_signature_are_as_good_as_none() {
    let Tlsa::Unsigned(set) = World::signed().tlsa(HOST, 0).read() else {
        panic!("they are there, and not signed")
    };
    assert!(!set.is_proven);
    // Signed ones under the name that comes second count all the same.
    let world = World::new(Security::Secure).alias_of("real.example.net", AD);
    let both = world.tlsa("real.example.net", 0).tlsa(HOST, AD).read();
    assert!(matches!(both, Tlsa::Found(set) if set.base == host()));
}

#[test]
fn the_end_of_a_signed_alias_comes_first() {
    // RFC 7672 §2.2.2.
    let alias = || World::new(Security::Secure).alias_of("real.example.net", AD);
    assert_eq!(alias().asks(), ["TLSA of _25._tcp.real.example.net"]);
    let both = alias().tlsa("real.example.net", AD).tlsa(HOST, AD);
    assert_eq!(base(&both.read()).as_deref(), Some("real.example.net"));
    let second = alias().no_tlsa("real.example.net");
    assert_eq!(second.asks(), ["TLSA of _25._tcp.mx.example.org"]);
    assert_eq!(base(&second.tlsa(HOST, AD).read()).as_deref(), Some(HOST));
}

#[test]
fn an_alias_out_of_signed_zones_counts_by_its_own_name_if_it_is_signed() {
    let alias = || World::new(Security::Secure).alias_of("real.example.net", 0);
    assert_eq!(alias().asks(), ["CNAME of mx.example.org"]);
    let cname = |flags| {
        let record = (HOST, RecordType::Cname, wire("real.example.net"));
        alias().answers(HOST, RecordType::Cname, flags, &[record])
    };
    assert_eq!(cname(AD).asks(), ["TLSA of _25._tcp.mx.example.org"]);
    assert!(matches!(
        cname(0).read(),
        Tlsa::NotApplicable(Hindrance::AddressInsecure)
    ));
}

#[test]
fn a_lookup_that_fails_is_bogus_only_if_it_answers_unvalidated() {
    // RFC 7672 §2.1.2; RFC 4035 §3.2.2.
    let owner: QueryName = "_25._tcp.mx.example.org".parse().unwrap();
    let fails = || World::signed().answers(owner.as_str(), RecordType::Tlsa, SERVFAIL, &[]);
    assert!(matches!(fails().read(), Tlsa::Unknown(_)));
    let unchecked = |flags| {
        let question = crate::dns::Question::new(owner.clone(), RecordType::Tlsa).unchecked();
        let via = Via::Resolver;
        fails().told(Query::Dns { question, via }, flags, &[])
    };
    // Twice, while the signed addresses are answered: the name servers fail for this type.
    assert!(matches!(unchecked(SERVFAIL).read(), Tlsa::ServersFail(_)));
    assert!(matches!(unchecked(NXDOMAIN).read(), Tlsa::LookupFails(_)));
}

#[test]
fn a_resolver_that_does_not_validate_can_only_tell_that_there_is_nothing() {
    let world = || World::new(Security::Untold).at(HOST, 0);
    assert_eq!(world().asks(), ["TLSA of _25._tcp.mx.example.org"]);
    assert!(matches!(world().no_tlsa(HOST).read(), Tlsa::Absent));
    let Tlsa::Found(set) = world().tlsa(HOST, 0).read() else {
        panic!("the records are there")
    };
    assert!(!set.is_proven);
}

#[test]
fn records_too_short_to_be_one_are_kept_apart() {
    let owner = "_25._tcp.mx.example.org";
    let world = World::signed().answers(
        owner,
        RecordType::Tlsa,
        AD,
        &[(owner, RecordType::Tlsa, vec![3, 1])],
    );
    let Tlsa::Found(set) = world.read() else {
        panic!("a record is there")
    };
    assert_eq!(
        (set.records.len(), set.broken.as_slice()),
        (0, ["\\# 2 0301".to_owned()].as_slice())
    );
}
