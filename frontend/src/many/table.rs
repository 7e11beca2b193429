//! Which rows of a run are shown, and in which order.

use std::cmp::Ordering;

use analysis::finding::Area;
use analysis::grade::Letter;
use analysis::report::Status;

use super::queue::{Item, State};
use super::row::Row;

/// Rows that are shown at once.
pub(crate) const WINDOW: usize = 100;

/// By what the rows are sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Key {
    /// By their place in the list.
    #[default]
    Place,
    /// By name.
    Name,
    /// By how far they are.
    State,
    /// By grade.
    Grade,
    /// By score.
    Score,
    /// By how many areas are broken or warn.
    Troubles,
}

/// The order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    /// By what.
    pub(crate) key: Key,
    /// Whether the other way round.
    pub(crate) descending: bool,
}

impl Order {
    /// The order after the heading of a key was pressed: by it, then the other way round, then as in the list.
    pub(crate) fn pressed(self, key: Key) -> Self {
        match (self.key == key, self.descending) {
            (false, _) => Self {
                key,
                descending: false,
            },
            (true, false) => Self {
                key,
                descending: true,
            },
            (true, true) => Self::default(),
        }
    }

    const fn turned(self, ordering: Ordering) -> Ordering {
        if self.descending {
            ordering.reverse()
        } else {
            ordering
        }
    }

    /// For `aria-sort`.
    pub(crate) fn aria(self, key: Key) -> &'static str {
        match (self.key == key, self.descending) {
            (false, _) => "none",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }
}

/// Which rows are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Domains and hosts that have this in their name.
    pub(crate) text: String,
    /// Of which grade.
    pub(crate) grade: Grade,
    /// With which finding; any if empty.
    pub(crate) code: String,
    /// With a warning or an error in this area.
    pub(crate) area: Option<Area>,
}

/// Of which grade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Grade {
    /// Any, and none.
    #[default]
    Any,
    /// This letter, whether certain or at best.
    Is(Letter),
    /// Checked, and without a letter.
    None,
    /// Could not be checked.
    Failed,
    /// Not finished.
    Open,
}

impl Filter {
    /// Whether a domain is wanted.
    fn takes(&self, item: &Item) -> bool {
        self.takes_text(item)
            && self.takes_grade(&item.state)
            && self.takes_code(&item.state)
            && self
                .area
                .is_none_or(|area| row_of(item).is_some_and(|row| has_trouble(row, area)))
    }

    fn takes_text(&self, item: &Item) -> bool {
        let text = self.text.trim().to_ascii_lowercase();
        let is_in = |name: &str| name.contains(&text);
        let row = row_of(item);
        text.is_empty()
            || is_in(item.domain.as_str())
            || row.is_some_and(|row| row.hosts.iter().any(|host| is_in(host)))
            || item.domain.to_unicode().is_some_and(|name| is_in(&name))
    }

    fn takes_grade(&self, state: &State) -> bool {
        match (self.grade, state) {
            (Grade::Any, _)
            | (Grade::Failed, State::Failed { .. })
            | (Grade::Open, State::Waiting | State::Running) => true,
            (Grade::Is(letter), State::Done(row)) => row.letter() == Some(letter),
            (Grade::None, State::Done(row)) => row.letter().is_none(),
            _ => false,
        }
    }

    fn takes_code(&self, state: &State) -> bool {
        match state {
            _ if self.code.is_empty() => true,
            State::Done(row) => row.codes.contains(&self.code),
            State::Waiting | State::Running | State::Failed { .. } => false,
        }
    }
}

/// A part of the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// The places of the rows in the list, in the order they are shown.
    pub(crate) places: Vec<usize>,
    /// Which window it is, from zero.
    pub(crate) number: usize,
    /// How many there are.
    pub(crate) of: usize,
    /// Rows that the filter takes.
    pub(crate) rows: usize,
}

/// The rows that are shown: those that the filter takes, sorted, and of them one window.
pub(crate) fn window(items: &[Item], filter: &Filter, order: Order, number: usize) -> Window {
    let mut places = sorted(items, filter, order);
    let rows = places.len();
    let of = rows.div_ceil(WINDOW).max(1);
    let number = number.min(of.saturating_sub(1));
    places.drain(..number.saturating_mul(WINDOW).min(rows));
    places.truncate(WINDOW);
    Window {
        places,
        number,
        of,
        rows,
    }
}

/// The places of all rows that the filter takes, sorted.
pub(crate) fn sorted(items: &[Item], filter: &Filter, order: Order) -> Vec<usize> {
    let mut taken: Vec<(usize, &Item)> = items
        .iter()
        .enumerate()
        .filter(|(_, item)| filter.takes(item))
        .collect();
    // Stable, so that equals stay as they are in the list.
    taken.sort_by(|(_, a), (_, b)| compare(a, b, order));
    if order.key == Key::Place && order.descending {
        taken.reverse();
    }
    taken.into_iter().map(|(place, _)| place).collect()
}

fn compare(a: &Item, b: &Item, order: Order) -> Ordering {
    match order.key {
        Key::Place => Ordering::Equal,
        Key::Name => order.turned(a.domain.as_str().cmp(b.domain.as_str())),
        Key::State => order.turned(state_rank(&a.state).cmp(&state_rank(&b.state))),
        Key::Grade => by_value(a, b, order, Row::letter),
        Key::Score => by_value(a, b, order, |row| row.score),
        Key::Troubles => by_value(a, b, order, |row| Some(row.troubles())),
    }
}

