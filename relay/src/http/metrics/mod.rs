//! Figures for Prometheus, at a listener of their own: who watches over the relay is not who uses it.

mod tally;
mod text;

use std::io;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::Relay;
use crate::limits;

pub(super) use tally::{ProbeEnd, Tally};

/// Connections at once: one for each of a few Prometheus servers.
const CONNECTIONS: usize = 8;

/// Serves `GET /metrics` and nothing else until `shutdown` completes.
///
/// # Errors
/// The listener has no address. A failing client never ends the service.
pub async fn serve_metrics(
    listener: TcpListener,
    relay: Relay,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.local_addr()?;
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let mut conversations = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let next = async {
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (place, listener.accept().await)
        };
        tokio::select! {
            (place, accepted) = next => match accepted {
                Ok((stream, _)) => {
                    let relay = relay.clone();
                    conversations.spawn(async move {
                        // Whoever takes longer than this is not reading.
                        let _ = timeout(limits::REQUEST_HEAD * 6, converse(stream, relay)).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection for metrics could not be accepted");
                    sleep(limits::ACCEPT_AGAIN).await;
                }
            },
            Some(_) = conversations.join_next() => {}
            () = &mut shutdown => return Ok(()),
        }
    }
}

async fn converse(stream: TcpStream, relay: Relay) -> Result<(), hyper::Error> {
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = answer(&request, &relay);
        async move { Ok::<_, hyper::http::Error>(answer) }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::REQUEST_HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await
}

fn answer(request: &Request<Incoming>, relay: &Relay) -> Response<Full<Bytes>> {
    let is_asked = request.method() == Method::GET && request.uri().path() == "/metrics";
    let (status, kind, text) = if is_asked {
        let text = text::text(&relay.0);
        (
            StatusCode::OK,
            "text/plain; version=0.0.4; charset=utf-8",
            text,
        )
    } else {
        let words = "GET /metrics is all there is here.\n".to_owned();
        (StatusCode::NOT_FOUND, "text/plain; charset=utf-8", words)
    };
    let mut response = Response::new(Full::new(Bytes::from(text)));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, hyper::header::HeaderValue::from_static(kind));
    response
}
