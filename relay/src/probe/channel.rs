//! A connection before and after its handshake, as one thing to read from and write to.

use std::io;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_rustls::client::TlsStream;

use crate::socket::Socket;
use crate::wire::Metered;

/// A connection to a mail server.
pub(super) enum Channel {
    /// Before the handshake.
    Clear(Metered<Socket>),
    /// After it.
    Sealed(Box<TlsStream<Metered<Socket>>>),
}

impl Channel {
    pub(super) async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(stream) => stream.read(buffer).await,
            Self::Sealed(stream) => stream.read(buffer).await,
        }
    }

    pub(super) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Clear(stream) => stream.write_all(bytes).await,
            Self::Sealed(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
        }
    }

    /// Ends our side, with close_notify inside TLS (RFC 8446 §6.1).
    pub(super) async fn shutdown(&mut self) {
        let _ = match self {
            Self::Clear(stream) => stream.shutdown().await,
            Self::Sealed(stream) => stream.shutdown().await,
        };
    }
}
