//! What a session comes to.

use proptest::prelude::*;
use shared::{Cause, Failure, Phase, Reply};

use super::*;

const KINDS: [RecipientKind; 4] = [
    RecipientKind::OwnRandom,
    RecipientKind::Mailbox,
    RecipientKind::Foreign,
    RecipientKind::ForeignRouted,
];

fn tried(kind: RecipientKind, code: u16) -> RecipientTried {
    let reply = Reply {
        code: code.try_into().unwrap(),
        lines: vec!["2.0.0 in a few words".to_owned()],
        bare_lf: false,
    };
    RecipientTried {
        kind,
        sender: String::new(),
        recipient: "somebody@example.org".to_owned(),
        sender_refused: None,
        reply: Some(reply),
    }
}

/// A session with these answers; the sender of what has the code 0 was refused.
fn trial(answers: &[(RecipientKind, u16)]) -> RecipientTrial {
    let each = answers.iter().map(|&(kind, code)| match code {
        0 => {
            let mut refused = tried(kind, 550);
            refused.sender_refused = refused.reply.take();
            refused
        }
        code => tried(kind, code),
    });
    RecipientTrial {
        tried: each.collect(),
        cut_short_by: None,
    }
}

fn relaying(answers: &[(RecipientKind, u16)]) -> &'static str {
    match Relaying::of(&trial(answers), true) {
        Relaying::NotTried => "not tried",
        Relaying::Proven => "proven",
        Relaying::Unproven(_) => "unproven",
        Relaying::Refused => "refused",
        Relaying::Unknown(_) => "unknown",
    }
}

fn mailbox(answers: &[(RecipientKind, u16)]) -> Mailbox {
    Mailbox::of(&trial(answers), true)
}

#[test]
fn forwarding_is_proven_only_beside_a_refusal_of_its_own() {
    use RecipientKind::{Foreign, ForeignRouted, OwnRandom};
    for (answers, expected, reason) in [
        (
            &[(OwnRandom, 550), (Foreign, 250)][..],
            "proven",
            "it looks, and takes foreign ones",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 251)],
            "proven",
            "it says that it will forward",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 550), (Foreign, 250)],
            "proven",
            "by another sender",
        ),
        (
            &[(OwnRandom, 250), (Foreign, 250)],
            "unproven",
            "it accepts everything",
        ),
        (
            &[(OwnRandom, 450), (Foreign, 250)],
            "unproven",
            "its own mailbox was greylisted",
        ),
        (
            &[(OwnRandom, 0), (Foreign, 250)],
            "unproven",
            "its own mailbox could not be tried",
        ),
        (
            &[(Foreign, 250)],
            "unproven",
            "its own mailbox was not tried",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 550)],
            "refused",
            "as it should be",
        ),
        (
            &[(OwnRandom, 250), (Foreign, 550)],
            "refused",
            "a catch-all, and no relay",
        ),
        (
            &[(OwnRandom, 450), (Foreign, 550)],
            "refused",
            "greylisting its own alone",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 450)],
            "unknown",
            "not decided",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 550), (Foreign, 450)],
            "unknown",
            "one not decided",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 550), (Foreign, 421)],
            "refused",
            "it had enough of us",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 421)],
            "unknown",
            "it had enough of us before it said",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 0)],
            "unknown",
            "no sender was taken",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 0), (Foreign, 550)],
            "refused",
            "one sender was taken",
        ),
        (
            &[(OwnRandom, 550), (Foreign, 550), (ForeignRouted, 250)],
            "unproven",
            "perhaps a mailbox of its own",
        ),
        (
            &[(OwnRandom, 250), (Foreign, 550), (ForeignRouted, 250)],
            "refused",
            "to a catch-all it is a mailbox like others",
        ),
        (&[(OwnRandom, 550)], "not tried", "nobody asked"),
        (&[], "not tried", "nothing was tried"),
    ] {
        assert_eq!(relaying(answers), expected, "{answers:?}: {reason}");
    }
}

#[test]
fn a_session_that_ended_early_leaves_the_question_open_only_if_it_was_asked() {
    let mut early = trial(&[(RecipientKind::OwnRandom, 550)]);
    early.cut_short_by = Some(Failure::new(Phase::Recipients, Cause::Closed));
    assert!(matches!(Relaying::of(&early, true), Relaying::Unknown(_)));
    assert_eq!(Relaying::of(&early, false), Relaying::NotTried);
    assert!(matches!(Mailbox::of(&early, true), Mailbox::Unknown(_)));
    assert_eq!(Mailbox::of(&early, false), Mailbox::NotTried);
}

