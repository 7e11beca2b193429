//! Reply codes (RFC 5321 §4.2, 3207, 4954, 7504, 1846, 5248, 3030).

use super::{Explained, NOTHING};

/// The code and the text of a reply line: `250-PIPELINING`, `221 bye`, `250`.
pub(super) fn split(line: &str) -> Option<(u16, &str)> {
    let (code, rest) = line.split_at_checked(3)?;
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let text = match rest.as_bytes().first() {
        None => rest,
        Some(b' ' | b'-') => rest.get(1..)?,
        Some(_) => return None,
    };
    Some((code.parse().ok()?, text))
}

const fn e(title: &'static str, meaning: &'static str, action: &'static str) -> Explained {
    Explained {
        title,
        meaning,
        action,
    }
}

/// What a reply code means; `None` outside 200 to 599.
pub(super) fn of(code: u16) -> Option<Explained> {
    Some(match code {
        211 => e(
            "System status",
            "The server tells its state, or answers a request for help.",
            NOTHING,
        ),
        214 => e(
            "Help",
            "The server describes its commands for people.",
            NOTHING,
        ),
        220 => e(
            "Service ready",
            "As the first line it is the greeting. After STARTTLS it means that the TLS handshake may begin.",
            NOTHING,
        ),
        221 => e(
            "Closing",
            "The server ends the session, as it was asked to.",
            NOTHING,
        ),
        235 => e("Signed in", "The authentication succeeded.", NOTHING),
        250 => e("Done", "The server did what the command asked.", NOTHING),
        251 => e(
            "Not here, but it will be passed on",
            "The recipient is elsewhere, and the server forwards the mail.",
            "Use the new address in future.",
        ),
        252 => e(
            "Not checked, but it will be tried",
            "The server does not say whether the mailbox exists, and takes mail for it.",
            NOTHING,
        ),
        334 => e(
            "Go on signing in",
            "The server waits for the next step of the authentication.",
            NOTHING,
        ),
        354 => e(
            "Send the message",
            "The server waits for the message, which ends with a line of a single dot.",
            NOTHING,
        ),
        421 => e(
            "Not available now",
            "The server closes the connection. It may be busy, restarting, or limiting this client.",
            "Try again later. If it happens to many senders, look at the server's connection limits and load.",
        ),
        422 => e(
            "Mailbox full",
            "Some servers say with this code that the mailbox has no room.",
            "Let its owner make room, then send again.",
        ),
        432 => e(
            "A password change is needed",
            "The account must first be moved to another way of signing in.",
            "Sign in once as the provider describes.",
        ),
        450 => e(
            "Mailbox not available now",
            "The mail was not taken for now: the mailbox is busy, or the server delays senders that it does not know.",
            "Nothing, if it passes: a sending server tries again by itself.",
        ),
        451 => e(
            "An error on the server's side",
            "Something failed while the server worked on the command. Many servers also use it to delay unknown senders.",
            "Try again later. If it stays, look in the server's log.",
        ),
        452 => e(
            "Not enough room",
            "The server has no room left, or too many recipients were given in one message.",
            "Free room on the server, or send to fewer recipients at once.",
        ),
        453 => e(
            "No mail for you",
            "The server has no mail that waits for this client.",
            NOTHING,
        ),
        454 => e(
            "TLS or signing in is not available now",
            "After STARTTLS: the server cannot do TLS at the moment. After AUTH: it cannot check the password at the moment.",
            "Look in the server's log: often its certificate or key cannot be read, or its user database is away.",
        ),
        455 => e(
            "Parameters not possible now",
            "The server cannot honour the parameters of MAIL or RCPT at the moment.",
            "Try again later.",
        ),
        458 => e(
            "Nothing can be queued for that host",
            "The server cannot start delivery of waiting mail.",
            "Try again later.",
        ),
        459 => e(
            "That host may not ask for its mail",
            "The server does not start delivery of waiting mail for this client.",
            "Look at the server's settings for ETRN.",
        ),
        500 => e(
            "Command not understood",
            "The server does not know the command, or the line was too long.",
            "If it answers EHLO or STARTTLS, look for a firewall that changes SMTP on the way.",
        ),
        501 => e(
            "Wrong parameters",
            "The server knows the command and does not understand what follows it.",
            "Look at the command it answers: often the name after EHLO or an address is not acceptable.",
        ),
        502 => e(
            "Command not offered",
            "The server knows the command and does not do it.",
            "Nothing, if that is intended.",
        ),
        503 => e(
            "Wrong order",
            "Another command must come first, for example EHLO before MAIL.",
            "Look at the commands before it.",
        ),
        504 => e(
            "Parameter not offered",
            "The server does not do this variant of the command.",
            "Use what its EHLO reply offers.",
        ),
        521 => e(
            "This host takes no mail",
            "The server accepts no mail at all.",
            "Remove it from the MX records. A domain that takes no mail says so with a null MX.",
        ),
        523 => e(
            "Encryption needed",
            "Some servers say with this code that the message or the command needs encryption.",
            "Use STARTTLS first.",
        ),
        530 => e(
            "Sign in or encrypt first",
            "The server wants STARTTLS or authentication before this command. On port 25 it must not want authentication for \
             mail to its own domain.",
            "On an MX, let the server take mail for its own domain without authentication.",
        ),
        534 => e(
            "This way of signing in is too weak",
            "The server wants a stronger authentication mechanism.",
            "Choose another mechanism in the mail program.",
        ),
        535 => e(
            "Signing in failed",
            "User name or password are not right, or not allowed here.",
            "Check both. Some providers want a password made for one application.",
        ),
        538 => e(
            "Encrypt before signing in",
            "The server takes this authentication mechanism only inside TLS.",
            "Use STARTTLS or port 465.",
        ),
        550 => e(
            "Refused",
            "The mailbox does not exist, or the server's rules forbid this mail.",
            "Read the text beside it: it says which of the two.",
        ),
        551 => e(
            "Not here",
            "The recipient is elsewhere, and the server does not forward.",
            "Send to the address that the text names.",
        ),
        552 => e(
            "Too large or too full",
            "The message or the mailbox goes beyond its limit.",
            "Send a smaller message, or let the owner make room.",
        ),
        553 => e(
            "Mailbox name not allowed",
            "The server does not accept this address as it is written.",
            "Check how the address is spelled.",
        ),
        554 => e(
            "Refused",
            "As the greeting it means that the server offers no service to this client, often because of its address's \
             reputation. Later it means that the transaction failed.",
            "Read the text beside it. If it names a blocklist, it is about the address that connected.",
        ),
        555 => e(
            "Parameters not known",
            "The server does not know a parameter of MAIL or RCPT.",
            "Use only what its EHLO reply offers.",
        ),
        556 => e(
            "That domain takes no mail",
            "The recipient's domain says with a null MX that it takes no mail.",
            "Check the domain in the address.",
        ),
        // RFC 5321 §4.2.1: an unknown code is read by its first digit.
        200..=299 => e(
            "Accepted",
            "The server did as it was asked. The code itself is not a usual one.",
            NOTHING,
        ),
        300..=399 => e(
            "Go on",
            "The server waits for more. The code itself is not a usual one.",
            NOTHING,
        ),
        400..=499 => e(
            "Not now",
            "The server refuses for the moment. The code itself is not a usual one.",
            "Read the text beside it, and try again later.",
        ),
        505..=599 => e(
            "No",
            "The server refuses for good. The code itself is not a usual one.",
            "Read the text beside it.",
        ),
        _ => return None,
    })
}
