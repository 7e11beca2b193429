//! A single mail, or its headers: where it came from, who vouches for it, and what became of that on the way.

mod field;

pub use field::{Field, MAX_MESSAGE, Message, MessageError};
