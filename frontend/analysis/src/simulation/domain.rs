//! From host to host: what becomes of a message to the domain.

use super::host::{HostResult, play as play_host};
use super::{Delivery, HostPlay, Possible, SenderKind, SenderReport};
use crate::facts::Facts;
use crate::mx::Routing;
use crate::transport::Host;

/// What one sort of sender does with mail to the domain.
pub(super) fn play(sender: SenderKind, routing: &Routing, facts: &Facts<'_>) -> SenderReport {
    let without_hosts = |outcome, rule, words: &str| whole(sender, outcome, rule, words);
    match routing {
        // RFC 7505 §3: the domain says so itself, and mail is returned at once.
        Routing::NullMx => {
            return without_hosts(
                Delivery::Refused,
                "RFC 7505 §3",
                "The domain says that it takes no mail, so mail is returned at once.",
            );
        }
        Routing::DomainAbsent => {
            return without_hosts(
                Delivery::Nowhere,
                "RFC 5321 §5.1",
                "The domain does not exist, so mail is returned at once.",
            );
        }
        Routing::NoService => {
            return without_hosts(
                Delivery::Nowhere,
                "RFC 5321 §5.1",
                "There is neither an MX record nor an address, so mail is returned, by some senders only after days of trying.",
            );
        }
        // RFC 7672 §2.1.3: senders that follow DANE validate; whether others do, nobody knows.
        Routing::Bogus(_) if matches!(sender, SenderKind::Dane | SenderKind::Both) => {
            return without_hosts(
                Delivery::Deferred,
                "RFC 7672 §2.2.1",
                "The signatures over the MX records do not hold, so it delivers nowhere and tries again later.",
            );
        }
        Routing::Bogus(_) => {
            return without_hosts(
                Delivery::CouldNotTell,
                "RFC 4035 §5.5",
                "The signatures over the MX records do not hold. If its resolver validates, it delivers nowhere and tries \
                 again later; if not, where the mail goes was not looked at.",
            );
        }
        Routing::NotAsked | Routing::Unknown(_) | Routing::ImplicitUnknown(_) => {
            return without_hosts(
                Delivery::CouldNotTell,
                "RFC 5321 §5.1",
                "Where mail to this domain goes could not be found out.",
            );
        }
        Routing::Mx(mx) | Routing::NullMxBesideOthers(mx) if mx.hosts.is_empty() => {
            return without_hosts(
                Delivery::Nowhere,
                "RFC 5321 §5.1",
                "No MX record names a host, so mail is returned.",
            );
        }
        Routing::Mx(_) | Routing::NullMxBesideOthers(_) | Routing::Implicit(_) => {}
    }
    let results: Vec<HostResult> = facts
        .hosts
        .iter()
        .map(|host| play_host(sender, host, facts))
        .collect();
    // Hosts beyond those that are looked at come last, and may do anything.
    let is_cut = facts.routing_hosts().len() > facts.hosts.len();
    by_hosts(sender, &facts.hosts, results, is_cut)
}

fn by_hosts(
    sender: SenderKind,
    hosts: &[Host<'_>],
    results: Vec<HostResult>,
    is_cut: bool,
) -> SenderReport {
    let anything = Possible::AUTHENTICATED
        .or(Possible::SEALED)
        .or(Possible::CLEAR)
        .or(Possible::PASSED);
    let beyond = is_cut.then_some(anything);
    // RFC 5321 §5.1: hosts of equal preference in any order, so that any of them may be the first.
    let groups = groups(hosts, &results);
    let today = Possible::first_usable(
        groups
            .iter()
            .map(|group| Possible::worst(group))
            .chain(beyond),
    );
    let of_all = |part: fn(&HostResult) -> Possible| {
        let all: Vec<Possible> = results.iter().map(part).chain(beyond).collect();
        Possible::worst(&all)
    };
    let worst = of_all(|result| result.today);
    let attacked = of_all(|result| result.attacked);
    let is_nowhere = !is_cut && results.iter().all(|result| result.is_nowhere);
    let outcome = if is_nowhere {
        Delivery::Nowhere
    } else {
        today.delivery()
    };
    // The host that decides: the first that is not passed over for sure, else the first.
    let decides = results
        .iter()
        .find(|result| result.today != Possible::PASSED)
        .or_else(|| results.first());
    let rule = decides.map_or("RFC 5321 §5.1", |result| result.report.rule);
    let (worst, attacked) = (
        (worst != today && !is_nowhere).then(|| worst.delivery()),
        if is_nowhere {
            Delivery::Nowhere
        } else {
            attacked.delivery()
        },
    );
    let words = words(
        outcome,
        worst,
        attacked,
        decides.map(|result| &result.report),
    );
    SenderReport {
        sender,
        title: sender.title(),
        about: sender.about(),
        outcome,
        possible: if outcome == Delivery::CouldNotTell {
            today.deliveries()
        } else {
            Vec::new()
        },
        worst,
        attacked,
        words,
        rule,
        hosts: results.into_iter().map(|result| result.report).collect(),
    }
}

/// The hosts of each preference together, in order: facts have them so.
fn groups(hosts: &[Host<'_>], results: &[HostResult]) -> Vec<Vec<Possible>> {
    let mut groups: Vec<(Option<u16>, Vec<Possible>)> = Vec::new();
    for (host, result) in hosts.iter().zip(results) {
        match groups.last_mut() {
            Some((preference, group)) if *preference == host.preference => {
                group.push(result.today);
            }
            _ => groups.push((host.preference, vec![result.today])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

fn words(
    outcome: Delivery,
    worst: Option<Delivery>,
    attacked: Delivery,
    decides: Option<&HostPlay>,
) -> String {
    let because = decides
        .map(|host| format!(" {}", host.evidence))
        .unwrap_or_default();
    let what = match outcome {
        Delivery::Authenticated => {
            "Mail is delivered encrypted, to a server that proves who it is."
        }
        Delivery::Sealed => {
            "Mail is delivered encrypted, and the sender does not insist on knowing to whom."
        }
        Delivery::Clear => "Mail is delivered in clear.",
        Delivery::Deferred => {
            "Mail is not delivered: it is tried again for some days and then returned."
        }
        Delivery::Refused | Delivery::Nowhere => "Mail is returned.",
        Delivery::CouldNotTell => "What becomes of mail could not be told.",
    };
    let mut text = format!("{what}{because}");
    match worst {
        Some(Delivery::CouldNotTell) => {
            text.push_str(
                " Where better servers are out of reach, what becomes of it is not known.",
            );
        }
        Some(worst) => {
            text.push_str(" Where better servers are out of reach it comes to this: ");
            text.push_str(worst.words());
            text.push('.');
        }
        None => {}
    }
    // RFC 3207 §6: the offer of STARTTLS is not protected.
    if attacked == Delivery::Clear && outcome != Delivery::Clear && worst != Some(Delivery::Clear) {
        text.push_str(" Whoever is on the way can strike out the offer of encryption and have it sent in clear.");
    }
    text
}

fn whole(sender: SenderKind, outcome: Delivery, rule: &'static str, words: &str) -> SenderReport {
    SenderReport {
        sender,
        title: sender.title(),
        about: sender.about(),
        outcome,
        possible: if outcome == Delivery::CouldNotTell {
            vec![
                Delivery::Authenticated,
                Delivery::Sealed,
                Delivery::Clear,
                Delivery::Deferred,
            ]
        } else {
            Vec::new()
        },
        worst: None,
        attacked: outcome,
        words: words.to_owned(),
        rule,
        hosts: Vec::new(),
    }
}
