//! For tests: what is read from files.

use super::{Collection, Intake, Limits, Step};

/// Reads files, each with its name.
pub(super) fn collected<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Collection {
    let mut intake = Intake::new(Limits::default());
    for (name, text) in files {
        intake.open(name);
        intake.feed(text.as_bytes().to_vec());
        intake.close();
        while intake.step() == Step::More {}
    }
    intake.into_collection()
}
