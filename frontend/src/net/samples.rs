//! Samples: files beside the page, fetched when one is opened.

use analysis::evidence::Evidence;

use super::explanations::file_beside;

/// Several times the size of the largest.
const MAX_FILE: u32 = 512 * 1024;

/// Fetches a sample from where this page came from; `name` is one of ours.
///
/// # Errors
/// It cannot be had or read; in words for the user.
pub(crate) async fn evidence(name: &str) -> Result<Evidence, String> {
    let file = file_beside(&format!("./samples/{name}.json"), MAX_FILE).await?;
    analysis::json::from_slice(&file).map_err(|error| error.to_string())
}

/// Fetches the sample of a message, and what DNS says of it, from where this page came from.
///
/// # Errors
/// They cannot be had; in words for the user.
pub(crate) async fn message() -> Result<(Vec<u8>, Vec<u8>), String> {
    let message = file_beside("./samples/message.eml", MAX_FILE).await?;
    let answers = file_beside("./samples/message.json", MAX_FILE).await?;
    Ok((message, answers))
}

/// Fetches the sample of report files, an archive, from where this page came from.
///
/// # Errors
/// It cannot be had; in words for the user.
pub(crate) async fn report_files() -> Result<Vec<u8>, String> {
    file_beside("./samples/reports.zip", MAX_FILE).await
}
