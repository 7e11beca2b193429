//! Whether a line of the way could be read whole.

use super::Received;
use super::clauses::{Clause, Name};

/// Whether the name of the server is missing that took the mail. RFC 5321 §4.4 demands it wherever it is said from whom the
/// mail came; qmail and others leave both out of lines about their own stages.
pub(super) fn is_unread(received: &Received, clauses: &[Clause]) -> bool {
    let has = |name: Name| clauses.iter().any(|clause| clause.name == name);
    let has_comment = clauses.iter().any(|clause| !clause.comments.is_empty());
    let is_empty = received.at.is_none() && !has_comment;
    received.by.is_none() && (has(Name::From) || is_empty)
}

/// Whether letters and digits of a date touch: so it is where the end of a line was taken away with nothing in its place.
pub(super) fn is_joined(when: &str) -> bool {
    let text = when.as_bytes();
    text.len() <= 200
        && text.windows(2).any(|pair| match pair {
            [one, other] => {
                (one.is_ascii_alphabetic() && other.is_ascii_digit())
                    || (one.is_ascii_digit() && other.is_ascii_alphabetic())
            }
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use crate::message::received::parse;

    #[test]
    fn lines_that_are_not_whole() {
        let when = "Mon, 23 Nov 2026 08:00:07 +0000";
        for (line, expected) in [
            // The ends of lines were taken away with nothing in their place.
            (
                "from a.example (192.0.2.1) bymx.example.net (10.0.0.1) withMicrosoft id 1; Mon, 23 Nov 2026 08:00:07 +0000",
                (true, false),
            ),
            (
                "from a.example (192.0.2.1) by mx.example.net with SMTP id 1; Mon, 23 Nov2026 08:00:07 +0000",
                (false, true),
            ),
            ("from a.example (unknown", (true, false)),
            ("", (true, false)),
            // What servers write of themselves.
            (
                "(qmail 4711 invoked from network); 23 Nov 2026 08:00:07 -0000",
                (false, false),
            ),
            ("(qmail 4711 invoked by uid 89)", (false, false)),
            (
                "by 2002:a05:6a20:12cf:b0:1d9:1906:ddf9 with SMTP id x1; Mon, 23 Nov 2026 08:00:07 +0000",
                (false, false),
            ),
            (
                "by mx.example.net (Postfix, from userid 1000) id 7A; Mon, 23 Nov 2026 08:00:07 +0000",
                (false, false),
            ),
            (
                "from mail pickup service by mail.example.net with Microsoft SMTPSVC; Mon, 23 Nov 2026 08:00:07 +0000",
                (false, false),
            ),
            (
                "(Haraka outbound); Mon, 23 Nov 2026 08:00:07 +0000",
                (false, false),
            ),
        ] {
            let read = parse(line);
            assert_eq!((read.is_unread, read.is_joined), expected, "{line}");
        }
        assert!(
            parse(&format!("by recvd-1 with SMTP id a {when}"))
                .at
                .is_some()
        );
    }
}
