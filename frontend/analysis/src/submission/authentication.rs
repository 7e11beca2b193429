//! AUTH: where a server asks for a password, and how (RFC 4954).

use crate::evidence::Ehlo;

/// The mechanisms that an answer to EHLO offers, in upper case, each once; empty without AUTH.
pub(super) fn mechanisms(ehlo: &Ehlo) -> Vec<String> {
    let mut found = Vec::new();
    for line in ehlo.keywords() {
        // “AUTH=LOGIN” is an old form for programs that misread a draft; it offers the same.
        let mut words = line.split([' ', '=', '\t']).filter(|word| !word.is_empty());
        if !words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("AUTH"))
        {
            continue;
        }
        for word in words {
            let mechanism = word.to_ascii_uppercase();
            if !found.contains(&mechanism) {
                found.push(mechanism);
            }
        }
    }
    found
}

/// Whether a mechanism shows the password, or what is as good as one, to whoever reads the connection
/// (RFC 4616, RFC 7628, and LOGIN and XOAUTH2, which no RFC has).
pub(super) fn is_readable(mechanism: &str) -> bool {
    matches!(mechanism, "PLAIN" | "LOGIN" | "OAUTHBEARER" | "XOAUTH2")
}

#[cfg(test)]
mod tests {
    use shared::Reply;

    use super::*;

    #[test]
    fn reads_what_servers_offer() {
        for (lines, expected) in [
            (&["mx", "SIZE 1", "STARTTLS"][..], &[][..]),
            (&["mx", "AUTH PLAIN LOGIN"], &["PLAIN", "LOGIN"]),
            // Both forms, as Postfix gives them with broken_sasl_auth_clients.
            (
                &["mx", "AUTH PLAIN LOGIN", "AUTH=PLAIN LOGIN"],
                &["PLAIN", "LOGIN"],
            ),
            (&["mx", "auth  cram-md5"], &["CRAM-MD5"]),
            // The first line is a greeting and no keyword.
            (&["AUTH PLAIN"], &[]),
            (&["mx", "XAUTH PLAIN"], &[]),
        ] {
            let reply = Reply {
                code: 250.try_into().unwrap(),
                lines: lines.iter().map(ToString::to_string).collect(),
                bare_lf: false,
            };
            let ehlo = Ehlo { reply, helo: false };
            assert_eq!(mechanisms(&ehlo), expected, "{lines:?}");
        }
        assert!(is_readable("PLAIN") && !is_readable("SCRAM-SHA-256"));
    }
}
