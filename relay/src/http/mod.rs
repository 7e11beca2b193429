//! The HTTP service: the relay's endpoints and the page, behind one door.
//!
//! [`serve`] accepts connections and bounds them in time and number. A request then passes the outermost layers
//! (`request_log`: its line in the log; `headers`: what every answer carries), the door (`door`: by which name and from which page it comes) and
//! reaches its endpoint, one file each: `health`, `ready`, `info`, `probe`, `policy`, `dns_query`, and the `page` for all else.
//! Who asks how often is `quota`'s, who may have recipients tried is `permission`'s; every error leaves as a `problem`.
//! What operators watch is at a listener of its own: `metrics`.

mod authority;
mod body;
mod dns_query;
mod door;
mod endpoint;
mod exchange;
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

use std::fmt;
use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{from_fn_with_state, map_response_with_state};
use axum::routing::{MethodRouter, get, post};
use axum::{Router, response::IntoResponse as _};
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
pub use self::permission::{Token, TokenError};
pub use self::serve::{Connection, serve};

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
    /// What a client must show to have recipients tried, where the observer may; with none, every client is let.
    pub rcpt_tokens: Vec<Token>,
    /// DNS queries that one client may ask in a minute; [`limits::DNS_QUERIES_PER_MINUTE`] if nothing is said.
    pub dns_queries_per_minute: Option<u32>,
}

/// The service's state: an observer, and what sharing it with strangers needs. Cheap to clone.
#[derive(Clone)]
pub struct Relay(Arc<Inner>);

struct Inner {
    observer: Observer,
    settings: ServiceSettings,
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
            quota: Arc::new(Quota::new(settings.dns_queries_per_minute)),
            tally: Tally::default(),
            digests: Digests::default(),
            settings,
            validation: Inquiry::default(),
            probes: Arc::new(Semaphore::new(limits::PROBES_GLOBAL)),
            policies: Arc::new(Semaphore::new(limits::POLICIES_GLOBAL)),
            dns_queries: Arc::new(Semaphore::new(limits::DNS_QUERIES_GLOBAL)),
            stopping: watch::Sender::new(false),
        }))
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
    endpoints()
        .into_iter()
        .fold(Router::new(), |router, (path, methods)| {
            router.route(path, methods)
        })
        .fallback(page::page)
        .method_not_allowed_fallback(method_not_allowed)
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
