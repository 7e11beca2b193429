//! Sample reports: files beside the page, fetched when one is opened.

use analysis::evidence::Evidence;

use super::fetch::Exchange;

/// Several times the size of the largest.
const MAX_FILE: u32 = 512 * 1024;

/// Fetches a sample from where this page came from; `name` is one of ours.
///
/// # Errors
/// It cannot be had or read; in words for the user.
pub(crate) async fn evidence(name: &str) -> Result<Evidence, String> {
    let url = format!("./samples/{name}.json");
    let exchange = Exchange {
        may_be_cached: true,
        ..Exchange::get(&url, "application/json")
    };
    let answer = exchange.send().await.map_err(|fault| fault.to_string())?;
    if !answer.is_ok() {
        return Err(format!("HTTP status {}", answer.status()));
    }
    let file = answer
        .body(MAX_FILE)
        .await
        .map_err(|fault| fault.to_string())?;
    analysis::json::from_slice(&file).map_err(|error| error.to_string())
}
