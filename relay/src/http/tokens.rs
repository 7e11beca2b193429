//! The tokens that an operator gave out, as a file of lines (`--tokens`):
//!
//! ```text
//! # name     digest of the secret   scopes       options
//! monitoring sha256:9f86d081…       probe,bulk   expires=2027-02-24 probes-per-minute=120
//! ```
//!
//! `waxseal-relay token new` makes a secret and its line. The file holds no secret, so that who reads it can show none.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use shared::Timestamp;

use super::permission::{Scope, Token};
use super::quota::Quotas;

/// What every secret begins with, so that people and scanners of code know one when they see it.
const PREFIX: &str = "waxseal_";
/// Random bytes of a secret: more than can ever be guessed.
const RANDOM: usize = 32;
/// What a digest begins with.
const DIGEST: &str = "sha256:";
/// Longest name of a token.
const NAME: usize = 64;

/// Everything that was given out.
#[derive(Clone, Debug, Default)]
pub struct TokenList(Vec<Grant>);

/// One token and what it is good for.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) name: String,
    pub(super) token: Token,
    pub(super) scopes: Vec<Scope>,
    pub(super) quotas: Quotas,
    /// The first moment at which it is good no more.
    pub(super) ends: Option<Timestamp>,
}

impl TokenList {
    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a token is good for, if it was given out and has not expired.
    pub(super) fn grant(&self, shown: &Token, now: Timestamp) -> Option<&Grant> {
        // Every one is compared, so that the time does not tell which it was.
        let mut fitting = None;
        for grant in &self.0 {
            if grant.token.is(shown) {
                fitting = Some(grant);
            }
        }
        fitting.filter(|grant| grant.ends.is_none_or(|ends| now < ends))
    }

    /// Reads the lines of a file. Shares that a line does not name are the `anonymous` ones, or [`Quotas::BULK`] with the
    /// scope `bulk`, whichever is more.
    ///
    /// # Errors
    /// A line cannot be read, or a name or digest is there twice.
    pub fn read(text: &str, anonymous: &Quotas) -> Result<Self, TokensError> {
        let mut list: Vec<Grant> = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.split('#').next().unwrap_or_default();
            if line.trim().is_empty() {
                continue;
            }
            let fault = |what| TokensError { number, what };
            let grant = Grant::read(line, anonymous).map_err(fault)?;
            let is_known = |known: &Grant| known.name == grant.name || known.token == grant.token;
            if list.iter().any(is_known) {
                return Err(fault("a name or digest is there twice".to_owned()));
            }
            list.push(grant);
        }
        Ok(Self(list))
    }
}

impl Grant {
    fn read(line: &str, anonymous: &Quotas) -> Result<Self, String> {
        let mut words = line.split_ascii_whitespace();
        let (Some(name), Some(digest), Some(scopes)) = (words.next(), words.next(), words.next())
        else {
            return Err("a name, a digest and scopes are wanted".to_owned());
        };
        check_name(name)?;
        let token = digest
            .strip_prefix(DIGEST)
            .and_then(Token::of_digest)
            .ok_or("the digest is not sha256: and 64 hexadecimal digits")?;
        let scopes: Vec<Scope> = scopes
            .split(',')
            .map(|scope| scope.parse().map_err(|error| format!("{error}")))
            .collect::<Result<_, _>>()?;
        let mut quotas = if scopes.contains(&Scope::Bulk) {
            anonymous.at_least(&Quotas::BULK)
        } else {
            *anonymous
        };
        let mut ends = None;
        for word in words {
            let (key, value) = word.split_once('=').unwrap_or((word, ""));
            if key == "expires" {
                ends = Some(end_of_day(value).ok_or("expires is no date such as 2027-02-24")?);
                continue;
            }
            let share = match key {
                "probes-per-minute" => &mut quotas.probes_per_minute,
                "probes-per-hour" => &mut quotas.probes_per_hour,
                "probes-at-once" => &mut quotas.probes_at_once,
                "policies-per-minute" => &mut quotas.policies_per_minute,
                "dns-per-minute" => &mut quotas.dns_queries_per_minute,
                _ => return Err(format!("there is no option {}", key.escape_debug())),
            };
            *share = value
                .parse()
                .map_err(|_| format!("{key} wants a whole number"))?;
        }
        Ok(Self {
            name: name.to_owned(),
            token,
            scopes,
            quotas,
            ends,
        })
    }
}

fn check_name(name: &str) -> Result<(), String> {
    let is_usual = |c: char| c.is_ascii_alphanumeric() || "-._@".contains(c);
    if name.is_empty() || name.len() > NAME || !name.chars().all(is_usual) {
        Err("a name is of letters, digits and - . _ @, at most 64".to_owned())
    } else {
        Ok(())
    }
}

/// A new secret and the line that goes into the file. Good until the end of the day `days` from now, or for ever.
///
/// # Errors
/// The name is none, or the system has no random numbers.
pub fn new_token(
    name: &str,
    scopes: &[Scope],
    days: Option<u32>,
    now: Timestamp,
) -> Result<(String, String), String> {
    check_name(name)?;
    let mut random = [0; RANDOM];
    getrandom::fill(&mut random)
        .map_err(|error| format!("the system has no random numbers: {error}"))?;
    let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random));
    // In their own order, each once.
    let scopes: Vec<&str> = Scope::ALL
        .into_iter()
        .filter(|scope| scopes.contains(scope))
        .map(Scope::word)
        .collect();
    let mut line = format!(
        "{name} {DIGEST}{} {}",
        Token::of(&secret).digest(),
        scopes.join(",")
    );
    if let Some(days) = days {
        let day = now.millis().saturating_add(i64::from(days) * MS_PER_DAY);
        line = format!("{line} expires={}", Timestamp::from_millis(day).date());
    }
    Ok((secret, line))
}

