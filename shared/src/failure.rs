//! What could not be found out: in which phase, why, and whose fault it is.

use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{MalformedReply, Reply};

/// Something was asked and no answer could be had.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Failure {
    /// How far we had got.
    pub phase: Phase,
    /// What happened.
    pub cause: Cause,
}

impl Failure {
    /// A failure in a phase.
    #[must_use]
    pub const fn new(phase: Phase, cause: Cause) -> Self {
        Self { phase, cause }
    }

    /// Whose fault it is, as far as the event itself tells. `analysis` may know better from the words of a reply.
    #[must_use]
    pub const fn fault(&self) -> Fault {
        match &self.cause {
            Cause::Refused
            | Cause::Reply { .. }
            | Cause::Malformed { .. }
            | Cause::TlsAlert { .. }
            | Cause::TlsBroken { .. }
            | Cause::Http { .. }
            | Cause::TooLong { .. } => Fault::Target,
            Cause::NoRoute | Cause::TimedOut { .. } | Cause::Reset | Cause::Closed => {
                Fault::Network
            }
            Cause::Resolver { .. } => Fault::Resolver,
            Cause::Blocked { .. } | Cause::Busy { .. } | Cause::Internal { .. } => Fault::Relay,
            Cause::Unreachable { .. } | Cause::Cancelled => Fault::Ours,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} while {}", self.cause, self.phase.activity())
    }
}

/// Whose fault a failure is. Only a domain's own faults may lower its grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The server that was asked did or said it.
    Target,
    /// The network on the way, or a server that stayed silent: nobody can tell which.
    Network,
    /// The DNS resolver.
    Resolver,
    /// The relay refused or failed.
    Relay,
    /// This program, its user, or its own way to the relay.
    Ours,
}

/// What was being done when it failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Talking to the relay itself.
    Relay,
    /// Asking DNS.
    Dns,
    /// Opening the TCP connection.
    Connect,
    /// Waiting for the 220 greeting.
    Greeting,
    /// EHLO before TLS (on 465: the only one, inside TLS).
    Ehlo,
    /// The STARTTLS command and its answer.
    StartTls,
    /// The TLS handshake.
    Handshake,
    /// EHLO again, inside TLS.
    EhloSealed,
    /// MAIL and RCPT, without any mail.
    Recipients,
    /// QUIT and its answer.
    Quit,
    /// The HTTPS request and its answer.
    Http,
}

impl Phase {
    /// The phase as something one is doing: "waiting for the greeting".
    #[must_use]
    pub const fn activity(self) -> &'static str {
        match self {
            Self::Relay => "talking to the relay",
            Self::Dns => "asking DNS",
            Self::Connect => "connecting",
            Self::Greeting => "waiting for the greeting",
            Self::Ehlo => "saying EHLO",
            Self::StartTls => "asking for STARTTLS",
            Self::Handshake => "making the TLS handshake",
            Self::EhloSealed => "saying EHLO inside TLS",
            Self::Recipients => "trying recipients",
            Self::Quit => "saying QUIT",
            Self::Http => "fetching over HTTPS",
        }
    }
}

