//! Secrets that clients show to be let (RFC 6750 §2.1), and what they may let one do.

use std::fmt;
use std::str::FromStr;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};

use super::hex;

/// A secret that a client shows to be let. Kept as its digest: neither memory nor a log holds it.
///
/// SHA-256 is enough: a slow hash protects what people choose, of which there are few. These are random; whoever has the
/// digest would have to try 2^256 of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; SHA256_OUTPUT_LEN]);

impl Token {
    /// Fewer characters can be guessed.
    const SHORTEST: usize = 16;
    /// More do not fit the head of a request.
    const LONGEST: usize = 1024;

    pub(super) fn of(text: &str) -> Self {
        let mut value = [0; SHA256_OUTPUT_LEN];
        value.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        Self(value)
    }

    /// A digest as it is written: 64 hexadecimal digits.
    pub(super) fn of_digest(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        let mut value = [0; SHA256_OUTPUT_LEN];
        if digits.len() != value.len() * 2 {
            return None;
        }
        for (byte, pair) in value.iter_mut().zip(digits.chunks(2)) {
            let pair = std::str::from_utf8(pair).ok()?;
            // A sign would be read too.
            if !pair.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            *byte = u8::from_str_radix(pair, 16).ok()?;
        }
        Some(Self(value))
    }

    /// The digest in hexadecimal digits.
    pub(super) fn digest(&self) -> String {
        hex(&self.0)
    }

    /// Tells tokens apart, for counting by them. Not to be compared with what a client shows.
    pub(super) fn key(&self) -> u64 {
        let first = self.0.iter().take(8);
        first.fold(0, |key, byte| (key << 8) | u64::from(*byte))
    }

    /// Compares every byte, so that the time it takes tells nothing; and digests, of which a guess has no part right.
    pub(super) fn is(&self, other: &Self) -> bool {
        let difference = |all, (mine, theirs): (&u8, &u8)| all | (mine ^ theirs);
        self.0.iter().zip(&other.0).fold(0, difference) == 0
    }
}

impl FromStr for Token {
    type Err = TokenError;

    fn from_str(text: &str) -> Result<Self, TokenError> {
        // RFC 6750 §2.1: b64token.
        let body = text.trim_end_matches('=');
        let is_usual = |c: char| c.is_ascii_alphanumeric() || "-._~+/".contains(c);
        let is_fitting = (Self::SHORTEST..=Self::LONGEST).contains(&text.len());
        if is_fitting && !body.is_empty() && body.chars().all(is_usual) {
            Ok(Self::of(text))
        } else {
            Err(TokenError)
        }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The text is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenError;

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "give {} to {} letters, digits and - . _ ~ + /, such as 32 random hexadecimal digits",
            Token::SHORTEST,
            Token::LONGEST
        )
    }
}

impl std::error::Error for TokenError {}

/// What a token may be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// To probe, to have policies fetched and to ask DNS.
    Probe,
    /// Deep looks.
    Deep,
    /// To have recipients tried, where the operator lets that be done at all.
    Rcpt,
    /// A larger share.
    Bulk,
}

impl Scope {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 4] = [Self::Probe, Self::Deep, Self::Rcpt, Self::Bulk];

    /// As it is written.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Probe => "probe",
            Self::Deep => "deep",
            Self::Rcpt => "rcpt",
            Self::Bulk => "bulk",
        }
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let scope = Self::ALL.into_iter().find(|scope| scope.word() == text);
        scope.ok_or(ScopeError)
    }
}

/// The text is no scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScopeError;

impl fmt::Display for ScopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scope is one of probe, deep, rcpt, bulk")
    }
}

impl std::error::Error for ScopeError {}

/// What a request shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// No token. What other schemes say (a proxy's `Basic`) is not for us.
    Nothing,
    /// This one.
    Token(Token),
    /// Something that cannot be one of ours: two at once, or far too long.
    Unclear,
}

/// RFC 6750 §2.1: `Authorization: Bearer …`, the scheme in any case (RFC 9110 §11.1), and only one.
pub(super) fn shown(headers: &HeaderMap) -> Shown {
    let mut found = Shown::Nothing;
    for value in headers.get_all(AUTHORIZATION) {
        let Some((scheme, token)) = value.to_str().ok().and_then(|text| text.split_once(' '))
        else {
            continue;
        };
        if !scheme.eq_ignore_ascii_case("bearer") {
            continue;
        }
        let token = token.trim_start_matches(' ');
        if found != Shown::Nothing || token.len() > Token::LONGEST {
            return Shown::Unclear;
        }
        found = Shown::Token(Token::of(token));
    }
    found
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const ONE: &str = "0123456789abcdef";

    fn headers(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| (AUTHORIZATION, HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn what_is_shown_is_read_and_never_guessed() {
        let one = || Shown::Token(Token::of(ONE));
        for (values, read, why) in [
            (&[][..], Shown::Nothing, "nothing is shown"),
            (&["Bearer 0123456789abcdef"][..], one(), "a token"),
            (&["bearer  0123456789abcdef"][..], one(), "RFC 9110 §11.1"),
            (
                &["Basic 0123456789abcdef"][..],
                Shown::Nothing,
                "another scheme",
            ),
            (
                &["Basic abc", "Bearer 0123456789abcdef"][..],
                one(),
                "a proxy's beside it",
            ),
            (&["0123456789abcdef"][..], Shown::Nothing, "no scheme"),
            (
                &["Bearer 0123456789abcdef", "Bearer x"][..],
                Shown::Unclear,
                "two at once",
            ),
            (
                &["Bearer "][..],
                Shown::Token(Token::of("")),
                "an empty one",
            ),
        ] {
            assert_eq!(shown(&headers(values)), read, "{why}");
        }
        let long = format!("Bearer {}", "x".repeat(Token::LONGEST + 1));
        assert_eq!(shown(&headers(&[&long])), Shown::Unclear);
    }

    #[test]
    fn digests_are_written_and_read_again() {
        let token = Token::of(ONE);
        let digest = token.digest();
        assert!(Token::of_digest(&digest).is_some_and(|read| read.is(&token)));
        assert!(Token::of_digest(&digest.to_uppercase()).is_some_and(|read| read.is(&token)));
        for wrong in [&digest[1..], &digest.replace(&digest[..2], "+1"), ""] {
            assert!(Token::of_digest(wrong).is_none(), "{wrong}");
        }
        assert!(!Token::of("0123456789abcdeg").is(&token));
        assert_ne!(Token::of("0123456789abcdeg").key(), token.key());
    }

    #[test]
    fn tokens_are_long_and_never_printed() {
        let long = "x".repeat(1025);
        for text in [
            "",
            "0123456789abcde",
            "0123456789abcde,",
            "================",
            &long,
        ] {
            assert!(text.parse::<Token>().is_err(), "{text}");
        }
        assert_eq!(format!("{:?}", ONE.parse::<Token>().unwrap()), "Token(…)");
    }
}
