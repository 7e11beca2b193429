//! One connection to one address: the dialogue of [`crate::smtp::Dialogue`] carried out over TCP and TLS.

use std::sync::Arc;
use std::time::Duration;

use shared::{Blocked, Cause, Failure, Observation, Phase, Reply, Service, Spent};
use tokio::time::{Instant, timeout};
use tokio_rustls::client::TlsStream;

use super::channel::Channel;
use super::connect::Target;
use super::exchange::Exchange;
use super::recipients::{Tried, not_tried, try_recipients};
use super::told::{Told, keywords};
use crate::budget::Turn;
use crate::clock::millis;
use crate::limits;
use crate::smtp::{Circumstances, Command, Dialogue, Next, ReplyReader};
use crate::socket::Socket;
use crate::tls::{Sealed, seal};
use crate::wire::{Metered, timed_out};

/// The full dialogue over one connection, and all that is learnt from it.
pub(super) struct Session<'a> {
    exchange: Exchange<'a>,
    told: &'a mut Told,
    turn: &'a mut Turn,
    /// How long the connection took to stand: SYN and its answer.
    round_trip: Duration,
    /// What the server refused before QUIT was said.
    refusal: Option<Failure>,
}

impl<'a> Session<'a> {
    pub(super) const fn new(
        exchange: Exchange<'a>,
        told: &'a mut Told,
        turn: &'a mut Turn,
    ) -> Self {
        Self {
            exchange,
            told,
            turn,
            round_trip: Duration::ZERO,
            refusal: None,
        }
    }

    /// Converses within a deadline: how it ended early, if it did, and what it cost.
    pub(super) async fn run(mut self, deadline: Duration) -> (Option<Failure>, Spent) {
        let ends_at = Instant::now() + deadline;
        let stopped_because = match timeout(deadline, self.converse(ends_at)).await {
            Ok(Ok(())) => None,
            Ok(Err(failure)) => Some(failure),
            // The conversation had come to its end, and nothing is learnt from QUIT.
            Err(_elapsed) if self.exchange.phase == Phase::Quit => self.refusal.take(),
            Err(_elapsed) => Some(self.exchange.failure(timed_out(deadline))),
        };
        if let Some(failure) = &stopped_because {
            self.exchange.transcript.note(&failure.to_string());
        }
        (stopped_because, self.exchange.spent())
    }

    async fn converse(&mut self, ends_at: Instant) -> Result<(), Failure> {
        let address = self.exchange.target.address;
        let service = self.exchange.target.service;
        let stream = self.connect().await?;
        let ehlo_name = self.exchange.ehlo_name(&stream);
        let mut channel = Channel::Clear(Metered::new(stream, Arc::clone(&self.exchange.meter)));
        let mut reader = ReplyReader::default();
        let (mut dialogue, mut next) = Dialogue::new(service);
        loop {
            self.exchange.phase = dialogue.phase();
            next = match next {
                Next::AwaitGreeting => {
                    let begun = Instant::now();
                    let patience = self.exchange.inner.deadlines.greeting;
                    let reply = self
                        .exchange
                        .reply(&mut channel, &mut reader, patience)
                        .await?;
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
                    let reply = self.exchange.ask(&mut channel, &mut reader, &line).await?;
                    let next = dialogue.heard(&reply);
                    if reply.code.is_permanent() {
                        self.is_in_step(&mut channel, &mut reader).await?;
                    }
                    let injected = self
                        .exchange
                        .injected(&next, &mut channel, &mut reader)
                        .await;
                    self.told.tell(Observation::StartTls {
                        address,
                        reply,
                        injected,
                    });
                    next
                }
                Next::Say(command) => {
                    let line = command.line(&ehlo_name);
                    let reply = self.exchange.ask(&mut channel, &mut reader, &line).await?;
                    let (helo, sealed) = (dialogue.is_helo(), dialogue.is_sealed());
                    let next = dialogue.heard(&reply);
                    if next == Next::Quit(None) && self.lacks_something(&reply, helo, sealed) {
                        self.is_in_step(&mut channel, &mut reader).await?;
                    }
                    // A refusal of EHLO that HELO follows is in the transcript; the answer that counts is the last.
                    if next != Next::Say(Command::Helo) {
                        self.tell_ehlo(reply, helo, sealed);
                    }
                    next
                }
                Next::Handshake => {
                    let Channel::Clear(clear) = channel else {
                        return Err(self.exchange.failure(Cause::Internal {
                            detail: "a second handshake was asked for".to_owned(),
                        }));
                    };
                    channel = Channel::Sealed(Box::new(self.handshake(clear).await?));
                    // RFC 3207 §4.2: nothing that came in clear may count afterwards.
                    reader = ReplyReader::default();
                    dialogue.sealed(service)
                }
                Next::Quit(failure) => {
                    let is_open = !dialogue.is_introduced()
                        || self
                            .try_recipients(&mut channel, &mut reader, &ehlo_name, ends_at)
                            .await;
                    if is_open {
                        self.refusal.clone_from(&failure);
                        self.exchange.quit(&mut channel, &mut reader).await;
                    }
                    return failure.map_or(Ok(()), Err);
                }
                Next::Close(failure) => return Err(failure),
            };
        }
    }

