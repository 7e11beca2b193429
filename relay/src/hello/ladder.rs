//! Which hello comes next: as few as tell all that is asked for, and none after the server has had enough.

use shared::{Cause, CipherSuite, HelloAnswer, Phase, TlsVersion};

use super::offer::{Offer, is_weak};

/// What a raw hello asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Question {
    /// What of everything up to a version is taken; of TLS 1.3, what of that version alone.
    UpTo(TlsVersion),
    /// The same without RC4, RC2, DES, 3DES, export, NULL and anonymous suites.
    WithoutWeakSuites(TlsVersion),
    /// What of the usual suites up to a version is taken.
    Usual(TlsVersion),
    /// The same without the weak ones among them.
    UsualWithoutWeakSuites(TlsVersion),
    /// Which of the hybrid groups with ML-KEM is taken.
    Hybrids,
}

impl Question {
    /// The hello that asks it.
    pub(crate) fn offer(self) -> Offer {
        match self {
            Self::UpTo(newest) => Offer::everything(newest),
            Self::WithoutWeakSuites(newest) => Offer::without_weak_suites(newest),
            Self::Usual(newest) => Offer::usual(newest),
            Self::UsualWithoutWeakSuites(newest) => {
                let mut offer = Offer::usual(newest);
                offer.suites.retain(|suite| !is_weak(*suite));
                offer
            }
            Self::Hybrids => Offer::hybrids(),
        }
    }

    /// Whether weak suites are left out.
    pub(crate) const fn is_without_weak_suites(self) -> bool {
        matches!(
            self,
            Self::WithoutWeakSuites(_) | Self::UsualWithoutWeakSuites(_)
        )
    }

    /// Whether all but the usual suites are left out.
    pub(crate) const fn is_usual_only(self) -> bool {
        matches!(self, Self::Usual(_) | Self::UsualWithoutWeakSuites(_))
    }

    /// The same for the transcript, after "to offer".
    pub(crate) fn in_words(self) -> String {
        match self {
            Self::UpTo(TlsVersion::TLS13) => "TLS 1.3 alone".to_owned(),
            Self::UpTo(newest) => format!("{newest} at most"),
            Self::WithoutWeakSuites(newest) => format!("{newest} at most, without weak suites"),
            Self::Usual(newest) => format!("{newest} at most, with usual suites alone"),
            Self::UsualWithoutWeakSuites(newest) => {
                format!("{newest} at most, with usual suites alone and without weak ones")
            }
            Self::Hybrids => "TLS 1.3 with hybrid groups alone".to_owned(),
        }
    }
}

/// The hellos for one address.
#[derive(Clone, Debug)]
pub(crate) struct Ladder {
    /// The version of the full handshake, if it was finished.
    agreed: Option<TlsVersion>,
    /// Whether a raw hello was answered.
    answered: bool,
    /// What to ask next, if anything.
    next: Option<Question>,
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
    /// Begins with everything up to TLS 1.2. `agreed`: the version of the full handshake, if it was finished.
    pub(crate) const fn begin(agreed: Option<TlsVersion>) -> Self {
        Self {
            agreed,
            answered: false,
            next: Some(Question::UpTo(TlsVersion::TLS12)),
        }
    }

    /// What to ask next.
    pub(crate) const fn next(&self) -> Option<Question> {
        self.next
    }

    /// Takes note of how it went with what was next.
    pub(crate) fn went(&mut self, rung: Rung) {
        let Some(question) = self.next else { return };
        self.answered |= matches!(rung, Rung::Answered(..));
        self.next = match (question, rung) {
            (_, Rung::Stop) | (Question::Hybrids, _) => None,
            (question, rung) => self
                .older(question, rung)
                .or_else(|| self.shorter(question, rung))
                .or_else(|| self.last()),
        };
    }

