//! One line that says what goes on, on a terminal and nowhere else.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use analysis::evidence::Evidence;
use analysis::query::Query;
use tokio::time::{Instant, sleep};

/// How often the line is renewed.
const TICK: Duration = Duration::from_millis(200);

/// The progress line.
#[derive(Debug)]
pub(crate) struct Progress {
    began: Instant,
    is_terminal: bool,
}

impl Progress {
    /// Shown if standard error is a terminal.
    pub(crate) fn new() -> Self {
        Self {
            began: Instant::now(),
            is_terminal: std::io::stderr().is_terminal(),
        }
    }

    /// Ends when the line should be renewed.
    pub(crate) async fn tick(&self) {
        sleep(TICK).await;
    }

    /// Shows how far it is: answered, under way, and what is being waited for.
    pub(crate) fn show(&self, evidence: &Evidence, under_way: &BTreeSet<Query>) {
        if !self.is_terminal {
            return;
        }
        let answered = evidence.outcomes().len();
        let seconds = self.began.elapsed().as_secs();
        // Probes last longest, so they are what one waits for; they are last in the order of queries.
        let waiting = under_way.last().map(Query::describe).unwrap_or_default();
        let line = format!(
            "{answered} of {} steps, {seconds} s · {waiting}",
            answered + under_way.len()
        );
        let short: String = line.chars().take(78).collect();
        self.write(&format!("\r\x1b[2K{short}"));
    }

    /// Takes the line away.
    pub(crate) fn clear(&self) {
        if self.is_terminal {
            self.write("\r\x1b[2K");
        }
    }

    /// A terminal that is gone is no reason to stop.
    fn write(&self, text: &str) {
        let mut stderr = std::io::stderr().lock();
        let _ = stderr
            .write_all(text.as_bytes())
            .and_then(|()| stderr.flush());
    }
}
