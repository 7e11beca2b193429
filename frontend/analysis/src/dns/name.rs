//! Names as DNS has them: any bytes, not only host names.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use shared::{DomainName, NameError};

/// Longest name on the wire, the root's empty label included (RFC 1035 §2.3.4).
const MAX_WIRE: usize = 255;
/// Longest label (RFC 1035 §2.3.4).
const MAX_LABEL: usize = 63;

/// A name as it is asked for or answered: in lower-case presentation form without the final dot; the root is `.`.
///
/// Unlike [`DomainName`] it may have underscores (`_mta-sts.example.org`) and any other bytes. Letters, digits and
/// the characters ``!#%&'*+,-/:<=>?[]^_`{|}~`` stand for themselves; every other byte is written `\DDD` in decimal
/// (RFC 1035 §5.1), so that a name is always one printable ASCII word and equal names have equal text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct QueryName(String);

impl QueryName {
    /// The root of DNS.
    #[must_use]
    pub fn root() -> Self {
        Self(".".to_owned())
    }

    /// A domain name with a label, or several joined by dots, before it: `_smtp._tls` and `example.org`.
    ///
    /// # Errors
    /// The result may be longer than DNS allows, or the prefix be no label.
    pub fn prefixed(prefix: &str, domain: &DomainName) -> Result<Self, QueryNameError> {
        format!("{prefix}.{domain}").parse()
    }

    /// The name under which the names of an address are found (RFC 1035 §3.5, RFC 3596 §2.5).
    ///
    /// An IPv4-mapped IPv6 address is taken as it is, as IPv6.
    #[must_use]
    pub fn reverse(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(v4) => {
                let [a, b, c, d] = v4.octets();
                Self(format!("{d}.{c}.{b}.{a}.in-addr.arpa"))
            }
            IpAddr::V6(v6) => {
                let nibbles: String = v6
                    .octets()
                    .iter()
                    .rev()
                    .map(|octet| format!("{:x}.{:x}.", octet & 15, octet >> 4))
                    .collect();
                Self(format!("{nibbles}ip6.arpa"))
            }
        }
    }

    /// The name from its labels, leftmost first, without the root's.
    ///
    /// # Errors
    /// A label may be empty or too long, or the whole too long.
    pub fn from_labels<'a>(
        labels: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, QueryNameError> {
        let mut text = String::new();
        let mut wire_length = 1;
        for label in labels {
            if label.is_empty() {
                return Err(QueryNameError::EmptyLabel);
            }
            if label.len() > MAX_LABEL {
                return Err(QueryNameError::LabelTooLong);
            }
            wire_length += 1 + label.len();
            if wire_length > MAX_WIRE {
                return Err(QueryNameError::TooLong);
            }
            if !text.is_empty() {
                text.push('.');
            }
            for &byte in label {
                push_escaped(&mut text, byte);
            }
        }
        if text.is_empty() {
            return Ok(Self::root());
        }
        Ok(Self(text))
    }

    /// The presentation form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the root. As the target of an MX or SRV record it means "there is none" (RFC 7505 §3, RFC 2782).
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0 == "."
    }

    /// The labels as bytes, leftmost first, without the root's.
    #[must_use]
    pub fn labels(&self) -> Vec<Vec<u8>> {
        // The text was checked when this was made.
        unescape(&self.0).unwrap_or_default()
    }

    /// The name as a host or domain name.
    ///
    /// # Errors
    /// Says why it is none: the root, and what has bytes other than letters, digits, hyphens and underscores.
    pub fn to_domain_name(&self) -> Result<DomainName, NameError> {
        if self.is_root() {
            return Err(NameError::Empty);
        }
        self.0.parse()
    }

    /// The name in wire format, uncompressed (RFC 1035 §3.1).
    pub(super) fn to_wire(&self) -> Vec<u8> {
        let mut wire = Vec::with_capacity(self.0.len() + 2);
        for label in self.labels() {
            // At most 63: checked when the name was made.
            wire.push(u8::try_from(label.len()).unwrap_or_default());
            wire.extend(label);
        }
        wire.push(0);
        wire
    }
}

