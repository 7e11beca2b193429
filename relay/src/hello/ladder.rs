//! Which hello comes next: as few as tell all that is asked for, and none after the server has had enough.

use shared::{Cause, CipherSuite, HelloAnswer, Phase, TlsVersion};

use super::offer::is_weak;

/// What a raw hello offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    /// The newest version; the older ones come with it (RFC 5246 §E.1).
    pub(crate) newest: TlsVersion,
    /// Whether RC4, RC2, DES, 3DES, export, NULL and anonymous suites are left out.
    pub(crate) without_weak_suites: bool,
}

/// The hellos for one address.
#[derive(Clone, Debug)]
pub(crate) struct Ladder {
    /// Whether the full handshake was finished.
    sealed: bool,
    /// The next hello to send, if there is one.
    next: Option<Offer>,
}

/// How a hello went, as far as the ladder cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rung {
    /// The server chose this.
    Answered(TlsVersion, CipherSuite),
    /// The server said no, or closed without a word, right after the hello.
    TurnedDown,
    /// The server, or something on the way, does not want us here now.
    Stop,
}

impl Rung {
    /// What an answer means for going on.
    pub(crate) fn of(answer: &HelloAnswer) -> Self {
        match answer {
            HelloAnswer::ServerHello { hello } => Self::Answered(hello.version, hello.suite),
            HelloAnswer::Alert { .. } => Self::TurnedDown,
            HelloAnswer::Failed { failure } => match (failure.phase, &failure.cause) {
                (Phase::Handshake, Cause::Reset | Cause::Closed) => Self::TurnedDown,
                // A 421, silence, something that is no TLS: what was learnt is kept, and the server left alone.
                _ => Self::Stop,
            },
        }
    }
}

impl Ladder {
    /// Begins with everything up to TLS 1.2. `sealed`: whether the full handshake was finished.
    pub(crate) const fn begin(sealed: bool) -> Self {
        Self {
            sealed,
            next: Some(Offer::up_to(TlsVersion::TLS12)),
        }
    }

    /// The next hello to send.
    pub(crate) const fn next(&self) -> Option<Offer> {
        self.next
    }

    /// Takes note of how the hello went that was next.
    pub(crate) fn went(&mut self, rung: Rung) {
        let Some(offer) = self.next else { return };
        self.next = match rung {
            Rung::Stop => None,
            // Nothing else is known of this server's suites yet, and servers may put their worst ones first.
            Rung::Answered(TlsVersion::TLS12, suite)
                if !self.sealed && is_weak(suite) && offer == Offer::up_to(TlsVersion::TLS12) =>
            {
                Some(Offer {
                    without_weak_suites: true,
                    ..offer
                })
            }
            // The smaller offer tells about suites only.
            Rung::Answered(_, _) if offer.without_weak_suites => older(offer.newest),
            Rung::Answered(chosen, _) => older(chosen.min(offer.newest)),
            // Whoever turns down everything up to TLS 1.2 may still take an older hello: some servers cannot stand
            // newer ones.
            Rung::TurnedDown if offer.newest == TlsVersion::TLS12 => older(offer.newest),
            Rung::TurnedDown => None,
        };
    }
}

impl Offer {
    const fn up_to(newest: TlsVersion) -> Self {
        Self {
            newest,
            without_weak_suites: false,
        }
    }
}

/// The hello after a version was chosen: everything older.
fn older(chosen: TlsVersion) -> Option<Offer> {
    let older = match chosen {
        TlsVersion::TLS12 => TlsVersion::TLS11,
        TlsVersion::TLS11 => TlsVersion::TLS10,
        TlsVersion::TLS10 => TlsVersion::SSL3,
        _ => return None,
    };
    Some(Offer::up_to(older))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: CipherSuite = CipherSuite::ECDHE_RSA_AES_128_GCM_SHA256;

    /// The offers that a server gets who answers so.
    fn climbed(sealed: bool, answers: &[Rung]) -> Vec<(TlsVersion, bool)> {
        let mut ladder = Ladder::begin(sealed);
        let mut offers = Vec::new();
        let mut answers = answers.iter();
        while let Some(offer) = ladder.next() {
            offers.push((offer.newest, offer.without_weak_suites));
            ladder.went(*answers.next().unwrap());
        }
        assert_eq!(answers.next(), None);
        offers
    }

    fn newest(sealed: bool, answers: &[Rung]) -> Vec<TlsVersion> {
        climbed(sealed, answers)
            .into_iter()
            .map(|(newest, _)| newest)
            .collect()
    }

    #[test]
    fn a_modern_server_gets_two() {
        use TlsVersion as V;
        let modern = [Rung::Answered(V::TLS12, GOOD), Rung::TurnedDown];
        assert_eq!(newest(true, &modern), [V::TLS12, V::TLS11]);
        assert_eq!(
            newest(true, &[Rung::TurnedDown, Rung::TurnedDown]),
            [V::TLS12, V::TLS11]
        );
    }

    #[test]
    fn old_versions_are_followed_down_to_sslv3() {
        use TlsVersion as V;
        let all =
            [V::TLS12, V::TLS11, V::TLS10, V::SSL3].map(|chosen| Rung::Answered(chosen, GOOD));
        assert_eq!(newest(true, &all), [V::TLS12, V::TLS11, V::TLS10, V::SSL3]);
        // An answer that is older than the offer has told of the versions between.
        let only_tls10 = [Rung::Answered(V::TLS10, GOOD), Rung::TurnedDown];
        assert_eq!(newest(false, &only_tls10), [V::TLS12, V::SSL3]);
        let no_tls11 = [
            Rung::Answered(V::TLS12, GOOD),
            Rung::Answered(V::TLS10, GOOD),
            Rung::TurnedDown,
        ];
        assert_eq!(newest(true, &no_tls11), [V::TLS12, V::TLS11, V::SSL3]);
        assert_eq!(newest(false, &[Rung::Answered(V::SSL3, GOOD)]), [V::TLS12]);
    }

    #[test]
    fn weak_suites_are_left_out_once_where_nothing_better_is_known() {
        use TlsVersion as V;
        let rc4 = Rung::Answered(V::TLS12, CipherSuite::RSA_RC4_128_SHA);
        assert_eq!(
            climbed(true, &[rc4, Rung::TurnedDown]),
            [(V::TLS12, false), (V::TLS11, false)]
        );
        for second in [Rung::TurnedDown, Rung::Answered(V::TLS12, GOOD), rc4] {
            assert_eq!(
                climbed(false, &[rc4, second, Rung::TurnedDown]),
                [(V::TLS12, false), (V::TLS12, true), (V::TLS11, false)]
            );
        }
    }

    #[test]
    fn whoever_has_had_enough_is_left_alone() {
        assert_eq!(newest(true, &[Rung::Stop]), [TlsVersion::TLS12]);
    }

    #[test]
    fn whatever_is_answered_there_are_at_most_five() {
        let suites = [GOOD, CipherSuite::RSA_RC4_128_SHA];
        let rungs: Vec<Rung> = (0x02FF..=0x0305)
            .flat_map(|version| suites.map(|suite| Rung::Answered(TlsVersion(version), suite)))
            .chain([Rung::TurnedDown, Rung::Stop])
            .collect();
        let mut open = vec![(Ladder::begin(false), 0), (Ladder::begin(true), 0)];
        while let Some((ladder, sent)) = open.pop() {
            assert!(sent <= 5);
            if ladder.next().is_some() {
                for rung in &rungs {
                    let mut ladder = ladder.clone();
                    ladder.went(*rung);
                    open.push((ladder, sent + 1));
                }
            }
        }
    }
}
