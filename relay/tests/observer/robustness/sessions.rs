//! Sessions that are odd and go on, and sessions that an answer ends.

use std::time::Duration;

use shared::{Direction, MalformedReply, Observation, Phase};
use tokio_rustls::rustls::version;

use super::case::{
    Case, Ending, IN_CLEAR, SEALED, UNSEALED, WHOLE, code, greeted, greeting, malformed, offered,
};
use crate::support::HOST;
use crate::support::pki::Authority;
use crate::support::server::{Step, say};

const QUIT: [Step; 1] = [Step::Expect("QUIT")];

/// What is no reason to stop.
pub(super) fn oddities(authority: &Authority) -> Vec<Case> {
    let identity = authority.issue(HOST);
    let tls = Step::Tls(identity.server());
    // The five things that a server says in a session, from greeting to QUIT.
    let session = |said: [Step; 5]| {
        let [greeting, ehlo, go, sealed, bye] = said;
        let mut script = vec![
            greeting,
            Step::Expect("EHLO"),
            ehlo,
            Step::Expect("STARTTLS"),
            go,
        ];
        script.extend([
            tls.clone(),
            Step::Expect("EHLO"),
            sealed,
            Step::Expect("QUIT"),
            bye,
        ]);
        script
    };
    let usual = || {
        [
            say("220 mx"),
            say("250-mx\r\n250 STARTTLS"),
            say("220 go"),
            say("250 mx"),
            say("221 bye"),
        ]
    };
    let with = |what: &str, at: usize, step: Step, has_told: fn(&[Observation]) -> bool| {
        let mut said = usual();
        said[at] = step;
        Case::new(what, session(said), Ending::Natural(has_told)).keeping(WHOLE)
    };
    let of = |what: &str, handshake: Step| {
        let mut script = session(usual());
        script[5] = handshake;
        Case::new(what, script, Ending::Natural(|_| true)).keeping(WHOLE)
    };
    let send = |text: &str| Step::Send(text.as_bytes().to_vec());
    let drip = |text: &str| Step::Drip(text.as_bytes().to_vec(), Duration::from_millis(1));
    let keywords = (0..97).map(|n| format!("250-X{n}\r\n")).collect::<String>();
    vec![
        with(
            "lines that end in LF alone",
            0,
            send("220-a\n220 b\n"),
            |seen| greeting(seen).is_some_and(|reply| reply.bare_lf),
        ),
        with("220 without a text", 0, say("220"), |seen| {
            greeting(seen).is_some_and(|reply| reply.lines == [""])
        }),
        with(
            "a greeting of many lines",
            0,
            say("220-a\r\n220-b\r\n220 c"),
            |seen| greeting(seen).is_some_and(|reply| reply.lines.len() == 3),
        ),
        with("a greeting byte by byte", 0, drip("220 mx\r\n"), |_| true),
        with(
            "an answer to EHLO byte by byte",
            1,
            drip("250-mx\r\n250 STARTTLS\r\n"),
            |_| true,
        ),
        with(
            "NUL, escapes and octets",
            0,
            Step::Send(b"220 a\0\x1b[2J\xff\r\n".to_vec()),
            |seen| greeting(seen).is_some_and(|reply| reply.lines == ["a\0\u{1b}[2J\u{fffd}"]),
        ),
        with("small letters", 1, say("250-mx\r\n250 starttls "), |_| true),
        with(
            "a hundred keywords",
            1,
            say(&format!("250-mx\r\n{keywords}250-SIZE\r\n250 STARTTLS")),
            |_| true,
        ),
        with(
            "AUTH before TLS",
            1,
            say("250-mx\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS"),
            |seen| {
                seen.iter().any(|observation| {
                    matches!(
                        observation,
                        Observation::Ehlo { reply, .. } if reply.lines[1] == "AUTH PLAIN LOGIN"
                    )
                })
            },
        ),
        with(
            "STARTTLS inside TLS",
            3,
            say("250-mx\r\n250 STARTTLS"),
            |seen| {
                seen.iter().any(|observation| {
                    matches!(
                        observation,
                        Observation::EhloSealed { reply, .. } if reply.lines[1] == "STARTTLS"
                    )
                })
            },
        ),
        with(
            "an unasked answer behind the greeting",
            0,
            say("220 mx\r\n250 ok"),
            was_discarded,
        ),
        with(
            "two answers to EHLO",
            1,
            say("250-mx\r\n250 STARTTLS\r\n500 what?"),
            was_discarded,
        ),
        with(
            "an answer to STARTTLS of two lines",
            2,
            say("220-go\r\n220 ahead"),
            |_| true,
        ),
        with(
            "bytes behind 220",
            2,
            say("220 go\r\n250 injected"),
            |seen| {
                seen.iter().any(|observation| {
                    matches!(
                        observation,
                        Observation::StartTls { injected: Some(bytes), .. }
                            if bytes.as_slice() == b"250 injected\r\n"
                    )
                })
            },
        ),
        with(
            "no answer to QUIT",
            4,
            Step::Wait(Duration::from_secs(2)),
            |_| true,
        ),
        with("a reset after QUIT", 4, Step::Reset, |_| true),
        of(
            "TLS 1.2 alone",
            Step::Tls(identity.server_for(&[&version::TLS12])),
        ),
        of(
            "TLS 1.3 alone",
            Step::Tls(identity.server_for(&[&version::TLS13])),
        ),
    ]
}

