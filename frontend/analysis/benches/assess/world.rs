//! A domain as large as may be asked about, made up: every query that it raises has an answer here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use analysis::dns::{self, Question};
use analysis::evidence::{ProbeStream, Subject, Vantage};
use analysis::{DnsAnswer, DnsOutcome, Evidence, Outcome, Query};
use rcgen::{CertificateParams, KeyPair};
use sha2::{Digest as _, Sha256};
use shared::{
    Addresses, Chain, CipherSuite, DeepFact, Direction, EhloStanding, Event, Extras, Feature,
    FetchedBy, GroupList, HandshakeSignature, HelloAnswer, Limits, NamedGroup, Observation,
    PathCheck, PolicyFile, Port25, Preference, RelayInfo, Reply, ReplyCode, Resolution,
    ServerHello, Service, SignatureScheme, Spent, SuiteList, Timestamp, TlsSession, TlsVersion,
    TranscriptLine, WIRE_VERSION,
};
use x509_parser::prelude::{FromDer as _, X509Certificate};

/// MX hosts.
pub(crate) const HOSTS: u8 = 10;
/// Addresses of each, half of either family.
pub(crate) const ADDRESSES: u8 = 4;

const DOMAIN: &str = "bench.example";
/// A moment within the certificates' validity.
const NOW: Timestamp = Timestamp::from_seconds(1_790_000_000);
const ID: &str = "20260101000000Z";

/// What it is all about, before anything was asked.
pub(crate) fn nothing_known() -> Evidence {
    let relay = RelayInfo {
        wire_version: WIRE_VERSION,
        version: "0".to_owned(),
        vantage: None,
        ehlo_name: "probe.example.net".to_owned(),
        features: vec![
            Feature::Probe,
            Feature::Policy,
            Feature::DnsQuery,
            Feature::Deep,
        ],
        limits: Limits::default(),
        resolver_validates: Some(true),
        port_25: Port25::Open,
        ipv6: true,
        ehlo: EhloStanding::Confirmed,
        canaries: Vec::new(),
    };
    let vantage = Vantage {
        relay: Some(relay),
        resolver: "a validating one".to_owned(),
    };
    let domain = DOMAIN.parse().unwrap();
    let mut evidence = Evidence::new(Subject::Domain { domain }, vantage, NOW);
    evidence.extras = Extras {
        deep: true,
        recipients: None,
    };
    evidence
}

/// The servers' one certificate and its issuer's.
pub(crate) struct World {
    chain: Chain,
    /// SHA-256 of the leaf's key (RFC 6698 §2.1.2: SPKI).
    key_digest: Vec<u8>,
}

impl World {
    pub(crate) fn new() -> Self {
        let names: Vec<_> = (1..=HOSTS).map(host).collect();
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(names).unwrap();
        let leaf = leaf.self_signed(&key).unwrap().der().to_vec();
        let issuer = CertificateParams::new(Vec::new()).unwrap();
        let issuer = issuer.self_signed(&key).unwrap().der().to_vec();
        let (_, read) = X509Certificate::from_der(&leaf).unwrap();
        let key_digest = Sha256::digest(read.public_key().raw).to_vec();
        Self {
            chain: Chain {
                certificates: vec![leaf.into(), issuer.into()],
                cut: false,
                path_now: PathCheck::Trusted,
                path_within_validity: PathCheck::Trusted,
                self_signed: false,
                issuer_resembles_root: true,
                leaf_chains_to: vec![false, true],
            },
            key_digest,
        }
    }

    pub(crate) fn answer(&self, query: &Query) -> Outcome {
        match query {
            Query::Dns { question, .. } => Outcome::Dns(DnsOutcome {
                observed_at: NOW,
                elapsed_ms: 1,
                answer: DnsAnswer::Message {
                    wire: self.message(question).into(),
                },
            }),
            Query::Policy { domain } => Outcome::Policy(PolicyFile {
                domain: domain.clone(),
                url: format!("https://mta-sts.{domain}/.well-known/mta-sts.txt"),
                observed_at: NOW,
                elapsed_ms: 1,
                fetched_by: FetchedBy::Relay,
                tls_version: Some(TlsVersion::TLS13),
                chain: Some(self.chain.clone()),
                status: Some(200),
                content_type: Some("text/plain".to_owned()),
                location: None,
                body: Some(policy().into_bytes().into()),
                body_cut: false,
                failure: None,
            }),
            Query::Probe { host, service, .. } => {
                let number = host.as_str().trim_start_matches("mx");
                let number = number.split('.').next().unwrap().parse().unwrap_or(1);
                let mut stream = ProbeStream::new(NOW);
                for (seq, observation) in self.probe(number, *service).into_iter().enumerate() {
                    let event = Event {
                        seq: u32::try_from(seq).unwrap(),
                        observed_at: NOW,
                        observation,
                    };
                    let mut line = serde_json::to_vec(&event).unwrap();
                    line.push(b'\n');
                    stream.push(&line).unwrap();
                }
                Outcome::Probe(stream.finish(NOW, None))
            }
        }
    }

