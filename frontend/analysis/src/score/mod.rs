//! The email security score, 0 to 100: apart from the letter, with published weights.
//!
//! The letter says what is worst. The score says how much of everything is done: it adds up weighted areas. Each area earns
//! a part of its weight by the gravest finding that is certain in it, by the one table [`STATES`]; a mechanism that is
//! simply not there earns nothing, whatever the severity of saying so. What does not apply to the domain, or was not looked
//! at, leaves the sum and the weights alike. What could not be told leaves them too, and is why there is a lowest and a
//! highest score: had it gone badly, or well. BIMI is a bonus. Submission counts for nothing here, as in the letter.

mod stand;
mod table;

use serde::Serialize;

pub use table::{STATES, StateShare, WEIGHTS, Weight};

use crate::facts::Facts;
use crate::finding::{Area, Finding};
use stand::{Here, stand};

/// How an area stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "ScoreState")
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nothing to say against it.
    Good,
    /// It would be better otherwise.
    Advice,
    /// It is being tried out, or covers a part.
    Begun,
    /// Something is wrong.
    Warning,
    /// It is not there.
    Absent,
    /// It costs mail or its secrecy now.
    Error,
    /// It could not be told.
    CouldNotTell,
    /// It was not looked at.
    NotTested,
    /// It has nothing to do with the domain.
    NotApplicable,
}

impl State {
    /// In a few words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Advice => "advice",
            Self::Begun => "begun",
            Self::Warning => "warning",
            Self::Absent => "absent",
            Self::Error => "error",
            Self::CouldNotTell => "could not tell",
            Self::NotTested => "not tested",
            Self::NotApplicable => "does not apply",
        }
    }

    /// Percent of the weight, if it counts.
    #[must_use]
    pub fn percent(self) -> Option<u32> {
        let row = STATES.iter().find(|row| row.state == self);
        row.map(|row| row.percent)
    }
}

/// The score by area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScoreReport {
    /// What is known, 0 to 100: without what could not be told.
    pub total: u32,
    /// The score if everything that could not be told went badly.
    pub low: u32,
    /// The score if it went well.
    pub high: u32,
    /// Points that the known areas could earn; a hundred if all are known.
    pub of: u32,
    /// Each area.
    pub parts: Vec<ScorePart>,
}

/// Points that must be known before the score is called a number.
const LEAST_KNOWN: u32 = 50;

impl ScoreReport {
    /// Whether enough is known to call it a number.
    #[must_use]
    pub const fn is_number(&self) -> bool {
        self.of >= LEAST_KNOWN
    }
}

/// What one area earns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScorePart {
    /// The area.
    pub area: Area,
    /// Its heading.
    pub title: &'static str,
    /// The points that it can earn.
    pub weight: u32,
    /// Whether they come on top.
    pub is_bonus: bool,
    /// How it stands.
    pub state: State,
    /// Tenths of a point that it earns.
    pub tenths: u32,
    /// Tenths of a point that it earns at least.
    pub lowest_tenths: u32,
    /// Tenths of a point that it earns at most.
    pub highest_tenths: u32,
    /// Why.
    pub why: String,
}

/// The score; nothing where there is nothing to score.
pub(crate) fn score(facts: &Facts<'_>, findings: &[Finding]) -> Option<ScoreReport> {
    let routing = facts.routing.as_ref()?;
    if !routing.is_settled() {
        return None;
    }
    let parts: Vec<ScorePart> = WEIGHTS
        .iter()
        .map(|weight| part(weight, facts, findings))
        .collect();
    // Sums of tenths: earned, earned at least, earned at most; and of weights: known, known or not told.
    let (mut earned, mut low, mut high, mut known, mut all, mut bonus) = (0, 0, 0, 0, 0, 0);
    for part in &parts {
        if part.is_bonus {
            bonus += part.tenths;
            continue;
        }
        let whole = part.weight * 10;
        match part.state {
            State::NotTested | State::NotApplicable => continue,
            State::CouldNotTell => {}
            State::Good
            | State::Advice
            | State::Begun
            | State::Warning
            | State::Absent
            | State::Error => {
                known += whole;
                earned += part.tenths;
            }
        }
        all += whole;
        low += part.lowest_tenths;
        high += part.highest_tenths;
    }
    if known == 0 {
        return None;
    }
    let of_hundred = |points: u32, whole: u32| {
        let rounded = (points * 100 + whole / 2) / whole.max(1);
        (rounded + (bonus + 5) / 10).min(100)
    };
    Some(ScoreReport {
        total: of_hundred(earned, known),
        low: of_hundred(low, all),
        high: of_hundred(high, all),
        of: known / 10,
        parts,
    })
}

fn part(weight: &Weight, facts: &Facts<'_>, findings: &[Finding]) -> ScorePart {
    let here = Here::of(weight.area, findings);
    let (state, why) = stand(weight.area, &here, facts);
    let of = |percent: u32| weight.points * percent / 10;
    let (tenths, lowest, highest) = match state.percent() {
        // Something may still come to light beside what is certain.
        Some(percent) if here.doubt.is_some() => (of(percent), 0, of(percent)),
        Some(percent) => (of(percent), of(percent), of(percent)),
        None if state == State::CouldNotTell => (0, 0, of(100)),
        None => (0, 0, 0),
    };
    ScorePart {
        area: weight.area,
        title: weight.area.title(),
        weight: weight.points,
        is_bonus: weight.is_bonus,
        state,
        tenths,
        lowest_tenths: lowest,
        highest_tenths: highest,
        why,
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, reason = "a test")]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_those_that_are_published() {
        let sum = |areas: &[Area]| -> u32 {
            let rows = WEIGHTS.iter().filter(|row| areas.contains(&row.area));
            rows.map(|row| row.points).sum()
        };
        for (areas, points) in [
            (&[Area::Transport, Area::Certificate][..], 30),
            (&[Area::MtaSts], 10),
            (&[Area::TlsRpt], 5),
            (&[Area::Dane, Area::Dnssec], 10),
            (&[Area::Spf], 10),
            (&[Area::Dkim], 10),
            (&[Area::Dmarc], 15),
            (&[Area::Routing, Area::ReverseDns], 5),
            (&[Area::Blocklists], 5),
            (&[Area::Submission], 0),
        ] {
            assert_eq!(sum(areas), points, "{areas:?}");
        }
        let counted = WEIGHTS.iter().filter(|row| !row.is_bonus);
        assert_eq!(counted.map(|row| row.points).sum::<u32>(), 100);
    }

    #[test]
    fn a_worse_state_never_earns_more() {
        assert!(
            STATES
                .windows(2)
                .all(|pair| pair[0].percent >= pair[1].percent)
        );
        for state in [State::CouldNotTell, State::NotTested, State::NotApplicable] {
            assert_eq!(state.percent(), None);
        }
    }
}
