//! The way to a page of what there is to read, and the ways on from there.

use analysis::finding::Code;
use analysis::learn::Topic;
use yew::prelude::*;

use super::icon::{IconKind, icon};
use crate::route::Route;

/// Where the page stands: links to what is above it, then its own name.
pub(crate) fn crumbs(above: &[(Route, &'static str)], here: &str) -> Html {
    html! {
        <nav class="crumbs" aria-label="Breadcrumb">
            <ol>
                { for above.iter().map(|(route, name)| html! { <li><a href={route.href()}>{ *name }</a></li> }) }
                <li aria-current="page">{ here.to_owned() }</li>
            </ol>
        </nav>
    }
}

/// Topics to go on with, each with its summary.
pub(crate) fn read_on<'t>(topics: impl Iterator<Item = &'t Topic>) -> Html {
    let item = |topic: &Topic| {
        let route = Route::Topic {
            topic: topic.word.clone(),
        };
        topic_item(&route, &topic.title, &topic.summary)
    };
    html! { <ul class="topic-list">{ for topics.map(item) }</ul> }
}

/// A link to a page with what it says.
pub(crate) fn topic_item(route: &Route, title: &str, summary: &str) -> Html {
    html! {
        <li>
            <a href={route.href()}>{ title.to_owned() }</a>
            <p>{ summary.to_owned() }</p>
        </li>
    }
}

/// Links to findings, with their shapes and words.
pub(crate) fn finding_links(codes: impl Iterator<Item = Code>) -> Html {
    html! { <ul class="finding-links">{ for codes.map(finding_link) }</ul> }
}

fn finding_link(code: Code) -> Html {
    let route = Route::Finding {
        code: code.word().to_owned(),
    };
    let (kind, word) = gravity(code);
    html! {
        <li key={code.word()}>
            { icon(kind) }
            <span>
                <a href={route.href()}>{ code.words().title }</a>
                <span class="hint">{ word }{ " · " }<code>{ code.word() }</code></span>
            </span>
        </li>
    }
}

/// The shape and the word of how much a finding usually matters.
pub(crate) fn gravity(code: Code) -> (IconKind, &'static str) {
    if code.is_inconclusive() {
        (IconKind::Unknown, "could not tell")
    } else {
        (code.severity().into(), code.severity().word())
    }
}
