//! Pictures of a report, drawn by ourselves.
//!
//! Words are HTML, which wraps, grows with the reader's letters and is read out; only what is drawn between them is SVG,
//! with its looks in `styles/pictures.css`. Where something lies is decided in pure functions with tests of their own. A
//! picture says by shape and word what it says by colour, and each has a twin with the same facts: a table, or, for a
//! conversation, the list that it is.

mod certificates;
mod dialogue;
pub(crate) mod kit;
pub(crate) mod lines;
mod path;
mod scale;
mod score;
mod spf;
mod tls;

pub(crate) use certificates::certificates;
pub(crate) use dialogue::dialogue;
pub(crate) use path::path;
pub(crate) use score::score;
pub(crate) use spf::spf;
pub(crate) use tls::{groups, versions_and_suites};
