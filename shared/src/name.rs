//! Domain names: A-labels inside, U-labels accepted and shown, forgiving at the edge and strict everywhere else.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Longest name in presentation form without the final dot (RFC 1035 §2.3.4: 255 octets on the wire).
const MAX_NAME: usize = 253;
/// Longest label (RFC 1035 §2.3.4).
const MAX_LABEL: usize = 63;
/// Nothing that a person types as a domain is longer; what is, is refused unread.
const MAX_INPUT: usize = 2048;

/// A domain or host name: lower-case A-labels (RFC 5890 §2.3.2.1) without the final dot; at least one label.
///
/// Labels hold letters, digits and hyphens (RFC 1123 §2.1), and underscores, which MX and CNAME targets in the wild
/// have too. [`DomainName::parse`] is for what a person typed and is stricter about the result; reading from the wire
/// (serde, [`FromStr`]) accepts nothing but the canonical form, save for the case of letters and a final dot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(
        description = "A domain or host name: lower-case A-labels without the final dot (RFC 5890 §2.3.2.1)."
    )
)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(String);

impl DomainName {
    /// Reads what a person typed or pasted: case, spaces, a final dot, `user@domain`, `mailto:` and whole URLs are
    /// forgiven, U-labels are converted (RFC 5891 §4 by UTS 46). Everything else is refused with the reason.
    ///
    /// # Errors
    /// Says what is wrong with the input, in words for the person who typed it.
    pub fn parse(input: &str) -> Result<Self, NameError> {
        Self::parse_with(input, |host| idna::domain_to_ascii(host).ok())
    }