/// What has no value stands behind what has one, whichever way it goes: there is nothing to compare.
fn by_value<T: Ord>(
    a: &Item,
    b: &Item,
    order: Order,
    value: impl Fn(&Row) -> Option<T>,
) -> Ordering {
    match (row_of(a).and_then(&value), row_of(b).and_then(&value)) {
        (Some(a), Some(b)) => order.turned(a.cmp(&b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// Whether a row has something wrong in an area.
pub(crate) fn has_trouble(row: &Row, area: Area) -> bool {
    row.statuses()
        .any(|(known, status)| known == area && matches!(status, Status::Warning | Status::Error))
}

const fn state_rank(state: &State) -> u8 {
    match state {
        State::Running => 0,
        State::Failed { .. } => 1,
        State::Done(_) => 2,
        State::Waiting => 3,
    }
}

/// The row of a finished domain.
fn row_of(item: &Item) -> Option<&Row> {
    match &item.state {
        State::Done(row) => Some(row),
        State::Waiting | State::Running | State::Failed { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::row::sample;
    use super::*;

    fn item(name: &str, state: State) -> Item {
        Item {
            domain: name.parse().unwrap(),
            state,
        }
    }

    fn done(name: &str, label: &str, score: Option<u32>, codes: &[&str]) -> Item {
        item(
            name,
            State::Done(Rc::new(Row {
                score,
                ..sample(label, codes)
            })),
        )
    }

    fn items() -> Vec<Item> {
        vec![
            done("b.example", "A+", Some(95), &[]),
            item("a.example", State::Waiting),
            done("d.example", "F", Some(10), &["starttls-missing"]),
            item("c.example", State::Failed { why: "no".into() }),
            done(
                "e.example",
                "B at best",
                None,
                &["starttls-missing", "spf-missing"],
            ),
            done("f.example", "–", None, &[]),
            item("g.example", State::Running),
        ]
    }

    fn with_certificate_warning(mut items: Vec<Item>) -> Vec<Item> {
        items.push(item(
            "h.example",
            State::Done(Rc::new(Row {
                areas: "ggwgggg".into(),
                hosts: Vec::new(),
                ..sample("C", &[])
            })),
        ));
        items
    }

    fn names(filter: &Filter, order: Order) -> String {
        let items = items();
        let places = sorted(&items, filter, order);
        places
            .iter()
            .map(|&place| &items[place].domain.as_str()[..1])
            .collect()
    }

    #[test]
    fn every_key_sorts_and_what_has_no_value_stands_last() {
        for (key, ascending, descending) in [
            (Key::Place, "badcefg", "gfecdab"),
            (Key::Name, "abcdefg", "gfedcba"),
            (Key::Grade, "debacfg", "bedacfg"),
            (Key::Score, "dbacefg", "bdacefg"),
            (Key::State, "gcbdefa", "abdefcg"),
        ] {
            let of = |descending| names(&Filter::default(), Order { key, descending });
            assert_eq!(of(false), ascending, "{key:?}");
            assert_eq!(of(true), descending, "{key:?}");
        }
        assert_eq!(
            names(
                &Filter::default(),
                Order {
                    key: Key::Troubles,
                    descending: false
                }
            ),
            "bdefacg"
        );
    }

    #[test]
    fn a_heading_pressed_thrice_is_back_at_the_beginning() {
        let order = Order::default().pressed(Key::Grade);
        assert_eq!(
            (order.aria(Key::Grade), order.aria(Key::Name)),
            ("ascending", "none")
        );
        let order = order.pressed(Key::Grade);
        assert_eq!(order.aria(Key::Grade), "descending");
        assert_eq!(order.pressed(Key::Grade), Order::default());
        assert_eq!(order.pressed(Key::Name).aria(Key::Name), "ascending");
    }

    #[test]
    fn a_filter_takes_what_it_says() {
        let filter = |text: &str, grade, code: &str| Filter {
            text: text.into(),
            grade,
            code: code.into(),
            area: None,
        };
        let area = |area| Filter {
            area: Some(area),
            ..Filter::default()
        };
        for (filter, expected) in [
            (filter("D.Ex", Grade::Any, ""), "d"),
            (filter("mx.", Grade::Any, ""), "bdef"),
            (filter("", Grade::Is(Letter::B), ""), "e"),
            (filter("", Grade::None, ""), "f"),
            (filter("", Grade::Failed, ""), "c"),
            (filter("", Grade::Open, ""), "ag"),
            (filter("", Grade::Any, "starttls-missing"), "de"),
            (filter("e.", Grade::Is(Letter::F), "starttls-missing"), ""),
            // The letters of the sample: routing is good, transport broken, certificates warn, MTA-STS could be better.
            (area(Area::Routing), ""),
            (area(Area::Transport), "bdef"),
            (area(Area::Certificate), "bdefh"),
            (area(Area::MtaSts), ""),
        ] {
            let items = with_certificate_warning(items());
            let places = sorted(&items, &filter, Order::default());
            let names: String = places
                .iter()
                .map(|&place| &items[place].domain.as_str()[..1])
                .collect();
            assert_eq!(names, expected, "{filter:?}");
        }
    }

    #[test]
    fn windows_hold_a_hundred_and_there_is_always_one() {
        let many: Vec<Item> = (0..250)
            .map(|at| item(&format!("d{at}.example"), State::Waiting))
            .collect();
        let of = |number| window(&many, &Filter::default(), Order::default(), number);
        assert_eq!((of(0).places.len(), of(0).of, of(0).rows), (100, 3, 250));
        assert_eq!(of(2).places, (200..250).collect::<Vec<_>>());
        assert_eq!(of(9), of(2), "beyond the last is the last");
        let none = window(
            &many,
            &Filter {
                text: "no".into(),
                ..Filter::default()
            },
            Order::default(),
            5,
        );
        assert_eq!((none.places.len(), none.number, none.of), (0, 0, 1));
    }
}
