//! Deep looks at model servers: what they find, how they end, and how many connections they take.

use proptest::prelude::*;
use proptest::sample::{SizeRange, subsequence};
use shared::{GroupList, NamedGroup, Preference, SuiteList};

use super::*;
use crate::hello::model::{Looked, Model, alert, busy, failed, needs_curve};

use TlsVersion as V;

const TLS13: &[CipherSuite] = &[
    CipherSuite::TLS13_AES_256_GCM_SHA384,
    CipherSuite::TLS13_CHACHA20_POLY1305_SHA256,
    CipherSuite::TLS13_AES_128_GCM_SHA256,
];
const TLS12: &[CipherSuite] = &[
    CipherSuite::ECDHE_ECDSA_AES_256_GCM_SHA384,
    CipherSuite::ECDHE_RSA_AES_256_GCM_SHA384,
    CipherSuite::DHE_RSA_AES_256_GCM_SHA384,
    CipherSuite::ECDHE_RSA_AES_128_GCM_SHA256,
    CipherSuite::RSA_AES_128_CBC_SHA,
    CipherSuite::RSA_3DES_EDE_CBC_SHA,
];
const OLD: &[CipherSuite] = &[
    CipherSuite::RSA_AES_256_CBC_SHA,
    CipherSuite::RSA_AES_128_CBC_SHA,
    CipherSuite::RSA_RC4_128_SHA,
];
const GROUPS: &[NamedGroup] = &[
    NamedGroup::X25519,
    NamedGroup::SECP384R1,
    NamedGroup::SECP256R1,
    NamedGroup::FFDHE2048,
];

fn modern() -> Model {
    Model::new(&[(V::TLS12, TLS12), (V::TLS13, TLS13)], GROUPS)
}

fn old() -> Model {
    Model::new(
        &[
            (V::SSL3, OLD),
            (V::TLS10, OLD),
            (V::TLS11, OLD),
            (V::TLS12, TLS12),
        ],
        GROUPS,
    )
}

impl Looked {
    fn suites(&self, version: V) -> &SuiteList {
        self.facts
            .iter()
            .find_map(|fact| match fact {
                DeepFact::Suites(list) if list.version == version => Some(list),
                _ => None,
            })
            .unwrap_or_else(|| panic!("no list for {version}: {:#?}", self.facts))
    }

    fn groups(&self) -> &GroupList {
        self.facts
            .iter()
            .find_map(|fact| match fact {
                DeepFact::Groups(list) => Some(list),
                _ => None,
            })
            .unwrap_or_else(|| panic!("no groups: {:#?}", self.facts))
    }

    fn without_name(&self) -> Option<&HelloAnswer> {
        self.facts.iter().find_map(|fact| match fact {
            DeepFact::WithoutName { answer } => Some(answer),
            _ => None,
        })
    }

    fn injection(&self) -> Option<&InjectionAnswer> {
        self.facts.iter().find_map(|fact| match fact {
            DeepFact::Injection(answer) => Some(answer),
            _ => None,
        })
    }
}

fn sorted<T: Copy + Ord>(list: &[T]) -> Vec<T> {
    let mut list = list.to_vec();
    list.sort();
    list
}

#[test]
fn a_server_with_an_order_of_its_own_shows_it() {
    let looked = modern().look();
    let tls13 = looked.suites(V::TLS13);
    assert_eq!(
        (&tls13.accepted[..], tls13.preference),
        (TLS13, Preference::Server)
    );
    let tls12 = looked.suites(V::TLS12);
    assert_eq!(
        (&tls12.accepted[..], tls12.preference),
        (TLS12, Preference::Server)
    );
    let groups = looked.groups();
    assert_eq!(
        (&groups.accepted[..], groups.preference),
        (GROUPS, Preference::Server)
    );
    assert_eq!(groups.version, V::TLS13);
    for list in [tls13, tls12] {
        assert_eq!(list.cut_short_by, None);
    }
    assert_eq!(groups.cut_short_by, None);
    assert!(matches!(
        looked.without_name(),
        Some(HelloAnswer::ServerHello { hello }) if hello.version == V::TLS12
    ));
    assert_eq!(looked.injection(), Some(&InjectionAnswer::Forgotten));
    // One handshake; the ladder's old hello and hybrids for nothing; of each version one refusal, and one of the
    // groups; without a name and the injection: 1 + 3 + 6 + 4 - 1 + 2 + 3 + 2, since one hello shows suite and group.
    assert_eq!(looked.connections, 20);
}

