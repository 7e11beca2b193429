//! What a sender does at one host.

use shared::TlsVersion;

use super::{AddressPlay, HostPlay, Possible, SenderKind};
use crate::dane::{Authenticity, HostDane, Tlsa};
use crate::facts::Facts;
use crate::mta_sts::{Mode, PolicyFact, RecordFact, Sts};
use crate::mx::capitalised;
use crate::syntax::Selection;
use crate::transport::{Address, AddressState, Host, HostState, Sealing};

/// What a sender does at an address or host, and why.
#[derive(Clone, Debug)]
pub(super) struct Play {
    /// What may become of the mail.
    pub(super) today: Possible,
    /// The same where somebody on the way tampers with what the sender does not insist on.
    pub(super) attacked: Possible,
    /// The rule that decided.
    pub(super) rule: &'static str,
    /// What it rests on: a sentence without its full stop.
    pub(super) evidence: String,
}

/// What it comes to at a host.
pub(super) struct HostResult {
    pub(super) today: Possible,
    pub(super) attacked: Possible,
    /// Whether there is nothing there to connect to.
    pub(super) is_nowhere: bool,
    pub(super) report: HostPlay,
}

impl Play {
    fn insisting(today: Possible, rule: &'static str, evidence: String) -> Self {
        Self {
            today,
            attacked: today,
            rule,
            evidence,
        }
    }

    fn passed(rule: &'static str, evidence: String) -> Self {
        Self::insisting(Possible::PASSED, rule, evidence)
    }

    /// Either of two, for which of them applies is not known.
    fn either(self, other: &Self, why: &str) -> Self {
        Self {
            today: self.today.or(other.today),
            attacked: self.attacked.or(other.attacked),
            rule: self.rule,
            evidence: why.to_owned(),
        }
    }
}

const RFC_OPPORTUNISTIC: &str = "RFC 7435 §3";
const RFC_STS: &str = "RFC 8461 §5";
const RFC_DANE: &str = "RFC 7672 §2.2";
const RFC_PARTNER: &str = "RFC 9325 §3.2";

/// Whatever TLSA records may ask for.
const ANYTHING_SEALED: Possible = Possible::AUTHENTICATED
    .or(Possible::SEALED)
    .or(Possible::PASSED);

/// What a sender does at a host: at each address that answers or still may, and in all.
pub(super) fn play(sender: SenderKind, host: &Host<'_>, facts: &Facts<'_>) -> HostResult {
    let rules = Rules {
        sts: facts.sts.as_ref(),
        dane: facts.dane(&host.name),
        host,
    };
    let mut addresses = Vec::new();
    let mut plays = Vec::new();
    let whole = match &host.state {
        HostState::Nowhere => Some(Play::passed(
            "RFC 5321 §5.1",
            format!("{} has no address that can be reached", host.name),
        )),
        HostState::Refusing => Some(Play::passed(
            "RFC 5321 §4.5.4.1",
            format!("{} refuses connections", host.name),
        )),
        HostState::NotAsked | HostState::Pending | HostState::Untested(_) => {
            let mut play = rules.play(sender, None);
            // Whoever would deliver may as well find nobody there.
            play.today = play.today.or(Possible::PASSED);
            play.attacked = play.attacked.or(Possible::PASSED);
            Some(play)
        }
        HostState::Answering => None,
    };
    if whole.is_none() {
        for address in &host.addresses {
            let sealing = match &address.state {
                AddressState::Answering(sealing) => Some((address, sealing)),
                AddressState::Pending => None,
                // Beside one that answers, these are as if they were not there: senders go on to another.
                AddressState::Skipped(_) | AddressState::Refusing | AddressState::Untested(_) => {
                    continue;
                }
            };
            let mut play = rules.play(sender, sealing);
            if sealing.is_none() {
                play.today = play.today.or(Possible::PASSED);
                play.attacked = play.attacked.or(Possible::PASSED);
            }
            addresses.push(AddressPlay {
                address: address.address,
                outcome: play.today.delivery(),
                evidence: sentence(&play.evidence),
            });
            plays.push(play);
        }
    }
    plays.extend(whole);
    let today: Vec<Possible> = plays.iter().map(|play| play.today).collect();
    let attacked: Vec<Possible> = plays.iter().map(|play| play.attacked).collect();
    let (worst, best) = (Possible::worst(&today), Possible::best(&today));
    // The address that the outcome is of.
    let telling = plays
        .iter()
        .find(|play| play.today == worst)
        .or_else(|| plays.iter().find(|play| play.today.has(worst)))
        .or_else(|| plays.first());
    let (rule, evidence) = telling.map_or((RFC_OPPORTUNISTIC, String::new()), |play| {
        (play.rule, sentence(&play.evidence))
    });
    HostResult {
        today: worst,
        attacked: Possible::worst(&attacked),
        is_nowhere: host.state == HostState::Nowhere,
        report: HostPlay {
            host: host.name.clone(),
            preference: host.preference,
            outcome: worst.delivery(),
            best: (best != worst).then(|| best.delivery()),
            rule,
            evidence,
            addresses,
        },
    }
}

