//! Enhanced status codes (RFC 3463, and the registry of RFC 5248).

use super::{Explained, NOTHING};

/// Class, subject and detail of `2.1.5`: RFC 3463 §2 has the classes 2, 4 and 5 and numbers of one to three digits.
pub(super) fn parse(text: &str) -> Option<(u16, u16, u16)> {
    let mut parts = text.split('.').map(number);
    let code = (parts.next()??, parts.next()??, parts.next()??);
    (parts.next().is_none() && matches!(code.0, 2 | 4 | 5)).then_some(code)
}

fn number(text: &str) -> Option<u16> {
    let leads = text.len() > 1 && text.starts_with('0');
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !leads && (1..=3).contains(&text.len())).then(|| text.parse().ok())?
}

/// What it means, by its own entry in the registry or else by its subject.
pub(super) fn of(class: u16, subject: u16, detail: u16) -> Explained {
    let (title, meaning) = entry(subject, detail).unwrap_or_else(|| by_subject(subject));
    let action = match class {
        2 => NOTHING,
        4 => {
            "Not for good: a sending server tries again by itself. If it stays, see to what the code names."
        }
        _ => "Refused for good: see to what the code names before sending again.",
    };
    Explained {
        title,
        meaning,
        action,
    }
}

const fn by_subject(subject: u16) -> (&'static str, &'static str) {
    match subject {
        1 => (
            "About an address",
            "It concerns the sender's or the recipient's address.",
        ),
        2 => (
            "About the mailbox",
            "It concerns the state of the recipient's mailbox.",
        ),
        3 => (
            "About the mail system",
            "It concerns the state of the recipient's mail system.",
        ),
        4 => (
            "About the network or routing",
            "It concerns the way to the recipient's server.",
        ),
        5 => (
            "About the SMTP dialogue",
            "It concerns the commands that were said.",
        ),
        6 => (
            "About the message's content",
            "It concerns the form of the message.",
        ),
        7 => (
            "About security or policy",
            "It concerns the rules of the server.",
        ),
        _ => (
            "No particular subject",
            "The code says no more than whether it worked.",
        ),
    }
}