#[test]
fn a_server_that_follows_the_client_shows_it() {
    let model = Model {
        own_suites: false,
        own_groups: false,
        ..modern()
    };
    let looked = model.look();
    for (version, suites) in [(V::TLS13, TLS13), (V::TLS12, TLS12)] {
        let list = looked.suites(version);
        assert_eq!(sorted(&list.accepted), sorted(suites));
        assert_eq!(list.preference, Preference::Client);
    }
    assert_eq!(sorted(&looked.groups().accepted), sorted(GROUPS));
    assert_eq!(looked.groups().preference, Preference::Client);
    assert!(looked.connections <= 20, "{}", looked.connections);
}

#[test]
fn each_list_has_its_own_order_of_preference() {
    let model = Model {
        own_groups: false,
        ..modern()
    };
    let looked = model.look();
    assert_eq!(looked.suites(V::TLS13).preference, Preference::Server);
    assert_eq!(looked.suites(V::TLS12).preference, Preference::Server);
    assert_eq!(looked.groups().preference, Preference::Client);
}

#[test]
fn old_versions_have_lists_of_their_own_and_the_groups_are_those_of_the_newest() {
    let looked = old().look();
    for version in [V::TLS11, V::TLS10, V::SSL3] {
        assert_eq!(looked.suites(version).accepted, OLD);
    }
    assert_eq!(looked.suites(V::TLS12).accepted, TLS12);
    assert_eq!(looked.groups().version, V::TLS12);
    let curves: Vec<NamedGroup> = looked.groups().accepted.clone();
    // The model's one prime is no group of RFC 7919, but the group stands in its list of curves.
    assert_eq!(curves, GROUPS);
    assert_eq!(looked.groups().preference, Preference::Server);
}

#[test]
fn what_the_ladder_showed_is_not_asked_again() {
    let looked = modern().look();
    for step in &looked.steps {
        if let Step::Hello(offer) = step {
            let first_round = *offer == Offer::everything(V::TLS12);
            assert!(!first_round, "the ladder has asked this already");
        }
    }
    let mut hybrid = modern();
    hybrid.groups.insert(1, NamedGroup::X25519_MLKEM768);
    let with = hybrid.look();
    assert_eq!(with.groups().accepted, hybrid.groups);
    assert_eq!(with.suites(V::TLS13).accepted, TLS13);
    // One group more, but the ladder's hello for it has shown a suite.
    assert_eq!(with.connections, looked.connections);
}

#[test]
fn a_kind_of_certificate_is_told_once_and_only_where_the_ladder_did_not_show_it() {
    let kinds = |model: &Model| -> Vec<KeyKind> {
        let kind = |fact: &DeepFact| match fact {
            DeepFact::Certificate { kind, .. } => Some(*kind),
            _ => None,
        };
        model.look().facts.iter().filter_map(kind).collect()
    };
    assert_eq!(kinds(&modern()), [KeyKind::Rsa]);
    let mut only_rsa = modern();
    let tls12 = only_rsa.suites.get_mut(&V::TLS12).unwrap();
    tls12.retain(|suite| !suite.mentions("ECDSA"));
    assert_eq!(kinds(&only_rsa), []);
    let only_tls13 = Model::new(&[(V::TLS13, TLS13)], GROUPS);
    assert_eq!(kinds(&only_tls13), []);
    // Nor is there a hello without a name to be had.
    assert_eq!(only_tls13.look().without_name(), None);
}

