//! What changed between two looks, in words.

use analysis::diff::{Change, Turn};
use yew::prelude::*;

use super::icon::{IconKind, icon};
use crate::escape::{Lines, visible};

/// Lines of what was and of what is, each.
const MAX_LINES: usize = 12;

/// The changes, the most important first.
pub(crate) fn change_list(changes: &[Change]) -> Html {
    if changes.is_empty() {
        return html! { <p class="empty">{ "Nothing changed that a report would tell." }</p> };
    }
    html! { <ul class="changes" role="list">{ for changes.iter().map(item) }</ul> }
}

fn item(change: &Change) -> Html {
    let (kind, class) = match change.turn {
        Turn::Worse => (IconKind::Warning, "change turn-worse"),
        Turn::Better => (IconKind::Good, "change turn-better"),
        Turn::Other => (IconKind::Info, "change turn-other"),
    };
    html! {
        <li {class}>
            { icon(kind) }
            <div>
                <p><span class="which-way">{ change.turn.word() }</span>{ ": " }{ visible(&change.words, Lines::Escape) }</p>
                { lines("was", "−", &change.before) }
                { lines("is", "+", &change.after) }
            </div>
        </li>
    }
}

fn lines(word: &str, sign: &str, lines: &[String]) -> Html {
    if lines.is_empty() {
        return Html::default();
    }
    let more = lines.len().saturating_sub(MAX_LINES);
    html! {
        <ul class={format!("lines lines-{word}")} role="list">
            { for lines.iter().take(MAX_LINES).map(|line| html! {
                <li>
                    <span class="sign" aria-hidden="true">{ sign.to_owned() }</span>
                    <span class="visually-hidden">{ format!("{word}: ") }</span>
                    <code>{ visible(line, Lines::Escape) }</code>
                </li>
            }) }
            if more > 0 { <li class="hint">{ format!("and {more} more") }</li> }
        </ul>
    }
}
