//! What a server said to EHLO before it took HELO, which the transcript alone tells (RFC 5321 §3.2).
//!
//! Whoever knows no EHLO offers nothing. But EHLO is also refused for reasons of ours, or written over on the way, and
//! then what HELO is answered with says nothing about what others are offered.

use shared::{Cause, Direction, Failure, Phase, Reply, ReplyCode, TranscriptLine};

use super::meaning::turns_us_away;
use crate::evidence::{AddressOutcome, Ehlo};

/// A refusal of EHLO that is plainly about us, before HELO was taken: in clear, or inside TLS.
pub(crate) fn refused_for_us(seen: &AddressOutcome, ehlo: &Ehlo, phase: Phase) -> Option<Failure> {
    if !ehlo.helo {
        return None;
    }
    let reply = refusal(&seen.finish.as_ref()?.transcript)?;
    (turns_us_away(&reply) || dislikes_our_name(&reply))
        .then(|| Failure::new(phase, Cause::Reply { reply }))
}

/// The refusal of a command that we did not say: EHLO itself was written over on the way, and the server quotes what
/// came of it.
pub(super) fn masked_command(seen: &AddressOutcome) -> Option<String> {
    let said = seen.finish.iter().flat_map(|finish| &finish.transcript);
    said.filter(|line| line.direction == Direction::Server)
        .map(|line| line.text.as_str())
        .find(|text| text.starts_with("50") && text.contains("XXXX"))
        .map(str::to_owned)
}

/// What was said between our EHLO and our first HELO.
fn refusal(transcript: &[TranscriptLine]) -> Option<Reply> {
    let says = |line: &TranscriptLine, command: &str| {
        line.direction == Direction::Client && line.text.starts_with(command)
    };
    let helo = transcript.iter().position(|line| says(line, "HELO"))?;
    let before = transcript.get(..helo)?;
    let ehlo = before.iter().rposition(|line| says(line, "EHLO"))?;
    let said = before.get(ehlo..)?.iter();
    let mut lines = said.filter(|line| line.direction == Direction::Server);
    let mut code = None;
    let texts = lines.by_ref().filter_map(|line| {
        let (digits, text) = line.text.split_at_checked(3)?;
        code = code.or_else(|| ReplyCode::try_from(digits.parse::<u16>().ok()?).ok());
        Some(text.trim_start_matches(['-', ' ']).to_owned())
    });
    let lines: Vec<String> = texts.collect();
    Some(Reply {
        code: code?,
        lines,
        bare_lf: false,
    })
}

/// Whether EHLO is refused for the name that we gave, which another client's may not be.
fn dislikes_our_name(reply: &Reply) -> bool {
    let text = reply.lines.join(" ").to_ascii_lowercase();
    PLAINLY_OUR_NAME.iter().any(|words| text.contains(words))
}

const PLAINLY_OUR_NAME: &[&str] = &[
    "reverse dns",
    "reverse host",
    "reverse mapping",
    "reverse lookup",
    "ptr record",
    "rdns",
    "resolve",
    "fully-qualified",
    "fully qualified",
    "invalid domain",
    "invalid host",
    "invalid name",
    "host not found",
    "domain not found",
    // Exim.
    "syntactically invalid",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Finish;

    fn seen(said: &[(Direction, &str)]) -> AddressOutcome {
        let line = |(direction, text): &(Direction, &str)| TranscriptLine {
            at_ms: 1,
            direction: *direction,
            text: (*text).to_owned(),
        };
        AddressOutcome {
            finish: Some(Finish {
                stopped_because: None,
                transcript: said.iter().map(line).collect(),
                spent: shared::Spent::default(),
            }),
            ..AddressOutcome::default()
        }
    }

    fn greeted(helo: bool) -> Ehlo {
        Ehlo {
            reply: Reply {
                code: ReplyCode::OK,
                lines: vec!["mx".to_owned()],
                bare_lf: false,
            },
            helo,
        }
    }

    fn is_for_us(refusal: &[&str]) -> bool {
        let mut said = vec![
            (Direction::Server, "220 mx is blocked and banned"),
            (Direction::Client, "EHLO probe.example"),
        ];
        said.extend(refusal.iter().map(|text| (Direction::Server, *text)));
        said.extend([
            (Direction::Client, "HELO probe.example"),
            (Direction::Server, "250 mx, your ip is noted"),
        ]);
        refused_for_us(&seen(&said), &greeted(true), Phase::Ehlo).is_some()
    }

    #[test]
    fn words_about_us_are_told_from_words_about_the_command() {
        for (refusal, expected, reason) in [
            (
                &["502 5.5.2 Error: command not recognized"][..],
                false,
                "not known",
            ),
            (
                &["500 5.5.1 Unrecognized command EHLO, try HELO"],
                false,
                "not known",
            ),
            (
                &["502 command not allowed by policy"],
                false,
                "it may be so for all",
            ),
            (&["500"], false, "no words"),
            (
                &["500 Client host [192.0.2.1] blocked using zen.example"],
                true,
                "a list of bad senders",
            ),
            (
                &["501-5.7.1 no", "501 5.7.1 Your IP has a bad reputation"],
                true,
                "in the second line",
            ),
            (
                &["504 5.5.2 <probe>: Helo command rejected: need fully-qualified hostname"],
                true,
                "our name",
            ),
            (
                &["501 Syntactically invalid EHLO argument(s)"],
                true,
                "our name",
            ),
            (&["502 too many connections"], true, "our manners"),
        ] {
            assert_eq!(is_for_us(refusal), expected, "{reason}");
        }
    }

    #[test]
    fn what_was_not_refused_or_not_kept_is_no_refusal() {
        let said = [
            (Direction::Client, "EHLO probe.example"),
            (Direction::Server, "500 your ip"),
            (Direction::Client, "HELO probe.example"),
        ];
        let of = |said: &[_], helo| refused_for_us(&seen(said), &greeted(helo), Phase::Ehlo);
        let failure = of(&said, true).unwrap();
        assert_eq!(failure.phase, Phase::Ehlo);
        assert!(matches!(failure.cause, Cause::Reply { reply } if reply.code.get() == 500));
        assert_eq!(of(&said, false), None);
        assert_eq!(of(&said[1..], true), None);
        assert_eq!(of(&said[..2], true), None);
        let odd = [said[0], (Direction::Server, "5é0"), said[2]];
        assert_eq!(of(&odd, true), None);
    }
}
