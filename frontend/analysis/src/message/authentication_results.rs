//! Authentication-Results headers (RFC 8601): what a receiving server says that its checks came to.
//!
//! ```text
//! Authentication-Results: mx.example.org; spf=pass (reason) smtp.mailfrom=example.net; dkim=fail header.d=example.com
//! ```

use serde::Serialize;

use super::lexer::{self, Token};

/// The longest header of this kind that is read, in bytes.
const MAX_VALUE: usize = 32 * 1024;
/// The most results that are read of one header.
const MAX_RESULTS: usize = 50;

/// One such header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AuthResults {
    /// Which server says so; some, Microsoft's above all, do not say.
    pub authserv_id: Option<String>,
    /// Of ARC-Authentication-Results: the number of the forwarder.
    pub instance: Option<u32>,
    /// What it found.
    pub results: Vec<MethodResult>,
    /// Whether it says that nothing was checked.
    pub is_none: bool,
    /// The header in one line.
    pub text: String,
}

/// What one check came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MethodResult {
    /// What was checked: `spf`, `dkim`, `dmarc`…, in lower case.
    pub method: String,
    /// What came of it: `pass`, `fail`…, in lower case.
    pub result: String,
    /// Why, if it says.
    pub reason: Option<String>,
    /// On what: `smtp.mailfrom=example.net`.
    pub properties: Vec<Property>,
    /// Comments, which are for people.
    pub comments: Vec<String>,
    /// What that means, in a sentence or two.
    pub words: String,
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Property {
    /// `smtp.mailfrom`, `header.d`…, in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl MethodResult {
    /// The value of a property.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&str> {
        let found = self.properties.iter().find(|one| one.name == name);
        found.map(|one| one.value.as_str())
    }
}

/// Reads the value of such a header; `is_arc` for one of ARC, which has a number first (RFC 8617 §4.1.1).
pub(super) fn parse(value: &str, is_arc: bool) -> AuthResults {
    let mut end = value.len().min(MAX_VALUE);
    while !value.is_char_boundary(end) {
        end -= 1;
    }
    let value = value.get(..end).unwrap_or_default();
    let mut read = AuthResults {
        text: value.split_whitespace().collect::<Vec<_>>().join(" "),
        ..AuthResults::default()
    };
    let tokens = lexer::tokens(value, &[';', '=']);
    let mut parts = tokens.split(|token| *token == Token::Sign(';')).peekable();
    if is_arc {
        let instance = parts.peek().and_then(|part| match pair(part) {
            Some(("i", Some(number), _)) => number.parse().ok(),
            _ => None,
        });
        if instance.is_some() {
            read.instance = instance;
            parts.next();
        }
    }
    // RFC 8601 §2.2: the server's name comes first, perhaps with a version. Without a name the results begin at once.
    let has_name = parts
        .peek()
        .is_some_and(|part| !part.contains(&Token::Sign('=')));
    if has_name {
        let first = parts.next().unwrap_or_default();
        read.authserv_id = first.iter().find_map(Token::text).map(str::to_owned);
    }
    for part in parts {
        if let Some(result) = result(part) {
            if read.results.len() < MAX_RESULTS {
                read.results.push(result);
            }
        } else {
            let words: Vec<&str> = part.iter().filter_map(Token::text).collect();
            read.is_none |= matches!(words.as_slice(), [word] if word.eq_ignore_ascii_case("none"));
        }
    }
    read
}

/// The first `name=value` of some tokens, and what follows it.
fn pair(tokens: &[Token]) -> Option<(&str, Option<&str>, &[Token])> {
    let equals = tokens.iter().position(|token| *token == Token::Sign('='))?;
    let name = tokens.get(..equals)?.iter().rev().find_map(Token::text)?;
    let rest = tokens.get(equals + 1..).unwrap_or_default();
    let skip = rest
        .iter()
        .take_while(|token| matches!(token, Token::Comment(_)))
        .count();
    let value = rest.get(skip).and_then(Token::text);
    let taken = skip + usize::from(value.is_some());
    Some((name, value, rest.get(taken..).unwrap_or_default()))
}

