//! The outermost layer: each request gets a name, is counted, and is told in one line of the log.
//!
//! The line says nothing of whom was asked about, and of the client only a digest that means nothing tomorrow or in
//! another relay. Nothing in it is of a client's choosing but a request id of plain letters.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use ring::digest::{Context, SHA256};
use shared::ProblemCode;
use tokio::time::Instant;

use super::endpoint::Endpoint;
use super::quota::Client;
use super::{Connection, Relay, forwarded, hex};

/// By which a client, a reverse proxy and this log name the same request.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The longest name of a request that is taken over.
const LONGEST_ID: usize = 64;
/// How long a client goes by the same digest.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The code of a refusal, left with the answer for counting.
#[derive(Clone, Copy, Debug)]
pub(super) struct RefusedAs(pub(super) ProblemCode);

pub(super) async fn observe(State(relay): State<Relay>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let endpoint = Endpoint::of(request.uri().path());
    let method = method(request.method());
    let id = request
        .headers()
        .get(REQUEST_ID)
        .filter(|value| is_plain(value))
        .cloned()
        .unwrap_or_else(new_id);
    let peer = request.extensions().get::<Connection>().map(|connection| {
        let proxies = &relay.0.settings.trusted_proxies;
        forwarded::client(connection.peer.ip(), request.headers(), proxies)
    });
    let mut response = next.run(request).await;
    let status = response.status().as_u16();
    let elapsed = begun.elapsed();
    relay.0.tally.request(endpoint, status, elapsed);
    let refused = response.extensions().get::<RefusedAs>().copied();
    if let Some(RefusedAs(code)) = refused {
        relay.0.tally.refusal(code);
    }
    let client = peer.map(|address| relay.0.digests.of(Client::of(address)));
    let client = client.as_deref().unwrap_or("-");
    let code = refused.map_or("-", |RefusedAs(code)| code.word());
    let ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    let id_text = id.to_str().unwrap_or_default();
    let endpoint_word = endpoint.word();
    // The levels of tracing are chosen when it is compiled.
    if endpoint.is_chatter() && refused.is_none() {
        tracing::debug!(
            request = id_text,
            client,
            method,
            endpoint = endpoint_word,
            status,
            code,
            ms,
            "answered"
        );
    } else {
        tracing::info!(
            request = id_text,
            client,
            method,
            endpoint = endpoint_word,
            status,
            code,
            ms,
            "answered"
        );
    }
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// A method by a name of our own.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// Whether a name can be taken over as it is, into a log too.
fn is_plain(id: &HeaderValue) -> bool {
    let bytes = id.as_bytes();
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.".contains(byte);
    (1..=LONGEST_ID).contains(&bytes.len()) && bytes.iter().all(is_plain)
}

fn new_id() -> HeaderValue {
    let mut random = [0; 8];
    // Without randomness at hand all are alike, and no request fails for it.
    let _ = getrandom::fill(&mut random);
    HeaderValue::try_from(hex(&random)).unwrap_or(HeaderValue::from_static("unnamed"))
}

/// What clients go by in the log: digests with a salt that nobody knows and that changes daily.
#[derive(Debug, Default)]
pub(super) struct Digests(Mutex<Option<Salt>>);

#[derive(Debug)]
struct Salt {
    since: Instant,
    bytes: [u8; 32],
}

impl Digests {
    pub(super) fn of(&self, client: Client) -> String {
        let now = Instant::now();
        let mut salt = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = |salt: &Salt| now.saturating_duration_since(salt.since) >= DAY;
        if salt.as_ref().is_none_or(is_old) {
            let mut bytes = [0; 32];
            if getrandom::fill(&mut bytes).is_err() {
                return "unknown".to_owned();
            }
            *salt = Some(Salt { since: now, bytes });
        }
        let mut digest = Context::new(&SHA256);
        if let Some(salt) = salt.as_ref() {
            digest.update(&salt.bytes);
        }
        digest.update(format!("{client:?}").as_bytes());
        hex(digest.finish().as_ref().get(..6).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_of_requests_are_taken_over() {
        for (id, is_taken) in [
            ("a-1_B.2", true),
            ("", false),
            ("a b", false),
            ("a\u{7f}", false),
            ("x=y", false),
            (&"x".repeat(64), true),
            (&"x".repeat(65), false),
        ] {
            let value = HeaderValue::from_bytes(id.as_bytes());
            assert_eq!(
                value.is_ok_and(|value| is_plain(&value)),
                is_taken,
                "{id:?}"
            );
        }
        assert_ne!(new_id(), new_id());
        assert!(is_plain(&new_id()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_goes_by_another_digest_tomorrow_and_elsewhere() {
        let digests = Digests::default();
        let client = Client::of("192.0.2.1".parse().unwrap());
        let today = digests.of(client);
        assert_eq!(digests.of(client), today);
        assert_ne!(digests.of(Client::of("192.0.2.2".parse().unwrap())), today);
        assert_ne!(Digests::default().of(client), today);
        tokio::time::advance(DAY).await;
        assert_ne!(digests.of(client), today);
    }
}
