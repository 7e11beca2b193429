//! What looking at one host gave: the relay's events, folded by address.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use shared::{
    Cause, DeepFact, Event, Extras, Failure, HelloAnswer, Observation, Octets, Phase,
    RecipientTrial, Reply, Resolution, ServerHello, SkipReason, Spent, Timestamp, TlsSession,
    TlsVersion, TranscriptLine,
};

/// What is known about one service of one host. Grows while the relay reports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProbeOutcome {
    /// When it was begun.
    pub begun_at: Timestamp,
    /// The name that was given in EHLO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ehlo_name: Option<String>,
    /// The addresses as the relay's resolver knows them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// What each address showed.
    pub addresses: BTreeMap<IpAddr, AddressOutcome>,
    /// How it ended; `None` while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<ProbeEnd>,
    /// What finished looks looked at beyond the usual.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub extras: BTreeSet<Extras>,
}

/// How a probe ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProbeEnd {
    /// When.
    pub at: Timestamp,
    /// What ended it early, if something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_because: Option<Failure>,
}

/// What one address showed, stage by stage; a stage that was not reached is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct AddressOutcome {
    /// When the last of this was seen.
    pub observed_at: Timestamp,
    /// Why it was not probed at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkipReason>,
    /// How long connecting took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connect_ms: Option<u32>,
    /// The server's first words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub greeting: Option<Greeting>,
    /// The answer to EHLO in clear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ehlo: Option<Ehlo>,
    /// The answer to STARTTLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub starttls: Option<StartTls>,
    /// The finished handshake.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session: Option<TlsSession>,
    /// The answer to EHLO inside TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ehlo_sealed: Option<Ehlo>,
    /// The raw hellos and their answers, in the order in which they were sent. Empty in files older than these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hellos: Vec<Hello>,
    /// The answer to the hello that offered hybrid groups with ML-KEM only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hybrid: Option<HelloAnswer>,
    /// What a deep look showed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub deep: Vec<DeepFact>,
    /// What was said to the recipients that were tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients: Option<RecipientTrial>,
    /// How it ended; `None` while it goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finish: Option<Finish>,
}

/// The server's first words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Greeting {
    /// The words.
    pub reply: Reply,
    /// How long they took, in milliseconds.
    pub elapsed_ms: u32,
}

impl Greeting {
    /// Whether a middlebox has written over it with stars, as some firewalls do when they inspect SMTP. They leave only
    /// the digits 0 and 2 of it.
    #[must_use]
    pub fn is_masked(&self) -> bool {
        let words = self
            .reply
            .lines
            .first()
            .map(String::as_str)
            .unwrap_or_default();
        let stars = words.bytes().filter(|&b| b == b'*').count();
        stars >= 8
            && words
                .bytes()
                .all(|b| matches!(b, b'*' | b'0' | b'2' | b' '))
    }
}

/// An answer to EHLO or HELO.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ehlo {
    /// The answer.
    pub reply: Reply,
    /// Whether it answers HELO.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub helo: bool,
}

impl Ehlo {
    /// The keywords: each line after the first, as sent (RFC 5321 §4.1.1.1).
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        self.reply
            .lines
            .iter()
            .skip(1)
            .map(|line| line.trim())
            .filter(|line| !line.is_empty())
    }

    /// Whether a keyword is offered, whatever its parameters. Case does not matter (RFC 5321 §2.4).
    #[must_use]
    pub fn offers(&self, keyword: &str) -> bool {
        self.keywords().any(|line| {
            line.split([' ', '='])
                .next()
                .is_some_and(|word| word.eq_ignore_ascii_case(keyword))
        })
    }

    /// A keyword that a middlebox has written over with X, as some firewalls do to hide STARTTLS.
    #[must_use]
    pub fn masked_keyword(&self) -> Option<&str> {
        self.keywords().find(|line| {
            let word = line.split(' ').next().unwrap_or_default();
            word.len() >= 4
                && word
                    .trim_end_matches(['A', 'B', 'C'])
                    .bytes()
                    .all(|b| b == b'X')
                && word.starts_with("XXX")
        })
    }
}

