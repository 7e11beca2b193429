//! Commands and EHLO keywords.

use super::{Explained, NOTHING};

const fn e(title: &'static str, meaning: &'static str) -> Option<Explained> {
    Some(Explained {
        title,
        meaning,
        action: NOTHING,
    })
}

/// What a command of the client means: by its verb, in any case (RFC 5321 §2.4).
pub(super) fn of(line: &str) -> Option<Explained> {
    let is = |verb: &str| {
        let at = line.split_at_checked(verb.len());
        at.is_some_and(|(start, rest)| {
            start.eq_ignore_ascii_case(verb)
                && (rest.is_empty() || rest.starts_with(' ') || verb.ends_with(':'))
        })
    };
    let table: [(&str, &str, &str); 17] = [
        (
            "EHLO",
            "Who is calling",
            "The client gives its name and asks which extensions the server offers.",
        ),
        (
            "HELO",
            "Who is calling, the old way",
            "The client gives its name without asking for extensions.",
        ),
        (
            "LHLO",
            "Who is calling, in LMTP",
            "As EHLO, for delivery inside a mail system.",
        ),
        (
            "STARTTLS",
            "Begin TLS",
            "The client asks to encrypt the connection. After the reply 220 the TLS handshake follows, and then EHLO again.",
        ),
        (
            "MAIL FROM:",
            "A message from",
            "The client begins a message and names the address that reports of failure go to. An empty one is for reports themselves. SIZE announces how large the message is, BODY and SMTPUTF8 what it holds, REQUIRETLS that TLS must be used all the way.",
        ),
        (
            "RCPT TO:",
            "A message to",
            "The client names one recipient; the server says whether it takes mail for it.",
        ),
        (
            "DATA",
            "The message follows",
            "The client asks to send the message itself.",
        ),
        (
            "BDAT",
            "A piece of the message follows",
            "The client sends the message in pieces of a known length.",
        ),
        (
            "RSET",
            "Start over",
            "The client drops the message that was begun. The session goes on.",
        ),
        ("NOOP", "Nothing", "The client only wants an answer."),
        ("QUIT", "Goodbye", "The client ends the session properly."),
        ("AUTH", "Sign in", "The client begins to authenticate."),
        (
            "VRFY",
            "Is there such a mailbox",
            "The client asks about an address. Most servers do not say.",
        ),
        (
            "EXPN",
            "Who is on the list",
            "The client asks for the members of a mailing list. Most servers do not say.",
        ),
        (
            "HELP",
            "Help",
            "The client asks for a description of the commands.",
        ),
        (
            "ETRN",
            "Send me my waiting mail",
            "The client asks the server to start delivery of mail that waits for it.",
        ),
        (
            "TURN",
            "Change sides",
            "An old and unsafe command by which client and server change sides.",
        ),
    ];
    let (_, title, meaning) = table.into_iter().find(|(verb, ..)| is(verb))?;
    e(title, meaning)
}

/// What an EHLO keyword offers. Only in capitals, so that no sentence is taken for one.
pub(super) fn keyword(line: &str) -> Option<Explained> {
    match line.split([' ', '=']).next().unwrap_or_default() {
        "STARTTLS" => e(
            "Offers TLS",
            "The connection can be encrypted (RFC 3207). Nothing protects this offer itself: who sits in between can remove it, unless the sender knows by MTA-STS or DANE that it must be there.",
        ),
        "PIPELINING" => e(
            "Commands in groups",
            "The client need not wait for each reply (RFC 2920).",
        ),
        "SIZE" => e(
            "Size limit",
            "The largest message in bytes that the server takes; 0 means no fixed limit (RFC 1870).",
        ),
        "8BITMIME" => e(
            "8-bit text",
            "Messages may hold bytes beyond ASCII (RFC 6152).",
        ),
        "SMTPUTF8" => e(
            "Addresses beyond ASCII",
            "Addresses and headers may hold any letters (RFC 6531).",
        ),
        "ENHANCEDSTATUSCODES" => e(
            "Enhanced codes",
            "Replies carry a finer code such as 5.1.1 (RFC 2034).",
        ),
        "CHUNKING" => e(
            "Messages in pieces",
            "The command BDAT may be used (RFC 3030).",
        ),
        "BINARYMIME" => e(
            "Binary messages",
            "Messages may hold any bytes, with BDAT (RFC 3030).",
        ),
        "DSN" => e(
            "Delivery reports",
            "The sender may ask for reports of delivery (RFC 3461).",
        ),
        "AUTH" => e(
            "Signing in",
            "The ways to authenticate that the server offers (RFC 4954). An MX does not need it.",
        ),
        "REQUIRETLS" => e(
            "TLS all the way",
            "A message may insist that it travels only over authenticated TLS (RFC 8689).",
        ),
        "DELIVERBY" => e(
            "Delivery by a time",
            "A message may name the time by which it must arrive (RFC 2852).",
        ),
        "MT-PRIORITY" => e("Priorities", "A message may carry a priority (RFC 6710)."),
        "LIMITS" => e(
            "Limits",
            "The server announces how many messages and recipients it takes (RFC 9422).",
        ),
        "ETRN" => e(
            "Waiting mail",
            "The client may ask for mail that waits for it (RFC 1985).",
        ),
        "BURL" => e(
            "Messages by address",
            "A message may be fetched from a mail store (RFC 4468).",
        ),
        "RRVS" => e(
            "Same owner",
            "A message may insist that the mailbox has not changed hands (RFC 7293).",
        ),
        "FUTURERELEASE" => e(
            "Sending later",
            "A message may be held until a time (RFC 4865).",
        ),
        "VRFY" => e(
            "Address check",
            "The command VRFY is known. Most servers answer it without saying anything.",
        ),
        "EXPN" => e("List members", "The command EXPN is known."),
        "HELP" => e("Help", "The command HELP is known."),
        _ => None,
    }
}
