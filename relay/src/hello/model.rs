//! Servers for tests, made of nothing but what they take: they answer an offer as a real one would.

use std::collections::BTreeMap;

use shared::{
    Cause, CipherSuite, DeepFact, Failure, HelloAnswer, InjectionAnswer, NamedGroup, Phase,
    PrimeOrigin, Reply, ReplyCode, ServerHello, TlsVersion,
};

use super::deep::{DeepLook, Step};
use super::{Ladder, Offer, Question, Rung};

/// A server.
#[derive(Clone, Debug)]
pub(super) struct Model {
    /// The suites of each version that it takes, in its order.
    pub(super) suites: BTreeMap<TlsVersion, Vec<CipherSuite>>,
    /// The groups that it takes in any version, in its order.
    pub(super) groups: Vec<NamedGroup>,
    /// Whether its own order of suites decides.
    pub(super) own_suites: bool,
    /// Whether its own order of groups decides.
    pub(super) own_groups: bool,
    /// The curve of its ECDSA key, without which in the offer it takes no suite that needs that key (RFC 8422 §5.1).
    pub(super) key_curve: Option<NamedGroup>,
    /// How it says no.
    pub(super) refusal: HelloAnswer,
    /// What it does from a connection on, counted from 0 for the full handshake.
    pub(super) from_then_on: Option<(usize, HelloAnswer)>,
    /// The longest list of suites that it reads.
    pub(super) most_suites: usize,
    /// Whether the full handshake fails, as it does with suites that rustls does not have.
    pub(super) fails_in_full: bool,
    /// How many of the suites of any list it looks at.
    pub(super) first_suites: usize,
    /// Whether it chooses what was never offered, once all that it takes is gone.
    pub(super) invents: bool,
}

/// What a look at a model gave.
#[derive(Debug)]
pub(super) struct Looked {
    pub(super) facts: Vec<DeepFact>,
    /// With the one of the full handshake.
    pub(super) connections: usize,
    pub(super) steps: Vec<Step>,
}

pub(super) fn alert(code: u8) -> HelloAnswer {
    HelloAnswer::Alert {
        code,
        name: crate::tls::alert_name(code).to_owned(),
    }
}

pub(super) fn failed(phase: Phase, cause: Cause) -> HelloAnswer {
    HelloAnswer::Failed {
        failure: Failure::new(phase, cause),
    }
}

pub(super) fn busy() -> HelloAnswer {
    let reply = Reply {
        code: ReplyCode::CLOSING,
        lines: vec!["too many connections".to_owned()],
        bare_lf: false,
    };
    failed(Phase::Greeting, Cause::Reply { reply })
}

impl Model {
    pub(super) fn new(suites: &[(TlsVersion, &[CipherSuite])], groups: &[NamedGroup]) -> Self {
        let suites = suites
            .iter()
            .map(|(version, suites)| (*version, suites.to_vec()));
        Self {
            suites: suites.collect(),
            groups: groups.to_vec(),
            own_suites: true,
            own_groups: true,
            key_curve: None,
            refusal: alert(40),
            from_then_on: None,
            most_suites: usize::MAX,
            first_suites: usize::MAX,
            fails_in_full: false,
            invents: false,
        }
    }

    /// The whole way: the ladder after a full handshake in the newest version, if rustls knows it; then the deep look.
    pub(super) fn look(&self) -> Looked {
        let newest = self.suites.last_key_value().map(|(version, _)| *version);
        let agreed = newest.filter(|version| *version >= TlsVersion::TLS12 && !self.fails_in_full);
        let mut connections = 1;
        let mut ladder = Ladder::begin(agreed);
        let mut climbed: Vec<(Question, HelloAnswer)> = Vec::new();
        while let Some(question) = ladder.next() {
            let answer = self.answer(connections, &question.offer());
            connections += 1;
            ladder.went(Rung::of(&answer));
            climbed.push((question, answer));
        }
        let mut look = DeepLook::after(agreed, true, &climbed);
        let (mut facts, mut steps) = (Vec::new(), Vec::new());
        loop {
            let (step, told) = look.next();
            facts.extend(told);
            let Some(step) = step else { break };
            facts.extend(match &step {
                Step::Hello(offer) => look.heard(&step, self.answer(connections, offer)),
                Step::Injection => look.injected(InjectionAnswer::Forgotten),
            });
            connections += 1;
            steps.push(step);
            assert!(connections < 1000, "no end");
        }
        Looked {
            facts,
            connections,
            steps,
        }
    }

    fn answer(&self, connection: usize, offer: &Offer) -> HelloAnswer {
        if let Some((from, answer)) = &self.from_then_on
            && connection >= *from
        {
            return answer.clone();
        }
        if offer.suites.len() > self.most_suites {
            return self.refusal.clone();
        }
        let is_offered = |version: TlsVersion| match offer.newest {
            TlsVersion::TLS13 => version == TlsVersion::TLS13,
            newest => version <= newest,
        };
        let version = self
            .suites
            .keys()
            .rev()
            .find(|version| is_offered(**version));
        let chosen = version.and_then(|version| self.choose(*version, offer));
        match (chosen, version) {
            (Some(hello), _) => HelloAnswer::ServerHello {
                hello: Box::new(hello),
            },
            (None, Some(version)) if self.invents => HelloAnswer::ServerHello {
                hello: Box::new(hello(*version, CipherSuite(0xFEFE), None)),
            },
            (None, _) => self.refusal.clone(),
        }
    }

    fn choose(&self, version: TlsVersion, offer: &Offer) -> Option<ServerHello> {
        let group = first_common(&offer.groups, &self.groups, self.own_groups);
        let is_possible = |suite: &&CipherSuite| {
            version == TlsVersion::TLS13 && group.is_some()
                || version < TlsVersion::TLS13 && (!needs_curve(**suite) || group.is_some())
        };
        let has_key = |suite: &&CipherSuite| {
            let curve = self.key_curve.filter(|_| suite.mentions("ECDSA"));
            curve.is_none_or(|curve| offer.groups.contains(&curve))
        };
        let suites = self.suites.get(&version)?;
        let suites: Vec<CipherSuite> = suites
            .iter()
            .filter(|suite| is_possible(suite) && has_key(suite))
            .copied()
            .collect();
        let offered = offer.suites.get(..self.first_suites);
        let offered = offered.unwrap_or(&offer.suites);
        let suite = first_common(offered, &suites, self.own_suites)?;
        let shows_group = version == TlsVersion::TLS13 || needs_curve(suite);
        Some(hello(version, suite, group.filter(|_| shows_group)))
    }
}

/// Whether its key exchange is over a curve that the hello names: anonymous ECDH is as ephemeral as ECDHE.
pub(super) fn needs_curve(suite: CipherSuite) -> bool {
    suite.mentions("ECDHE") || suite.mentions("ECDH") && suite.mentions("anon")
}

fn first_common<T: Copy + PartialEq>(offered: &[T], taken: &[T], own: bool) -> Option<T> {
    let (first, second) = if own {
        (taken, offered)
    } else {
        (offered, taken)
    };
    first.iter().find(|one| second.contains(one)).copied()
}

fn hello(version: TlsVersion, suite: CipherSuite, group: Option<NamedGroup>) -> ServerHello {
    let is_dhe = suite.mentions("DHE");
    ServerHello {
        group,
        dh_bits: is_dhe.then_some(2048),
        dh_origin: is_dhe.then_some(PrimeOrigin::Ike),
        retry_request: version == TlsVersion::TLS13,
        ..ServerHello::choosing(version, suite)
    }
}
