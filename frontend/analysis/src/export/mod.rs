//! The report for other programs and for other people's: findings as CSV, the whole as Markdown for a ticket, and the little
//! that can be read back of a report that was saved as JSON.
//!
//! What strangers wrote is made harmless for where it goes: no cell is a formula, no line of a ticket is markup, a mention or
//! a link, and control and direction characters are written out.

mod csv;
mod glimpse;
mod markdown;

pub use csv::{csv, push_row};
pub use glimpse::{Glimpse, GlimpsedFinding, glimpse};
pub use markdown::markdown;
