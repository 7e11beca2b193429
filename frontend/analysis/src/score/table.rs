//! What counts, and how much.

use super::State;
use crate::finding::Area;

/// The weight of an area.
#[derive(Clone, Copy, Debug)]
pub struct Weight {
    /// The area.
    pub area: Area,
    /// Points out of a hundred.
    pub points: u32,
    /// Whether they come on top.
    pub is_bonus: bool,
    /// What earns nothing there beside errors, for the documentation.
    pub nothing_for: &'static str,
}

/// A state of an area and what part of the weight it earns.
#[derive(Clone, Copy, Debug)]
pub struct StateShare {
    /// The state.
    pub state: State,
    /// Percent of the weight.
    pub percent: u32,
    /// When, for the documentation.
    pub rule: &'static str,
    /// Why so much.
    pub reason: &'static str,
}

const fn weight(area: Area, points: u32, nothing_for: &'static str) -> Weight {
    Weight {
        area,
        points,
        is_bonus: false,
        nothing_for,
    }
}

/// The weights. Those that are not a bonus make a hundred.
pub const WEIGHTS: &[Weight] = &[
    weight(Area::Transport, 20, "a server without working STARTTLS"),
    weight(Area::Certificate, 10, ""),
    weight(
        Area::MtaSts,
        10,
        "no record, no valid policy, or one in mode none",
    ),
    weight(Area::TlsRpt, 5, "no valid record"),
    weight(Area::Dane, 6, "no TLSA records"),
    weight(Area::Dnssec, 4, "MX records that are not signed"),
    weight(Area::Spf, 10, "no valid record"),
    weight(Area::Dkim, 10, "no valid key"),
    weight(Area::Dmarc, 15, "no valid record"),
    weight(Area::Routing, 3, ""),
    weight(Area::ReverseDns, 2, ""),
    weight(Area::Blocklists, 5, ""),
    Weight {
        area: Area::Bimi,
        points: 3,
        is_bonus: true,
        nothing_for: "no valid record; nothing is lost by that",
    },
];

const fn share(state: State, percent: u32, rule: &'static str, reason: &'static str) -> StateShare {
    StateShare {
        state,
        percent,
        rule,
        reason,
    }
}

/// What each state earns. Those that are not here leave the sum.
pub const STATES: &[StateShare] = &[
    share(
        State::Good,
        100,
        "No finding in the area is worse than information.",
        "There is nothing left to do.",
    ),
    share(
        State::Advice,
        80,
        "The gravest finding is advice.",
        "It does its work; something could be better.",
    ),
    share(
        State::Begun,
        50,
        "An MTA-STS policy in mode testing; TLSA records at some hosts.",
        "Senders are told, and nothing is refused yet, or not everywhere.",
    ),
    share(
        State::Warning,
        40,
        "The gravest finding is a warning.",
        "It does a part of its work.",
    ),
    share(
        State::Absent,
        0,
        "The mechanism is not published, or what is published does not count.",
        "It protects nobody.",
    ),
    share(
        State::Error,
        0,
        "The gravest finding is an error.",
        "It costs mail or its secrecy now.",
    ),
];
