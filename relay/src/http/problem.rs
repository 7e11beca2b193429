//! Errors as `application/problem+json` (RFC 9457).

use std::any::Any;
use std::time::Duration;

use axum::http::header::{CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use shared::{Problem, ProblemCode};

use super::request_log::RefusedAs;
use crate::dns::DnsQueryError;

/// A request that gets a [`Problem`] for an answer.
#[derive(Debug)]
pub(super) struct Refusal(Problem);

impl Refusal {
    pub(super) fn new(status: StatusCode, code: ProblemCode, title: impl Into<String>) -> Self {
        Self(Problem {
            code,
            status: status.as_u16(),
            title: title.into(),
            retry_after: None,
        })
    }

    /// The request cannot be read.
    pub(super) fn invalid(title: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, ProblemCode::InvalidRequest, title)
    }

    /// A token is wanted, or was shown and is not good.
    pub(super) fn unauthorized(code: ProblemCode, title: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, title)
    }

    /// This client asked too often.
    pub(super) fn too_many(title: impl Into<String>, wait: Duration) -> Self {
        let mut refusal = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            ProblemCode::TooManyRequests,
            title,
        );
        refusal.0.retry_after = Some(whole_seconds(wait));
        refusal
    }

    /// All clients together ask too much.
    pub(super) fn overloaded() -> Self {
        let mut refusal = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ProblemCode::Overloaded,
            "The relay is busy with other visitors.",
        );
        refusal.0.retry_after = Some(10);
        refusal
    }
}

impl From<DnsQueryError> for Refusal {
    fn from(error: DnsQueryError) -> Self {
        Self(Problem::from(&error))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> axum::response::Response {
        let status =
            StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self.0)).into_response();
        response.extensions_mut().insert(RefusedAs(self.0.code));
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        if let Some(seconds) = self.0.retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        // RFC 9110 §11.6.1 wants a challenge; RFC 6750 §3.1: an error is named only to who showed something.
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(
                WWW_AUTHENTICATE,
                HeaderValue::from_static(match self.0.code {
                    ProblemCode::TokenRefused => "Bearer error=\"invalid_token\"",
                    _ => "Bearer",
                }),
            );
        }
        // What is left of such a body is not read, so the connection cannot be used again.
        if matches!(
            status,
            StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT
        ) {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

/// The answer to a request whose handler panicked; the other requests go on.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer that calls it hands the payload over"
)]
pub(super) fn of_panic(payload: Box<dyn Any + Send + 'static>) -> Response<axum::body::Body> {
    let words = payload
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    tracing::error!(panic = words, "a request's handler panicked");
    Refusal::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        ProblemCode::Internal,
        "The relay failed by its own fault.",
    )
    .into_response()
}

/// Rounded up, and at least one: "again in 0 s" would be an invitation to hammer.
fn whole_seconds(wait: Duration) -> u32 {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    u32::try_from(seconds).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_whole_seconds_and_never_none() {
        for (millis, seconds) in [(0, 1), (1, 1), (1000, 1), (1001, 2)] {
            let refusal = Refusal::too_many("Too many.", Duration::from_millis(millis));
            let response = refusal.into_response();
            assert_eq!(response.headers()[RETRY_AFTER], seconds.to_string());
        }
    }

    #[test]
    fn a_panic_is_told_without_its_words() {
        let response = of_panic(Box::new("a secret"));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        let response = Refusal::invalid("x").into_response();
        assert_eq!(response.headers().get(CONNECTION), None);
    }
}