fn result(part: &[Token]) -> Option<MethodResult> {
    let (method, value, mut rest) = pair(part)?;
    // RFC 8601 §2.2: a method may have a version, `spf/1`.
    let method = method
        .split('/')
        .next()
        .unwrap_or(method)
        .to_ascii_lowercase();
    let mut read = MethodResult {
        method,
        result: value?.to_ascii_lowercase(),
        ..MethodResult::default()
    };
    let comments = part.iter().filter_map(|token| match token {
        Token::Comment(text) => Some(text.clone()),
        _ => None,
    });
    read.comments = comments.collect();
    while let Some((name, value, after)) = pair(rest) {
        let name = name.to_ascii_lowercase();
        // A value may have “=” in it: what of Base64 follows is joined.
        let mut value = value.unwrap_or_default().to_owned();
        rest = after;
        while let [Token::Sign('='), more @ ..] = rest {
            value.push('=');
            rest = more;
        }
        if name == "reason" {
            read.reason = Some(value);
        } else {
            read.properties.push(Property { name, value });
        }
    }
    read.words = words(&read);
    Some(read)
}

/// What a result means.
fn words(one: &MethodResult) -> String {
    let of = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| one.property(name))
            .map(|value| value.trim_start_matches('@').to_owned())
    };
    let named = |names: &[&str], otherwise: &str| of(names).unwrap_or_else(|| otherwise.to_owned());
    match one.method.as_str() {
        "spf" => {
            let domain = named(
                &[
                    "smtp.mailfrom",
                    "smtp.mfrom",
                    "smtp.helo",
                    "policy.mailfrom",
                ],
                "the sender's domain",
            );
            match one.result.as_str() {
                "pass" => format!("SPF: {domain} allows the address that sent this."),
                "fail" => format!("SPF: {domain} says that this address must not send for it."),
                "softfail" => {
                    format!("SPF: {domain} says that this address probably should not send for it.")
                }
                "neutral" => format!("SPF: {domain} says nothing about this address."),
                "none" => format!("SPF: {domain} has no record, so there was nothing to check."),
                "temperror" => "SPF: DNS did not answer in time.".to_owned(),
                "permerror" => format!("SPF: the record of {domain} is broken."),
                other => format!("SPF: “{other}”."),
            }
        }
        "dkim" => {
            let domain = named(&["header.d", "header.i"], "the signer");
            match one.result.as_str() {
                "pass" => format!("DKIM: the signature of {domain} holds."),
                "fail" => format!("DKIM: the signature of {domain} does not hold."),
                "none" => "DKIM: the mail was not signed.".to_owned(),
                "neutral" => format!("DKIM: the signature of {domain} could not be used."),
                "policy" => {
                    format!("DKIM: the signature of {domain} was not accepted by local rules.")
                }
                "temperror" => format!("DKIM: the key of {domain} could not be fetched just then."),
                "permerror" => format!("DKIM: the signature or key of {domain} is broken."),
                other => format!("DKIM: “{other}”."),
            }
        }
        "dmarc" => {
            let domain = named(&["header.from"], "the From domain");
            match one.result.as_str() {
                "pass" => format!("DMARC: SPF or DKIM vouches for {domain}."),
                "fail" => format!("DMARC: neither SPF nor DKIM vouches for {domain}."),
                "none" => format!("DMARC: {domain} publishes no policy."),
                "bestguesspass" => {
                    format!("DMARC: {domain} publishes no policy; it would have passed.")
                }
                "temperror" => "DMARC: DNS did not answer in time.".to_owned(),
                "permerror" => format!("DMARC: the record of {domain} is broken."),
                other => format!("DMARC: “{other}”."),
            }
        }
        "arc" => match one.result.as_str() {
            "pass" => "ARC: the seals of the servers that passed it on hold.".to_owned(),
            "fail" => "ARC: a seal of a server that passed it on does not hold.".to_owned(),
            "none" => "ARC: nobody on the way sealed it.".to_owned(),
            other => format!("ARC: “{other}”."),
        },
        "iprev" => {
            let address = named(&["policy.iprev", "smtp.remote-ip"], "the sending address");
            match one.result.as_str() {
                "pass" => format!("Reverse DNS: {address} has a name that leads back to it."),
                "fail" => format!("Reverse DNS: {address} has no name that leads back to it."),
                other => format!("Reverse DNS of {address}: “{other}”."),
            }
        }
        "auth" => match one.result.as_str() {
            "pass" => "The sender had logged in.".to_owned(),
            other => format!("Login: “{other}”."),
        },
        "bimi" => format!("BIMI, the sender's logo: “{}”.", one.result),
        "compauth" => format!(
            "Microsoft's own reckoning of all checks together: “{}”{}.",
            one.result,
            one.reason
                .as_ref()
                .map(|reason| format!(", reason {reason}"))
                .unwrap_or_default()
        ),
        "dnswl" => format!("A list of good senders: “{}”.", one.result),
        "smime" => format!("S/MIME, a signature inside the mail: “{}”.", one.result),
        "tls" | "x-tls" => format!("TLS on the last hop: “{}”.", one.result),
        method => format!("{method}: “{}”.", one.result),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn short(value: &str) -> Vec<String> {
        let read = parse(value, false);
        let mut lines = vec![read.authserv_id.unwrap_or_default()];
        for one in read.results {
            let properties: Vec<_> = one
                .properties
                .iter()
                .map(|property| format!("{}={}", property.name, property.value))
                .collect();
            lines.push(
                format!("{} {} {}", one.method, one.result, properties.join(" "))
                    .trim()
                    .to_owned(),
            );
        }
        lines
    }

    #[test]
    fn the_examples_of_the_standard() {
        // RFC 8601 §B.
        assert!(parse("example.org 1; none", false).is_none);
        assert_eq!(short("example.org 1; none"), ["example.org"]);
        assert_eq!(
            short("example.com;\r\n spf=pass smtp.mailfrom=example.net"),
            ["example.com", "spf pass smtp.mailfrom=example.net"]
        );
        assert_eq!(
            short(
                "example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net"
            ),
            [
                "example.com",
                "auth pass smtp.auth=sender@example.net",
                "spf pass smtp.mailfrom=example.net"
            ]
        );
        assert_eq!(
            short("foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462")
                .first()
                .unwrap(),
            "foo.example.net"
        );
        let reason = parse(
            "example.com; dkim=fail reason=\"bad signature\" header.i=@mail-router.example.net",
            false,
        );
        assert_eq!(reason.results[0].reason.as_deref(), Some("bad signature"));
        assert_eq!(
            reason.results[0].words,
            "DKIM: the signature of mail-router.example.net does not hold."
        );
    }

    #[test]
    fn dialects() {
        assert_eq!(
            short(
                "mx.google.example; dkim=pass header.i=@example.net header.s=s1 header.b=\"ab/cd+==\"; spf=pass \
                 (google.example: domain of a@example.net designates 192.0.2.1 as permitted sender) \
                 smtp.mailfrom=a@example.net; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.net"
            ),
            [
                "mx.google.example",
                "dkim pass header.i=@example.net header.s=s1 header.b=ab/cd+==",
                "spf pass smtp.mailfrom=a@example.net",
                "dmarc pass header.from=example.net",
            ]
        );
        // Microsoft's has no name.
        assert_eq!(
            short(
                "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.net; dkim=none (message not signed) \
                 header.d=none;dmarc=fail action=oreject header.from=example.org;compauth=fail reason=000"
            ),
            [
                "",
                "spf pass smtp.mailfrom=example.net",
                "dkim none header.d=none",
                "dmarc fail action=oreject header.from=example.org",
                "compauth fail",
            ]
        );
        let arc = parse(
            "i=2; lists.example; arc=pass; dkim=pass header.b=ab=cd",
            true,
        );
        assert_eq!(
            (arc.instance, arc.authserv_id.as_deref()),
            (Some(2), Some("lists.example"))
        );
        assert_eq!(arc.results.len(), 2);
    }

    #[test]
    fn bombs_are_only_long() {
        let many = "spf=pass;".repeat(100_000);
        assert!(parse(&many, false).results.len() <= MAX_RESULTS);
        let deep = format!("a; spf=pass {}", "(".repeat(300_000));
        assert_eq!(parse(&deep, false).results.len(), 1);
    }

    proptest! {
        #[test]
        fn nothing_panics(value in "(spf|dkim|dmarc|none|pass|[ ();=./\"\\\\a-z0-9@é]){0,60}", is_arc: bool) {
            let _ = parse(&value, is_arc);
        }
    }
}
