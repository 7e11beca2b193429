//! What the lines of a large table hold.

use std::rc::Rc;

use crate::components::IconKind;

/// A cell. Its text may quote what others wrote.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cell {
    /// What it says.
    pub(super) text: String,
    /// What is said below it.
    pub(super) hint: String,
    /// By what it is sorted, if not by its text.
    pub(super) number: Option<u64>,
    /// The sign before it.
    pub(super) sign: Option<IconKind>,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    pub(super) fn number(number: u64) -> Self {
        Self {
            text: super::numbers::thousands(number),
            number: Some(number),
            ..Self::default()
        }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: hint.into(),
            ..self
        }
    }

    pub(super) fn sign(self, sign: IconKind) -> Self {
        Self {
            sign: Some(sign),
            ..self
        }
    }
}

/// A line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    /// One for each column.
    pub(super) cells: Vec<Cell>,
    /// What else is found by the filter.
    pub(super) words: String,
    /// What is said of it when it is opened; made then. The place in the list is given back.
    pub(super) opens: bool,
}

/// The lines of a table. Two tables are two: comparing all their lines takes longer than drawing those that are seen.
#[derive(Clone, Debug)]
pub(super) struct Lot(pub(super) Rc<Vec<Line>>);

impl PartialEq for Lot {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}
