//! The recipient tests, for reading.

use shared::{RecipientKind, RecipientTried};

use super::verdict::outcome_words;
use super::{Mailbox, Relaying, Trial, trials, why_not_tried};
use crate::facts::Facts;
use crate::report::{RecipientReport, RecipientsReport, TrialReport};

/// The recipient tests as the report shows them; nothing if nobody asked for them.
pub(crate) fn report(facts: &Facts<'_>) -> Option<RecipientsReport> {
    let servers: Vec<TrialReport> = facts
        .all_hosts()
        .flat_map(|host| trials(facts.evidence, host))
        .map(|trial| trial_report(&trial))
        .collect();
    if servers.is_empty() && facts.evidence.extras.recipients.is_none() {
        return None;
    }
    let summary = match (why_not_tried(facts), servers.is_empty()) {
        (Some(why), _) => format!("not tested, because {why}"),
        (None, true) => "still to come".to_owned(),
        (None, false) => "tested".to_owned(),
    };
    Some(RecipientsReport { summary, servers })
}

fn trial_report(trial: &Trial<'_>) -> TrialReport {
    TrialReport {
        host: trial.host.name.clone(),
        service: trial.host.service,
        address: trial.address,
        open_relay: relaying_words(&trial.relaying),
        mailbox: mailbox_words(&trial.mailbox),
        tried: trial.seen.tried.iter().map(recipient_report).collect(),
        cut_short_by: trial.seen.cut_short_by.as_ref().map(ToString::to_string),
    }
}

fn recipient_report(tried: &RecipientTried) -> RecipientReport {
    let reply = tried.sender_refused.as_ref().or(tried.reply.as_ref());
    RecipientReport {
        kind: match tried.kind {
            RecipientKind::Foreign => "of another domain",
            RecipientKind::ForeignRouted => "of another domain, in disguise",
            RecipientKind::OwnRandom => "made up, of its own domain",
            RecipientKind::Mailbox => "the mailbox asked about",
        },
        sender: tried.sender.clone(),
        recipient: tried.recipient.clone(),
        outcome: outcome_words(tried),
        reply: reply.map(ToString::to_string),
    }
}

fn relaying_words(relaying: &Relaying) -> String {
    match relaying {
        Relaying::NotTried => "not tested".to_owned(),
        Relaying::Proven => "proven".to_owned(),
        Relaying::Unproven(why) => format!("unproven: {why}"),
        Relaying::Refused => "refused".to_owned(),
        Relaying::Unknown(why) => format!("could not tell: {why}"),
    }
}

fn mailbox_words(mailbox: &Mailbox) -> String {
    match mailbox {
        Mailbox::NotTried => "not tested".to_owned(),
        Mailbox::Accepted => "accepted, and a made-up one refused".to_owned(),
        Mailbox::CatchAll => "accepted, as any other would be".to_owned(),
        Mailbox::AcceptedPerhapsAll(why) => {
            format!("accepted; whether any other would be could not be told: {why}")
        }
        Mailbox::Refused(why) => format!("refused: {why}"),
        Mailbox::Unknown(why) => format!("could not tell: {why}"),
    }
}
