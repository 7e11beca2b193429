use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

const RANDOM: u64 = 0x0123_4567_89AB_CDEF;

fn reply(code: u16) -> Reply {
    Reply {
        code: ReplyCode::try_from(code).unwrap(),
        lines: vec!["words".to_owned()],
        bare_lf: false,
    }
}

fn tests(open_relay: bool, mailbox: Option<&str>) -> RecipientTests {
    RecipientTests {
        domain: "own.example".parse().unwrap(),
        open_relay,
        mailbox: mailbox.map(|local_part| local_part.parse().unwrap()),
    }
}

fn circumstances() -> Circumstances {
    Circumstances {
        ehlo_name: "probe.example".to_owned(),
        foreign: "example.com".parse().unwrap(),
        random: RANDOM,
    }
}

/// What is said to a server that answers so, in order; and what was learnt.
fn converse(
    tests: &RecipientTests,
    circumstances: &Circumstances,
    answer: impl Fn(&str) -> u16,
) -> (Vec<String>, RecipientTrial, TrialNext) {
    let (mut trial, mut next) = Trial::begin(tests, circumstances);
    let mut said = Vec::new();
    while let TrialNext::Say(command) = &next {
        let line = command.line();
        next = trial.heard(&reply(answer(&line)));
        said.push(line);
        assert!(said.len() < 30, "{said:#?}");
    }
    (said, trial.into_trial(), next)
}

/// A server as it should be: all recipients are refused but those of the list.
fn taking(recipients: &[&str]) -> impl Fn(&str) -> u16 {
    move |line: &str| {
        let taken = recipients.iter().any(|recipient| line.contains(recipient));
        if line.starts_with("RCPT") && !taken {
            550
        } else {
            250
        }
    }
}

/// Each recipient with the code it was answered with; negative where it is the sender's.
fn outcomes(trial: &RecipientTrial) -> Vec<(RecipientKind, i32)> {
    trial
        .tried
        .iter()
        .map(|tried| {
            let code = |reply: &Reply| i32::from(reply.code.get());
            let reply = tried.reply.as_ref().map(code);
            let sender = tried.sender_refused.as_ref().map(|reply| -code(reply));
            (tried.kind, reply.or(sender).unwrap())
        })
        .collect()
}

#[test]
fn a_sound_server_is_asked_in_few_words() {
    let (said, trial, next) = converse(&tests(true, Some("info")), &circumstances(), taking(&[]));
    assert_eq!(
        said,
        [
            "MAIL FROM:<>",
            &format!("RCPT TO:<{}>", trial.tried[0].recipient),
            "RCPT TO:<info@own.example>",
            "RCPT TO:<waxseal@example.com>",
            "RCPT TO:<waxseal%example.com@own.example>",
            "RCPT TO:<\"waxseal@example.com\"@own.example>",
            "RSET",
            "MAIL FROM:<waxseal@probe.example>",
            "RCPT TO:<waxseal@example.com>",
            "RSET",
            "MAIL FROM:<postmaster@own.example>",
            "RCPT TO:<waxseal@example.com>",
            "RSET",
        ]
    );
    assert_eq!(next, TrialNext::Quit);
    assert_eq!(trial.cut_short_by, None);
    assert!(outcomes(&trial).iter().all(|(_, code)| *code == 550));
}

#[test]
fn only_what_was_asked_for_is_tried() {
    for (open_relay, mailbox, recipients) in [
        (false, None, 1),
        (false, Some("info"), 2),
        (true, None, 6),
        (true, Some("info"), 7),
    ] {
        let (_, trial, _) = converse(&tests(open_relay, mailbox), &circumstances(), taking(&[]));
        assert_eq!(trial.tried.len(), recipients);
        // Without the answer to a mailbox that does not exist, no other answer is worth anything.
        assert_eq!(trial.tried[0].kind, RecipientKind::OwnRandom);
    }
    // A domain is not foreign to itself.
    let own = Circumstances {
        foreign: "own.example".parse().unwrap(),
        ..circumstances()
    };
    let (_, trial, _) = converse(&tests(true, None), &own, taking(&[]));
    assert_eq!(trial.tried.len(), 1);
}

#[test]
fn a_recipient_that_was_accepted_is_forgotten_before_the_next() {
    let server = taking(&["@own.example"]);
    let (said, trial, _) = converse(&tests(false, Some("info")), &circumstances(), server);
    assert_eq!(said[2..4], ["RSET", "MAIL FROM:<>"]);
    assert_eq!(said.last().unwrap(), "RSET");
    assert!(outcomes(&trial).iter().all(|(_, code)| *code == 250));
}

#[test]
fn one_foreign_recipient_accepted_is_enough() {
    let server = taking(&["@example.com>"]);
    let (said, trial, _) = converse(&tests(true, Some("info")), &circumstances(), server);
    assert_eq!(
        outcomes(&trial),
        [
            (RecipientKind::OwnRandom, 550),
            (RecipientKind::Mailbox, 550),
            (RecipientKind::Foreign, 250),
        ]
    );
    assert_eq!(said.last().unwrap(), "RSET");
    // A routed one does not end the search: the server may have taken it for a mailbox of its own.
    let (_, trial, _) = converse(&tests(true, None), &circumstances(), taking(&["%"]));
    assert_eq!(trial.tried.len(), 6);
}

