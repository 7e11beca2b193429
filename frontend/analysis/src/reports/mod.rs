//! Report files: what receivers and senders tell a domain's owner about its mail, read from the files they came in.
//!
//! ```text
//!   Intake::open, feed, close, step   bytes in, in slices: gzip, zip, mails and mailboxes are unpacked on the way
//!     └─ aggregate, tls, failure      one folder for each kind of report: types and parser
//!   Collection                        the reports, each once, and what became of every file
//!     └─ summary                      what they say together
//! ```
//!
//! Three kinds are read. *Aggregate reports* (RFC 9990, and RFC 7489 before it) count the mail that a receiver saw from
//! the domain, by source address and result. *Failure reports* (RFC 9991, RFC 6591) tell of a single mail that failed.
//! *TLS reports* (RFC 8460) count the connections that a sender could and could not secure.
//!
//! Everything here was written by strangers, and much of it carelessly. So readers are tolerant, and each thing they put
//! up with is a [`Remark`]; every size, depth and number has a limit ([`Limits`]); and what was read before a file turned
//! out to be broken is kept.

use std::borrow::Cow;
use std::net::IpAddr;

use shared::DomainName;

pub mod aggregate;
#[cfg(test)]
mod collected;
mod collection;
pub mod export;
pub mod failure;
mod fault;
mod intake;
pub(crate) mod moment;
mod refusal;
pub mod summary;
mod text;
pub mod tls;

pub use collection::{Collection, Kind, Outcome, Place, Reading};
pub use fault::{Fault, Remark, Remarks};
pub use intake::{Intake, Limits, PIECE, Progress, Step};
pub use refusal::Refusal;

/// A longer label is no U-label: its A-label would have more than 63 octets (RFC 5890 §2.3.2.1), however it is composed.
const MAX_U_LABEL: usize = 256;

/// A domain name in lower-case A-labels without its last dot. What cannot be written in them stays as it is, in lower case.
fn domain_name(name: &str) -> Cow<'_, str> {
    let name = name.trim_end_matches('.');
    if !name.is_ascii() {
        return Cow::Owned(in_a_labels(name).unwrap_or_else(|| name.to_lowercase()));
    }
    // Nearly all names are in lower case, and a report has hundreds of thousands: those are not copied.
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// RFC 5890 §2.3.2.1: a U-label and its A-label are one name. RFC 8616 §4 to §6: SPF, DKIM and DMARC go by A-labels, and
/// reporters write either.
fn in_a_labels(name: &str) -> Option<String> {
    // Not for what has more around the name, such as a whole address: that stays as it stands, as it does in ASCII.
    let is_name = name.chars().all(|one| {
        !one.is_ascii() || one.is_ascii_alphanumeric() || matches!(one, '.' | '-' | '_')
    });
    if !is_name || name.split('.').any(|label| label.len() > MAX_U_LABEL) {
        return None;
    }
    // Labels with “_” are for machines and in ASCII: they have no other form, and what is below them has.
    let begin = name
        .rfind('_')
        .and_then(|at| name.get(at..)?.find('.').map(|dot| at + dot + 1))
        .unwrap_or_default();
    let (machines, people) = name.split_at_checked(begin)?;
    let people = DomainName::parse(people).ok()?;
    machines
        .is_ascii()
        .then(|| format!("{}{people}", machines.to_ascii_lowercase()))
}

/// An address as reporters write it: in brackets, with `IPv6:` before it or a name after it. An IPv4 address in an IPv6
/// one is the same machine, however the reporter's sockets are made.
fn address(text: &str) -> Option<IpAddr> {
    let first = text.split_ascii_whitespace().next()?;
    let bare = first.trim_matches(['[', ']']);
    let bare = bare.strip_prefix("IPv6:").unwrap_or(bare);
    bare.parse()
        .ok()
        .map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_a_name_are_one() {
        for (written, name) in [
            ("Example.ORG.", "example.org"),
            ("example.org", "example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example.", "xn--bcher-kva.example"),
            ("XN--bcher-kva.Example", "xn--bcher-kva.example"),
            // Composed of two characters.
            ("bu\u{308}cher.example", "xn--bcher-kva.example"),
            ("Mail.bücher。example", "mail.xn--bcher-kva.example"),
            ("example.рф", "example.xn--p1ai"),
            ("Bounce_1.bücher.example", "bounce_1.xn--bcher-kva.example"),
            // No names, which stay as they are.
            ("", ""),
            ("Ä_Ö.bücher.example", "ä_ö.bücher.example"),
            ("Joe@bücher.example", "joe@bücher.example"),
            ("xn--a.bücher.example", "xn--a.bücher.example"),
            ("BÜCHER", "bücher"),
        ] {
            assert_eq!(domain_name(written), name, "{written}");
        }
        assert!(matches!(domain_name("example.org"), Cow::Borrowed(_)));
        let long = "ü".repeat(300);
        assert_eq!(domain_name(&long), long);
    }
}
