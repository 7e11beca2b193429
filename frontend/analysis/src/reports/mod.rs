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

use std::net::IpAddr;

pub mod aggregate;
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
