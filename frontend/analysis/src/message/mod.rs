//! A single mail, or its headers: where it came from, who vouches for it, and what became of that on the way.

mod authentication_results;
mod date;
mod field;
mod lexer;
mod received;

pub use authentication_results::{AuthResults, MethodResult, Property};
pub use field::{Field, MAX_MESSAGE, Message, MessageError};
pub use received::{Received, Sealed, TlsClaim};
