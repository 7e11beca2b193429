//! The HTTP service: the relay's endpoints and the page, behind one door.
//!
//! [`serve`] accepts connections and bounds them in time and number. A request then passes the outermost layers
//! (`request_log`: its line in the log; `headers`: what every answer carries), the door (`door`: by which name and from
//! which page it comes) and reaches its endpoint, one file each: `health`, `ready`, `info`, `probe`, `policy`,
//! `dns_query`, and the `page` for all else.
//! Who asks is `asker`'s to find out (by token: `permission` and `tokens`; by address: `forwarded`), how often is
//! `quota`'s. `well_known` says who probes. Every error leaves as a `problem`. What operators watch is at a listener of
//! its own: `metrics`.

mod asker;
mod authority;
mod body;
mod dns_query;
mod door;
mod endpoint;
mod exchange;
mod forwarded;
mod headers;
mod health;
mod info;
mod metrics;
mod openapi;
mod page;
mod patience;
mod permission;
mod places;
mod policy;
mod probe;
mod problem;
mod quota;
mod ready;
mod request_log;
mod serve;
mod tokens;
mod well_known;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{from_fn_with_state, map_response_with_state};
use axum::routing::{MethodRouter, get, post};
use axum::{Router, response::IntoResponse as _};
use ipnet::IpNet;
use shared::ProblemCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tower_http::catch_panic::CatchPanicLayer;

use self::metrics::Tally;
use self::problem::Refusal;
use self::quota::Quota;
use self::request_log::Digests;
use crate::inquiry::Inquiry;
use crate::{Observer, limits, open_files};

pub use self::authority::{Authority, AuthorityError, Origin};
pub use self::metrics::serve_metrics;
pub use self::permission::{Scope, ScopeError, Token, TokenError};
pub use self::quota::Quotas;
pub use self::serve::{Connection, serve};
pub use self::tokens::{Lifetime, TokenList, TokensError, new_token};
pub use self::well_known::{Contact, ContactError};

/// What an operator decides about the service.
#[derive(Clone, Debug, Default)]
pub struct ServiceSettings {
    /// Where the relay stands, in words.
    pub vantage: Option<String>,
    /// Origins of other pages that may use it.
    pub allow_origins: Vec<Origin>,
    /// Names it may be called by, beside the listener's own address; without a port, at any port.
    pub allow_hosts: Vec<Authority>,
    /// What the page may connect to, beside the relay and the named resolvers.
    pub connect_sources: Vec<Origin>,
    /// The origin by which people reach it, such as `https://waxseal.example.org`: as good as the listener's own.
    pub public_url: Option<Origin>,
    /// The operator's own reverse proxies, which are believed when they say who asks.
    pub trusted_proxies: Vec<IpNet>,
    /// Secrets that let a client have recipients tried, where the observer may. Without any, and without `tokens`, every
    /// client is let.
    pub rcpt_tokens: Vec<Token>,
    /// The tokens that were given out, if any may be: [`Relay::replace_tokens`] replaces them.
    pub tokens: Option<TokenList>,
    /// Whether nobody is served who shows no token.
    pub require_token: bool,
    /// The share of each client that shows no token.
    pub anonymous: Quotas,
    /// Whom to write to about its probes.
    pub contact: Option<Contact>,
}

impl ServiceSettings {
    /// Whether anybody could show a token.
    const fn gives_tokens(&self) -> bool {
        self.tokens.is_some() || !self.rcpt_tokens.is_empty()
    }
}

/// The service's state: an observer, and what sharing it with strangers needs. Cheap to clone.
#[derive(Clone)]
pub struct Relay(Arc<Inner>);

struct Inner {
    observer: Observer,
    settings: ServiceSettings,
    tokens: RwLock<Arc<TokenList>>,
    content_security_policy: HeaderValue,
    quota: Arc<Quota>,
    tally: Tally,
    digests: Digests,
    /// Whether the resolver validates.
    validation: Inquiry<Option<bool>>,
    probes: Arc<Semaphore>,
    policies: Arc<Semaphore>,
    dns_queries: Arc<Semaphore>,
    /// Becomes true when probes must end for the service to stop.
    stopping: watch::Sender<bool>,
}

