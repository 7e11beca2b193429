//! One connection to one address: the dialogue of [`crate::smtp::Dialogue`] carried out over TCP and TLS.

use std::sync::Arc;
use std::time::Duration;

use shared::{Cause, Failure, Observation, Octets, Phase, Reply, Spent, Timestamp};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::client::TlsStream;

use super::channel::Channel;
use super::connect::{Target, connect};
use super::told::Told;
use super::transcript::Transcript;
use crate::clock::millis;
use crate::limits;
use crate::observer::Inner;
use crate::smtp::{Command, Dialogue, Next, Progress, ReplyReader};
use crate::tls::{Sealed, seal};
use crate::wire::{Meter, Metered, cause_of, timed_out};

/// One connection and all that is learnt from it. Outlives the conversation, so that what was learnt before a deadline
/// stands.
pub(super) struct Session<'a> {
    inner: &'a Inner,
    target: &'a Target,
    told: Told,
    transcript: Transcript,
    meter: Arc<Meter>,
    phase: Phase,
}

impl<'a> Session<'a> {
    pub(super) fn new(inner: &'a Inner, target: &'a Target, told: Told) -> Self {
        Self {
            inner,
            target,
            told,
            transcript: Transcript::begin(),
            meter: Arc::default(),
            phase: Phase::Connect,
        }
    }

    /// Converses within a deadline, tells how it ended, and gives all that was told.
    pub(super) async fn run(mut self, deadline: Duration) -> Vec<(Timestamp, Observation)> {
        let stopped_because = match timeout(deadline, self.converse()).await {
            Ok(Ok(())) => None,
            Ok(Err(failure)) => Some(failure),
            Err(_elapsed) => Some(Failure::new(self.phase, timed_out(deadline))),
        };
        if let Some(failure) = &stopped_because {
            self.transcript.note(&failure.to_string());
        }
        let spent = Spent {
            connections: 1,
            bytes_sent: self.meter.sent(),
            bytes_received: self.meter.received(),
            elapsed_ms: self.transcript.elapsed_ms(),
        };
        self.told.tell(Observation::Finished {
            address: self.target.address,
            stopped_because,
            transcript: self.transcript.into_lines(),
            spent,
        });
        self.told.into_seen()
    }

    async fn converse(&mut self) -> Result<(), Failure> {
        let address = self.target.address;
        let service = self.target.service;
        let stream = self.connect().await?;
        let ehlo_name = stream.local_addr().map_or_else(
            |_| self.inner.ehlo.general().to_owned(),
            |local| self.inner.ehlo.for_local(local.ip()),
        );
        let mut channel = Channel::Clear(Metered::new(stream, Arc::clone(&self.meter)));
        let mut reader = ReplyReader::default();
        let (mut dialogue, mut next) = Dialogue::new(service);
        loop {
            self.phase = dialogue.phase();
            next = match next {
                Next::AwaitGreeting => {
                    let begun = Instant::now();
                    let patience = self.inner.deadlines.greeting;
                    let reply = self.reply(&mut channel, &mut reader, patience).await?;
                    let elapsed_ms = millis(begun.elapsed());
                    let next = dialogue.heard(&reply);
                    self.told.tell(Observation::Greeting {
                        address,
                        reply,
                        elapsed_ms,
                    });
                    next
                }
                Next::Say(Command::StartTls) => {
                    let line = Command::StartTls.line(&ehlo_name);
                    let reply = self.ask(&mut channel, &mut reader, &line).await?;
                    let next = dialogue.heard(&reply);
                    let injected = self.injected(&next, &mut channel, &mut reader).await;
                    self.told.tell(Observation::StartTls {
                        address,
                        reply,
                        injected,
                    });
                    next
                }
                Next::Say(command) => {
                    let line = command.line(&ehlo_name);
                    let reply = self.ask(&mut channel, &mut reader, &line).await?;
                    let (helo, sealed) = (dialogue.is_helo(), dialogue.is_sealed());
                    let next = dialogue.heard(&reply);
                    // A refusal of EHLO that HELO follows is in the transcript; the answer that counts is the last.
                    if next != Next::Say(Command::Helo) {
                        self.tell_ehlo(reply, helo, sealed);
                    }
                    next
                }
                Next::Handshake => {
                    let Channel::Clear(clear) = channel else {
                        return Err(self.failure(Cause::Internal {
                            detail: "a second handshake was asked for".to_owned(),
                        }));
                    };
                    channel = Channel::Sealed(Box::new(self.handshake(clear).await?));
                    // RFC 3207 §4.2: nothing that came in clear may count afterwards.
                    reader = ReplyReader::default();
                    dialogue.sealed(service)
                }
                Next::Quit(failure) => {
                    self.quit(&mut channel, &mut reader).await;
                    return failure.map_or(Ok(()), Err);
                }
                Next::Close(failure) => return Err(failure),
            };
        }
    }

    async fn connect(&mut self) -> Result<TcpStream, Failure> {
        let begun = Instant::now();
        let stream = connect(self.inner, self.target, &self.meter)
            .await
            .map_err(|cause| self.failure(cause))?;
        let address = self.target.address;
        self.transcript
            .note(&format!("connected to {address}, {}", self.target.service));
        self.told.tell(Observation::Connected {
            address,
            elapsed_ms: millis(begun.elapsed()),
        });
        Ok(stream)
    }

    /// Says a line and waits for the answer.
    async fn ask(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
        line: &str,
    ) -> Result<Reply, Failure> {
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

    /// Waits for a whole reply.
    async fn reply(
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
    async fn injected(
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

    async fn handshake(
        &mut self,
        clear: Metered<TcpStream>,
    ) -> Result<TlsStream<Metered<TcpStream>>, Failure> {
        let patience = self.inner.deadlines.handshake;
        let sealing = seal(clear, &self.target.host, &[], &self.inner.roots);
        let Sealed { stream, session } = match timeout(patience, sealing).await {
            Ok(Ok(sealed)) => sealed,
            Ok(Err(cause)) => return Err(self.failure(cause)),
            Err(_elapsed) => return Err(self.failure(timed_out(patience))),
        };
        let group = session
            .group
            .map_or_else(String::new, |group| format!(", {group}"));
        self.transcript.note(&format!(
            "{} agreed, {}{group}",
            session.version, session.suite
        ));
        self.told.tell(Observation::Handshake {
            address: self.target.address,
            session,
        });
        Ok(stream)
    }

    /// Takes leave (RFC 5321 §4.1.1.10). Nothing is learnt from it, so nothing that goes wrong counts.
    async fn quit(&mut self, channel: &mut Channel, reader: &mut ReplyReader) {
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

    fn tell_ehlo(&mut self, reply: Reply, helo: bool, sealed: bool) {
        let address = self.target.address;
        self.told.tell(if sealed {
            Observation::EhloSealed {
                address,
                reply,
                helo,
            }
        } else {
            Observation::Ehlo {
                address,
                reply,
                helo,
            }
        });
    }

    const fn failure(&self, cause: Cause) -> Failure {
        Failure::new(self.phase, cause)
    }
}