    /// RFC 1035 §4: the question again and its answers, authenticated (RFC 4035 §3.2.3).
    fn message(&self, question: &Question) -> Vec<u8> {
        let query = dns::encode(question);
        let mut end = 12;
        while query[end] != 0 {
            end += usize::from(query[end]) + 1;
        }
        let kind = u16::from_be_bytes([query[end + 1], query[end + 2]]);
        let records = self.records(&question.name.to_string(), kind);
        let mut message = query[..2].to_vec();
        message.extend([0x81, 0xA0, 0, 1]);
        message.extend(u16::try_from(records.len()).unwrap().to_be_bytes());
        message.extend([0, 0, 0, 0]);
        message.extend(&query[12..end + 5]);
        for content in records {
            message.extend([0xC0, 12]);
            message.extend(kind.to_be_bytes());
            message.extend([0, 1, 0, 0, 0, 60]);
            message.extend(u16::try_from(content.len()).unwrap().to_be_bytes());
            message.extend(content);
        }
        message
    }

    /// The contents of the records of a name.
    fn records(&self, name: &str, kind: u16) -> Vec<Vec<u8>> {
        const A: u16 = 1;
        const PTR: u16 = 12;
        const MX: u16 = 15;
        const TXT: u16 = 16;
        const AAAA: u16 = 28;
        const DNSKEY: u16 = 48;
        const TLSA: u16 = 52;
        let name = name.trim_end_matches('.');
        let number = (1..=HOSTS).find(|number| name == host(*number));
        let of_family = |ipv4: bool| {
            let all = number.map(addresses).unwrap_or_default();
            all.into_iter()
                .filter(move |address| address.is_ipv4() == ipv4)
        };
        match (kind, name) {
            (DNSKEY, "") => vec![[&[1, 1, 3, 13][..], &[7; 64]].concat()],
            (MX, DOMAIN) => (1..=HOSTS)
                .map(|number| [&[0, number][..], &labels(&host(number))].concat())
                .collect(),
            (A | AAAA, _) => of_family(kind == A).map(octets).collect(),
            (PTR, _) => {
                let owner = (1..=HOSTS).find(|number| {
                    addresses(*number)
                        .into_iter()
                        .any(|address| dns::QueryName::reverse(address).as_str() == name)
                });
                owner
                    .map(|number| labels(&host(number)))
                    .into_iter()
                    .collect()
            }
            (TLSA, _) if name.starts_with("_25._tcp.mx") => {
                vec![[&[3, 1, 1][..], &self.key_digest].concat()]
            }
            (TXT, "_mta-sts.bench.example") => vec![text(&format!("v=STSv1; id={ID};"))],
            (TXT, "_smtp._tls.bench.example") => {
                vec![text("v=TLSRPTv1; rua=mailto:tls@bench.example")]
            }
            _ => Vec::new(),
        }
    }

    fn probe(&self, number: u8, service: Service) -> Vec<Observation> {
        let (ipv4, ipv6) = addresses(number)
            .into_iter()
            .partition(|address| address.is_ipv4());
        let mut told = vec![
            Observation::Started {
                host: host(number).parse().unwrap(),
                service,
                ehlo_name: "probe.example.net".to_owned(),
            },
            Observation::Resolved {
                resolution: Resolution {
                    ipv4: Addresses::Found { addresses: ipv4 },
                    ipv6: Addresses::Found { addresses: ipv6 },
                },
            },
        ];
        for address in addresses(number) {
            told.extend(self.look(number, address));
        }
        told.push(Observation::Done {
            stopped_because: None,
        });
        told
    }