const MS_PER_DAY: i64 = 86_400_000;

/// The end, in UTC, of a day written as 2027-02-24.
fn end_of_day(date: &str) -> Option<Timestamp> {
    let mut parts = date.splitn(3, '-').map(str::parse::<i64>);
    let (Ok(year), Ok(month), Ok(day)) = (parts.next()?, parts.next()?, parts.next()?) else {
        return None;
    };
    let begin = Timestamp::from_date(year, month, day)?;
    // Written as dates are written, and in no other way.
    (year >= 1970 && begin.date() == date)
        .then(|| Timestamp::from_millis(begin.millis() + MS_PER_DAY))
}

/// A line of the file of tokens cannot be read. Its text is not repeated: a secret may stand where a digest should.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokensError {
    number: usize,
    what: String,
}

impl fmt::Display for TokensError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.number, self.what)
    }
}

impl std::error::Error for TokensError {}

/// For how long a token is good: `90d`, or `never` for one that does not expire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime(pub Option<u32>);

impl FromStr for Lifetime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "never" {
            return Ok(Self(None));
        }
        let days = text
            .strip_suffix('d')
            .and_then(|days| days.parse().ok())
            .filter(|days| (1..=3650).contains(days));
        days.map(|days| Self(Some(days)))
            .ok_or_else(|| "give days such as 90d, at most 3650d, or never".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<TokenList, String> {
        TokenList::read(text, &Quotas::ANONYMOUS).map_err(|error| error.to_string())
    }

    #[test]
    fn a_new_token_is_good_until_its_last_day_ends_and_only_itself() {
        let now = Timestamp::from_seconds(1_800_000_000);
        let scopes = [Scope::Bulk, Scope::Probe, Scope::Probe];
        let (secret, line) = new_token("monitoring", &scopes, Some(90), now).unwrap();
        assert!(
            secret.starts_with("waxseal_") && secret.len() == 51,
            "{secret}"
        );
        assert!(secret.parse::<Token>().is_ok());
        assert!(
            !line.contains(&secret) && line.contains(" probe,bulk "),
            "{line}"
        );
        assert!(line.ends_with("expires=2027-04-15"), "{line}");
        let list = read(&line).unwrap();
        let good = |at: i64| list.grant(&Token::of(&secret), Timestamp::from_seconds(at));
        let grant = good(1_800_000_000).unwrap();
        assert_eq!(grant.scopes, [Scope::Probe, Scope::Bulk]);
        assert_eq!(grant.quotas, Quotas::BULK);
        let end = 1_800_000_000 / 86_400 * 86_400 + 91 * 86_400;
        assert!(good(end - 1).is_some());
        assert!(good(end).is_none());
        let (other, _) = new_token("x", &scopes, None, now).unwrap();
        assert_ne!(other, secret);
        assert!(list.grant(&Token::of(&other), now).is_none());
        assert!(list.grant(&Token::of(&line), now).is_none());
    }

    #[test]
    fn a_line_may_name_its_shares() {
        let digest = Token::of("x").digest();
        let list = read(&format!(
            "# who has what\n\na sha256:{digest} probe probes-per-minute=7 dns-per-minute=9 # Anna\n"
        ));
        let list = list.unwrap();
        assert_eq!((list.len(), list.is_empty()), (1, false));
        let expected = Quotas {
            probes_per_minute: 7,
            dns_queries_per_minute: 9,
            ..Quotas::ANONYMOUS
        };
        assert_eq!(list.0[0].quotas, expected);
        assert!(read("").unwrap().is_empty());
    }

    #[test]
    fn a_slip_is_told_with_its_line_and_without_what_may_be_a_secret() {
        let digest = format!("sha256:{}", Token::of("x").digest());
        for (line, words) in [
            ("a".to_owned(), "wanted"),
            (format!("a {digest}"), "wanted"),
            ("a waxseal_secret probe".to_owned(), "digest"),
            (format!("a {digest} all"), "a scope is"),
            (format!("a {digest} probe,"), "a scope is"),
            (format!("a! {digest} probe"), "letters"),
            (format!("a {digest} probe expires=2027-02-30"), "date"),
            (format!("a {digest} probe expires=soon"), "date"),
            (format!("a {digest} probe expires=2027-2-3"), "date"),
            (format!("a {digest} probe probes-per-minute=-1"), "number"),
            (format!("a {digest} probe color=red"), "no option"),
            (
                format!("a {digest} probe\na sha256:{} probe", "0".repeat(64)),
                "twice",
            ),
            (format!("a {digest} probe\nb {digest} probe"), "twice"),
        ] {
            let refusal = read(&format!("\n{line}")).unwrap_err();
            assert!(refusal.contains(words), "{line}: {refusal}");
            assert!(
                refusal.starts_with("line ") && !refusal.contains("secret"),
                "{refusal}"
            );
        }
    }

    #[test]
    fn days_end_when_the_next_begins() {
        for date in ["1970-01-01", "2000-02-29", "2027-12-31", "2100-03-01"] {
            let end = end_of_day(date).unwrap();
            assert_eq!(Timestamp::from_millis(end.millis() - 1).date(), date);
            assert_ne!(end.date(), date);
        }
        for wrong in ["2027-13-01", "2026-02-29", "99999-01-01", "2027-01-01-", ""] {
            assert_eq!(end_of_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lifetimes_are_days_or_none() {
        assert_eq!("90d".parse(), Ok(Lifetime(Some(90))));
        assert_eq!("never".parse(), Ok(Lifetime(None)));
        for wrong in ["90", "0d", "3651d", "d", "1y", ""] {
            assert!(wrong.parse::<Lifetime>().is_err(), "{wrong}");
        }
    }
}