    async fn connect(&mut self) -> Result<Socket, Failure> {
        let begun = Instant::now();
        let stream = self.exchange.connect().await?;
        let Target {
            address, service, ..
        } = self.exchange.target;
        self.exchange
            .transcript
            .note(&format!("connected to {address}, {service}"));
        self.round_trip = begun.elapsed();
        self.told.tell(Observation::Connected {
            address: *address,
            elapsed_ms: millis(self.round_trip),
        });
        Ok(stream)
    }

    /// Whether something may be concluded from what this answer to EHLO or HELO does not say. Inside TLS most answers
    /// say all that was offered before, and need no wait.
    fn lacks_something(&self, reply: &Reply, helo: bool, sealed: bool) -> bool {
        // Whoever tries recipients must know which answer is to what.
        if !sealed || helo || self.exchange.target.extras.recipients.is_some() {
            return true;
        }
        let offers = |keyword: &str| keywords(reply).any(|it| it.eq_ignore_ascii_case(keyword));
        // RFC 4954 §4: mechanisms may be named inside TLS only.
        let wants_auth = self.exchange.target.service != Service::Smtp;
        let mut before = self.told.keywords_in_clear();
        // RFC 3207 §4.2: it is not to be offered again.
        wants_auth && !offers("AUTH")
            || before.any(|it| !it.eq_ignore_ascii_case("STARTTLS") && !offers(it))
    }

    /// That a server offers no STARTTLS, or refuses it, or that it offers less inside TLS, is only believed if no further
    /// reply is on its way.
    async fn is_in_step(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
    ) -> Result<(), Failure> {
        let wait = limits::UNASKED_WAIT + self.round_trip.saturating_mul(2);
        let wait = wait.min(limits::UNASKED_WAIT_MOST);
        self.exchange.is_in_step(channel, reader, wait).await
    }

    async fn handshake(
        &mut self,
        clear: Metered<Socket>,
    ) -> Result<TlsStream<Metered<Socket>>, Failure> {
        let patience = self.exchange.inner.deadlines.handshake;
        let sealing = seal(
            clear,
            &self.exchange.target.host,
            &[],
            &self.exchange.inner.roots,
        );
        let Sealed { stream, session } = match timeout(patience, sealing).await {
            Ok(Ok(sealed)) => sealed,
            Ok(Err(cause)) => return Err(self.exchange.failure(cause)),
            Err(_elapsed) => return Err(self.exchange.failure(timed_out(patience))),
        };
        let group = session
            .group
            .map_or_else(String::new, |group| format!(", {group}"));
        self.exchange.transcript.note(&format!(
            "{} agreed, {}{group}",
            session.version, session.suite
        ));
        self.told.tell(Observation::Handshake {
            address: self.exchange.target.address,
            session,
        });
        Ok(stream)
    }

    /// Tries recipients if that was asked for; gives whether the server still listens.
    async fn try_recipients(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
        ehlo_name: &str,
        ends_at: Instant,
    ) -> bool {
        let target = self.exchange.target;
        let Some(tests) = &target.extras.recipients else {
            return true;
        };
        let Tried { trial, is_open } = match self.circumstances(ehlo_name) {
            Ok(circumstances) => {
                // Time for a QUIT is left in any case.
                let left = ends_at
                    .saturating_duration_since(Instant::now())
                    .saturating_sub(self.exchange.inner.deadlines.quit);
                let exchange = &mut self.exchange;
                let patience = left.min(limits::RECIPIENTS);
                try_recipients(exchange, channel, reader, &circumstances, tests, patience).await
            }
            Err(cause) => Tried {
                trial: not_tried(cause),
                is_open: true,
            },
        };
        self.told.tell(Observation::Recipients {
            address: target.address,
            trial,
        });
        is_open
    }

    /// Whether recipients may be tried here and now, and how.
    fn circumstances(&mut self, ehlo_name: &str) -> Result<Circumstances, Cause> {
        let inner = self.exchange.inner;
        let foreign = inner.rcpt_domain.clone().ok_or_else(|| Cause::Blocked {
            reason: Blocked::NotPermitted,
            addresses: Vec::new(),
        })?;
        if !inner.guard.is_allowed(self.exchange.target.address) {
            let counted = self.turn.count_recipient_tests();
            counted.map_err(|refused| {
                refused.cause("recipients were tried at this address often enough lately")
            })?;
        }
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|error| Cause::Internal {
            detail: error.to_string(),
        })?;
        Ok(Circumstances {
            ehlo_name: ehlo_name.to_owned(),
            foreign,
            random: u64::from_ne_bytes(random),
        })
    }

    fn tell_ehlo(&mut self, reply: Reply, helo: bool, sealed: bool) {
        let address = self.exchange.target.address;
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
}
