//! The wax seal: the product's mark, and the roundel that a grade is stamped into.

use analysis::grade::Letter;
use yew::prelude::*;

/// The colour of the wax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wax {
    /// Of a letter.
    Letter(Letter),
    /// Of no letter: pending, not tested, no mail.
    Plain,
}

impl Wax {
    const fn class(self) -> &'static str {
        match self {
            Self::Letter(Letter::APlus) => "wax-a-plus",
            Self::Letter(Letter::A) => "wax-a",
            Self::Letter(Letter::B) => "wax-b",
            Self::Letter(Letter::C) => "wax-c",
            Self::Letter(Letter::D) => "wax-d",
            Self::Letter(Letter::F) => "wax-f",
            Self::Plain => "wax-plain",
        }
    }
}

/// The roundel. Hidden from screen readers: the grade is said in words beside it.
pub(crate) fn seal(wax: Wax, stamp: &'static str) -> Html {
    let size = if stamp.chars().count() > 1 {
        "58"
    } else {
        "68"
    };
    html! {
        <svg class={classes!("seal", wax.class())} viewBox="0 0 200 200" width="200" height="200"
            aria-hidden="true" focusable="false">
            <defs>
                <radialGradient id="seal-light" cx="0.34" cy="0.26" r="0.9">
                    <stop offset="0" stop-color="#fff" stop-opacity="0.34" />
                    <stop offset="0.45" stop-color="#fff" stop-opacity="0.04" />
                    <stop offset="1" stop-color="#000" stop-opacity="0.3" />
                </radialGradient>
                <radialGradient id="seal-dish" cx="0.62" cy="0.7" r="0.85">
                    <stop offset="0" stop-color="#fff" stop-opacity="0.16" />
                    <stop offset="0.6" stop-color="#000" stop-opacity="0.02" />
                    <stop offset="1" stop-color="#000" stop-opacity="0.26" />
                </radialGradient>
            </defs>
            <path class="seal-wax" d={EDGE} />
            <path d={EDGE} fill="url(#seal-light)" />
            <circle cx="100" cy="100" r="66" fill="url(#seal-dish)" />
            <circle cx="100" cy="100" r="66" fill="none" stroke="#000" stroke-opacity="0.28" stroke-width="3" />
            <circle cx="100.8" cy="101.6" r="66" fill="none" stroke="#fff" stroke-opacity="0.28" stroke-width="1.6" />
            <circle cx="100" cy="100" r="57" fill="none" stroke="#fff" stroke-opacity="0.32" stroke-width="1.2"
                stroke-dasharray="1 5.63" stroke-linecap="round" />
            <text class="seal-shade" x="100" y="101.6" font-size={size} text-anchor="middle"
                dominant-baseline="central">{ stamp }</text>
            <text class="seal-stamp" x="100" y="100" font-size={size} text-anchor="middle"
                dominant-baseline="central">{ stamp }</text>
        </svg>
    }
}

/// The mark in the page's header.
pub(crate) fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 200 200" width="34" height="34" aria-hidden="true" focusable="false">
            <path class="seal-wax" d={EDGE} />
            <circle cx="100" cy="100" r="64" fill="none" stroke="#fff" stroke-opacity="0.5" stroke-width="6" />
            <path d="M58 78h84v50H58zM58 78l42 30 42-30" fill="none" stroke="#fff" stroke-width="9"
                stroke-linejoin="round" />
        </svg>
    }
}

