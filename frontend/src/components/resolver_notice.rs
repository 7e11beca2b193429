//! Says that the resolver cannot be used from here, and offers others.

use std::rc::Rc;

use analysis::query::{DnsAnswer, Outcome};
use shared::Cause;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::problem::problem;
use crate::endpoint::Endpoint;
use crate::net::{Silence, silence};
use crate::problems::{ResolverTrouble, resolver_problem};
use crate::settings::{ResolverChoice, Settings};
use crate::survey::{Stage, Survey};
use crate::visit::use_visit;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct ResolverNoticeProps {
    pub(super) survey: Rc<Survey>,
}

#[component]
pub(super) fn ResolverNotice(props: &ResolverNoticeProps) -> Html {
    let survey = &props.survey;
    let visit = use_visit();
    let found = use_state_eq(|| None::<Silence>);
    let trouble = trouble(survey);
    let resolver = &survey.evidence.vantage.resolver;
    let is_silent = matches!(trouble, Some((ResolverTrouble::Silent(_), _)));
    {
        let found = found.clone();
        use_effect_with(
            (is_silent, resolver.clone()),
            move |(is_silent, resolver)| {
                found.set(None);
                // The relay's own is looked at with the relay.
                let Some(endpoint) = Endpoint::parse(resolver).ok().filter(|_| *is_silent) else {
                    return;
                };
                let url = with_any_question(endpoint.as_str());
                spawn_local(async move { found.set(Some(silence(&url, &url).await)) });
            },
        );
    }
    let Some((trouble, said)) = trouble else {
        return Html::default();
    };
    let trouble = match (trouble, *found) {
        (ResolverTrouble::Silent(_), Some(silence)) => ResolverTrouble::Silent(silence),
        (trouble, _) => trouble,
    };
    let actions = if visit.overrides.resolver.is_none() {
        let chosen = visit.settings_in_force().resolver;
        let others = ResolverChoice::NAMED
            .into_iter()
            .filter(|choice| *choice != chosen && !is_at(choice, resolver));
        html! { <>{ for others.map(|choice| switch_to(choice, &visit.settings, &visit.on_settings)) }</> }
    } else {
        // What the link says holds against any choice made here.
        html! { <p>{ "The link that opened this page chose it: " }<a href="./">{ "open without it" }</a>{ "." }</p> }
    };
    problem(&resolver_problem(resolver, trouble, &said), actions)
}

/// Whether a choice is this very resolver, under whichever name it was chosen.
fn is_at(choice: &ResolverChoice, resolver: &str) -> bool {
    matches!(choice.url(), Ok(Some(url)) if url.as_str() == resolver)
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

/// The name servers of the root, which every resolver knows (RFC 8484 §4.1).
fn with_any_question(resolver: &str) -> String {
    let resolver = resolver.trim_end_matches("{?dns}");
    let separator = if resolver.contains('?') { '&' } else { '?' };
    format!("{resolver}{separator}dns=AAABAAABAAAAAAAAAAACAAE")
}

/// What is wrong with the resolver, if something was asked of DNS and every answer so far failed in the same way; and
/// what was said of the first.
fn trouble(survey: &Survey) -> Option<(ResolverTrouble, String)> {
    if survey.stage == Stage::Replayed {
        return None;
    }
    let mut common = None;
    for (_, outcome) in survey.evidence.outcomes() {
        let Outcome::Dns(outcome) = outcome else {
            continue;
        };
        let DnsAnswer::Failed { failure } = &outcome.answer else {
            return None;
        };
        let (kind, said) = kind_of(&failure.cause)?;
        match &common {
            None => common = Some((kind, said.to_owned())),
            Some((before, _)) if *before == kind => {}
            Some(_) => return None,
        }
    }
    common
}

fn kind_of(cause: &Cause) -> Option<(ResolverTrouble, &str)> {
    match cause {
        Cause::Unreachable { detail } => Some((ResolverTrouble::Silent(Silence::NoAnswer), detail)),
        Cause::TimedOut { .. } => Some((ResolverTrouble::Silent(Silence::NoAnswer), "")),
        Cause::Resolver { detail } => Some((ResolverTrouble::Nonsense, detail)),
        Cause::Busy { detail, .. } => Some((ResolverTrouble::Busy, detail)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use analysis::evidence::{Subject, Vantage};
    use analysis::query::{DnsOutcome, Query};
    use shared::{Failure, Phase, Timestamp};

    use super::*;
    use crate::survey::Action;

    /// A survey all of whose first questions failed so, one after another.
    fn failed(causes: &[Cause]) -> Survey {
        let domain = "example.org".parse().unwrap();
        let now = Timestamp::default();
        let mut survey = Survey::begin(Subject::Domain { domain }, Vantage::default(), now);
        let queries: Vec<Query> = survey.to_ask();
        for (query, cause) in queries.into_iter().zip(causes) {
            let outcome = Outcome::Dns(DnsOutcome {
                observed_at: now,
                elapsed_ms: 1,
                answer: DnsAnswer::Failed {
                    failure: Failure::new(Phase::Dns, cause.clone()),
                },
            });
            survey.apply(Action::Learn(query, outcome), now);
        }
        survey
    }

    #[test]
    fn only_what_every_answer_has_in_common_is_the_resolvers_trouble() {
        let unreachable = Cause::Unreachable {
            detail: "said".into(),
        };
        let nonsense = Cause::Resolver {
            detail: "said".into(),
        };
        let busy = Cause::Busy {
            retry_after: None,
            detail: "said".into(),
        };
        let silent = ResolverTrouble::Silent(Silence::NoAnswer);
        for (causes, expected) in [
            (vec![], None),
            (vec![unreachable.clone()], Some(silent)),
            (
                vec![unreachable.clone(), Cause::TimedOut { after_ms: 1 }],
                Some(silent),
            ),
            (
                vec![nonsense.clone(), nonsense.clone()],
                Some(ResolverTrouble::Nonsense),
            ),
            (vec![busy], Some(ResolverTrouble::Busy)),
            (vec![unreachable, nonsense], None),
            (vec![Cause::Cancelled], None),
        ] {
            let found = trouble(&failed(&causes));
            assert_eq!(found.map(|(trouble, _)| trouble), expected, "{causes:?}");
        }
    }

    #[test]
    fn the_harmless_question_is_one() {
        use base64::Engine as _;
        let url = with_any_question("https://dns.example/q{?dns}");
        let wire = url.split("dns=").nth(1).unwrap();
        let wire = base64::engine::general_purpose::URL_SAFE_NO_PAD
            .decode(wire)
            .unwrap();
        let root_ns = [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1];
        assert_eq!(wire, root_ns);
    }
}
