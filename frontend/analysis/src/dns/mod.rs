//! Asking DNS and reading its answers, in the wire format of RFC 1035 that DNS over HTTPS carries (RFC 8484).
//!
//! A [`Question`] names something and says which type of record is wanted; [`encode()`] makes the message to send, and
//! [`decode()`] reads what came back, provided that it answers this very question. Both are pure: how the bytes travel is
//! the business of the page and the command line.
//!
//! Three things of an answer matter beyond its records. The *response code* tells "there is no such name" (NXDOMAIN) from
//! "the name is there, but has no such record" (NODATA) from "the resolver could not find out" (SERVFAIL and others):
//! [`Message::answer`] keeps them apart. The *AD bit* says that the resolver proved the answer with DNSSEC (RFC 4035
//! §3.2.3); it is worth what the resolver and the way to it are worth. An *extended error* (RFC 8914) says why there is
//! no answer: "DNSSEC bogus", "no reachable authority".
//!
//! A name may be an alias (CNAME) of another, for several steps; the records then belong to the last one, and so does
//! the response code (RFC 6604). The chain is kept, since some names must not be aliases: the target of an MX record.
//!
//! Answers come from strangers: sizes and counts are bounded, compression pointers only ever lead backwards, a chain
//! that bites its tail is an error, and one record whose content is broken does not hide the others.

mod content;
mod decode;
mod encode;
mod fault;
mod message;
mod name;
mod question;
mod rcode;
mod record;

pub use decode::decode;
pub use encode::encode;
pub use fault::DecodeFault;
pub use message::{Answer, Message};
pub(crate) use name::is_within;
pub use name::{QueryName, QueryNameError};
pub use question::{Question, RecordType};
pub use rcode::{ExtendedError, Rcode};
pub use record::{Record, RecordData, TxtRecord};

#[cfg(test)]
pub(crate) mod answers;
#[cfg(test)]
mod tests;
