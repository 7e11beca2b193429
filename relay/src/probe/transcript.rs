//! The conversation with one address as it happened, line by line, both ways.

use shared::{Direction, TranscriptLine};
use tokio::time::Instant;

use crate::clock::millis;
use crate::limits;

/// Every line said since a connection attempt began.
#[derive(Debug)]
pub(super) struct Transcript {
    begun: Instant,
    lines: Vec<TranscriptLine>,
}

impl Transcript {
    /// A transcript that begins now.
    pub(super) fn begin() -> Self {
        Self {
            begun: Instant::now(),
            lines: Vec::new(),
        }
    }

    /// We said this.
    pub(super) fn said(&mut self, line: &str) {
        self.add(Direction::Client, line);
    }

    /// The server said these.
    pub(super) fn heard(&mut self, lines: Vec<String>) {
        for line in lines {
            self.add(Direction::Server, &line);
        }
    }

    /// A remark about the connection.
    pub(super) fn note(&mut self, remark: &str) {
        self.add(Direction::Note, remark);
    }

    /// Milliseconds since it began.
    pub(super) fn elapsed_ms(&self) -> u32 {
        millis(self.begun.elapsed())
    }

    /// All lines.
    pub(super) fn into_lines(self) -> Vec<TranscriptLine> {
        self.lines
    }

    fn add(&mut self, direction: Direction, text: &str) {
        let at_ms = self.elapsed_ms();
        self.lines.push(TranscriptLine {
            at_ms,
            direction,
            text: within_line(text).to_owned(),
        });
    }
}

/// The beginning of a text that fits a line. Octets that are no UTF-8 grew when they were read.
fn within_line(text: &str) -> &str {
    (0..=limits::LINE_BYTES.min(text.len()))
        .rev()
        .find_map(|end| text.get(..end))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_between_characters() {
        assert_eq!(within_line("220 mx"), "220 mx");
        let grown = "\u{fffd}".repeat(2000);
        assert_eq!(within_line(&grown).len(), 2046);
    }
}
