//! What a server means by turning us away, read from its code, its words and the phase.

use shared::{Cause, Failure, Phase, Reply};

/// Why a server did not go on. None of these says anything about its TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Too many connections from us, or for now.
    RateLimited,
    /// It refuses our address: a blocklist, a reverse name it does not like.
    RefusesUs,
    /// Come back in some minutes.
    Greylisted,
    /// It takes no mail at all here.
    NoService,
    /// It has no TLS just now.
    NoTlsNow,
    /// It has trouble of its own: no space, no memory, maintenance.
    InTrouble,
    /// Nothing came back to the first packet.
    Silent,
    /// It answered too slowly, or no more.
    Slow,
    /// It hung up.
    HungUp,
    /// The relay's own doing.
    Relay,
    /// Something else, in its own words.
    Other,
}

impl Meaning {
    /// Reads a failure.
    pub(crate) fn of(failure: &Failure) -> Self {
        match &failure.cause {
            Cause::Reply { reply } => Self::of_reply(reply, failure.phase),
            Cause::NoRoute => Self::Silent,
            Cause::TimedOut { .. } if failure.phase == Phase::Connect => Self::Silent,
            Cause::TimedOut { .. } => Self::Slow,
            Cause::Reset | Cause::Closed => Self::HungUp,
            Cause::Blocked { .. }
            | Cause::Busy { .. }
            | Cause::Internal { .. }
            | Cause::Unreachable { .. }
            | Cause::Resolver { .. }
            | Cause::Cancelled => Self::Relay,
            Cause::Refused
            | Cause::Malformed { .. }
            | Cause::TlsAlert { .. }
            | Cause::TlsBroken { .. }
            | Cause::Http { .. }
            | Cause::TooLong { .. } => Self::Other,
        }
    }

    /// Reads a reply that did not let us go on.
    fn of_reply(reply: &Reply, phase: Phase) -> Self {
        let code = reply.code.get();
        // RFC 3207 §4: 454, "TLS not available due to temporary reason", whatever the words.
        if phase == Phase::StartTls && code == 454 {
            return Self::NoTlsNow;
        }
        let text = reply.lines.join(" ").to_ascii_lowercase();
        let said = PHRASES
            .iter()
            .find(|(phrases, _)| phrases.iter().any(|phrase| text.contains(phrase)));
        if let Some((_, meaning)) = said {
            return *meaning;
        }
        match code {
            _ if phase == Phase::StartTls && reply.code.is_transient() => Self::NoTlsNow,
            _ if phase == Phase::StartTls => Self::Other,
            421 | 450 | 451 | 452 => Self::RateLimited,
            // RFC 7504 §3: 521, "this host does not accept mail"; RFC 5321 §3.1: 554 at greeting.
            521 => Self::NoService,
            554 if phase == Phase::Greeting => Self::RefusesUs,
            _ => Self::Other,
        }
    }

    /// In words, to stand before the server's own.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::RateLimited => "the server limits how often we may connect",
            Self::RefusesUs => "the server refuses the address that we ask from",
            Self::Greylisted => "the server asks newcomers to come back later",
            Self::NoService => "the server says that it takes no mail",
            Self::NoTlsNow => "the server says that TLS is not available just now",
            Self::InTrouble => "the server has trouble of its own just now",
            Self::Slow => "the server did not answer in time",
            Self::Silent => {
                "nothing came back; the server, or something on the way, drops the connection"
            }
            Self::HungUp => "the server ended the connection",
            Self::Relay => "the relay could not go on",
            Self::Other => "the dialogue could not go on",
        }
    }
}

/// Whether a refusal says in plain words that it is our address that is refused, or that it has asked too often. Words
/// that may as well be about the command (“not allowed”, “policy”) do not count.
pub(super) fn turns_us_away(reply: &Reply) -> bool {
    let text = reply.lines.join(" ").to_ascii_lowercase();
    PLAINLY_US.iter().any(|phrase| text.contains(phrase))
}

const PLAINLY_US: &[&str] = &[
    "blocked using",
    "is blocked",
    "listed by",
    "listed in",
    "blocklist",
    "block list",
    "blacklist",
    "denylist",
    "dnsbl",
    "spamhaus",
    "spamcop",
    "client host",
    "your ip",
    "your host",
    "your address",
    "reputation",
    "banned",
    "too many",
    "too fast",
    "rate limit",
    "throttl",
];

/// What servers say, in lower case, with what they mean by it. The first that is found counts, so that the particular
/// stands before the general. Words that are often part of a host's name (`spam`, `barracuda`) are not among them: hosts
/// name themselves in their replies.
const PHRASES: &[(&[&str], Meaning)] = &[
    // They blame our manners, which a test of theirs got wrong, or our silence.
    (
        &["protocol error", "synchronization error", "pre-greeting"],
        Meaning::Other,
    ),
    (
        &["timeout exceeded", "idle for too long", "4.4.2"],
        Meaning::HungUp,
    ),
    // Newcomers are told to come back; who keeps coming is let in.
    (
        &[
            "greylist",
            "graylist",
            "grey list",
            "gray list",
            "grey-list",
            "come back later",
            "come back in",
            "try again in",
            "retry in",
            "temporary failure, please try again",
            "internal resource temporarily unavailable",
            "internal resources are temporarily unavailable",
            "unknown sender triplet",
        ],
        Meaning::Greylisted,
    ),
    // Overload of the server as a whole, whoever asks.
    (
        &[
            "server ports are busy",
            "screening ports are busy",
            "load average",
            "load is too high",
            "overloaded",
            "insufficient system",
            "insufficient disk",
            "insufficient resources",
            "out of memory",
            "no space",
            "low on space",
            "maintenance",
            "local problem",
            "local error",
            "temporary server error",
            "temporary lookup failure",
            "shutting down",
            "4.3.1",
            "4.3.0",
        ],
        Meaning::InTrouble,
    ),
    // Our address has had enough for now.
    (
        &[
            "too many",
            "too much",
            "too fast",
            "rate limit",
            "ratelimit",
            "rate-limit",
            "connection rate",
            "unusual rate",
            "frequency limited",
            "connection limit",
            "concurrent",
            "maximum number of",
            "max connections",
            "exceeded",
            "throttl",
            "server busy",
            "temporarily deferred",
            "slow down",
            "4.7.28",
            "4.4.5",
        ],
        Meaning::RateLimited,
    ),
    // It takes no mail from anybody (RFC 7504).
    (
        &[
            "not accepting messages",
            "does not accept mail",
            "not accept mail",
            "no mail accepted",
            "not a mail server",
        ],
        Meaning::NoService,
    ),
    // Lists of bad senders, names that do not fit, and rules about who may connect.
    (
        &[
            "blocked",
            "block list",
            "blocklist",
            "block-list",
            "blacklist",
            "black list",
            "denylist",
            "listed",
            "dnsbl",
            " rbl",
            "reputation",
            "senderbase",
            "spamhaus",
            "ipcheck.",
            "banned",
            "reverse dns",
            "reverse hostname",
            "reverse mapping",
            "ptr record",
            "rdns",
            "cannot find your",
            "client host rejected",
            "helo",
            "denied",
            "not authorized",
            "not permitted",
            "not allowed",
            "security polic",
            "unsolicited",
            "spamcop",
            "policy",
            "5.7.1",
            "4.7.1",
        ],
        Meaning::RefusesUs,
    ),
];

#[cfg(test)]
#[path = "meaning_tests.rs"]
mod tests;
