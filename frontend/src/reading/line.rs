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

impl Line {
    /// What tells it from others: neither a number nor a verdict does, which change with what is found out.
    fn name(&self) -> String {
        let names = self.cells.iter();
        let names = names.filter(|cell| cell.number.is_none() && cell.sign.is_none());
        names.fold(String::new(), |name, cell| name + &cell.text + "\n")
    }
}

/// The line that is open: its place, and what it is, since other lines may come to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    place: usize,
    name: String,
}

impl Opened {
    pub(super) fn new(place: usize, line: &Line) -> Self {
        Self {
            place,
            name: line.name(),
        }
    }

    pub(super) fn is(&self, place: usize, line: &Line) -> bool {
        self.place == place && self.name == line.name()
    }

    /// The same line among others, if it is there: at its place, or else the first of its kind.
    pub(super) fn among(&self, lines: &[Line]) -> Option<Self> {
        let is_same = |line: &Line| line.name() == self.name;
        let place = if lines.get(self.place).is_some_and(is_same) {
            Some(self.place)
        } else {
            lines.iter().position(is_same)
        };
        place.map(|place| Self {
            place,
            name: self.name.clone(),
        })
    }
}

/// The lines of a table. Two tables are two: comparing all their lines takes longer than drawing those that are seen.
#[derive(Clone, Debug)]
pub(super) struct Lot(pub(super) Rc<Vec<Line>>);

impl PartialEq for Lot {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, mails: u64, verdict: &str) -> Line {
        Line {
            cells: vec![
                Cell::text(name),
                Cell::number(mails),
                Cell::text(verdict).sign(IconKind::Good),
            ],
            words: String::new(),
            opens: true,
        }
    }

    #[test]
    fn an_open_line_is_found_where_it_went() {
        let before = [line("a", 2, "x"), line("b", 1, "x"), line("b", 1, "x")];
        let opened = Opened::new(2, &before[2]);
        assert!(opened.is(2, &before[2]) && !opened.is(1, &before[1]));
        // Of two that are alike it is the one at its place.
        assert_eq!(opened.among(&before), Some(opened.clone()));
        let after = [line("b", 9, "y"), line("a", 2, "x")];
        assert_eq!(opened.among(&after), Some(Opened::new(0, &after[0])));
        assert_eq!(opened.among(&after[1..]), None);
    }
}