    /// The same with another way to convert U-labels: a browser has the tables for it, and need not load ours.
    /// `to_ascii` is given a host that is not ASCII, and gives none if that is no valid name.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_with(
        input: &str,
        to_ascii: impl FnOnce(&str) -> Option<String>,
    ) -> Result<Self, NameError> {
        if input.len() > MAX_INPUT {
            return Err(NameError::TooLong);
        }
        let host = strip_surroundings(input.trim());
        if host.is_empty() {
            return Err(NameError::Empty);
        }
        if host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .parse::<IpAddr>()
            .is_ok()
        {
            return Err(NameError::IpAddress);
        }
        if let Some(c) = host.chars().find(|c| c.is_whitespace()) {
            return Err(NameError::Character(c));
        }
        if host.contains("..") || host.starts_with('.') {
            return Err(NameError::EmptyLabel);
        }
        let ascii = if host.is_ascii() {
            host.to_ascii_lowercase()
        } else {
            to_ascii(host).ok_or(NameError::NotIdna)?
        };
        let name = Self::from_str(&ascii)?;
        if name.0.contains('_') {
            return Err(NameError::Character('_'));
        }
        let Some((_, last)) = name.0.rsplit_once('.') else {
            return Err(NameError::SingleLabel);
        };
        // RFC 3696 §2: no top-level domain is all digits, and what ends in one is a mistyped address.
        if last.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NameError::NumericTopLevel);
        }
        // An xn-- label that decodes to nothing sensible would be shown as gibberish and never resolves.
        if name
            .0
            .split('.')
            .any(|label| label.starts_with("xn--") && u_label(label).is_none())
        {
            return Err(NameError::NotIdna);
        }
        Ok(name)
    }

    /// The name in A-labels, as it goes on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name with U-labels, if it has any that can be shown. Show it *beside* the A-labels, never instead of them:
    /// letters of different scripts look alike.
    #[must_use]
    pub fn to_unicode(&self) -> Option<String> {
        let labels: Vec<_> = self
            .labels()
            .map(|label| u_label(label).unwrap_or_else(|| label.to_owned()))
            .collect();
        let unicode = labels.join(".");
        (unicode != self.0).then_some(unicode)
    }

    /// The labels from left to right.
    pub fn labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('.')
    }

    /// The name without its leftmost label, if something is left.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0
            .split_once('.')
            .map(|(_, rest)| Self(rest.to_owned()))
    }

    /// This name with a label, or several joined by dots, put before it.
    ///
    /// # Errors
    /// The result may be too long, or the prefix no label.
    pub fn prefixed(&self, prefix: &str) -> Result<Self, NameError> {
        format!("{prefix}.{}", self.0).parse()
    }

    /// Whether the name never leads to the public internet: reserved for tests, documentation, private networks or
    /// other protocols (RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476, ICANN's `internal`), a single label, or an
    /// IPv4 address in whatever notation: what ends in a number is no name (RFC 3696 §2), and some resolvers take it
    /// for the address that it looks like.
    #[must_use]
    pub fn is_special_use(&self) -> bool {
        const SPECIAL: [&str; 11] = [
            "alt",
            "arpa",
            "example",
            "home.arpa",
            "internal",
            "invalid",
            "lan",
            "local",
            "localhost",
            "onion",
            "test",
        ];
        let Some((_, last)) = self.0.rsplit_once('.') else {
            return true;
        };
        is_number(last)
            || SPECIAL.iter().any(|special| {
                self.0
                    .strip_suffix(special)
                    .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
    }
}

/// Whether a label is a number as readers of IPv4 addresses take it: decimal, octal or hexadecimal.
fn is_number(label: &str) -> bool {
    match label.strip_prefix("0x") {
        Some(digits) => digits.bytes().all(|b| b.is_ascii_hexdigit()),
        None => label.bytes().all(|b| b.is_ascii_digit()),
    }
}

/// The U-label of an `xn--` label (RFC 5890 §2.3.2.1), if it is one: it decodes to letters, marks and digits, not all
/// of them ASCII, and encodes to the same again. Whether IDNA allows each of them is not looked at: that needs tables of
/// a size that a page had better not load, and a registry does not give out what is not allowed.
fn u_label(label: &str) -> Option<String> {
    let encoded = label.strip_prefix("xn--")?;
    let decoded = idna::punycode::decode_to_string(encoded)?;
    let is_shown = |c: char| {
        c.is_alphanumeric() || c == '-' || (!c.is_ascii() && !c.is_control() && !c.is_whitespace())
    };
    let is_hidden = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFC}');
    let is_sound = !decoded.is_ascii()
        && decoded.chars().all(|c| is_shown(c) && !is_hidden(c))
        && idna::punycode::encode_str(&decoded).as_deref() == Some(encoded);
    is_sound.then_some(decoded)
}

/// Takes the host out of a URL, a mail address or a bare name; what it leaves is still to be judged.
fn strip_surroundings(input: &str) -> &str {
    let mut rest = input.trim_matches(|c| matches!(c, '<' | '>' | '"' | '\'' | ',' | ';'));
    if let Some((scheme, after)) = rest.split_once("://")
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    {
        rest = after;
        rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    } else if let Some((scheme, after)) = rest.split_once(':')
        && scheme.eq_ignore_ascii_case("mailto")
    {
        rest = after.split('?').next().unwrap_or_default();
    }
    rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    rest = rest.rsplit('@').next().unwrap_or_default();
    // A port, but not the inside of an IPv6 address.
    if let Some((host, port)) = rest.rsplit_once(':')
        && !host.contains(':')
        && port.bytes().all(|b| b.is_ascii_digit())
    {
        rest = host;
    }
    let rest = rest.trim();
    rest.strip_suffix(['.', '\u{3002}']).unwrap_or(rest)
}

impl FromStr for DomainName {
    type Err = NameError;

    /// The strict form: A-labels; a final dot and upper case are the only freedoms.
    fn from_str(name: &str) -> Result<Self, NameError> {
        let name = name.strip_suffix('.').unwrap_or(name);
        if name.is_empty() {
            return Err(NameError::Empty);
        }
        if name.len() > MAX_NAME {
            return Err(NameError::TooLong);
        }
        for label in name.split('.') {
            if label.is_empty() {
                return Err(NameError::EmptyLabel);
            }
            if label.len() > MAX_LABEL {
                return Err(NameError::LabelTooLong(label.to_owned()));
            }
            if let Some(c) = label
                .chars()
                .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
            {
                return Err(NameError::Character(c));
            }
            // RFC 1123 §2.1, RFC 952: a label neither begins nor ends with a hyphen.
            if label.starts_with('-') || label.ends_with('-') {
                return Err(NameError::Hyphen(label.to_owned()));
            }
        }
        Ok(Self(name.to_ascii_lowercase()))
    }
}

