//! The words, one table for each kind of line. They are long, so that the page does not carry them.

mod classes;
mod commands;
mod keywords;
mod notes;
mod replies;
mod statuses;

use std::borrow::Cow;

pub(super) use classes::CLASSES;
pub(super) use commands::COMMANDS;
pub(super) use keywords::KEYWORDS;
pub(super) use notes::NOTES;
pub(super) use replies::REPLIES;
pub(super) use statuses::STATUSES;

use super::Entry;

const fn entry(
    key: &'static str,
    title: &'static str,
    meaning: &'static str,
    action: &'static str,
) -> Entry {
    Entry {
        key: Cow::Borrowed(key),
        title: Cow::Borrowed(title),
        meaning: Cow::Borrowed(meaning),
        action: Cow::Borrowed(action),
    }
}
