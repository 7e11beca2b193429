//! What a server chose from one offer after another, and whose order decided.

use std::collections::BTreeSet;

use shared::Preference;

/// What was chosen from which offers.
#[derive(Clone, Debug)]
pub(super) struct Choices<T> {
    rounds: Vec<Round<T>>,
    /// Everything that was chosen, in the order in which it first was.
    accepted: Vec<T>,
}

#[derive(Clone, Debug)]
struct Round<T> {
    /// In the order of the offer.
    offered: Vec<T>,
    chosen: T,
}

impl<T> Default for Choices<T> {
    fn default() -> Self {
        Self {
            rounds: Vec::new(),
            accepted: Vec::new(),
        }
    }
}

impl<T: Copy + Ord> Choices<T> {
    /// Takes note of a choice.
    pub(super) fn note(&mut self, offered: &[T], chosen: T) {
        self.rounds.push(Round {
            offered: offered.to_vec(),
            chosen,
        });
        if !self.accepted.contains(&chosen) {
            self.accepted.push(chosen);
        }
    }

    /// Choices made so far.
    pub(super) const fn rounds(&self) -> usize {
        self.rounds.len()
    }

    /// Everything that was chosen, in the order in which it first was.
    pub(super) fn accepted(&self) -> &[T] {
        &self.accepted
    }

    /// What of these was not chosen yet.
    pub(super) fn rest_of(&self, all: &[T]) -> Vec<T> {
        let is_new = |one: &&T| !self.accepted.contains(one);
        all.iter().filter(is_new).copied().collect()
    }

    /// Whose order decided; nothing if both explain all choices, so that one from a turned offer could tell.
    pub(super) fn preference(&self) -> Option<Preference> {
        if self.accepted.len() < 2 {
            return Some(Preference::Unknown);
        }
        match (self.follow_the_offers(), self.follow_one_order()) {
            (true, true) => None,
            (true, false) => Some(Preference::Client),
            (false, true) => Some(Preference::Server),
            // Several of the same rank, or an order that depends on the client (ChaCha20 where it comes first).
            (false, false) => Some(Preference::Unknown),
        }
    }

    /// Whether each choice was the first of its offer that the server takes at all.
    fn follow_the_offers(&self) -> bool {
        self.rounds.iter().all(|round| {
            let is_accepted = |one: &&T| self.accepted.contains(one);
            round.offered.iter().find(is_accepted) == Some(&round.chosen)
        })
    }

    /// Whether one order of the server's own explains all choices, however they were offered.
    fn follow_one_order(&self) -> bool {
        // The first was chosen although the second was offered too.
        let mut preferred = BTreeSet::new();
        for round in &self.rounds {
            for other in &round.offered {
                if *other != round.chosen && self.accepted.contains(other) {
                    preferred.insert((round.chosen, *other));
                }
            }
        }
        // Such an order has a first one, to which nothing was preferred; without it the same holds for the rest.
        let mut left = self.accepted.clone();
        while !left.is_empty() {
            let is_first = |one: &T| !left.iter().any(|other| preferred.contains(&(*other, *one)));
            match left.iter().position(is_first) {
                Some(first) => left.remove(first),
                None => return false,
            };
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preference(rounds: &[(&[u8], u8)]) -> Option<Preference> {
        let mut choices = Choices::default();
        for (offered, chosen) in rounds {
            choices.note(offered, *chosen);
        }
        choices.preference()
    }

    #[test]
    fn whose_order_decides_is_told_only_where_the_other_explanation_fails() {
        for (rounds, expected, reason) in [
            (&[][..], Some(Preference::Unknown), "nothing was chosen"),
            (
                &[(&[1, 2, 3][..], 2)],
                Some(Preference::Unknown),
                "there is nothing to choose between",
            ),
            (
                &[(&[1, 2, 3], 2), (&[1, 3], 1)],
                Some(Preference::Server),
                "1 came first in the offer and is taken, but 2 was chosen",
            ),
            (
                &[(&[1, 2, 3], 1), (&[2, 3], 3)],
                None,
                "1 may be the first in both orders: nobody knows whether 2 is taken",
            ),
            (
                &[(&[1, 2], 1), (&[2], 2), (&[2, 1], 2)],
                Some(Preference::Client),
                "of the same two, each was chosen where it came first",
            ),
            (
                &[(&[1, 2], 1), (&[2], 2), (&[2, 1], 1)],
                Some(Preference::Server),
                "1 was chosen although it came last",
            ),
            (
                &[(&[1, 2], 2), (&[1], 1), (&[2, 1], 1)],
                Some(Preference::Unknown),
                "always the last of the offer: neither the client's order nor one of the server's",
            ),
            (
                &[(&[1, 2], 1), (&[2, 3], 2), (&[3, 1], 3)],
                Some(Preference::Client),
                "no order has 1 before 2, 2 before 3 and 3 before 1",
            ),
        ] {
            assert_eq!(preference(rounds), expected, "{reason}");
        }
    }
}
