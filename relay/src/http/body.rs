//! Reading a request's body: the right type, not too long, not too slow.

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use shared::ProblemCode;
use tokio::time::timeout;

use super::problem::Refusal;
use crate::limits;

/// A body of JSON that says what is asked.
///
/// Only `application/json` is read: a page of another origin can send a form or plain text without asking first, but
/// not this (Fetch §3.2.2, CORS-safelisted content types).
pub(super) struct JsonBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let (parts, body) = request.into_parts();
        expect_type(&parts.headers, "application/json")?;
        let bytes = read(body, limits::REQUEST_BYTES).await?;
        serde_json::from_slice(&bytes)
            .map(Self)
            .map_err(|error| Refusal::invalid(format!("The request is not as expected: {error}.")))
    }
}

/// # Errors
/// The body is declared as something else, or not at all.
pub(super) fn expect_type(headers: &HeaderMap, expected: &str) -> Result<(), Refusal> {
    let declared = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .unwrap_or_default();
    if declared.trim().eq_ignore_ascii_case(expected) {
        Ok(())
    } else {
        Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ProblemCode::InvalidRequest,
            format!("The body must be declared as {expected}."),
        ))
    }
}

/// The whole body.
///
/// # Errors
/// It is longer than the cap, slower than [`limits::REQUEST_BODY`], or breaks off.
pub(super) async fn read(body: Body, cap: usize) -> Result<Bytes, Refusal> {
    let collected = timeout(limits::REQUEST_BODY, Limited::new(body, cap).collect()).await;
    match collected {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ProblemCode::InvalidRequest,
            format!("The body is longer than {cap} bytes."),
        )),
        Ok(Err(_)) => Err(Refusal::invalid("The body broke off.")),
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            ProblemCode::InvalidRequest,
            format!(
                "The body did not come within {} s.",
                limits::REQUEST_BODY.as_secs()
            ),
        )),
    }
}
