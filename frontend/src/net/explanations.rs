//! The explanations of findings: a file beside the page, fetched when there is a report to explain.

use analysis::finding::{Explanations, FINGERPRINT};

use super::fetch::Exchange;

/// Several times its size.
const MAX_FILE: u32 = 1024 * 1024;

/// Fetches the explanations from where this page came from.
///
/// # Errors
/// There are none to be had, or not those of this version; in words for the user.
pub async fn explanations() -> Result<Explanations, String> {
    // The number makes another version another address, for every cache on the way.
    let file = file_beside(&format!("./explanations.json?{FINGERPRINT:016x}"), MAX_FILE).await?;
    Explanations::read(&file).map_err(|error| error.to_string())
}

/// Fetches a file of JSON of at most `max` bytes from where this page came from.
///
/// # Errors
/// It is not to be had; in words for the user.
pub(super) async fn file_beside(url: &str, max: u32) -> Result<Vec<u8>, String> {
    let exchange = Exchange {
        may_be_cached: true,
        ..Exchange::get(url, "application/json")
    };
    let answer = exchange.send().await.map_err(|fault| fault.to_string())?;
    if !answer.is_ok() {
        return Err(format!("HTTP status {}", answer.status()));
    }
    answer.body(max).await.map_err(|fault| fault.to_string())
}
