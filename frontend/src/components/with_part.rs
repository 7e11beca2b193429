//! A page that judges or reads, once what does so is there.

use yew::prelude::*;

use crate::app::judged;
use crate::browser::Part;
use crate::hooks::{Presence, use_part, use_title};
use crate::reading;
use crate::route::Route;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct WithPartProps {
    /// What it needs.
    pub(crate) part: Part,
    /// Which page.
    pub(crate) here: Route,
}

#[component]
pub(crate) fn WithPart(props: &WithPartProps) -> Html {
    let (presence, again) = use_part(props.part);
    match presence {
        Presence::Here => match props.part {
            Part::Judge => judged(&props.here),
            Part::Reader => reading::page(&props.here),
        },
        Presence::Awaited => html! { <Awaited what={what(props.part)} /> },
        Presence::Missing(why) => html! { <Missing what={what(props.part)} {why} {again} /> },
    }
}

/// What a part is to the user.
const fn what(part: Part) -> &'static str {
    match part {
        Part::Judge => "What judges",
        Part::Reader => "What reads files and messages",
    }
}

/// A moment at most, mostly none: the file is fetched while the page starts.
#[derive(Clone, Debug, PartialEq, Properties)]
struct AwaitedProps {
    what: &'static str,
}

#[component]
fn Awaited(props: &AwaitedProps) -> Html {
    use_title("Loading".to_owned());
    html! {
        <div class="prose">
            <h1 tabindex="-1">{ "One moment" }</h1>
            <p role="status">{ format!("{} is being loaded.", props.what) }</p>
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct MissingProps {
    what: &'static str,
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
                { format!("{} could not be loaded from where this page comes from: {}. The network may have failed for a \
                           moment, or the page was just replaced by a newer one.", props.what, props.why) }
            </p>
            <p><button type="button" class="button" {onclick}>{ "Try again" }</button></p>
            <p class="hint">{ "page-part-missing" }</p>
        </div>
    }
}
