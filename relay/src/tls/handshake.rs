//! One handshake with TLS 1.2 and 1.3, without resumption, whose every fact is kept.

use std::sync::Arc;

use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use shared::{
    Cause, Chain, CipherSuite, DomainName, HandshakeSignature, NamedGroup, TlsSession, TlsVersion,
};
use tokio::time::Instant;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::client::Resumption;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::{self, ClientConfig, ClientConnection};

use super::chain;
use super::roots::TrustedRoots;
use super::verifier::{Recorded, RecordingVerifier};
use crate::clock::millis;
use crate::socket::Socket;
use crate::wire::{Metered, cause_of};

/// A connection inside TLS, and what its handshake showed.
pub(crate) struct Sealed {
    /// What is said from here on is encrypted.
    pub(crate) stream: TlsStream<Metered<Socket>>,
    /// The facts.
    pub(crate) session: TlsSession,
}

/// Makes the handshake, with `host` in SNI. The caller sets the deadline.
///
/// # Errors
/// What stopped it: an alert, something that is no TLS, or the connection's end.
pub(crate) async fn seal(
    stream: Metered<Socket>,
    host: &DomainName,
    protocols: &[&[u8]],
    roots: &Arc<TrustedRoots>,
) -> Result<Sealed, Cause> {
    let begun = Instant::now();
    let meter = Arc::clone(stream.meter());
    meter.watch();
    let provider = Arc::new(ring::default_provider());
    let verifier = Arc::new(RecordingVerifier::new(
        provider.signature_verification_algorithms,
    ));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(rustls::ALL_VERSIONS)
        .map_err(internal)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::clone(&verifier) as _)
        .with_no_client_auth();
    // Each look must see the whole handshake, certificates included.
    config.resumption = Resumption::disabled();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();

    // A name that may not stand in SNI (RFC 6066 §3) is left out, as with an address.
    let name = match ServerName::try_from(host.as_str().to_owned()) {
        Ok(name) => name,
        Err(_) => ServerName::from(stream.inner().peer_addr().map_err(internal)?.ip()),
    };
    let stream = TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(|error| cause_of(&error, &meter))?;
    let elapsed_ms = millis(begun.elapsed());

    let recorded = verifier.take();
    let roots = Arc::clone(roots);
    let session = Agreed::of(stream.get_ref().1)
        .session(recorded, roots, elapsed_ms)
        .await?;
    Ok(Sealed { stream, session })
}

/// What both sides agreed on.
struct Agreed {
    version: TlsVersion,
    suite: CipherSuite,
    group: Option<NamedGroup>,
}

impl Agreed {
    fn of(connection: &ClientConnection) -> Self {
        Self {
            version: TlsVersion(connection.protocol_version().map_or(0, u16::from)),
            suite: CipherSuite(
                connection
                    .negotiated_cipher_suite()
                    .map_or(0, |suite| u16::from(suite.suite())),
            ),
            group: connection
                .negotiated_key_exchange_group()
                .map(|group| NamedGroup(u16::from(group.name()))),
        }
    }

    /// Adds what the signature checks show.
    async fn session(
        self,
        recorded: Recorded,
        roots: Arc<TrustedRoots>,
        elapsed_ms: u32,
    ) -> Result<TlsSession, Cause> {
        let Recorded {
            certificates,
            cut,
            ocsp_stapled,
            signature,
        } = recorded;
        let chain = chain_facts(certificates, cut, roots).await?;
        Ok(TlsSession {
            version: self.version,
            suite: self.suite,
            group: self.group,
            signature: signature.unwrap_or(HandshakeSignature::None),
            ocsp_stapled,
            chain,
            elapsed_ms,
        })
    }
}

/// What checking the signatures of a presented chain shows, now. That is a few milliseconds of pure work with hostile
/// numbers, so it runs where it holds up nobody and where a panic is caught.
///
/// # Errors
/// Our own failure.
pub(crate) async fn chain_facts(
    certificates: Vec<CertificateDer<'static>>,
    cut: bool,
    roots: Arc<TrustedRoots>,
) -> Result<Chain, Cause> {
    let now = UnixTime::now();
    tokio::task::spawn_blocking(move || chain::facts(&certificates, cut, &roots, now))
        .await
        .map_err(internal)
}

fn internal(error: impl std::fmt::Display) -> Cause {
    Cause::Internal {
        detail: error.to_string(),
    }
}
