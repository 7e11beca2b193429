//! Which recipients are tried in the recipient tests, from whom and in which order.

use std::collections::VecDeque;

use shared::{DomainName, RecipientKind, RecipientTests};

/// What a trial needs to know beside what was asked for.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// The name given in EHLO, for a sender of our own.
    pub ehlo_name: String,
    /// The domain of foreign recipients. It must take no mail, or be the operator's.
    pub foreign: DomainName,
    /// What the local part that nobody has is made of.
    pub random: u64,
}

/// A recipient to try, and from whom.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) kind: RecipientKind,
    pub(super) sender: String,
    pub(super) recipient: String,
}

/// Whether it is a mailbox of the server's own domain.
pub(super) const fn is_own(kind: RecipientKind) -> bool {
    match kind {
        RecipientKind::OwnRandom | RecipientKind::Mailbox => true,
        RecipientKind::Foreign | RecipientKind::ForeignRouted => false,
    }
}

/// The recipients in their order: first those that tell what the others' answers are worth.
pub(super) fn attempts(
    tests: &RecipientTests,
    circumstances: &Circumstances,
    own_sender: &str,
) -> VecDeque<Attempt> {
    let (own, foreign) = (&tests.domain, &circumstances.foreign);
    let attempt = |kind, sender: &str, recipient: String| Attempt {
        kind,
        sender: sender.to_owned(),
        recipient,
    };
    // The null sender asks about the server's own mailboxes: no SPF record, sender's address or reputation can be what
    // a refusal is about, and every server has to take it (RFC 5321 §4.5.5).
    let mut attempts = VecDeque::from([attempt(
        RecipientKind::OwnRandom,
        "",
        format!("{}@{own}", nobody(circumstances.random)),
    )]);
    if let Some(mailbox) = &tests.mailbox {
        let recipient = format!("{mailbox}@{own}");
        attempts.push_back(attempt(RecipientKind::Mailbox, "", recipient));
    }
    // What the server takes for itself is not foreign to it.
    if !tests.open_relay || own == foreign {
        return attempts;
    }
    let plain = format!("{LOCAL_PART}@{foreign}");
    let forms = [
        (RecipientKind::Foreign, "", plain.clone()),
        // The percent hack and the quoted address: a server that looks at the last @ alone takes them for its own
        // mailboxes, and the next one unwraps them. A source route (RFC 5321 §C) is not tried: servers strip it, and
        // it is the plain form again.
        (
            RecipientKind::ForeignRouted,
            "",
            format!("{LOCAL_PART}%{foreign}@{own}"),
        ),
        (
            RecipientKind::ForeignRouted,
            "",
            format!("\"{plain}\"@{own}"),
        ),
        // A usual sender: some servers hold bounces alone to their rules.
        (RecipientKind::Foreign, own_sender, plain.clone()),
        // Servers that believe everybody who says to be one of theirs.
        (
            RecipientKind::Foreign,
            &format!("postmaster@{own}"),
            plain.clone(),
        ),
    ];
    for (kind, sender, recipient) in forms {
        if has_fitting_local_part(&recipient) {
            attempts.push_back(attempt(kind, sender, recipient));
        }
    }
    attempts
}

/// The local part of our senders and foreign recipients: whoever finds it in a log can look it up.
const LOCAL_PART: &str = "waxseal";

/// A sender of our own: at the name given in EHLO, or where that is an address, at the foreign domain.
pub(super) fn own_sender(circumstances: &Circumstances) -> String {
    let name = circumstances.ehlo_name.as_str();
    if name.starts_with('[') {
        format!("{LOCAL_PART}@{}", circumstances.foreign)
    } else {
        format!("{LOCAL_PART}@{name}")
    }
}

/// A local part that nobody has and nobody can guess, but that says what it is for: 60 random bits as twelve characters
/// (the alphabet of RFC 4648 §6).
fn nobody(random: u64) -> String {
    let characters = (0..12).map(|place| {
        let bits = u8::try_from(random >> (place * 5) & 31).unwrap_or_default();
        char::from(if bits < 26 {
            b'a' + bits
        } else {
            b'2' + (bits - 26)
        })
    });
    format!("{LOCAL_PART}-{}", characters.collect::<String>())
}

/// RFC 5321 §4.5.3.1.1: a local part of over 64 bytes may be refused for its length.
fn has_fitting_local_part(recipient: &str) -> bool {
    recipient.rfind('@').is_some_and(|at| at <= 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_local_part_that_nobody_has_is_a_dot_string_of_sixty_bits() {
        for (random, expected) in [
            (0, "waxseal-aaaaaaaaaaaa"),
            (31, "waxseal-7aaaaaaaaaaa"),
            (u64::MAX, "waxseal-777777777777"),
            (1 << 59, "waxseal-aaaaaaaaaaaq"),
        ] {
            assert_eq!(nobody(random), expected);
            assert!(nobody(random).parse::<shared::LocalPart>().is_ok());
        }
    }

    #[test]
    fn a_sender_is_at_a_name_even_where_an_address_was_given_in_ehlo() {
        for (ehlo_name, sender) in [
            ("probe.example", "waxseal@probe.example"),
            ("[192.0.2.1]", "waxseal@example.com"),
            ("[IPv6:2001:db8::1]", "waxseal@example.com"),
        ] {
            let circumstances = Circumstances {
                ehlo_name: ehlo_name.to_owned(),
                foreign: "example.com".parse().unwrap(),
                random: 0,
            };
            assert_eq!(own_sender(&circumstances), sender);
        }
    }
}
