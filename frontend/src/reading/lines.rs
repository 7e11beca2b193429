//! Lines of a large table: sorted by their headings, filtered by a word, opened one by one, so many at once.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::icon;
use crate::escape::shown;

use super::line::{Line, Lot, Opened};
use super::line_order::{Order, sorted};
use super::numbers::thousands;

/// Lines that are shown at once.
const WINDOW: usize = 100;

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

#[component]
pub(super) fn LineTable(props: &LineTableProps) -> Html {
    let filter = use_state_eq(String::new);
    let order = use_state_eq(Order::default);
    let shown = use_state_eq(|| WINDOW);
    let open = use_state_eq(|| None::<Opened>);
    let lines = &props.lines.0;
    let places = sorted(lines, &filter, *order);
    {
        let (shown, open) = (shown.clone(), open.clone());
        // Other lines stand at these places now; the one that is open stays so if it is among them.
        use_effect_with(props.lines.clone(), move |lines| {
            shown.set(WINDOW);
            open.set((*open).as_ref().and_then(|opened| opened.among(&lines.0)));
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
                <>
                <p class="hint">{ format!("{} more are not shown.", thousands((places.len() - *shown) as u64)) }</p>
                <p><button type="button" class="button" onclick={on_more}>
                    { format!("Show {} more", (places.len() - *shown).min(WINDOW)) }
                </button></p>
                </>
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
    open: &UseStateHandle<Option<Opened>>,
) -> Html {
    let is_open = (**open).as_ref().is_some_and(|one| one.is(place, line));
    let id = format!("{}-line-{place}", props.name);
    let toggle = {
        let open = open.clone();
        let pressed = (!is_open).then(|| Opened::new(place, line));
        Callback::from(move |_: MouseEvent| open.set(pressed.clone()))
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
