//! One thing that a server does, and what is to be told of it.

use shared::{Cause, MalformedReply, Observation, Phase, ProbeRequest, Reply, Service};

use crate::support::request;
use crate::support::server::{Step, say};

/// Whether a cause is the right one.
pub(super) type IsRight = fn(&Cause) -> bool;

/// One server, and what a probe of it must come to.
pub(super) struct Case {
    pub(super) what: String,
    /// For the first connection and so on; the last is for all that follow.
    pub(super) scripts: Vec<Vec<Step>>,
    pub(super) request: ProbeRequest,
    /// What must have been told first, after the host's addresses.
    pub(super) kept: &'static [&'static str],
    pub(super) ending: Ending,
    /// Whether a deadline is to pass. For the others there is all the time that a busy machine may take.
    pub(super) is_slow: bool,
}

/// How the dialogue must end.
pub(super) enum Ending {
    /// As it should, and with this told.
    Natural(fn(&[Observation]) -> bool),
    /// Early, in this phase.
    Stopped(Phase, IsRight),
    /// In the handshake, by this alert.
    Alert(u8),
    /// As it should, but for the recipients.
    TrialCutShort(IsRight),
}

impl Case {
    pub(super) fn new(what: impl Into<String>, script: Vec<Step>, ending: Ending) -> Self {
        Self {
            what: what.into(),
            scripts: vec![script],
            request: request(Service::Smtp),
            kept: &[],
            ending,
            is_slow: false,
        }
    }

    pub(super) fn keeping(self, kept: &'static [&'static str]) -> Self {
        Self { kept, ..self }
    }

    pub(super) fn slow(self) -> Self {
        Self {
            is_slow: true,
            ..self
        }
    }

    pub(super) fn of(self, service: Service) -> Self {
        Self {
            request: request(service),
            ..self
        }
    }
}

/// Told before STARTTLS is asked for.
pub(super) const IN_CLEAR: &[&str] = &["connected", "greeting", "ehlo"];
/// Told before the handshake.
pub(super) const UNSEALED: &[&str] = &["connected", "greeting", "ehlo", "start-tls"];
/// Told up to the handshake.
pub(super) const SEALED: &[&str] = &["connected", "greeting", "ehlo", "start-tls", "handshake"];
/// Told of a whole session.
pub(super) const WHOLE: &[&str] = &[
    "connected",
    "greeting",
    "ehlo",
    "start-tls",
    "handshake",
    "ehlo-sealed",
];

/// Up to EHLO.
pub(super) fn greeted() -> Vec<Step> {
    vec![say("220 mx.example.test ESMTP"), Step::Expect("EHLO")]
}

/// Up to STARTTLS.
pub(super) fn offered() -> Vec<Step> {
    let more = vec![say("250-mx\r\n250 STARTTLS"), Step::Expect("STARTTLS")];
    [greeted(), more].concat()
}

pub(super) fn timed_out(cause: &Cause) -> bool {
    matches!(cause, Cause::TimedOut { .. })
}

/// A close with something unread is a reset: the system's choice, not the server's.
pub(super) fn hung_up(cause: &Cause) -> bool {
    matches!(cause, Cause::Closed | Cause::Reset)
}

pub(super) fn tls_broken(cause: &Cause) -> bool {
    matches!(cause, Cause::TlsBroken { excerpt: None, .. })
}

pub(super) fn no_tls(cause: &Cause) -> bool {
    matches!(
        cause,
        Cause::TlsBroken {
            excerpt: Some(_),
            ..
        }
    )
}

/// Why it is no SMTP, if that is what is wrong.
pub(super) fn malformed(cause: &Cause) -> Option<MalformedReply> {
    match cause {
        Cause::Malformed { reason, .. } => Some(*reason),
        _ => None,
    }
}

/// The code of the answer that ended it, if one did.
pub(super) fn code(cause: &Cause) -> Option<u16> {
    match cause {
        Cause::Reply { reply } => Some(reply.code.get()),
        _ => None,
    }
}

/// The server's first words.
pub(super) fn greeting(seen: &[Observation]) -> Option<&Reply> {
    seen.iter().find_map(|observation| match observation {
        Observation::Greeting { reply, .. } => Some(reply),
        _ => None,
    })
}