/// With a capital letter, unless it begins with a name.
fn sentence(words: &str) -> String {
    let first = words.split(' ').next().unwrap_or_default();
    if first.contains('.') {
        format!("{words}.")
    } else {
        format!("{}.", capitalised(words))
    }
}

/// What is known about a host, for the rules.
struct Rules<'a> {
    sts: Option<&'a Sts>,
    dane: &'a HostDane,
    host: &'a Host<'a>,
}

/// An address that answers, and whether it seals; nothing for one that may still do anything.
type Seen<'a> = Option<(&'a Address<'a>, &'a Sealing)>;

impl Rules<'_> {
    fn play(&self, sender: SenderKind, seen: Seen<'_>) -> Play {
        match sender {
            SenderKind::Opportunistic => self.opportunistic(seen, RFC_OPPORTUNISTIC, ""),
            SenderKind::MtaSts => self.policy(seen),
            SenderKind::Dane => self.records(seen, Self::without_records),
            // RFC 8461 §2: MTA-STS must not override what DANE says, so that it counts where DANE says nothing.
            SenderKind::Both => self.records(seen, Self::policy),
            SenderKind::Partner => self.partner(seen),
        }
    }

    /// RFC 7435 §3: TLS if it can be had, without a check, and else in clear.
    fn opportunistic(&self, seen: Seen<'_>, rule: &'static str, because: &str) -> Play {
        let (today, evidence) = self.unforced(seen);
        let evidence = if because.is_empty() {
            evidence
        } else {
            format!("{because}, so it sends as usual: {evidence}")
        };
        Play {
            today,
            // RFC 3207 §6: whoever is on the way can strike the offer out.
            attacked: today.stripped(),
            rule,
            evidence,
        }
    }

    fn unforced(&self, seen: Seen<'_>) -> (Possible, String) {
        let either = Possible::SEALED.or(Possible::CLEAR);
        let Some((address, sealing)) = seen else {
            return (either, self.untold());
        };
        let (name, at) = (&self.host.name, address.address);
        match sealing {
            Sealing::Sealed => {
                let evidence = match address.versions.surely_newest() {
                    Some(newest) if newest < TlsVersion::TLS12 => format!(
                        "{name} encrypts at {at} with {newest} at most; senders that have switched that off send in clear"
                    ),
                    _ => format!("{name} encrypts at {at}"),
                };
                (Possible::SEALED, evidence)
            }
            Sealing::NotOffered => (
                Possible::CLEAR,
                format!("{name} offers no STARTTLS at {at}"),
            ),
            Sealing::SpeaksClear(_) => (Possible::CLEAR, format!("{name} speaks in clear at {at}")),
            Sealing::Declined(_) => (
                Possible::CLEAR,
                format!("{name} declines STARTTLS at {at}; most senders then send in clear"),
            ),
            Sealing::Fails(_) => (
                Possible::CLEAR,
                format!(
                    "{name} fails every handshake at {at}; most senders then send in clear, some try again later"
                ),
            ),
            Sealing::Masked(_) | Sealing::Undecided(_) | Sealing::Pending => (
                either,
                format!("whether {name} encrypts at {at} is not known"),
            ),
        }
    }

    /// Why nothing is known of an address or the whole host.
    fn untold(&self) -> String {
        let name = &self.host.name;
        match &self.host.state {
            HostState::NotAsked => format!("{name} was not looked at, which takes a relay"),
            HostState::Untested(untested) => {
                format!("{name} could not be tested: {}", untested.words())
            }
            HostState::Answering
            | HostState::Pending
            | HostState::Refusing
            | HostState::Nowhere => format!("{name} is being looked at"),
        }
    }

    /// RFC 8461 §5.
    fn policy(&self, seen: Seen<'_>) -> Play {
        let usual = |because: &str, rule| self.opportunistic(seen, rule, because);
        let Some(sts) = self.sts else {
            return usual("", RFC_OPPORTUNISTIC);
        };
        if let Some(policy) = sts.in_effect() {
            return match policy.mode {
                Mode::Enforce if !policy.lists(&self.host.name) => {
                    let evidence = format!("the policy does not list {}", self.host.name);
                    Play::passed("RFC 8461 §4.1", evidence)
                }
                Mode::Enforce => {
                    let authentic = self.verified(seen);
                    Play::insisting(authentic.0, authentic.1.unwrap_or(RFC_STS), authentic.2)
                }
                // RFC 8461 §5: delivered as without a policy, and reported.
                Mode::Testing => usual("the policy is only being tested", RFC_STS),
                Mode::None => usual("the policy is withdrawn", RFC_STS),
            };
        }
        let unknown = || {
            let (enforced, rule, _) = self.verified(seen);
            let enforced = enforced.or(Possible::PASSED);
            Play::insisting(enforced, rule.unwrap_or(RFC_STS), String::new()).either(
                &usual("", RFC_STS),
                "whether an MTA-STS policy is in force is not known",
            )
        };
        match &sts.record {
            RecordFact::NotAsked | RecordFact::Unknown(_) => return unknown(),
            RecordFact::Read(Selection::Absent) => {
                return usual("there is no MTA-STS policy", "RFC 8461 §3.1");
            }
            RecordFact::Read(Selection::One(selected)) if selected.parsed.record().is_some() => {}
            RecordFact::Read(
                Selection::One(_) | Selection::Several(_) | Selection::NearMiss(_),
            ) => return usual("the MTA-STS record does not count", "RFC 8461 §3.1"),
        }
        match &sts.policy {
            PolicyFact::NotAsked | PolicyFact::Unknown(_) => unknown(),
            // RFC 8461 §3.3: without a policy and none remembered, senders go on as if there were no record.
            PolicyFact::Failed(_) => usual(
                "the policy cannot be fetched, which protects nobody who has not fetched it before",
                "RFC 8461 §3.3",
            ),
            PolicyFact::Read { .. } => usual("the policy cannot be read", "RFC 8461 §3.2"),
        }
    }

    /// Over TLS, to a certificate of a public authority for the host's name, or not at all (RFC 8461 §4.2): what may be,
    /// the rule if the certificate decided, and why.
    fn verified(&self, seen: Seen<'_>) -> (Possible, Option<&'static str>, String) {
        let either = Possible::AUTHENTICATED.or(Possible::PASSED);
        let Some((address, sealing)) = seen else {
            return (either, None, self.untold());
        };
        let (name, at) = (&self.host.name, address.address);
        if sealing.is_missing() {
            let (_, why) = self.unforced(seen);
            let why = why.split(';').next().unwrap_or_default().to_owned();
            return (Possible::PASSED, None, why);
        }
        let untold = || {
            (
                either,
                None,
                format!("whether {name} proves who it is at {at} is not known"),
            )
        };
        match &address.identity {
            // Whatever the handshake comes to, this certificate is refused.
            Some(identity) if identity.is_refused() => {
                let why = format!(
                    "{name} presents a certificate at {at} that is {}",
                    identity.refusal()
                );
                (Possible::PASSED, Some("RFC 8461 §4.2"), why)
            }
            Some(identity) if *sealing == Sealing::Sealed && identity.is_authenticated() => {
                let why = format!("{name} presents a certificate at {at} that holds");
                (Possible::AUTHENTICATED, None, why)
            }
            Some(_) | None => untold(),
        }
    }

    /// RFC 7672 §2.2, and what a sender does where no records count.
    fn records(&self, seen: Seen<'_>, otherwise: fn(&Self, Seen<'_>) -> Play) -> Play {
        let name = &self.host.name;
        match &self.dane.tlsa {
            Tlsa::NotApplicable(_) | Tlsa::Absent | Tlsa::Unsigned(_) => otherwise(self, seen),
            // RFC 7672 §2.1.2: no answer that holds, no delivery.
            Tlsa::LookupFails(_) => Play::passed(
                "RFC 7672 §2.1.2",
                format!("asking for the TLSA records of {name} fails"),
            ),
            Tlsa::NotAsked(_) | Tlsa::Unknown(_) | Tlsa::ServersFail(_) => {
                Play::insisting(ANYTHING_SEALED, RFC_DANE, String::new()).either(
                    &otherwise(self, seen),
                    &format!("whether {name} has TLSA records is not known"),
                )
            }
            Tlsa::Found(set) if set.is_proven => self.vouched(seen),
            Tlsa::Found(_) => self.vouched(seen).either(
                &otherwise(self, seen),
                &format!(
                    "{name} has TLSA records, and whether they are signed is not known from this resolver"
                ),
            ),
        }
    }

    fn without_records(&self, seen: Seen<'_>) -> Play {
        let because = match &self.dane.tlsa {
            Tlsa::NotApplicable(_) => "its way there is not signed in DNS",
            Tlsa::Unsigned(_) => "its TLSA records are not signed",
            _ => "there are no TLSA records",
        };
        self.opportunistic(seen, RFC_DANE, because)
    }

    /// Where signed records stand, TLS is a must.
    fn vouched(&self, seen: Seen<'_>) -> Play {
        let name = &self.host.name;
        let is_checked = self
            .dane
            .records()
            .is_some_and(|set| set.records.iter().any(|record| record.unusable().is_none()));
        let at_best = if is_checked {
            Possible::AUTHENTICATED
        } else {
            Possible::SEALED
        };
        let untold = |why| Play::insisting(at_best.or(Possible::PASSED), RFC_DANE, why);
        let Some((address, _)) = seen else {
            return untold(self.untold());
        };
        let at = address.address;
        match self.dane.addresses.get(&at) {
            Some(Authenticity::Matched(by)) => Play::insisting(
                Possible::AUTHENTICATED,
                RFC_DANE,
                format!(
                    "the TLSA record {} vouches for {name} at {at}",
                    by.record.numbers()
                ),
            ),
            // RFC 7672 §2.2: records of which none is usable make TLS a must, without a check.
            Some(Authenticity::Unchecked) => Play::insisting(
                Possible::SEALED,
                RFC_DANE,
                format!(
                    "no TLSA record of {name} is usable, so TLS is a must and nothing is checked"
                ),
            ),
            Some(Authenticity::NoTls) => Play::passed(
                RFC_DANE,
                format!("{name} has TLSA records and does not encrypt at {at}"),
            ),
            Some(Authenticity::Refused(why)) => Play::passed(
                "RFC 7672 §3.1",
                format!("the TLSA records of {name} refuse {at}: {why}"),
            ),
            Some(Authenticity::Unknown(why)) => untold(format!("DANE at {name} ({at}): {why}")),
            None => untold(format!("DANE at {name} ({at}) is not known")),
        }
    }

    /// RFC 9325 §3.2: strict TLS, agreed between the two.
    fn partner(&self, seen: Seen<'_>) -> Play {
        let (verified, _, evidence) = self.verified(seen);
        let Some((address, _)) = seen else {
            return Play::insisting(verified, RFC_PARTNER, evidence);
        };
        let (name, at) = (&self.host.name, address.address);
        if let Some(newest) = address.versions.surely_newest()
            && newest < TlsVersion::TLS12
        {
            let evidence = format!("{name} knows nothing newer than {newest} at {at}");
            return Play::passed("RFC 9325 §3.1.1", evidence);
        }
        let modern = [TlsVersion::TLS12, TlsVersion::TLS13];
        if verified == Possible::AUTHENTICATED && address.versions.accepted(&modern).is_empty() {
            return Play::insisting(
                Possible::AUTHENTICATED.or(Possible::PASSED),
                RFC_PARTNER,
                format!("whether {name} knows TLS 1.2 at {at} is not known"),
            );
        }
        Play::insisting(verified, RFC_PARTNER, evidence)
    }
}
