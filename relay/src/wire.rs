//! The bytes of one connection, counted and capped, and what became of it when it breaks.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use shared::Cause;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::rustls;

use crate::clock::millis;
use crate::limits;
use crate::smtp::excerpt;
use crate::tls::alert_name;

/// A connection whose bytes are counted; reading ends with an error at [`limits::CONNECTION_BYTES`].
#[derive(Debug)]
pub(crate) struct Metered<S> {
    stream: S,
    meter: Arc<Meter>,
}

/// What went over a connection. Outlives it.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    sent: AtomicU64,
    received: AtomicU64,
    /// The first bytes received since [`Self::watch`].
    first: Mutex<Vec<u8>>,
}

impl Meter {
    /// Bytes sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Bytes received.
    pub(crate) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }

    /// Forgets the first bytes and keeps the next ones.
    pub(crate) fn watch(&self) {
        self.first().clear();
    }

    /// The first bytes since [`Self::watch`], if they are not the beginning of a TLS record; at most
    /// [`limits::EXCERPT_BYTES`].
    pub(crate) fn foreign(&self) -> Option<Vec<u8>> {
        let first = self.first();
        match first.as_slice() {
            // RFC 8446 §5.1: content types 20 to 23, then the major version 3.
            [] | [20..=23] | [20..=23, 3, ..] => None,
            foreign => Some(foreign.to_vec()),
        }
    }

    /// The same, for reading.
    pub(crate) fn foreign_excerpt(&self) -> Option<String> {
        self.foreign().map(|bytes| excerpt(&bytes))
    }

    /// Counts bytes that were received beside the stream's own reading.
    pub(crate) fn count_received(&self, bytes: &[u8]) {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.received.fetch_add(length, Ordering::Relaxed);
        let mut first = self.first();
        let room = limits::EXCERPT_BYTES.saturating_sub(first.len());
        first.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    fn count_sent(&self, length: usize) {
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        self.sent.fetch_add(length, Ordering::Relaxed);
    }

    fn is_spent(&self) -> bool {
        self.sent().saturating_add(self.received()) >= limits::CONNECTION_BYTES
    }

    fn first(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S> Metered<S> {
    /// Counts what goes over a stream into a meter.
    pub(crate) const fn new(stream: S, meter: Arc<Meter>) -> Self {
        Self { stream, meter }
    }

    /// The stream itself.
    pub(crate) const fn inner(&self) -> &S {
        &self.stream
    }

    /// Its meter.
    pub(crate) const fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.meter.is_spent() {
            return Poll::Ready(Err(io::Error::other(CapReached)));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(context, buffer))?;
        if let Some(new) = buffer.filled().get(before..) {
            self.meter.count_received(new);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(context, bytes))?;
        self.meter.count_sent(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// The connection's cap on bytes was reached.
#[derive(Clone, Copy, Debug)]
struct CapReached;

impl fmt::Display for CapReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "more than {} bytes on one connection",
            limits::CONNECTION_BYTES
        )
    }
}

impl std::error::Error for CapReached {}

/// What an I/O error says happened to a connection. `meter` knows what came instead of TLS.
pub(crate) fn cause_of(error: &io::Error, meter: &Meter) -> Cause {
    use io::ErrorKind;

    let inner = error.get_ref();
    if inner.is_some_and(|inner| inner.is::<CapReached>()) {
        return Cause::TooLong {
            cap: u32::try_from(limits::CONNECTION_BYTES).unwrap_or(u32::MAX),
        };
    }
    match inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        Some(rustls::Error::AlertReceived(alert)) => {
            let code = u8::from(*alert);
            return Cause::TlsAlert {
                code,
                name: alert_name(code).to_owned(),
            };
        }
        Some(broken) => {
            return Cause::TlsBroken {
                detail: broken.to_string(),
                excerpt: meter.foreign_excerpt(),
            };
        }
        None => {}
    }
    match error.kind() {
        ErrorKind::ConnectionRefused => Cause::Refused,
        ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted | ErrorKind::BrokenPipe => {
            Cause::Reset
        }
        ErrorKind::UnexpectedEof => Cause::Closed,
        ErrorKind::HostUnreachable
        | ErrorKind::NetworkUnreachable
        | ErrorKind::NetworkDown
        | ErrorKind::AddrNotAvailable
        | ErrorKind::Unsupported => Cause::NoRoute,
        // The kernel's own patience, for example of a retransmission; ours is counted apart.
        ErrorKind::TimedOut => timed_out(limits::CONNECT),
        _ => Cause::Internal {
            detail: error.to_string(),
        },
    }
}

/// A deadline passed.
pub(crate) fn timed_out(deadline: Duration) -> Cause {
    Cause::TimedOut {
        after_ms: millis(deadline),
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn counts_and_stops_at_the_cap() {
        let meter = Arc::new(Meter::default());
        let mut stream = Metered::new(tokio::io::repeat(b'x'), Arc::clone(&meter));
        let mut sink = [0; 4096];
        let error = loop {
            match stream.read(&mut sink).await {
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert!(matches!(cause_of(&error, &meter), Cause::TooLong { .. }));
        assert!(meter.received() < limits::CONNECTION_BYTES + 4096);
        assert_eq!(
            meter.foreign_excerpt().unwrap().len(),
            limits::EXCERPT_BYTES
        );
    }

    #[test]
    fn tells_a_tls_record_from_anything_else() {
        for (bytes, foreign) in [
            (&b""[..], false),
            (&[22], false),
            (&[22, 3, 3, 0], false),
            (&[21, 3, 1], false),
            (&[22, 4], true),
            (b"220 mx", true),
            (b"\0", true),
        ] {
            let meter = Meter::default();
            meter.count_received(bytes);
            assert_eq!(meter.foreign_excerpt().is_some(), foreign, "{bytes:?}");
            meter.watch();
            assert_eq!(meter.foreign_excerpt(), None);
        }
    }
}
