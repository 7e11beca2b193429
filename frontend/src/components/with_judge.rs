//! A page that judges, once what judges is there.

use yew::prelude::*;

use crate::app::judged;
use crate::hooks::{Judge, use_judge, use_title};
use crate::route::Route;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct WithJudgeProps {
    /// Which page.
    pub(crate) here: Route,
}

#[component]
pub(crate) fn WithJudge(props: &WithJudgeProps) -> Html {
    let (judge, again) = use_judge();
    match judge {
        Judge::Here => judged(&props.here),
        Judge::Awaited => html! { <Awaited /> },
        Judge::Missing(why) => html! { <Missing {why} {again} /> },
    }
}

/// A moment at most, mostly none: the file is fetched while the page starts.
#[component]
fn Awaited() -> Html {
    use_title("Loading".to_owned());
    html! {
        <div class="prose">
            <h1 tabindex="-1">{ "One moment" }</h1>
            <p role="status">{ "What judges is being loaded." }</p>
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct MissingProps {
    why: String,
    again: Callback<()>,
}

#[component]
fn Missing(props: &MissingProps) -> Html {
    use_title("Not loaded".to_owned());
    let onclick = props.again.reform(|_: MouseEvent| ());
    html! {
        <div class="prose">
            <h1 tabindex="-1">{ "A part of this page is missing" }</h1>
            <p role="alert">
                { format!("What judges could not be loaded from where this page comes from: {}. \
                           The network may have failed for a moment, or the page was just replaced by a newer one.", props.why) }
            </p>
            <p><button type="button" class="button" {onclick}>{ "Try again" }</button></p>
            <p class="hint">{ "page-part-missing" }</p>
        </div>
    }
}
