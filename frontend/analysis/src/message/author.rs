//! Who the mail says it is from: the From header, which people see and DMARC is about.

use mail_parser::MessageParser;
use serde::Serialize;
use shared::{DomainName, Timestamp};

use super::date;
use super::field::Message;
use crate::dkim::RawField as _;
use crate::reports::moment;

/// The most addresses that are read of one header.
const MAX_ADDRESSES: usize = 50;

/// What the headers say of their author.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Author {
    /// How many From headers there are; RFC 5322 §3.6 wants one.
    pub headers: usize,
    /// The addresses in them.
    pub mailboxes: Vec<Mailbox>,
    /// The one domain of all of them, which DMARC asks about.
    pub domain: Option<DomainName>,
    /// All of them, if there are several headers or several domains: then DMARC has no one domain to ask about.
    pub several: Vec<DomainName>,
    /// Why there is no one domain, as a whole sentence.
    pub problem: Option<String>,
}

/// An address with the name beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mailbox {
    /// The name, decoded (RFC 2047).
    pub name: Option<String>,
    /// The address.
    pub address: String,
}

/// What a mail says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Title {
    /// The subject, decoded (RFC 2047).
    pub subject: Option<String>,
    /// When it was written, as its author's clock has it.
    #[serde(serialize_with = "moment::written_if_any")]
    pub date: Option<Timestamp>,
    /// The Message-ID header.
    pub message_id: Option<String>,
}

impl Author {
    pub(super) fn read(message: &Message) -> Self {
        let fields: Vec<&[u8]> = message.all("From").map(super::Field::raw).collect();
        let mut author = Self {
            headers: fields.len(),
            ..Self::default()
        };
        for raw in &fields {
            let text = [raw, &b"\r\n\r\n"[..]].concat();
            let parsed = MessageParser::default().parse_headers(&text);
            let list = parsed.as_ref().and_then(mail_parser::Message::from);
            let addresses = list.into_iter().flat_map(mail_parser::Address::iter);
            let room = MAX_ADDRESSES.saturating_sub(author.mailboxes.len());
            author
                .mailboxes
                .extend(addresses.take(room).filter_map(mailbox));
        }
        let mut domains: Vec<&str> = author
            .mailboxes
            .iter()
            .filter_map(|mailbox| Some(mailbox.address.rsplit_once('@')?.1))
            .collect();
        domains.sort_unstable_by_key(|domain| domain.to_ascii_lowercase());
        domains.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        let several = || {
            domains
                .iter()
                .filter_map(|name| DomainName::parse(name).ok())
        };
        // RFC 9989 §5.3.1: with none or more than one the check ends.
        if fields.len() > 1 || domains.len() > 1 {
            author.several = several().collect();
        }
        match (fields.len(), domains.as_slice()) {
            // The sign of a copy is the signature over the header that is not there.
            (0, _) if message.is_display_copy() => {
                author.problem = Some(
                    "There is no From header in this text, and a signature in it covers one. So it is not the source of the mail, \
                     or not all of it."
                        .to_owned(),
                );
            }
            (0, _) => author.problem = Some("There is no From header.".to_owned()),
            (1, [domain]) => match DomainName::parse(domain) {
                Ok(domain) => author.domain = Some(domain),
                Err(why) => {
                    author.problem = Some(format!("The domain in the From header is none: {why}"));
                }
            },
            (1, []) => {
                author.problem = Some("There is no address in the From header.".to_owned());
            }
            (1, many) => {
                author.problem = Some(format!(
                    "The From header has addresses of {} domains: {}.",
                    many.len(),
                    many.join(", ")
                ));
            }
            (many, _) => {
                author.problem = Some(format!(
                    "There are {many} From headers. A mail has one; programs differ in which they show."
                ));
            }
        }
        author
    }
}

impl Title {
    pub(super) fn read(message: &Message) -> Self {
        let subject = message.all("Subject").next().and_then(|field| {
            let text = [field.raw(), &b"\r\n\r\n"[..]].concat();
            let parsed = MessageParser::default().parse_headers(&text)?;
            parsed.subject().map(str::to_owned)
        });
        let value = |name| message.all(name).next().map(super::Field::value);
        Self {
            subject,
            date: value("Date").and_then(|text| date::parse(&text)),
            message_id: value("Message-ID"),
        }
    }
}

fn mailbox(address: &mail_parser::Addr<'_>) -> Option<Mailbox> {
    let text = address.address()?.trim();
    Some(Mailbox {
        name: address.name().map(str::to_owned),
        address: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &str) -> Author {
        Author::read(&Message::read(headers.as_bytes()).unwrap())
    }

    #[test]
    fn one_author() {
        for from in [
            "From: a@example.org",
            "From: \"A (really)\" <a@Example.org>",
            "From: =?utf-8?q?J=C3=B6rg?= <a@example.org>",
            "From: a@example.org, b@example.org",
            "From: \"b@example.net\" <a@example.org>",
            "from : (comment) <a@example.org> (more)",
        ] {
            let author = read(&format!("{from}\r\nTo: c@example.com\r\n\r\n"));
            assert_eq!(
                author.domain.map(|domain| domain.to_string()).as_deref(),
                Some("example.org"),
                "{from}"
            );
        }
        let named = read("From: =?utf-8?q?J=C3=B6rg?= <a@example.org>\r\n");
        assert_eq!(named.mailboxes[0].name.as_deref(), Some("Jörg"));
    }

    #[test]
    fn others_are_told() {
        for (headers, start) in [
            ("To: a@example.org\r\n", "There is no From header."),
            ("From: undisclosed\r\n", "There is no address"),
            (
                "From: a@example.org, b@example.net\r\n",
                "The From header has addresses of 2 domains",
            ),
            (
                "From: a@example.org\r\nFrom: a@example.org\r\n",
                "There are 2 From headers.",
            ),
            (
                "From: a@localhost\r\n",
                "The domain in the From header is none",
            ),
        ] {
            let author = read(headers);
            assert_eq!(author.domain, None);
            let problem = author.problem.unwrap();
            assert!(problem.starts_with(start), "{headers}: {problem}");
        }
    }
}
