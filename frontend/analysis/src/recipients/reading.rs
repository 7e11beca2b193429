//! What an answer to RCPT means, read from its code and its words.

use shared::{RecipientKind, RecipientTried, Reply};

/// What became of one recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It was accepted.
    Accepted,
    /// It was refused for good, for what it is.
    Refused,
    /// The sender was refused for good: mail from this one goes nowhere, whoever it is for.
    SenderRefused,
    /// Neither, and why, in a few words.
    Undecided(&'static str),
}

/// Why nothing was decided when the server ended the session (RFC 5321 §3.8).
pub(super) const ENDED: &str = "the server ended the conversation";

/// Words that show that a server is refusing *us*, whatever we ask. Names of lists have “relay” in them, so these come
/// before all others.
const LISTED: &[&str] = &[
    "blocked using",
    "listed by",
    "listed in",
    "listed at",
    "blocklist",
    "block list",
    "blacklist",
    "denylist",
    "dnsbl",
    "spamhaus",
    "spamcop",
    "barracudacentral",
];
/// The same, in words that a refusal to forward may hold too.
const ABOUT_US: &[&str] = &[
    "client host",
    "client rejected",
    "helo command",
    "helo name",
    "cannot find your",
    "reverse dns",
    "reverse lookup",
    "rdns",
    "ptr record",
    "reputation",
    "banned",
    "your ip",
    "your host",
    "your network",
    "too many",
    "rate limit",
];
/// Words about the sender that was given.
const ABOUT_SENDER: &[&str] = &[
    "sender address",
    "sender rejected",
    "sender verify",
    "sender denied",
    "invalid sender",
    "null sender",
    "empty sender",
    "bounce",
    "backscatter",
    "5.1.7",
    "5.1.8",
    "spf",
    "dmarc",
];
/// Words about the foreign domain itself: it takes no mail, or does not exist.
const ABOUT_DOMAIN: &[&str] = &[
    "nullmx",
    "null mx",
    "5.1.10",
    "does not accept mail",
    "domain not found",
    "no such domain",
    "unrouteable",
    "unroutable",
    "host or domain name",
];

impl Answer {
    /// Reads what became of a recipient.
    pub(super) fn of(tried: &RecipientTried) -> Self {
        if let Some(refused) = &tried.sender_refused {
            return if refused.code.is_permanent() {
                Self::SenderRefused
            } else {
                Self::Undecided(later(refused))
            };
        }
        let Some(reply) = &tried.reply else {
            return Self::Undecided("no answer came");
        };
        // RFC 5321 §4.2.3: 250 takes it, 251 takes it to pass it on, 252 takes it without knowing it.
        if reply.code.is_positive() {
            return Self::Accepted;
        }
        if !reply.code.is_permanent() {
            return Self::Undecided(later(reply));
        }
        let text = words(reply);
        let says = |list: &[&str]| list.iter().any(|word| text.contains(word));
        // RFC 3207 §4: what it would say inside TLS is not known.
        if reply.code.get() == 530 && text.contains("starttls") {
            return Self::Undecided("the server wants TLS first");
        }
        if says(LISTED) {
            return Self::Undecided("the server refuses the address that we ask from");
        }
        if text.contains("relay") {
            return Self::Refused;
        }
        if says(ABOUT_US) {
            return Self::Undecided("the server refuses the address that we ask from");
        }
        if says(ABOUT_SENDER) {
            return Self::Undecided("the server refuses the sender that was given");
        }
        let is_foreign = match tried.kind {
            RecipientKind::Foreign | RecipientKind::ForeignRouted => true,
            RecipientKind::OwnRandom | RecipientKind::Mailbox => false,
        };
        // A server that forwards for everybody but looks the domain up first refuses one that takes no mail.
        if is_foreign && (reply.code.get() == 556 || says(ABOUT_DOMAIN)) {
            return Self::Undecided(
                "the server refuses the foreign domain because it takes no mail",
            );
        }
        Self::Refused
    }
}

/// What a refusal for now means.
fn later(reply: &Reply) -> &'static str {
    let text = words(reply);
    let says = |list: &[&str]| list.iter().any(|word| text.contains(word));
    if reply.code.get() == 421 {
        return ENDED;
    }
    if says(&[
        "greylist",
        "graylist",
        "grey list",
        "come back later",
        "try again in",
    ]) {
        return "the server asks newcomers to come back later (greylisting)";
    }
    // RFC 3463 §3.3: X.2.2, mailbox full.
    if says(&["4.2.2", "quota", "mailbox full", "mailbox is full"]) {
        return "the mailbox is full for now";
    }
    if says(&["too many", "rate limit", "throttl", "exceeded"]) {
        return "the server limits how often we may ask";
    }
    "the server does not decide now"
}

const PASSWORD_WANTED: &str = "the server wants a password first";
const NOT_SAID: &str = "the server does not take it";

/// Whether a refusal says that it is for the recipient's sake, so that mail from any other sender would meet it too.
pub(super) fn is_for_the_recipient(reply: &Reply) -> bool {
    ![PASSWORD_WANTED, NOT_SAID].contains(&why_refused(reply))
}

/// Why a mailbox is refused, in a few words.
pub(super) fn why_refused(reply: &Reply) -> &'static str {
    let text = words(reply);
    let says = |list: &[&str]| list.iter().any(|word| text.contains(word));
    if says(&["5.2.2", "quota", "mailbox full", "mailbox is full"]) || reply.code.get() == 552 {
        "it is full"
    } else if says(&["5.2.1", "disabled", "inactive", "suspended"]) {
        "it is switched off"
    } else if says(&["relay"]) {
        "the server says that it does not take mail for the domain"
    } else if reply.code.get() == 530 || says(&["authentication required", "must authenticate"]) {
        PASSWORD_WANTED
    } else if says(&[
        "5.1.1",
        "unknown",
        "no such",
        "does not exist",
        "doesn't exist",
        "not exist",
        "no mailbox",
        "not found",
        "invalid recipient",
        "invalid mailbox",
    ]) {
        "there is no such mailbox"
    } else {
        NOT_SAID
    }
}

fn words(reply: &Reply) -> String {
    reply.lines.join(" ").to_ascii_lowercase()
}

#[cfg(test)]
#[path = "reading_tests.rs"]
mod tests;
