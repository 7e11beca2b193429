//! Parts of the report as tables, all by one renderer.

use analysis::finding::Area;
use analysis::tables::{Row, Table};
use yew::prelude::*;

use crate::escape::shown;

/// Those of an area.
pub(super) fn tables_of(tables: &[Table], area: Area) -> Html {
    tables
        .iter()
        // The picture of it has the same as its twin.
        .filter(|one| one.area == Some(area) && one.name != "spf-tree")
        .map(|one| table(one, "h4", one.title))
        .collect()
}

/// The one of a name, under another title.
pub(super) fn table_named(tables: &[Table], name: &str, title: &'static str) -> Html {
    tables
        .iter()
        .filter(|one| one.name == name)
        .map(|one| table(one, "h3", title))
        .collect()
}

/// Those of no area that have no place of their own.
pub(super) fn other_tables(tables: &[Table]) -> Html {
    let mut tables = tables
        .iter()
        .filter(|one| one.area.is_none() && !ELSEWHERE.contains(&one.name))
        .peekable();
    if tables.peek().is_none() {
        return Html::default();
    }
    html! {
        <section class="report-tables" aria-labelledby="others-heading">
            <h2 id="others-heading">{ "What receivers ask of you" }</h2>
            { for tables.map(|one| table(one, "h3", one.title)) }
        </section>
    }
}

/// What the user asked for beside the usual, open.
pub(super) fn wished_tables(tables: &[Table]) -> Html {
    tables
        .iter()
        .filter(|one| WISHED.contains(&one.name))
        .map(|one| html! { <div class="wished">{ table(one, "h3", one.title) }</div> })
        .collect()
}

/// Tables of no area that stand with what they are about.
const ELSEWHERE: [&str; 4] = ["score", "simulation", "spf-sender", "propagation"];
/// Tables that are only there because they were asked for.
const WISHED: [&str; 2] = ["spf-sender", "propagation"];

fn table(table: &Table, heading: &'static str, title: &'static str) -> Html {
    html! {
        <details class={classes!("report-table", table.name)} open={WISHED.contains(&table.name)}>
            <summary>
                <@{heading} class="table-heading">{ title }</@>
                <span class="hint">{ shown(&table.summary) }</span>
            </summary>
            if !table.rows.is_empty() {
                { table_frame(table) }
            }
        </details>
    }
}

/// The rows of a table. It may be wider than the window: whoever has no mouse scrolls it by keyboard.
pub(crate) fn table_frame(table: &Table) -> Html {
    html! {
        <div class="table-frame" tabindex="0" role="region" aria-label={format!("Table: {}", table.title)}>
            <table>
                <thead><tr>{ for table.columns.iter().map(|column| html! { <th scope="col">{ *column }</th> }) }</tr></thead>
                <tbody>{ for table.rows.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

fn row(row: &Row) -> Html {
    let class = format!("depth-{}", row.depth.min(8));
    html! {
        <tr {class}>{ for row.cells.iter().map(|cell| html! { <td>{ shown(cell) }</td> }) }</tr>
    }
}
