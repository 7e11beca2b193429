//! What a connection runs over: TCP, and nothing else outside tests.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

#[cfg(any(test, feature = "fuzzing"))]
use tokio::io::DuplexStream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

/// The two ends of a connection's bytes.
#[derive(Debug)]
pub(crate) enum Socket {
    /// A TCP connection, and its place among those that may be open at once.
    Tcp(
        TcpStream,
        #[expect(dead_code, reason = "held until the connection is closed")] OwnedSemaphorePermit,
    ),
    /// A pipe in memory, so that a whole visit can be run against a scripted server on a clock that does not wait.
    #[cfg(any(test, feature = "fuzzing"))]
    Pipe(DuplexStream),
}

impl Socket {
    /// A TCP connection, which keeps its place until it is closed.
    pub(crate) const fn tcp(stream: TcpStream, place: OwnedSemaphorePermit) -> Self {
        Self::Tcp(stream, place)
    }

    /// Our address.
    ///
    /// # Errors
    /// The system does not say.
    pub(crate) fn local_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Tcp(stream, _) => stream.local_addr(),
            #[cfg(any(test, feature = "fuzzing"))]
            Self::Pipe(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    /// The address of the other side.
    ///
    /// # Errors
    /// The connection is over.
    pub(crate) fn peer_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Tcp(stream, _) => stream.peer_addr(),
            #[cfg(any(test, feature = "fuzzing"))]
            Self::Pipe(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream, _) => Pin::new(stream).poll_read(context, buffer),
            #[cfg(any(test, feature = "fuzzing"))]
            Self::Pipe(pipe) => Pin::new(pipe).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Tcp(stream, _) => Pin::new(stream).poll_write(context, bytes),
            #[cfg(any(test, feature = "fuzzing"))]
            Self::Pipe(pipe) => Pin::new(pipe).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream, _) => Pin::new(stream).poll_flush(context),
            #[cfg(any(test, feature = "fuzzing"))]
            Self::Pipe(pipe) => Pin::new(pipe).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Tcp(stream, _) => Pin::new(stream).poll_shutdown(context),
            #[cfg(any(test, feature = "fuzzing"))]
            Self::Pipe(pipe) => Pin::new(pipe).poll_shutdown(context),
        }
    }
}
