//! Findings about what only a deep look shows. None of them moves the grade (docs/grading.md).

use shared::{
    CipherSuite, DeepFact, Failure, HelloAnswer, InjectionAnswer, Preference, SuiteList, TlsVersion,
};

use super::check::{Notes, in_words};
use super::exchange::weak_groups;
use super::others::hello_of;
use super::strength::Strength;
use super::{Address, AddressState, Host, only_weak_suite};
use crate::finding::{About, Code, Finding};

/// Adds what there is to say about everything that an address takes.
pub(super) fn check(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    check_suites(host, address, notes);
    let weak = weak_groups(address);
    if !weak.is_empty() {
        let detail = format!("{} takes {}.", host.name, weak.join(", "));
        notes.add(Code::TlsWeakGroups, detail, weak);
    }
    for fact in &address.seen.deep {
        if let DeepFact::Injection(InjectionAnswer::Obeyed { reply }) = fact {
            notes.add(
                Code::StarttlsCommandInjection,
                format!("{} answered it inside TLS with “{reply}”.", host.name),
                vec![reply.to_string()],
            );
        }
    }
    check_cut_short(address, notes);
}

/// Says where a deep look was to be taken and did not begin, because the server or the way to it ended the usual one.
pub(crate) fn check_begun(host: &Host<'_>, findings: &mut Vec<Finding>) {
    for address in &host.addresses {
        let seen = address.seen;
        let is_over = seen.finish.is_some() && matches!(address.state, AddressState::Answering(_));
        if !is_over || !seen.deep.is_empty() {
            continue;
        }
        let answers = seen.hellos.iter().map(|hello| &hello.answer);
        let failure = answers.chain(&seen.hybrid).find_map(|answer| match answer {
            HelloAnswer::Failed { failure } => Some(failure),
            HelloAnswer::ServerHello { .. } | HelloAnswer::Alert { .. } => None,
        });
        if let Some(failure) = failure {
            let about = About::Address {
                host: host.name.clone(),
                address: address.address,
                service: host.service,
            };
            let detail = format!("It did not begin. {}", in_words(failure));
            let finding = Finding::new(Code::DeepCutShort, about, detail);
            findings.push(finding.with_evidence_of([failure]));
        }
    }
}

fn lists<'a>(address: &'a Address<'_>) -> impl Iterator<Item = &'a SuiteList> {
    address.seen.deep.iter().filter_map(|fact| match fact {
        DeepFact::Suites(list) => Some(list),
        DeepFact::Groups(_)
        | DeepFact::Certificate { .. }
        | DeepFact::WithoutName { .. }
        | DeepFact::Injection(_) => None,
    })
}

