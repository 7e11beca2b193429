//! Received headers (RFC 5321 §4.4): what each server writes on a mail that it takes, in the dialects of many programs.

mod clauses;
mod said;
mod tls;
mod whole;

use std::net::IpAddr;

use serde::Serialize;
use shared::Timestamp;

use super::date;
use super::lexer;
use crate::reports::moment;
use crate::syntax;

use clauses::{Clause, Name, cut};
use said::{envelope_from, is_unchecked, said};
use tls::{sealed, tls};
use whole::{is_joined, is_unread};

/// The longest header of this kind that is read, in bytes; what follows is not looked at.
const MAX_VALUE: usize = 16 * 1024;

/// One such header. All of it is what a server says, and only one's own servers can be believed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Received {
    /// The name that the sending side gave itself.
    pub helo: Option<String>,
    /// The name that DNS has for its address; nothing if there is none, or none is said.
    pub reverse: Option<String>,
    /// Its address.
    pub address: Option<IpAddr>,
    /// The server that took the mail and wrote this.
    pub by: Option<String>,
    /// Its address.
    pub by_address: Option<IpAddr>,
    /// How it came, as the header has it: `ESMTPS`.
    pub protocol: Option<String>,
    /// What is said of TLS.
    pub tls: Option<TlsClaim>,
    /// Whether the way from the one to the other was encrypted, as far as the header says.
    pub sealed: Sealed,
    /// Whether the sender had logged in (RFC 3848: a word with A at its end).
    pub authenticated: bool,
    /// The number under which the server's log has it.
    pub id: Option<String>,
    /// For whom it was.
    pub recipient: Option<String>,
    /// The sender of MAIL FROM, if it is said.
    pub envelope_from: Option<String>,
    /// When.
    #[serde(serialize_with = "moment::written_if_any")]
    pub at: Option<Timestamp>,
    /// The header in one line.
    pub text: String,
    /// Whether DNS has no name for the address, by the server's word, or one that does not lead back to it, or one of which
    /// the server did not find out whether it does.
    #[serde(skip)]
    pub(super) is_doubtful: bool,
    /// Whether it says from where the mail came, or nothing at all, and not which server took it: then it could not be read.
    #[serde(skip)]
    pub(super) is_unread: bool,
    /// Whether its date cannot be read, since words of it are joined.
    #[serde(skip)]
    pub(super) is_joined: bool,
}

/// What a header says of TLS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsClaim {
    /// `TLS 1.3`.
    pub version: Option<String>,
    /// The cipher suite, in the server's own spelling.
    pub cipher: Option<String>,
}

/// Whether a hop was encrypted, as far as its header says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sealed {
    /// It says that it was.
    Yes,
    /// It has a word without the S of TLS (RFC 3848), and is of a program that is known to write it.
    No,
    /// The mail did not leave the machine, or came by another way than a connection.
    Local,
    /// It does not say.
    #[default]
    Unsaid,
}

impl Sealed {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Yes => "encrypted, it says",
            Self::No => "not encrypted, it says",
            Self::Local => "inside one system",
            Self::Unsaid => "does not say whether it was encrypted",
        }
    }
}

impl Received {
    /// The first word of how it came, in capitals: `ESMTPS`. Empty if it is not said.
    pub(super) fn word(&self) -> String {
        let protocol = self.protocol.as_deref().unwrap_or_default();
        let word = protocol.split(' ').next().unwrap_or_default();
        word.to_ascii_uppercase()
    }

    /// Whether it came by no protocol of mail, but was written on a page of the web.
    pub(super) fn is_by_web(&self) -> bool {
        matches!(self.word().as_str(), "HTTP" | "HTTPS")
    }
}

/// Reads the value of a Received header.
pub(super) fn parse(value: &str) -> Received {
    let value = syntax::cut(value, MAX_VALUE);
    // RFC 5321 §4.4 demands a “;” before the date. SendGrid's servers write none.
    let place = lexer::last_semicolon(value).or_else(|| Some(date::at_end(value)?.0));
    let (clauses, when) = place
        .and_then(|place| value.split_at_checked(place))
        .unwrap_or((value, ""));
    let mut received = Received {
        at: date::parse(when.trim_start_matches(';')),
        text: value.split_whitespace().collect::<Vec<_>>().join(" "),
        ..Received::default()
    };
    let mut clauses = cut(clauses);
    // IBM's gateways write what they say of TLS behind the semicolon.
    clauses.push(Clause::of_comments(when));
    let of = |name: Name| clauses.iter().find(|clause| clause.name == name);
    if let Some(from) = of(Name::From) {
        read_from(from, &mut received);
        let mut comments = clauses.iter().flat_map(|clause| &clause.comments);
        let is_exim = comments.any(|comment| comment.starts_with("Exim "));
        // Exim leaves out what was given in HELO if DNS gives the same name, and writes the address if DNS gives none.
        if is_exim && received.reverse.is_none() {
            received.reverse = received.helo.clone().filter(|_| has_name_first(from));
            received.is_doubtful = received.reverse.is_none();
        }
        received.is_doubtful |= is_unchecked(&clauses);
    }
    if let Some(by) = of(Name::By) {
        received.by = by.words.first().map(|word| bare(word));
        let words = by.words.iter().map(String::as_str);
        let texts = words.chain(by.comments.iter().flat_map(|comment| said(comment)));
        received.by_address = texts.filter_map(address).next();
    }
    let with: Vec<&str> = clauses
        .iter()
        .filter(|clause| clause.name == Name::With)
        .flat_map(|clause| clause.words.iter().map(String::as_str))
        .collect();
    // Fastmail's stores are handed mail by a proxy that is named in place of the protocol.
    let is_proxy = of(Name::By).is_some_and(|by| by.comments.iter().any(|one| one == "LMTPProxy"));
    received.protocol = (!with.is_empty())
        .then(|| with.join(" "))
        .or_else(|| is_proxy.then(|| "LMTP".to_owned()));
    received.id = of(Name::Id).and_then(|clause| clause.words.first().cloned());
    received.recipient = of(Name::For)
        .and_then(|clause| clause.words.first())
        .map(|word| bare(word));
    let comments = || clauses.iter().flat_map(|clause| &clause.comments);
    received.envelope_from = of(Name::EnvelopeFrom)
        .and_then(|clause| clause.words.first())
        .map(|word| bare(word))
        .or_else(|| comments().find_map(|comment| envelope_from(comment)));
    let words = of(Name::Tls).into_iter().flat_map(|clause| &clause.words);
    let words = words.map(String::as_str);
    received.tls = tls(comments().flat_map(|comment| said(comment)).chain(words));
    received.authenticated = matches!(
        received.word().as_str(),
        "ESMTPA"
            | "ESMTPSA"
            | "LMTPA"
            | "LMTPSA"
            | "UTF8SMTPA"
            | "UTF8SMTPSA"
            | "UTF8LMTPA"
            | "UTF8LMTPSA"
            | "ASMTP"
    );
    received.sealed = sealed(&received, &with, &clauses);
    received.is_unread = is_unread(&received, &clauses);
    received.is_joined = received.at.is_none() && is_joined(when);
    received
}

