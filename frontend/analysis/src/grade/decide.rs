//! From facts to a grade.

use std::collections::BTreeSet;

use shared::TlsVersion;

use super::{AppliedCap, CAPS, Grade, Letter, NextStep, Verdict};
use crate::dane::Standing;
use crate::facts::Facts;
use crate::mta_sts::check::SHORT_MAX_AGE;
use crate::mta_sts::{Compliance, Sts, compliance};
use crate::mx::Routing;
use crate::transport::{HostState, Meaning, Sealing, Untested, VersionOutcome};

/// Grades the facts.
pub(crate) fn decide(facts: &Facts<'_>) -> Grade {
    let (caps, doubts) = apply(facts);
    let plus = Plus::of(facts);
    let verdict = verdict(facts, &caps, &doubts, &plus);
    let shown = matches!(verdict, Verdict::Graded { .. });
    let label = label(&verdict, &plus);
    let next_step = next_step(&verdict, &caps, &plus);
    Grade {
        profile: facts.evidence.wishes.profile,
        label,
        consequence: consequence(facts, &verdict, &plus, &caps),
        caps: if shown { caps } else { Vec::new() },
        doubts: if shown { doubts } else { Vec::new() },
        missing_for_plus: match verdict {
            Verdict::Graded { best, .. } if best >= Letter::A => plus.missing(),
            _ => Vec::new(),
        },
        next_step,
        verdict,
    }
}

/// Every cap that applies and every one that may, lowest first.
fn apply(facts: &Facts<'_>) -> (Vec<AppliedCap>, Vec<AppliedCap>) {
    let (mut caps, mut doubts) = (Vec::new(), Vec::new());
    for cap in CAPS {
        let decision = (cap.decide)(facts);
        let applied = |reason: String| AppliedCap {
            cap: cap.name,
            ceiling: cap.ceiling,
            reason,
            reference: cap.reference,
        };
        // A doubt about a cap that applies anyway changes nothing.
        if decision.applies.is_empty() {
            doubts.extend(decision.doubts.into_iter().map(applied));
        } else {
            caps.extend(decision.applies.into_iter().map(applied));
        }
    }
    // One unknown raises many doubts; the gravest, which comes first, says it all.
    let mut told = BTreeSet::new();
    doubts.retain(|doubt: &AppliedCap| told.insert(doubt.reason.clone()));
    (caps, doubts)
}

fn verdict(facts: &Facts<'_>, caps: &[AppliedCap], doubts: &[AppliedCap], plus: &Plus) -> Verdict {
    if let Some(verdict) = facts.routing.as_ref().and_then(without_hosts) {
        return verdict;
    }
    let states = || facts.hosts.iter().map(|host| &host.state);
    if states().any(|state| *state == HostState::Answering) {
        return graded(caps, doubts, plus);
    }
    // An implicit MX is only a guess at a mail server: one that nothing answers at is none. Silence says so only to a
    // relay that hears others.
    let is_shut_in = facts.is_relay_perhaps_shut_in();
    let is_nothing = |state: &HostState| is_refusing(state) || (is_silent(state) && !is_shut_in);
    if matches!(facts.routing, Some(Routing::Implicit(_))) && states().all(is_nothing) {
        return Verdict::NoMailService;
    }
    if !facts.has_relay() {
        return Verdict::DnsOnly;
    }
    if states().any(|state| matches!(state, HostState::Pending | HostState::NotAsked)) {
        return Verdict::Pending;
    }
    let shut_in = (is_shut_in && states().any(is_silent))
        .then(|| "the relay may have no way out on port 25".to_owned());
    let of_hosts = facts.hosts.iter().map(|host| match &host.state {
        HostState::Untested(untested) => format!("{}: {}", host.name, untested.words()),
        HostState::Refusing => format!("{}: connection refused", host.name),
        HostState::Nowhere => format!("{}: no address that can be reached", host.name),
        HostState::Answering | HostState::Pending | HostState::NotAsked => String::new(),
    });
    let reasons: Vec<String> = shut_in.into_iter().chain(of_hosts).collect();
    Verdict::CouldNotTest {
        reason: reasons.join("; "),
    }
}

/// The verdict where there is no host to look at.
fn without_hosts(routing: &Routing) -> Option<Verdict> {
    match routing {
        Routing::NotAsked | Routing::ImplicitUnknown(None) => Some(Verdict::Pending),
        Routing::Unknown(failure) | Routing::ImplicitUnknown(Some(failure)) => {
            Some(Verdict::CouldNotTest {
                reason: failure.to_string(),
            })
        }
        Routing::NullMx => Some(Verdict::NoMailByDesign),
        Routing::DomainAbsent | Routing::NoService => Some(Verdict::NoMailService),
        // No sender that validates gets further, and that is definite.
        Routing::Bogus(_) => Some(Verdict::Graded {
            best: Letter::F,
            worst: Letter::F,
        }),
        Routing::Mx(mx) | Routing::NullMxBesideOthers(mx) => {
            mx.hosts.is_empty().then_some(Verdict::NoMailService)
        }
        Routing::Implicit(_) => None,
    }
}

