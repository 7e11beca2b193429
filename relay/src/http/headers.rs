//! What every answer carries, whatever it is.

use axum::extract::State;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;

use super::{Origin, Relay};

/// The DNS resolvers that the page offers by name.
const NAMED_RESOLVERS: &str = "https://cloudflare-dns.com https://dns.google https://dns.quad9.net";

/// Headers that are the same for every answer. The page needs nothing of what is switched off here, and nobody else
/// has a reason to embed what we serve.
const FIXED: [(HeaderName, HeaderValue); 5] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "accelerometer=(), autoplay=(), camera=(), clipboard-read=(), display-capture=(), \
             fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), \
             payment=(), publickey-credentials-get=(), screen-wake-lock=(), usb=(), \
             clipboard-write=(self)",
        ),
    ),
];

/// Adds what is missing. An answer that says nothing about caching is not to be kept: it is about this moment.
pub(super) async fn complete(State(relay): State<Relay>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        // What an endpoint says of itself holds: anybody may learn whether this one is alive.
        headers.entry(name).or_insert(value);
    }
    headers.insert(
        CONTENT_SECURITY_POLICY,
        relay.0.content_security_policy.clone(),
    );
    headers
        .entry(CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

/// The policy for the page: nothing inline, nothing from elsewhere, connections to the relay itself, the named
/// resolvers and what the operator added.
pub(super) fn content_security_policy(connect_sources: &[Origin]) -> HeaderValue {
    let further: String = connect_sources
        .iter()
        .map(|source| format!(" {source}"))
        .collect();
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self' {NAMED_RESOLVERS}{further}; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; \
         frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types waxseal"
    );
    // An origin holds nothing but letters, digits and `:/.-_[]`, so this never falls back.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
