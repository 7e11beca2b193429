//! `GET /v1/openapi.json`: the contract, as OpenAPI 3.1.
//!
//! `docs/openapi.json` is made from the types by a test (`tests/openapi`) and is inside the program as it stands there, so
//! that no program needs to know how it is made.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse;

/// The document.
pub(super) const DOCUMENT: &str = include_str!("../../../docs/openapi.json");

pub(super) async fn openapi() -> impl IntoResponse {
    // It changes with the program alone. What a cache keeps must be asked about again all the same: an hour after an
    // update, nobody should read the contract of yesterday.
    (
        [
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
            (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ],
        DOCUMENT,
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    #[test]
    fn the_document_has_just_the_paths_that_there_are() {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let documented: BTreeSet<&str> = document["paths"]
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        let routes: BTreeSet<&str> = super::super::endpoints()
            .iter()
            .map(|(path, _)| *path)
            .collect();
        assert_eq!(documented, routes);
    }
}
