//! From a session's answers to the two questions.

use shared::{RecipientKind, RecipientTrial, RecipientTried};

use super::reading::{Answer, ENDED, is_for_the_recipient, why_refused};

/// Why nothing is known of what was to be asked later.
const TOO_EARLY: &str = "the conversation ended before it was asked";

/// Whether a server forwards mail for strangers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Relaying {
    /// No foreign recipient was tried.
    NotTried,
    /// It does.
    Proven,
    /// It accepts what a server that does would accept, and so may others; why it is not proven.
    Unproven(&'static str),
    /// It does not.
    Refused,
    /// It could not be told, and why.
    Unknown(&'static str),
}

/// Whether a server takes the mailbox asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Mailbox {
    /// It was not tried.
    NotTried,
    /// It takes it, and not every other.
    Accepted,
    /// It takes it as it takes every other.
    CatchAll,
    /// It takes it; whether it takes every other could not be told, and why.
    AcceptedPerhapsAll(&'static str),
    /// It does not, and why.
    Refused(&'static str),
    /// It could not be told, and why.
    Unknown(&'static str),
}

impl Relaying {
    /// Reads a session; whether foreign recipients were to be tried in it is said by whoever asked.
    pub(crate) fn of(trial: &RecipientTrial, is_asked: bool) -> Self {
        let answers = |kind| {
            let of_kind = trial.tried.iter().filter(move |tried| tried.kind == kind);
            of_kind.map(Answer::of)
        };
        let own = answers(RecipientKind::OwnRandom).next();
        let refuses_own = own == Some(Answer::Refused);
        if answers(RecipientKind::Foreign).any(|answer| answer == Answer::Accepted) {
            return match own {
                Some(Answer::Refused) if looks_at_recipients(trial) => Self::Proven,
                Some(Answer::Refused) => Self::Unproven(
                    "a made-up mailbox of its own domain was refused mail from another sender, perhaps for the sender's sake",
                ),
                Some(Answer::Accepted) => Self::Unproven(
                    "it accepted a made-up mailbox of its own domain too, as servers do that decide later",
                ),
                Some(Answer::SenderRefused | Answer::Undecided(_)) | None => Self::Unproven(
                    "whether it refuses a made-up mailbox of its own domain could not be told",
                ),
            };
        }
        let routed = answers(RecipientKind::ForeignRouted).any(|answer| answer == Answer::Accepted);
        // To a server that accepts every mailbox of its own, an address in disguise is one more. To one that does not,
        // it may be a rule about “%” or quotes as well as a way out.
        if routed && refuses_own {
            return Self::Unproven(
                "it accepted only an address in disguise, which may be a mailbox of its own after all",
            );
        }
        let plain: Vec<Answer> = answers(RecipientKind::Foreign).collect();
        let is_refused = plain.contains(&Answer::Refused);
        let undecided = plain.iter().find_map(|answer| match answer {
            // A server that has refused one and then had enough of us has said what it thinks.
            Answer::Undecided(ENDED) if is_refused => None,
            Answer::Undecided(why) => Some(*why),
            Answer::Accepted | Answer::Refused | Answer::SenderRefused => None,
        });
        match (undecided, is_refused, plain.is_empty()) {
            (Some(why), _, _) => Self::Unknown(why),
            (None, true, _) => Self::Refused,
            (None, false, false) => Self::Unknown("the server refuses every sender that was given"),
            (None, false, true) if is_asked && trial.cut_short_by.is_some() => {
                Self::Unknown(TOO_EARLY)
            }
            (None, false, true) => Self::NotTried,
        }
    }
}

/// Whether the refusal of a made-up mailbox shows that the server would have refused a foreign one too, if it refused
/// any: the same sender was given for both, or the refusal says that it is about the mailbox. Else it may be about the
/// null sender, by which own mailboxes are asked for, and the server takes everything from others.
fn looks_at_recipients(trial: &RecipientTrial) -> bool {
    let of_kind = |kind| trial.tried.iter().filter(move |tried| tried.kind == kind);
    let Some(own) = of_kind(RecipientKind::OwnRandom).next() else {
        return false;
    };
    own.reply.as_ref().is_some_and(is_for_the_recipient)
        || of_kind(RecipientKind::Foreign)
            .any(|tried| tried.sender == own.sender && Answer::of(tried) == Answer::Accepted)
}

impl Mailbox {
    /// Reads a session; whether a mailbox was to be tried in it is said by whoever asked.
    pub(crate) fn of(trial: &RecipientTrial, is_asked: bool) -> Self {
        let first = |kind| trial.tried.iter().find(|tried| tried.kind == kind);
        let Some(mailbox) = first(RecipientKind::Mailbox) else {
            return if is_asked && trial.cut_short_by.is_some() {
                Self::Unknown(TOO_EARLY)
            } else {
                Self::NotTried
            };
        };
        match Answer::of(mailbox) {
            Answer::Accepted => match first(RecipientKind::OwnRandom).map(Answer::of) {
                Some(Answer::Refused) => Self::Accepted,
                Some(Answer::Accepted) => Self::CatchAll,
                Some(Answer::Undecided(why)) => Self::AcceptedPerhapsAll(why),
                Some(Answer::SenderRefused) | None => {
                    Self::AcceptedPerhapsAll("no made-up mailbox could be tried")
                }
            },
            Answer::Refused => Self::Refused(mailbox.reply.as_ref().map_or("", why_refused)),
            Answer::SenderRefused => Self::Unknown("the server refuses the sender that was given"),
            Answer::Undecided(why) => Self::Unknown(why),
        }
    }
}

/// What became of a recipient, in a word or two.
pub(super) fn outcome_words(tried: &RecipientTried) -> &'static str {
    match Answer::of(tried) {
        Answer::Accepted => match tried.reply.as_ref().map(|reply| reply.code.get()) {
            Some(251) => "accepted, to be passed on",
            Some(252) => "accepted unseen",
            _ => "accepted",
        },
        Answer::Refused => "refused",
        Answer::SenderRefused => "sender refused",
        Answer::Undecided(_) => "could not tell",
    }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
