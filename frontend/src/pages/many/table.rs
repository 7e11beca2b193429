//! The rows of a run: sorted by their headings, filtered by a form, a hundred at once.

use std::rc::Rc;

use analysis::finding::Area;
use analysis::grade::Letter;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::summary::trouble_icon;
use crate::browser::focus;
use crate::components::{IconKind, icon};
use crate::escape::{Lines, visible};
use crate::history::LETTERS;
use crate::many::export::state_word;
use crate::many::queue::{Item, Queue, Stage, State};
use crate::many::row::Row;
use crate::many::summary::shared_findings;
use crate::many::table::{Filter, Grade, Key, Order, Window, has_trouble, window};
use crate::phrase::count;
use crate::route::Route;

const COLUMNS: [(Key, &str); 5] = [
    (Key::Name, "Domain"),
    (Key::State, "State"),
    (Key::Grade, "Grade"),
    (Key::Score, "Score"),
    (Key::Troubles, "Areas and findings"),
];
/// The most shared findings that can be filtered by.
const MAX_CHOICES: usize = 60;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct RowTableProps {
    pub(super) queue: Rc<Queue>,
}

#[component]
pub(super) fn RowTable(props: &RowTableProps) -> Html {
    let filter = use_state_eq(Filter::default);
    let order = use_state_eq(Order::default);
    let number = use_state_eq(|| 0_usize);
    let queue = &props.queue;
    let shown = window(&queue.items, &filter, *order, *number);
    let on_filter = {
        let (filter, number) = (filter.clone(), number.clone());
        Callback::from(move |changed| {
            filter.set(changed);
            number.set(0);
        })
    };
    let on_order = {
        let (order, number) = (order.clone(), number.clone());
        Callback::from(move |changed| {
            order.set(changed);
            number.set(0);
        })
    };
    // A row is opened beside a run that leaving the page would stop.
    let beside = queue.stage == Stage::Running;
    html! {
        <section class="many-rows" aria-labelledby="rows-heading">
            <h2 id="rows-heading" tabindex="-1">{ "Domain by domain" }</h2>
            { filter_form(queue, &filter, &on_filter) }
            <p class="hint" role="status">{ in_words(&shown, queue.items.len()) }</p>
            <table class="many-table" role="table">
                <caption class="visually-hidden">{ "The domains of the list; the buttons in the headings sort" }</caption>
                <thead role="rowgroup"><tr role="row">
                    { for COLUMNS.map(|(key, words)| heading(key, words, *order, &on_order)) }
                </tr></thead>
                <tbody role="rowgroup">
                    { for shown.places.iter().filter_map(|place| queue.items.get(*place)).map(|item| row(item, beside)) }
                </tbody>
            </table>
            { windows(&shown, &number) }
        </section>
    }
}

fn in_words(shown: &Window, all: usize) -> String {
    let mut words = if shown.rows == all {
        count(all, "domain", "domains")
    } else {
        format!("{} of {}", shown.rows, count(all, "domain", "domains"))
    };
    if shown.of > 1 {
        words.push_str(&format!(
            ", part {} of {}",
            shown.number.saturating_add(1),
            shown.of
        ));
    }
    words
}

fn filter_form(queue: &Queue, filter: &Filter, on_filter: &Callback<Filter>) -> Html {
    let with = |change: fn(&mut Filter, String)| {
        let (filter, on_filter) = (filter.clone(), on_filter.clone());
        move |value: String| {
            let mut changed = filter.clone();
            change(&mut changed, value);
            on_filter.emit(changed);
        }
    };
    let on_text = {
        let change = with(|filter, value| filter.text = value);
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                change(input.value());
            }
        })
    };
    let on_select = |change: fn(&mut Filter, String)| {
        let change = with(change);
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                change(select.value());
            }
        })
    };
    let on_grade = on_select(|filter, value| filter.grade = grade_of(&value));
    let on_code = on_select(|filter, value| filter.code = value);
    let on_area = on_select(|filter, value| filter.area = area_of(&value));
    let codes = shared_findings(queue).into_iter().take(MAX_CHOICES);
    html! {
        <div class="many-filter" role="search" aria-label="Which domains are shown">
            <div>
                <label for="filter-text">{ "Domain or server" }</label>
                <input id="filter-text" type="search" autocomplete="off" spellcheck="false" autocapitalize="none"
                    value={filter.text.clone()} oninput={on_text} />
            </div>
            <div>
                <label for="filter-grade">{ "Grade" }</label>
                <select id="filter-grade" onchange={on_grade}>
                    { for grade_choices().into_iter().map(|(word, words, grade)| html! {
                        <option value={word} selected={filter.grade == grade}>{ words }</option>
                    }) }
                </select>
            </div>
            <div>
                <label for="filter-area">{ "Something wrong in" }</label>
                <select id="filter-area" onchange={on_area}>
                    <option value="" selected={filter.area.is_none()}>{ "any area, or none" }</option>
                    { for areas(queue, filter.area).into_iter().map(|(area, number)| html! {
                        <option value={area.title()} selected={filter.area == Some(area)}>
                            { format!("{} ({number})", area.title()) }
                        </option>
                    }) }
                </select>
            </div>
            <div>
                <label for="filter-code">{ "Finding" }</label>
                <select id="filter-code" onchange={on_code}>
                    <option value="" selected={filter.code.is_empty()}>{ "any" }</option>
                    { for codes.map(|(code, number)| html! {
                        <option value={code.word()} selected={filter.code == code.word()}>
                            { format!("{} ({number})", code.words().title) }
                        </option>
                    }) }
                </select>
            </div>
        </div>
    }
}

