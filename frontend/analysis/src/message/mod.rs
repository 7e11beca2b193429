//! A single mail, or its headers: where it came from, who vouches for it, and what became of that on the way.
//!
//! ```text
//!   Message::read(bytes)                      its headers and its body, byte for byte
//!   Parts::read(message)                      everything that stands in them; nobody is asked
//!   outstanding(&parts, &choice, &evidence)   what to ask of DNS: keys, policies, SPF, the name of the sending address
//!   examine(&parts, &choice, &evidence, now)  all of it put together; pure, called after every answer
//! ```
//!
//! Whoever sends a mail writes most of its headers. Only what the recipient's own servers added at the top can be believed,
//! so the line in which they took the mail in, the *border*, parts what is known from what is claimed. It is guessed, with
//! the reason in words, and can be chosen.

mod alignment;
mod arc;
mod authentication_results;
mod author;
mod copied;
mod date;
mod examine;
mod field;
mod hints;
mod known;
mod lexer;
mod parts;
mod path;
mod received;
mod remarks;
mod sender;
mod signatures;

pub use alignment::{DmarcCheck, DmarcResult, GoverningPolicy, Identifier, Vouched};
pub use arc::{Arc, ArcResult, ArcSet};
pub use authentication_results::{AuthResults, MethodResult, Property};
pub use author::{Author, Mailbox, Title};
pub use examine::{Examination, Standing, Statement, examine, outstanding};
pub use field::{Field, MAX_MESSAGE, Message, MessageError};
pub use hints::Hint;
pub use parts::{Choice, Parts};
pub use path::{Border, Hop, Path, Trust};
pub use received::{Received, Sealed, TlsClaim};
pub use remarks::Remark;
pub use sender::{SenderName, SpfCheck};
pub use signatures::{KeyState, SignatureCheck, SignatureResult};

#[cfg(test)]
mod tests;
