//! Parts of the report as tables, all by one renderer.

use analysis::report::Report;
use analysis::tables::{Row, Table, tables};
use yew::prelude::*;

use crate::escape::{Lines, visible};

pub(super) fn report_tables(report: &Report) -> Html {
    html! {
        <section class="report-tables" aria-label="Details">
            { for tables(report).iter().map(table) }
        </section>
    }
}

fn table(table: &Table) -> Html {
    html! {
        <details class={classes!("report-table", table.name)}>
            <summary>
                <h3>{ table.title }</h3>
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
        <div class="table-frame" tabindex="0" role="region" aria-label={table.title}>
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

/// Cells quote servers and records.
fn shown(text: &str) -> String {
    visible(text, Lines::Escape)
}
