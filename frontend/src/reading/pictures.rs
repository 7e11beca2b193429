//! Pictures of reports: columns over time, and bars side by side. Good stands below or first and is an outline; bad stands
//! on top or last and is filled, so that neither is told by colour alone. The twin has the numbers.

use analysis::tables::Table;
use yew::prelude::*;

use crate::escape::shown;
use crate::pictures::kit::{figure, percent};

use super::numbers::thousands;

/// Bars that are drawn; the twin has all.
const MOST_BARS: usize = 12;
/// Columns that are drawn: of more, neighbours are drawn as one.
const MOST_COLUMNS: usize = 62;

/// How much of something is good, bad, or neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount {
    /// What it is.
    pub(super) name: String,
    /// What is said beside it.
    pub(super) note: String,
    /// Passed, secured.
    pub(super) good: u64,
    /// Failed, not secured.
    pub(super) bad: u64,
    /// Not said.
    pub(super) unknown: u64,
}

/// What good, bad and neither are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) good: &'static str,
    pub(super) bad: &'static str,
    pub(super) unknown: &'static str,
}

impl Amount {
    pub(super) const fn total(&self) -> u64 {
        self.good
            .saturating_add(self.bad)
            .saturating_add(self.unknown)
    }
}

/// Something over time, oldest first.
pub(super) fn columns(name: &'static str, table: &Table, amounts: &[Amount], words: Words) -> Html {
    let merged = merged(amounts, MOST_COLUMNS);
    let (Some(first), Some(last)) = (amounts.first(), amounts.last()) else {
        return Html::default();
    };
    let most = merged.iter().map(Amount::total).max().unwrap_or(0).max(1);
    let drawing = html! {
        <div class="drawing">
            <p class="columns-most" aria-hidden="true">{ thousands(most) }</p>
            <svg class="columns" aria-hidden="true" focusable="false">
                <line class="base" x1="0" x2="100%" y1="100%" y2="100%" />
                { for merged.iter().enumerate().map(|(at, amount)| column(at, merged.len(), amount, most)) }
            </svg>
            <p class="columns-ends" aria-hidden="true"><span>{ first.name.clone() }</span><span>{ last.name.clone() }</span></p>
            { legend(words, amounts) }
        </div>
    };
    figure(name, table, drawing)
}

/// Several of something, by name.
pub(super) fn bars(name: &'static str, table: &Table, amounts: &[Amount], words: Words) -> Html {
    let most = amounts.iter().map(Amount::total).max().unwrap_or(0).max(1);
    let drawing = html! {
        <div class="drawing">
            <ul class="amount-bars">
                { for amounts.iter().take(MOST_BARS).map(|amount| bar(amount, most, words)) }
            </ul>
            if amounts.len() > MOST_BARS {
                <p class="hint">{ format!("The {MOST_BARS} largest of {}; the table has all.", amounts.len()) }</p>
            }
            { legend(words, amounts) }
        </div>
    };
    figure(name, table, drawing)
}

fn column(at: usize, of: usize, amount: &Amount, most: u64) -> Html {
    let [good, unknown, bad] = shares(amount, most);
    let slot = 1.0 / of.max(1) as f64;
    let x = percent(slot * (at as f64 + 0.12));
    let width = percent(slot * 0.76);
    let part = |class: &'static str, from: f64, share: f64| {
        html! {
            if share > 0.0 {
                <rect {class} x={x.clone()} width={width.clone()} y={percent(1.0 - from - share)} height={percent(share)} />
            }
        }
    };
    html! {
        <>
            { part("good", 0.0, good) }
            { part("unknown", good, unknown) }
            { part("bad", good + unknown, bad) }
        </>
    }
}

