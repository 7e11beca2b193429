//! What is odd about its author, or about the server that sent it.

use super::Remark;
use crate::finding::Severity;
use crate::message::examine::Examination;
use crate::message::sender::SenderName;

pub(super) fn of_author(seen: &Examination, list: &mut Vec<Remark>) {
    let author = &seen.author;
    if let Some(problem) = &author.problem {
        list.push(
            Remark::new(
                "from-not-one",
                Severity::Warning,
                "It is not clear who the mail is from",
                if seen.dmarc.each.is_empty() {
                    format!("{problem} Many receivers refuse such mail.")
                } else {
                    seen.dmarc.words.clone()
                },
            )
            .by(if seen.dmarc.each.is_empty() {
                "RFC 5322 §3.6"
            } else {
                "RFC 9989 §5.3.1 and §11.5"
            }),
        );
    }
    // A name that is an address itself is what phones show alone.
    for mailbox in &author.mailboxes {
        let Some(name) = mailbox.name.as_deref().filter(|name| name.contains('@')) else {
            continue;
        };
        let address = mailbox.address.to_ascii_lowercase();
        if name.to_ascii_lowercase().contains(&address) {
            continue;
        }
        list.push(
            Remark::new(
                "from-name-is-address",
                Severity::Warning,
                "The name beside the address is another address",
                format!(
                    "Many programs show the name alone, “{name}”, and the mail is from {}. Forgers do this.",
                    mailbox.address
                ),
            )
            .evidence(format!("From: {name} <{}>", mailbox.address)),
        );
    }
    // RFC 6409: nobody looks for a name of the machine that a user writes from.
    if let Some(address) = seen.spf.address.filter(|_| super::login(seen).is_none()) {
        let title = match &seen.spf.name {
            SenderName::Absent => format!("{address} has no name in DNS"),
            SenderName::Unconfirmed { name } => {
                format!("{address} is called {name}, which does not lead back to it")
            }
            SenderName::NotAsked | SenderName::Unknown { .. } | SenderName::Confirmed { .. } => {
                return;
            }
        };
        list.push(
            Remark::new(
                "sender-without-name",
                Severity::Advice,
                title,
                "Many receivers refuse or distrust mail from addresses without a name that leads back to them.",
            )
            .todo("If it is your server, have whoever gave you the address set its reverse name (PTR).")
            .by("RFC 8601 §2.7.3"),
        );
    }
}
