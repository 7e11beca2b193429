//! The records of an answer.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use shared::Octets;

use super::QueryName;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    /// The name it belongs to.
    pub owner: QueryName,
    /// How long it may be kept, in seconds.
    pub ttl: u32,
    /// Its content.
    #[serde(flatten)]
    pub data: RecordData,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum RecordData {
    /// An IPv4 address.
    A {
        /// The address.
        address: Ipv4Addr,
    },
    /// An IPv6 address.
    Aaaa {
        /// The address.
        address: Ipv6Addr,
    },
    /// An alias of another name.
    Cname {
        /// The other name.
        target: QueryName,
    },
    /// A mail exchange.
    Mx {
        /// Less is tried first.
        preference: u16,
        /// The host; the root says that the domain takes no mail (RFC 7505 §3).
        exchange: QueryName,
    },
    /// Text.
    Txt(TxtRecord),
    /// The name of an address.
    Ptr {
        /// The name.
        target: QueryName,
    },
    /// Where a service is (RFC 2782).
    Srv {
        /// Less is tried first.
        priority: u16,
        /// More is tried more often among equal priorities.
        weight: u16,
        /// The TCP port.
        port: u16,
        /// The host; the root says that there is no such service.
        target: QueryName,
    },
    /// Which certificate a service has (RFC 6698 §2.1). All values are as sent; none is judged here.
    Tlsa {
        /// Certificate usage.
        usage: u8,
        /// Selector.
        selector: u8,
        /// Matching type.
        matching: u8,
        /// Certificate association data.
        association: Octets,
    },
    /// A record of the type asked for that is not read further here (DS, DNSKEY, CAA, SOA, NS).
    Other {
        /// The type's code.
        code: u16,
        /// The content as sent.
        content: Octets,
    },
    /// A record of a type that is read here, with content that cannot be: the domain's own fault.
    Broken {
        /// The type's code.
        code: u16,
        /// The content as sent.
        content: Octets,
    },
}

/// The strings of a TXT record, in order, as bytes (RFC 1035 §3.3.14).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TxtRecord {
    /// Each at most 255 bytes.
    pub strings: Vec<Octets>,
}

impl TxtRecord {
    /// A record of one text, in as many strings as that needs.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self {
            strings: text.as_bytes().chunks(255).map(Octets::from).collect(),
        }
    }

    /// All bytes in a row, with nothing between the strings (RFC 8461 §3.1, RFC 7208 §3.3, RFC 6376 §3.6.2.2).
    #[must_use]
    pub fn joined(&self) -> Vec<u8> {
        self.strings
            .iter()
            .flat_map(Octets::as_slice)
            .copied()
            .collect()
    }

    /// The same as text, with U+FFFD for what is no UTF-8. Spans of defects are offsets in this.
    #[must_use]
    pub fn text(&self) -> String {
        match String::from_utf8_lossy(&self.joined()) {
            Cow::Borrowed(text) => text.to_owned(),
            Cow::Owned(text) => text,
        }
    }
}

/// As in a zone file: `"v=STSv1; " "id=1"`, bytes that are not printable ASCII as `\DDD`.
impl fmt::Display for TxtRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, string) in self.strings.iter().enumerate() {
            if index > 0 {
                f.write_char(' ')?;
            }
            f.write_char('"')?;
            for &byte in string.as_slice() {
                match byte {
                    b'"' | b'\\' => write!(f, "\\{}", char::from(byte))?,
                    b' '..=b'~' => f.write_char(char::from(byte))?,
                    _ => write!(f, "\\{byte:03}")?,
                }
            }
            f.write_char('"')?;
        }
        Ok(())
    }
}

impl RecordData {
    /// The code of the record's type.
    #[must_use]
    pub const fn code(&self) -> u16 {
        use super::RecordType;
        match self {
            Self::A { .. } => RecordType::A.code(),
            Self::Aaaa { .. } => RecordType::Aaaa.code(),
            Self::Cname { .. } => RecordType::Cname.code(),
            Self::Mx { .. } => RecordType::Mx.code(),
            Self::Txt(_) => RecordType::Txt.code(),
            Self::Ptr { .. } => RecordType::Ptr.code(),
            Self::Srv { .. } => RecordType::Srv.code(),
            Self::Tlsa { .. } => RecordType::Tlsa.code(),
            Self::Other { code, .. } | Self::Broken { code, .. } => *code,
        }
    }
}

/// The content as in a zone file; what is not read here in the generic form of RFC 3597 §5.
impl fmt::Display for RecordData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::A { address } => write!(f, "{address}"),
            Self::Aaaa { address } => write!(f, "{address}"),
            Self::Cname { target } | Self::Ptr { target } => write!(f, "{target}"),
            Self::Mx {
                preference,
                exchange,
            } => write!(f, "{preference} {exchange}"),
            Self::Txt(txt) => write!(f, "{txt}"),
            Self::Srv {
                priority,
                weight,
                port,
                target,
            } => write!(f, "{priority} {weight} {port} {target}"),
            Self::Tlsa {
                usage,
                selector,
                matching,
                association,
            } => {
                write!(f, "{usage} {selector} {matching} ")?;
                write_hex(f, association.as_slice())
            }
            Self::Other { content, .. } | Self::Broken { content, .. } => {
                write!(f, "\\# {} ", content.len())?;
                write_hex(f, content.as_slice())
            }
        }
    }
}

fn write_hex(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str(&crate::certificate::hex(bytes))
}