/// The answer to STARTTLS.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StartTls {
    /// The answer.
    pub reply: Reply,
    /// Bytes that came in clear after it and were discarded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub injected: Option<Octets>,
}

/// A raw hello and its answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Hello {
    /// The newest version offered.
    pub offered: TlsVersion,
    /// Whether weak suites were left out of the offer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_weak_suites: bool,
    /// Whether usual suites only were offered, after everything longer was turned down.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub usual_suites_only: bool,
    /// What came back.
    pub answer: HelloAnswer,
}

impl Hello {
    /// The server's part of the handshake, if it came to its end.
    #[must_use]
    pub fn answered(&self) -> Option<&ServerHello> {
        match &self.answer {
            HelloAnswer::ServerHello { hello } if hello.cut_short_by.is_none() => Some(hello),
            HelloAnswer::ServerHello { .. }
            | HelloAnswer::Alert { .. }
            | HelloAnswer::Failed { .. } => None,
        }
    }
}

/// How looking at an address ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finish {
    /// What ended it early, if something did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_because: Option<Failure>,
    /// The conversation.
    pub transcript: Vec<TranscriptLine>,
    /// What it cost.
    pub spent: Spent,
}

impl ProbeOutcome {
    /// A probe that was begun and has shown nothing yet.
    #[must_use]
    pub const fn begun(at: Timestamp) -> Self {
        Self {
            begun_at: at,
            ehlo_name: None,
            resolution: None,
            addresses: BTreeMap::new(),
            end: None,
            extras: BTreeSet::new(),
        }
    }

    /// Whether a look that asked for at least this has ended.
    #[must_use]
    pub fn answers(&self, extras: &Extras) -> bool {
        self.end.is_some()
            && (extras.is_none() || self.extras.iter().any(|asked| asked.cover(extras)))
    }

    /// A probe of which nothing came back.
    #[must_use]
    pub fn failed(at: Timestamp, failure: Failure) -> Self {
        let end = Some(ProbeEnd {
            at,
            stopped_because: Some(failure),
        });
        Self {
            end,
            ..Self::begun(at)
        }
    }

    /// Adds what the relay saw next.
    pub fn apply(&mut self, event: Event) {
        let at = event.observed_at;
        let address = event.observation.address().map(|address| {
            let outcome = self.addresses.entry(address).or_default();
            outcome.observed_at = outcome.observed_at.max(at);
            outcome
        });
        match (event.observation, address) {
            (Observation::Started { ehlo_name, .. }, _) => self.ehlo_name = Some(ehlo_name),
            (Observation::Resolved { resolution }, _) => self.resolution = Some(resolution),
            (Observation::Skipped { reason, .. }, Some(address)) => address.skipped = Some(reason),
            (Observation::Connected { elapsed_ms, .. }, Some(address)) => {
                address.connect_ms = Some(elapsed_ms);
            }
            (
                Observation::Greeting {
                    reply, elapsed_ms, ..
                },
                Some(address),
            ) => {
                address.greeting = Some(Greeting { reply, elapsed_ms });
            }
            (Observation::Ehlo { reply, helo, .. }, Some(address)) => {
                address.ehlo = Some(Ehlo { reply, helo });
            }
            (
                Observation::StartTls {
                    reply, injected, ..
                },
                Some(address),
            ) => {
                address.starttls = Some(StartTls { reply, injected });
            }
            (Observation::Handshake { session, .. }, Some(address)) => {
                address.session = Some(session);
            }
            (Observation::EhloSealed { reply, helo, .. }, Some(address)) => {
                address.ehlo_sealed = Some(Ehlo { reply, helo });
            }
            (
                Observation::Hello {
                    offered,
                    without_weak_suites,
                    usual_suites_only,
                    answer,
                    ..
                },
                Some(address),
            ) => address.hellos.push(Hello {
                offered,
                without_weak_suites,
                usual_suites_only,
                answer,
            }),
            (Observation::Hybrid { answer, .. }, Some(address)) => address.hybrid = Some(answer),
            (Observation::Deep { fact, .. }, Some(address)) => address.deep.push(fact),
            (Observation::Recipients { trial, .. }, Some(address)) => {
                address.recipients = Some(trial);
            }
            (
                Observation::Finished {
                    stopped_because,
                    transcript,
                    spent,
                    ..
                },
                Some(address),
            ) => {
                address.finish = Some(Finish {
                    stopped_because,
                    transcript,
                    spent,
                });
            }
            (Observation::Done { stopped_because }, _) => {
                self.end = Some(ProbeEnd {
                    at,
                    stopped_because,
                });
            }
            // A heartbeat says nothing; the rest cannot be without an address.
            (_, _) => {}
        }
    }