fn read_from(clause: &Clause, received: &mut Received) {
    let first = clause.words.first().map(|word| bare(word));
    let texts = || {
        clause
            .comments
            .iter()
            .flat_map(|comment| comment.split([' ', '\t', ',', '(', ')']))
    };
    // What was given in HELO may be an address too, and is the sender's word.
    received.address = clause
        .comments
        .iter()
        .flat_map(|comment| said(comment))
        .find_map(address)
        .or_else(|| clause.words.iter().find_map(|word| address(word)));
    // Exim: `(helo=name)`. qmail: `(HELO name)`. Then what stands in front is the name that DNS has.
    let of_exim = texts().find_map(|text| strip_word(text, "helo="));
    let given = of_exim.or_else(|| {
        let mut words = texts();
        words
            .find(|word| word.eq_ignore_ascii_case("helo") || word.eq_ignore_ascii_case("ehlo"))?;
        words.next()
    });
    let first = first.filter(|name| !name.is_empty());
    if let Some(given) = given.filter(|given| !given.is_empty()) {
        received.helo = Some(bare(given));
        received.reverse = first.filter(|name| is_name(name));
        // Only Exim writes `helo=`, and it has seen that the name leads back. qmail does so only with `tcpserver -p`.
        received.is_doubtful = received.reverse.is_none() || of_exim.is_none();
        return;
    }
    received.reverse = clause
        .comments
        .iter()
        .filter(|comment| comment.contains(['[', ']']) || !comment.contains(' '))
        // Exim's clients say themselves what stands there.
        .filter(|comment| strip_word(comment, "ident=").is_none())
        .filter_map(|comment| comment.split([' ', '\t']).next())
        .map(|word| word.rsplit_once('@').map_or(word, |(_, name)| name))
        .map(bare)
        .find(|name| is_name(name));
    received.helo = first;
    // Sendmail marks a name that does not lead back; others leave out what does not, and write the address in brackets.
    let has = |what: &str| clause.comments.iter().any(|comment| comment.contains(what));
    let has_brackets = received.reverse.is_none() && has("[") && !has("%");
    received.is_doubtful = has("may be forged") || has("unknown") || has_brackets;
}

/// Whether a name stands first, and nothing says that another was given in HELO.
fn has_name_first(from: &Clause) -> bool {
    let has_other = from
        .comments
        .iter()
        .any(|comment| comment.contains("helo="));
    !has_other && from.words.first().is_some_and(|word| is_name(word))
}

/// Whether it is a name that DNS may have given.
fn is_name(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    text.contains('.')
        && text.len() <= 255
        && text.chars().all(is_plain)
        && text.parse::<IpAddr>().is_err()
}

/// A word without the brackets around it and the full stop at its end.
fn bare(word: &str) -> String {
    let word = word.trim_matches(['<', '>', ',', ';']);
    word.strip_suffix('.').unwrap_or(word).to_owned()
}

/// An address as it stands in these headers: `[192.0.2.1]`, `[IPv6:2001:db8::1]`, `user@192.0.2.1`, `[192.0.2.1]:4711`,
/// `fe80::1%12`.
pub(super) fn address(word: &str) -> Option<IpAddr> {
    if word.len() > 300 {
        return None;
    }
    let word = word.rsplit_once('@').map_or(word, |(_, after)| after);
    let word = match word.split_once('[') {
        Some((_, inner)) => inner.split(']').next()?,
        None => word,
    };
    let word = strip_word(word, "ipv6:").unwrap_or(word);
    let word = word.split('%').next()?;
    word.trim_matches(['(', ')', ',', ';'])
        .parse()
        .ok()
        .map(|address: IpAddr| address.to_canonical())
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (front, rest) = text.split_at_checked(word.len())?;
    front.eq_ignore_ascii_case(word).then_some(rest)
}

#[cfg(test)]
mod client_tests;
#[cfg(test)]
mod tests;
