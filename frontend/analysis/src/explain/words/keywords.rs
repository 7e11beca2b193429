//! What a server can do: the keywords of its EHLO reply (RFC 5321 §4.1.1.1).

use super::entry;
use crate::explain::Entry;

/// By keyword; by nothing if it is another.
pub(in crate::explain) const KEYWORDS: &[Entry] = &[
    entry(
        "STARTTLS",
        "Offers TLS",
        "The connection can be encrypted (RFC 3207). Nothing protects this offer itself: who sits in between can remove it, unless the sender knows by MTA-STS or DANE that it must be there.",
        "",
    ),
    entry(
        "PIPELINING",
        "Commands in groups",
        "The client need not wait for each reply (RFC 2920).",
        "",
    ),
    entry(
        "SIZE",
        "Size limit",
        "The largest message in bytes that the server takes; 0 means no fixed limit (RFC 1870).",
        "",
    ),
    entry(
        "8BITMIME",
        "8-bit text",
        "Messages may hold bytes beyond ASCII (RFC 6152).",
        "",
    ),
    entry(
        "SMTPUTF8",
        "Addresses beyond ASCII",
        "Addresses and headers may hold any letters (RFC 6531).",
        "",
    ),
    entry(
        "ENHANCEDSTATUSCODES",
        "Enhanced codes",
        "Replies carry a finer code such as 5.1.1 (RFC 2034).",
        "",
    ),
    entry(
        "CHUNKING",
        "Messages in pieces",
        "The command BDAT may be used (RFC 3030).",
        "",
    ),
    entry(
        "BINARYMIME",
        "Binary messages",
        "Messages may hold any bytes, with BDAT (RFC 3030).",
        "",
    ),
    entry(
        "DSN",
        "Delivery reports",
        "The sender may ask for reports of delivery (RFC 3461).",
        "",
    ),
    entry(
        "AUTH",
        "Signing in",
        "The ways to authenticate that the server offers (RFC 4954). An MX does not need it.",
        "",
    ),
    entry(
        "REQUIRETLS",
        "TLS all the way",
        "A message may insist that it travels only over authenticated TLS (RFC 8689).",
        "",
    ),
    entry(
        "DELIVERBY",
        "Delivery by a time",
        "A message may name the time by which it must arrive (RFC 2852).",
        "",
    ),
    entry(
        "MT-PRIORITY",
        "Priorities",
        "A message may carry a priority (RFC 6710).",
        "",
    ),
    entry(
        "LIMITS",
        "Limits",
        "The server announces how many messages and recipients it takes (RFC 9422).",
        "",
    ),
    entry(
        "ETRN",
        "Waiting mail",
        "The client may ask for mail that waits for it (RFC 1985).",
        "",
    ),
    entry(
        "BURL",
        "Messages by address",
        "A message may be fetched from a mail store (RFC 4468).",
        "",
    ),
    entry(
        "RRVS",
        "Same owner",
        "A message may insist that the mailbox has not changed hands (RFC 7293).",
        "",
    ),
    entry(
        "FUTURERELEASE",
        "Sending later",
        "A message may be held until a time (RFC 4865).",
        "",
    ),
    entry(
        "VRFY",
        "Address check",
        "The command VRFY is known. Most servers answer it without saying anything.",
        "",
    ),
    entry("EXPN", "List members", "The command EXPN is known.", ""),
    entry("HELP", "Help", "The command HELP is known.", ""),
    entry(
        "CHECKPOINT",
        "Going on after a break",
        "A message that broke off can be continued (RFC 1845).",
        "",
    ),
    entry(
        "ATRN",
        "Waiting mail, for signed-in clients",
        "The client may fetch mail that waits for it (RFC 2645).",
        "",
    ),
    entry(
        "CONPERM",
        "Conversion on permission",
        "The server may convert a message if the sender permits it (RFC 4141).",
        "",
    ),
    entry(
        "CONNEG",
        "What the recipient can read",
        "The server tells which kinds of content the recipient can read (RFC 4141).",
        "",
    ),
    entry(
        "NO-SOLICITING",
        "No advertising",
        "The server asks to be spared advertising (RFC 3865).",
        "",
    ),
    entry(
        "MTRK",
        "Tracking",
        "The sender may ask where a message has got to (RFC 3885).",
        "",
    ),
    entry(
        "SUBMITTER",
        "Responsible sender",
        "The client may name who is responsible for the message (RFC 4405, which is historic).",
        "",
    ),
    entry(
        "",
        "Another extension",
        "A client that does not know it passes it over.",
        "",
    ),
];