fn grade_choices() -> Vec<(&'static str, &'static str, Grade)> {
    let letters = LETTERS.into_iter().rev();
    let letters = letters.map(|letter: Letter| (letter.word(), letter.word(), Grade::Is(letter)));
    let mut choices = vec![("any", "any", Grade::Any)];
    choices.extend(letters);
    choices.extend([
        ("none", "without a grade", Grade::None),
        ("failed", "could not be checked", Grade::Failed),
        ("open", "not finished", Grade::Open),
    ]);
    choices
}

fn grade_of(word: &str) -> Grade {
    let known = grade_choices()
        .into_iter()
        .find(|(known, _, _)| *known == word);
    known.map_or(Grade::Any, |(_, _, grade)| grade)
}

/// The areas in which something is wrong, with the number of domains, and the one that is chosen.
fn areas(queue: &Queue, chosen: Option<Area>) -> Vec<(Area, usize)> {
    let number = |area| {
        queue
            .rows()
            .filter(|(_, row)| has_trouble(row, area))
            .count()
    };
    let numbers = Area::ALL.into_iter().map(|area| (area, number(area)));
    numbers
        .filter(|(area, number)| *number > 0 || chosen == Some(*area))
        .collect()
}

fn area_of(title: &str) -> Option<Area> {
    Area::ALL.into_iter().find(|area| area.title() == title)
}

fn heading(key: Key, words: &'static str, order: Order, on_order: &Callback<Order>) -> Html {
    let on_order = on_order.clone();
    let onclick = Callback::from(move |_: MouseEvent| on_order.emit(order.pressed(key)));
    let aria = order.aria(key);
    let sign = match aria {
        "ascending" => "M5 12.5l5-6 5 6",
        "descending" => "M5 7.5l5 6 5-6",
        _ => "M6.5 8L10 4l3.5 4M6.5 12l3.5 4 3.5-4",
    };
    html! {
        <th scope="col" role="columnheader" aria-sort={aria}>
            <button type="button" class="sort" {onclick}>
                { words }
                <svg viewBox="0 0 20 20" width="14" height="14" fill="none" stroke="currentColor" stroke-width="2"
                    aria-hidden="true" focusable="false"><path d={sign} /></svg>
            </button>
        </th>
    }
}

fn row(item: &Item, beside: bool) -> Html {
    let name = item.domain.as_str();
    let href = Route::Check {
        domain: name.to_owned(),
    }
    .href();
    let (target, rel) = if beside {
        (Some("_blank"), Some("noopener"))
    } else {
        (None, None)
    };
    let done = match &item.state {
        State::Done(row) => Some(row),
        State::Waiting | State::Running | State::Failed { .. } => None,
    };
    html! {
        <tr role="row" key={name.to_owned()}>
            <th scope="row" role="rowheader">
                <a {href} {target} {rel}>
                    { name }
                    if beside {
                        <span class="visually-hidden">{ " (in a new tab)" }</span>
                    }
                </a>
                { for item.domain.to_unicode().map(|unicode| html! {
                    <span class="hint">{ visible(&unicode, Lines::Escape) }</span>
                }) }
                { for done.map(|row| html! { <span class="hint">{ hosts(row) }</span> }) }
            </th>
            <td role="cell" class="state">{ state(&item.state) }</td>
            <td role="cell" class="grade">
                { for done.map(|row| html! {
                    <>{ cell_label("Grade") }<strong>{ visible(&row.label, Lines::Escape) }</strong></>
                }) }
            </td>
            <td role="cell" class="score">
                { for done.and_then(|row| row.score).map(|score| html! { <>{ cell_label("Score") }{ score.to_string() }</> }) }
            </td>
            <td role="cell" class="troubles">
                { match &item.state {
                    State::Done(row) => troubles(row),
                    State::Failed { why } => html! { <span class="hint">{ visible(why, Lines::Escape) }</span> },
                    State::Waiting | State::Running => Html::default(),
                } }
            </td>
        </tr>
    }
}

