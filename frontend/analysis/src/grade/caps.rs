//! The one table of caps: what holds a grade down, with its reason and where the rule comes from.

use super::Letter;
use super::versions::{broken_suites_only, old_by_profile, only_old, sslv3};
use crate::certificate::{Identity, IdentityDoubt, IdentityFault};
use crate::dane::{Lift, Standing};
use crate::facts::Facts;
use crate::mta_sts::{Compliance, compliance};
use crate::mx::Routing;
use crate::recipients::{self, Relaying};
use crate::reverse_dns::Reverse;
use crate::transport::{Host, HostState, Location, Sealing};

/// Something that holds a grade down.
#[derive(Clone, Copy, Debug)]
pub struct Cap {
    /// Its stable name.
    pub name: &'static str,
    /// The best letter it leaves.
    pub ceiling: Letter,
    /// When it applies, for the documentation.
    pub rule: &'static str,
    /// What lifts it, as a thing to do.
    pub action: &'static str,
    /// Where the rule comes from.
    pub reference: &'static str,
    pub(super) decide: fn(&Facts<'_>) -> Decision,
}

/// Whether a cap applies: each entry names who and what.
#[derive(Clone, Debug, Default)]
pub(super) struct Decision {
    /// It does, for these reasons.
    pub(super) applies: Vec<String>,
    /// It may, for these reasons.
    pub(super) doubts: Vec<String>,
}

impl FromIterator<Self> for Decision {
    fn from_iter<T: IntoIterator<Item = Self>>(decisions: T) -> Self {
        let mut all = Self::default();
        for decision in decisions {
            all.applies.extend(decision.applies);
            all.doubts.extend(decision.doubts);
        }
        all
    }
}

/// Every cap, lowest first.
pub const CAPS: &[Cap] = &[
    Cap {
        name: "mx-bogus",
        ceiling: Letter::F,
        rule: "The DNSSEC signatures over the MX records do not hold: whoever validates can deliver nowhere.",
        action: "have the zone signed again, or mend the DS record at its parent",
        reference: "RFC 4035 §5.5",
        decide: mx_bogus,
    },
    Cap {
        name: "open-relay",
        ceiling: Letter::F,
        rule: "A mail server forwards mail for strangers: it accepts a recipient of another domain and refuses a made-up \
               one of its own in the same session.",
        action: "let the mail server refuse recipients of other domains",
        reference: "RFC 2505 §2.1",
        decide: open_relay,
    },
    Cap {
        name: "strict-senders-refused-everywhere",
        ceiling: Letter::F,
        rule: "Senders that follow the domain's own MTA-STS policy, or its hosts' TLSA records, can deliver to no host.",
        action: "make the MTA-STS policy, the TLSA records and the mail servers agree",
        reference: "RFC 8461 §5, RFC 7672 §2.2",
        decide: strict_senders_refused_everywhere,
    },
    Cap {
        name: "no-host-seals",
        ceiling: Letter::F,
        rule: "Every host that answers lacks STARTTLS, declines it, or fails every handshake.",
        action: "make STARTTLS work at every mail server",
        reference: "RFC 3207 §4",
        decide: no_host_seals,
    },
    Cap {
        name: "host-in-clear",
        ceiling: Letter::D,
        rule: "A host that answers lacks STARTTLS at one of its addresses, declines it, or fails every handshake.",
        action: "make STARTTLS work at every mail server",
        reference: "RFC 3207 §4",
        decide: host_in_clear,
    },
    Cap {
        name: "open-relay-unproven",
        ceiling: Letter::D,
        rule: "A mail server accepts recipients of other domains when they are named; that it forwards is not proven.",
        action: "let the mail server refuse recipients of other domains",
        reference: "RFC 2505 §2.1",
        decide: open_relay_unproven,
    },
    Cap {
        name: "strict-senders-refused-somewhere",
        ceiling: Letter::C,
        rule: "Senders that follow the domain's own MTA-STS policy, or its hosts' TLSA records, cannot deliver to some \
               hosts.",
        action: "make the MTA-STS policy, the TLSA records and the mail servers agree",
        reference: "RFC 8461 §5, RFC 7672 §2.2",
        decide: strict_senders_refused_somewhere,
    },
    Cap {
        name: "certificate-not-trusted",
        ceiling: Letter::C,
        rule: "A certificate is expired, not yet valid, self-signed, of an unknown issuer, or in a broken chain, \
               and no TLSA record vouches for it (DANE).",
        action: "install a certificate of a public authority",
        reference: "RFC 5280 §6.1",
        decide: certificate_not_trusted,
    },
    Cap {
        name: "tls-only-old",
        ceiling: Letter::C,
        rule: "The newest version that a host accepts is TLS 1.1 or older.",
        action: "allow TLS 1.2 and TLS 1.3",
        reference: "RFC 8996 §1",
        decide: only_old,
    },
    Cap {
        name: "tls-broken-suites-only",
        ceiling: Letter::C,
        rule: "The only suites of a host use RC4, 3DES, DES, export keys, no encryption or no authentication.",
        action: "allow current cipher suites",
        reference: "RFC 9325 §4.1",
        decide: broken_suites_only,
    },
    Cap {
        name: "tls-sslv3",
        ceiling: Letter::B,
        rule: "A host accepts SSLv3 beside newer versions.",
        action: "switch SSLv3 off",
        reference: "RFC 7568 §3",
        decide: sslv3,
    },
    Cap {
        name: "tls-old-by-profile",
        ceiling: Letter::B,
        rule: "Under the profile of NCSC-NL or of Mozilla alone: a host accepts TLS 1.0 or TLS 1.1 beside newer versions.",
        action: "switch TLS 1.0 and TLS 1.1 off",
        reference: "RFC 8996 §4",
        decide: old_by_profile,
    },
    Cap {
        name: "certificate-flawed",
        ceiling: Letter::B,
        rule: "A trusted certificate does not cover the host's name (or only as common name), comes without its \
               intermediate, has an RSA key below 2048 bits, or is signed with SHA-1, and no TLSA record vouches for the key.",
        action: "install a certificate that covers the host's name, with its full chain",
        reference: "RFC 9525 §6.3, RFC 9325 §4.5",
        decide: certificate_flawed,
    },
    Cap {
        name: "reverse-dns",
        ceiling: Letter::B,
        rule: "An address that answers has no PTR record, or one that does not lead back.",
        action: "set the PTR record of the server's address",
        reference: "RFC 8601 §2.7.3",
        decide: reverse_dns,
    },
    Cap {
        name: "mx-records-flawed",
        ceiling: Letter::B,
        rule: "A listed MX names no host, has no address, is an alias, is private, or refuses connections while \
               another host works.",
        action: "let every MX record name a working host",
        reference: "RFC 5321 §5.1, RFC 2181 §10.3",
        decide: mx_records_flawed,
    },
];

/// Only of servers that take the domain's mail: submission touches no grade, so a server for sending that forwards for
/// strangers is a finding and no cap. A test not run caps nothing; one that is still to come is a doubt.
fn open_relay(facts: &Facts<'_>) -> Decision {
    let mut decision = by_trial(
        facts,
        |relaying| *relaying == Relaying::Proven,
        "forwards mail for strangers",
    );
    let asked = crate::plan::granted_extras(facts.evidence).recipients;
    if asked.is_some_and(|tests| tests.open_relay) {
        let awaited = facts
            .hosts
            .iter()
            .filter(|host| recipients::is_awaited(facts, host));
        decision.doubts.extend(awaited.map(|host| {
            format!(
                "whether {} forwards mail for strangers is not known yet",
                host.name
            )
        }));
    }
    decision
}

fn open_relay_unproven(facts: &Facts<'_>) -> Decision {
    by_trial(
        facts,
        |relaying| matches!(relaying, Relaying::Unproven(_)),
        "accepts recipients that are not its own",
    )
}

fn by_trial(facts: &Facts<'_>, counts: fn(&Relaying) -> bool, what: &str) -> Decision {
    let mut decision = Decision::default();
    for host in &facts.hosts {
        if host.service != shared::Service::Smtp {
            continue;
        }
        let found =
            recipients::trials(facts.evidence, host).filter(|trial| counts(&trial.relaying));
        let reasons = found.map(|trial| format!("{} {what} at {}", host.name, trial.address));
        decision.applies.extend(reasons);
    }
    decision
}

/// Whether a host seals, by the worst of its addresses that answer.
enum HostSealing {
    Seals,
    Lacks,
    Unknown,
    /// Nobody gets to talk to it.
    NotReached,
}

fn sealing(host: &Host<'_>) -> HostSealing {
    match host.state {
        HostState::Refusing | HostState::Nowhere => return HostSealing::NotReached,
        HostState::NotAsked | HostState::Pending | HostState::Untested(_) => {
            return HostSealing::Unknown;
        }
        HostState::Answering => {}
    }
    let mut unknown = false;
    for (_, sealing) in host.answering() {
        if sealing.is_missing() {
            return HostSealing::Lacks;
        }
        unknown |= sealing.is_unknown();
    }
    if unknown {
        HostSealing::Unknown
    } else {
        HostSealing::Seals
    }
}

fn no_host_seals(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    let (mut lacking, mut unknown) = (Vec::new(), Vec::new());
    for host in &facts.hosts {
        match sealing(host) {
            HostSealing::Seals => return decision,
            HostSealing::Lacks => lacking.push(host.name.to_string()),
            HostSealing::Unknown => unknown.push(host.name.to_string()),
            HostSealing::NotReached => {}
        }
    }
    if lacking.is_empty() && unknown.is_empty() {
        return decision;
    }
    if unknown.is_empty() {
        decision
            .applies
            .push(format!("no working STARTTLS at {}", lacking.join(", ")));
    } else {
        decision
            .doubts
            .push(format!("{} could not be told", unknown.join(", ")));
    }
    decision
}

fn host_in_clear(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    for host in &facts.hosts {
        match sealing(host) {
            HostSealing::Lacks => {
                let how = match host.answering().find(|(_, sealing)| sealing.is_missing()) {
                    Some((address, Sealing::Declined(_))) => {
                        format!("{} declines STARTTLS at {}", host.name, address.address)
                    }
                    Some((address, Sealing::Fails(_))) => {
                        format!("{} fails every handshake at {}", host.name, address.address)
                    }
                    Some((address, Sealing::SpeaksClear(_))) => {
                        format!("{} speaks in clear at {}", host.name, address.address)
                    }
                    Some((address, _)) => {
                        format!(
                            "{} does not offer STARTTLS at {}",
                            host.name, address.address
                        )
                    }
                    None => continue,
                };
                decision.applies.push(how);
            }
            HostSealing::Unknown => decision.doubts.push(format!("{} {}", host.name, why(host))),
            HostSealing::Seals | HostSealing::NotReached => {}
        }
    }
    decision
}

/// Why it is not known whether a host seals.
pub(super) fn why(host: &Host<'_>) -> String {
    match &host.state {
        HostState::Untested(untested) => format!("could not be tested: {}", untested.words()),
        HostState::Pending => "is still being looked at".to_owned(),
        HostState::NotAsked => "was not looked at".to_owned(),
        HostState::Answering | HostState::Refusing | HostState::Nowhere => {
            "offers STARTTLS, but the handshake did not come about".to_owned()
        }
    }
}

/// For each kind of strict sender: the hosts that refuse it, those where it is not known, and whether any does not.
fn strict(facts: &Facts<'_>) -> [(Decision, bool); 2] {
    [strict_by_policy(facts), strict_by_dane(facts)]
}

/// RFC 7672 §2.2: what senders that follow DANE do with each host.
fn strict_by_dane(facts: &Facts<'_>) -> (Decision, bool) {
    let mut decision = Decision::default();
    let mut any_met = false;
    let mut untried = Vec::new();
    for host in &facts.hosts {
        match facts.dane(&host.name).standing(host) {
            Standing::Refuses(why) => decision.applies.push(why),
            Standing::Unknown(why) => decision.doubts.push(why),
            Standing::Delivers { .. } => any_met = true,
            Standing::Free if host.is_unknown() => {
                untried.push(format!("{} {}", host.name, why(host)));
            }
            Standing::Free => any_met = true,
            Standing::NotReached => {}
        }
    }
    // A host without records matters only as the way out where others refuse.
    if !decision.applies.is_empty() || !decision.doubts.is_empty() {
        decision.doubts.extend(untried);
    }
    (decision, any_met)
}

/// RFC 8461 §5: what senders that follow the MTA-STS policy do with each host.
fn strict_by_policy(facts: &Facts<'_>) -> (Decision, bool) {
    let mut decision = Decision::default();
    let mut any_met = false;
    let Some(sts) = &facts.sts else {
        return (decision, any_met);
    };
    let Some(policy) = sts.enforced() else {
        // A policy not in force refuses nobody; one that may be is a doubt.
        if sts.is_unknown() && facts.takes_mail() {
            decision
                .doubts
                .push("whether an MTA-STS policy is in force is not known".to_owned());
        }
        return (decision, any_met);
    };
    for host in &facts.hosts {
        match compliance(policy, host) {
            Compliance::Met => any_met = true,
            Compliance::NotListed => {
                decision
                    .applies
                    .push(format!("the MTA-STS policy does not list {}", host.name));
            }
            Compliance::Fails(why) => {
                decision
                    .applies
                    .push(format!("{} fails the MTA-STS policy: {why}", host.name));
            }
            Compliance::Unknown(why) => decision.doubts.push(format!("{}: {why}", host.name)),
            Compliance::NotReached => {}
        }
    }
    (decision, any_met)
}

fn mx_bogus(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    if matches!(facts.routing, Some(Routing::Bogus(_))) {
        decision
            .applies
            .push("the signatures over the MX records do not hold".to_owned());
    }
    decision
}

fn strict_senders_refused_everywhere(facts: &Facts<'_>) -> Decision {
    strict(facts).into_iter().map(everywhere).collect()
}

fn everywhere((mut decision, any_met): (Decision, bool)) -> Decision {
    if any_met {
        return Decision::default();
    }
    if !decision.doubts.is_empty() {
        // Some hosts are refused; whether all are is not known.
        decision.applies.clear();
    }
    decision
}

fn strict_senders_refused_somewhere(facts: &Facts<'_>) -> Decision {
    // Everywhere is somewhere, and was said.
    strict(facts)
        .into_iter()
        .filter(|kind| everywhere(kind.clone()).applies.is_empty())
        .map(|(decision, _)| decision)
        .collect()
}

/// Looks at every certificate that was presented, but for what DANE makes irrelevant; hosts that may still present one
/// are doubts.
fn by_certificate(facts: &Facts<'_>, counts: impl Fn(&IdentityFault) -> bool) -> Decision {
    let mut decision = Decision::default();
    for host in &facts.hosts {
        for address in &host.addresses {
            let Some(identity) = &address.identity else {
                continue;
            };
            let (name, at) = (&host.name, address.address);
            for fault in identity.faults.iter().filter(|fault| counts(fault)) {
                let words = fault.words();
                match facts.dane(name).lifts(at, fault) {
                    Lift::No => decision
                        .applies
                        .push(format!("{name} presents a certificate that is {words} ({at})")),
                    Lift::Yes => {}
                    Lift::Perhaps => decision.doubts.push(format!(
                        "{name} presents a certificate that is {words} ({at}), and whether a TLSA record vouches for \
                         it is not known"
                    )),
                }
            }
        }
        if host.is_unknown() {
            decision.doubts.push(format!("{} {}", host.name, why(host)));
        } else if host.answering().any(|(address, sealing)| {
            // Raw hellos of TLS 1.3 see no certificate, and suites without authentication have none.
            !sealing.is_missing() && address.identity.is_none()
        }) {
            decision
                .doubts
                .push(format!("{}'s certificate was not seen", host.name));
        }
    }
    decision
}

fn certificate_not_trusted(facts: &Facts<'_>) -> Decision {
    let mut decision = by_certificate(facts, |fault| match fault {
        IdentityFault::Expired
        | IdentityFault::NotYetValid
        | IdentityFault::SelfSigned
        | IdentityFault::UnknownIssuer
        | IdentityFault::PathBroken(_)
        | IdentityFault::NotTheKeyHolder(_) => true,
        IdentityFault::MissingIntermediate
        | IdentityFault::NameMismatch
        | IdentityFault::CommonNameOnly(_)
        | IdentityFault::WeakKey(_)
        | IdentityFault::WeakSignature(_) => false,
    });
    for host in &facts.hosts {
        // What is weakly signed is capped for that, and trusted but for it.
        let undecided = |identity: &Identity| {
            identity
                .doubts
                .iter()
                .any(|doubt| *doubt != IdentityDoubt::WeaklySigned)
        };
        let dane = facts.dane(&host.name);
        if host.addresses.iter().any(|address| {
            address.identity.as_ref().is_some_and(undecided) && !dane.authenticates(address.address)
        }) {
            decision.doubts.push(format!(
                "whether the certificate of {} holds could not be told",
                host.name
            ));
        }
    }
    decision
}

fn certificate_flawed(facts: &Facts<'_>) -> Decision {
    by_certificate(facts, |fault| match fault {
        IdentityFault::MissingIntermediate
        | IdentityFault::NameMismatch
        | IdentityFault::CommonNameOnly(_)
        | IdentityFault::WeakKey(_)
        | IdentityFault::WeakSignature(_) => true,
        IdentityFault::Expired
        | IdentityFault::NotYetValid
        | IdentityFault::SelfSigned
        | IdentityFault::UnknownIssuer
        | IdentityFault::PathBroken(_)
        | IdentityFault::NotTheKeyHolder(_) => false,
    })
}

fn reverse_dns(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    for host in &facts.hosts {
        for (address, _) in host.answering() {
            // Names are asked for addresses that our resolver gave; one that only the relay saw is a doubt.
            let at = address.address;
            match facts.reverse(at) {
                Reverse::Confirmed(_) => {}
                Reverse::Absent => {
                    decision
                        .applies
                        .push(format!("{at} ({}) has no PTR record", host.name));
                }
                Reverse::Unconfirmed(_) => decision.applies.push(format!(
                    "the PTR record of {at} ({}) does not lead back",
                    host.name
                )),
                Reverse::NotAsked if host.service != shared::Service::Smtp => {}
                Reverse::NotAsked => {
                    decision
                        .doubts
                        .push(format!("the PTR record of {at} is not known yet"));
                }
                Reverse::Unknown(why) => {
                    decision
                        .doubts
                        .push(format!("the PTR record of {at} is not known: {why}"));
                }
            }
        }
        if host.is_unknown() && host.service == shared::Service::Smtp {
            decision.doubts.push(format!("{} {}", host.name, why(host)));
        }
    }
    decision
}

fn mx_records_flawed(facts: &Facts<'_>) -> Decision {
    let mut decision = Decision::default();
    let Some(Routing::Mx(mx) | Routing::NullMxBesideOthers(mx)) = &facts.routing else {
        return decision;
    };
    for target in &mx.invalid {
        decision
            .applies
            .push(format!("the MX record “{target}” names no host"));
    }
    let another_works = facts
        .hosts
        .iter()
        .any(|host| host.state == HostState::Answering);
    for host in &facts.hosts {
        let name = &host.name;
        if !host.alias_of.is_empty() {
            decision
                .applies
                .push(format!("the MX record {name} is an alias"));
        }
        match host.location {
            Location::Nowhere => decision
                .applies
                .push(format!("the MX host {name} has no address")),
            Location::Private => {
                decision
                    .applies
                    .push(format!("the MX host {name} has a private address"));
            }
            Location::Public | Location::Unknown => {}
        }
        if host.state == HostState::Refusing && another_works {
            decision.applies.push(format!(
                "{name} refuses connections (harmless if intended; delays mail)"
            ));
        }
        if host.is_unknown() {
            decision.doubts.push(format!("{name} {}", why(host)));
        }
    }
    decision
}