fn check_suites(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    let name = &host.name;
    let chosen: Vec<_> = chosen_suites(address)
        .into_iter()
        .map(|(version, suite)| (version, suite, Strength::of(suite)))
        .collect();
    let broken: Vec<_> = chosen
        .iter()
        .filter_map(|(version, suite, strength)| Some((version, suite, strength.broken_by()?)))
        .collect();
    // Where there is nothing better, another finding says so.
    if !broken.is_empty() && only_weak_suite(address.seen).is_none() {
        let mut kinds: Vec<&str> = broken.iter().map(|(_, _, kind)| *kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let seen = first(&broken, |(version, suite, kind)| {
            format!("{version}: {suite} ({kind})")
        });
        let detail = format!("{name} accepts suites with: {}.", kinds.join(", "));
        notes.add(Code::TlsWeakSuites, detail, seen);
    }
    let anonymous: Vec<_> = chosen
        .iter()
        .filter(|(_, _, strength)| strength.is_anonymous())
        .collect();
    if !anonymous.is_empty() && only_weak_suite(address.seen).is_none() {
        let detail = format!("{name} accepts {} of them.", anonymous.len());
        let seen = first(&anonymous, |(version, suite, _)| {
            format!("{version}: {suite}")
        });
        notes.add(Code::TlsAnonymousSuites, detail, seen);
    }
    let follows_client = lists(address).filter(|list| {
        let is_broken = |suite: &&CipherSuite| Strength::of(**suite).broken_by().is_some();
        list.preference == Preference::Client
            && (1..list.accepted.len()).contains(&list.accepted.iter().filter(is_broken).count())
    });
    let versions: Vec<String> = follows_client
        .map(|list| list.version.to_string())
        .collect();
    if !versions.is_empty() {
        notes.add(
            Code::TlsClientPreference,
            format!(
                "{name} follows the client's order in {}.",
                versions.join(", ")
            ),
            versions,
        );
    }
    if lacks_forward_secrecy(address) {
        let taken: Vec<_> = lists(address)
            .flat_map(|list| list.accepted.iter().map(move |suite| (list.version, suite)))
            .collect();
        let seen = first(&taken, |(version, suite)| format!("{version}: {suite}"));
        let detail = format!("{name} took no suite that makes new keys for each connection.");
        notes.add(Code::TlsNoForwardSecrecy, detail, seen);
    }
}

/// The first of many in words, and how many more there are: the whole list stands with the address.
fn first<T>(all: &[T], words: impl Fn(&T) -> String) -> Vec<String> {
    let mut seen: Vec<String> = all.iter().take(MOST_SUITES).map(words).collect();
    match all.len().saturating_sub(MOST_SUITES) {
        0 => {}
        more => seen.push(format!("and {more} more")),
    }
    seen
}

/// So many suites are named as evidence of one finding.
const MOST_SUITES: usize = 20;

/// Suites that were chosen, newest version first: in the lists, or from everything in a usual look.
pub(super) fn chosen_suites(address: &Address<'_>) -> Vec<(TlsVersion, CipherSuite)> {
    let listed =
        lists(address).flat_map(|list| list.accepted.iter().map(|suite| (list.version, *suite)));
    let chosen = address.seen.hellos.iter().filter_map(|hello| {
        let answer = hello_of(&hello.answer)?;
        (answer.version <= hello.offered).then_some((answer.version, answer.suite))
    });
    let mut suites: Vec<_> = listed.chain(chosen).collect();
    suites.sort_unstable_by(|a, b| b.cmp(a));
    suites.dedup();
    suites
}

/// Whether the lists are whole and hold no suite with a key exchange of its own for each connection. A full handshake
/// had such a one.
fn lacks_forward_secrecy(address: &Address<'_>) -> bool {
    let secret = |suite: &CipherSuite| {
        matches!(
            Strength::of(*suite),
            Strength::Strong | Strength::Fair | Strength::Unknown
        )
    };
    let accepts_any = lists(address).any(|list| !list.accepted.is_empty());
    accepts_any
        && address.seen.session.is_none()
        && lists(address).all(|list| list.cut_short_by.is_none() && !list.accepted.iter().any(secret))
        // What is broken altogether is said elsewhere.
        && lists(address).any(|list| {
            list.accepted
                .iter()
                .any(|suite| Strength::of(*suite) == Strength::NoForwardSecrecy)
        })
}

/// What of a deep look could not be finished, in the server's words.
fn check_cut_short(address: &Address<'_>, notes: &mut Notes<'_>) {
    let of_answer = |answer: &'_ HelloAnswer| match answer {
        HelloAnswer::Failed { failure } => Some(failure.clone()),
        HelloAnswer::ServerHello { hello } => hello.cut_short_by.clone(),
        HelloAnswer::Alert { .. } => None,
    };
    let mut cut: Vec<(&str, Failure)> = Vec::new();
    for fact in &address.seen.deep {
        let (what, failure) = match fact {
            DeepFact::Suites(list) => ("suites", list.cut_short_by.clone()),
            DeepFact::Groups(list) => ("groups", list.cut_short_by.clone()),
            DeepFact::Certificate { answer, .. } => ("certificates", of_answer(answer)),
            DeepFact::WithoutName { answer } => ("certificate without a name", of_answer(answer)),
            DeepFact::Injection(InjectionAnswer::Failed { failure }) => {
                ("command injection", Some(failure.clone()))
            }
            DeepFact::Injection(_) => ("command injection", None),
        };
        // Commands are smuggled into a full handshake. Where that cannot be made, nothing was cut short.
        let cannot_be_tried =
            matches!(fact, DeepFact::Injection(_)) && address.seen.session.is_none();
        cut.extend(
            failure
                .filter(|_| !cannot_be_tried)
                .map(|failure| (what, failure)),
        );
    }
    if let Some((_, failure)) = cut.first() {
        let detail = in_words(failure);
        let seen = cut
            .iter()
            .map(|(what, failure)| format!("{what}: {failure}"))
            .collect();
        notes.add(Code::DeepCutShort, detail, seen);
    }
}