#[test]
fn a_421_ends_the_look_and_what_was_learnt_stands() {
    let whole = modern().look().connections;
    for from in 4..whole {
        let model = Model {
            from_then_on: Some((from, busy())),
            ..modern()
        };
        let looked = model.look();
        // But for the last step, which is an injection and not answered by the model.
        assert_eq!(looked.connections, (from + 1).min(whole), "{from}");
        let HelloAnswer::Failed { failure } = busy() else {
            unreachable!()
        };
        let tls13 = looked.suites(V::TLS13);
        let tls12 = looked.suites(V::TLS12);
        assert!(TLS13.starts_with(&tls13.accepted) && TLS12.starts_with(&tls12.accepted));
        for (list, all) in [(tls13, TLS13.len()), (tls12, TLS12.len())] {
            assert!(
                list.cut_short_by.is_some() || list.accepted.len() == all,
                "{from}"
            );
            assert!(
                list.cut_short_by
                    .as_ref()
                    .is_none_or(|cause| *cause == failure)
            );
        }
        if from + 1 < whole {
            assert_eq!(
                looked.injection(),
                Some(&InjectionAnswer::Failed { failure })
            );
        }
    }
}

#[test]
fn a_look_that_may_not_go_on_says_so_in_every_fact_that_it_did_not_come_to() {
    let climbed = [
        (Question::UpTo(V::TLS12), alert(70)),
        (Question::UpTo(V::TLS11), alert(70)),
        (Question::Hybrids, alert(40)),
    ];
    let mut look = DeepLook::after(Some(V::TLS13), true, &climbed);
    assert!(matches!(look.next(), (Some(Step::Hello(_)), facts) if facts.is_empty()));
    let busy = Cause::Busy {
        retry_after: None,
        detail: "asked often enough".to_owned(),
    };
    let failure = Failure::new(Phase::Connect, busy);
    let facts = look.stop(&failure);
    let [
        DeepFact::Suites(suites),
        DeepFact::Groups(groups),
        DeepFact::Injection(injection),
    ] = &facts[..]
    else {
        panic!("{facts:#?}");
    };
    assert_eq!(suites.cut_short_by.as_ref(), Some(&failure));
    assert_eq!(groups.cut_short_by.as_ref(), Some(&failure));
    assert_eq!(*injection, InjectionAnswer::Failed { failure });
    assert_eq!(look.next(), (None, Vec::new()));
}

#[test]
fn a_no_without_an_alert_is_believed_when_the_server_answers_again() {
    for cause in [Cause::Reset, Cause::Closed] {
        let model = Model {
            refusal: failed(Phase::Handshake, cause),
            ..modern()
        };
        let looked = model.look();
        assert_eq!(looked.suites(V::TLS13).accepted, TLS13);
        for version in [V::TLS13, V::TLS12] {
            assert_eq!(looked.suites(version).cut_short_by, None);
        }
        assert_eq!(looked.groups().cut_short_by, None);
        assert_eq!(looked.connections, modern().look().connections);
    }
}

#[test]
fn a_server_that_closes_for_good_is_left_alone_and_nothing_is_made_of_it() {
    let closes = failed(Phase::Handshake, Cause::Reset);
    for (refusal, more) in [
        // It has said no with an alert before: this is something else.
        (alert(40), 1),
        // It never has, so it gets three connections.
        (closes.clone(), 3),
    ] {
        let model = Model {
            refusal,
            from_then_on: Some((6, closes.clone())),
            ..modern()
        };
        let looked = model.look();
        assert_eq!(looked.connections, 6 + more);
        assert!(looked.suites(V::TLS13).cut_short_by.is_some());
        assert!(looked.groups().cut_short_by.is_some());
        assert!(looked.suites(V::TLS12).cut_short_by.is_some());
    }
}

