//! A single mail, or its headers: where it came from, who vouches for it, and what became of that on the way.

mod authentication_results;
mod author;
mod date;
mod field;
mod hints;
mod lexer;
mod path;
mod received;

pub use authentication_results::{AuthResults, MethodResult, Property};
pub use author::{Author, Mailbox, Title};
pub use field::{Field, MAX_MESSAGE, Message, MessageError};
pub use hints::Hint;
pub use path::{Border, Hop, Path, Trust};
pub use received::{Received, Sealed, TlsClaim};
