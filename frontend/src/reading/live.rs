//! A check of the domain that the reports are about, when somebody asks for it: what was reported, beside what is so now.

use std::rc::Rc;

use analysis::evidence::Subject;
use analysis::reports::summary::Known;
use yew::prelude::*;

use crate::browser::{now, parse_name};
use crate::components::relay_notice;
use crate::escape::shown;
use crate::hooks::use_survey;
use crate::route::Route;
use crate::survey::{Progress, Survey};
use crate::visit::use_visit;

/// A check; two are two.
#[derive(Clone, Debug)]
pub(super) struct Checked(pub(super) Rc<Survey>);

impl PartialEq for Checked {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Checked {
    /// Whether it is of this domain, and over.
    pub(super) fn is_of(&self, domain: &str) -> bool {
        !self.0.is_running() && self.0.report.subject.name().as_str() == domain
    }

    /// What it knows of the domain's records.
    pub(super) fn known(&self) -> Known {
        Known::from_evidence(&self.0.evidence)
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct LiveCheckProps {
    pub(super) domain: AttrValue,
    pub(super) on_checked: Callback<Checked>,
}

/// The button, and the check once it was pressed.
#[component]
pub(super) fn LiveCheck(props: &LiveCheckProps) -> Html {
    let asked = use_state_eq(|| None::<Subject>);
    let Ok(domain) = parse_name(&props.domain) else {
        return Html::default();
    };
    let subject = Subject::Domain { domain };
    let name = shown(&props.domain);
    let is_asked = asked.as_ref() == Some(&subject);
    let onclick = {
        let subject = subject.clone();
        Callback::from(move |_: MouseEvent| asked.set(Some(subject.clone())))
    };
    html! {
        <div class="live-check">
            if is_asked {
                <Running {subject} on_checked={props.on_checked.clone()} />
            } else {
                <button type="button" class="button" {onclick}>{ format!("Check {name} now") }</button>
                <p class="hint">
                    { "Asks DNS and the mail servers, as any check here does. Then records to publish are whole, and what was \
                       reported is set beside what is so today." }
                </p>
            }
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct RunningProps {
    subject: Subject,
    on_checked: Callback<Checked>,
}

#[component]
fn Running(props: &RunningProps) -> Html {
    let visit = use_visit();
    let handle = use_survey(&props.subject, &visit);
    {
        let on_checked = props.on_checked.clone();
        let over = handle.survey.clone().filter(|survey| !survey.is_running());
        use_effect_with(over.map(Checked), move |over| {
            if let Some(checked) = over {
                on_checked.emit(checked.clone());
            }
        });
    }
    let Some(survey) = &handle.survey else {
        return relay_notice(&visit);
    };
    let name = props.subject.name();
    if survey.is_running() {
        let progress = Progress::of(survey, now());
        return html! {
            <p role="status">{ format!("Checking {name}: {} of {} answers.", progress.answered, progress.total) }</p>
        };
    }
    html! {
        <p>
            { format!("{name} was checked now: grade ") }<strong>{ survey.report.grade.label.clone() }</strong>{ ". " }
            <a href={Route::of(&props.subject).href()}>{ "The whole report" }</a>
        </p>
    }
}