#[test]
fn a_mailbox_is_judged_beside_a_made_up_one() {
    use RecipientKind::{Mailbox as Asked, OwnRandom};
    assert_eq!(
        mailbox(&[(OwnRandom, 550), (Asked, 250)]),
        Mailbox::Accepted
    );
    assert_eq!(
        mailbox(&[(OwnRandom, 250), (Asked, 250)]),
        Mailbox::CatchAll
    );
    assert_eq!(
        mailbox(&[(OwnRandom, 550), (Asked, 252)]),
        Mailbox::Accepted
    );
    assert!(matches!(
        mailbox(&[(OwnRandom, 450), (Asked, 250)]),
        Mailbox::AcceptedPerhapsAll(_)
    ));
    assert!(matches!(
        mailbox(&[(Asked, 250)]),
        Mailbox::AcceptedPerhapsAll(_)
    ));
    assert!(matches!(
        mailbox(&[(OwnRandom, 250), (Asked, 550)]),
        Mailbox::Refused(_)
    ));
    assert!(matches!(
        mailbox(&[(OwnRandom, 550), (Asked, 450)]),
        Mailbox::Unknown(_)
    ));
    assert!(matches!(
        mailbox(&[(OwnRandom, 550), (Asked, 0)]),
        Mailbox::Unknown(_)
    ));
    assert_eq!(mailbox(&[(OwnRandom, 550)]), Mailbox::NotTried);
}

fn answers() -> impl Strategy<Value = Vec<(RecipientKind, u16)>> {
    let code = prop::sample::select(vec![0, 250, 251, 252, 354, 421, 450, 451, 530, 550, 554]);
    prop::collection::vec((prop::sample::select(KINDS.to_vec()), code), 0..8)
}

proptest! {
    #[test]
    fn nothing_is_proven_without_both_answers(answers in answers()) {
        let has = |kind, class| answers.iter().any(|&(k, code)| k == kind && code / 100 == class);
        if relaying(&answers) == "proven" {
            prop_assert!(has(RecipientKind::Foreign, 2) && has(RecipientKind::OwnRandom, 5));
        }
        // What no server said yes to is never held against it.
        if !has(RecipientKind::Foreign, 2) && !has(RecipientKind::ForeignRouted, 2) {
            prop_assert!(matches!(relaying(&answers), "refused" | "unknown" | "not tried"));
        }
        if relaying(&answers) == "refused" {
            prop_assert!(has(RecipientKind::Foreign, 5) && !has(RecipientKind::Foreign, 2));
        }
    }

    #[test]
    fn a_mailbox_that_was_not_accepted_is_never_said_to_be(answers in answers()) {
        let first = answers.iter().find(|(kind, _)| *kind == RecipientKind::Mailbox);
        let accepted = first.is_some_and(|(_, code)| code / 100 == 2);
        let said = matches!(
            mailbox(&answers),
            Mailbox::Accepted | Mailbox::CatchAll | Mailbox::AcceptedPerhapsAll(_)
        );
        prop_assert_eq!(accepted, said);
    }
}

#[test]
fn a_refusal_of_its_own_proves_something_only_of_the_same_sender_or_by_its_words() {
    use RecipientKind::{Foreign, OwnRandom};
    for (words, sender, expected, reason) in [
        ("5.7.1 no", "", "proven", "the same sender for both"),
        (
            "5.1.1 user unknown",
            "waxseal@probe.example",
            "proven",
            "no sender would change that",
        ),
        (
            "5.7.1 relaying denied",
            "waxseal@probe.example",
            "proven",
            "it looks at domains",
        ),
        (
            "5.7.1 this mailbox never wrote to anybody",
            "waxseal@probe.example",
            "unproven",
            "tags on senders (BATV) and no look at recipients",
        ),
        (
            "5.7.0 authentication required",
            "waxseal@probe.example",
            "unproven",
            "of the null sender perhaps",
        ),
    ] {
        let mut own = tried(OwnRandom, 550);
        own.reply.as_mut().unwrap().lines = vec![words.to_owned()];
        let mut foreign = tried(Foreign, 250);
        foreign.sender = sender.to_owned();
        let trial = RecipientTrial {
            tried: vec![own, tried(Foreign, 550), foreign],
            cut_short_by: None,
        };
        let relaying = match Relaying::of(&trial, true) {
            Relaying::Proven => "proven",
            Relaying::Unproven(_) => "unproven",
            other => panic!("{other:?}"),
        };
        assert_eq!(relaying, expected, "{words}: {reason}");
    }
}
