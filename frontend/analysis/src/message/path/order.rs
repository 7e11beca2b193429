//! Whether the headers stand in the order of the mail: lists of headers are sorted by name, or show the oldest first.

use super::Received;
use crate::dkim::RawField as _;
use crate::message::Message;

/// Headers of the author's, or of the program that he writes with. Servers put theirs above these (RFC 5321 §4.4).
const OF_AUTHOR: [&str; 11] = [
    "from",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "reply-to",
    "in-reply-to",
    "references",
];
/// So few headers may stand in the order of their names by chance.
const FEW: usize = 8;
/// And so few different names.
const FEW_NAMES: usize = 5;
/// Two clocks may differ by so much, in milliseconds.
const SKEW: i64 = 300_000;

/// Another order of headers than that of the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::message) enum Order {
    /// By their names.
    Sorted,
    /// The oldest line of the way first.
    OldestFirst,
}

impl Order {
    /// In words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Sorted => {
                "The headers are sorted by their names, so their own order is lost. That order alone shows which of them the \
                 recipient's own servers wrote."
            }
            Self::OldestFirst => {
                "The headers seem to stand upside down: in a mail, those that servers add stand above the author's, the newest \
                 on top. That order alone shows which of them the recipient's own servers wrote."
            }
        }
    }
}

/// The order of the headers, if it is not that of the mail; `received` from the top.
///
/// A header of the author's must stand above the lines of all servers, or none at all: so nobody who sends a mail can make
/// it look as if its order was lost.
pub(super) fn order(message: &Message, received: &[(usize, Received)]) -> Option<Order> {
    let (first, _) = received.first()?;
    let names: Vec<String> = message
        .fields()
        .iter()
        .map(|field| field.name().to_ascii_lowercase())
        .collect();
    let is_of_author = |name: &&String| OF_AUTHOR.contains(&name.as_str());
    let above = names.iter().take(*first).filter(is_of_author).count();
    let has_below = names.iter().skip(*first).any(|name| is_of_author(&name));
    // RFC 5321 §4.4: each server puts its line on top of what it got.
    if above == 0 && has_below {
        return None;
    }
    if above > 0 && is_sorted(message) {
        return Some(Order::Sorted);
    }
    let has_from = has_from_above(message, received);
    let is_upside_down = has_from && above >= 3 && !has_below;
    // Programs that show the headers of people first leave the others in their order: then the clocks tell.
    let may_be = has_from || (above == 0 && received.len() >= 3);
    (is_upside_down || (may_be && rises(received))).then_some(Order::OldestFirst)
}

/// Whether the author's From header stands above all lines of the way, which servers put on top of it.
pub(super) fn has_from_above(message: &Message, received: &[(usize, Received)]) -> bool {
    let Some((first, _)) = received.first() else {
        return false;
    };
    let mut above = message.fields().iter().take(*first);
    above.any(|field| field.name().eq_ignore_ascii_case("from"))
}

/// Whether all names are in the order of the alphabet, or all in the opposite one, and enough of them to be no chance.
fn is_sorted(message: &Message) -> bool {
    let names: Vec<&str> = message.fields().iter().map(|field| field.name()).collect();
    let mut different: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    different.sort_unstable();
    different.dedup();
    if names.len() < FEW || different.len() < FEW_NAMES {
        return false;
    }
    let is_by = |key: fn(&str) -> String| {
        let keys: Vec<String> = names.iter().map(|name| key(name)).collect();
        keys.is_sorted() || keys.iter().rev().is_sorted()
    };
    is_by(str::to_owned) || is_by(str::to_ascii_lowercase) || is_by(letters)
}

/// A name as dictionaries sort it.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Whether the times never fall from the top to the bottom, and rise by more than clocks differ.
fn rises(received: &[(usize, Received)]) -> bool {
    let times: Vec<i64> = received
        .iter()
        .filter_map(|(_, line)| line.at.map(|at| at.millis()))
        .collect();
    let (Some(first), Some(last)) = (times.first(), times.last()) else {
        return false;
    };
    let least = if times.len() >= 3 { 0 } else { SKEW };
    times.is_sorted() && last.saturating_sub(*first) > least
}
