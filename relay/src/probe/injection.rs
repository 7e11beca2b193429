//! A command sent in clear in one write with STARTTLS (CVE-2011-0411): whether the server takes it as if it had come
//! sealed. RFC 3207 §4.2: it must forget what it was told before the handshake.

use std::time::Duration;

use shared::{Cause, Failure, InjectionAnswer, Phase, Reply, ReplyCode, Spent};
use tokio::time::timeout;

use super::approach::{Reached, reach};
use super::channel::Channel;
use super::exchange::Exchange;
use super::told::Told;
use crate::smtp::{Command, Next, Progress, ReplyReader};
use crate::tls::seal;
use crate::wire::{cause_of, timed_out};

/// The trial, over a connection of its own. The command is NOOP, which does nothing wherever it is obeyed.
pub(super) struct Injection<'a> {
    exchange: Exchange<'a>,
    told: &'a Told,
}

impl<'a> Injection<'a> {
    pub(super) const fn new(exchange: Exchange<'a>, told: &'a Told) -> Self {
        Self { exchange, told }
    }

    /// Tries it within a deadline: what the server did, and what it cost.
    pub(super) async fn run(mut self, deadline: Duration) -> (InjectionAnswer, Spent) {
        let outcome = match timeout(deadline, self.inject()).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => Err(self.exchange.failure(timed_out(deadline))),
        };
        let answer = outcome.unwrap_or_else(|failure| InjectionAnswer::Failed { failure });
        self.exchange.transcript.note(&in_words(&answer));
        (answer, self.exchange.spent())
    }

    async fn inject(&mut self) -> Result<InjectionAnswer, Failure> {
        const PURPOSE: &str = "to send a command in one write with STARTTLS";
        let goal = Next::Say(Command::StartTls);
        let Reached {
            stream,
            mut reader,
            ehlo_name,
        } = reach(&mut self.exchange, &goal, PURPOSE, false).await?;
        self.exchange.phase = Phase::StartTls;
        let mut channel = Channel::Clear(stream);
        self.say(&mut channel, &["STARTTLS", "NOOP"]).await?;
        let patience = self.exchange.inner.deadlines.command;
        let exchange = &mut self.exchange;
        let reply = exchange.reply(&mut channel, &mut reader, patience).await?;
        if reply.code != ReplyCode::READY {
            // RFC 5321 §3.8: after 421 the server closes by itself.
            if reply.code != ReplyCode::CLOSING {
                exchange.quit(&mut channel, &mut reader).await;
            }
            return Ok(InjectionAnswer::Refused { reply });
        }
        // What comes in clear stands before the handshake, whenever we begin that. So it is waited for only where
        // something has come already, or always does and has to be out of the way.
        let in_clear = if self.told.is_injected() || reader.has_rest() {
            self.answer_in_clear(&mut channel, &mut reader).await
        } else {
            None
        };
        if let Some(reply) = in_clear {
            return Ok(InjectionAnswer::Refused { reply });
        }
        let mut channel = match self.seal(channel).await {
            Ok(channel) => channel,
            Err(failure) => return self.answer_for_handshake().ok_or(failure),
        };
        let said = self.converse_sealed(&mut channel, &ehlo_name).await?;
        match judged(&said, self.told.sealed_keywords()) {
            Some(answer) => Ok(answer),
            None => Err(self.exchange.failure(match said.into_iter().next() {
                Some(reply) => Cause::Reply { reply },
                None => Cause::Closed,
            })),
        }
    }

    async fn say(&mut self, channel: &mut Channel, lines: &[&str]) -> Result<(), Failure> {
        let mut bytes = Vec::new();
        for line in lines {
            self.exchange.transcript.said(line);
            bytes.extend(line.as_bytes());
            bytes.extend(b"\r\n");
        }
        let patience = self.exchange.inner.deadlines.command;
        match timeout(patience, channel.write(&bytes)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                let cause = cause_of(&error, &self.exchange.meter);
                Err(self.exchange.failure(cause))
            }
            Err(_elapsed) => Err(self.exchange.failure(timed_out(patience))),
        }
    }

    /// A second reply before the handshake. A server that is known to send something there by itself proves nothing
    /// with it.
    async fn answer_in_clear(
        &mut self,
        channel: &mut Channel,
        reader: &mut ReplyReader,
    ) -> Option<Reply> {
        let exchange = &mut self.exchange;
        let bytes = exchange.injected(&Next::Handshake, channel, reader).await?;
        if self.told.is_injected() {
            return None;
        }
        whole_reply(bytes.as_slice())
    }

    /// A reply that came where the handshake should have begun.
    fn answer_for_handshake(&mut self) -> Option<InjectionAnswer> {
        let reply = whole_reply(&self.exchange.meter.foreign()?)?;
        self.exchange.transcript.heard(vec![reply.to_string()]);
        Some(InjectionAnswer::Refused { reply })
    }

    async fn seal(&mut self, channel: Channel) -> Result<Channel, Failure> {
        self.exchange.phase = Phase::Handshake;
        let Channel::Clear(stream) = channel else {
            return Ok(channel);
        };
        let patience = self.exchange.inner.deadlines.handshake;
        let host = &self.exchange.target.host;
        let sealing = seal(stream, host, &[], &self.exchange.inner.roots);
        match timeout(patience, sealing).await {
            Ok(Ok(sealed)) => Ok(Channel::Sealed(Box::new(sealed.stream))),
            Ok(Err(cause)) => Err(self.exchange.failure(cause)),
            Err(_elapsed) => Err(self.exchange.failure(timed_out(patience))),
        }
    }

    /// Says EHLO and QUIT inside TLS: all replies that come, whatever they answer. The first one must come.
    async fn converse_sealed(
        &mut self,
        channel: &mut Channel,
        ehlo_name: &str,
    ) -> Result<Vec<Reply>, Failure> {
        /// Those to NOOP, EHLO and QUIT.
        const MOST: usize = 3;
        self.exchange.phase = Phase::EhloSealed;
        let mut reader = ReplyReader::default();
        let patience = self.exchange.inner.deadlines.command;
        let ehlo = Command::Ehlo.line(ehlo_name);
        self.say(channel, &[&ehlo]).await?;
        let first = self.exchange.reply(channel, &mut reader, patience).await?;
        let mut said = vec![first];
        // From here on whatever ends it is the end of the replies.
        let quit = Command::Quit.line(ehlo_name);
        let patience = self.exchange.inner.deadlines.quit;
        if self.say(channel, &[&quit]).await.is_ok() {
            while said.len() < MOST && said.last().is_some_and(|reply| reply.code.get() != BYE) {
                match self.exchange.reply(channel, &mut reader, patience).await {
                    Ok(reply) => said.push(reply),
                    Err(_end) => break,
                }
            }
        }
        let _ = timeout(patience, channel.shutdown()).await;
        Ok(said)
    }
}