fn bar(amount: &Amount, most: u64, words: Words) -> Html {
    let [good, unknown, bad] = shares(amount, most);
    let part = |class: &'static str, from: f64, share: f64| {
        html! {
            if share > 0.0 {
                <rect {class} x={percent(from)} width={percent(share)} y="12%" height="76%" />
            }
        }
    };
    html! {
        <li class="amount-bar">
            <span class="amount-name">
                { shown(&amount.name) }
                if !amount.note.is_empty() { <small>{ shown(&amount.note) }</small> }
            </span>
            <svg class="amount-track" aria-hidden="true" focusable="false">
                { part("good", 0.0, good) }
                { part("unknown", good, unknown) }
                { part("bad", good + unknown, bad) }
            </svg>
            <span class="amount-words">{ in_words(amount, words) }</span>
        </li>
    }
}

fn legend(words: Words, amounts: &[Amount]) -> Html {
    let entry = |class: &'static str, word: &'static str| {
        html! {
            <li>
                <svg class="amount-key" aria-hidden="true" focusable="false"><rect {class} x="5%" y="10%" width="90%" height="80%" /></svg>
                { word }
            </li>
        }
    };
    html! {
        <ul class="legend">
            if amounts.iter().any(|amount| amount.good > 0) { { entry("good", words.good) } }
            if amounts.iter().any(|amount| amount.unknown > 0) { { entry("unknown", words.unknown) } }
            if amounts.iter().any(|amount| amount.bad > 0) { { entry("bad", words.bad) } }
        </ul>
    }
}

/// "1,240 passed, 3 failed".
fn in_words(amount: &Amount, words: Words) -> String {
    let parts: Vec<String> = [
        (amount.good, words.good),
        (amount.bad, words.bad),
        (amount.unknown, words.unknown),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| format!("{} {word}", thousands(number)))
    .collect();
    parts.join(", ")
}

/// Good, unknown and bad as shares of the most there is. What there is at all is seen: a hundredth at least.
fn shares(amount: &Amount, most: u64) -> [f64; 3] {
    [amount.good, amount.unknown, amount.bad].map(|number| {
        if number == 0 {
            0.0
        } else {
            (number as f64 / most.max(1) as f64).clamp(0.01, 1.0)
        }
    })
}

/// No more than so many, neighbours added up.
fn merged(amounts: &[Amount], most: usize) -> Vec<Amount> {
    let together = amounts.len().div_ceil(most.max(1)).max(1);
    amounts
        .chunks(together)
        .map(|some| {
            some.iter().fold(Amount::default(), |sum, one| Amount {
                good: sum.good.saturating_add(one.good),
                bad: sum.bad.saturating_add(one.bad),
                unknown: sum.unknown.saturating_add(one.unknown),
                ..sum
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(good: u64, bad: u64) -> Amount {
        Amount {
            good,
            bad,
            ..Amount::default()
        }
    }

    #[test]
    fn what_there_is_is_seen_however_little() {
        assert_eq!(shares(&amount(0, 1), 1_000_000), [0.0, 0.0, 0.01]);
        assert_eq!(shares(&amount(50, 50), 100), [0.5, 0.0, 0.5]);
        assert_eq!(shares(&amount(u64::MAX, 0), 1), [1.0, 0.0, 0.0]);
    }

    #[test]
    fn a_long_time_is_drawn_in_few_columns_and_nothing_is_lost() {
        let year: Vec<Amount> = (0..365).map(|at| amount(at, 1)).collect();
        let drawn = merged(&year, MOST_COLUMNS);
        assert!(drawn.len() <= MOST_COLUMNS, "{}", drawn.len());
        assert_eq!(drawn.iter().map(|one| one.good).sum::<u64>(), 364 * 365 / 2);
        assert_eq!(drawn.iter().map(|one| one.bad).sum::<u64>(), 365);
        assert_eq!(merged(&year[..3], MOST_COLUMNS), year[..3]);
    }

    #[test]
    fn words_name_only_what_there_is() {
        let words = Words {
            good: "passed",
            bad: "failed",
            unknown: "not said",
        };
        assert_eq!(in_words(&amount(1240, 3), words), "1,240 passed, 3 failed");
        assert_eq!(in_words(&amount(0, 3), words), "3 failed");
    }
}
