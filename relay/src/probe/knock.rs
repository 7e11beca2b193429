//! A further connection to an address, for one raw hello: the dialogue up to the handshake, the hello, and what came.

use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::CertificateDer;
use shared::{Cause, Failure, HelloAnswer, Phase, ServerHello, Spent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::approach::{reach, unforeseen};
use super::exchange::Exchange;
use super::told::Told;
use crate::hello::{Answer, AnswerReader, Choice, Offer, Reading, client_hello, parting_alert};
use crate::smtp::Next;
use crate::socket::Socket;
use crate::tls::{alert_name, chain_facts};
use crate::wire::{Metered, cause_of, timed_out};

/// One raw hello over a connection of its own.
pub(super) struct Knock<'a> {
    exchange: Exchange<'a>,
    told: &'a Told,
    /// The offer in words.
    offered: &'a str,
}

impl<'a> Knock<'a> {
    /// `offered`: the offer in words, for the transcript.
    pub(super) const fn new(exchange: Exchange<'a>, told: &'a Told, offered: &'a str) -> Self {
        Self {
            exchange,
            told,
            offered,
        }
    }

    /// Sends the hello and reads the answer within a deadline: what came, and what it cost.
    pub(super) async fn run(mut self, offer: &Offer, deadline: Duration) -> (HelloAnswer, Spent) {
        let outcome = match timeout(deadline, self.ask(offer)).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => Err(self.exchange.failure(timed_out(deadline))),
        };
        let answer = outcome.unwrap_or_else(|failure| HelloAnswer::Failed { failure });
        self.exchange.transcript.note(&in_words(&answer));
        (answer, self.exchange.spent())
    }

    async fn ask(&mut self, offer: &Offer) -> Result<HelloAnswer, Failure> {
        let purpose = format!("to offer {}", self.offered);
        let drains = self.told.is_injected();
        let reached = reach(&mut self.exchange, &Next::Handshake, &purpose, drains).await?;
        let mut stream = reached.stream;
        self.exchange.phase = Phase::Handshake;
        let (answer, end) = self.say_hello(&mut stream, offer).await;
        let answer = self.answer(answer, end).await?;
        leave(stream, &answer, offer, self.exchange.inner.deadlines.quit).await;
        Ok(answer)
    }

    /// Sends the hello and reads to ServerHelloDone, an alert or the end; what was read stands whatever ended it.
    async fn say_hello(
        &self,
        stream: &mut Metered<Socket>,
        offer: &Offer,
    ) -> (Answer, Result<Reading, Cause>) {
        let mut reader = AnswerReader::default();
        let patience = self.exchange.inner.deadlines.handshake;
        let end = timeout(patience, self.converse(stream, offer, &mut reader)).await;
        let end = end.unwrap_or_else(|_elapsed| Err(timed_out(patience)));
        (reader.into_answer(), end)
    }

    async fn converse(
        &self,
        stream: &mut Metered<Socket>,
        offer: &Offer,
        reader: &mut AnswerReader,
    ) -> Result<Reading, Cause> {
        let meter = &self.exchange.meter;
        let broken = |error| cause_of(&error, meter);
        let mut random = [0; 32];
        getrandom::fill(&mut random).map_err(|error| Cause::Internal {
            detail: error.to_string(),
        })?;
        meter.watch();
        let hello = client_hello(offer, &self.exchange.target.host, random);
        stream.write_all(&hello).await.map_err(broken)?;
        let mut buffer = [0; 4096];
        loop {
            let length = stream.read(&mut buffer).await.map_err(broken)?;
            let bytes = buffer.get(..length).unwrap_or_default();
            if bytes.is_empty() {
                return Err(Cause::Closed);
            }
            match reader.push(bytes) {
                Ok(Reading::Unfinished) => {}
                Ok(end) => return Ok(end),
                Err(broken) => {
                    return Err(Cause::TlsBroken {
                        detail: broken.to_string(),
                        excerpt: meter.foreign_excerpt(),
                    });
                }
            }
        }
    }

    /// The facts of what was read, with what the certificates' signatures show.
    async fn answer(
        &self,
        answer: Answer,
        end: Result<Reading, Cause>,
    ) -> Result<HelloAnswer, Failure> {
        let alert = answer.alert.map(|code| (code, alert_name(code).to_owned()));
        let Some(choice) = answer.choice else {
            return match (end, alert) {
                // A warning after which nothing came is an answer too.
                (Ok(Reading::Alert) | Err(Cause::Closed | Cause::Reset), Some((code, name))) => {
                    Ok(HelloAnswer::Alert { code, name })
                }
                (Err(cause), _) => Err(self.exchange.failure(cause)),
                (Ok(_), _) => Err(self.exchange.failure(unforeseen())),
            };
        };
        let cut_short_by = match (end, alert) {
            (Ok(Reading::Alert), Some((code, name))) => Some(Cause::TlsAlert { code, name }),
            (Ok(_), _) => None,
            (Err(cause), _) => Some(cause),
        };
        let hello = ServerHello {
            cut_short_by: cut_short_by.map(|cause| self.exchange.failure(cause)),
            ..self.server_hello(choice, answer).await?
        };
        Ok(HelloAnswer::ServerHello {
            hello: Box::new(hello),
        })
    }

    async fn server_hello(&self, choice: Choice, answer: Answer) -> Result<ServerHello, Failure> {
        let chain = match answer.certificates {
            Some(certificates) if !self.told.has_shown(&certificates) => {
                let certificates = certificates.into_iter().map(CertificateDer::from).collect();
                let roots = Arc::clone(&self.exchange.inner.roots);
                let facts = chain_facts(certificates, answer.cut, roots).await;
                Some(facts.map_err(|cause| self.exchange.failure(cause))?)
            }
            _ => None,
        };
        Ok(ServerHello {
            version: choice.version,
            suite: choice.suite,
            group: answer.group,
            signature: answer.signature,
            dh_bits: answer.prime.map(|prime| prime.bits),
            dh_origin: answer.prime.map(|prime| prime.origin),
            retry_request: choice.retry_request,
            extended_master_secret: choice.extended_master_secret,
            secure_renegotiation: choice.secure_renegotiation,
            compression: choice.compression,
            downgrade_mark: choice.downgrade_mark,
            certificate_request: answer.certificate_request,
            chain,
            cut_short_by: None,
        })
    }
}

/// No QUIT can be said in the middle of a handshake, so an alert takes leave. Nothing that goes wrong counts.
async fn leave(
    mut stream: Metered<Socket>,
    answer: &HelloAnswer,
    offer: &Offer,
    patience: Duration,
) {
    let farewell = async {
        if let HelloAnswer::ServerHello { hello } = answer {
            let version = hello.version.min(offer.newest);
            let _ = stream.write_all(&parting_alert(version)).await;
        }
        let _ = stream.shutdown().await;
    };
    let _ = timeout(patience, farewell).await;
}

fn in_words(answer: &HelloAnswer) -> String {
    match answer {
        HelloAnswer::ServerHello { hello } => {
            let end = hello
                .cut_short_by
                .as_ref()
                .map_or_else(String::new, |failure| format!("; then {}", failure.cause));
            let group = hello
                .group
                .map_or_else(String::new, |group| format!(", {group}"));
            format!("{} chosen, {}{group}{end}", hello.version, hello.suite)
        }
        HelloAnswer::Alert { code, name } => format!("the server sent the alert {name} ({code})"),
        HelloAnswer::Failed { failure } => failure.to_string(),
    }
}