#[test]
fn a_choice_of_what_was_not_offered_ends_the_list() {
    let model = Model {
        invents: true,
        ..modern()
    };
    let looked = model.look();
    for version in [V::TLS13, V::TLS12] {
        let list = looked.suites(version);
        let cause = list.cut_short_by.as_ref().map(|failure| &failure.cause);
        assert!(matches!(cause, Some(Cause::TlsBroken { .. })), "{list:?}");
    }
    assert_eq!(looked.suites(V::TLS12).accepted, TLS12);
    assert!(looked.connections <= modern().look().connections);
}

#[test]
fn an_alert_that_is_no_refusal_leaves_the_list_open() {
    let model = Model {
        // internal_error.
        refusal: alert(80),
        ..modern()
    };
    let looked = model.look();
    assert_eq!(looked.suites(V::TLS12).accepted, TLS12);
    let cause = looked.suites(V::TLS12).cut_short_by.as_ref();
    assert!(matches!(
        cause.map(|failure| &failure.cause),
        Some(Cause::TlsAlert { code: 80, .. })
    ));
}

#[test]
fn where_the_suites_may_not_be_all_the_curves_may_not_be_either() {
    // No curve is looked for, as nothing that was found uses one; what ended the search might have hidden such a suite.
    let plain: &[CipherSuite] = &[CipherSuite::RSA_AES_128_CBC_SHA];
    for (refusal, is_whole) in [(alert(40), true), (alert(80), false)] {
        let model = Model {
            refusal,
            ..Model::new(&[(V::TLS12, plain)], GROUPS)
        };
        let looked = model.look();
        assert_eq!(looked.groups().accepted, []);
        assert_eq!(looked.suites(V::TLS12).cut_short_by.is_none(), is_whole);
        assert_eq!(looked.groups().cut_short_by.is_none(), is_whole);
    }
}

#[test]
fn a_server_that_takes_everything_is_asked_once_for_each() {
    let all = Offer::everything(V::TLS12);
    let mut model = Model::new(&[(V::TLS12, &all.suites)], &all.groups);
    model.own_suites = false;
    let looked = model.look();
    assert_eq!(
        sorted(&looked.suites(V::TLS12).accepted),
        sorted(&all.suites)
    );
    assert!(looked.connections <= 1 + all.suites.len() + all.groups.len() + 8);
}

#[test]
fn where_only_ecdsa_is_accepted_the_curve_of_the_key_may_be_all_that_was_missing() {
    let ecdsa: &[CipherSuite] = &[
        CipherSuite::ECDHE_ECDSA_AES_256_GCM_SHA384,
        CipherSuite::ECDHE_ECDSA_AES_128_GCM_SHA256,
    ];
    let anonymous = [ecdsa, &[CipherSuite::ECDH_ANON_AES_128_CBC_SHA]].concat();
    for (suites, own_groups, is_whole, reason) in [
        (
            ecdsa,
            false,
            true,
            "by the client's order, what was offered before the curve of the key is not taken",
        ),
        (
            ecdsa,
            true,
            false,
            "by its own order it never says whether it takes what it likes less than that curve",
        ),
        (
            &anonymous,
            true,
            true,
            "one without authentication needs no key",
        ),
    ] {
        let model = Model {
            own_suites: false,
            own_groups,
            key_curve: Some(NamedGroup::SECP256R1),
            ..Model::new(&[(V::TLS12, suites)], GROUPS)
        };
        let looked = model.look();
        assert_eq!(looked.suites(V::TLS12).cut_short_by, None, "{reason}");
        assert_eq!(sorted(&looked.suites(V::TLS12).accepted), sorted(suites));
        let found = looked.groups();
        assert_eq!(found.cut_short_by.is_none(), is_whole, "{reason}");
        let taken: Vec<_> = GROUPS
            .iter()
            .filter(|group| is_whole || found.accepted.contains(group))
            .copied()
            .collect();
        assert_eq!(sorted(&found.accepted), sorted(&taken), "{reason}");
        let bound = 1 + suites.len() + GROUPS.len() + 8;
        assert!(looked.connections <= bound, "{}", looked.connections);
    }
}

