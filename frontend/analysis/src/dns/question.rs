//! What is asked.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::QueryName;

/// One question to a resolver, always in class IN.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Question {
    /// The name.
    pub name: QueryName,
    /// The type of record that is wanted.
    pub record_type: RecordType,
    /// The CD bit (RFC 4035 §3.2.2): answer even if DNSSEC says that the answer is bogus. Asking twice, without and with
    /// it, tells a bogus answer from a server that does not answer.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub checking_disabled: bool,
}

impl Question {
    /// Asks for a type of record at a name, with DNSSEC checking.
    #[must_use]
    pub const fn new(name: QueryName, record_type: RecordType) -> Self {
        Self {
            name,
            record_type,
            checking_disabled: false,
        }
    }

    /// The same question with checking disabled.
    #[must_use]
    pub fn unchecked(&self) -> Self {
        Self {
            checking_disabled: true,
            ..self.clone()
        }
    }
}

/// As `dig` takes it: `_mta-sts.example.org TXT`, with `+cd` when checking is disabled.
impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let flag = if self.checking_disabled { " +cd" } else { "" };
        write!(f, "{} {}{flag}", self.name, self.record_type)
    }
}

/// Declares the closed set of record types with their codes in the IANA registry and their words.
macro_rules! record_types {
    ($($(#[$doc:meta])* $variant:ident = $code:literal => $word:literal,)+) => {
        /// The types of record that we ask for. A closed set: what else an answer holds is only passed by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum RecordType {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)+
        }

        impl RecordType {
            /// All of them.
            pub const ALL: [Self; [$($code),+].len()] = [$(Self::$variant),+];

            /// The code in the IANA registry of RR types.
            #[must_use]
            pub const fn code(self) -> u16 {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The word in the registry, in upper case.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    };
}

record_types! {
    /// IPv4 address (RFC 1035 §3.4.1).
    A = 1 => "A",
    /// Name server (RFC 1035 §3.3.11).
    Ns = 2 => "NS",
    /// Alias (RFC 1035 §3.3.1).
    Cname = 5 => "CNAME",
    /// Start of a zone (RFC 1035 §3.3.13).
    Soa = 6 => "SOA",
    /// Name of an address (RFC 1035 §3.3.12).
    Ptr = 12 => "PTR",
    /// Mail exchange (RFC 1035 §3.3.9).
    Mx = 15 => "MX",
    /// Text (RFC 1035 §3.3.14).
    Txt = 16 => "TXT",
    /// IPv6 address (RFC 3596 §2.1).
    Aaaa = 28 => "AAAA",
    /// Where a service is (RFC 2782).
    Srv = 33 => "SRV",
    /// Hash of a child zone's key (RFC 4034 §5).
    Ds = 43 => "DS",
    /// A zone's key (RFC 4034 §2).
    Dnskey = 48 => "DNSKEY",
    /// Which certificate a service has (RFC 6698 §2).
    Tlsa = 52 => "TLSA",
    /// Who may issue certificates (RFC 8659 §4).
    Caa = 257 => "CAA",
}

impl RecordType {
    /// The type with this code, if it is one that we ask for.
    #[must_use]
    pub fn from_code(code: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl fmt::Display for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