fn is_refusing(state: &HostState) -> bool {
    matches!(state, HostState::Refusing | HostState::Nowhere)
}

fn is_silent(state: &HostState) -> bool {
    matches!(
        state,
        HostState::Untested(Untested::Failure(failure)) if Meaning::of(failure) == Meaning::Silent
    )
}

fn graded(caps: &[AppliedCap], doubts: &[AppliedCap], plus: &Plus) -> Verdict {
    let ceiling = caps.iter().map(|cap| cap.ceiling).min();
    let best = ceiling.unwrap_or(if plus.failed.is_empty() {
        Letter::APlus
    } else {
        Letter::A
    });
    let without_proof = if plus.is_reached() {
        Letter::APlus
    } else {
        Letter::A
    };
    let worst = doubts
        .iter()
        .map(|doubt| doubt.ceiling)
        .chain([best, without_proof])
        .min()
        .unwrap_or(best);
    Verdict::Graded { best, worst }
}

/// What A+ asks beyond A.
struct Plus {
    /// What is definitely missing.
    failed: Vec<String>,
    /// What may be there and was not proven.
    unproven: Vec<String>,
    /// What to do about what is missing.
    actions: Vec<String>,
}

impl Plus {
    fn of(facts: &Facts<'_>) -> Self {
        let mut plus = Self {
            failed: Vec::new(),
            unproven: Vec::new(),
            actions: Vec::new(),
        };
        if facts.routing.is_none() {
            plus.fails("the grade A+ is for domains: one host has no policy of its own");
            return plus;
        }
        // Behind MX records that do not hold, nobody was looked at.
        if facts.hosts.is_empty() {
            plus.lacks_proof("a mail server to look at");
        }
        plus.versions(facts);
        plus.mechanism(facts);
        plus
    }

    fn fails(&mut self, reason: impl Into<String>) {
        self.failed.push(reason.into());
    }

    fn lacks_proof(&mut self, reason: impl Into<String>) {
        self.unproven.push(reason.into());
    }

    /// Whether A+ is reached.
    fn is_reached(&self) -> bool {
        self.failed.is_empty() && self.unproven.is_empty()
    }

    /// Everything that is missing, what is definite first.
    fn missing(self) -> Vec<String> {
        [self.failed, self.unproven].concat()
    }

    /// TLS 1.3 on every host, and everything older than TLS 1.2 refused, at every address that answers.
    fn versions(&mut self, facts: &Facts<'_>) {
        const OLD: [TlsVersion; 3] = [TlsVersion::SSL3, TlsVersion::TLS10, TlsVersion::TLS11];
        let (mut without_tls13, mut with_old) = (BTreeSet::new(), BTreeSet::new());
        let (mut tls13_unproven, mut old_unproven) = (BTreeSet::new(), BTreeSet::new());
        for host in &facts.hosts {
            let name = host.name.as_str();
            if host.is_unknown() {
                old_unproven.insert(name);
            }
            for (address, sealing) in host.answering() {
                if *sealing != Sealing::Sealed {
                    old_unproven.insert(name);
                    continue;
                }
                match address.versions.of(TlsVersion::TLS13) {
                    VersionOutcome::Accepted => {}
                    tls13 if tls13.is_refused() => {
                        without_tls13.insert(name);
                    }
                    _ => {
                        tls13_unproven.insert(name);
                    }
                }
                if !address.versions.accepted(&OLD).is_empty() {
                    with_old.insert(name);
                } else if !OLD.iter().all(|old| address.versions.of(*old).is_refused()) {
                    old_unproven.insert(name);
                }
            }
        }
        let list = |names: BTreeSet<&str>| names.into_iter().collect::<Vec<_>>().join(", ");
        if !without_tls13.is_empty() {
            let hosts = list(without_tls13);
            self.actions.push(format!("allow TLS 1.3 at {hosts}"));
            self.fails(format!("TLS 1.3 at {hosts}"));
        }
        if !with_old.is_empty() {
            let hosts = list(with_old);
            self.actions
                .push(format!("switch off what is older than TLS 1.2 at {hosts}"));
            self.fails(format!("an end to what is older than TLS 1.2 at {hosts}"));
        }
        if !tls13_unproven.is_empty() {
            self.lacks_proof(format!("proof of TLS 1.3 at {}", list(tls13_unproven)));
        }
        if !old_unproven.is_empty() {
            let hosts = list(old_unproven);
            self.lacks_proof(format!(
                "proof that nothing older than TLS 1.2 is accepted at {hosts}"
            ));
        }
    }

