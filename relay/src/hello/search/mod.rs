//! Everything that a server takes in one version: what to offer next, given what was chosen so far.
//!
//! Everything is offered; what was chosen is taken away; the rest is offered again, until it is turned down. So the
//! connections grow with what is accepted, and with nothing else. The suites come first, with all groups beside them;
//! then the groups, with the accepted suites beside them. Each round also says something about the other list, so that
//! the order of preference costs at most one round of its own.
//!
//! The offer is cut into pieces only where a server does not bear it whole: mostly the ladder has shown that it reads a
//! hello with everything in it, and only a choice among all shows the server's own order.

mod answers;
mod offers;

use shared::{
    Cause, CipherSuite, DeepFact, Failure, GroupList, HelloAnswer, NamedGroup, Phase, Preference,
    ServerHello, SuiteList, TlsVersion,
};

use self::answers::{finite_field, is_refusal, not_offered};
use super::Offer;
use super::order::Choices;

/// The search through one version.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    /// Everything that may be offered.
    all: Offer,
    /// Whether the groups are looked for too.
    wants_groups: bool,
    /// Whether a round may be spent on the order alone.
    wants_order: bool,
    /// Whose order decided in a newer version.
    hint: Preference,
    suites: Choices<CipherSuite>,
    /// Below TLS 1.3 the curves alone.
    groups: Choices<NamedGroup>,
    /// Whether a curve was chosen again although others were offered before it, and nothing shows that they are not taken.
    own_order_of_groups: bool,
    /// Groups known to be taken, whatever their place: the hybrid of the ladder; below TLS 1.3 those of RFC 7919.
    more_groups: Vec<NamedGroup>,
    stage: Stage,
    /// Suites that are not offered any more, since the piece of the offer that they were in was turned down; nothing as
    /// long as the offer is whole.
    put_aside: Option<Vec<CipherSuite>>,
    suites_end: End,
    groups_end: End,
}

/// Suites that every server bears in one offer.
const PIECE: usize = 64;

/// What the next offer is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Suites,
    /// Below TLS 1.3 the curves alone.
    Groups,
    /// The groups of RFC 7919 below TLS 1.3.
    FiniteFields,
    /// One round for the order of preference.
    Order,
    Over,
}

/// How a list ended.
#[derive(Clone, Debug, Default)]
struct End {
    /// What ended it before all the rest was turned down.
    cut: Option<Failure>,
    /// The connection's end without an alert, which is a refusal only if the server answers again afterwards.
    doubt: Option<Failure>,
}

impl Search {
    /// A search through a version that the server takes.
    pub(crate) fn of(version: TlsVersion, wants_groups: bool, wants_order: bool) -> Self {
        Self {
            all: Offer::everything(version),
            wants_groups,
            wants_order,
            hint: Preference::Unknown,
            suites: Choices::default(),
            groups: Choices::default(),
            own_order_of_groups: false,
            more_groups: Vec::new(),
            stage: Stage::Suites,
            put_aside: None,
            suites_end: End::default(),
            groups_end: End::default(),
        }
    }

    /// Takes note of what an earlier hello showed, so that it need not be asked again.
    pub(crate) fn learn(&mut self, offer: &Offer, hello: &ServerHello) {
        if hello.version != self.all.newest || !offer.suites.contains(&hello.suite) {
            return;
        }
        self.suites.note(&offer.suites, hello.suite);
        match hello.group {
            // Chosen among hybrids alone, it says nothing about its place among all.
            Some(group) if offer.groups.len() < self.all.groups.len() => {
                self.more_groups.push(group);
            }
            Some(group) => self.groups.note(&offer.groups, group),
            None => {}
        }
        self.more_groups.extend(finite_field(hello));
    }

    /// Whose order decided elsewhere: the guess saves a round where it is right.
    pub(crate) const fn expect(&mut self, preference: Preference) {
        self.hint = preference;
    }

    /// Whose order decides between the suites.
    pub(crate) fn preference(&self) -> Preference {
        self.suites.preference().unwrap_or(Preference::Unknown)
    }