    /// A deep look at one address.
    fn look(&self, number: u8, address: IpAddr) -> Vec<Observation> {
        let reply = |lines: &[&str]| Reply {
            code: ReplyCode::OK,
            lines: lines.iter().map(ToString::to_string).collect(),
            bare_lf: false,
        };
        let keywords = [
            "mx.bench.example",
            "PIPELINING",
            "SIZE 52428800",
            "8BITMIME",
        ];
        let mut told = vec![
            Observation::Connected {
                address,
                elapsed_ms: 1,
            },
            Observation::Greeting {
                address,
                reply: Reply {
                    code: ReplyCode::READY,
                    ..reply(&[&format!("{} ESMTP", host(number))])
                },
                elapsed_ms: 1,
            },
            Observation::Ehlo {
                address,
                reply: reply(&[&keywords[..], &["STARTTLS"]].concat()),
                helo: false,
            },
            Observation::StartTls {
                address,
                reply: reply(&["go ahead"]),
                injected: None,
            },
            Observation::Handshake {
                address,
                session: TlsSession {
                    version: TlsVersion::TLS13,
                    suite: CipherSuite(0x1301),
                    group: Some(NamedGroup::X25519),
                    signature: HandshakeSignature::Right {
                        scheme: SignatureScheme::ECDSA_SECP256R1_SHA256,
                    },
                    ocsp_stapled: false,
                    chain: self.chain.clone(),
                    elapsed_ms: 1,
                },
            },
            Observation::EhloSealed {
                address,
                reply: reply(&keywords),
                helo: false,
            },
            self.hello(address, TlsVersion::TLS12),
            self.hello(address, TlsVersion::TLS11),
            self.hello(address, TlsVersion::TLS10),
        ];
        let versions = [TlsVersion::TLS13, TlsVersion::TLS12, TlsVersion::TLS11];
        told.extend(versions.map(|version| Observation::Deep {
            address,
            fact: DeepFact::Suites(SuiteList {
                version,
                accepted: CipherSuite::KNOWN[..64].to_vec(),
                preference: Preference::Server,
                cut_short_by: None,
            }),
        }));
        told.push(Observation::Deep {
            address,
            fact: DeepFact::Groups(GroupList {
                version: TlsVersion::TLS13,
                accepted: NamedGroup::KNOWN.to_vec(),
                preference: Preference::Server,
                cut_short_by: None,
            }),
        });
        told.push(Observation::Finished {
            address,
            stopped_because: None,
            transcript: (0..400)
                .map(|at_ms| TranscriptLine {
                    at_ms,
                    direction: Direction::Server,
                    text: format!("250-{} says a line of the usual length", host(number)),
                })
                .collect(),
            spent: Spent::default(),
        });
        told
    }

    fn hello(&self, address: IpAddr, version: TlsVersion) -> Observation {
        let hello = ServerHello {
            group: Some(NamedGroup::SECP256R1),
            signature: Some(SignatureScheme::RSA_PKCS1_SHA256),
            ..ServerHello::choosing(version, CipherSuite(0xC02F))
        };
        Observation::Hello {
            address,
            offered: version,
            without_weak_suites: false,
            usual_suites_only: false,
            answer: HelloAnswer::ServerHello {
                hello: Box::new(hello),
            },
        }
    }
}

fn policy() -> String {
    format!("version: STSv1\r\nmode: enforce\r\nmx: *.{DOMAIN}\r\nmax_age: 604800\r\n")
}

fn host(number: u8) -> String {
    format!("mx{number}.{DOMAIN}")
}

fn addresses(number: u8) -> Vec<IpAddr> {
    (1..=ADDRESSES / 2)
        .flat_map(|last| {
            let v4 = Ipv4Addr::new(8, 8, number, last);
            let v6 = Ipv6Addr::new(0x2A00, 1, number.into(), 0, 0, 0, 0, last.into());
            [v4.into(), v6.into()]
        })
        .collect()
}

fn octets(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    }
}

fn labels(name: &str) -> Vec<u8> {
    let mut wire = Vec::new();
    for label in name.split('.') {
        wire.extend(text(label));
    }
    wire.push(0);
    wire
}

/// A length and so many bytes: a label, or a character string (RFC 1035 §3.3).
fn text(text: &str) -> Vec<u8> {
    [&[u8::try_from(text.len()).unwrap()], text.as_bytes()].concat()
}