    /// The probe is over: if its own end was never told, that is said.
    #[must_use]
    pub fn ended(mut self, at: Timestamp) -> Self {
        self.end.get_or_insert_with(|| {
            let detail = "the relay's answer ended in the middle".to_owned();
            let failure = Failure::new(Phase::Relay, Cause::Unreachable { detail });
            ProbeEnd {
                at,
                stopped_because: Some(failure),
            }
        });
        self
    }

    /// The join of two looks at one host: for each address the more definite, then the later one.
    #[must_use]
    pub(super) fn join(self, other: Self) -> Self {
        let mut addresses = self.addresses;
        for (address, outcome) in other.addresses {
            let joined = match addresses.remove(&address) {
                Some(known) => std::cmp::max_by(known, outcome, AddressOutcome::weigh),
                None => outcome,
            };
            addresses.insert(address, joined);
        }
        Self {
            begun_at: self.begun_at.max(other.begun_at),
            ehlo_name: self.ehlo_name.max(other.ehlo_name),
            resolution: std::cmp::max_by(self.resolution, other.resolution, weigh_resolution),
            addresses,
            end: std::cmp::max_by(self.end, other.end, weigh_end),
            extras: self.extras.into_iter().chain(other.extras).collect(),
        }
    }
}

impl AddressOutcome {
    /// A total order: what is more definite, came further, or was seen later is greater.
    fn weigh(&self, other: &Self) -> Ordering {
        let key = |outcome: &Self| {
            let definite = outcome
                .finish
                .as_ref()
                .is_some_and(|end| end.stopped_because.is_none());
            (
                definite,
                outcome.stage(),
                outcome.hellos_heard(),
                outcome.deep.len() + usize::from(outcome.recipients.is_some()),
                outcome.observed_at,
                outcome.finish.is_some(),
            )
        };
        key(self).cmp(&key(other)).then_with(|| self.cmp(other))
    }

    /// Raw hellos to which something came back.
    fn hellos_heard(&self) -> usize {
        self.hellos
            .iter()
            .map(|hello| &hello.answer)
            .chain(&self.hybrid)
            .filter(|answer| !matches!(answer, HelloAnswer::Failed { .. }))
            .count()
    }

    /// How far the dialogue came, as a number that only grows.
    fn stage(&self) -> u8 {
        [
            self.connect_ms.is_some(),
            self.greeting.is_some(),
            self.ehlo.is_some(),
            self.starttls.is_some(),
            self.session.is_some(),
            self.ehlo_sealed.is_some(),
        ]
        .iter()
        .zip(1..)
        .filter_map(|(reached, stage)| reached.then_some(stage))
        .max()
        .unwrap_or_default()
    }
}

/// Found beats absent beats failed, family by family; then any stable order.
fn weigh_resolution(a: &Option<Resolution>, b: &Option<Resolution>) -> Ordering {
    let known = |resolution: &Option<Resolution>| {
        resolution.as_ref().map_or(0, |resolution| {
            [&resolution.ipv4, &resolution.ipv6]
                .iter()
                .filter(|addresses| !matches!(addresses, shared::Addresses::Failed { .. }))
                .count()
                + 1
        })
    };
    known(a).cmp(&known(b)).then_with(|| a.cmp(b))
}

/// An end beats none, an undisturbed one beats a failure, then the later.
fn weigh_end(a: &Option<ProbeEnd>, b: &Option<ProbeEnd>) -> Ordering {
    let key = |end: &Option<ProbeEnd>| {
        end.as_ref()
            .map(|end| (end.stopped_because.is_none(), end.at))
    };
    key(a).cmp(&key(b)).then_with(|| a.cmp(b))
}
