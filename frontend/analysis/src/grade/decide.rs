//! From facts to a grade.

use std::collections::BTreeSet;

use super::plus::Plus;
use super::words::{consequence, label};
use super::{AppliedCap, CAPS, Grade, Letter, NextStep, Verdict};
use crate::facts::Facts;
use crate::mx::Routing;
use crate::transport::{HostState, Meaning, Untested};

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