/// What happened. Each variant carries its evidence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The connection was refused (TCP RST to the SYN).
    Refused,
    /// There is no route to the address from here (or no such address family).
    NoRoute,
    /// Nothing came within the deadline.
    TimedOut {
        /// The deadline, in milliseconds.
        after_ms: u32,
    },
    /// The connection was reset.
    Reset,
    /// The other side closed the connection.
    Closed,
    /// The server answered, but not as needed to go on.
    Reply {
        /// The answer in full.
        reply: Reply,
    },
    /// What came is not SMTP.
    Malformed {
        /// Why not.
        reason: MalformedReply,
        /// The first bytes of it, for the eye.
        excerpt: String,
    },
    /// The other side ended the handshake with an alert.
    TlsAlert {
        /// The alert's number (RFC 8446 §6).
        code: u8,
        /// The alert's name.
        name: String,
    },
    /// The handshake failed on our side: the other spoke no TLS, or none that this stack can.
    TlsBroken {
        /// The TLS stack's own words.
        detail: String,
        /// The first bytes that came, if they were no TLS.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        excerpt: Option<String>,
    },
    /// The HTTP answer could not be read.
    Http {
        /// What was wrong with it.
        detail: String,
    },
    /// More came than we read.
    TooLong {
        /// The cap, in bytes.
        cap: u32,
    },
    /// The resolver gave no usable answer.
    Resolver {
        /// What it said.
        detail: String,
    },
    /// The relay will not do this.
    Blocked {
        /// Why not.
        reason: Blocked,
        /// The addresses concerned, where that is what it is about. A relay need not say.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        addresses: Vec<IpAddr>,
    },
    /// A limit was reached: the relay's own, or the one that protects the target.
    Busy {
        /// When to ask again, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
        /// Which limit.
        detail: String,
    },
    /// The relay failed by its own fault.
    Internal {
        /// What it can say about it.
        detail: String,
    },
    /// The relay or resolver itself could not be reached.
    Unreachable {
        /// What the browser or the operating system said.
        detail: String,
    },
    /// The user stopped it.
    Cancelled,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("connection refused"),
            Self::NoRoute => f.write_str("no route to the address"),
            Self::TimedOut { after_ms } => {
                write!(f, "nothing came within {} s", after_ms.div_ceil(1000))
            }
            Self::Reset => f.write_str("connection reset"),
            Self::Closed => f.write_str("connection closed by the other side"),
            Self::Reply { reply } => write!(f, "the server said “{reply}”"),
            Self::Malformed { reason, .. } => match reason {
                MalformedReply::LooksLikeTls => f.write_str("the server spoke TLS, not SMTP"),
                MalformedReply::LineTooLong => f.write_str("the server sent an endless line"),
                MalformedReply::ReplyTooLong | MalformedReply::SessionTooLong => {
                    f.write_str("the server sent far too much")
                }
                MalformedReply::NoCode | MalformedReply::CodesDiffer => {
                    f.write_str("what came is not SMTP")
                }
                MalformedReply::OutOfStep => {
                    f.write_str("the server gave more answers than it was asked for")
                }
            },
            Self::TlsAlert { name, code } => write!(f, "the server sent the alert {name} ({code})"),
            Self::TlsBroken { detail, .. } => write!(f, "the handshake failed: {detail}"),
            Self::Http { detail } => write!(f, "not a usable HTTP answer: {detail}"),
            Self::TooLong { cap } => write!(f, "more than {cap} bytes came"),
            Self::Resolver { detail } => write!(f, "the resolver could not answer: {detail}"),
            Self::Blocked { reason, .. } => f.write_str(reason.words()),
            Self::Busy {
                detail,
                retry_after: Some(seconds),
            } => {
                write!(f, "{detail}; ask again in {seconds} s")
            }
            Self::Busy {
                detail,
                retry_after: None,
            } => f.write_str(detail),
            Self::Internal { detail } => write!(f, "the relay failed: {detail}"),
            Self::Unreachable { detail } => write!(f, "could not be reached: {detail}"),
            Self::Cancelled => f.write_str("stopped by you"),
        }
    }
}

/// Why a relay will not contact a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Blocked {
    /// The address is not one of the public internet.
    AddressNotPublic,
    /// The name is one that never leads to the public internet (`localhost`, `.internal`, …).
    SpecialName,
    /// The relay does not answer for this type of record.
    RecordType,
    /// The relay's operator does not allow what was asked for, or it is the relay's own machine.
    NotPermitted,
    /// The target's own operator asks, by a record in DNS, not to be probed.
    OptedOut,
    /// The relay's operator wants a valid token to be shown.
    TokenNeeded,
}

impl Blocked {
    /// The reason in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::AddressNotPublic => {
                "the address is not one of the public internet, and this relay contacts no other"
            }
            Self::SpecialName => {
                "the name is reserved for private or special use, and this relay does not contact such"
            }
            Self::RecordType => "this relay does not look up that type of record",
            Self::NotPermitted => "this relay's operator does not allow it",
            Self::OptedOut => "its operator asks not to be probed, and this relay complies",
            Self::TokenNeeded => "this relay wants a valid token, which its operator gives out",
        }
    }
}
