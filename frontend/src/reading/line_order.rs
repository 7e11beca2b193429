//! Which lines of a large table are shown, and in which order.

use std::cmp::Ordering;

use super::line::{Cell, Line};

/// By which column, and which way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Order {
    column: Option<usize>,
    turned: bool,
}

impl Order {
    /// By the column, the other way round, and then as it was. Numbers begin with the largest.
    pub(super) fn pressed(self, column: usize) -> Self {
        match (self.column == Some(column), self.turned) {
            (false, _) => Self {
                column: Some(column),
                turned: false,
            },
            (true, false) => Self {
                column: Some(column),
                turned: true,
            },
            (true, true) => Self::default(),
        }
    }

    /// The word of `aria-sort` for a column.
    pub(super) fn aria(self, column: usize, is_number: bool) -> &'static str {
        match (self.column == Some(column), self.turned == is_number) {
            (false, _) => "none",
            (true, true) => "ascending",
            (true, false) => "descending",
        }
    }
}

/// The places of the lines that the filter takes, sorted.
pub(super) fn sorted(lines: &[Line], filter: &str, order: Order) -> Vec<usize> {
    let filter = filter.trim().to_lowercase();
    let takes = |line: &Line| {
        filter.is_empty()
            || line.words.to_lowercase().contains(&filter)
            || line
                .cells
                .iter()
                .any(|cell| cell.text.to_lowercase().contains(&filter))
    };
    let mut places: Vec<usize> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| takes(line))
        .map(|(place, _)| place)
        .collect();
    if let Some(column) = order.column {
        let cell = |place: &usize| lines.get(*place).and_then(|line| line.cells.get(column));
        places.sort_by(|a, b| {
            let natural = compare(cell(a), cell(b));
            if order.turned {
                natural.reverse()
            } else {
                natural
            }
        });
    }
    places
}

fn compare(a: Option<&Cell>, b: Option<&Cell>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => match (a.number, b.number) {
            (Some(a), Some(b)) => b.cmp(&a),
            _ => a.text.cmp(&b.text),
        },
        _ => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines() -> Vec<Line> {
        [("b.example", 5), ("a.example", 500), ("c.example", 40)]
            .into_iter()
            .map(|(name, number)| Line {
                cells: vec![Cell::text(name), Cell::number(number)],
                words: format!("AS{number}"),
                opens: true,
            })
            .collect()
    }

    fn names(filter: &str, order: Order) -> String {
        let lines = lines();
        let places = sorted(&lines, filter, order);
        places
            .iter()
            .map(|&place| &lines[place].cells[0].text[..1])
            .collect()
    }

    #[test]
    fn headings_sort_and_the_third_press_is_back_at_the_beginning() {
        let name = Order::default().pressed(0);
        assert_eq!(
            (names("", name), name.aria(0, false)),
            ("abc".into(), "ascending")
        );
        let name = name.pressed(0);
        assert_eq!(
            (names("", name), name.aria(0, false)),
            ("cba".into(), "descending")
        );
        assert_eq!(name.pressed(0), Order::default());
        // Numbers by their value, the largest first.
        let number = Order::default().pressed(1);
        assert_eq!(
            (names("", number), number.aria(1, true)),
            ("acb".into(), "descending")
        );
        assert_eq!(names("", Order::default()), "bac");
    }

    #[test]
    fn the_filter_looks_everywhere() {
        for (filter, found) in [("A.EX", "a"), ("as40", "c"), ("example", "bac"), ("no", "")] {
            assert_eq!(names(filter, Order::default()), found, "{filter}");
        }
    }
}