    /// What to ask next about versions.
    fn older(&self, question: Question, rung: Rung) -> Option<Question> {
        use Question::{Hybrids, UpTo, Usual, UsualWithoutWeakSuites, WithoutWeakSuites};
        match (question, rung) {
            (Hybrids | UsualWithoutWeakSuites(_), _) | (_, Rung::Stop) => None,
            (Usual(newest), Rung::Answered(chosen, suite))
                if chosen == newest && is_weak(suite) =>
            {
                Some(UsualWithoutWeakSuites(newest))
            }
            (Usual(_), _) => None,
            // Nothing else is known of this server's suites yet, and servers may put their worst ones first.
            (UpTo(TlsVersion::TLS12), Rung::Answered(TlsVersion::TLS12, suite))
                if self.agreed.is_none() && is_weak(suite) =>
            {
                Some(WithoutWeakSuites(TlsVersion::TLS12))
            }
            // The handshake failed, but not everything of TLS 1.3 was in it: rustls lacks some suites and groups.
            (UpTo(TlsVersion::TLS12), Rung::TurnedDown) if self.agreed.is_none() => {
                Some(UpTo(TlsVersion::TLS13))
            }
            // Whoever turns down everything up to TLS 1.2 may still take an older hello: some servers cannot stand
            // newer ones.
            (UpTo(TlsVersion::TLS13), _) | (UpTo(TlsVersion::TLS12), Rung::TurnedDown) => {
                below(TlsVersion::TLS12)
            }
            // The smaller offer tells about suites only.
            (WithoutWeakSuites(newest), _) => below(newest),
            (UpTo(newest), Rung::Answered(chosen, _)) => below(chosen.min(newest)),
            (UpTo(_), Rung::TurnedDown) => None,
        }
    }

    /// What to ask who turned down everything: some servers do not bear a hello with so many suites. What it leaves open
    /// about older versions stays so, since their hellos are no shorter.
    const fn shorter(&self, question: Question, rung: Rung) -> Option<Question> {
        match (question, rung) {
            (Question::UpTo(_), Rung::TurnedDown) if self.agreed.is_none() && !self.answered => {
                Some(Question::Usual(TlsVersion::TLS12))
            }
            _ => None,
        }
    }

    /// The hybrids come last, since nothing is judged by them.
    fn last(&self) -> Option<Question> {
        (self.agreed == Some(TlsVersion::TLS13)).then_some(Question::Hybrids)
    }
}

/// The question after a version was chosen: everything older.
const fn below(chosen: TlsVersion) -> Option<Question> {
    let older = match chosen {
        TlsVersion::TLS12 => TlsVersion::TLS11,
        TlsVersion::TLS11 => TlsVersion::TLS10,
        TlsVersion::TLS10 => TlsVersion::SSL3,
        _ => return None,
    };
    Some(Question::UpTo(older))
}

#[cfg(test)]
mod tests {
    use Question::{Hybrids, UpTo, Usual, UsualWithoutWeakSuites, WithoutWeakSuites};
    use TlsVersion as V;

    use super::*;

    const GOOD: CipherSuite = CipherSuite::ECDHE_RSA_AES_128_GCM_SHA256;

    /// What a server is asked who answers so.
    fn asked(agreed: Option<TlsVersion>, answers: &[Rung]) -> Vec<Question> {
        let mut ladder = Ladder::begin(agreed);
        let mut questions = Vec::new();
        let mut answers = answers.iter();
        while let Some(question) = ladder.next() {
            questions.push(question);
            ladder.went(*answers.next().unwrap());
        }
        assert_eq!(answers.next(), None);
        questions
    }

    #[test]
    fn a_modern_server_gets_three() {
        let modern = [
            Rung::Answered(V::TLS12, GOOD),
            Rung::TurnedDown,
            Rung::TurnedDown,
        ];
        let three = [UpTo(V::TLS12), UpTo(V::TLS11), Hybrids];
        assert_eq!(asked(Some(V::TLS13), &modern), three);
        // One that takes TLS 1.3 alone too: the full handshake has proven it.
        let only_tls13 = [Rung::TurnedDown; 3];
        assert_eq!(asked(Some(V::TLS13), &only_tls13), three);
        // Without TLS 1.3 there are no hybrids to ask for.
        assert_eq!(asked(Some(V::TLS12), &modern[..2]), three[..2]);
    }

    #[test]
    fn old_versions_are_followed_down_to_sslv3() {
        let all =
            [V::TLS12, V::TLS11, V::TLS10, V::SSL3].map(|chosen| Rung::Answered(chosen, GOOD));
        let down = [V::TLS12, V::TLS11, V::TLS10, V::SSL3].map(UpTo);
        assert_eq!(asked(Some(V::TLS12), &all), down);
        let and_hybrids = [&down[..], &[Hybrids]].concat();
        let then_hybrids = [&all[..], &[Rung::TurnedDown]].concat();
        assert_eq!(asked(Some(V::TLS13), &then_hybrids), and_hybrids);
        // An answer that is older than the offer has told of the versions between.
        let only_tls10 = [Rung::Answered(V::TLS10, GOOD), Rung::TurnedDown];
        assert_eq!(asked(None, &only_tls10), [UpTo(V::TLS12), UpTo(V::SSL3)]);
        let no_tls11 = [
            Rung::Answered(V::TLS12, GOOD),
            Rung::Answered(V::TLS10, GOOD),
            Rung::TurnedDown,
        ];
        assert_eq!(
            asked(Some(V::TLS12), &no_tls11),
            [UpTo(V::TLS12), UpTo(V::TLS11), UpTo(V::SSL3)]
        );
        assert_eq!(
            asked(None, &[Rung::Answered(V::SSL3, GOOD)]),
            [UpTo(V::TLS12)]
        );
    }

