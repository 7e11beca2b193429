//! Says the few things worth hearing while a check runs.

use std::rc::Rc;

use yew::prelude::*;

use crate::survey::{Milestones, Survey};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct AnnouncerProps {
    pub(crate) survey: Rc<Survey>,
}

/// A polite live region: the beginning, DNS, each host, the grade. Single steps are not announced.
#[component]
pub(crate) fn Announcer(props: &AnnouncerProps) -> Html {
    let said = use_state(String::new);
    let before = use_mut_ref(Milestones::default);
    {
        let said = said.clone();
        use_effect_with(Rc::clone(&props.survey), move |survey| {
            let reached = Milestones::of(survey);
            let news = reached.news_since(&before.borrow());
            before.replace(reached);
            if let Some(news) = news {
                said.set(news);
            }
        });
    }
    html! { <p class="visually-hidden" role="status" aria-live="polite">{ (*said).clone() }</p> }
}
