//! Secrets that relays want to be shown, each for one relay. Apart from the settings, so that nothing which is
//! exported, linked or recorded can carry one.

use std::fmt;

use serde::{Deserialize, Serialize};

/// RFC 6750 §2.1: what a relay takes. Never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Secret(String);

impl Secret {
    /// More do not fit the head of a request.
    const LONGEST: usize = 1024;

    /// Reads what a person typed or pasted.
    ///
    /// # Errors
    /// Says what is wrong with it, without repeating it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let text = text.trim();
        let body = text.trim_end_matches('=');
        let is_usual = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
        if body.is_empty() || text.len() > Self::LONGEST || !body.bytes().all(is_usual) {
            return Err("A token has letters, digits and - . _ ~ + / alone.");
        }
        Ok(Self(text.to_owned()))
    }

    /// The value of the header `Authorization` (RFC 6750 §2.1).
    #[must_use]
    pub fn bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// As it was typed, for the field it was typed into.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Secret {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Secret> for String {
    fn from(secret: Secret) -> Self {
        secret.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// One relay's secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    /// The relay's address; empty for the page's own server.
    relay: String,
    secret: Secret,
    /// Whether it outlives the tab.
    #[serde(skip)]
    remembered: bool,
}

/// The secrets for relays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tokens(Vec<Entry>);

impl Tokens {
    /// More relays nobody has.
    const MOST: usize = 32;

    /// The secret for exactly this relay; the empty address is the page's own server.
    #[must_use]
    pub fn of(&self, relay: &str) -> Option<&Secret> {
        let entry = self.0.iter().find(|entry| entry.relay == key(relay))?;
        Some(&entry.secret)
    }

    /// Whether this relay's secret outlives the tab.
    #[must_use]
    pub fn is_remembered(&self, relay: &str) -> bool {
        self.0
            .iter()
            .any(|entry| entry.relay == key(relay) && entry.remembered)
    }

    /// Takes a relay's secret, in place of the one it had; without one, forgets it.
    pub fn set(&mut self, relay: &str, secret: Option<Secret>, remembered: bool) {
        let relay = key(relay).to_owned();
        self.0.retain(|entry| entry.relay != relay);
        if let Some(secret) = secret {
            self.0.push(Entry {
                relay,
                secret,
                remembered,
            });
            let too_many = self.0.len().saturating_sub(Self::MOST);
            self.0.drain(..too_many);
        }
    }

    /// Reads what was stored for the tab, and what was stored for longer; what is broken counts as not stored.
    #[must_use]
    pub fn from_json(tab: &str, lasting: &str) -> Self {
        let read = |json: &str| -> Vec<Entry> {
            analysis::json::from_slice(json.as_bytes()).unwrap_or_default()
        };
        let mut tokens = Self::default();
        for (entries, remembered) in [(read(lasting), true), (read(tab), false)] {
            for entry in entries {
                tokens.set(&entry.relay, Some(entry.secret), remembered);
            }
        }
        tokens
    }

    /// The form to store: those that end with the tab, or those that outlive it; nothing if there are none.
    #[must_use]
    pub fn to_json(&self, remembered: bool) -> Option<String> {
        let entries: Vec<&Entry> = self
            .0
            .iter()
            .filter(|entry| entry.remembered == remembered)
            .collect();
        if entries.is_empty() {
            return None;
        }
        serde_json::to_string(&entries).ok()
    }
}

/// With and without a slash at its end an address is the same.
fn key(relay: &str) -> &str {
    relay.trim().trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::parse(text).unwrap()
    }

    #[test]
    fn a_secret_is_what_a_header_can_carry_and_is_never_printed() {
        for good in ["0123456789abcdef", " fedcba9876543210== ", "a-._~+/b"] {
            assert_eq!(secret(good).as_str(), good.trim());
        }
        let long = "x".repeat(1025);
        for bad in ["", "  ", "==", "a b", "a\r\nX-Evil: 1", "ä", "a,b", &long] {
            assert!(Secret::parse(bad).is_err(), "{bad:?}");
        }
        let mut tokens = Tokens::default();
        tokens.set("https://relay.example", Some(secret("sesame-open")), true);
        assert!(!format!("{tokens:?}").contains("sesame"));
        assert_eq!(secret("abc").bearer(), "Bearer abc");
    }

    #[test]
    fn each_goes_to_its_own_relay_and_no_other() {
        let mut tokens = Tokens::default();
        tokens.set("https://a.example/", Some(secret("aaa")), false);
        tokens.set("", Some(secret("own")), false);
        assert_eq!(tokens.of("https://a.example"), Some(&secret("aaa")));
        assert_eq!(tokens.of(""), Some(&secret("own")));
        for other in [
            "https://b.example",
            "http://a.example",
            "https://a.example:8443",
            "https://a.example.evil.example",
            "https://a.example/other",
        ] {
            assert_eq!(tokens.of(other), None, "{other}");
        }
        tokens.set("https://a.example", None, false);
        assert_eq!(tokens.of("https://a.example/"), None);
    }

    #[test]
    fn only_what_is_to_be_remembered_is_stored_for_longer_than_the_tab() {
        let mut tokens = Tokens::default();
        tokens.set("https://a.example", Some(secret("tab-only")), false);
        tokens.set("https://b.example", Some(secret("kept")), true);
        let (tab, lasting) = (
            tokens.to_json(false).unwrap(),
            tokens.to_json(true).unwrap(),
        );
        assert!(tab.contains("tab-only") && !tab.contains("kept"));
        assert!(lasting.contains("kept") && !lasting.contains("tab-only"));
        assert_eq!(
            Tokens::from_json(&tab, &lasting).of("https://a.example"),
            Some(&secret("tab-only"))
        );
        assert!(Tokens::from_json(&tab, &lasting).is_remembered("https://b.example"));
        assert_eq!(Tokens::default().to_json(true), None);
        for broken in ["", "{", "[1]", r#"[{"relay":"x","secret":"a b"}]"#] {
            assert_eq!(Tokens::from_json(broken, broken), Tokens::default());
        }
    }

    #[test]
    fn there_are_never_too_many() {
        let mut tokens = Tokens::default();
        for number in 0..100 {
            tokens.set(
                &format!("https://{number}.example"),
                Some(secret("x")),
                true,
            );
        }
        assert_eq!(tokens.0.len(), Tokens::MOST);
        assert!(tokens.of("https://99.example").is_some());
    }
}
