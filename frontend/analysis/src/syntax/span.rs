//! Where in a text something is.

use serde::{Deserialize, Serialize};

/// A range of byte offsets in a text: `start` inclusive, `end` exclusive, both on character boundaries.
///
/// An empty span marks a place where something is missing.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// From `start` up to, not including, `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The whole of a text.
    #[must_use]
    pub const fn whole(text: &str) -> Self {
        Self::new(0, text.len())
    }

    /// The empty span at the end of a text, where what is missing would be added.
    #[must_use]
    pub const fn end_of(text: &str) -> Self {
        Self::new(text.len(), text.len())
    }

    /// The marked part of a text; `None` when the span is of another, shorter text.
    #[must_use]
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }

    /// Whether nothing is marked: the span is a place between characters.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The same span in a text that has so many bytes more at its front.
    #[must_use]
    pub(crate) const fn shifted(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// This span without the white space (space and tab: RFC 5234 `WSP`) at both its ends.
    #[must_use]
    pub(crate) fn trimmed(self, text: &str) -> Self {
        let part = self.of(text).unwrap_or_default();
        let rest = part.trim_start_matches([' ', '\t']);
        let start = self.start + (part.len() - rest.len());
        Self::new(start, start + rest.trim_end_matches([' ', '\t']).len())
    }
}
