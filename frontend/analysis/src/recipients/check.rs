//! Findings about the recipients that were tried.

use shared::{RecipientKind, Service};

use super::verdict::outcome_words;
use super::{Mailbox, Relaying, Trial, trials, why_not_tried};
use crate::facts::Facts;
use crate::finding::{About, Area, Code, Finding};

/// Adds what there is to say about the recipients that were tried, or why none was.
pub(crate) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    for host in facts.all_hosts() {
        for trial in trials(facts.evidence, host) {
            findings.extend(relaying(&trial));
            findings.extend(mailbox(&trial));
        }
    }
    if let Some(why) = why_not_tried(facts) {
        let about = About::from(&facts.evidence.subject);
        let detail = format!("They were asked for and not tried, because {why}.");
        findings.push(Finding::new(Code::RecipientsNotTested, about, detail));
    }
}

fn relaying(trial: &Trial<'_>) -> Option<Finding> {
    let name = &trial.host.name;
    let port = trial.host.service.port();
    let is_submission = trial.host.service != Service::Smtp;
    let (code, detail) = match &trial.relaying {
        Relaying::NotTried => return None,
        Relaying::Proven => (
            if is_submission {
                Code::SubmissionOpenRelay
            } else {
                Code::OpenRelay
            },
            format!(
                "{name}, port {port}, accepted a foreign recipient and refused a made-up one of its own. If it is meant \
                 to forward for the network that we ask from, ask from elsewhere."
            ),
        ),
        Relaying::Unproven(why) => (
            if is_submission {
                Code::SubmissionOpenRelayUnproven
            } else {
                Code::OpenRelayUnproven
            },
            format!("{name}, port {port}, accepted a foreign recipient. Not proven: {why}."),
        ),
        Relaying::Refused => (
            Code::OpenRelayRefused,
            format!("{name}, port {port}, refused every foreign recipient that was tried."),
        ),
        Relaying::Unknown(why) => (
            Code::OpenRelayUnknown,
            format!("{name}, port {port}: {why}."),
        ),
    };
    let finding = Finding::new(code, about(trial), detail).with_evidence_of(evidence(trial));
    Some(if is_submission {
        finding.in_area(Area::Submission)
    } else {
        finding
    })
}

fn mailbox(trial: &Trial<'_>) -> Option<Finding> {
    let mut tried = trial.seen.tried.iter();
    let tried = tried.find(|tried| tried.kind == RecipientKind::Mailbox);
    let reply = tried.and_then(|tried| tried.reply.as_ref());
    let refused = tried.and_then(|tried| tried.sender_refused.as_ref());
    let said = reply
        .or(refused)
        .map(|reply| format!(" It said “{reply}”."))
        .unwrap_or_default();
    let name = &trial.host.name;
    let who = tried.map_or("the mailbox", |tried| &tried.recipient);
    // RFC 5321 §4.2.3: the three ways of saying yes do not mean the same.
    let how = match reply.map(|reply| reply.code.get()) {
        Some(251) => ", to be passed on to another (251)",
        Some(252) => ", without knowing whether it exists (252)",
        _ => "",
    };
    let (code, detail) = match &trial.mailbox {
        Mailbox::NotTried => return None,
        Mailbox::Accepted => (
            Code::MailboxAccepted,
            format!("{name} accepted {who}{how}, and refused a made-up mailbox."),
        ),
        Mailbox::CatchAll => (
            Code::MailboxCatchAll,
            format!("{name} accepted {who}{how}, and a made-up mailbox too."),
        ),
        Mailbox::AcceptedPerhapsAll(why) => (
            Code::MailboxUnknown,
            format!(
                "{name} accepted {who}{how}; whether it accepts every other could not be told: {why}."
            ),
        ),
        Mailbox::Refused(why) => (
            Code::MailboxRefused,
            format!("{name} refused {who}: {why}.{said}"),
        ),
        Mailbox::Unknown(why) => (
            Code::MailboxUnknown,
            format!("{name} did not decide about {who}: {why}.{said}"),
        ),
    };
    Some(Finding::new(code, about(trial), detail).with_evidence_of(evidence(trial)))
}

fn about(trial: &Trial<'_>) -> About {
    About::Address {
        host: trial.host.name.clone(),
        address: trial.address,
        service: trial.host.service,
    }
}

/// What was said, one recipient a line, and what ended it.
fn evidence(trial: &Trial<'_>) -> Vec<String> {
    let tried = trial.seen.tried.iter().map(|tried| {
        let (said, to) = match (&tried.sender_refused, &tried.reply) {
            (Some(reply), _) => (reply.to_string(), "MAIL"),
            (None, Some(reply)) => (reply.to_string(), "RCPT"),
            (None, None) => (outcome_words(tried).to_owned(), "RCPT"),
        };
        format!(
            "MAIL FROM:<{}> RCPT TO:<{}> · {to}: {said}",
            tried.sender, tried.recipient
        )
    });
    let cut = trial.seen.cut_short_by.iter();
    tried
        .chain(cut.map(|failure| format!("then: {failure}")))
        .collect()
}
