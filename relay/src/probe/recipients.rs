//! The recipient tests at the end of a session: the conversation of [`crate::smtp::Trial`] carried out.

use std::time::Duration;

use shared::{Cause, Failure, Phase, RecipientTests, RecipientTrial};
use tokio::time::timeout;

use super::channel::Channel;
use super::exchange::Exchange;
use crate::smtp::{Circumstances, ReplyReader, Trial, TrialNext};
use crate::wire::timed_out;

/// What was learnt, and whether the server still listens.
pub(super) struct Tried {
    pub(super) trial: RecipientTrial,
    pub(super) is_open: bool,
}

/// Tries the recipients within so much time. Whatever ends it early, it is a fact of the trial and of nothing else: the
/// dialogue before it stands.
pub(super) async fn try_recipients(
    exchange: &mut Exchange<'_>,
    channel: &mut Channel,
    reader: &mut ReplyReader,
    circumstances: &Circumstances,
    tests: &RecipientTests,
    patience: Duration,
) -> Tried {
    exchange.phase = Phase::Recipients;
    let (mut trial, mut next) = Trial::begin(tests, circumstances);
    let conversation = async {
        while let TrialNext::Say(command) = &next {
            let reply = exchange.ask(channel, reader, &command.line()).await?;
            next = trial.heard(&reply);
        }
        Ok::<_, Failure>(next == TrialNext::Quit)
    };
    let is_open = match timeout(patience, conversation).await {
        Ok(Ok(is_open)) => is_open,
        Ok(Err(failure)) => {
            // After silence it may still hear a QUIT; after anything else there is nobody to say it to.
            let is_open = matches!(failure.cause, Cause::TimedOut { .. });
            trial.cut_short(failure.cause);
            is_open
        }
        Err(_elapsed) => {
            trial.cut_short(timed_out(patience));
            true
        }
    };
    let trial = trial.into_trial();
    if let Some(failure) = &trial.cut_short_by {
        exchange.transcript.note(&failure.to_string());
    }
    Tried { trial, is_open }
}

/// A trial that did not begin.
pub(super) const fn not_tried(cause: Cause) -> RecipientTrial {
    RecipientTrial {
        tried: Vec::new(),
        cut_short_by: Some(Failure::new(Phase::Recipients, cause)),
    }
}
