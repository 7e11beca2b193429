//! Lines between words: the branches of a tree, and the wires along which mail travels.

use yew::prelude::*;

/// How mail travels along a wire. Each has a stroke of its own, so that it is told without colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    /// Sealed, and somebody vouches for the other end: thick.
    Proven,
    /// Sealed: thin.
    Sealed,
    /// In clear: dashed.
    Clear,
    /// Nobody gets there: a line with a bar across.
    Closed,
    /// Not known: dotted.
    Unknown,
}

impl Wire {
    pub(super) const ALL: [Self; 5] = [
        Self::Proven,
        Self::Sealed,
        Self::Clear,
        Self::Closed,
        Self::Unknown,
    ];

    /// The word in class names.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Sealed => "sealed",
            Self::Clear => "clear",
            Self::Closed => "closed",
            Self::Unknown => "unknown",
        }
    }

    /// What it means, for the legend.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::Proven => "sealed and authenticated",
            Self::Sealed => "sealed, to whoever answers",
            Self::Clear => "in clear",
            Self::Closed => "refused",
            Self::Unknown => "not known",
        }
    }
}

/// A wire that fills its place: across where there is room, down on narrow screens.
pub(crate) fn wire(wire: Wire) -> Html {
    let is_closed = wire == Wire::Closed;
    html! {
        <svg class={classes!("wire", format!("wire-{}", wire.word()))} aria-hidden="true" focusable="false">
            <line class="across" x1="0" y1="50%" x2="100%" y2="50%" />
            <line class="down" x1="50%" y1="0" x2="50%" y2="100%" />
            if is_closed {
                <svg x="50%" y="50%" overflow="visible"><path class="bar" d="M-4 -4l8 8M-4 4l8 -8" /></svg>
            }
        </svg>
    }
}

/// The branch that leads to an item of a tree; below the last one nothing goes on.
pub(super) fn branch(is_last: bool) -> Html {
    let to = if is_last { "1rem" } else { "100%" };
    html! {
        <svg class="branch" aria-hidden="true" focusable="false">
            <line x1="1" y1="0" x2="1" y2={to} />
            <line x1="1" y1="1rem" x2="100%" y2="1rem" />
        </svg>
    }
}

/// A padlock: closed with a tick, closed, or open.
pub(crate) fn lock(wire: Wire) -> Html {
    let (shackle, sign) = match wire {
        Wire::Proven => (CLOSED, "M7 13.2l2 2 4-4.2"),
        Wire::Clear => ("M6 9V6.2a4 4 0 0 1 7.6-1.7", ""),
        Wire::Sealed | Wire::Closed | Wire::Unknown => (CLOSED, ""),
    };
    html! {
        <svg class={classes!("icon", "lock", format!("lock-{}", wire.word()))} viewBox="0 0 20 20" width="20" height="20"
            fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"
            aria-hidden="true" focusable="false">
            <path d={shackle} />
            <path class="body" d="M4 9h12v9H4z" />
            <path d={sign} />
        </svg>
    }
}

const CLOSED: &str = "M6 9V6a4 4 0 0 1 8 0v3";
