//! Zip archives: which entries there are. They are unpacked one after the other, in slices.

use std::io::Cursor;
use std::sync::Arc;

use zip::{CompressionMethod, ZipArchive};

use super::budget::Budget;
use super::packed::Packed;
use super::stream::{Found, Stream};
use super::{Input, Part};
use crate::reports::Refusal;
use crate::reports::fault::quoted;

/// Looks at the directory of an archive, and lists its entries as parts.
///
/// # Errors
/// It has none, or it cannot be read.
pub(super) fn open(
    bytes: Vec<u8>,
    depth: u8,
    budget: &Budget,
    inner: &mut Vec<Part>,
) -> Result<Found, Refusal> {
    let bytes = Arc::new(bytes);
    let bad = |error: zip::result::ZipError| Refusal::BadArchive {
        detail: error.to_string(),
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes.as_slice())).map_err(bad)?;
    let limit = budget.limits().entries;
    let before = inner.len();
    for index in 0..archive.len().min(limit) {
        let entry = match archive.by_index_raw(index) {
            Ok(entry) => entry,
            Err(error) => {
                let why = bad(error);
                inner.push((
                    format!("entry {}", index + 1),
                    Input::held(Vec::new()),
                    Stream::Refused(why),
                ));
                continue;
            }
        };
        let name = entry.name();
        // macOS adds files about files.
        let is_about_others = name.starts_with("__MACOSX/") || name.ends_with(".DS_Store");
        if entry.is_dir() || is_about_others {
            continue;
        }
        let name = quoted(name.as_bytes());
        let from = entry
            .data_start()
            .and_then(|from| usize::try_from(from).ok());
        let length = usize::try_from(entry.compressed_size()).ok();
        let range = from.and_then(|from| Some((from, from.checked_add(length?)?)));
        let stream = match entry.compression() {
            _ if entry.encrypted() => Stream::Refused(Refusal::Encrypted),
            CompressionMethod::Stored => {
                Stream::Packed(Box::new(Packed::stored(entry.crc32(), depth + 1)))
            }
            CompressionMethod::Deflated => {
                Stream::Packed(Box::new(Packed::deflate(entry.crc32(), depth + 1)))
            }
            other => {
                let name = format!("{other:?}");
                Stream::Refused(Refusal::Method { name })
            }
        };
        let part = match range.filter(|(_, to)| *to <= bytes.len()) {
            Some((from, to)) => (
                name,
                Input::Held {
                    bytes: Arc::clone(&bytes),
                    from,
                    to,
                },
                stream,
            ),
            None => {
                let detail = "an entry lies beyond its end".to_owned();
                let why = Refusal::BadArchive { detail };
                (name, Input::held(Vec::new()), Stream::Refused(why))
            }
        };
        inner.push(part);
    }
    if archive.len() > limit {
        let why = Refusal::TooManyEntries { limit };
        inner.push((
            "…".to_owned(),
            Input::held(Vec::new()),
            Stream::Refused(why),
        ));
    }
    if inner.len() == before {
        return Err(Refusal::Empty);
    }
    Ok(Found::Container { about: None })
}