    /// What to offer next; nothing if all is found.
    pub(crate) fn next(&mut self) -> Option<Offer> {
        loop {
            let offer = match self.stage {
                Stage::Suites => self.suites_offer(),
                Stage::Groups => self.groups_offer(),
                Stage::FiniteFields => self.finite_fields_offer(),
                Stage::Order => self.order_offer(),
                Stage::Over => return None,
            };
            match offer {
                Some(offer) if !offer.suites.is_empty() && !offer.groups.is_empty() => {
                    return Some(offer);
                }
                _ => self.next_stage(),
            }
        }
    }

    /// Takes note of the answer to the offer that was next: a choice, an alert, or an end without one.
    pub(crate) fn heard(&mut self, offer: &Offer, answer: &HelloAnswer) {
        let refusal = match answer {
            HelloAnswer::ServerHello { hello } => {
                self.confirm();
                return self.chosen(offer, hello);
            }
            HelloAnswer::Alert { code, name } => {
                self.confirm();
                let (code, name) = (*code, name.clone());
                Failure::new(Phase::Handshake, Cause::TlsAlert { code, name })
            }
            HelloAnswer::Failed { failure } => failure.clone(),
        };
        if self.goes_on_in_pieces(offer) {
            return;
        }
        if self.stage == Stage::Suites && self.is_ambiguous(offer) {
            // Turned round, the offer has what is taken at its end, where some servers do not look: from now on it keeps
            // its order.
            self.hint = Preference::Unknown;
            return;
        }
        if self.stage == Stage::Suites && self.suites.rounds() == 0 {
            // The version is known to be taken, and nothing of it was: there is another reason.
            return self.cut(&refusal);
        }
        let is_plain = !self.is_ambiguous(offer);
        if let Some(end) = self.end() {
            match answer {
                HelloAnswer::Alert { code, .. } if is_plain && is_refusal(*code) => {}
                HelloAnswer::Failed { .. } if is_plain => end.doubt = Some(refusal),
                _ => end.cut = Some(refusal),
            }
        }
        self.next_stage();
    }

    /// Ends the search, for a reason that has nothing to do with the offer.
    pub(crate) fn cut(&mut self, failure: &Failure) {
        while self.stage != Stage::Over {
            if let Some(end) = self.end() {
                end.cut.get_or_insert_with(|| failure.clone());
            }
            self.next_stage();
        }
    }

    /// The server answered again: what ended without an alert was a refusal.
    pub(crate) fn confirm(&mut self) {
        self.suites_end.doubt = None;
        self.groups_end.doubt = None;
    }

    /// Whether something ended without an alert and the server was not heard of since.
    pub(crate) const fn is_doubtful(&self) -> bool {
        self.suites_end.doubt.is_some() || self.groups_end.doubt.is_some()
    }

    /// Whether the offer is cut into pieces: each of them may be turned down, one after another.
    pub(crate) const fn is_in_pieces(&self) -> bool {
        self.put_aside.is_some()
    }

    /// What was found. What is still in doubt counts as cut short.
    pub(crate) fn facts(&self) -> Vec<DeepFact> {
        let cut_short_by = |end: &End| end.cut.clone().or_else(|| end.doubt.clone());
        let version = self.all.newest;
        let mut facts = vec![DeepFact::Suites(SuiteList {
            version,
            accepted: self.suites.accepted().to_vec(),
            preference: self.preference(),
            cut_short_by: cut_short_by(&self.suites_end),
        })];
        if self.wants_groups {
            // Below TLS 1.3 a group shows only with a suite that uses one, and those not found may have been such.
            let suites_end = Some(&self.suites_end).filter(|_| !self.is_tls13());
            let groups_cut = cut_short_by(&self.groups_end);
            let more = self.groups.rest_of(&self.more_groups);
            facts.push(DeepFact::Groups(GroupList {
                version,
                accepted: [self.groups.accepted(), &more].concat(),
                preference: self.groups.preference().unwrap_or(Preference::Unknown),
                cut_short_by: groups_cut.or_else(|| suites_end.and_then(cut_short_by)),
            }));
        }
        facts
    }