    /// One mechanism that covers every host.
    fn mechanism(&mut self, facts: &Facts<'_>) {
        let (policy, dane) = (Coverage::by_policy(facts), Coverage::by_dane(facts));
        if policy.is_full() || dane.is_full() {
            return;
        }
        // One of them is enough, so only what is missing from both is missing for sure.
        match (policy.missing.is_empty(), dane.missing.is_empty()) {
            (false, false) => {
                let nearer = if policy.is_begun || !dane.is_begun {
                    policy
                } else {
                    dane
                };
                self.actions.push(nearer.action.to_owned());
                self.failed.extend(nearer.missing);
            }
            (true, false) => self.unproven.extend(policy.unproven),
            (false, true) => self.unproven.extend(dane.unproven),
            (true, true) => self
                .unproven
                .extend(policy.unproven.into_iter().chain(dane.unproven)),
        }
    }
}

/// How far a mechanism covers the hosts of a domain.
#[derive(Default)]
struct Coverage {
    /// Whether there is something of it at all.
    is_begun: bool,
    /// What completes it.
    action: &'static str,
    /// What is definitely missing.
    missing: Vec<String>,
    /// What may be there and was not proven.
    unproven: Vec<String>,
}

impl Coverage {
    /// Whether it covers every host, for sure.
    fn is_full(&self) -> bool {
        self.missing.is_empty() && self.unproven.is_empty()
    }

    /// MTA-STS in mode enforce, met by all.
    fn by_policy(facts: &Facts<'_>) -> Self {
        let mut coverage = Self::default();
        let policy = facts.sts.as_ref().and_then(Sts::enforced);
        let Some(policy) = policy else {
            if facts.sts.as_ref().is_some_and(Sts::is_unknown) {
                let why = "an MTA-STS policy in force: whether there is one is not known";
                coverage.unproven.push(why.to_owned());
            } else {
                coverage.action = "publish an MTA-STS policy in mode enforce";
                let why = "an MTA-STS policy in mode enforce (or DANE)";
                coverage.missing.push(why.to_owned());
            }
            return coverage;
        };
        coverage.is_begun = true;
        coverage.action = "let every mail server meet the MTA-STS policy";
        if policy.max_age.seconds() < SHORT_MAX_AGE {
            coverage.action = "raise the max_age of the MTA-STS policy to a week or more";
            let why = "an MTA-STS max_age of a day or more";
            coverage.missing.push(why.to_owned());
        }
        for host in &facts.hosts {
            let that = format!("that {} meets the MTA-STS policy", host.name);
            match compliance(policy, host) {
                Compliance::Met => {}
                Compliance::Unknown(why) => coverage.unproven.push(format!("{that}: {why}")),
                Compliance::NotListed | Compliance::Fails(_) | Compliance::NotReached => {
                    coverage.missing.push(that);
                }
            }
        }
        coverage
    }

    /// TLSA records that vouch for all.
    fn by_dane(facts: &Facts<'_>) -> Self {
        let mut coverage = Self {
            action: "publish TLSA records for every mail server",
            ..Self::default()
        };
        for host in &facts.hosts {
            let dane = facts.dane(&host.name);
            coverage.is_begun |= dane.records().is_some();
            let that = format!("a TLSA record that vouches for {}", host.name);
            match dane.standing(host) {
                Standing::Delivers {
                    is_authenticated: true,
                } if dane.records().is_some_and(|set| set.is_proven) => {}
                Standing::Delivers {
                    is_authenticated: true,
                } => coverage
                    .unproven
                    .push(format!("{that}: whether it is signed is not known")),
                Standing::Unknown(why) => coverage.unproven.push(format!("proof of DANE: {why}")),
                Standing::Free
                | Standing::NotReached
                | Standing::Refuses(_)
                | Standing::Delivers {
                    is_authenticated: false,
                } => coverage.missing.push(that),
            }
        }
        // What was not looked at is not proven to be covered.
        if facts.routing_hosts().len() > facts.hosts.len() {
            let why = "TLSA records that vouch for the hosts that were not looked at";
            coverage.unproven.push(why.to_owned());
        }
        coverage
    }
}

fn label(verdict: &Verdict, plus: &Plus) -> String {
    match verdict {
        Verdict::Pending => "…".to_owned(),
        Verdict::NoMailByDesign | Verdict::NoMailService | Verdict::CouldNotTest { .. } => {
            "–".to_owned()
        }
        Verdict::DnsOnly => "DNS part only".to_owned(),
        Verdict::Graded { best, worst } => {
            let best = shown_best(*best, plus);
            if *worst >= best {
                best.to_string()
            } else {
                format!("{best} at best")
            }
        }
    }
}

