//! Reading the files that settings name.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The whole of a file of text.
///
/// # Errors
/// It cannot be read, is no UTF-8, or is longer than `most` bytes.
pub(super) fn read(path: &Path, most: u64) -> io::Result<String> {
    let mut text = String::new();
    let read = File::open(path)?
        .take(most.saturating_add(1))
        .read_to_string(&mut text)?;
    if u64::try_from(read).is_ok_and(|read| read > most) {
        return Err(io::Error::other(format!("longer than {most} bytes")));
    }
    Ok(text)
}
