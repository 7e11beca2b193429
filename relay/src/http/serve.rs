//! Accepts connections, bounds them, and ends them in order.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tower_service::Service as _;

use super::exchange::{Received, Sent};
use super::patience::Patience;
use super::places::{Place, Places};
use super::quota::{Client, OpenConnection};
use super::{Relay, app, forwarded};
use crate::limits;

/// Headers of one request; a browser sends some twenty.
const HEADERS: usize = 64;
/// Bytes of one request's head, and of any buffer: room for the longest DNS query in a URL.
const HEAD_BYTES: usize = 16 * 1024;
/// For a client to say what it wants before its descriptor is given to another.
const GIVEN_TIME: Duration = Duration::from_secs(1);
/// For a connection that gave way to be closed.
const GAVE_WAY: Duration = Duration::from_millis(5);
/// For streams to be ended after [`limits::SHUTDOWN`].
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The two ends of the connection that a request came by.
#[derive(Clone, Copy, Debug)]
pub struct Connection {
    /// The client's.
    pub peer: SocketAddr,
    /// Ours: the address that was called.
    pub local: SocketAddr,
}

impl Connection {
    /// Whose limits the connection itself counts against. A request's client may be another: `asker`.
    pub(super) fn client(self) -> Client {
        Client::of(self.peer.ip())
    }
}

/// Serves until `shutdown` completes, and then until running answers have ended: at most some ten seconds, in which
/// probes can still say QUIT.
///
/// # Errors
/// The listener has no address. A failing client never ends the service.
pub async fn serve(
    listener: TcpListener,
    relay: Relay,
    shutdown: impl Future<Output = ()>,
) -> io::Result<()> {
    listener.local_addr()?;
    let app = app(relay.clone());
    let graceful = GracefulShutdown::new();
    let places = Places::new(limits::HTTP_CONNECTIONS);
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    let mut warned = None;
    // Accepted, and without a place while the service works for all who have one.
    let mut newcomer: Option<Accepted> = None;
    loop {
        if let Some(accepted) = newcomer.take() {
            match places.take() {
                Some(place) => {
                    let place = Arc::new(place);
                    let Accepted {
                        connection,
                        stream,
                        open,
                    } = accepted;
                    let served = converse(connection, stream, Arc::clone(&place), app.clone());
                    connections.spawn(attend(graceful.watch(served), place, open));
                }
                None => newcomer = Some(accepted),
            }
        }
        tokio::select! {
            accepted = accept(&listener, &places, &relay, &mut warned), if newcomer.is_none() => {
                newcomer = accepted;
            }
            () = places.change(), if newcomer.is_some() => {}
            Some(_) = connections.join_next() => {}
            () = &mut shutdown => break,
        }
    }
    drop((listener, newcomer));
    let mut ended = pin!(graceful.shutdown());
    if timeout(limits::SHUTDOWN, &mut ended).await.is_err() {
        relay.0.stopping.send_replace(true);
        if timeout(LAST_WORDS, ended).await.is_err() {
            tracing::warn!("some connections did not end in time and were cut");
        }
    }
    Ok(())
}

/// A new connection.
struct Accepted {
    connection: Connection,
    stream: TcpStream,
    /// Nothing if it is a trusted proxy's: many clients come by one.
    open: Option<OpenConnection>,
}

/// The next connection; nothing if it failed at once or its client has too many.
async fn accept(
    listener: &TcpListener,
    places: &Places,
    relay: &Relay,
    warned: &mut Option<Instant>,
) -> Option<Accepted> {
    let (stream, peer) = match listener.accept().await {
        Ok(accepted) => accepted,
        Err(error) => {
            warn_of(&error, warned);
            // Usually no descriptor is left. Whoever lets the service wait gives one back; else some answer will.
            let gave_way = places.give_up_one(GIVEN_TIME);
            sleep(if gave_way {
                GAVE_WAY
            } else {
                limits::ACCEPT_AGAIN
            })
            .await;
            return None;
        }
    };
    let local = stream.local_addr().ok()?;
    // Each event of a probe is a small write that must not wait for the next.
    stream.set_nodelay(true).ok()?;
    let connection = Connection { peer, local };
    // A trusted proxy's connections are those of all its clients.
    let open = if forwarded::is_trusted(peer.ip(), &relay.0.settings.trusted_proxies) {
        relay.0.tally.connection(true);
        None
    } else {
        let open = relay.0.quota.open_connection(connection.client());
        relay.0.tally.connection(open.is_some());
        Some(open?)
    };
    Some(Accepted {
        connection,
        stream,
        open,
    })
}

/// Says that no connection can be accepted, now and then: there are ten such failures a second.
fn warn_of(error: &io::Error, warned: &mut Option<Instant>) {
    if warned.is_none_or(|warned| warned.elapsed() >= limits::WARN_AGAIN) {
        *warned = Some(Instant::now());
        tracing::warn!(
            %error,
            "new connections cannot be accepted and wait; if too many files are open, raise the limit (LimitNOFILE= in systemd, ulimit -n)"
        );
    }
}

/// Sees a connection to its end, or until its place is given to another.
async fn attend(
    served: impl Future<Output = Result<(), hyper::Error>>,
    place: Arc<Place>,
    open: Option<OpenConnection>,
) {
    tokio::select! {
        served = served => {
            // A client that breaks the protocol or leaves is nobody's concern.
            if let Err(error) = served {
                tracing::debug!(%error, "a connection ended early");
            }
        }
        () = place.given_up() => {
            tracing::debug!("a connection that was waited for gave way to another");
        }
    }
    drop(open);
}

/// One client's requests, one after the other.
fn converse(
    connection: Connection,
    stream: TcpStream,
    place: Arc<Place>,
    app: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let seat = place.seat();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(connection);
        let place = Arc::clone(&place);
        let request = request.map(|body| Body::new(Received::new(body, place.seat())));
        let answering = app.clone().call(request);
        async move {
            let response = answering.await?;
            Ok::<_, Infallible>(response.map(|body| Sent::new(body, place)))
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::REQUEST_HEAD)
        .max_headers(HEADERS)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(
            TokioIo::new(Patience::new(stream, limits::RESPONSE_STALL, seat)),
            service,
        )
}
