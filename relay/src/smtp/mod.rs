//! SMTP as far as a prober needs it, apart from any I/O: bytes to replies, and what to say next.

mod dialogue;
mod recipients;
mod reply;
mod trial;

pub use dialogue::{Command, Dialogue, Next};
pub use recipients::Circumstances;
pub(crate) use reply::excerpt;
pub use reply::{Progress, ReplyReader};
pub use trial::{Envelope, Trial, TrialNext};
