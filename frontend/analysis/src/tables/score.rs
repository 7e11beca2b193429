//! The score, area by area.

use super::{Row, Table};
use crate::score::{ScorePart, ScoreReport};

pub(super) fn table(score: &ScoreReport) -> Table {
    let bound = if score.low == score.high {
        String::new()
    } else {
        format!(
            ", between {} and {} for what could not be told",
            score.low, score.high
        )
    };
    let part = if score.of < 100 {
        format!("; what is known makes {} of 100 points", score.of)
    } else {
        String::new()
    };
    // A number that rests on a few points would only mislead.
    let summary = if !score.is_number() {
        format!(
            "too little is known for a number: between {} and {}{part}",
            score.low, score.high
        )
    } else {
        format!("{} of 100{bound}{part}", score.total)
    };
    Table {
        name: "score",
        area: None,
        title: "Email security score",
        summary,
        columns: &["Area", "Points", "Why"],
        rows: score.parts.iter().map(row).collect(),
    }
}

fn row(part: &ScorePart) -> Row {
    let on_top = if part.is_bonus { " on top" } else { "" };
    Row::new([
        part.title.to_owned(),
        format!(
            "{}.{} of {}{on_top}",
            part.tenths / 10,
            part.tenths % 10,
            part.weight
        ),
        [part.state.words(), ": ", &part.why].concat(),
    ])
}
