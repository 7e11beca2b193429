//! The door: which requests are let in, judged by the name they call and the page they come from.
//!
//! A relay on a visitor's own machine is within reach of every page that visitor has open. `Host` must be a name of
//! our own, or a page could rebind its own name to our address and pass for us (DNS rebinding). `Origin` must be ours
//! or listed, and where a browser leaves it out, `Sec-Fetch-Site` must not say that another site asks.

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HOST,
    ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use shared::ProblemCode;

use super::problem::Refusal;
use super::{Authority, Connection, Origin, Relay, ServiceSettings, well_known};

/// Asked by browsers before they let a public page reach a private address, and the answer (Private Network Access).
const REQUEST_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");
/// Who asks, as browsers tell it even where they send no `Origin` (Fetch Metadata §2.4).
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request through, answers a preflight, or refuses.
pub(super) async fn check(State(relay): State<Relay>, request: Request, next: Next) -> Response {
    let mut response = match judge(&relay.0.settings, relay.0.observer.ehlo_name(), &request) {
        Ok(Caller::Own) => next.run(request).await,
        Ok(Caller::Listed(origin)) => {
            let mut response = if is_preflight(&request) {
                preflight(request.headers())
            } else {
                next.run(request).await
            };
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(
                ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static("retry-after"),
            );
            response
        }
        Err(refusal) => refusal.into_response(),
    };
    response
        .headers_mut()
        .append(VARY, HeaderValue::from_static("origin"));
    response
}

/// Who calls.
enum Caller {
    /// The page we serve, a command line, or a person who follows a link to the page.
    Own,
    /// A page of another origin, which the operator listed.
    Listed(HeaderValue),
}

fn judge(
    settings: &ServiceSettings,
    ehlo_name: &str,
    request: &Request,
) -> Result<Caller, Refusal> {
    let called = called_name(settings, ehlo_name, request)?;
    let mut origins = request.headers().get_all(ORIGIN).iter();
    match (origins.next(), origins.next()) {
        (Some(value), None) => {
            let origin = value
                .to_str()
                .ok()
                .and_then(|text| text.parse::<Origin>().ok())
                .ok_or_else(foreign_page)?;
            let is_own = origin.is_of(&called) || settings.public_url.as_ref() == Some(&origin);
            if is_own {
                Ok(Caller::Own)
            } else if settings.allow_origins.contains(&origin) {
                Ok(Caller::Listed(value.clone()))
            } else {
                Err(foreign_page())
            }
        }
        (None, _) if is_foreign_embedding(request) => Err(foreign_page()),
        (None, _) => Ok(Caller::Own),
        (Some(_), Some(_)) => Err(Refusal::invalid("There is more than one Origin header.")),
    }
}

/// The name that the request calls, which must be one of ours.
fn called_name(
    settings: &ServiceSettings,
    ehlo_name: &str,
    request: &Request,
) -> Result<Authority, Refusal> {
    let refused = || {
        Refusal::new(
            StatusCode::MISDIRECTED_REQUEST,
            ProblemCode::HostRefused,
            "This relay does not answer to that name; its operator can allow it with --allow-host.",
        )
    };
    let connection = request
        .extensions()
        .get::<Connection>()
        .ok_or_else(refused)?;
    let called: Authority = authority(request.uri(), request.headers())
        .ok_or_else(refused)?
        .parse()
        .map_err(|_| refused())?;
    let ours = called.is_of_listener(connection.local)
        || settings
            .allow_hosts
            .iter()
            .any(|allowed| allowed.covers(&called))
        || settings
            .public_url
            .as_ref()
            .is_some_and(|url| url.authority().covers(&called))
        // Whoever looks up who has probed him goes by the name that was said to him. The pages are for everybody.
        || (well_known::is_public(request.uri().path()) && called.is_named(ehlo_name));
    if ours { Ok(called) } else { Err(refused()) }
}

/// RFC 9112 §3.2.2: the authority of an absolute target counts, else the one `Host` header.
fn authority<'a>(uri: &'a Uri, headers: &'a HeaderMap) -> Option<&'a str> {
    let mut hosts = headers.get_all(HOST).iter();
    match (uri.authority(), hosts.next(), hosts.next()) {
        (_, Some(_), Some(_)) => None,
        (Some(authority), _, _) => Some(authority.as_str()),
        (None, host, None) => host?.to_str().ok(),
        (None, None, Some(_)) => None,
    }
}

/// Whether another site's page asks an endpoint by means that send no `Origin`: an image, a script, a link. The page
/// itself may be linked to from anywhere.
fn is_foreign_embedding(request: &Request) -> bool {
    let path = request.uri().path();
    let endpoint = path.starts_with("/v1/") || path == "/dns-query";
    let foreign = request
        .headers()
        .get(FETCH_SITE)
        .is_some_and(|site| site == "cross-site" || site == "same-site");
    endpoint && foreign
}

fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request
            .headers()
            .contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Fetch §4.8: what a listed page may send: `Content-Type`, and the token for what needs one. Fetch §3.2.3 has it named,
/// as no wildcard covers it.
fn preflight(asked: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(
        ACCESS_CONTROL_ALLOW_METHODS,
        HeaderValue::from_static("GET, POST"),
    );
    headers.insert(
        ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static("content-type, authorization"),
    );
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if asked
        .get(REQUEST_PRIVATE_NETWORK)
        .is_some_and(|value| value == "true")
    {
        headers.insert(ALLOW_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    response
}

fn foreign_page() -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        ProblemCode::OriginRefused,
        "Pages of that origin may not use this relay; its operator can allow them with --allow-origin.",
    )
}