#[test]
fn a_server_that_does_not_bear_the_whole_offer_gets_it_in_pieces() {
    for refusal in [alert(40), failed(Phase::Handshake, Cause::Reset)] {
        let model = Model {
            suites: [(V::TLS12, TLS12.to_vec())].into(),
            most_suites: 64,
            refusal,
            ..modern()
        };
        let looked = model.look();
        let list = looked.suites(V::TLS12);
        assert_eq!(sorted(&list.accepted), sorted(TLS12));
        assert_eq!(list.cut_short_by, None);
        // The whole offer once more, and a refusal for each further piece.
        let bound = 1 + TLS12.len() + GROUPS.len() + 8 + 3;
        assert!(looked.connections <= bound, "{}", looked.connections);
    }
}

#[test]
fn a_server_that_looks_at_the_first_suites_only_finds_its_own_among_them() {
    let weak: &[CipherSuite] = &[
        CipherSuite::RSA_RC4_128_MD5,
        CipherSuite::RSA_RC4_128_SHA,
        CipherSuite::RSA_3DES_EDE_CBC_SHA,
    ];
    for (versions, suites) in [
        (&[V::TLS12][..], weak),
        (&[V::TLS10], OLD),
        (&[V::SSL3, V::TLS10], weak),
        (&[V::TLS12], &TLS12[2..]),
    ] {
        for first_suites in [64, 128] {
            for own_suites in [true, false] {
                let lists: Vec<_> = versions.iter().map(|version| (*version, suites)).collect();
                let model = Model {
                    first_suites,
                    own_suites,
                    ..Model::new(&lists, GROUPS)
                };
                let looked = model.look();
                for version in versions {
                    let list = looked.suites(*version);
                    let wrong = if own_suites {
                        Preference::Client
                    } else {
                        Preference::Server
                    };
                    assert_eq!(sorted(&list.accepted), sorted(suites), "{list:?}");
                    assert_ne!(list.preference, wrong, "{list:?}");
                }
            }
        }
    }
}

#[test]
fn what_a_short_hello_showed_is_looked_at_in_pieces() {
    for suites in [OLD, &[CipherSuite::RSA_RC4_128_SHA]] {
        let model = Model {
            most_suites: 64,
            fails_in_full: true,
            ..Model::new(&[(V::TLS12, suites)], GROUPS)
        };
        let looked = model.look();
        let list = looked.suites(V::TLS12);
        assert_eq!(sorted(&list.accepted), sorted(suites));
        assert_eq!(list.cut_short_by, None);
        // Nor is the hello without a name longer than what it bears.
        assert!(matches!(
            looked.without_name(),
            Some(HelloAnswer::ServerHello { .. })
        ));
        assert!(looked.connections <= 20, "{}", looked.connections);
    }
}

#[test]
fn a_version_that_was_agreed_and_is_then_turned_down_altogether_leaves_its_list_open() {
    for most_suites in [0, 10] {
        let model = Model {
            // In TLS 1.3 there are seven suites; below, none of the first ones is taken.
            suites: [(V::TLS12, vec![CipherSuite::RSA_NULL_SHA])].into(),
            most_suites,
            ..modern()
        };
        let looked = model.look();
        let list = looked.suites(V::TLS12);
        assert_eq!(list.accepted, []);
        assert!(list.cut_short_by.is_some());
    }
    let nothing = Model {
        most_suites: 0,
        ..modern()
    };
    let looked = nothing.look();
    assert!(looked.suites(V::TLS13).cut_short_by.is_some());
    assert!(looked.groups().cut_short_by.is_some());
}

/// Some of these, in any order.
fn some_of<T: Clone + std::fmt::Debug + 'static>(
    all: Vec<T>,
    count: impl Into<SizeRange>,
) -> impl Strategy<Value = Vec<T>> {
    subsequence(all, count).prop_shuffle()
}

