//! Who may have recipients tried: nobody unless the operator says so, and where he gave out tokens, whoever shows one
//! (RFC 6750 §2.1). Where a request comes from permits nothing: behind a proxy, everybody comes from loopback.

use std::fmt;
use std::str::FromStr;

use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, StatusCode};
use ring::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use shared::ProblemCode;

use super::problem::Refusal;
use super::{Inner, ServiceSettings};

/// A secret that a client shows to be let. Kept as its digest: neither memory nor a log holds it.
#[derive(Clone)]
pub struct Token([u8; SHA256_OUTPUT_LEN]);

impl Token {
    /// Fewer characters can be guessed.
    const SHORTEST: usize = 16;
    /// More do not fit the head of a request.
    const LONGEST: usize = 1024;

    fn of(text: &str) -> Self {
        let mut value = [0; SHA256_OUTPUT_LEN];
        value.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
        Self(value)
    }

    /// Compares every byte, so that the time it takes tells nothing; and digests, of which a guess has no part right.
    fn is(&self, other: &Self) -> bool {
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

/// Whether whoever sent these headers may have recipients tried.
///
/// # Errors
/// The operator allows it to nobody, or not without a token.
pub(super) fn check(relay: &Inner, headers: &HeaderMap) -> Result<(), Refusal> {
    let refused = |title| {
        Err(Refusal::new(
            StatusCode::FORBIDDEN,
            ProblemCode::NotPermitted,
            title,
        ))
    };
    if !relay.observer.tries_recipients() {
        refused("This relay tries no recipients; its operator can permit it with --rcpt-tests.")
    } else if is_let(&relay.settings, headers) {
        Ok(())
    } else {
        refused("This relay tries recipients only for those who show a token of its operator.")
    }
}

fn is_let(settings: &ServiceSettings, headers: &HeaderMap) -> bool {
    if settings.rcpt_tokens.is_empty() {
        return true;
    }
    let Some(shown) = shown(headers) else {
        return false;
    };
    let shown = Token::of(shown);
    // Every one is compared, so that the time does not tell which it was.
    let fitting = settings.rcpt_tokens.iter().filter(|token| token.is(&shown));
    fitting.count() > 0
}

/// RFC 6750 §2.1: `Authorization: Bearer …`, the scheme in any case (RFC 9110 §11.1), and only one.
fn shown(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim_start_matches(' ');
    (scheme.eq_ignore_ascii_case("bearer") && token.len() <= Token::LONGEST).then_some(token)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const ONE: &str = "0123456789abcdef";
    const OTHER: &str = "fedcba9876543210==";

    fn settings(tokens: &[&str]) -> ServiceSettings {
        ServiceSettings {
            rcpt_tokens: tokens.iter().map(|token| token.parse().unwrap()).collect(),
            ..ServiceSettings::default()
        }
    }

    fn headers(values: &[&str]) -> HeaderMap {
        values
            .iter()
            .map(|value| (AUTHORIZATION, HeaderValue::from_str(value).unwrap()))
            .collect()
    }

    #[test]
    fn a_token_given_out_must_be_shown() {
        for (values, is_let_in, why) in [
            (&[][..], false, "nothing is shown"),
            (&["Bearer 0123456789abcdef"][..], true, "the first"),
            (&["Bearer fedcba9876543210=="][..], true, "the second"),
            (&["bearer  0123456789abcdef"][..], true, "RFC 9110 §11.1"),
            (&["Basic 0123456789abcdef"][..], false, "another scheme"),
            (&["0123456789abcdef"][..], false, "no scheme"),
            (&["Bearer 0123456789abcdeg"][..], false, "one byte is wrong"),
            (
                &["Bearer 0123456789abcde"][..],
                false,
                "one byte is missing",
            ),
            (&["Bearer "][..], false, "an empty one"),
            (
                &["Bearer 0123456789abcdef", "Bearer x"][..],
                false,
                "two at once: a proxy's and another's",
            ),
        ] {
            let settings = settings(&[ONE, OTHER]);
            assert_eq!(is_let(&settings, &headers(values)), is_let_in, "{why}");
        }
    }

    #[test]
    fn without_a_token_given_out_none_is_wanted() {
        assert!(is_let(&settings(&[]), &headers(&[])));
        assert!(is_let(&settings(&[]), &headers(&["Bearer whatever"])));
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
