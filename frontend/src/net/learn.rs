//! What there is to read: a file beside the page, fetched when somebody reads.

use analysis::learn::Learn;

use super::explanations::file_beside;

/// Several times its size.
const MAX_FILE: u32 = 1024 * 1024;

/// Another file has another address, for every cache on the way. Only the number is in the page.
const FINGERPRINT: u64 = fingerprint(include_bytes!("../../public/learn.json"));

/// Fetches what there is to read from where this page came from.
///
/// # Errors
/// It is not to be had, or cannot be read; in words for the user.
pub async fn learn() -> Result<Learn, String> {
    let file = file_beside(&format!("./learn.json?{FINGERPRINT:016x}"), MAX_FILE).await?;
    Learn::read(&file).map_err(|error| error.to_string())
}

/// FNV-1a.
const fn fingerprint(mut bytes: &[u8]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    while let [byte, rest @ ..] = bytes {
        hash = (hash ^ *byte as u64).wrapping_mul(0x0100_0000_01b3);
        bytes = rest;
    }
    hash
}
