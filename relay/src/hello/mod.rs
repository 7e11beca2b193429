//! Raw TLS hellos: what rustls cannot say, and the reading of the answers.
//!
//! rustls speaks TLS 1.2 and 1.3 with modern suites only. To learn whether a server takes anything older, or only
//! that, we write hellos of our own that offer everything, and read the server's side of the handshake as far as it
//! goes without us: to ServerHelloDone or an alert. Everything here is pure: bytes in, facts out.

mod answer;
mod bytes;
mod deep;
mod ladder;
mod offer;
mod order;
mod prime;
mod record;
mod search;
mod writer;

#[cfg(test)]
mod model;

pub(crate) use answer::{Answer, AnswerReader, Choice, Reading};
pub(crate) use deep::{DeepLook, Step};
pub(crate) use ladder::{Ladder, Question, Rung};
pub(crate) use offer::Offer;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use record::Broken;
pub(crate) use writer::{client_hello, parting_alert};
