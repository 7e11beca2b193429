//! What may be wanted and fails, each with the literal record that mends it.

use analysis::reports::summary::{DmarcSummary, Group};
use yew::prelude::*;

use crate::browser::show;
use crate::components::icon;
use crate::escape::shown;

use super::numbers::{of, share};
use super::source_detail::remedy;
use super::sources::sign;

/// Sources that are told of one by one; the table has all.
const MOST: usize = 8;

/// How many there are of which the table of sources knows.
pub(super) fn number(summary: &DmarcSummary) -> usize {
    failing(summary).count()
}

fn failing(summary: &DmarcSummary) -> impl Iterator<Item = &Group> {
    let groups = summary.groups.iter();
    groups.filter(|group| group.verdict.class.is_wanted() && group.tally.failing > 0)
}

/// All of it; nothing if nothing of the kind fails.
pub(super) fn to_mend(summary: &DmarcSummary) -> Html {
    let number = number(summary);
    if number == 0 {
        return Html::default();
    }
    html! {
        <section aria-labelledby="mend-heading" class="to-mend">
            <h2 id="mend-heading" tabindex="-1">{ "What to change" }</h2>
            <p class="hint">
                { "What fails and may well be yours, the most mail first. A report does not know who works for you: what you do not \
                   know may fail, and should." }
            </p>
            <ul class="points">{ for failing(summary).take(MOST).map(source) }</ul>
            if number > MOST {
                <p>
                    { format!("{} are in the table below. ", of((number - MOST) as u64, "more source", "more sources")) }
                    <button type="button" class="link-button" onclick={Callback::from(to_sources)}>{ "Go to the table" }</button>
                </p>
            }
        </section>
    }
}

fn to_sources(_: MouseEvent) {
    show("#sources-heading");
}

fn source(group: &Group) -> Html {
    let class = group.verdict.class;
    let tally = &group.tally;
    html! {
        <li>
            { icon(sign(class)) }
            <div>
                <h3>{ shown(&group.key.to_string()) }</h3>
                <p class="hint">
                    { format!("{}: {} failed ({}).", class.title(), of(tally.failing, "mail", "mails"), share(tally.failing, tally.messages)) }
                </p>
                { for group.verdict.reasons.iter().map(|reason| html! { <p>{ shown(reason) }</p> }) }
                { for group.remedies.iter().map(remedy) }
            </div>
        </li>
    }
}
