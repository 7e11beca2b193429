//! The email security score, apart from the letter, and what it is made of.

use analysis::report::Report;
use analysis::score::ScoreReport;
use yew::prelude::*;

use super::outline::Part;
use crate::pictures;

/// While the check is `running` it has its place from the beginning.
pub(super) fn score_panel(report: &Report, running: bool) -> Html {
    let score = report.score.as_ref();
    if score.is_none() && !running {
        return Html::default();
    }
    html! {
        <section class="report-score" id={Part::Score.id()} aria-labelledby="score-heading">
            <h2 id="score-heading">{ "Email security score" }</h2>
            <p class="score-total">
                <strong>{ score.map_or_else(|| "…".to_owned(), total) }</strong>
                { for score.map(|score| format!(" of {}", score.of)) }
                <span class="hint">{ "Apart from the letter: how much of what protects a domain’s mail is in place." }</span>
            </p>
            { for score.map(pictures::score) }
        </section>
    }
}

/// A range while something is unknown.
fn total(score: &ScoreReport) -> String {
    if score.low == score.high {
        score.total.to_string()
    } else {
        format!("{}–{}", score.low, score.high)
    }
}