    fn chosen(&mut self, offer: &Offer, hello: &ServerHello) {
        // RFC 5246 §E.1: the older versions came with the offer; in this one, then, the rest is turned down.
        if hello.version < self.all.newest && !self.is_tls13() {
            return self.next_stage();
        }
        let is_offered = |group: &NamedGroup| offer.groups.contains(group);
        let needs_group = self.is_tls13() || self.stage == Stage::Groups;
        if hello.version != self.all.newest
            || !offer.suites.contains(&hello.suite)
            || (needs_group && !hello.group.is_some_and(|group| is_offered(&group)))
        {
            return self.cut(&not_offered(hello));
        }
        if self.is_tls13() || matches!(self.stage, Stage::Suites | Stage::Order) {
            self.suites.note(&offer.suites, hello.suite);
        }
        let is_again = hello
            .group
            .is_some_and(|group| self.groups.accepted().contains(&group));
        if let Some(group) = hello.group.filter(is_offered) {
            self.groups.note(&offer.groups, group);
        }
        let finite_field = finite_field(hello).filter(|group| !self.more_groups.contains(group));
        self.more_groups.extend(finite_field);
        match self.stage {
            // Another prime, or the same again: the server does not look at the list.
            Stage::FiniteFields if !finite_field.is_some_and(|group| is_offered(&group)) => {
                self.next_stage();
            }
            Stage::Groups if is_again => self.chosen_again(),
            Stage::Order => self.next_stage(),
            Stage::Suites | Stage::Groups | Stage::FiniteFields | Stage::Over => {}
        }
    }

    /// Where the client's order decides, nothing that came before it in the offer is taken. Where the server's does, the
    /// rest has to be offered alone.
    fn chosen_again(&mut self) {
        if self.groups.preference() == Some(Preference::Client) {
            self.next_stage();
        } else {
            self.own_order_of_groups = true;
        }
    }

    /// A server that turns down everything in a version that it takes may not bear so long an offer. Then it gets
    /// pieces of it, and each one that is turned down is put aside.
    fn goes_on_in_pieces(&mut self, offer: &Offer) -> bool {
        if self.stage != Stage::Suites {
            return false;
        }
        match &mut self.put_aside {
            None if self.suites.rounds() == 0 && offer.suites.len() > PIECE => {
                self.put_aside = Some(Vec::new());
                true
            }
            None => false,
            Some(put_aside) => {
                put_aside.extend(&offer.suites);
                // The last one ends the search in the usual way.
                let rest = self.suites.rest_of(&self.all.suites);
                rest.iter().any(|suite| !put_aside.contains(suite))
            }
        }
    }

    /// Whether a refusal of this offer may have another reason than that it holds nothing new.
    fn is_ambiguous(&self, offer: &Offer) -> bool {
        match self.stage {
            // What was taken before was in it: only where it was turned round.
            Stage::Suites => {
                let accepted = self.suites.accepted();
                offer.suites.iter().any(|suite| accepted.contains(suite))
            }
            // It may be the curve of the certificate's key that was missing.
            Stage::Groups => {
                !self.is_tls13() && offer.suites.iter().all(|suite| suite.mentions("ECDSA"))
            }
            Stage::FiniteFields | Stage::Order | Stage::Over => false,
        }
    }

    fn end(&mut self) -> Option<&mut End> {
        match self.stage {
            Stage::Suites => Some(&mut self.suites_end),
            Stage::Groups | Stage::FiniteFields => Some(&mut self.groups_end),
            Stage::Order | Stage::Over => None,
        }
    }

    const fn next_stage(&mut self) {
        self.stage = match self.stage {
            Stage::Suites if self.wants_groups => Stage::Groups,
            Stage::Groups => Stage::FiniteFields,
            Stage::Suites | Stage::FiniteFields => Stage::Order,
            Stage::Order | Stage::Over => Stage::Over,
        };
    }

    fn is_tls13(&self) -> bool {
        self.all.newest >= TlsVersion::TLS13
    }
}
