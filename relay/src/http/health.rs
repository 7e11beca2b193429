//! `GET /healthz`: that there is somebody, and nothing else.
//!
//! For whoever watches over the service; and for a page that may not read our answers, to tell its user "it is there,
//! but does not let this page use it" from "nobody is there". A page of any site can learn that much.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue};
use axum::response::IntoResponse;

pub(super) async fn health() -> impl IntoResponse {
    (
        [
            (
                CONTENT_TYPE,
                HeaderValue::from_static("text/plain; charset=utf-8"),
            ),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("cross-origin"),
            ),
        ],
        "ok\n",
    )
}