    #[test]
    fn weak_suites_are_left_out_once_where_nothing_better_is_known() {
        let rc4 = Rung::Answered(V::TLS12, CipherSuite::RSA_RC4_128_SHA);
        assert_eq!(
            asked(Some(V::TLS12), &[rc4, Rung::TurnedDown]),
            [UpTo(V::TLS12), UpTo(V::TLS11)]
        );
        for second in [Rung::TurnedDown, Rung::Answered(V::TLS12, GOOD), rc4] {
            assert_eq!(
                asked(None, &[rc4, second, Rung::TurnedDown]),
                [UpTo(V::TLS12), WithoutWeakSuites(V::TLS12), UpTo(V::TLS11)]
            );
        }
    }

    #[test]
    fn tls_1_3_is_asked_for_where_neither_handshake_nor_older_hello_got_through() {
        let chosen = Rung::Answered(V::TLS13, CipherSuite::TLS13_AES_128_CCM_SHA256);
        assert_eq!(
            asked(None, &[Rung::TurnedDown, chosen, Rung::TurnedDown]),
            [UpTo(V::TLS12), UpTo(V::TLS13), UpTo(V::TLS11)]
        );
        // A server that took TLS 1.2 has its verdict.
        assert_eq!(
            asked(None, &[Rung::Answered(V::TLS12, GOOD), Rung::TurnedDown]),
            [UpTo(V::TLS12), UpTo(V::TLS11)]
        );
    }

    #[test]
    fn who_turns_down_everything_gets_a_short_hello() {
        let all = [UpTo(V::TLS12), UpTo(V::TLS13), UpTo(V::TLS11)];
        let down = [Rung::TurnedDown; 3];
        let rc4 = CipherSuite::RSA_RC4_128_SHA;
        for (fourth, fifth) in [
            (Rung::TurnedDown, None),
            (Rung::Stop, None),
            (Rung::Answered(V::TLS12, GOOD), None),
            // It is too old whatever its suites.
            (Rung::Answered(V::TLS10, rc4), None),
            (
                Rung::Answered(V::TLS12, rc4),
                Some(UsualWithoutWeakSuites(V::TLS12)),
            ),
        ] {
            let mut expected = [&all[..], &[Usual(V::TLS12)]].concat();
            let mut answers = [&down[..], &[fourth]].concat();
            if let Some(fifth) = fifth {
                expected.push(fifth);
                answers.push(Rung::TurnedDown);
            }
            assert_eq!(asked(None, &answers), expected);
        }
        // One that takes something is known already.
        assert_eq!(
            asked(Some(V::TLS12), &down[..2]),
            [UpTo(V::TLS12), UpTo(V::TLS11)]
        );
        let old = [
            Rung::TurnedDown,
            Rung::TurnedDown,
            Rung::Answered(V::TLS11, GOOD),
            Rung::TurnedDown,
        ];
        assert_eq!(
            asked(None, &old),
            [
                UpTo(V::TLS12),
                UpTo(V::TLS13),
                UpTo(V::TLS11),
                UpTo(V::TLS10)
            ]
        );
    }

    #[test]
    fn whoever_has_had_enough_is_left_alone() {
        assert_eq!(asked(Some(V::TLS13), &[Rung::Stop]), [UpTo(V::TLS12)]);
        assert_eq!(
            asked(
                Some(V::TLS13),
                &[Rung::Answered(V::TLS12, GOOD), Rung::Stop]
            ),
            [UpTo(V::TLS12), UpTo(V::TLS11)]
        );
        assert_eq!(
            asked(None, &[Rung::TurnedDown, Rung::Stop]),
            [UpTo(V::TLS12), UpTo(V::TLS13)]
        );
    }

    #[test]
    fn whatever_is_answered_there_are_at_most_five() {
        let suites = [GOOD, CipherSuite::RSA_RC4_128_SHA];
        let rungs: Vec<Rung> = (0x02FF..=0x0305)
            .flat_map(|version| suites.map(|suite| Rung::Answered(TlsVersion(version), suite)))
            .chain([Rung::TurnedDown, Rung::Stop])
            .collect();
        let mut open: Vec<_> = [None, Some(V::TLS12), Some(V::TLS13)]
            .map(|agreed| (Ladder::begin(agreed), 0))
            .into();
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
