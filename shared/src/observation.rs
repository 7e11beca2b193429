//! What a relay reports while it probes: one event a line, as it happens.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    DeepFact, DomainName, Failure, HelloAnswer, Octets, RecipientTrial, Reply, Service, Timestamp,
    TlsSession, TlsVersion,
};

/// One line of the answer to `POST /v1/probe`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Event {
    /// Counts from 0 without a gap: a missing number is a broken stream.
    pub seq: u32,
    /// When the relay saw it. A remembered answer keeps the time of the original.
    pub observed_at: Timestamp,
    /// What it saw.
    pub observation: Observation,
}

/// What a relay can report. Facts only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Observation {
    /// The probe has begun.
    Started {
        /// The host asked about.
        host: DomainName,
        /// The service asked about.
        service: Service,
        /// The name the relay gives in EHLO.
        ehlo_name: String,
    },
    /// The host's addresses, as the relay's resolver knows them.
    Resolved {
        /// What was found.
        resolution: Resolution,
    },
    /// An address will not be probed.
    Skipped {
        /// The address.
        address: IpAddr,
        /// Why not.
        reason: SkipReason,
    },
    /// The TCP connection stands.
    Connected {
        /// The address.
        address: IpAddr,
        /// How long it took, in milliseconds.
        elapsed_ms: u32,
    },
    /// The server's first words.
    Greeting {
        /// The address.
        address: IpAddr,
        /// The reply.
        reply: Reply,
        /// From connection (465: from handshake) to the whole greeting, in milliseconds.
        elapsed_ms: u32,
    },
    /// The answer to EHLO before TLS; on 465, where there is none before, never sent.
    Ehlo {
        /// The address.
        address: IpAddr,
        /// The reply; its lines after the first are the keywords.
        reply: Reply,
        /// Whether this is the answer to HELO, after EHLO was refused (RFC 5321 §3.2).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        helo: bool,
    },
    /// The answer to STARTTLS. Only sent when the server offered it.
    StartTls {
        /// The address.
        address: IpAddr,
        /// The reply.
        reply: Reply,
        /// Bytes that came in clear after the reply and before the handshake: discarded, at most 1 KiB kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        injected: Option<Octets>,
    },
    /// The handshake was finished.
    Handshake {
        /// The address.
        address: IpAddr,
        /// What it showed.
        session: TlsSession,
    },
    /// The answer to EHLO inside TLS.
    EhloSealed {
        /// The address.
        address: IpAddr,
        /// The reply; its lines after the first are the keywords.
        reply: Reply,
        /// Whether this is the answer to HELO, after EHLO was refused (RFC 5321 §3.2).
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        helo: bool,
    },
    /// On a further connection, a raw ClientHello was sent and this came back. Each offers every suite, group and
    /// signature scheme that is known for its versions, unless said otherwise, and no TLS_FALLBACK_SCSV (RFC 7507).
    Hello {
        /// The address.
        address: IpAddr,
        /// The newest version offered. Up to TLS 1.2 every older one is offered with it (RFC 5246 §E.1); TLS 1.3 is
        /// offered alone, and only where the full handshake could not be made.
        offered: TlsVersion,
        /// Whether suites with RC4, RC2, DES, 3DES, export keys or NULL encryption, and those without authentication,
        /// were left out of the offer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        without_weak_suites: bool,
        /// Whether nothing but the forty or so suites and five groups that are usual was offered: only where the full
        /// handshake and every longer hello were turned down, since some servers do not bear a long one.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        usual_suites_only: bool,
        /// What came back.
        answer: HelloAnswer,
    },
    /// On a further connection, a raw ClientHello of TLS 1.3 offered nothing but hybrid groups with ML-KEM, and no key
    /// share (RFC 8446 §4.2.8): a HelloRetryRequest or ServerHello names the group that the server takes.
    Hybrid {
        /// The address.
        address: IpAddr,
        /// What came back.
        answer: HelloAnswer,
    },
    /// A deep look showed this, on connections of its own.
    Deep {
        /// The address.
        address: IpAddr,
        /// What it showed.
        fact: DeepFact,
    },
    /// At the end of the dialogue, recipients were tried.
    Recipients {
        /// The address.
        address: IpAddr,
        /// What was said.
        trial: RecipientTrial,
    },
    /// The address is done with: everything learnt before stands.
    Finished {
        /// The address.
        address: IpAddr,
        /// What ended the dialogue early; nothing if it came to its natural end. What ended a further connection
        /// stands in its own [`Observation::Hello`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stopped_because: Option<Failure>,
        /// Every line said, in order, as far as the caps allow.
        transcript: Vec<TranscriptLine>,
        /// What it cost.
        spent: Spent,
    },
    /// Nothing new, but the relay is alive.
    Heartbeat,
    /// The probe is over; always the last event.
    Done {
        /// What ended the whole probe early (a host that does not resolve, a limit, a deadline).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stopped_because: Option<Failure>,
    },
}

