//! The recipient tests as a state machine without I/O: what to say next for each recipient
//! (RFC 5321 §3.3, up to RCPT and no further).

use std::collections::{BTreeMap, VecDeque};

use shared::{
    Cause, Failure, Phase, RecipientKind, RecipientTests, RecipientTrial, RecipientTried, Reply,
    ReplyCode,
};

use super::recipients::{Attempt, Circumstances, attempts, is_own, own_sender};

/// Tries recipients, one after another. MAIL, RCPT and RSET is all it can say: there is no word for DATA or BDAT, so
/// nothing is ever sent, and none for VRFY, EXPN or AUTH.
#[derive(Clone, Debug)]
pub struct Trial {
    /// What is still to be tried; the first is under way.
    left: VecDeque<Attempt>,
    stage: Stage,
    /// The sender of the transaction that is open, and whether it has a recipient.
    transaction: Option<(String, bool)>,
    /// Senders that the server does not take, with its answer.
    refused: BTreeMap<String, Reply>,
    /// Our own address, in place of a null sender that is refused.
    own_sender: String,
    trial: RecipientTrial,
}

/// What comes next in a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialNext {
    /// Say this and wait for the answer.
    Say(Envelope),
    /// The trial is over: say QUIT.
    Quit,
    /// The trial is over, and the server is closing already.
    Close,
}

/// A command of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// `MAIL FROM:<…>` (RFC 5321 §4.1.1.2); empty for the null sender.
    Mail(String),
    /// `RCPT TO:<…>` (RFC 5321 §4.1.1.3).
    Rcpt(String),
    /// `RSET` (RFC 5321 §4.1.1.5): forgets sender and recipients.
    Rset,
}

impl Envelope {
    /// The line to send, without its line end.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Self::Mail(sender) => format!("MAIL FROM:<{sender}>"),
            Self::Rcpt(recipient) => format!("RCPT TO:<{recipient}>"),
            Self::Rset => "RSET".to_owned(),
        }
    }
}

/// What the answer that is awaited will be to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Mail,
    Rcpt,
    Rset,
    LastRset,
    Over,
}

impl Trial {
    /// A trial of these recipients, and what to say first. The session must be greeted and introduced, with no
    /// transaction open.
    #[must_use]
    pub fn begin(tests: &RecipientTests, circumstances: &Circumstances) -> (Self, TrialNext) {
        let own_sender = own_sender(circumstances);
        let mut trial = Self {
            left: attempts(tests, circumstances, &own_sender),
            stage: Stage::Over,
            transaction: None,
            refused: BTreeMap::new(),
            own_sender,
            trial: RecipientTrial {
                tried: Vec::new(),
                cut_short_by: None,
            },
        };
        let next = trial.advance();
        (trial, next)
    }

    /// The server answered.
    #[must_use]
    pub fn heard(&mut self, reply: &Reply) -> TrialNext {
        let stage = std::mem::replace(&mut self.stage, Stage::Over);
        // RFC 5321 §3.8: a server that says 421 closes by itself.
        let is_closing = reply.code == ReplyCode::CLOSING;
        let goes_on = match stage {
            Stage::Mail => {
                self.heard_of_sender(reply);
                true
            }
            Stage::Rcpt => {
                self.heard_of_recipient(reply);
                true
            }
            Stage::Rset if reply.code.is_positive() => {
                self.transaction = None;
                true
            }
            // RFC 5321 §4.1.1.5: RSET is always answered with 250. What is open by now, nobody knows.
            Stage::Rset => false,
            // Nothing is learnt from the last one.
            Stage::LastRset | Stage::Over if is_closing => return TrialNext::Close,
            Stage::LastRset | Stage::Over => return TrialNext::Quit,
        };
        if goes_on && !is_closing {
            return self.advance();
        }
        let reply = reply.clone();
        self.cut_short(Cause::Reply { reply });
        if is_closing {
            TrialNext::Close
        } else {
            TrialNext::Quit
        }
    }

    /// Something other than an answer ended the trial: what was tried before stands.
    pub fn cut_short(&mut self, cause: Cause) {
        self.stage = Stage::Over;
        self.trial.cut_short_by = Some(Failure::new(Phase::Recipients, cause));
    }

    /// What was learnt.
    #[must_use]
    pub fn into_trial(self) -> RecipientTrial {
        self.trial
    }

    fn heard_of_sender(&mut self, reply: &Reply) {
        let Some(Attempt { sender, .. }) = self.left.front().cloned() else {
            return;
        };
        if reply.code.is_positive() {
            self.transaction = Some((sender, false));
            return;
        }
        if reply.code == ReplyCode::CLOSING {
            // A word about the session, which is over; the same sender might be taken in another.
            if let Some(attempt) = self.left.pop_front() {
                self.record(attempt, Some(reply.clone()), None);
            }
            return;
        }
        // RFC 5321 §4.5.5 has every server take the null sender. At one that does not, our own mailbox asks.
        if sender.is_empty() && reply.code.is_permanent() {
            for attempt in &mut self.left {
                if is_own(attempt.kind) && attempt.sender.is_empty() {
                    attempt.sender.clone_from(&self.own_sender);
                }
            }
        }
        self.refused.insert(sender, reply.clone());
    }

    fn heard_of_recipient(&mut self, reply: &Reply) {
        let Some(attempt) = self.left.pop_front() else {
            return;
        };
        if reply.code.is_positive()
            && let Some((_, has_recipient)) = &mut self.transaction
        {
            *has_recipient = true;
        }
        self.record(attempt, None, Some(reply.clone()));
    }

    /// What to say next for the first of those left.
    fn advance(&mut self) -> TrialNext {
        self.skip_refused();
        if self.has_relayed() {
            self.left.retain(|attempt| is_own(attempt.kind));
        }
        let (stage, command) = match (self.left.front(), &self.transaction) {
            (None, None) => return TrialNext::Quit,
            (None, Some(_)) => (Stage::LastRset, Envelope::Rset),
            (Some(attempt), None) => (Stage::Mail, Envelope::Mail(attempt.sender.clone())),
            // A server may allow one recipient for a null sender and refuse any further: one that was accepted must
            // not be what the next is refused for. Those refused leave no trace (RFC 5321 §3.3).
            (Some(attempt), Some((sender, false))) if *sender == attempt.sender => {
                (Stage::Rcpt, Envelope::Rcpt(attempt.recipient.clone()))
            }
            (Some(_), Some(_)) => (Stage::Rset, Envelope::Rset),
        };
        self.stage = stage;
        TrialNext::Say(command)
    }

    /// A sender that was refused once is not said again: the answer is known.
    fn skip_refused(&mut self) {
        while let Some(attempt) = self.left.front()
            && let Some(reply) = self.refused.get(&attempt.sender)
        {
            let reply = reply.clone();
            if let Some(attempt) = self.left.pop_front() {
                self.record(attempt, Some(reply), None);
            }
        }
    }

    /// Whether a recipient of another domain was accepted: further forms of the same add nothing.
    fn has_relayed(&self) -> bool {
        self.trial.tried.iter().any(|tried| {
            tried.kind == RecipientKind::Foreign
                && tried
                    .reply
                    .as_ref()
                    .is_some_and(|reply| reply.code.is_positive())
        })
    }

    fn record(&mut self, attempt: Attempt, sender_refused: Option<Reply>, reply: Option<Reply>) {
        self.trial.tried.push(RecipientTried {
            kind: attempt.kind,
            sender: attempt.sender,
            recipient: attempt.recipient,
            sender_refused,
            reply,
        });
    }
}

#[cfg(test)]
#[path = "trial_tests.rs"]
mod tests;
