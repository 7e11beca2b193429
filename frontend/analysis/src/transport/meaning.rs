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

    fn of_reply(reply: &Reply, phase: Phase) -> Self {
        // RFC 3207 §4: 454, "TLS not available due to temporary reason".
        if phase == Phase::StartTls {
            return if reply.code.is_transient() {
                Self::NoTlsNow
            } else {
                Self::Other
            };
        }
        let text = reply.lines.join(" ").to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        if says(&["greylist", "graylist", "greylisted", "come back later"]) {
            return Self::Greylisted;
        }
        // RFC 3463 §3.5, X.3.2 and the words of the common servers.
        if says(&[
            "too many",
            "rate limit",
            "ratelimit",
            "exceeded",
            "throttl",
            "connection limit",
            "4.7.28",
        ]) {
            return Self::RateLimited;
        }
        if says(&[
            "blocked",
            "block list",
            "blocklist",
            "blacklist",
            "listed",
            "reputation",
            "spamhaus",
            "banned",
            "reverse dns",
            "ptr record",
            "rdns",
            "denied",
            "not authorized",
            "client host rejected",
            "5.7.1",
            "4.7.1",
            "policy",
        ]) {
            return Self::RefusesUs;
        }
        match reply.code.get() {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(code: u16, text: &str, phase: Phase) -> Meaning {
        let reply = Reply {
            code: code.try_into().unwrap(),
            lines: vec![text.to_owned()],
            bare_lf: false,
        };
        Meaning::of(&Failure::new(phase, Cause::Reply { reply }))
    }

    #[test]
    fn reads_what_real_servers_say() {
        use Meaning::{Greylisted, NoService, NoTlsNow, Other, RateLimited, RefusesUs};
        for (code, text, phase, expected) in [
            (
                421,
                "4.7.0 mx.example.org Error: too many connections from 192.0.2.1",
                Phase::Greeting,
                RateLimited,
            ),
            (421, "Service not available", Phase::Greeting, RateLimited),
            (554, "No SMTP service here", Phase::Greeting, RefusesUs),
            (
                554,
                "5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org",
                Phase::Ehlo,
                RefusesUs,
            ),
            (
                450,
                "4.2.0 Greylisted, see http://postgrey",
                Phase::Ehlo,
                Greylisted,
            ),
            (521, "does not accept mail", Phase::Greeting, NoService),
            (454, "4.7.0 TLS not available", Phase::StartTls, NoTlsNow),
            (500, "what?", Phase::Ehlo, Other),
            (
                550,
                "Connection frequency limited: rate limit exceeded",
                Phase::Greeting,
                RateLimited,
            ),
        ] {
            assert_eq!(meaning(code, text, phase), expected, "{code} {text}");
        }
    }
}