impl Observation {
    /// The address that this is about, if it is about one.
    #[must_use]
    pub const fn address(&self) -> Option<IpAddr> {
        match self {
            Self::Skipped { address, .. }
            | Self::Connected { address, .. }
            | Self::Greeting { address, .. }
            | Self::Ehlo { address, .. }
            | Self::StartTls { address, .. }
            | Self::Handshake { address, .. }
            | Self::EhloSealed { address, .. }
            | Self::Hello { address, .. }
            | Self::Hybrid { address, .. }
            | Self::Deep { address, .. }
            | Self::Recipients { address, .. }
            | Self::Finished { address, .. } => Some(*address),
            Self::Started { .. } | Self::Resolved { .. } | Self::Heartbeat | Self::Done { .. } => {
                None
            }
        }
    }
}

/// A host's addresses, each family on its own: one may fail while the other answers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Resolution {
    /// IPv4 addresses.
    pub ipv4: Addresses,
    /// IPv6 addresses.
    pub ipv6: Addresses,
}

/// What asking for the addresses of one family gave.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Addresses {
    /// These, at least one.
    Found {
        /// In the order of the answer.
        addresses: Vec<IpAddr>,
    },
    /// The name has none, or does not exist.
    Absent,
    /// It could not be found out.
    Failed {
        /// Why not.
        failure: Failure,
    },
}

impl Addresses {
    /// The addresses found, or nothing.
    #[must_use]
    pub fn found(&self) -> &[IpAddr] {
        match self {
            Self::Found { addresses } => addresses,
            Self::Absent | Self::Failed { .. } => &[],
        }
    }
}

/// Why an address is not probed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// The address is not one of the public internet.
    NotPublic,
    /// The relay's operator does not let it be contacted, or it is one of the relay's own machine.
    NotPermitted,
    /// Four addresses of its family are probed already.
    TooMany,
    /// The relay has no IPv6.
    NoIpv6,
    /// The address was asked too often lately, by whomever.
    AskedTooOften,
    /// The time for this host is used up.
    OutOfTime,
}

/// A line of the conversation.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TranscriptLine {
    /// Milliseconds since the first connection attempt began.
    pub at_ms: u32,
    /// Who said it.
    pub direction: Direction,
    /// What was said, without line end; control characters are as sent. At most 2048 bytes.
    pub text: String,
}

/// Who said a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// The relay.
    Client,
    /// The mail server.
    Server,
    /// Nobody: a remark about the connection, such as "TLS 1.3 agreed".
    Note,
}

/// What looking at an address cost.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Spent {
    /// TCP connections opened.
    pub connections: u32,
    /// Bytes sent, TLS included.
    pub bytes_sent: u64,
    /// Bytes received, TLS included.
    pub bytes_received: u64,
    /// Wall time in milliseconds.
    pub elapsed_ms: u32,
}