/// The reply that bytes begin with, if it is whole.
fn whole_reply(bytes: &[u8]) -> Option<Reply> {
    let mut reader = ReplyReader::default();
    reader.push(bytes);
    match reader.progress() {
        Progress::Reply(reply) => Some(reply),
        Progress::Incomplete | Progress::Malformed { .. } => None,
    }
}

/// RFC 5321 §4.2.3: the answer to QUIT.
const BYE: u16 = 221;

/// Which replies inside TLS were to EHLO and QUIT, and whether one to NOOP came before them.
///
/// RFC 5321 §4.2: each command has exactly one reply, in the order of the commands. So it is enough to find EHLO's: by
/// the keywords that this server was seen to give inside TLS, which no answer to NOOP has; and where it has none, by
/// counting up to the 221 to QUIT. Waiting for a moment to see whether something comes unasked would prove nothing.
fn judged(said: &[Reply], keywords: &[String]) -> Option<InjectionAnswer> {
    let is_ehlo = |reply: &Reply| {
        !keywords.is_empty() && reply.lines.get(1..).is_some_and(|lines| lines == keywords)
    };
    let before_ehlo = said.iter().position(is_ehlo).or_else(|| {
        let bye = said.iter().position(|reply| reply.code.get() == BYE)?;
        bye.checked_sub(1)
    })?;
    match (before_ehlo, said) {
        (0, _) => Some(InjectionAnswer::Forgotten),
        // RFC 5321 §4.3.2: never the answer to NOOP. Some servers greet once more inside TLS.
        (1, [reply, ..]) if reply.code == ReplyCode::READY => None,
        (1, [reply, ..]) => Some(InjectionAnswer::Obeyed {
            reply: reply.clone(),
        }),
        _ => None,
    }
}