#[expect(
    clippy::too_many_lines,
    reason = "one table, one line for each entry of the registry"
)]
const fn entry(subject: u16, detail: u16) -> Option<(&'static str, &'static str)> {
    Some(match (subject, detail) {
        (1, 1) => (
            "Mailbox address",
            "The part before the @ names no mailbox there.",
        ),
        (1, 2) => (
            "Domain of the address",
            "The part after the @ does not exist or takes no mail.",
        ),
        (1, 3) => (
            "Spelling of the recipient's address",
            "The recipient's address is not written as an address.",
        ),
        (1, 4) => (
            "Ambiguous recipient",
            "The address fits more than one mailbox.",
        ),
        (1, 5) => (
            "The recipient's address",
            "It is about the recipient's address; with 2 in front, it is valid.",
        ),
        (1, 6) => (
            "The mailbox has moved",
            "The mailbox is gone, and no new address is known.",
        ),
        (1, 7) => (
            "Spelling of the sender's address",
            "The sender's address is not written as an address.",
        ),
        (1, 8) => (
            "Domain of the sender",
            "The sender's domain does not exist or takes no mail, so nobody could answer.",
        ),
        (1, 9) => (
            "Passed to a system without such codes",
            "The message went on to a system that reports less.",
        ),
        (1, 10) => (
            "The recipient's domain takes no mail",
            "The domain has a null MX.",
        ),
        (2, 1) => ("Mailbox disabled", "The mailbox exists and takes no mail."),
        (2, 2) => ("Mailbox full", "The mailbox has no room left."),
        (2, 3) => (
            "Message too long for the mailbox",
            "The message is longer than the recipient accepts.",
        ),
        (2, 4) => (
            "Mailing list",
            "The list could not be resolved into its members.",
        ),
        (3, 1) => ("Mail system full", "The server has no room left."),
        (3, 2) => (
            "Mail system takes no mail",
            "The server accepts no messages at present, for example during maintenance.",
        ),
        (3, 3) => (
            "Feature missing",
            "The server lacks something that the message needs.",
        ),
        (3, 4) => (
            "Message too big",
            "The message is bigger than the server accepts.",
        ),
        (3, 5) => (
            "Server set up wrongly",
            "The server's own settings prevent delivery.",
        ),
        (3, 6) => (
            "Priority changed",
            "The server used another priority than the one asked for.",
        ),
        (4, 1) => ("No answer from the host", "The next server did not answer."),
        (4, 2) => (
            "Bad connection",
            "The connection was made and could not be kept.",
        ),
        (4, 3) => (
            "Directory failure",
            "A directory such as DNS could not be asked.",
        ),
        (4, 4) => (
            "No route",
            "No way to the next server could be found, for example no usable MX.",
        ),
        (4, 5) => ("Congestion", "The mail system is too busy."),
        (4, 6) => ("Routing loop", "The message goes in circles."),
        (4, 7) => (
            "Delivery took too long",
            "The message could not be delivered in time.",
        ),
        (5, 1) => (
            "Command not valid",
            "The command is unknown or comes at the wrong time.",
        ),
        (5, 2) => ("Syntax error", "The command is not written as it must be."),
        (5, 3) => (
            "Too many recipients",
            "More recipients than the server takes in one message.",
        ),
        (5, 4) => (
            "Wrong parameters",
            "A parameter of the command is not valid.",
        ),
        (5, 5) => (
            "Wrong protocol version",
            "The two sides speak versions that do not fit.",
        ),
        (5, 6) => (
            "Line too long during authentication",
            "What the client sent to sign in is longer than the server takes.",
        ),
        (6, 1) => (
            "Kind of content not accepted",
            "The server does not take this kind of content.",
        ),
        (6, 2) => (
            "Conversion forbidden",
            "The content would have to be converted, which is not allowed.",
        ),
        (6, 3) => (
            "Conversion not possible",
            "The content would have to be converted, which the server cannot do.",
        ),
        (6, 4) => (
            "Converted with loss",
            "The content was converted, and something was lost.",
        ),
        (6, 5) => ("Conversion failed", "The content could not be converted."),
        (6, 6) => (
            "Content not available",
            "The message's content could not be fetched.",
        ),
        (6, 7) => (
            "Addresses beyond ASCII",
            "The server does not take addresses with letters beyond ASCII here.",
        ),
        (6, 8 | 10) => (
            "A reply needs UTF-8",
            "The reply would need letters that the client did not allow.",
        ),
        (6, 9) => (
            "Headers beyond ASCII",
            "The message's headers hold letters that cannot be passed on.",
        ),
        (7, 1) => (
            "Not authorised",
            "The server's rules forbid this delivery. The text beside it should say which rule.",
        ),
        (7, 2) => (
            "Not allowed to write to the list",
            "The sender may not send to this mailing list.",
        ),
        (7, 3) => (
            "Security conversion not possible",
            "The message would have to be secured in another way, which is not possible.",
        ),
        (7, 4) => (
            "Security feature missing",
            "The server lacks a security feature that the message asks for.",
        ),
        (7, 5) => (
            "Cryptographic failure",
            "Something could not be decrypted or verified.",
        ),
        (7, 6) => (
            "Algorithm not offered",
            "The server does not know a cryptographic algorithm that was used.",
        ),
        (7, 7) => ("Message altered", "The message was changed on its way."),
        (7, 8) => ("Wrong credentials", "User name or password are not right."),
        (7, 9) => (
            "Signing in is too weak",
            "The server wants a stronger authentication mechanism.",
        ),
        (7, 10) => (
            "Encryption needed",
            "The session must be encrypted with STARTTLS first.",
        ),
        (7, 11) => (
            "Encrypt before signing in",
            "This authentication mechanism is taken only inside TLS.",
        ),
        (7, 12) => (
            "A password change is needed",
            "The account must first be moved to another way of signing in.",
        ),
        (7, 13) => (
            "Account disabled",
            "The account exists and may not be used.",
        ),
        (7, 14) => (
            "Trust relationship required",
            "The server takes this only from partners it was set up for.",
        ),
        (7, 15) => (
            "Priority too low",
            "The server takes only messages of a higher priority now.",
        ),
        (7, 16) => (
            "Too big for its priority",
            "The message is bigger than its priority allows.",
        ),
        (7, 17) => (
            "Mailbox has a new owner",
            "The mailbox changed hands after the time that the sender named.",
        ),
        (7, 18) => (
            "Domain has a new owner",
            "The domain changed hands after the time that the sender named.",
        ),
        (7, 19) => (
            "Change of owner not known",
            "Whether the mailbox changed hands could not be found out.",
        ),
        (7, 20) => (
            "No DKIM signature that passes",
            "The message has no valid DKIM signature.",
        ),
        (7, 21) => (
            "No acceptable DKIM signature",
            "The message's valid DKIM signatures are none that the server accepts.",
        ),
        (7, 22) => (
            "No DKIM signature of the author's domain",
            "No valid DKIM signature is made by the domain in From.",
        ),
        (7, 23) => (
            "SPF failed",
            "The sender's domain does not allow this server to send for it.",
        ),
        (7, 24) => (
            "SPF could not be evaluated",
            "The SPF record of the sender's domain is broken or could not be read.",
        ),
        (7, 25) => (
            "Reverse DNS failed",
            "The sending address has no name that leads back to it.",
        ),
        (7, 26) => (
            "Several authentication checks failed",
            "More than one of SPF, DKIM and the like failed.",
        ),
        (7, 27) => (
            "Sender's domain takes no mail",
            "The sender's domain has a null MX, so nobody could answer.",
        ),
        (7, 28) => (
            "Too much mail",
            "The server sees an unusual amount of mail from this sender.",
        ),
        (7, 29) => (
            "ARC failed",
            "The message's chain of ARC seals is not valid.",
        ),
        (7, 30) => (
            "REQUIRETLS needed",
            "The message insists on TLS all the way, and the next server does not offer that.",
        ),
        _ => return None,
    })
}
