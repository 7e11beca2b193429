//! How far the reading is. A live region says the few things worth hearing.

use yew::prelude::*;

use crate::phrase::count;

use super::desk::{Running, Seen};
use super::numbers::thousands;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct ProgressProps {
    pub(super) seen: Seen,
    pub(super) on_stop: Callback<()>,
}

#[component]
pub(super) fn Progress(props: &ProgressProps) -> Html {
    let said = use_state_eq(String::new);
    let before = use_mut_ref(|| Reached::of(&props.seen));
    {
        let said = said.clone();
        use_effect_with(Reached::of(&props.seen), move |reached| {
            let news = reached.news_since(before.replace(*reached));
            if let Some(news) = news {
                said.set(news);
            }
        });
    }
    let onclick = props.on_stop.reform(|_: MouseEvent| ());
    html! {
        <div class="reading-progress">
            if let Some(running) = props.seen.running {
                <progress max="1000" value={thousandths(running).to_string()} aria-label="Read" />
                <p class="reading-numbers">{ in_words(running) }</p>
                <button type="button" class="button" {onclick}>{ "Stop and keep what was read" }</button>
            }
            <p class="visually-hidden" role="status">{ (*said).clone() }</p>
        </div>
    }
}

/// How much of the bytes is read.
fn thousandths(running: Running) -> u32 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 1000"
    )]
    let share = (running.bytes / running.of_bytes.max(1.0) * 1000.0).clamp(0.0, 1000.0) as u32;
    share
}

fn in_words(running: Running) -> String {
    let mut words = format!(
        "{} of {}, {} of {}, {}",
        running.files,
        count(running.of_files, "file", "files"),
        megabytes(running.bytes),
        megabytes(running.of_bytes),
        count(
            usize::try_from(running.reports).unwrap_or(usize::MAX),
            "report",
            "reports"
        ),
    );
    if running.records > 1000 {
        words.push_str(&format!(
            "; {} records of this one",
            thousands(running.records)
        ));
    }
    words
}

/// "0.4 MB", "104 MB".
fn megabytes(bytes: f64) -> String {
    let millions = bytes / 1_000_000.0;
    if millions < 10.0 {
        format!("{millions:.1} MB")
    } else {
        format!("{millions:.0} MB")
    }
}

/// What is worth saying.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reached {
    quarters: Option<u32>,
    reports: usize,
    was_stopped: bool,
}

impl Reached {
    fn of(seen: &Seen) -> Self {
        let collection = &seen.collection;
        Self {
            quarters: seen.running.map(|running| thousandths(running) / 250),
            reports: collection.aggregate().len()
                + collection.tls().len()
                + collection.failures().len(),
            was_stopped: seen.was_stopped,
        }
    }

    fn news_since(self, before: Self) -> Option<String> {
        let reports = count(self.reports, "report", "reports");
        match (before.quarters, self.quarters) {
            (None, Some(_)) => Some("Reading.".to_owned()),
            (Some(_), None) if self.was_stopped => Some(format!("Stopped. {reports} are here.")),
            (Some(_), None) => Some(format!("Read. {reports} are here.")),
            (Some(before), Some(now)) if now > before && now < 4 => {
                Some(format!("{} percent read.", now * 25))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reached(quarters: Option<u32>) -> Reached {
        Reached {
            quarters,
            reports: 3,
            was_stopped: false,
        }
    }

    #[test]
    fn little_is_said_and_nothing_twice() {
        let course = [
            None,
            Some(0),
            Some(0),
            Some(1),
            Some(1),
            Some(3),
            Some(4),
            None,
        ];
        let said: Vec<_> = course
            .windows(2)
            .filter_map(|pair| reached(pair[1]).news_since(reached(pair[0])))
            .collect();
        assert_eq!(
            said,
            [
                "Reading.",
                "25 percent read.",
                "75 percent read.",
                "Read. 3 reports are here."
            ]
        );
        let stopped = Reached {
            was_stopped: true,
            ..reached(None)
        };
        let news = stopped.news_since(reached(Some(1))).unwrap();
        assert!(news.starts_with("Stopped"), "{news}");
    }

    #[test]
    fn how_far_it_is_reads_well() {
        let running = Running {
            files: 2,
            of_files: 3,
            bytes: 52_000_000.0,
            of_bytes: 104_000_000.0,
            reports: 1,
            records: 40_000,
        };
        assert_eq!(
            in_words(running),
            "2 of 3 files, 52 MB of 104 MB, 1 report; 40,000 records of this one"
        );
        assert_eq!(thousandths(running), 500);
        assert_eq!(megabytes(400_000.0), "0.4 MB");
    }
}