proptest! {
    // Each case is some fifty rounds.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_a_modern_server_takes_is_found_within_the_bound(
        tls13 in some_of(Offer::everything(V::TLS13).suites, 1..=7),
        tls12 in some_of(Offer::everything(V::TLS12).suites, 1..=12),
        groups in some_of(Offer::everything(V::TLS13).groups, 1..=8),
        (own_suites, own_groups) in any::<(bool, bool)>(),
        silent in any::<bool>(),
    ) {
        // What is for TLS 1.3 alone is not offered below.
        let mut model = Model::new(&[(V::TLS12, &tls12), (V::TLS13, &tls13)], &groups);
        (model.own_suites, model.own_groups) = (own_suites, own_groups);
        if silent {
            model.refusal = failed(Phase::Handshake, Cause::Closed);
        }
        let looked = model.look();
        let bound = 1 + tls13.len() + tls12.len() + groups.len() + 8;
        prop_assert!(looked.connections <= bound, "{} > {}", looked.connections, bound);
        let found = looked.suites(V::TLS13);
        prop_assert_eq!(sorted(&found.accepted), sorted(&tls13));
        prop_assert_eq!(sorted(&looked.groups().accepted), sorted(&groups));
        let wrong = |preference, own: bool| match preference {
            Preference::Server => !own,
            Preference::Client => own,
            Preference::Unknown => false,
        };
        prop_assert!(!wrong(found.preference, own_suites));
        prop_assert!(!wrong(looked.groups().preference, own_groups));
        prop_assert_eq!(found.preference == Preference::Unknown, tls13.len() < 2);
        if own_suites {
            prop_assert_eq!(&found.accepted, &tls13);
        }
        // The suites that need a curve are there only if one of the curves is.
        let curves = Offer::everything(V::TLS12).groups;
        let has_curve = groups.iter().any(|group| curves.contains(group));
        let possible = |suite: &&CipherSuite| has_curve || !needs_curve(**suite);
        let possible: Vec<_> = tls12.iter().filter(possible).copied().collect();
        if !possible.is_empty() {
            let found = looked.suites(V::TLS12);
            prop_assert_eq!(sorted(&found.accepted), sorted(&possible));
            prop_assert!(!wrong(found.preference, own_suites));
        }
    }

    #[test]
    fn whatever_an_older_server_takes_is_found(
        tls12 in some_of(Offer::everything(V::TLS12).suites, 0..=9),
        tls11 in some_of(Offer::everything(V::TLS11).suites, 0..=9),
        tls10 in some_of(Offer::everything(V::TLS10).suites, 1..=9),
        groups in some_of(Offer::everything(V::TLS12).groups, 1..=8),
        own in any::<bool>(),
    ) {
        let mut model = Model::new(&[(V::TLS10, &tls10)], &groups);
        for (version, suites) in [(V::TLS12, &tls12), (V::TLS11, &tls11)] {
            if !suites.is_empty() {
                model.suites.insert(version, suites.clone());
            }
        }
        (model.own_suites, model.own_groups) = (own, own);
        let looked = model.look();
        let accepted: usize = model.suites.values().map(Vec::len).sum();
        let bound = 1 + accepted + groups.len() + 9 + model.suites.len();
        prop_assert!(looked.connections <= bound, "{} > {}", looked.connections, bound);
        for (version, suites) in &model.suites {
            let found = looked.suites(*version);
            prop_assert_eq!(sorted(&found.accepted), sorted(suites));
            let wrong = if own { Preference::Client } else { Preference::Server };
            prop_assert_ne!(found.preference, wrong);
        }
    }

    #[test]
    fn whatever_is_answered_the_look_ends(
        from in 1_usize..40,
        answer in prop_oneof![
            Just(alert(0)), Just(alert(40)), Just(alert(80)), Just(busy()),
            Just(failed(Phase::Handshake, Cause::Closed)),
            Just(failed(Phase::Connect, Cause::Refused)),
            Just(failed(Phase::Handshake, Cause::TimedOut { after_ms: 1 })),
        ],
    ) {
        let model = Model { from_then_on: Some((from, answer)), ..modern() };
        prop_assert!(model.look().connections <= modern().look().connections + 1);
    }
}
