//! Says that the resolver cannot be used from here, and offers others.

use std::rc::Rc;

use analysis::query::{DnsAnswer, Outcome};
use shared::Cause;
use yew::prelude::*;

use super::icon::{IconKind, icon};
use crate::escape::{Lines, visible};
use crate::settings::{ResolverChoice, Settings};
use crate::survey::{Stage, Survey};
use crate::visit::Visit;

pub(super) fn resolver_notice(survey: &Survey, visit: &Visit) -> Html {
    if survey.stage == Stage::Replayed || !no_answer_at_all(survey) {
        return Html::default();
    }
    let chosen = visit.settings_in_force().resolver;
    let others = ResolverChoice::NAMED
        .into_iter()
        .filter(|choice| *choice != chosen);
    html! {
            <aside class="banner" aria-label="The resolver gives no answer">
                { icon(IconKind::Error) }
                <div>
                    <p>
                        <strong>{ "The DNS resolver gives this page no answer." }</strong>{ " It was " }
                        <code>{ visible(&survey.evidence.vantage.resolver, Lines::Escape) }</code>
                        { ". It may not let web pages ask it, or be blocked by your network or an extension; a browser \
                           does not tell which. The domain is not to blame." }
                    </p>
    if visit.overrides.resolver.is_none() {
                        <p class="choices">
                            { "Ask another one:" }
                            { for others.map(|choice| switch_to(choice, &visit.settings, &visit.on_settings)) }
                        </p>
                    } else {
                        // What the link says holds against any choice made here.
                        <p>{ "The link that opened this page chose it: " }<a href="./">{ "open without it" }</a>{ "." }</p>
                    }
                </div>
            </aside>
        }
}

/// The survey begins again by itself when the resolver changes.
fn switch_to(
    choice: ResolverChoice,
    settings: &Rc<Settings>,
    on_settings: &Callback<Settings>,
) -> Html {
    let label = choice.to_string();
    let settings = Settings {
        resolver: choice,
        ..(**settings).clone()
    };
    let onclick = on_settings.reform(move |_: MouseEvent| settings.clone());
    html! { <button type="button" class="button small" {onclick}>{ label }</button> }
}

/// Whether something was asked of DNS and every answer so far was that the resolver cannot be reached.
fn no_answer_at_all(survey: &Survey) -> bool {
    let mut answers = survey
        .evidence
        .outcomes()
        .filter_map(|(_, outcome)| match outcome {
            Outcome::Dns(outcome) => Some(&outcome.answer),
            Outcome::Policy(_) | Outcome::Probe(_) => None,
        });
    let unreachable = |answer: &DnsAnswer| match answer {
        DnsAnswer::Failed { failure } => matches!(failure.cause, Cause::Unreachable { .. }),
        DnsAnswer::Message { .. } => false,
    };
    answers.next().is_some_and(unreachable) && answers.all(unreachable)
}