impl TryFrom<String> for DomainName {
    type Error = NameError;

    fn try_from(name: String) -> Result<Self, NameError> {
        name.parse()
    }
}

impl From<DomainName> for String {
    fn from(name: DomainName) -> Self {
        name.0
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why something is no domain name, in words for the person who typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameError {
    /// A character that no host name holds.
    Character(char),
    /// Nothing was given.
    Empty,
    /// Two dots in a row, or a dot at the front.
    EmptyLabel,
    /// A label begins or ends with a hyphen.
    Hyphen(String),
    /// It is an IP address.
    IpAddress,
    /// A part of over 63 characters.
    LabelTooLong(String),
    /// Not a valid internationalised name.
    NotIdna,
    /// The last part is a number.
    NumericTopLevel,
    /// Only one part.
    SingleLabel,
    /// Over 253 characters.
    TooLong,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(c) if c.is_whitespace() => {
                f.write_str("A domain has no space in it. Give one domain at a time.")
            }
            Self::Character(c) => write!(f, "A domain cannot contain “{}”.", c.escape_default()),
            Self::Empty => f.write_str("Type a domain, such as example.org."),
            Self::EmptyLabel => f.write_str("There is a dot too many."),
            Self::Hyphen(label) => {
                write!(
                    f,
                    "“{label}” begins or ends with a hyphen; no part of a domain does."
                )
            }
            Self::IpAddress => f.write_str(
                "This is an IP address. Mail is sent to a domain: give the part after the @.",
            ),
            Self::LabelTooLong(_) => {
                f.write_str("One part is longer than the 63 characters that DNS allows.")
            }
            Self::NotIdna => f.write_str("This is not a valid internationalised domain name."),
            Self::NumericTopLevel => {
                f.write_str("No domain ends in a number. Is this a mistyped IP address?")
            }
            Self::SingleLabel => {
                f.write_str("This has only one part. Give the whole domain, such as example.org.")
            }
            Self::TooLong => f.write_str("This is longer than the 253 characters that DNS allows."),
        }
    }
}