/// Names a number where its heading is far: only there it is shown.
fn cell_label(words: &'static str) -> Html {
    html! { <span class="cell-label" aria-hidden="true">{ words }{ " " }</span> }
}

fn hosts(row: &Row) -> String {
    const NAMED: usize = 3;
    let mut words: Vec<String> = row
        .hosts
        .iter()
        .take(NAMED)
        .map(|host| visible(host, Lines::Escape))
        .collect();
    let more = row.hosts.len().saturating_sub(NAMED);
    if more > 0 {
        words.push(format!("{more} more"));
    }
    words.join(", ")
}

fn state(state: &State) -> Html {
    let kind = match state {
        State::Waiting => IconKind::Waiting,
        State::Running => IconKind::Info,
        State::Done(_) => IconKind::Good,
        State::Failed { .. } => IconKind::Unknown,
    };
    html! {
        <span class="state-word">{ icon(kind) }{ state_word(state) }</span>
    }
}

fn troubles(row: &Row) -> Html {
    let (broken, warnings) = row.troubles();
    let worst: Vec<_> = row.worst().collect();
    html! {
        <>
            <span class="state-word">
                { icon(trouble_icon(broken, warnings)) }{ trouble_words(broken, warnings) }
            </span>
            { for worst.first().map(|code| html! { <span class="first-finding">{ code.words().title }</span> }) }
            if worst.len() > 1 {
                <details>
                    <summary>{ format!("and {} more", row.codes.len().saturating_sub(1)) }</summary>
                    <ul>
                        { for worst.iter().skip(1).map(|code| html! { <li>{ code.words().title }</li> }) }
                        if row.codes.len() > worst.len() {
                            <li>{ format!("{} in the report", count(row.codes.len().saturating_sub(worst.len()), "other", "others")) }</li>
                        }
                    </ul>
                </details>
            }
        </>
    }
}

fn trouble_words(broken: usize, warnings: usize) -> String {
    let warn = || count(warnings, "warning", "warnings");
    match (broken, warnings) {
        (0, 0) => "nothing wrong".to_owned(),
        (0, _) => warn(),
        (_, 0) => format!("{broken} broken"),
        _ => format!("{broken} broken, {}", warn()),
    }
}

fn windows(shown: &Window, number: &UseStateHandle<usize>) -> Html {
    if shown.of < 2 {
        return Html::default();
    }
    let go = |to: Option<usize>, words: &'static str| {
        let number = number.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(to) = to {
                number.set(to);
                focus("#rows-heading");
            }
        });
        html! { <button type="button" class="button" disabled={to.is_none()} {onclick}>{ words }</button> }
    };
    let next = shown.number.saturating_add(1);
    html! {
        <nav class="choices" aria-label="Parts of the table">
            { go(shown.number.checked_sub(1), "Previous 100") }
            { go((next < shown.of).then_some(next), "Next 100") }
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_of_grade_leads_back_to_itself() {
        for (word, _, grade) in grade_choices() {
            assert_eq!(grade_of(word), grade);
        }
        assert_eq!(grade_of("<b>"), Grade::Any);
        for area in Area::ALL {
            assert_eq!(area_of(area.title()), Some(area));
        }
        assert_eq!(area_of(""), None);
    }

    #[test]
    fn rows_and_troubles_are_counted_in_words() {
        let shown = |rows, number, of| Window {
            places: Vec::new(),
            number,
            of,
            rows,
        };
        assert_eq!(in_words(&shown(40, 0, 1), 40), "40 domains");
        assert_eq!(in_words(&shown(1, 0, 1), 40), "1 of 40 domains");
        assert_eq!(in_words(&shown(250, 1, 3), 250), "250 domains, part 2 of 3");
        for (broken, warnings, words) in [
            (0, 0, "nothing wrong"),
            (0, 1, "1 warning"),
            (2, 0, "2 broken"),
            (2, 3, "2 broken, 3 warnings"),
        ] {
            assert_eq!(trouble_words(broken, warnings), words);
        }
    }
}
