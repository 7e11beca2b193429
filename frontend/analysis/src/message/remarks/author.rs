//! What is odd about its author, or about the server that sent it.

use shared::DomainName;

use super::Remark;
use crate::finding::Severity;
use crate::message::examine::Examination;
use crate::message::field::Message;
use crate::message::sender::SenderName;

pub(super) fn of_author(seen: &Examination, message: &Message, list: &mut Vec<Remark>) {
    let author = &seen.author;
    let is_missing = author.headers == 0 && message.is_display_copy();
    if let Some(problem) = author.problem.as_ref().filter(|_| is_missing) {
        list.push(
            Remark::new(
                "from-not-copied",
                Severity::Info,
                "The From header is not in this text",
                problem,
            )
            .todo("Save the mail as a file, or copy its source."),
        );
    } else if let Some(problem) = &author.problem {
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
        let Some(name) = mailbox.name.as_deref() else {
            continue;
        };
        let own = address(&mailbox.address);
        let others: Vec<&str> = words(name).filter(|word| address(word).is_some()).collect();
        let (Some(other), false) = (
            others.first(),
            others.iter().any(|other| address(other) == own),
        ) else {
            continue;
        };
        let is_list = seen.hints.iter().any(|hint| hint.name == "List-Id");
        // RFC 7960 §4.1.3.1: lists that write in the author's stead leave his address in the name.
        let (severity, who) = if is_list {
            (
                Severity::Info,
                "Mailing lists do this when they write in an author's stead, and forgers do, too.",
            )
        } else {
            (
                Severity::Warning,
                "Forgers do this. People with several addresses do, too.",
            )
        };
        list.push(
            Remark::new(
                "from-name-is-address",
                severity,
                "The name beside the address is another address",
                format!(
                    "Many programs show the name alone, “{name}”, and so the address {other}. The mail is from {}. {who}",
                    mailbox.address
                ),
            )
            .evidence(format!("From: {name} <{}>", mailbox.address)),
        );
    }
    // RFC 6409: nobody looks for a name of the machine that a user writes from.
    if let Some(address) = seen
        .spf
        .address
        .filter(|_| seen.path.says_handed_in().is_none())
    {
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

/// The words of a name without what is put around addresses.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| c.is_whitespace() || "<>()[]{}\",;:“”«»".contains(c))
        .map(|word| word.trim_matches(|c| "'‘’`.".contains(c)))
}

/// An address that mail could come from: `@b`, `A @ B` and `a@b` are none.
fn address(word: &str) -> Option<(String, DomainName)> {
    let (local, domain) = word.split_once('@')?;
    // What is forgiven to people who type is not looked for here.
    let is_plain = !local.is_empty() && domain.contains('.') && !domain.contains(['@', '/']);
    let domain = DomainName::parse(domain).ok().filter(|_| is_plain)?;
    Some((local.to_lowercase(), domain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_names() {
        for (name, expected) in [
            ("b@example.net", vec!["b@example.net"]),
            ("B (b@example.net) via L", vec!["b@example.net"]),
            ("<b.c+d@mail.example.net>", vec!["b.c+d@mail.example.net"]),
            (
                "a@example.org, b@example.net",
                vec!["a@example.org", "b@example.net"],
            ),
            ("Write to b@example.net.", vec!["b@example.net"]),
            ("o'brien@example.org", vec!["o'brien@example.org"]),
            ("'b@example.net' via L", vec!["b@example.net"]),
            ("Bob (@bob)", vec![]),
            ("@bob.example", vec![]),
            ("Anna @ Example", vec![]),
            ("anna@work", vec![]),
            ("a@@example.org", vec![]),
            ("50@3.5", vec![]),
            ("Anna @ example.org", vec![]),
        ] {
            let found: Vec<&str> = words(name).filter(|word| address(word).is_some()).collect();
            assert_eq!(found, expected, "{name}");
        }
    }
}
