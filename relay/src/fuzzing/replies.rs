//! Bytes to SMTP replies.

use shared::MalformedReply;

use super::pieces;
use crate::limits;
use crate::smtp::{Progress, ReplyReader};

/// Reads bytes as a server's words, at once and in pieces.
///
/// The first byte says how many of the following ones are lengths of pieces; the rest is what the server says.
pub fn replies(input: &[u8]) {
    let Some((count, rest)) = input.split_first() else {
        return;
    };
    let (lengths, said) = rest
        .split_at_checked(usize::from(count % 8))
        .unwrap_or((&[], rest));
    let at_once = read(std::iter::once(said));
    assert_eq!(read(pieces(said, lengths)), at_once, "split by {lengths:?}");
    assert_eq!(read(said.chunks(1)), at_once, "byte by byte");
}

/// What came out: replies with code, lines and whether a line ended with LF alone; the lines heard; what stopped it.
type Read = (
    Vec<(u16, Vec<String>, bool)>,
    Vec<String>,
    Option<MalformedReply>,
);

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Read {
    let mut reader = ReplyReader::default();
    let (mut replies, mut heard, mut bytes) = (Vec::new(), Vec::new(), 0);
    for piece in pieces {
        bytes += piece.len();
        reader.push(piece);
        loop {
            let progress = reader.progress();
            heard.append(&mut reader.take_heard());
            match progress {
                Progress::Incomplete => break,
                Progress::Reply(reply) => {
                    assert!((200..600).contains(&reply.code.get()));
                    assert!((1..=limits::REPLY_LINES).contains(&reply.lines.len()));
                    for line in &reply.lines {
                        assert!(!line.contains('\n'), "a line end inside a line");
                        // U+FFFD is three bytes for one.
                        assert!(line.len() <= 3 * limits::LINE_BYTES);
                    }
                    replies.push((reply.code.get(), reply.lines, reply.bare_lf));
                }
                Progress::Malformed { reason, excerpt } => {
                    assert!(excerpt.len() <= 3 * limits::EXCERPT_BYTES);
                    // For good: nothing can be read after it, whatever comes.
                    reader.push(b"250 ok\r\n");
                    assert!(matches!(reader.progress(), Progress::Malformed { .. }));
                    assert!(reader.take_rest().is_empty());
                    // The excerpt is left out: of an endless line more or less has come.
                    return (replies, heard, Some(reason));
                }
            }
        }
    }
    let said: usize = heard.iter().map(String::len).sum();
    assert!(said <= 3 * bytes, "more was heard than said");
    assert!(reader.take_rest().len() <= limits::LINE_BYTES + 1);
    (replies, heard, None)
}
