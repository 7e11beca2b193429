//! Lines of a large table: sorted by their headings, filtered by a word, opened one by one, so many at once.

use std::cmp::Ordering;
use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::{IconKind, icon};
use crate::escape::{Lines, visible};

/// Lines that are shown at once.
const WINDOW: usize = 100;

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

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct LineTableProps {
    /// A word for its identifiers.
    pub(super) name: &'static str,
    /// What it is, for those who do not see it.
    pub(super) caption: AttrValue,
    /// The headings.
    pub(super) columns: &'static [&'static str],
    pub(super) lines: Lot,
    /// What stands below a line that is open, by its place.
    pub(super) detail: Callback<usize, Html>,
}

/// By which column, and which way round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Order {
    column: Option<usize>,
    turned: bool,
}

impl Order {
    /// By the column, the other way round, and then as it was. Numbers begin with the largest.
    fn pressed(self, column: usize) -> Self {
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

    fn aria(self, column: usize, is_number: bool) -> &'static str {
        match (self.column == Some(column), self.turned == is_number) {
            (false, _) => "none",
            (true, true) => "ascending",
            (true, false) => "descending",
        }
    }
}

/// The places of the lines that the filter takes, sorted.
fn sorted(lines: &[Line], filter: &str, order: Order) -> Vec<usize> {
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

#[component]
pub(super) fn LineTable(props: &LineTableProps) -> Html {
    let filter = use_state_eq(String::new);
    let order = use_state_eq(Order::default);
    let shown = use_state_eq(|| WINDOW);
    let open = use_state_eq(|| None::<usize>);
    let lines = &props.lines.0;
    let places = sorted(lines, &filter, *order);
    {
        let (shown, open) = (shown.clone(), open.clone());
        // Other lines stand at these places now.
        use_effect_with(props.lines.clone(), move |_| {
            shown.set(WINDOW);
            open.set(None);
        });
    }
    let on_filter = {
        let filter = filter.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                filter.set(input.value());
            }
        })
    };
    let on_more = {
        let shown = shown.clone();
        Callback::from(move |_: MouseEvent| shown.set(shown.saturating_add(WINDOW)))
    };
    let filter_id = format!("{}-filter", props.name);
    html! {
        <div class={classes!("lines", props.name)}>
            if lines.len() > 8 {
                <div class="lines-filter">
                    <label for={filter_id.clone()}>{ "Show only what contains" }</label>
                    <input id={filter_id} type="search" autocomplete="off" spellcheck="false" autocapitalize="none"
                        value={(*filter).clone()} oninput={on_filter} />
                    <p class="hint" role="status">{ in_words(places.len(), lines.len()) }</p>
                </div>
            }
            <table class="lines-table" role="table">
                <caption class="visually-hidden">{ props.caption.clone() }</caption>
                <thead role="rowgroup"><tr role="row">
                    { for props.columns.iter().enumerate().map(|(column, words)| heading(lines, column, words, &order)) }
                </tr></thead>
                <tbody role="rowgroup">
                    { for places.iter().take(*shown).filter_map(|place| Some((*place, lines.get(*place)?)))
                        .map(|(place, line)| line_rows(props, place, line, &open)) }
                </tbody>
            </table>
            if places.len() > *shown {
                <p><button type="button" class="button" onclick={on_more}>
                    { format!("Show {} more", (places.len() - *shown).min(WINDOW)) }
                </button></p>
            }
        </div>
    }
}

fn in_words(taken: usize, all: usize) -> String {
    if taken == all {
        format!("{all} lines")
    } else {
        format!("{taken} of {all} lines")
    }
}

fn heading(
    lines: &[Line],
    column: usize,
    words: &'static str,
    order: &UseStateHandle<Order>,
) -> Html {
    let is_number = lines
        .first()
        .and_then(|line| line.cells.get(column))
        .is_some_and(|cell| cell.number.is_some());
    let aria = order.aria(column, is_number);
    let onclick = {
        let order = order.clone();
        Callback::from(move |_: MouseEvent| order.set(order.pressed(column)))
    };
    let arrow = match aria {
        "ascending" => "↑",
        "descending" => "↓",
        _ => "",
    };
    html! {
        <th scope="col" role="columnheader" aria-sort={aria} class={is_number.then_some("number")}>
            <button type="button" class="sort" {onclick}>{ words }<span aria-hidden="true">{ arrow }</span></button>
        </th>
    }
}

fn line_rows(
    props: &LineTableProps,
    place: usize,
    line: &Line,
    open: &UseStateHandle<Option<usize>>,
) -> Html {
    let is_open = **open == Some(place);
    let id = format!("{}-line-{place}", props.name);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(if is_open { None } else { Some(place) }))
    };
    let cells = line.cells.iter().enumerate().map(|(column, one)| {
        let label = props.columns.get(column).copied().unwrap_or_default();
        let content = html! {
            <>
                if let Some(kind) = one.sign { { icon(kind) } }
                <span>{ shown(&one.text) }</span>
            </>
        };
        let hint = html! { if !one.hint.is_empty() { <span class="hint">{ shown(&one.hint) }</span> } };
        if column == 0 {
            html! {
                <th scope="row" role="rowheader">
                    if line.opens {
                        <button type="button" class="line-opener" aria-expanded={is_open.to_string()} aria-controls={is_open.then(|| id.clone())}
                            onclick={toggle.clone()}>{ content }</button>
                    } else {
                        <span class="line-name">{ content }</span>
                    }
                    { hint }
                </th>
            }
        } else {
            html! {
                <td role="cell" class={one.number.map(|_| "number")}>
                    <span class="cell-label">{ format!("{label}: ") }</span>
                    <span class="cell-words">{ content }</span>
                    { hint }
                </td>
            }
        }
    });
    html! {
        <>
            <tr role="row" class={is_open.then_some("open")}>{ for cells }</tr>
            if is_open {
                <tr role="row" class="line-detail" {id}>
                    <td role="cell" colspan={props.columns.len().to_string()}>{ props.detail.emit(place) }</td>
                </tr>
            }
        </>
    }
}

fn shown(text: &str) -> String {
    visible(text, Lines::Escape)
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
