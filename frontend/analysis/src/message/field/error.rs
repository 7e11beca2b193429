//! Why a text is no mail.

use std::fmt;

use super::MAX_MESSAGE;

/// Why a text is no mail. Displays as a whole sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageError {
    /// There is nothing.
    Empty,
    /// No line of it is a header.
    NoHeaders,
    /// All of it is in one line.
    OneLine,
    /// Larger than what is read.
    TooLarge,
    /// More or longer headers than any mail has.
    TooManyHeaders,
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("There is nothing to read."),
            Self::NoHeaders => f.write_str(
                "There are no headers in this text. Copy them from your mail program's “show original” or “view source”.",
            ),
            Self::OneLine => f.write_str(
                "All of this stands in one line: the copying took the ends of the lines away, and with them where headers \
                 begin. Save the mail as a file, or copy its source once more.",
            ),
            Self::TooLarge => write!(
                f,
                "This mail is larger than the {} MiB that are read; its headers alone will do.",
                MAX_MESSAGE / (1024 * 1024)
            ),
            Self::TooManyHeaders => f.write_str("This has more headers than any mail has."),
        }
    }
}

impl std::error::Error for MessageError {}
