//! SMTP as far as a prober needs it, apart from any I/O: bytes to replies, and what to say next.

mod dialogue;
mod reply;

pub use dialogue::{Command, Dialogue, Next};
pub(crate) use reply::excerpt;
pub use reply::{Progress, ReplyReader};
