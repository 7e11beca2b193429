//! The shapes that stand beside status words. Shape and word carry the meaning; colour only helps.

use analysis::finding::Severity;
use analysis::report::{StageStatus, Status};
use yew::prelude::*;

/// A shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IconKind {
    /// A tick in a circle.
    Good,
    /// An i in a circle.
    Info,
    /// An arrow upwards in a diamond.
    Advice,
    /// An exclamation mark in a triangle.
    Warning,
    /// A cross in an octagon.
    Error,
    /// A question mark in a broken circle.
    Unknown,
    /// Three dots.
    Waiting,
    /// A dash.
    Nothing,
}

impl IconKind {
    /// The word in class names.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Info => "info",
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Unknown => "unknown",
            Self::Waiting => "waiting",
            Self::Nothing => "nothing",
        }
    }
}

impl From<Severity> for IconKind {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Good => Self::Good,
            Severity::Info => Self::Info,
            Severity::Advice => Self::Advice,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

impl From<Status> for IconKind {
    fn from(status: Status) -> Self {
        match status {
            Status::NotApplicable => Self::Nothing,
            Status::NotTested => Self::Waiting,
            Status::Good => Self::Good,
            Status::Advice => Self::Advice,
            Status::CouldNotTell => Self::Unknown,
            Status::Warning => Self::Warning,
            Status::Error => Self::Error,
        }
    }
}

impl From<StageStatus> for IconKind {
    fn from(status: StageStatus) -> Self {
        match status {
            StageStatus::Good => Self::Good,
            StageStatus::Warning => Self::Warning,
            StageStatus::Bad => Self::Error,
            StageStatus::Unknown => Self::Unknown,
            StageStatus::NotReached => Self::Nothing,
            StageStatus::Pending => Self::Waiting,
        }
    }
}

/// A shape, hidden from screen readers: the word is always beside it.
pub(crate) fn icon(kind: IconKind) -> Html {
    let (outline, sign) = match kind {
        IconKind::Good => (CIRCLE, "M6 10.4l2.7 2.7L14.2 7.4"),
        IconKind::Info => (CIRCLE, "M10 9.2v5M10 6.1v.2"),
        IconKind::Advice => (
            "M10 1.4L18.6 10 10 18.6 1.4 10z",
            "M10 13.6V6.8M7.2 9.4L10 6.6l2.8 2.8",
        ),
        IconKind::Warning => ("M10 2L18.8 17.6H1.2z", "M10 7.6v4.8M10 14.8v.2"),
        IconKind::Error => (
            "M6.6 1.8h6.8l4.8 4.8v6.8l-4.8 4.8H6.6L1.8 13.4V6.6z",
            "M7 7l6 6M13 7l-6 6",
        ),
        IconKind::Unknown => (
            CIRCLE,
            "M7.6 7.8a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.8M10 14.4v.2",
        ),
        IconKind::Waiting => ("", "M4.2 10h.2M9.9 10h.2M15.6 10h.2"),
        IconKind::Nothing => ("", "M5.5 10h9"),
    };
    html! {
        <svg class={classes!("icon", format!("icon-{}", kind.word()))} viewBox="0 0 20 20" width="20"
            height="20" fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"
            stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d={outline} class="outline" />
            <path d={sign} class="sign" />
        </svg>
    }
}

const CIRCLE: &str = "M10 1.8a8.2 8.2 0 1 1 0 16.4 8.2 8.2 0 0 1 0-16.4z";
