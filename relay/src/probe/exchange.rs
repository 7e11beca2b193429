//! One connection before and around its handshake: lines said and heard, each with its deadline and in the transcript.

use std::sync::Arc;
use std::time::Duration;

use shared::{Cause, Failure, MalformedReply, Octets, Phase, Reply, ReplyCode, Spent};
use tokio::task::yield_now;
use tokio::time::timeout;

use super::channel::Channel;
use super::connect::{Target, connect};
use super::transcript::Transcript;
use crate::limits;
use crate::observer::Inner;
use crate::smtp::{Command, Next, Progress, ReplyReader, excerpt};
use crate::socket::Socket;
use crate::wire::{Meter, cause_of, timed_out};

/// One connection to an address. Outlives the conversation, so that what was learnt before a deadline stands.
pub(super) struct Exchange<'a> {
    pub(super) inner: &'a Inner,
    pub(super) target: &'a Target,
    pub(super) transcript: &'a mut Transcript,
    pub(super) meter: Arc<Meter>,
    /// What is being done, for whatever ends it.
    pub(super) phase: Phase,
    /// Whether the first connection to the address has shown already what the server says unasked.
    pub(super) is_further: bool,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(
        inner: &'a Inner,
        target: &'a Target,
        transcript: &'a mut Transcript,
    ) -> Self {
        Self {
            inner,
            target,
            transcript,
            meter: Arc::default(),
            phase: Phase::Connect,
            is_further: false,
        }
    }

    /// What the connection has cost so far, but for the time.
    pub(super) fn spent(&self) -> Spent {
        Spent {
            connections: 1,
            bytes_sent: self.meter.sent(),
            bytes_received: self.meter.received(),
            elapsed_ms: 0,
        }
    }

    /// Opens the connection.
    pub(super) async fn connect(&self) -> Result<Socket, Failure> {
        connect(self.inner, self.target, &self.meter)
            .await
            .map_err(|cause| self.failure(cause))
    }

    /// The name to give in EHLO over a connection.
    pub(super) fn ehlo_name(&self, stream: &Socket) -> String {
        stream.local_addr().map_or_else(
            |_| self.inner.ehlo.general().to_owned(),
            |local| self.inner.ehlo.for_local(local.ip()),
        )
    }

    /// Says a line and waits for the answer.
    pub(super) async fn ask(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
        line: &str,
    ) -> Result<Reply, Failure> {
        if let Some(last_word) = self.discard_unasked(channel, reader).await? {
            return Ok(last_word);
        }
        self.transcript.said(line);
        let patience = self.inner.deadlines.command;
        match timeout(patience, channel.write(format!("{line}\r\n").as_bytes())).await {
            Ok(Ok(())) => self.reply(channel, reader, patience).await,
            // What it said before it closed is worth more than that our line did not get through.
            Ok(Err(error)) => match self.reply(channel, reader, patience).await {
                Ok(reply) => Ok(reply),
                Err(_) => Err(self.failure(cause_of(&error, &self.meter))),
            },
            Err(_elapsed) => Err(self.failure(timed_out(patience))),
        }
    }

    /// Takes off the line what the server said without being asked, so that it does not pass for an answer to what is
    /// said next. Gives its 421, which it may say at any time (RFC 5321 §3.8) and which answers everything.
    async fn discard_unasked(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
    ) -> Result<Option<Reply>, Failure> {
        // Whoever was silent the first time is not waited for again: a deep look says a hundred lines.
        let wait = if self.is_further && !self.transcript.tells_of_unasked() {
            Duration::ZERO
        } else {
            limits::UNASKED_GLANCE
        };
        while let Some(reply) = self.unasked(channel, reader, wait).await? {
            if reply.code == ReplyCode::CLOSING {
                return Ok(Some(reply));
            }
            self.transcript.note_unasked();
        }
        Ok(None)
    }

    /// Makes sure that the last answer was one to the last command, before anything is concluded from what it lacks:
    /// behind one that came unasked, the right one is still on its way.
    ///
    /// # Errors
    /// A further reply came within the wait, or something that is none.
    pub(super) async fn is_in_step(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
        wait: Duration,
    ) -> Result<(), Failure> {
        match self.unasked(channel, reader, wait).await {
            // It has had enough of us, after it answered.
            Ok(Some(reply)) if reply.code == ReplyCode::CLOSING => Ok(()),
            Ok(Some(reply)) => Err(self.failure(Cause::Malformed {
                reason: MalformedReply::OutOfStep,
                excerpt: excerpt(reply.to_string().as_bytes()),
            })),
            Err(failure) if matches!(failure.cause, Cause::Malformed { .. }) => Err(failure),
            // How the connection ends says nothing about what was said before.
            Ok(None) | Err(_) => Ok(()),
        }
    }

    /// A reply that comes within the wait though nothing was asked.
    async fn unasked(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
        wait: Duration,
    ) -> Result<Option<Reply>, Failure> {
        let reply = self.next_reply(channel, reader);
        let said = if wait.is_zero() {
            at_once(reply).await
        } else {
            timeout(wait, reply).await.ok()
        };
        match said {
            Some(Ok(reply)) => Ok(Some(reply)),
            // Whoever speaks or listens next will meet it again.
            Some(Err(Cause::Closed)) | None => Ok(None),
            Some(Err(cause)) => Err(self.failure(cause)),
        }
    }

    /// Waits for a whole reply.
    pub(super) async fn reply(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
        patience: Duration,
    ) -> Result<Reply, Failure> {
        let outcome = timeout(patience, self.next_reply(channel, reader)).await;
        let cause = match outcome {
            Ok(Ok(reply)) => return Ok(reply),
            Ok(Err(cause)) => cause,
            Err(_elapsed) => timed_out(patience),
        };
        let unfinished = reader.take_rest();
        if !unfinished.is_empty() {
            let text = String::from_utf8_lossy(&unfinished).into_owned();
            self.transcript.heard(vec![text]);
            self.transcript.note("the line was not finished");
        }
        Err(self.failure(cause))
    }

    async fn next_reply(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
    ) -> Result<Reply, Cause> {
        let mut buffer = [0; 4096];
        loop {
            let progress = reader.progress();
            self.transcript.heard(reader.take_heard());
            match progress {
                Progress::Reply(reply) => return Ok(reply),
                Progress::Malformed { reason, excerpt } => {
                    return Err(Cause::Malformed { reason, excerpt });
                }
                Progress::Incomplete => {}
            }
            let length = channel
                .read(&mut buffer)
                .await
                .map_err(|error| cause_of(&error, &self.meter))?;
            match buffer.get(..length) {
                None | Some([]) => return Err(Cause::Closed),
                Some(bytes) => reader.push(bytes),
            }
        }
    }

    /// What came in clear after the 220 to STARTTLS (the plaintext injection that RFC 3207 did not foresee): discarded,
    /// at most [`limits::INJECTED_BYTES`] kept. An honest server is silent until it has seen our hello.
    pub(super) async fn injected(
        &mut self,
        next: &Next,
        channel: &mut Channel,
        reader: &mut ReplyReader,
    ) -> Option<Octets> {
        if *next != Next::Handshake {
            return None;
        }
        let mut bytes = reader.take_rest();
        let mut buffer = [0; 1024];
        while bytes.len() < limits::INJECTED_BYTES {
            match timeout(limits::INJECTED_WAIT, channel.read(&mut buffer)).await {
                Ok(Ok(length)) if length > 0 => {
                    bytes.extend_from_slice(buffer.get(..length).unwrap_or_default());
                }
                // Silence, as it should be; or an end that the handshake will meet again.
                Ok(_) | Err(_) => break,
            }
        }
        if bytes.is_empty() {
            return None;
        }
        let length = bytes.len();
        bytes.truncate(limits::INJECTED_BYTES);
        self.transcript.note(&format!(
            "{length} bytes came in clear before the handshake; discarded"
        ));
        Some(Octets::from(bytes))
    }

    /// Takes leave (RFC 5321 §4.1.1.10). Nothing is learnt from it, so nothing that goes wrong counts.
    pub(super) async fn quit(&mut self, channel: &mut Channel, reader: &mut ReplyReader) {
        self.phase = Phase::Quit;
        let line = Command::Quit.line("");
        self.transcript.said(&line);
        let patience = self.inner.deadlines.quit;
        let leave = async {
            if channel
                .write(format!("{line}\r\n").as_bytes())
                .await
                .is_ok()
            {
                let _ = self.next_reply(channel, reader).await;
            }
            channel.shutdown().await;
        };
        if timeout(patience, leave).await.is_err() {
            self.transcript.note("no answer to QUIT");
        }
    }

    /// A failure in the present phase.
    pub(super) const fn failure(&self, cause: Cause) -> Failure {
        Failure::new(self.phase, cause)
    }
}

/// What comes of work that needs no waiting for. A timer, even one of no length, waits for its next tick, which is a
/// millisecond or two.
async fn at_once<T>(work: impl Future<Output = T>) -> Option<T> {
    tokio::select! {
        biased;
        done = work => Some(done),
        // Between the two looks at the work, the runtime looks for news of the connection.
        () = yield_now() => None,
    }
}