/// Answers that end a session, or leave it unclear which answer is to what.
pub(super) fn refusals(authority: &Authority) -> Vec<Case> {
    let tls = Step::Tls(authority.issue(HOST).server());
    let case = |what: &str, before: Vec<Step>, then: &[Step], phase, is_right| {
        let script = [before, then.to_vec(), QUIT.to_vec()].concat();
        Case::new(what, script, Ending::Stopped(phase, is_right))
    };
    let at_greeting = |what: &str, text: &str, is_right| {
        case(what, vec![], &[say(text)], Phase::Greeting, is_right)
            .keeping(&["connected", "greeting"])
    };
    let at_ehlo = |what: &str, text: &str, is_right| {
        case(what, greeted(), &[say(text)], Phase::Ehlo, is_right)
            .keeping(&["connected", "greeting"])
    };
    let at_starttls = |what: &str, text: &str, is_right| {
        case(what, offered(), &[say(text)], Phase::StartTls, is_right).keeping(UNSEALED)
    };
    // What comes late is not with what it follows.
    let late = || Step::Wait(Duration::from_millis(20));
    let out_of_step = |cause: &_| malformed(cause) == Some(MalformedReply::OutOfStep);
    let sealed = vec![say("220 go"), tls, Step::Expect("EHLO")];
    let with_size = vec![
        say("250-mx\r\n250-SIZE 1000\r\n250 STARTTLS"),
        Step::Expect("STARTTLS"),
    ];
    let with_size = [greeted(), with_size, sealed.clone()].concat();
    let sealed = [offered(), sealed].concat();
    vec![
        at_greeting("554 at once", "554 no service", |cause| {
            code(cause) == Some(554)
        }),
        at_greeting("554, and then a greeting", "554 no\r\n220 mx", |cause| {
            code(cause) == Some(554)
        }),
        at_greeting("521", "521 no mail here", |cause| code(cause) == Some(521)),
        at_greeting("a greeting with 250", "250 mx", |cause| {
            code(cause) == Some(250)
        }),
        at_greeting("a greeting with 354", "354 go ahead", |cause| {
            code(cause) == Some(354)
        }),
        at_greeting("450", "450 4.7.1 greylisted", |cause| {
            code(cause) == Some(450)
        }),
        case(
            "a 421 behind the greeting",
            vec![],
            &[say("220 mx\r\n421 too many"), Step::Close],
            Phase::Ehlo,
            |cause| code(cause) == Some(421),
        )
        .keeping(&["connected", "greeting"]),
        at_ehlo(
            "five hundred keywords",
            &format!("{}250 X", "250-X\r\n".repeat(500)),
            |cause| malformed(cause) == Some(MalformedReply::ReplyTooLong),
        ),
        at_ehlo("550 to EHLO", "550 who are you", |cause| {
            code(cause) == Some(550)
        }),
        at_ehlo("451 to EHLO", "451 later", |cause| code(cause) == Some(451)),
        at_ehlo("220 to EHLO", "220 mx again", |cause| {
            code(cause) == Some(220)
        }),
        case(
            "neither EHLO nor HELO",
            greeted(),
            &[say("502 what?"), Step::Expect("HELO"), say("550 no")],
            Phase::Ehlo,
            |cause| code(cause) == Some(550),
        ),
        at_starttls("454", "454 4.7.0 not now", |cause| code(cause) == Some(454)),
        at_starttls("501", "501 syntax", |cause| code(cause) == Some(501)),
        at_starttls("250 to STARTTLS", "250 ok", |cause| {
            code(cause) == Some(250)
        }),
        at_starttls("354 to STARTTLS", "354 go ahead", |cause| {
            code(cause) == Some(354)
        }),
        // The answer to EHLO is the second one, and what is read first offers nothing.
        case(
            "an answer too many before that to EHLO",
            greeted(),
            &[say("250 unasked"), late(), say("250-mx\r\n250 STARTTLS")],
            Phase::Ehlo,
            out_of_step,
        )
        .keeping(&["connected", "greeting"]),
        // Read as a refusal of EHLO; what HELO is answered with is EHLO's.
        case(
            "a refusal too many before the answer to EHLO",
            greeted(),
            &[
                say("500 unasked"),
                late(),
                say("250-mx\r\n250 STARTTLS"),
                Step::Expect("HELO"),
                say("250 mx"),
            ],
            Phase::Ehlo,
            out_of_step,
        )
        .keeping(&["connected", "greeting"]),
        // A refusal of STARTTLS that is none.
        case(
            "a refusal too many before the answer to STARTTLS",
            offered(),
            &[say("500 unasked"), late(), say("220 go")],
            Phase::StartTls,
            out_of_step,
        )
        .keeping(IN_CLEAR),
        // The same inside TLS: what is read first has lost a keyword.
        case(
            "an answer too many before that to EHLO inside TLS",
            with_size,
            &[say("250 unasked"), late(), say("250-mx\r\n250 SIZE 1000")],
            Phase::EhloSealed,
            out_of_step,
        )
        .keeping(SEALED),
        case(
            "a refusal too many before the answer to EHLO inside TLS",
            sealed.clone(),
            &[
                say("500 unasked"),
                late(),
                say("250-mx\r\n250 SIZE 1000"),
                Step::Expect("HELO"),
                say("250 mx"),
            ],
            Phase::EhloSealed,
            out_of_step,
        )
        .keeping(SEALED),
        case(
            "550 to EHLO inside TLS",
            sealed,
            &[say("550 no")],
            Phase::EhloSealed,
            |cause| code(cause) == Some(550),
        )
        .keeping(WHOLE),
    ]
}

/// Whether the transcript says that an answer was not taken for one.
fn was_discarded(seen: &[Observation]) -> bool {
    seen.iter().any(|observation| match observation {
        Observation::Finished { transcript, .. } => transcript.iter().any(|line| {
            line.direction == Direction::Note && line.text.contains("not asked for this")
        }),
        _ => false,
    })
}