/// The edge of wax that ran out under the stamp: a circle with uneven lobes.
const EDGE: &str = "M191.8 100.0c0.3 2.6-0.6 5.4-1.5 7.9c-0.9 2.5-2.6 5.0-3.9 7.3c-1.3 2.4-2.6 4.6-4.0 6.8\
    c-1.4 2.2-2.9 4.3-4.3 6.3c-1.4 2.1-3.1 3.9-4.1 6.1c-1.0 2.2-1.5 4.5-1.8 7.2\
    c-0.3 2.7 0.3 6.0-0.1 8.8c-0.5 2.7-1.1 5.7-2.7 7.7c-1.6 2.0-4.5 3.0-6.9 4.2\
    c-2.4 1.2-5.5 1.5-7.6 2.9c-2.1 1.4-3.6 3.4-5.1 5.7c-1.5 2.3-2.3 5.8-4.0 8.3\
    c-1.6 2.5-3.5 5.0-5.7 6.7c-2.2 1.6-5.0 2.5-7.6 3.2c-2.6 0.7-5.5 1.0-8.2 1.2\
    c-2.8 0.1-5.6 0.1-8.3-0.4c-2.8-0.5-5.6-1.7-8.2-2.6c-2.6-0.9-5.1-2.4-7.6-2.7\
    c-2.5-0.3-4.9 0.1-7.4 0.6c-2.6 0.5-5.4 2.2-8.0 2.4c-2.6 0.2-5.4 0.0-7.7-1.2\
    c-2.3-1.2-4.1-4.2-6.0-6.2c-1.9-2.1-3.3-4.8-5.3-6.2c-2.0-1.4-4.3-1.9-6.8-2.4\
    c-2.5-0.5-5.6-0.2-8.3-0.7c-2.7-0.5-5.4-1.3-7.8-2.5c-2.4-1.1-4.5-2.7-6.6-4.4\
    c-2.1-1.6-4.2-3.4-5.8-5.4c-1.6-2.1-3.0-4.4-3.8-7.0c-0.8-2.6-0.7-5.7-1.2-8.4\
    c-0.4-2.7-0.4-5.3-1.5-7.6c-1.1-2.3-3.2-3.9-5.1-5.9c-1.9-2.0-5.0-3.8-6.4-6.1\
    c-1.4-2.3-2.2-5.0-2.0-7.7c0.1-2.6 2.0-5.6 2.9-8.2c0.9-2.6 2.3-5.1 2.6-7.6\
    c0.3-2.5-0.4-4.9-0.8-7.4c-0.5-2.6-1.5-5.2-1.9-7.9c-0.4-2.7-0.6-5.4-0.6-8.1\
    c-0.1-2.7-0.0-5.6 0.3-8.3c0.3-2.7 0.6-5.7 1.8-8.1c1.2-2.4 3.1-4.7 5.3-6.4\
    c2.2-1.8 5.7-2.7 8.1-4.2c2.5-1.4 5.0-2.5 6.6-4.4c1.7-1.9 2.3-4.7 3.4-7.1\
    c1.2-2.4 1.9-5.6 3.7-7.5c1.8-1.9 4.4-3.0 7.1-3.6c2.7-0.6 6.2 0.1 9.0 0.0\
    c2.8-0.1 5.5 0.1 7.9-0.4c2.4-0.5 4.4-1.7 6.5-2.7c2.2-1.0 4.2-2.3 6.4-3.5\
    c2.2-1.2 4.4-2.3 6.7-3.7c2.3-1.4 4.6-3.3 7.0-4.6c2.5-1.3 5.1-3.0 7.7-3.4\
    c2.6-0.3 5.4 0.3 7.9 1.3c2.5 1.0 4.8 3.4 7.2 4.5c2.4 1.1 4.6 2.0 7.3 2.1\
    c2.7 0.1 5.7-1.3 8.6-1.6c2.9-0.3 6.3-1.1 8.9-0.3c2.6 0.7 4.9 2.6 6.8 4.7\
    c1.9 2.0 3.2 5.1 4.7 7.5c1.5 2.4 2.9 4.7 4.4 6.9c1.5 2.1 3.2 4.0 4.7 6.0\
    c1.5 2.0 2.9 4.0 4.6 5.9c1.7 1.8 3.4 3.6 5.5 5.2c2.1 1.6 5.0 2.8 7.1 4.6\
    c2.1 1.8 4.5 3.6 5.6 6.0c1.1 2.4 0.9 5.5 0.8 8.3c-0.2 2.8-1.7 5.9-1.8 8.5\
    c-0.1 2.6 0.3 4.9 1.3 7.3c1.0 2.4 3.5 4.5 4.9 7.0c1.4 2.5 2.9 5.1 3.2 7.7z";
