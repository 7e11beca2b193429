//! What real servers say to RCPT, and what it means.

use super::*;

fn reply(code: u16, text: &str) -> Reply {
    Reply {
        code: code.try_into().unwrap(),
        lines: text.lines().map(str::to_owned).collect(),
        bare_lf: false,
    }
}

fn tried(kind: RecipientKind, code: u16, text: &str) -> RecipientTried {
    RecipientTried {
        kind,
        sender: String::new(),
        recipient: "waxseal@example.com".to_owned(),
        sender_refused: None,
        reply: Some(reply(code, text)),
    }
}

#[test]
fn a_foreign_recipient_is_refused_only_for_being_foreign() {
    use Answer::{Accepted, Refused};
    let us = Answer::Undecided("the server refuses the address that we ask from");
    let sender = Answer::Undecided("the server refuses the sender that was given");
    let domain =
        Answer::Undecided("the server refuses the foreign domain because it takes no mail");
    for (code, text, expected, whose) in [
        (250, "2.1.5 Ok", Accepted, "Postfix"),
        (251, "will forward", Accepted, "RFC 5321 §4.2.3"),
        (
            252,
            "2.5.2 Cannot VRFY user, but will accept message",
            Accepted,
            "RFC 5321 §4.2.3",
        ),
        (
            554,
            "5.7.1 <waxseal@example.com>: Relay access denied",
            Refused,
            "Postfix",
        ),
        (550, "relay not permitted", Refused, "Exim"),
        (
            550,
            "5.7.1 <waxseal@example.com>... Relaying denied. IP name lookup failed [192.0.2.1]",
            Refused,
            "Sendmail: the lookup is beside the point",
        ),
        (
            550,
            "5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
            Refused,
            "Exchange",
        ),
        (
            550,
            "Invalid recipient <waxseal@example.com>",
            Refused,
            "OpenSMTPD",
        ),
        (
            530,
            "5.7.0 Authentication required",
            Refused,
            "RFC 6409 §4.3",
        ),
        (
            554,
            "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org",
            us.clone(),
            "Postfix says so at RCPT whatever the recipient",
        ),
        (
            554,
            "5.7.1 Service unavailable; blocked using relays.example.net",
            us.clone(),
            "a list with relay in its name",
        ),
        (
            554,
            "5.7.1 <unknown[192.0.2.1]>: Client host rejected: cannot find your hostname",
            us.clone(),
            "Postfix",
        ),
        (550, "5.7.25 reverse DNS lookup failed", us, "RFC 7372"),
        (550, "Sender verify failed", sender.clone(), "Exim"),
        (
            550,
            "5.1.8 Sender address rejected: Domain not found",
            sender,
            "Postfix",
        ),
        (
            556,
            "5.1.10 <waxseal@example.com>: Recipient address rejected: Domain example.com does not accept mail (nullMX)",
            domain.clone(),
            "Postfix, before or instead of the question",
        ),
        (
            550,
            "Unrouteable address",
            domain,
            "Exim looks the domain up",
        ),
        (
            530,
            "5.7.0 Must issue a STARTTLS command first",
            Answer::Undecided("the server wants TLS first"),
            "RFC 3207 §4",
        ),
        (
            450,
            "4.2.0 <waxseal@example.com>: Recipient address rejected: Greylisted",
            Answer::Undecided("the server asks newcomers to come back later (greylisting)"),
            "postgrey",
        ),
        (
            451,
            "4.7.1 Greylisting in action, please come back later",
            Answer::Undecided("the server asks newcomers to come back later (greylisting)"),
            "milter-greylist",
        ),
        (
            451,
            "4.3.0 Temporary lookup failure",
            Answer::Undecided("the server does not decide now"),
            "Postfix without its database",
        ),
        (
            421,
            "4.7.0 Error: too many errors",
            Answer::Undecided(ENDED),
            "Postfix",
        ),
        (
            354,
            "go on",
            Answer::Undecided("the server does not decide now"),
            "no answer to RCPT",
        ),
    ] {
        let answer = Answer::of(&tried(RecipientKind::Foreign, code, text));
        assert_eq!(answer, expected, "{code} {text} ({whose})");
    }
}

#[test]
fn an_own_mailbox_is_refused_for_not_being_there() {
    for kind in [RecipientKind::OwnRandom, RecipientKind::Mailbox] {
        for (code, text) in [
            (
                550,
                "5.1.1 <x@example.org>: Recipient address rejected: User unknown",
            ),
            // For a mailbox this is Exim's word for unknown users, and says nothing about a domain.
            (550, "Unrouteable address"),
            (
                550,
                "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found",
            ),
        ] {
            assert_eq!(
                Answer::of(&tried(kind, code, text)),
                Answer::Refused,
                "{text}"
            );
        }
    }
}

#[test]
fn without_an_answer_to_rcpt_it_is_the_sender_or_nothing() {
    let mut attempt = tried(RecipientKind::Foreign, 250, "");
    attempt.reply = None;
    assert_eq!(Answer::of(&attempt), Answer::Undecided("no answer came"));
    attempt.sender_refused = Some(reply(550, "5.1.7 no null sender"));
    assert_eq!(Answer::of(&attempt), Answer::SenderRefused);
    attempt.sender_refused = Some(reply(451, "later"));
    assert_eq!(
        Answer::of(&attempt),
        Answer::Undecided("the server does not decide now")
    );
}

#[test]
fn why_a_mailbox_is_refused_is_read_from_the_words() {
    for (code, text, expected) in [
        (
            550,
            "5.1.1 User unknown in virtual mailbox table",
            "there is no such mailbox",
        ),
        (550, "No such user here", "there is no such mailbox"),
        (552, "5.2.2 Over quota", "it is full"),
        (550, "5.2.1 The account is disabled", "it is switched off"),
        (
            554,
            "5.7.1 Relay access denied",
            "the server says that it does not take mail for the domain",
        ),
        (
            530,
            "5.7.0 Authentication required",
            "the server wants a password first",
        ),
        (
            550,
            "5.7.1 rejected by policy",
            "the server does not take it",
        ),
    ] {
        assert_eq!(why_refused(&reply(code, text)), expected, "{text}");
    }
}
