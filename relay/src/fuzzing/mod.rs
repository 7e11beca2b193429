//! What the fuzz targets run, and the tests that run the same over their corpora.
//!
//! Each function takes bytes of a stranger's choosing and panics when something does not hold that must hold for every
//! input. The targets in `fuzz/` are one line each; `cargo test` replays the corpora through the very same functions.
//! Behind the feature `fuzzing`, since it needs what is inside this crate and no program may reach.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "what must hold and does not ends the run: that is what all of this is for"
)]

mod answer;
mod chain;
#[cfg(test)]
mod crowd;
mod dns;
mod replies;
mod scripted;
mod visit;

pub use answer::hello_answer;
pub use chain::chain;
pub use dns::dns_forward;
pub use replies::replies;
pub use visit::visit;

pub(crate) use scripted::dial;

/// The pieces of a text that bytes of it cut: each says how long the next piece is.
fn pieces<'a>(bytes: &'a [u8], lengths: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = bytes;
    let mut lengths = lengths.iter().cycle();
    std::iter::from_fn(move || {
        let length = lengths.next().copied().map_or(1, usize::from);
        let (piece, later) = rest.split_at_checked(length.max(1)).unwrap_or((rest, &[]));
        rest = later;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::*;

    /// Runs a target over its corpus.
    fn replay(target: &str, run: fn(&[u8])) {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus");
        let mut inputs: Vec<PathBuf> = fs::read_dir(folder.join(target))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        inputs.sort();
        assert!(inputs.len() >= 5, "the corpus of {target} is missing");
        for input in inputs {
            // Shown with a panic: which input it was.
            println!("{}", input.display());
            run(&fs::read(input).unwrap());
        }
        // What every fuzzer tries first.
        run(&[]);
    }

    #[test]
    fn replies_of_the_corpus() {
        replay("replies", replies);
    }

    #[test]
    fn hello_answers_of_the_corpus() {
        replay("hello_answer", hello_answer);
    }

    #[test]
    fn chains_of_the_corpus() {
        replay("chain", chain);
    }

    #[test]
    fn dns_messages_of_the_corpus() {
        replay("dns_forward", dns_forward);
    }

    #[test]
    fn visits_of_the_corpus() {
        replay("visit", visit);
    }

    #[test]
    fn pieces_are_the_whole() {
        let bytes: Vec<u8> = (0..=255).collect();
        for lengths in [&[][..], &[0], &[1, 7], &[255, 3]] {
            let joined: Vec<u8> = pieces(&bytes, lengths).flatten().copied().collect();
            assert_eq!(joined, bytes, "{lengths:?}");
        }
    }
}
