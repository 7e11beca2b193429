//! Headers beside the path that say something of it: who sent, to whom, and what a server thought of it.

use std::net::IpAddr;

use serde::Serialize;

use super::field::Message;
use super::lexer::{self, Token};
use super::received;
use crate::dkim::RawField as _;

/// The most hints that are shown.
const MAX_HINTS: usize = 40;

/// A header that says something of the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hint {
    /// Its place among the headers, from the top.
    pub place: usize,
    /// Its name.
    pub name: String,
    /// Its value in one line.
    pub value: String,
    /// What it means.
    pub words: &'static str,
}

const KNOWN: [(&str, &str); 14] = [
    (
        "Return-Path",
        "The sender of MAIL FROM, to which bounces go. The last server writes it.",
    ),
    ("Delivered-To", "The mailbox that it was put into."),
    (
        "X-Original-To",
        "The address that it was sent to, before aliases.",
    ),
    ("Envelope-To", "The address that it was sent to."),
    (
        "Received-SPF",
        "What a server's check of SPF came to (RFC 7208 §9.1).",
    ),
    ("X-Received", "A stage inside the receiver's own system."),
    (
        "X-Originating-IP",
        "The address from which the author wrote, by the word of the first server.",
    ),
    (
        "X-Sender-IP",
        "The address of the sender, by the word of a server.",
    ),
    ("X-Forwarded-To", "It was forwarded to this address."),
    (
        "X-Forwarded-For",
        "It was forwarded from and to these addresses.",
    ),
    (
        "List-Id",
        "It came through this mailing list, which may have changed it.",
    ),
    (
        "X-MS-Exchange-Organization-AuthSource",
        "The server of the receiver's own system that checked the sender.",
    ),
    (
        "X-MS-Exchange-SkipListedInternetSender",
        "Where Exchange wrote it: the sender before a server that stands in front of Exchange.",
    ),
    (
        "X-MS-Exchange-ExternalOriginalInternetSender",
        "Where Exchange wrote it: the sender before a server that stands in front of Exchange.",
    ),
];

pub(super) fn read(message: &Message) -> Vec<Hint> {
    let known = |name: &str| {
        KNOWN
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
    };
    let fields = message.fields().iter().enumerate();
    fields
        .filter_map(|(place, field)| {
            let (name, words) = known(field.name())?;
            Some(Hint {
                place,
                name: (*name).to_owned(),
                value: field.value(),
                words,
            })
        })
        .take(MAX_HINTS)
        .collect()
}

/// What a Received-SPF header says (RFC 7208 §9.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ReceivedSpf {
    pub(super) address: Option<IpAddr>,
    pub(super) envelope_from: Option<String>,
}

impl ReceivedSpf {
    pub(super) fn parse(value: &str) -> Self {
        let mut read = Self::default();
        let tokens = lexer::tokens(value, &[';', '=']);
        for parts in tokens.windows(3) {
            let [name, Token::Sign('='), value] = parts else {
                continue;
            };
            let (Some(name), Some(value)) = (name.text(), value.text()) else {
                continue;
            };
            match name.to_ascii_lowercase().as_str() {
                // What stands behind the first may be out of what the client said, as the name in HELO is.
                "client-ip" if read.address.is_none() => {
                    read.address = received::address(value);
                }
                "envelope-from" if read.envelope_from.is_none() => {
                    let sender = value.trim_matches(['<', '>', '"']);
                    read.envelope_from = Some(sender.to_owned());
                }
                _ => {}
            }
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn received_spf() {
        let read = ReceivedSpf::parse(
            "pass (mx.example.org: domain of a@example.net designates 192.0.2.1 as permitted sender) \
             receiver=mx.example.org; client-ip=192.0.2.1; envelope-from=\"a@example.net\"; helo=out.example.net;",
        );
        assert_eq!(read.address, "192.0.2.1".parse().ok());
        assert_eq!(read.envelope_from.as_deref(), Some("a@example.net"));
        let twice = "pass client-ip=192.0.2.1; envelope-from=a@example.net; helo=a; client-ip=192.0.2.25; \
                     envelope-from=b@example.net";
        assert_eq!(ReceivedSpf::parse(twice), read);
        assert_eq!(ReceivedSpf::parse("none"), ReceivedSpf::default());
    }

    #[test]
    fn hints_have_their_words() {
        let mail =
            Message::read(b"Return-Path: <a@example.net>\nX-Other: b\nlist-id: <l.example.org>\n")
                .unwrap();
        let names: Vec<_> = read(&mail)
            .into_iter()
            .map(|hint| (hint.place, hint.name))
            .collect();
        assert_eq!(
            names,
            [(0, "Return-Path".to_owned()), (2, "List-Id".to_owned())]
        );
    }
}
