//! A survey that runs as long as its component is there.

use std::rc::Rc;

use analysis::evidence::{Subject, Wishes};
use analysis::query::Query;
use shared::{Extras, PolicyFile};
use yew::prelude::*;

use crate::net::Asker;
use crate::survey::Survey;
use crate::surveyor::Surveyor;
use crate::visit::Visit;

/// A running survey and what can be done to it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SurveyHandle {
    /// Its state; `None` before it has begun, while it is not known yet whether there is a relay.
    pub(crate) survey: Option<Rc<Survey>>,
    /// Stops it.
    pub(crate) on_cancel: Callback<()>,
    /// Asks again what could not be found out.
    pub(crate) on_retry: Callback<()>,
    /// Asks one thing again.
    pub(crate) on_retry_one: Callback<Query>,
    /// Begins again from nothing, and has everybody ask afresh.
    pub(crate) on_again: Callback<()>,
    /// Takes the text of a policy.
    pub(crate) on_paste: Callback<PolicyFile>,
    /// Asks mail servers for more than the usual.
    pub(crate) on_extras: Callback<Extras>,
    /// Looks for more in DNS, or judges by other demands.
    pub(crate) on_wishes: Callback<Wishes>,
}

/// Surveys a subject as soon as it is known whom to ask, and stops when the component goes or the subject changes.
#[hook]
pub(crate) fn use_survey(subject: &Subject, visit: &Visit) -> SurveyHandle {
    let survey = use_state(|| None::<Rc<Survey>>);
    let surveyor = use_mut_ref(|| None::<Rc<Surveyor>>);
    let round = use_state(|| 0_u32);
    let asker = use_memo(visit.clone(), |visit| visit.asker().map(Rc::new));
    {
        let (survey, surveyor) = (survey.clone(), Rc::clone(&surveyor));
        let asker: Option<Rc<Asker>> = (*asker).clone();
        use_effect_with(
            (subject.clone(), asker, *round),
            move |(subject, asker, round)| {
                let begun = asker.as_ref().map(|asker| {
                    let show = move |now: Rc<Survey>| survey.set(Some(now));
                    Surveyor::begin(subject.clone(), Rc::clone(asker), *round > 0, show)
                });
                surveyor.borrow_mut().clone_from(&begun);
                move || {
                    if let Some(begun) = begun {
                        begun.close();
                    }
                }
            },
        );
    }
    let tell = |tell: fn(&Rc<Surveyor>)| {
        let surveyor = Rc::clone(&surveyor);
        Callback::from(move |()| {
            if let Some(surveyor) = surveyor.borrow().as_ref() {
                tell(surveyor);
            }
        })
    };
    SurveyHandle {
        survey: (*survey).clone(),
        on_cancel: tell(Surveyor::cancel),
        on_retry: tell(Surveyor::retry),
        on_retry_one: {
            let surveyor = Rc::clone(&surveyor);
            Callback::from(move |query| {
                if let Some(surveyor) = surveyor.borrow().as_ref() {
                    surveyor.retry_one(query);
                }
            })
        },
        on_again: Callback::from(move |()| round.set(round.wrapping_add(1))),
        on_paste: {
            let surveyor = Rc::clone(&surveyor);
            Callback::from(move |policy| {
                if let Some(surveyor) = surveyor.borrow().as_ref() {
                    surveyor.paste(policy);
                }
            })
        },
        on_wishes: {
            let surveyor = Rc::clone(&surveyor);
            Callback::from(move |wishes| {
                if let Some(surveyor) = surveyor.borrow().as_ref() {
                    surveyor.wish(wishes);
                }
            })
        },
        on_extras: Callback::from(move |extras| {
            if let Some(surveyor) = surveyor.borrow().as_ref() {
                surveyor.ask_more(extras);
            }
        }),
    }
}
