//! Why bytes are no answer to a question.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::QueryName;

/// Why bytes are no usable answer to the question asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum DecodeFault {
    /// Over 64 KiB: no DNS message is (RFC 1035 §4.2.2).
    TooLong {
        /// How long it is, in bytes.
        length: usize,
    },
    /// Not a DNS message, or broken in a way that hides what follows.
    Malformed,
    /// A query, not a response (QR bit, RFC 1035 §4.1.1).
    NotAResponse,
    /// An answer to another kind of request.
    WrongOpcode {
        /// The opcode; ours is 0.
        opcode: u8,
    },
    /// The TC bit: the answer is cut short (RFC 2181 §9). Over HTTPS that must not be.
    Truncated,
    /// An answer to another question than ours (RFC 5452 §9.1).
    OtherQuestion,
    /// More records than any honest answer has.
    TooManyRecords {
        /// How many it announces.
        announced: u32,
    },
    /// The chain of aliases comes back to where it was.
    AliasLoop {
        /// The name that comes up twice.
        at: QueryName,
    },
    /// The chain of aliases is longer than 16.
    TooManyAliases,
}

impl DecodeFault {
    /// Whether the domain itself is at fault, rather than the resolver or the way to it.
    #[must_use]
    pub const fn is_of_the_domain(&self) -> bool {
        matches!(self, Self::AliasLoop { .. } | Self::TooManyAliases)
    }
}

impl fmt::Display for DecodeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { length } => {
                write!(
                    f,
                    "The answer has {length} bytes; no DNS message is over 65535 bytes."
                )
            }
            Self::Malformed => f.write_str("The answer is no valid DNS message."),
            Self::NotAResponse => f.write_str("A query came back instead of a response."),
            Self::WrongOpcode { opcode } => {
                write!(
                    f,
                    "The answer is to another kind of request (opcode {opcode})."
                )
            }
            Self::Truncated => f.write_str("The resolver cut the answer short."),
            Self::OtherQuestion => f.write_str("The answer is to another question than ours."),
            Self::TooManyRecords { announced } => {
                write!(
                    f,
                    "The answer announces {announced} records; that is more than we read."
                )
            }
            Self::AliasLoop { at } => {
                write!(f, "The aliases (CNAME) lead in a circle, back to {at}.")
            }
            Self::TooManyAliases => {
                f.write_str("The chain of aliases (CNAME) is longer than 16 names.")
            }
        }
    }
}

impl std::error::Error for DecodeFault {}
