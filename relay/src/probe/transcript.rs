//! The conversation with one address as it happened, line by line, both ways.

use shared::{Direction, TranscriptLine};
use tokio::time::Instant;

use crate::clock::millis;
use crate::limits;

/// Every line said since the first connection attempt began, up to [`limits::TRANSCRIPT_BYTES`].
#[derive(Debug)]
pub(super) struct Transcript {
    begun: Instant,
    lines: Vec<TranscriptLine>,
    bytes: usize,
    tells_of_unasked: bool,
}

impl Transcript {
    /// A transcript that begins now.
    pub(super) fn begin() -> Self {
        Self {
            begun: Instant::now(),
            lines: Vec::new(),
            bytes: 0,
            tells_of_unasked: false,
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

    /// What was heard last was no answer to anything.
    pub(super) fn note_unasked(&mut self) {
        self.tells_of_unasked = true;
        self.note("the server was not asked for this; it is not taken for an answer");
    }

    /// Whether the server said anything unasked.
    pub(super) const fn tells_of_unasked(&self) -> bool {
        self.tells_of_unasked
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
        let had_room = self.bytes <= limits::TRANSCRIPT_BYTES;
        let text = within_line(text);
        // Every line costs something beside its text.
        self.bytes = self.bytes.saturating_add(text.len() + 32);
        if self.bytes <= limits::TRANSCRIPT_BYTES {
            self.push(direction, text);
        } else if had_room {
            self.push(Direction::Note, "what was said from here on is left out");
        }
    }

    fn push(&mut self, direction: Direction, text: &str) {
        self.lines.push(TranscriptLine {
            at_ms: self.elapsed_ms(),
            direction,
            text: text.to_owned(),
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

    #[tokio::test]
    async fn a_long_transcript_says_once_that_it_goes_on() {
        let mut transcript = Transcript::begin();
        for _ in 0..1000 {
            transcript.said(&"x".repeat(limits::LINE_BYTES));
        }
        let lines = transcript.into_lines();
        let bytes: usize = lines.iter().map(|line| line.text.len()).sum();
        assert!(bytes <= limits::TRANSCRIPT_BYTES);
        let notes = lines
            .iter()
            .filter(|line| line.direction == Direction::Note);
        assert_eq!(notes.count(), 1);
        assert!(
            lines
                .last()
                .is_some_and(|line| line.text.ends_with("left out"))
        );
    }

    #[test]
    fn lines_are_cut_between_characters() {
        assert_eq!(within_line("220 mx"), "220 mx");
        let grown = "\u{fffd}".repeat(2000);
        assert_eq!(within_line(&grown).len(), 2046);
    }
}