fn in_words(answer: &InjectionAnswer) -> String {
    match answer {
        InjectionAnswer::Forgotten => "the command sent in clear was forgotten".to_owned(),
        InjectionAnswer::Obeyed { .. } => "the command sent in clear was obeyed".to_owned(),
        InjectionAnswer::Refused { .. } => "the command sent in clear was refused".to_owned(),
        InjectionAnswer::Failed { failure } => failure.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(code: u16, lines: &[&str]) -> Reply {
        Reply {
            code: ReplyCode::try_from(code).unwrap(),
            lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            bare_lf: false,
        }
    }

    #[test]
    fn the_reply_to_noop_is_told_from_that_to_ehlo() {
        let keywords = ["SIZE 1000".to_owned(), "PIPELINING".to_owned()];
        let (none, some): (&[String], &[String]) = (&[], &keywords);
        let ehlo = reply(250, &["mx at your service", "SIZE 1000", "PIPELINING"]);
        let bare = reply(250, &["mx"]);
        let other = reply(250, &["mx", "SIZE 2000"]);
        let noop = reply(250, &["2.0.0 Ok"]);
        let greeting = reply(220, &["mx"]);
        let refused = reply(530, &["5.7.0 Must issue a STARTTLS command first"]);
        let bye = reply(221, &["bye"]);
        let rude = reply(250, &["bye"]);
        let forgotten = Some(InjectionAnswer::Forgotten);
        let obeyed = Some(InjectionAnswer::Obeyed {
            reply: noop.clone(),
        });
        let heeded = Some(InjectionAnswer::Obeyed {
            reply: refused.clone(),
        });
        for (said, keywords, expected, reason) in [
            (&[&ehlo, &bye][..], some, &forgotten, "as it should be"),
            (
                &[&noop, &ehlo, &bye],
                some,
                &obeyed,
                "one reply too many, before EHLO's",
            ),
            (
                &[&ehlo],
                some,
                &forgotten,
                "QUIT needs no answer where EHLO's is known",
            ),
            (&[&noop, &ehlo], some, &obeyed, "nor here"),
            (
                &[&ehlo, &rude],
                some,
                &forgotten,
                "QUIT answered with 250 is no NOOP",
            ),
            (
                &[&bare, &bye],
                none,
                &forgotten,
                "two commands, two replies",
            ),
            (
                &[&noop, &bare, &bye],
                none,
                &obeyed,
                "two commands, three replies",
            ),
            (
                &[&other, &bye],
                some,
                &forgotten,
                "other keywords than before: the count tells",
            ),
            (&[&noop, &other, &bye], some, &obeyed, "here too"),
            (
                &[&refused, &ehlo, &bye],
                some,
                &heeded,
                "it was read as a command, and refused as one",
            ),
            (
                &[&greeting, &ehlo, &bye],
                some,
                &None,
                "a second greeting answers no NOOP",
            ),
            (&[&noop], none, &None, "EHLO's or NOOP's: nobody knows"),
            (
                &[&bare, &rude],
                none,
                &None,
                "to QUIT or to EHLO: nobody knows",
            ),
            (&[], some, &None, "nothing was said"),
            (&[&bye], none, &None, "EHLO was answered with a farewell"),
        ] {
            let said: Vec<Reply> = said.iter().map(|reply| (*reply).clone()).collect();
            assert_eq!(&judged(&said, keywords), expected, "{reason}");
        }
    }
}
