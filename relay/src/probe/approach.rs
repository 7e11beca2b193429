//! The way to a point of the dialogue on a further connection: what was told of the first one is not told again.

use std::sync::Arc;

use shared::{Cause, Failure, Phase};

use super::channel::Channel;
use super::exchange::Exchange;
use crate::smtp::{Command, Dialogue, Next, ReplyReader};
use crate::socket::Socket;
use crate::wire::Metered;

/// A connection before its handshake.
pub(super) struct Reached {
    pub(super) stream: Metered<Socket>,
    /// With what came and was not read yet.
    pub(super) reader: ReplyReader,
    pub(super) ehlo_name: String,
}

/// Connects and converses up to where `goal` comes next. `purpose` says for the transcript what it is for.
///
/// `drains`: whether the server is known to send something in clear before the handshake, so that it must be read.
/// Whoever was silent there is not waited for again.
///
/// # Errors
/// The dialogue went another way than the first time, or the connection failed.
pub(super) async fn reach(
    exchange: &mut Exchange<'_>,
    goal: &Next,
    purpose: &str,
    drains: bool,
) -> Result<Reached, Failure> {
    exchange.is_further = true;
    let stream = exchange.connect().await?;
    exchange
        .transcript
        .note(&format!("connected again, {purpose}"));
    let ehlo_name = exchange.ehlo_name(&stream);
    let mut channel = Channel::Clear(Metered::new(stream, Arc::clone(&exchange.meter)));
    let mut reader = ReplyReader::default();
    let (mut dialogue, mut next) = Dialogue::new(exchange.target.service);
    let mut last = None;
    while next != *goal {
        exchange.phase = dialogue.phase();
        let reply = match next {
            Next::AwaitGreeting => {
                let patience = exchange.inner.deadlines.greeting;
                exchange.reply(&mut channel, &mut reader, patience).await?
            }
            Next::Say(command) => {
                let line = command.line(&ehlo_name);
                exchange.ask(&mut channel, &mut reader, &line).await?
            }
            Next::Quit(failure) => {
                // Without a failure the dialogue ended by itself: STARTTLS was not offered this time.
                let failure = failure.or_else(|| {
                    let reply = last.take()?;
                    Some(Failure::new(Phase::Ehlo, Cause::Reply { reply }))
                });
                exchange.quit(&mut channel, &mut reader).await;
                return Err(failure.unwrap_or_else(|| exchange.failure(unforeseen())));
            }
            Next::Close(failure) => return Err(failure),
            // Past the goal.
            Next::Handshake => return Err(exchange.failure(unforeseen())),
        };
        let is_starttls = next == Next::Say(Command::StartTls);
        next = dialogue.heard(&reply);
        last = Some(reply);
        if is_starttls && drains {
            exchange.injected(&next, &mut channel, &mut reader).await;
        }
    }
    match channel {
        Channel::Clear(stream) => Ok(Reached {
            stream,
            reader,
            ehlo_name,
        }),
        Channel::Sealed(_) => Err(exchange.failure(unforeseen())),
    }
}

/// What the types allow and the code does not let happen.
pub(super) fn unforeseen() -> Cause {
    Cause::Internal {
        detail: "the dialogue ended in an unforeseen way".to_owned(),
    }
}