#[test]
fn our_own_address_asks_where_the_null_sender_is_refused() {
    let server = |line: &str| match line {
        "MAIL FROM:<>" => 550,
        _ if line.starts_with("RCPT") => 551,
        _ => 250,
    };
    let (said, trial, _) = converse(&tests(true, Some("info")), &circumstances(), server);
    assert_eq!(
        said[..2],
        ["MAIL FROM:<>", "MAIL FROM:<waxseal@probe.example>"]
    );
    assert_eq!(
        outcomes(&trial),
        [
            (RecipientKind::OwnRandom, 551),
            (RecipientKind::Mailbox, 551),
            (RecipientKind::Foreign, -550),
            (RecipientKind::ForeignRouted, -550),
            (RecipientKind::ForeignRouted, -550),
            (RecipientKind::Foreign, 551),
            (RecipientKind::Foreign, 551),
        ]
    );
    assert_eq!(trial.tried[0].sender, "waxseal@probe.example");
    assert_eq!(trial.cut_short_by, None);
}

#[test]
fn a_server_that_wants_a_password_is_asked_once_for_each_sender() {
    let server = |line: &str| if line == "RSET" { 250 } else { 530 };
    let (said, trial, next) = converse(&tests(true, None), &circumstances(), server);
    assert_eq!(said.len(), 3, "{said:?}");
    assert_eq!(next, TrialNext::Quit);
    assert!(outcomes(&trial).iter().all(|(_, code)| *code == -530));
    assert_eq!(trial.tried.len(), 6);
}

#[test]
fn a_421_ends_it_at_once_and_what_was_tried_stands() {
    for (at, said_before, kinds) in [("MAIL", 0, 1), ("RCPT", 1, 1), ("RSET", 6, 5)] {
        let server = |line: &str| match line {
            _ if line.starts_with(at) => 421,
            _ if line.starts_with("RCPT") => 550,
            _ => 250,
        };
        let (said, trial, next) = converse(&tests(true, Some("info")), &circumstances(), server);
        assert_eq!(next, TrialNext::Close, "{at}");
        assert_eq!(said.len(), said_before + 1, "{at}: {said:?}");
        assert_eq!(trial.tried.len(), kinds, "{at}");
        let failure = trial.cut_short_by.unwrap();
        assert_eq!(failure.phase, Phase::Recipients);
        assert!(
            matches!(failure.cause, Cause::Reply { reply } if reply.code == ReplyCode::CLOSING)
        );
    }
}

#[test]
fn nothing_is_said_after_a_rset_that_did_not_work() {
    let server = |line: &str| if line == "RSET" { 502 } else { 250 };
    let (said, trial, next) = converse(&tests(false, Some("info")), &circumstances(), server);
    assert_eq!(said.last().unwrap(), "RSET");
    assert_eq!((said.len(), next), (3, TrialNext::Quit));
    assert!(trial.cut_short_by.is_some());
    // Nothing depends on the last one.
    let server = |line: &str| if line == "RSET" { 502 } else { 550 };
    let (_, trial, _) = converse(&tests(false, None), &circumstances(), server);
    assert_eq!(trial.cut_short_by, None);
}

#[test]
fn forms_whose_local_part_is_too_long_are_left_out() {
    let long = Circumstances {
        foreign: format!("{}.example", "l".repeat(60)).parse().unwrap(),
        ..circumstances()
    };
    let (_, trial, _) = converse(&tests(true, None), &long, taking(&[]));
    let kinds: Vec<_> = outcomes(&trial).iter().map(|(kind, _)| *kind).collect();
    assert!(!kinds.contains(&RecipientKind::ForeignRouted));
    assert_eq!(kinds.len(), 4);
}

proptest! {
    #[test]
    fn whatever_is_answered_it_says_little_and_comes_to_an_end(
        codes in vec(prop_oneof![
            4 => Just(250), 4 => Just(550), 1 => Just(251), 1 => Just(252), 1 => Just(450), 1 => Just(354),
            1 => Just(530), 1 => 200_u16..600,
        ], 40),
        open_relay: bool,
        asks_mailbox: bool,
        random: u64,
    ) {
        let circumstances = Circumstances { random, ..circumstances() };
        let tests = tests(open_relay, asks_mailbox.then_some("info"));
        let (mut trial, mut next) = Trial::begin(&tests, &circumstances);
        let mut said = 0;
        // Whether a sender was taken, and how many recipients after it.
        let mut transaction = None;
        for code in codes {
            let TrialNext::Say(command) = &next else { break };
            let line = command.line();
            prop_assert!(line.len() <= 510 && !line.contains(['\r', '\n']), "{}", line);
            let is_positive = (200..300).contains(&code);
            match command {
                Envelope::Mail(_) => {
                    prop_assert!(line.starts_with("MAIL FROM:<") && line.ends_with('>'));
                    prop_assert_eq!(transaction, None);
                    transaction = is_positive.then_some(0);
                }
                Envelope::Rcpt(_) => {
                    prop_assert!(line.starts_with("RCPT TO:<") && line.ends_with('>'));
                    prop_assert_eq!(transaction, Some(0), "one accepted recipient at most");
                    transaction = Some(i32::from(is_positive));
                }
                Envelope::Rset => {
                    prop_assert_eq!(&line, "RSET");
                    prop_assert!(transaction.is_some());
                    transaction = None;
                }
            }
            said += 1;
            next = trial.heard(&reply(code));
        }
        prop_assert!(!matches!(next, TrialNext::Say(_)), "{:?}", next);
        // Each of seven recipients with its MAIL and its RSET, and the null sender once in vain.
        prop_assert!(said <= 22, "{}", said);
        // Nothing is left open behind a conversation that came to its natural end.
        let trial = trial.into_trial();
        prop_assert!(trial.cut_short_by.is_some() || transaction.is_none());
        for tried in &trial.tried {
            prop_assert!(tried.reply.is_some() != tried.sender_refused.is_some());
        }
    }
}