impl std::error::Error for NameError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(input: &str) -> String {
        DomainName::parse(input).map_or_else(|error| format!("{error:?}"), |name| name.0)
    }

    #[test]
    fn forgives_what_people_paste() {
        for input in [
            "example.org",
            " Example.ORG. ",
            "user@example.org",
            "\"A. User\" <user@example.org>",
            "mailto:user@example.org?subject=x",
            "https://example.org/path?q#f",
            "https://user:pw@example.org:8443/",
            "smtp://example.org:25",
            "example.org/",
            "example.org:25",
            "<example.org>,",
        ] {
            assert_eq!(parsed(input), "example.org", "{input}");
        }
    }

    #[test]
    fn converts_u_labels_and_shows_them_again() {
        let name = DomainName::parse("Exämple.ORG").unwrap();
        assert_eq!(name.as_str(), "xn--exmple-cua.org");
        assert_eq!(name.to_unicode().as_deref(), Some("exämple.org"));
        assert_eq!(parsed("例え。テスト"), "xn--r8jz45g.xn--zckzah");
        assert_eq!(DomainName::parse("example.org").unwrap().to_unicode(), None);
    }

    #[test]
    fn a_label_that_decodes_to_nothing_to_show_is_kept_as_it_is() {
        // A right-to-left override and a zero-width space.
        for label in ["xn--a-pin", "xn--ab-g1t"] {
            let name: DomainName = format!("{label}.org").parse().unwrap();
            assert_eq!(name.to_unicode(), None, "{label}");
        }
    }

    #[test]
    fn another_converter_is_asked_for_what_is_not_ascii_and_its_answer_checked() {
        let parsed = |input, ascii: Option<&str>| {
            DomainName::parse_with(input, |_| ascii.map(str::to_owned)).map(|name| name.0)
        };
        assert_eq!(
            parsed("ex\u{e4}mple.org", Some("xn--exmple-cua.org")).unwrap(),
            "xn--exmple-cua.org"
        );
        assert_eq!(parsed("ex\u{e4}mple.org", None), Err(NameError::NotIdna));
        assert!(parsed("ex\u{e4}mple.org", Some("evil.org/path")).is_err());
        assert_eq!(parsed("plain.org", Some("other.org")).unwrap(), "plain.org");
    }

    #[test]
    fn refuses_the_rest_with_the_reason() {
        for (input, reason) in [
            ("", "Empty"),
            ("  ", "Empty"),
            ("@", "Empty"),
            ("localhost", "SingleLabel"),
            ("192.0.2.1", "IpAddress"),
            ("[2001:db8::1]", "IpAddress"),
            ("2001:db8::1", "IpAddress"),
            ("example..org", "EmptyLabel"),
            (".example.org", "EmptyLabel"),
            ("exam ple.org", "Character(' ')"),
            ("one.org two.org", "Character(' ')"),
            ("exam_ple.org", "Character('_')"),
            ("exa$mple.org", "Character('$')"),
            ("-a.org", "Hyphen(\"-a\")"),
            ("1.2.3", "NumericTopLevel"),
            ("xn--a.org", "NotIdna"),
            ("example.org\0", "Character('\\0')"),
        ] {
            assert_eq!(parsed(input), reason, "{input:?}");
        }
        assert!(matches!(
            DomainName::parse(&format!("{}.org", "a".repeat(64))),
            Err(NameError::LabelTooLong(_))
        ));
        assert_eq!(parsed(&format!("{}org", "abcdefg.".repeat(32))), "TooLong");
        assert_eq!(parsed(&"a".repeat(3000)), "TooLong");
    }

    #[test]
    fn special_names_are_known_by_their_last_labels() {
        for name in [
            "localhost",
            "x.local",
            "a.test",
            "1.10.in-addr.arpa",
            "mx.corp.internal",
            "LOCALHOST.",
            "127.0.0.1",
            "127.1",
            "0177.0.0.01",
            "0x7f.0x0.0x0.0x1",
            "169.254.169.254",
            "2130706433",
            "0x7f000001",
        ] {
            assert!(
                name.parse::<DomainName>().unwrap().is_special_use(),
                "{name}"
            );
        }
        for name in [
            "example.org",
            "mylocal.org",
            "contest.de",
            "127.0.0.1.example.org",
            "a.0xyz",
        ] {
            assert!(
                !name.parse::<DomainName>().unwrap().is_special_use(),
                "{name}"
            );
        }
    }

    #[test]
    fn the_wire_form_accepts_no_forgiveness() {
        for json in [
            "\"user@example.org\"",
            "\"exämple.org\"",
            "\"a b\"",
            "\"\"",
            "\"a..b\"",
        ] {
            assert!(serde_json::from_str::<DomainName>(json).is_err(), "{json}");
        }
        let mx: DomainName = serde_json::from_str("\"MX_1.Example.org.\"").unwrap();
        assert_eq!(mx.as_str(), "mx_1.example.org");
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(input in any::<String>()) {
            if let Ok(name) = DomainName::parse(&input) {
                prop_assert_eq!(&DomainName::parse(name.as_str()).unwrap(), &name);
                prop_assert_eq!(&name.as_str().parse::<DomainName>().unwrap(), &name);
                // What the owner of a name typed comes out again.
                if let Some(unicode) = name.to_unicode()
                    && let Ok(again) = DomainName::parse(&unicode)
                {
                    prop_assert_eq!(&again, &name);
                }
            }
        }
    }
}