/// Without its proof A+ is an A with a footnote, not a bound.
fn shown_best(best: Letter, plus: &Plus) -> Letter {
    if plus.is_reached() {
        best
    } else {
        best.min(Letter::A)
    }
}

fn consequence(facts: &Facts<'_>, verdict: &Verdict, plus: &Plus, caps: &[AppliedCap]) -> String {
    match verdict {
        Verdict::Pending => "Not enough is known yet.".to_owned(),
        Verdict::NoMailByDesign => {
            "This domain takes no mail, and says so. Senders are told at once.".to_owned()
        }
        Verdict::NoMailService => "No mail service was found for this domain.".to_owned(),
        Verdict::CouldNotTest { reason } => {
            format!(
                "This could not be tested from here, which says nothing about the domain. {reason}."
            )
        }
        Verdict::DnsOnly => {
            "Only DNS was looked at. Whether the servers seal mail needs a relay.".to_owned()
        }
        Verdict::Graded { best, worst } => {
            let best = shown_best(*best, plus);
            let words =
                relaying_consequence(caps).unwrap_or_else(|| graded_consequence(facts, best));
            if *worst >= best {
                words.to_owned()
            } else {
                format!("As far as could be told: {words}")
            }
        }
    }
}

/// What is wrong where nothing but forwarding for strangers holds the grade down so far: the mail itself may be sealed.
fn relaying_consequence(caps: &[AppliedCap]) -> Option<&'static str> {
    let lowest = caps.iter().map(|cap| cap.ceiling).min()?;
    let mut lowest_caps = caps.iter().filter(|cap| cap.ceiling == lowest);
    if !lowest_caps.all(|cap| cap.cap.starts_with("open-relay")) {
        return None;
    }
    Some(if lowest == Letter::F {
        "A server of this domain forwards mail for anybody, so spam is sent through it and others refuse its mail."
    } else {
        "A server of this domain accepts mail for others: it may forward it for anybody, or lose it."
    })
}

fn graded_consequence(facts: &Facts<'_>, best: Letter) -> &'static str {
    let is_sealed_somewhere = facts
        .hosts
        .iter()
        .flat_map(|host| host.answering())
        .any(|(_, sealing)| *sealing == Sealing::Sealed);
    match best {
        Letter::APlus | Letter::A | Letter::B | Letter::C if !is_sealed_somewhere => {
            "the servers offer encryption; whether it works is not known."
        }
        Letter::APlus => "Mail to this domain travels sealed, and senders know to insist on it.",
        Letter::A => "Mail to this domain travels sealed, to servers that prove who they are.",
        Letter::B => "Mail to this domain travels sealed; something is out of order.",
        Letter::C => {
            "Mail to this domain travels sealed, but an attacker on the way could pose as the server or break \
             the seal, or strict senders are refused."
        }
        Letter::D => {
            "Some mail to this domain travels in clear: whoever is on the way can read it."
        }
        Letter::F => {
            "Mail to this domain travels in clear, or strict senders cannot deliver it at all."
        }
    }
}

/// Whether a cap is gone once these actions are done.
fn is_lifted(applied: &AppliedCap, actions: &[&str]) -> bool {
    let mut known = CAPS.iter().filter(|cap| cap.name == applied.cap);
    known.any(|cap| actions.contains(&cap.action))
}

/// The next change that raises the letter: of all caps at the lowest ceiling, or of all that A+ lacks, since one alone
/// of several would raise nothing.
fn next_step(verdict: &Verdict, caps: &[AppliedCap], plus: &Plus) -> Option<NextStep> {
    let Verdict::Graded { best, .. } = verdict else {
        return None;
    };
    if let Some(lowest) = caps.iter().map(|cap| cap.ceiling).min() {
        let applies = |cap: &&super::Cap| {
            caps.iter()
                .any(|one| one.cap == cap.name && one.ceiling == lowest)
        };
        let mut actions: Vec<&str> = Vec::new();
        for cap in CAPS.iter().filter(applies) {
            if !actions.contains(&cap.action) {
                actions.push(cap.action);
            }
        }
        let free = if plus.is_reached() {
            Letter::APlus
        } else {
            Letter::A
        };
        let to = caps
            .iter()
            // One action may lift several caps.
            .filter(|cap| !is_lifted(cap, &actions))
            .map(|cap| cap.ceiling)
            .min()
            .unwrap_or(free);
        return Some(NextStep {
            action: actions.join(", and "),
            from: lowest,
            to,
        });
    }
    // What was not proven may be missing too, but nobody can be told to change it.
    (*best == Letter::A && !plus.actions.is_empty()).then(|| NextStep {
        action: plus.actions.join(", and "),
        from: Letter::A,
        to: Letter::APlus,
    })
}
