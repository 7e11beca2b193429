//! Pictures of a report, drawn by ourselves.
//!
//! Words are HTML, which wraps, grows with the reader's letters and is read out; only what is drawn between them is SVG,
//! with its looks in `styles/pictures.css`. Where something lies is decided in pure functions with tests of their own. A
//! picture says by shape and word what it says by colour, and each has a twin with the same facts: a table, or, for a
//! conversation, the list that it is.

mod certificates;
mod dialogue;
mod kit;
mod lines;
mod path;
mod scale;
mod score;
mod senders;
mod spf;
mod tls;

use analysis::report::Report;
use yew::prelude::*;

pub(crate) use certificates::certificates;
pub(crate) use dialogue::dialogue;
pub(crate) use path::path;
pub(crate) use score::score;
pub(crate) use senders::senders;
pub(crate) use spf::spf;
pub(crate) use tls::{groups, versions_and_suites};

/// What says the most at a glance: how mail travels, what senders do, and what is done in all.
pub(crate) fn overview(report: &Report) -> Html {
    html! {
        <section class="pictures" aria-label="In pictures">
            { path(report) }
            { for report.simulation.as_ref().map(senders) }
            { for report.score.as_ref().map(score) }
        </section>
    }
}

/// What goes with the details: when certificates end, and what an SPF record leads to.
pub(crate) fn details(report: &Report) -> Html {
    let published = report.mail.as_ref();
    html! {
        <section class="pictures" aria-label="More in pictures">
            { certificates(report) }
            { for published.and_then(|mail| mail.spf.as_ref()).map(spf) }
        </section>
    }
}
