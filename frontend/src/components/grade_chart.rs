//! The grade over time as a picture. The list beside it says the same in words.

use analysis::grade::Letter;
use yew::prelude::*;

use crate::history::{Kept, LETTERS};

const WIDTH: f64 = 360.0;
const TOP: f64 = 14.0;
const STEP: f64 = 24.0;
const LEFT: f64 = 34.0;
const RIGHT: f64 = 344.0;

/// Checks in any order; those without a letter are not drawn.
pub(crate) fn grade_chart(kept: &[Kept]) -> Html {
    let mut drawn: Vec<(i64, Letter)> = kept
        .iter()
        .filter_map(|check| Some((check.at, check.letter()?)))
        .collect();
    drawn.sort_unstable();
    let (Some((first, from)), Some((last, to))) = (drawn.first().copied(), drawn.last().copied())
    else {
        return Html::default();
    };
    if drawn.len() < 2 {
        return Html::default();
    }
    let date = |at: i64| shared::Timestamp::from_millis(at).date();
    let label = format!(
        "Grade over time: {from} on {}, {to} on {}. The table has each check.",
        date(first),
        date(last)
    );
    let points: Vec<(f64, f64, Letter)> = drawn
        .iter()
        .map(|(at, letter)| (x(*at, first, last), y(*letter), *letter))
        .collect();
    let line: Vec<String> = points
        .iter()
        .map(|(x, y, _)| format!("{x:.1},{y:.1}"))
        .collect();
    let bottom = y(Letter::F);
    html! {
        <svg class="grade-chart" viewBox={format!("0 0 {WIDTH} {:.0}", bottom + 34.0)} role="img" aria-label={label}>
            { for LETTERS.map(|letter| {
                let height = format!("{:.1}", y(letter));
                html! {
                    <>
                        <line class="lane" x1={LEFT.to_string()} x2={RIGHT.to_string()} y1={height.clone()} y2={height} />
                        <text class="lane-name" x="8" y={format!("{:.1}", y(letter) + 4.0)}>{ letter.word() }</text>
                    </>
                }
            }) }
            <polyline class="course" points={line.join(" ")} />
            { for points.iter().map(|(x, y, letter)| html! {
                <circle class={classes!("point", (*letter == Letter::F || *letter == Letter::D).then_some("low"))}
                    cx={format!("{x:.1}")} cy={format!("{y:.1}")} r="4.5" />
            }) }
            <text class="when" x={LEFT.to_string()} y={format!("{:.1}", bottom + 24.0)}>{ date(first) }</text>
            <text class="when end" x={RIGHT.to_string()} y={format!("{:.1}", bottom + 24.0)}>{ date(last) }</text>
        </svg>
    }
}

/// By time; all of one moment stand in the middle.
fn x(at: i64, first: i64, last: i64) -> f64 {
    let whole = last.saturating_sub(first);
    if whole <= 0 {
        return f64::midpoint(LEFT, RIGHT);
    }
    #[expect(clippy::cast_precision_loss, reason = "a fraction of a pixel")]
    let share = at.saturating_sub(first) as f64 / whole as f64;
    (RIGHT - LEFT - 12.0).mul_add(share, LEFT + 6.0)
}

/// The best at the top.
fn y(letter: Letter) -> f64 {
    let lane = match letter {
        Letter::APlus => 0.0,
        Letter::A => 1.0,
        Letter::B => 2.0,
        Letter::C => 3.0,
        Letter::D => 4.0,
        Letter::F => 5.0,
    };
    STEP.mul_add(lane, TOP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_from_left_to_right_and_good_is_above_bad() {
        assert!(x(0, 0, 10) < x(5, 0, 10) && x(5, 0, 10) < x(10, 0, 10));
        assert!(x(10, 0, 10) <= RIGHT && x(0, 0, 10) >= LEFT);
        assert!((x(3, 3, 3) - f64::midpoint(LEFT, RIGHT)).abs() < 1.0);
        // Times from a file may be any.
        assert!(x(i64::MAX, i64::MIN, i64::MAX).is_finite());
        assert!(LETTERS.map(y).is_sorted_by(|worse, better| worse > better));
    }
}