/// Whether a name is a domain or below it. Both are in lower case and without the final dot.
pub(crate) fn is_within(name: &str, domain: &str) -> bool {
    let below = name.strip_suffix(domain);
    below.is_some_and(|below| below.is_empty() || below.ends_with('.'))
}

/// Appends a byte of a label in presentation form, in lower case (RFC 4343 §3: ASCII letters only).
fn push_escaped(text: &mut String, byte: u8) {
    // What zone files give a meaning to is escaped as well: no reader of the text can take it for that.
    if byte.is_ascii_graphic()
        && !matches!(byte, b'.' | b'\\' | b'"' | b';' | b'(' | b')' | b'@' | b'$')
    {
        text.push(char::from(byte.to_ascii_lowercase()));
    } else {
        text.push_str(&format!("\\{byte:03}"));
    }
}

/// The labels of a presentation form (RFC 1035 §5.1: `\DDD` is a byte, `\X` the character X without its meaning).
fn unescape(text: &str) -> Result<Vec<Vec<u8>>, QueryNameError> {
    if text == "." {
        return Ok(Vec::new());
    }
    let mut labels = Vec::new();
    let mut label = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'.' => labels.push(std::mem::take(&mut label)),
            b'\\' => label.push(unescape_one(&mut bytes)?),
            _ => label.push(byte),
        }
    }
    labels.push(label);
    Ok(labels)
}

/// The byte that an escape stands for, its backslash already read.
fn unescape_one(bytes: &mut impl Iterator<Item = u8>) -> Result<u8, QueryNameError> {
    let first = bytes.next().ok_or(QueryNameError::Escape)?;
    if !first.is_ascii_digit() {
        return Ok(first);
    }
    let mut value = u16::from(first - b'0');
    for _ in 0..2 {
        match bytes.next() {
            Some(digit) if digit.is_ascii_digit() => value = value * 10 + u16::from(digit - b'0'),
            _ => return Err(QueryNameError::Escape),
        }
    }
    u8::try_from(value).map_err(|_| QueryNameError::Escape)
}

impl FromStr for QueryName {
    type Err = QueryNameError;

    /// Reads presentation form; upper case, a final dot and needless escapes are the only freedoms.
    fn from_str(text: &str) -> Result<Self, QueryNameError> {
        // Every byte takes at most four characters.
        if text.len() > 4 * MAX_WIRE {
            return Err(QueryNameError::TooLong);
        }
        if text.is_empty() {
            return Err(QueryNameError::EmptyLabel);
        }
        let mut labels = unescape(text)?;
        if labels.len() > 1 && labels.last().is_some_and(Vec::is_empty) {
            labels.pop();
        }
        Self::from_labels(labels.iter().map(Vec::as_slice))
    }
}

impl From<&DomainName> for QueryName {
    fn from(domain: &DomainName) -> Self {
        // A domain name is lower case, short enough and has no byte that is escaped.
        Self(domain.as_str().to_owned())
    }
}

impl TryFrom<String> for QueryName {
    type Error = QueryNameError;

    fn try_from(text: String) -> Result<Self, QueryNameError> {
        text.parse()
    }
}

impl From<QueryName> for String {
    fn from(name: QueryName) -> Self {
        name.0
    }
}

impl fmt::Display for QueryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why something is no name of DNS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryNameError {
    /// Nothing at all, two dots in a row, or a dot at the front.
    EmptyLabel,
    /// A backslash that neither three digits up to 255 nor another character follows.
    Escape,
    /// A label of over 63 bytes.
    LabelTooLong,
    /// Over 255 bytes on the wire.
    TooLong,
}

impl fmt::Display for QueryNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyLabel => "The name has an empty label.",
            Self::Escape => "The name has a backslash without three digits up to 255 behind it.",
            Self::LabelTooLong => {
                "A label of the name is longer than the 63 bytes that DNS allows."
            }
            Self::TooLong => "The name is longer than the 255 bytes that DNS allows.",
        })
    }
}

impl std::error::Error for QueryNameError {}
