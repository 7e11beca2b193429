//! What may become of a message, as a set.

use super::Delivery;

/// What may become of a message at an address or host, as far as is known: never empty. [`Self::PASSED`] is not the end of
/// it, since the sender goes on to the next address or host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Possible(u8);

impl Possible {
    /// Delivered over TLS to a server that proved who it is.
    pub(crate) const AUTHENTICATED: Self = Self(1);
    /// Delivered over TLS.
    pub(crate) const SEALED: Self = Self(2);
    /// Delivered in clear.
    pub(crate) const CLEAR: Self = Self(4);
    /// Passed over.
    pub(crate) const PASSED: Self = Self(8);

    /// From good to bad; what is passed over is neither.
    const DELIVERED: [Self; 3] = [Self::AUTHENTICATED, Self::SEALED, Self::CLEAR];

    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The same where whoever is on the way strikes out the offer of STARTTLS (RFC 3207 §6): what is delivered, is in
    /// clear.
    pub(crate) const fn stripped(self) -> Self {
        let passed = self.0 & Self::PASSED.0;
        if passed == self.0 {
            self
        } else {
            Self(passed | Self::CLEAR.0)
        }
    }

    /// What may become of a message at the worst of several places that take it.
    pub(crate) fn worst(all: &[Self]) -> Self {
        Self::extreme(all, [Self::CLEAR, Self::SEALED, Self::AUTHENTICATED])
    }

    /// The same at the best.
    pub(crate) fn best(all: &[Self]) -> Self {
        Self::extreme(all, Self::DELIVERED)
    }

    /// A delivery is the extreme one if some place has it and no place must have a more extreme one.
    fn extreme(all: &[Self], order: [Self; 3]) -> Self {
        let mut found = Self(0);
        let mut more_extreme = Self(0);
        for delivery in order {
            if all.iter().all(|one| one.without(more_extreme).0 != 0)
                && all.iter().any(|one| one.has(delivery))
            {
                found = found.or(delivery);
            }
            more_extreme = more_extreme.or(delivery);
        }
        if all.iter().all(|one| one.has(Self::PASSED)) {
            found = found.or(Self::PASSED);
        }
        found
    }

    /// What may become of a message that goes from group to group, the groups in order of preference.
    pub(crate) fn first_usable(groups: impl Iterator<Item = Self>) -> Self {
        let mut found = Self(0);
        for group in groups {
            found = found.or(group.without(Self::PASSED));
            if !group.has(Self::PASSED) {
                return found;
            }
        }
        found.or(Self::PASSED)
    }

    /// The one that it must be, if there is one.
    pub(crate) fn delivery(self) -> Delivery {
        match self {
            Self::AUTHENTICATED => Delivery::Authenticated,
            Self::SEALED => Delivery::Sealed,
            Self::CLEAR => Delivery::Clear,
            Self::PASSED => Delivery::Deferred,
            _ => Delivery::CouldNotTell,
        }
    }

    /// All that it may be.
    pub(crate) fn deliveries(self) -> Vec<Delivery> {
        [Self::AUTHENTICATED, Self::SEALED, Self::CLEAR, Self::PASSED]
            .into_iter()
            .filter(|one| self.has(*one))
            .map(Self::delivery)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Possible = Possible::AUTHENTICATED;
    const S: Possible = Possible::SEALED;
    const C: Possible = Possible::CLEAR;
    const P: Possible = Possible::PASSED;

    /// Every set that is not empty.
    fn sets() -> impl Iterator<Item = Possible> + Clone {
        (1..16).map(Possible)
    }

    fn singles(set: Possible) -> impl Iterator<Item = Possible> + Clone {
        [A, S, C, P].into_iter().filter(move |one| set.has(*one))
    }

    /// What definite values come to, spelt out.
    fn plain_worst(a: Possible, b: Possible) -> Possible {
        [C, S, A]
            .into_iter()
            .find(|one| *one == a || *one == b)
            .unwrap_or(P)
    }

    #[test]
    fn sets_hold_just_what_their_members_can_come_to() {
        for (a, b) in sets().flat_map(|a| sets().map(move |b| (a, b))) {
            let mut by_members = Possible(0);
            let mut in_turn = Possible(0);
            for (one, other) in singles(a).flat_map(|one| singles(b).map(move |o| (one, o))) {
                by_members = by_members.or(plain_worst(one, other));
                in_turn = in_turn.or(if one == P { other } else { one });
            }
            assert_eq!(Possible::worst(&[a, b]), by_members, "{a:?} {b:?}");
            assert_eq!(Possible::first_usable([a, b].into_iter()), in_turn);
        }
    }

    #[test]
    fn knowing_more_only_narrows() {
        let is_within = |small: Possible, large: Possible| large.or(small) == large;
        for (a, b) in sets().flat_map(|a| sets().map(move |b| (a, b))) {
            for less in singles(a) {
                for of in [
                    Possible::worst as fn(&[Possible]) -> Possible,
                    Possible::best,
                ] {
                    let pair = |first| of(&[first, b]);
                    assert!(is_within(pair(less), pair(a)), "{less:?} of {a:?}, {b:?}");
                }
            }
        }
    }

    #[test]
    fn who_strikes_out_the_offer_makes_it_clear() {
        assert_eq!(A.or(P).stripped(), C.or(P));
        assert_eq!(P.stripped(), P);
        assert_eq!(S.stripped(), C);
    }
}
