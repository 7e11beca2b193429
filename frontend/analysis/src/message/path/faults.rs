//! What is wrong with the headers of a text, so that the lines of the way may not be those of the mail.

use std::net::IpAddr;

use super::doubt::Doubt;
use super::order::{Order, has_from_above, order};
use crate::dkim::RawField as _;
use crate::message::Message;
use crate::message::received::{self, Received};

/// Headers in which Exchange writes from where a mail came before it passed a filter in front of it.
const SKIPPED: [&str; 2] = [
    "X-MS-Exchange-SkipListedInternetSender",
    "X-MS-Exchange-ExternalOriginalInternetSender",
];

/// What is wrong with the headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::message) struct Faults {
    /// Their order, if it is not that of the mail.
    pub(super) order: Option<Order>,
    /// The place of the newest line of the way, if headers that stood below it were put above it: as programs do that show
    /// those of people first, or gather what is of one kind.
    moved: Option<usize>,
    /// The places of headers that are not whole.
    torn: Vec<(usize, Torn)>,
    /// Whether lines above the first header look like the rest of a Received header.
    is_cut: bool,
    /// Addresses from which mail came to a filter before Exchange, by a header that Exchange writes. It writes it anywhere,
    /// and so may the sender.
    pub(super) skipped: Vec<IpAddr>,
}

/// How a header is not whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Torn {
    /// A line of the way that lost lines of its text.
    Lost,
    /// A line of the way that could not be read.
    Unread,
    /// Another header, behind which stand lines that are none.
    Other,
}

impl Faults {
    pub(in crate::message) fn read(message: &Message, received: &[(usize, Received)]) -> Self {
        let of = |place: usize| received.iter().find(|(at, _)| *at == place);
        let torn = message.fields().iter().enumerate();
        let torn = torn.filter_map(|(place, field)| {
            let line = of(place);
            let torn = match line {
                Some(_) if field.is_broken() => Torn::Lost,
                Some((_, line)) if line.is_unread => Torn::Unread,
                // Lines that were joined to a header are its own. One that stands alone may be of the way.
                None if field.is_broken() && message.stray_lines > 0 => Torn::Other,
                Some(_) | None => return None,
            };
            Some((place, torn))
        });
        let skipped = message.fields().iter().filter(|field| {
            let mut names = SKIPPED.iter();
            names.any(|name| name.eq_ignore_ascii_case(field.name()))
        });
        Self {
            order: order(message, received),
            moved: has_from_above(message, received)
                .then(|| received.first().map(|(place, _)| *place))
                .flatten(),
            torn: torn.collect(),
            is_cut: message.lost_its_top(),
            skipped: skipped
                .filter_map(|field| skipped_by(&field.value()))
                .collect(),
        }
    }

    /// Whether a header above the newest line of the way may have been moved there from below.
    pub(in crate::message) fn may_be_moved(&self, place: usize) -> bool {
        self.moved.is_some_and(|newest| place < newest)
    }

    /// What there is to doubt of a border that hangs on headers which are not whole; `hint` is the place of the header that
    /// it was found by.
    pub(super) fn doubt(
        &self,
        hops: &[&(usize, Received)],
        border: usize,
        hint: Option<usize>,
    ) -> Option<Doubt> {
        let (at, _) = hops.get(border)?;
        let number = border + 1;
        let found = |from, words: String| Doubt {
            from,
            hops: Vec::new(),
            is_public: false,
            is_torn: true,
            is_below: false,
            words: format!(
                "{words} So another line may be the one in which the mail came in. Give the mail as a saved file, or choose \
                 line {number} if you know that the mail came in there."
            ),
        };
        if self.is_cut {
            let words = "Lines above the first header look like the rest of a Received header whose beginning is missing.";
            return Some(found(0, words.to_owned()));
        }
        // What stands above a hint was there before it, and what is between the two it does not need.
        let mut above = self
            .torn
            .iter()
            .filter(|(place, _)| place <= at && hint.is_none_or(|hint| *place < hint));
        let (place, torn) = above.next()?;
        let line = || {
            let hop = hops.iter().position(|(at, _)| at == place);
            hop.map_or_else(|| "A line".to_owned(), |hop| format!("Line {}", hop + 1))
        };
        let words = match torn {
            Torn::Lost => format!(
                "{} of the way is not whole: lines of it lost the white space at their beginning.",
                line()
            ),
            Torn::Unread => format!("{} of the way could not be read whole.", line()),
            Torn::Other => {
                "Above the line in which the mail seems to have come in stand lines that are no headers.".to_owned()
            }
        };
        Some(found(place + 1, words))
    }
}

/// `ip=[192.0.2.1];domain=example.net`.
fn skipped_by(value: &str) -> Option<IpAddr> {
    let mut parts = value.split(';');
    let ip = parts.find_map(|part| part.trim().strip_prefix("ip="))?;
    received::address(ip)
}
