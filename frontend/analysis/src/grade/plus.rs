//! What A+ asks beyond A.

use std::collections::BTreeSet;

use shared::TlsVersion;

use crate::dane::Standing;
use crate::facts::Facts;
use crate::mta_sts::check::SHORT_MAX_AGE;
use crate::mta_sts::{Compliance, Sts, compliance};
use crate::transport::{Sealing, VersionOutcome};

/// What A+ asks beyond A.
pub(super) struct Plus {
    /// What is definitely missing.
    pub(super) failed: Vec<String>,
    /// What may be there and was not proven.
    unproven: Vec<String>,
    /// What to do about what is missing.
    pub(super) actions: Vec<String>,
}

impl Plus {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
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
    pub(super) fn is_reached(&self) -> bool {
        self.failed.is_empty() && self.unproven.is_empty()
    }

    /// Everything that is missing, what is definite first.
    pub(super) fn missing(self) -> Vec<String> {
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
