//! The parts of a report, to go to.

use analysis::report::Report;
use yew::prelude::*;

use super::changes::Groups;
use crate::browser::show;

/// A part of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Score,
    Changes,
    CouldNotTell,
    Senders,
    Path,
    Areas,
    Servers,
    Submission,
    Answers,
    NotProven,
    Keep,
}

impl Part {
    const ALL: [Self; 11] = [
        Self::Score,
        Self::Changes,
        Self::CouldNotTell,
        Self::Senders,
        Self::Path,
        Self::Areas,
        Self::Servers,
        Self::Submission,
        Self::Answers,
        Self::NotProven,
        Self::Keep,
    ];

    /// The id of its element.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Changes => "changes",
            Self::CouldNotTell => "could-not-tell",
            Self::Senders => "senders",
            Self::Path => "path",
            Self::Areas => "areas",
            Self::Servers => "servers",
            Self::Submission => "submission",
            Self::Answers => "answers",
            Self::NotProven => "not-proven",
            Self::Keep => "keep",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Score => "Score",
            Self::Changes => "What to change",
            Self::CouldNotTell => "Could not tell",
            Self::Senders => "What senders do",
            Self::Path => "The way of the mail",
            Self::Areas => "Area by area",
            Self::Servers => "Servers",
            Self::Submission => "For your own users",
            Self::Answers => "DNS answers",
            Self::NotProven => "Not proven",
            Self::Keep => "Keep and share",
        }
    }

    /// How many things stand there, where that says something; nothing if the report has no such part.
    fn number(self, report: &Report, groups: &Groups, running: bool) -> Option<Option<usize>> {
        // While the check runs, what most reports have has its place.
        let is_there = |there: bool| (there || running).then_some(None);
        match self {
            Self::Score => is_there(report.score.is_some()),
            Self::Changes => Some(Some(groups.to_change.len())),
            Self::CouldNotTell => match groups.could_not_tell.len() {
                0 => None,
                number => Some(Some(number)),
            },
            Self::Senders => is_there(report.simulation.is_some()),
            Self::Path => is_there(!report.hosts.is_empty()),
            Self::Servers => Some(Some(report.hosts.len())),
            Self::Submission => is_there(report.submission.is_some()),
            Self::Areas | Self::Answers | Self::NotProven | Self::Keep => Some(None),
        }
    }
}

/// Buttons and not links: what is behind the `#` of the address is the route.
pub(super) fn outline(report: &Report, groups: &Groups, running: bool) -> Html {
    html! {
        <nav class="outline" aria-label="Parts of this report">
            <ul role="list">
                { for Part::ALL.into_iter().filter_map(|part| {
                    let number = part.number(report, groups, running)?;
                    Some(html! { <li key={part.id()}>{ button(part, number) }</li> })
                }) }
            </ul>
        </nav>
    }
}

fn button(part: Part, number: Option<usize>) -> Html {
    let onclick = Callback::from(move |_: MouseEvent| show(&format!("#{}", part.id())));
    html! {
        <button type="button" class="outline-link" {onclick}>
            { part.title() }
            { for number.map(|number| html! { <span class="number">{ number }</span> }) }
        </button>
    }
}
