//! Parts of the report as tables.

use std::fmt::{self, Write as _};

use analysis::tables::Table;

use super::escaped;

/// A cell that is the last one may be longer: terminals wrap.
const MAX_WIDTH: usize = 44;

/// One table: its heading and summary, and a line for each row.
pub(super) fn write(out: &mut String, table: &Table) -> fmt::Result {
    writeln!(out, "\n{}", table.title)?;
    writeln!(out, "  {}", escaped(&table.summary))?;
    let rows: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| {
            let indent = "  ".repeat(row.depth.min(10));
            let mut cells: Vec<String> = row.cells.iter().map(|cell| escaped(cell)).collect();
            if let Some(first) = cells.first_mut() {
                first.insert_str(0, &indent);
            }
            cells
        })
        .collect();
    let widths: Vec<usize> = (0..table.columns.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            let longest = cells.map(|cell| cell.chars().count()).max();
            longest.unwrap_or_default().min(MAX_WIDTH)
        })
        .collect();
    for row in rows {
        let mut line = String::from("   ");
        for (cell, width) in row.iter().zip(&widths) {
            line.push(' ');
            line.push_str(cell);
            let missing = width.saturating_sub(cell.chars().count());
            line.extend(std::iter::repeat_n(' ', missing));
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}
