use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn reply(code: u16, lines: &[&str]) -> Reply {
    Reply {
        code: ReplyCode::try_from(code).unwrap(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        bare_lf: false,
    }
}

fn stopped(next: &Next) -> Option<Phase> {
    match next {
        Next::Quit(Some(failure)) | Next::Close(failure) => Some(failure.phase),
        Next::Quit(None) | Next::AwaitGreeting | Next::Say(_) | Next::Handshake => None,
    }
}

#[test]
fn the_whole_way_over_starttls() {
    let (mut dialogue, next) = Dialogue::new(Service::Smtp);
    assert_eq!(next, Next::AwaitGreeting);
    assert_eq!(
        dialogue.heard(&reply(220, &["mx"])),
        Next::Say(Command::Ehlo)
    );
    let keywords = reply(250, &["mx", "SIZE 1", "starttls "]);
    assert_eq!(dialogue.heard(&keywords), Next::Say(Command::StartTls));
    assert_eq!(dialogue.heard(&reply(220, &["go"])), Next::Handshake);
    assert_eq!(dialogue.sealed(Service::Smtp), Next::Say(Command::Ehlo));
    assert_eq!(dialogue.phase(), Phase::EhloSealed);
    assert!(!dialogue.is_introduced());
    // STARTTLS inside TLS is not asked for again.
    assert_eq!(dialogue.heard(&keywords), Next::Quit(None));
    assert!(dialogue.is_introduced());
}

#[test]
fn the_whole_way_with_implicit_tls() {
    let (mut dialogue, next) = Dialogue::new(Service::Submissions);
    assert_eq!(next, Next::Handshake);
    assert_eq!(dialogue.sealed(Service::Submissions), Next::AwaitGreeting);
    assert_eq!(
        dialogue.heard(&reply(220, &["mx"])),
        Next::Say(Command::Ehlo)
    );
    assert_eq!(dialogue.phase(), Phase::EhloSealed);
    assert_eq!(dialogue.heard(&reply(250, &["mx"])), Next::Quit(None));
}

#[test]
fn a_host_named_starttls_offers_none() {
    let (mut dialogue, _) = Dialogue::new(Service::Smtp);
    let _ = dialogue.heard(&reply(220, &["mx"]));
    assert_eq!(dialogue.heard(&reply(250, &["STARTTLS"])), Next::Quit(None));
}

#[test]
fn a_421_closes_without_a_word_at_every_stage() {
    for stage in 0..3 {
        let (mut dialogue, _) = Dialogue::new(Service::Smtp);
        for answer in [reply(220, &["mx"]), reply(250, &["mx", "STARTTLS"])]
            .iter()
            .take(stage)
        {
            let _ = dialogue.heard(answer);
        }
        let phase = dialogue.phase();
        let next = dialogue.heard(&reply(421, &["busy"]));
        assert!(matches!(next, Next::Close(_)), "{next:?}");
        assert_eq!(stopped(&next), Some(phase));
    }
}

#[test]
fn falls_back_to_helo_only_where_ehlo_is_not_known() {
    for (code, falls_back) in [
        (500, true),
        (502, true),
        (504, true),
        (550, false),
        (554, false),
    ] {
        let (mut dialogue, _) = Dialogue::new(Service::Smtp);
        let _ = dialogue.heard(&reply(220, &["mx"]));
        let next = dialogue.heard(&reply(code, &["no"]));
        assert_eq!(next == Next::Say(Command::Helo), falls_back, "{code}");
        if falls_back {
            assert!(dialogue.is_helo());
            assert_eq!(dialogue.heard(&reply(250, &["hi"])), Next::Quit(None));
        } else {
            assert_eq!(stopped(&next), Some(Phase::Ehlo));
        }
    }
}

proptest! {
    #[test]
    fn whatever_is_answered_it_comes_to_an_end(
        codes in vec(prop_oneof![Just(220), Just(250), Just(421), Just(502), 200_u16..600], 9),
        service in prop_oneof![Just(Service::Smtp), Just(Service::Submissions)],
    ) {
        let (mut dialogue, mut next) = Dialogue::new(service);
        let (mut said, mut handshakes) = (0, 0);
        for code in codes {
            next = match next {
                Next::Quit(_) | Next::Close(_) => break,
                Next::Handshake => {
                    handshakes += 1;
                    dialogue.sealed(service)
                }
                Next::AwaitGreeting | Next::Say(_) => {
                    said += usize::from(next != Next::AwaitGreeting);
                    dialogue.heard(&reply(code, &["mx", "STARTTLS"]))
                }
            };
        }
        prop_assert!(matches!(next, Next::Quit(_) | Next::Close(_)), "{:?}", next);
        // EHLO, HELO and STARTTLS; EHLO and HELO inside TLS.
        prop_assert!(said <= 5 && handshakes <= 1);
    }
}

#[test]
fn a_refused_starttls_ends_with_its_reply() {
    let (mut dialogue, _) = Dialogue::new(Service::Smtp);
    let _ = dialogue.heard(&reply(220, &["mx"]));
    let _ = dialogue.heard(&reply(250, &["mx", "STARTTLS"]));
    let next = dialogue.heard(&reply(454, &["later"]));
    assert_eq!(stopped(&next), Some(Phase::StartTls));
    // In clear, the conversation could go on.
    assert!(dialogue.is_introduced());
    assert!(matches!(next, Next::Quit(Some(_))));
}
