//! What is offered at each stage of a search.

use shared::{CipherSuite, NamedGroup, Preference};

use super::{PIECE, Search};
use crate::hello::Offer;

impl Search {
    /// The rest of the suites, with all groups.
    pub(super) fn suites_offer(&self) -> Option<Offer> {
        let mut suites = self.suites.rest_of(&self.all.suites);
        if let Some(put_aside) = &self.put_aside {
            suites.retain(|suite| !put_aside.contains(suite));
            suites.truncate(PIECE);
        }
        if suites.is_empty() {
            return None;
        }
        // Where the client's order decided before, the same offer turned round shows it again, and a new suite as well.
        if self.hint == Preference::Client && self.suites.rounds() == 1 && self.put_aside.is_none()
        {
            suites = turned(&self.all.suites);
        }
        // With each other offer turned round, the groups show their order on the way.
        let groups = if self.wants_groups && self.groups.rounds() % 2 == 1 {
            turned(&self.all.groups)
        } else {
            self.all.groups.clone()
        };
        Some(self.offer(suites, groups))
    }

    /// The rest of the groups, with suites that are taken.
    pub(super) fn groups_offer(&self) -> Option<Offer> {
        let suites = if self.is_tls13() {
            // The one chosen first comes last: what is chosen now shows the order of the suites.
            turned(self.suites.accepted())
        } else {
            self.curve_suites()
        };
        let mut groups = self.groups.rest_of(&self.all.groups);
        if self.keeps_curve() && !groups.is_empty() {
            // What is taken already comes last: it is chosen again only if nothing before it is taken, or if the
            // server's own order decides.
            groups.extend(self.groups.accepted());
        }
        Some(self.offer(suites, groups))
    }

    /// Whether curves that are taken stay in the offer, lest the curve of an ECDSA key be missing.
    pub(super) fn keeps_curve(&self) -> bool {
        !self.is_tls13()
            && !self.own_order_of_groups
            && self
                .curve_suites()
                .iter()
                .all(|suite| suite.mentions("ECDSA"))
    }

    /// The accepted suites with which curves are looked for below TLS 1.3.
    fn curve_suites(&self) -> Vec<CipherSuite> {
        let mut suites = self.accepted_with("ECDHE");
        // Without certificate there is no key whose curve matters.
        let mut anonymous = self.accepted_with("ECDH");
        anonymous.retain(|suite| suite.mentions("anon"));
        suites.extend(anonymous);
        // RFC 8422 §5.1: the curve of an ECDSA key must be in the list of groups too. Where there are others, suites
        // that need such a key stay out, since they fall with its curve.
        if suites.iter().any(|suite| !suite.mentions("ECDSA")) {
            suites.retain(|suite| !suite.mentions("ECDSA"));
        }
        suites
    }

    /// The groups of RFC 7919 below TLS 1.3. Only where one of them was met: most servers have one prime and do not look at the list.
    pub(super) fn finite_fields_offer(&self) -> Option<Offer> {
        if self.is_tls13() || self.more_groups.is_empty() {
            return None;
        }
        let mut groups = self.all.groups.clone();
        groups.retain(|group| is_finite_field(*group) && !self.more_groups.contains(group));
        Some(self.offer(self.accepted_with("DHE"), groups))
    }

    /// All that is taken. What was chosen first comes last, so that the two orders differ in what they choose.
    pub(super) fn order_offer(&self) -> Option<Offer> {
        let suites_are_open = self.suites.preference().is_none();
        let groups_are_open = self.wants_groups && self.groups.preference().is_none();
        if !self.wants_order || !(suites_are_open || groups_are_open) {
            return None;
        }
        let suites = if suites_are_open || self.is_tls13() {
            turned(self.suites.accepted())
        } else {
            self.curve_suites()
        };
        let groups = if groups_are_open {
            turned(self.groups.accepted())
        } else {
            self.all.groups.clone()
        };
        Some(self.offer(suites, groups))
    }

    fn accepted_with(&self, key_exchange: &str) -> Vec<CipherSuite> {
        let mut suites = self.suites.accepted().to_vec();
        suites.retain(|suite| suite.mentions(key_exchange));
        suites
    }

    fn offer(&self, suites: Vec<CipherSuite>, groups: Vec<NamedGroup>) -> Offer {
        Offer {
            suites,
            groups,
            ..self.all.clone()
        }
    }
}

fn turned<T: Copy>(list: &[T]) -> Vec<T> {
    list.iter().rev().copied().collect()
}

fn is_finite_field(group: NamedGroup) -> bool {
    (NamedGroup::FFDHE2048..=NamedGroup::FFDHE8192).contains(&group)
}
