//! The same faults at every stage of a session.

use std::time::Duration;

use shared::{Extras, MalformedReply, Phase, RecipientTests};

use super::case::{
    Case, Ending, IN_CLEAR, IsRight, UNSEALED, WHOLE, code, greeted, hung_up, malformed, offered,
    timed_out,
};
use crate::support::HOST;
use crate::support::pki::Authority;
use crate::support::server::{Step, say};

/// Where a reply is awaited: what was said until then, and what must have been told.
struct Stage {
    phase: Phase,
    script: Vec<Step>,
    kept: &'static [&'static str],
}

/// Each fault at each stage.
pub(super) fn faults(authority: &Authority) -> Vec<Case> {
    let mut cases = Vec::new();
    for stage in stages(authority) {
        let slow = silences()
            .into_iter()
            .map(|(what, steps)| (what, steps, timed_out as IsRight, true));
        let quick = replies()
            .into_iter()
            .map(|(what, steps, is_right)| (what, steps, is_right, false));
        for (what, steps, is_right, is_slow) in slow.chain(quick) {
            let script = [stage.script.clone(), steps].concat();
            let what = format!("{what}, {}", stage.phase.activity());
            let is_trial = stage.phase == Phase::Recipients;
            let ending = if is_trial {
                Ending::TrialCutShort(is_right)
            } else {
                Ending::Stopped(stage.phase, is_right)
            };
            let mut case = Case::new(what, script, ending).keeping(stage.kept);
            case.request.extras = Extras {
                deep: false,
                recipients: is_trial.then(|| RecipientTests {
                    domain: "example.test".parse().unwrap(),
                    open_relay: true,
                    mailbox: None,
                }),
            };
            case.is_slow = is_slow;
            cases.push(case);
        }
    }
    cases
}

fn stages(authority: &Authority) -> [Stage; 5] {
    let sealed = [
        offered(),
        vec![
            say("220 go"),
            Step::Tls(authority.issue(HOST).server()),
            Step::Expect("EHLO"),
        ],
    ]
    .concat();
    let introduced = [
        sealed.clone(),
        vec![say("250 mx"), Step::Expect("MAIL FROM:<>")],
    ]
    .concat();
    let stage = |phase, script, kept| Stage {
        phase,
        script,
        kept,
    };
    [
        stage(Phase::Greeting, vec![], &["connected"]),
        stage(Phase::Ehlo, greeted(), &["connected", "greeting"]),
        stage(Phase::StartTls, offered(), IN_CLEAR),
        stage(Phase::EhloSealed, sealed, UNSEALED),
        stage(Phase::Recipients, introduced, WHOLE),
    ]
}

/// What comes where a reply is awaited and makes none.
fn silences() -> [(&'static str, Vec<Step>); 4] {
    let second = Duration::from_secs(1);
    let drip = Step::Drip(b"250 mx\r\n".repeat(10), second);
    let lines_of_cr = Step::Send(b"220-mx\r220 mx\r".to_vec());
    [
        ("silence", vec![]),
        ("one byte a second", vec![drip]),
        ("the first line of two", vec![say("250-mx")]),
        ("lines that end in CR alone", vec![lines_of_cr]),
    ]
}

/// What else comes there, and what that is.
fn replies() -> Vec<(&'static str, Vec<Step>, IsRight)> {
    let flood = |chunk: &[u8]| {
        // Ten megabytes, were they read.
        vec![Step::Flood(chunk.to_vec(), 10 * 1024 * 1024 / chunk.len())]
    };
    vec![
        ("a close", vec![Step::Close], hung_up),
        (
            "a close within a line",
            vec![Step::Send(b"250 m".to_vec()), Step::Close],
            hung_up,
        ),
        ("a half-close", vec![Step::HalfClose], hung_up),
        ("a reset", vec![Step::Reset], hung_up),
        (
            "a 421",
            vec![say("421 4.3.2 not now"), Step::Close],
            |cause| code(cause) == Some(421),
        ),
        (
            "another protocol",
            vec![say("HTTP/1.1 400 Bad Request")],
            |cause| malformed(cause) == Some(MalformedReply::NoCode),
        ),
        (
            "empty lines without end",
            flood(b"\r\n\r\n\r\n\r\n"),
            |cause| malformed(cause) == Some(MalformedReply::NoCode),
        ),
        (
            "a code that does not exist",
            vec![say("600 what")],
            |cause| malformed(cause) == Some(MalformedReply::NoCode),
        ),
        ("a line of ten megabytes", flood(&[b'2'; 1024]), |cause| {
            malformed(cause) == Some(MalformedReply::LineTooLong)
        }),
        ("NULs without end", flood(&[0; 1024]), |cause| {
            malformed(cause) == Some(MalformedReply::LineTooLong)
        }),
        ("lines without end", flood(b"250-KEYWORD\r\n"), |cause| {
            malformed(cause) == Some(MalformedReply::ReplyTooLong)
        }),
        (
            "lines whose codes differ",
            vec![say("250-mx\r\n220 mx")],
            |cause| malformed(cause) == Some(MalformedReply::CodesDiffer),
        ),
        (
            "an alert of TLS",
            vec![Step::Send(vec![21, 3, 3, 0, 2, 2, 40])],
            |cause| malformed(cause) == Some(MalformedReply::LooksLikeTls),
        ),
        (
            "a handshake of TLS",
            vec![Step::Send(vec![22, 3, 3, 0, 4, 14, 0, 0, 0])],
            |cause| malformed(cause) == Some(MalformedReply::LooksLikeTls),
        ),
    ]
}
