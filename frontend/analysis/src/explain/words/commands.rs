//! Commands (RFC 5321 §4.1, 3207, 4954, 3030, 2033, 1985).

use super::entry;
use crate::explain::Entry;

/// By verb.
pub(in crate::explain) const COMMANDS: &[Entry] = &[
    entry(
        "EHLO",
        "Who is calling",
        "The client gives its name and asks which extensions the server offers.",
        "",
    ),
    entry(
        "HELO",
        "Who is calling, the old way",
        "The client gives its name without asking for extensions.",
        "",
    ),
    entry(
        "LHLO",
        "Who is calling, in LMTP",
        "As EHLO, for delivery inside a mail system.",
        "",
    ),
    entry(
        "STARTTLS",
        "Begin TLS",
        "The client asks to encrypt the connection. After the reply 220 the TLS handshake follows, and then EHLO again.",
        "",
    ),
    entry(
        "MAIL FROM:",
        "A message from",
        "The client begins a message and names the address that reports of failure go to. An empty one is for reports themselves. SIZE announces how large the message is, BODY and SMTPUTF8 what it holds, REQUIRETLS that TLS must be used all the way.",
        "",
    ),
    entry(
        "RCPT TO:",
        "A message to",
        "The client names one recipient; the server says whether it takes mail for it.",
        "",
    ),
    entry(
        "DATA",
        "The message follows",
        "The client asks to send the message itself.",
        "",
    ),
    entry(
        "BDAT",
        "A piece of the message follows",
        "The client sends the message in pieces of a known length.",
        "",
    ),
    entry(
        "RSET",
        "Start over",
        "The client drops the message that was begun. The session goes on.",
        "",
    ),
    entry("NOOP", "Nothing", "The client only wants an answer.", ""),
    entry(
        "QUIT",
        "Goodbye",
        "The client ends the session properly.",
        "",
    ),
    entry("AUTH", "Sign in", "The client begins to authenticate.", ""),
    entry(
        "VRFY",
        "Is there such a mailbox",
        "The client asks about an address. Most servers do not say.",
        "",
    ),
    entry(
        "EXPN",
        "Who is on the list",
        "The client asks for the members of a mailing list. Most servers do not say.",
        "",
    ),
    entry(
        "HELP",
        "Help",
        "The client asks for a description of the commands.",
        "",
    ),
    entry(
        "ETRN",
        "Send me my waiting mail",
        "The client asks the server to start delivery of mail that waits for it.",
        "",
    ),
    entry(
        "TURN",
        "Change sides",
        "An old and unsafe command by which client and server change sides.",
        "",
    ),
];
