//! Reading a relay's answer to a probe: one event a line, in pieces that a network cut anywhere.

use std::fmt;

use shared::{Cause, Event, Failure, Observation, Phase, Timestamp};

use super::{ProbeEnd, ProbeOutcome};

/// The longest line a sane relay sends: a transcript of 256 KiB and a chain of 64 KiB, escaped as JSON.
const MAX_LINE: usize = 2 * 1024 * 1024;
/// The longest answer in all: eight addresses and heartbeats.
const MAX_STREAM: usize = 16 * 1024 * 1024;

/// Reads the body of a probe's answer as it arrives.
#[derive(Debug)]
pub struct ProbeStream {
    pending: Vec<u8>,
    read: usize,
    next_seq: u32,
    outcome: ProbeOutcome,
}

impl ProbeStream {
    /// A stream that began at a moment.
    #[must_use]
    pub const fn new(begun_at: Timestamp) -> Self {
        let outcome = ProbeOutcome::begun(begun_at);
        Self {
            pending: Vec::new(),
            read: 0,
            next_seq: 0,
            outcome,
        }
    }

    /// Takes the next piece; whether it brought something worth showing.
    ///
    /// # Errors
    /// The relay does not keep to the format. Everything learnt before stands; end with [`Self::finish`].
    pub fn push(&mut self, piece: &[u8]) -> Result<bool, StreamFault> {
        self.read = self.read.saturating_add(piece.len());
        if self.read > MAX_STREAM {
            return Err(StreamFault::TooLong);
        }
        let mut news = false;
        let mut lines = piece.split(|&byte| byte == b'\n').peekable();
        while let Some(part) = lines.next() {
            self.pending.extend_from_slice(part);
            if self.pending.len() > MAX_LINE {
                return Err(StreamFault::TooLong);
            }
            if lines.peek().is_some() {
                let line = std::mem::take(&mut self.pending);
                news |= self.line(&line)?;
            }
        }
        Ok(news)
    }

    /// What is known so far.
    #[must_use]
    pub const fn outcome(&self) -> &ProbeOutcome {
        &self.outcome
    }

    /// The stream has ended at a moment, by `failure` if it broke. Without a final `done` it is incomplete, and says so.
    #[must_use]
    pub fn finish(mut self, at: Timestamp, failure: Option<Failure>) -> ProbeOutcome {
        if let (None, Some(failure)) = (&self.outcome.end, failure) {
            self.outcome.end = Some(ProbeEnd {
                at,
                stopped_because: Some(failure),
            });
        }
        self.outcome.ended(at)
    }

    fn line(&mut self, line: &[u8]) -> Result<bool, StreamFault> {
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(false);
        }
        let event: Event = crate::json::from_slice(line)
            .map_err(|error| StreamFault::Unreadable(error.to_string()))?;
        if event.seq != self.next_seq {
            return Err(StreamFault::Gap {
                expected: self.next_seq,
                came: event.seq,
            });
        }
        self.next_seq = self.next_seq.saturating_add(1);
        let news = !matches!(event.observation, Observation::Heartbeat);
        self.outcome.apply(event);
        Ok(news)
    }
}

/// How a relay broke the format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamFault {
    /// An event is missing or came twice.
    Gap {
        /// The number that should have come.
        expected: u32,
        /// The number that came.
        came: u32,
    },
    /// Far more came than a probe can tell.
    TooLong,
    /// A line is no event; in the parser's words.
    Unreadable(String),
}

impl StreamFault {
    /// The same as a failure of the relay.
    #[must_use]
    pub fn failure(&self) -> Failure {
        Failure::new(
            Phase::Relay,
            Cause::Internal {
                detail: self.to_string(),
            },
        )
    }
}

impl fmt::Display for StreamFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gap { expected, came } => {
                write!(
                    f,
                    "event {expected} is missing from the relay's answer ({came} came)"
                )
            }
            Self::TooLong => f.write_str("the relay's answer is far too long"),
            Self::Unreadable(detail) => write!(f, "the relay's answer cannot be read: {detail}"),
        }
    }
}
