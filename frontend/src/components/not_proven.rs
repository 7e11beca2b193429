//! What a good grade does not say.

use analysis::Report;
use analysis::finding::Area;
use yew::prelude::*;

use super::outline::Part;
use crate::hooks::Explaining;

pub(super) fn not_proven(report: &Report, explaining: &Explaining) -> Html {
    html! {
        <section class="not-proven" id={Part::NotProven.id()} aria-labelledby="not-proven-heading">
            <h2 id="not-proven-heading">{ "What this does not prove" }</h2>
            <ul>
                <li>{ "That mail is unreadable to the servers themselves. Transport encryption ends at each server; only \
                       end-to-end encryption goes further." }</li>
                <li>{ "That every sender insists on it. Many deliver in clear where a server offers nothing better." }</li>
                <li>{ "That it looks the same from elsewhere, or in an hour. This is one look from one place." }</li>
                <li>{ "Anything about the mail’s content or spam, or that a message comes from whom it names. SPF, DKIM and \
                       DMARC only let receivers check." }</li>
            </ul>
            { areas(report, explaining) }
        </section>
    }
}

/// The same for each area that was looked at, once the words are there.
fn areas(report: &Report, explaining: &Explaining) -> Html {
    let Explaining::Here(explanations) = explaining else {
        return Html::default();
    };
    let is_judged = |area: &Area| {
        let mut findings = report.findings.iter();
        findings.any(|finding| finding.code.area() == *area)
    };
    let mut areas = Area::ALL.into_iter().filter(is_judged).peekable();
    if areas.peek().is_none() {
        return Html::default();
    }
    html! {
        <dl class="by-area">
            { for areas.map(|area| html! {
                <div>
                    <dt>{ area.title() }</dt>
                    <dd>{ for explanations.does_not_prove(area).map(str::to_owned) }</dd>
                </div>
            }) }
        </dl>
    }
}
