//! The score by area: a bar for each, as long as its weight, filled as far as points were earned.

use analysis::score::{ScorePart, ScoreReport, State};
use analysis::tables;
use yew::prelude::*;

use super::kit::{figure, percent};
use crate::components::{IconKind, icon};
use crate::escape::shown;

/// The picture.
pub(crate) fn score(score: &ScoreReport) -> Html {
    let heaviest = score.parts.iter().map(|part| part.weight).max();
    let heaviest = heaviest.unwrap_or(1).max(1);
    let drawing = html! {
        <div class="drawing">
            <ul class="score-bars">
                { for score.parts.iter().map(|part| row(part, heaviest)) }
            </ul>
        </div>
    };
    figure("score", &tables::score(score), drawing)
}

fn row(part: &ScorePart, heaviest: u32) -> Html {
    let kind = kind(part.state);
    let track = f64::from(part.weight) / f64::from(heaviest);
    let Filled { earned, doubtful } = filled(part);
    let counts = !matches!(part.state, State::NotTested | State::NotApplicable);
    html! {
        <li key={part.area.word()} class={classes!("score-bar", format!("status-{}", kind.word()))}>
            <span class="score-area">{ part.title }</span>
            <svg class="score-track" aria-hidden="true" focusable="false">
                if !counts || doubtful > 0.0 {
                    <line class="hatch" x1={percent(earned * track)} x2={percent((earned + if counts { doubtful } else { 1.0 }) * track)} y1="50%" y2="50%" />
                }
                <rect class="earned" x="0" width={percent(earned * track)} y="20%" height="60%" />
                <rect class={if counts { "edge" } else { "edge faint" }} x="0.5" width={percent(track * 0.995)} y="20%" height="60%" />
            </svg>
            <span class="score-points">
                { icon(kind) }
                <span>
                    if counts { <strong>{ points(part.tenths) }</strong>{ format!(" of {}", part.weight) } } else { { format!("{} points left out", part.weight) } }
                    if part.is_bonus { { " on top" } }
                    <small>{ part.state.words() }{ ": " }{ shown(&part.why) }</small>
                </span>
            </span>
        </li>
    }
}

/// Which shares of an area's bar are filled.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Filled {
    /// Earned for sure.
    earned: f64,
    /// Earned or not: that could not be told.
    doubtful: f64,
}

fn filled(part: &ScorePart) -> Filled {
    let whole = f64::from(part.weight.max(1)) * 10.0;
    let share = |tenths: u32| (f64::from(tenths) / whole).min(1.0);
    let low = share(part.lowest_tenths);
    Filled {
        earned: low,
        doubtful: (share(part.highest_tenths.max(part.tenths)) - low).max(0.0),
    }
}

/// "9.5", and "10" without a zero behind it.
fn points(tenths: u32) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}.{rest}", tenths / 10),
    }
}

const fn kind(state: State) -> IconKind {
    match state {
        State::Good => IconKind::Good,
        State::Advice | State::Begun => IconKind::Advice,
        State::Warning => IconKind::Warning,
        State::Error => IconKind::Error,
        State::CouldNotTell => IconKind::Unknown,
        State::NotTested => IconKind::Waiting,
        State::Absent | State::NotApplicable => IconKind::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use analysis::finding::Area;

    use super::*;

    fn part(state: State, [lowest, tenths, highest]: [u32; 3]) -> ScorePart {
        ScorePart {
            area: Area::Spf,
            title: "SPF",
            weight: 10,
            is_bonus: false,
            state,
            tenths,
            lowest_tenths: lowest,
            highest_tenths: highest,
            why: String::new(),
        }
    }

    #[test]
    fn what_could_not_be_told_is_neither_earned_nor_lost() {
        for (state, points, earned, doubtful) in [
            (State::Good, [100, 100, 100], 1.0, 0.0),
            (State::Warning, [40, 40, 40], 0.4, 0.0),
            (State::Error, [0, 0, 0], 0.0, 0.0),
            (State::CouldNotTell, [0, 0, 100], 0.0, 1.0),
            (State::Advice, [0, 80, 80], 0.0, 0.8),
            (State::NotTested, [0, 0, 0], 0.0, 0.0),
        ] {
            let filled = filled(&part(state, points));
            assert_eq!(filled, Filled { earned, doubtful }, "{state:?}");
        }
    }

    #[test]
    fn points_have_no_needless_zero() {
        for (tenths, words) in [(0, "0"), (5, "0.5"), (95, "9.5"), (100, "10")] {
            assert_eq!(points(tenths), words);
        }
    }
}