impl Relay {
    /// A service around an observer.
    #[must_use]
    pub fn new(observer: Observer, settings: ServiceSettings) -> Self {
        // When the process started, as far as its figures go.
        crate::process::started();
        Self(Arc::new(Inner {
            content_security_policy: headers::content_security_policy(&settings.connect_sources),
            observer,
            quota: Arc::default(),
            tally: Tally::default(),
            digests: Digests::default(),
            tokens: RwLock::new(Arc::new(settings.tokens.clone().unwrap_or_default())),
            settings,
            validation: Inquiry::default(),
            probes: Arc::new(Semaphore::new(limits::PROBES_GLOBAL)),
            policies: Arc::new(Semaphore::new(limits::POLICIES_GLOBAL)),
            dns_queries: Arc::new(Semaphore::new(limits::DNS_QUERIES_GLOBAL)),
            stopping: watch::Sender::new(false),
        }))
    }

    /// Replaces the tokens that were given out. Who is being served with one that is gone is served to the end.
    pub fn replace_tokens(&self, list: TokenList) {
        let mut tokens = self
            .0
            .tokens
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *tokens = Arc::new(list);
    }
}

impl Inner {
    /// The tokens that are given out now.
    fn tokens(&self) -> Arc<TokenList> {
        Arc::clone(&self.tokens.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay")
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}

/// The whole service. Requests must carry a [`Connection`] among their extensions, as [`serve`] sees to.
pub fn app(relay: Relay) -> Router {
    let endpoints = endpoints()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            router.route(path, methods)
        })
        .fallback(page::page)
        .method_not_allowed_fallback(method_not_allowed);
    layered(endpoints, relay)
}

/// Endpoints behind the door, within what catches their panics and completes their answers.
fn layered(endpoints: Router<Relay>, relay: Relay) -> Router {
    endpoints
        .layer(from_fn_with_state(relay.clone(), door::check))
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(map_response_with_state(relay.clone(), headers::complete))
        .layer(from_fn_with_state(relay.clone(), request_log::observe))
        .with_state(relay)
}

/// All that can be asked but the page. What is here is in the document of `openapi` too, as a test sees to.
fn endpoints() -> Vec<(&'static str, MethodRouter<Relay>)> {
    vec![
        ("/healthz", get(health::health)),
        ("/readyz", get(ready::ready)),
        (well_known::PROBING, get(well_known::probing)),
        (well_known::SECURITY, get(well_known::security)),
        (well_known::ABOUT, get(well_known::about)),
        ("/v1/info", get(info::info)),
        ("/v1/openapi.json", get(openapi::openapi)),
        ("/v1/probe", post(probe::probe)),
        ("/v1/policy", post(policy::policy)),
        (
            "/dns-query",
            get(dns_query::by_get).post(dns_query::by_post),
        ),
    ]
}

async fn method_not_allowed() -> axum::response::Response {
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        ProblemCode::InvalidRequest,
        "This endpoint is not asked with that method.",
    )
    .into_response()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A place among those for everybody.
fn place(places: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Refusal> {
    // What was begun without a descriptor left would fail in the middle, and look like the target's or DNS's failure.
    if !open_files::is_one_left() {
        return Err(Refusal::overloaded());
    }
    Arc::clone(places)
        .try_acquire_owned()
        .map_err(|_| Refusal::overloaded())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use axum::body::Body;
    use axum::http::Request;
    use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
    use tower_service::Service as _;

    use super::*;
    use crate::ObserverSettings;

    async fn panics() -> &'static str {
        panic!("a secret of the handler's");
    }

    #[tokio::test]
    async fn a_handler_that_panics_answers_and_the_others_go_on() {
        let observer = Observer::new(ObserverSettings {
            resolver: Some((Ipv4Addr::LOCALHOST, 53).into()),
            ..ObserverSettings::default()
        });
        let relay = Relay::new(observer.unwrap(), ServiceSettings::default());
        let endpoints = Router::new()
            .route("/panics", get(panics))
            .route("/healthz", get(health::health));
        let mut app = layered(endpoints, relay);
        let local = (Ipv4Addr::LOCALHOST, 8025).into();
        let connection = Connection { peer: local, local };
        for (path, status) in [("/panics", 500), ("/healthz", 200), ("/panics", 500)] {
            let request = Request::get(path)
                .header(HOST, "localhost:8025")
                .extension(connection)
                .body(Body::empty());
            let response = app.call(request.unwrap()).await.unwrap();
            assert_eq!(response.status(), status, "{path}");
            assert!(response.headers().contains_key(CONTENT_SECURITY_POLICY));
            if status == 500 {
                assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
                let body = axum::body::to_bytes(response.into_body(), 4096)
                    .await
                    .unwrap();
                assert!(!String::from_utf8_lossy(&body).contains("secret"));
            }
        }
    }
}
