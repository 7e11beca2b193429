//! Accepts connections, bounds them, and ends them in order.

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
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tower_service::Service as _;

use super::patience::Patience;
use super::quota::{Client, OpenConnection};
use super::{Relay, app};
use crate::limits;

/// Headers of one request; a browser sends some twenty.
const HEADERS: usize = 64;
/// Bytes of one request's head, and of any buffer: room for the longest DNS query in a URL.
const HEAD_BYTES: usize = 16 * 1024;
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
    /// Whose limits the request counts against.
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
    let places = Arc::new(Semaphore::new(limits::HTTP_CONNECTIONS));
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            accepted = accept(&listener, &places, &relay) => {
                if let Some(accepted) = accepted {
                    let (connection, stream) = (accepted.connection, accepted.stream);
                    let served = graceful.watch(converse(connection, stream, app.clone()));
                    let held = (accepted.place, accepted.open);
                    connections.spawn(async move {
                        // A client that breaks the protocol or leaves is nobody's concern.
                        if let Err(error) = served.await {
                            tracing::debug!(%error, "a connection ended early");
                        }
                        drop(held);
                    });
                }
            }
            Some(_) = connections.join_next() => {}
            () = &mut shutdown => break,
        }
    }
    drop(listener);
    let mut ended = pin!(graceful.shutdown());
    if timeout(limits::SHUTDOWN, &mut ended).await.is_err() {
        relay.0.stopping.send_replace(true);
        if timeout(LAST_WORDS, ended).await.is_err() {
            tracing::warn!("some connections did not end in time and were cut");
        }
    }
    Ok(())
}

/// A new connection with its places.
struct Accepted {
    connection: Connection,
    stream: TcpStream,
    place: OwnedSemaphorePermit,
    open: OpenConnection,
}

/// The next connection; nothing if it failed at once or its client has too many.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
    relay: &Relay,
) -> Option<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.ok()?;
    let (stream, peer) = match listener.accept().await {
        Ok(accepted) => accepted,
        Err(error) => {
            tracing::warn!(%error, "a connection could not be accepted");
            sleep(limits::ACCEPT_AGAIN).await;
            return None;
        }
    };
    let local = stream.local_addr().ok()?;
    // Each event of a probe is a small write that must not wait for the next.
    stream.set_nodelay(true).ok()?;
    let connection = Connection { peer, local };
    let open = relay.0.quota.open_connection(connection.client());
    relay.0.tally.connection(open.is_some());
    let open = open?;
    Some(Accepted {
        connection,
        stream,
        place,
        open,
    })
}

/// One client's requests, one after the other.
fn converse(
    connection: Connection,
    stream: TcpStream,
    app: Router,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(connection);
        app.clone().call(request.map(Body::new))
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits::REQUEST_HEAD)
        .max_headers(HEADERS)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(
            TokioIo::new(Patience::new(stream, limits::RESPONSE_STALL)),
            service,
        )
}
