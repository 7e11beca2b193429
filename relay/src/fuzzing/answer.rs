//! Bytes to handshake records, messages and what a server chose.

use super::pieces;
use crate::hello::{Answer, AnswerReader, Broken, Reading};
use crate::limits;

/// Reads bytes as the answer to a raw hello, at once and in pieces.
///
/// The first byte says how many of the following ones are lengths of pieces; the rest is what the server sends.
pub fn hello_answer(input: &[u8]) {
    let Some((count, rest)) = input.split_first() else {
        return;
    };
    let (lengths, sent) = rest
        .split_at_checked(usize::from(count % 8))
        .unwrap_or((&[], rest));
    let at_once = read(std::iter::once(sent));
    // Beyond the cap nothing is read at all, and in pieces what came before it is.
    if sent.len() <= limits::HELLO_ANSWER_BYTES {
        assert_eq!(read(pieces(sent, lengths)), at_once, "split by {lengths:?}");
        assert_eq!(read(sent.chunks(1)), at_once, "byte by byte");
    }
}

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Result<Reading, Broken>, Answer) {
    let mut reader = AnswerReader::default();
    let mut reading = Ok(Reading::Unfinished);
    for piece in pieces {
        reading = reader.push(piece);
        if reading != Ok(Reading::Unfinished) {
            break;
        }
    }
    let answer = reader.into_answer();
    if reading == Ok(Reading::Done) {
        assert!(answer.choice.is_some(), "done without a ServerHello");
    }
    if reading == Ok(Reading::Alert) {
        assert!(answer.alert.is_some(), "an alert without a number");
    }
    if answer.choice.is_none() {
        assert!(answer.certificates.is_none() && answer.prime.is_none());
    }
    if let Some(certificates) = &answer.certificates {
        assert!(certificates.len() <= limits::CHAIN_CERTIFICATES);
        let bytes: usize = certificates.iter().map(Vec::len).sum();
        assert!(bytes <= limits::CHAIN_BYTES);
    }
    if let Err(broken) = reading {
        assert!(!broken.to_string().is_empty());
    }
    (reading, answer)
}
