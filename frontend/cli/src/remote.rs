//! A relay elsewhere, over HTTP.

use std::net::IpAddr;
use std::sync::Arc;

use analysis::evidence::{ProbeOutcome, ProbeStream};
use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::{Method, Request, Response, Uri, header};
use hyper_util::rt::TokioIo;
use rustls_pki_types::{CertificateDer, ServerName};
use shared::{
    Cause, Failure, Phase, PolicyFile, PolicyRequest, ProbeRequest, Problem, RelayInfo,
    WIRE_VERSION,
};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::clock::now;
use crate::extras::BearerToken;

/// No answer but a probe's stream is longer: a policy of 64 KiB as base64 in JSON, with its chain.
const MAX_BODY: usize = 1024 * 1024;

/// A relay elsewhere. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Remote {
    base: Arc<Base>,
}

struct Base {
    host: String,
    port: u16,
    authority: String,
    path: String,
    tls: Option<(TlsConnector, ServerName<'static>)>,
    token: Option<BearerToken>,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Remote").field(&self.base.authority).finish()
    }
}

impl Remote {
    /// A relay by its URL. Extra roots are trusted beside the public ones; the token is shown where it permits something.
    pub(crate) fn new(
        url: &str,
        extra_roots: &[CertificateDer<'static>],
        token: Option<&BearerToken>,
    ) -> Result<Self, String> {
        let uri: Uri = url
            .parse()
            .map_err(|error| format!("{url} is no URL: {error}"))?;
        let host = uri
            .host()
            .ok_or_else(|| format!("{url} names no host"))?
            .to_owned();
        let bare = host
            .trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned();
        let is_https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(format!("{url} must begin with http:// or https://")),
        };
        // RFC 6750 §5.3: a bearer token is as good as its holder to whoever reads it on the way.
        if token.is_some() && !is_https && !is_this_machine(&bare) {
            return Err(format!(
                "the token is not sent to {url} in clear: use https"
            ));
        }
        let tls = if is_https {
            let name = ServerName::try_from(bare.clone()).map_err(|error| error.to_string())?;
            Some((connector(extra_roots)?, name))
        } else {
            None
        };
        let port = uri.port_u16().unwrap_or(if is_https { 443 } else { 80 });
        let authority = uri
            .authority()
            .map(|authority| authority.as_str().to_owned())
            .unwrap_or_default();
        let path = uri.path().trim_end_matches('/').to_owned();
        Ok(Self {
            base: Arc::new(Base {
                host: bare,
                port,
                authority,
                path,
                tls,
                token: token.cloned(),
            }),
        })
    }

    /// What the relay says about itself.
    pub(crate) async fn info(&self) -> Result<RelayInfo, Failure> {
        let response = self.send(Method::GET, "/v1/info", "", Bytes::new()).await?;
        let info: RelayInfo = json(&body(response).await?)?;
        if info.wire_version == WIRE_VERSION {
            return Ok(info);
        }
        Err(unreachable(format!(
            "the relay speaks version {} and this program version {WIRE_VERSION}; update the older one",
            info.wire_version
        )))
    }

    /// Sends a DNS message (RFC 8484 §4.1), and brings the answer.
    pub(crate) async fn dns(&self, wire: &[u8]) -> Result<Vec<u8>, Failure> {
        let body_sent = Bytes::copy_from_slice(wire);
        let response = self
            .send(
                Method::POST,
                "/dns-query",
                "application/dns-message",
                body_sent,
            )
            .await?;
        Ok(body(response).await?.to_vec())
    }

    /// Has an MTA-STS policy fetched.
    pub(crate) async fn policy(&self, request: &PolicyRequest) -> Result<PolicyFile, Failure> {
        let sent = serde_json::to_vec(request).map_err(internal)?;
        let response = self
            .send(Method::POST, "/v1/policy", "application/json", sent.into())
            .await?;
        json(&body(response).await?)
    }

    /// Has a host looked at.
    pub(crate) async fn probe(&self, request: &ProbeRequest) -> ProbeOutcome {
        let mut stream = ProbeStream::new(now());
        let failure = self.stream(request, &mut stream).await.err();
        stream.finish(now(), failure)
    }

    async fn stream(
        &self,
        request: &ProbeRequest,
        stream: &mut ProbeStream,
    ) -> Result<(), Failure> {
        let sent = serde_json::to_vec(request).map_err(internal)?;
        let response = self
            .send(Method::POST, "/v1/probe", "application/json", sent.into())
            .await?;
        let mut frames = response.into_body();
        while let Some(frame) = frames.frame().await {
            let frame = frame.map_err(|error| unreachable(error.to_string()))?;
            if let Some(piece) = frame.data_ref() {
                stream.push(piece).map_err(|fault| fault.failure())?;
            }
        }
        Ok(())
    }

    /// Sends a request; an answer other than success is a failure in the relay's words.
    async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        content: Bytes,
    ) -> Result<Response<Incoming>, Failure> {
        let base = &self.base;
        let tcp = TcpStream::connect((base.host.as_str(), base.port))
            .await
            .map_err(|error| unreachable(format!("{}: {error}", base.authority)))?;
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", base.path))
            .header(header::HOST, &base.authority)
            .header(
                header::USER_AGENT,
                concat!("waxseal/", env!("CARGO_PKG_VERSION")),
            );
        // What it permits is said in the relay's own description, and done by a probe.
        if let Some(token) = &base.token
            && matches!(path, "/v1/info" | "/v1/probe")
        {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", token.as_str()));
        }
        if !content_type.is_empty() {
            request = request.header(header::CONTENT_TYPE, content_type);
        }
        let request = request.body(Full::new(content)).map_err(internal)?;
        let response = match &base.tls {
            None => exchange(tcp, request).await?,
            Some((connector, name)) => {
                let tls = connector
                    .connect(name.clone(), tcp)
                    .await
                    .map_err(|error| unreachable(format!("{}: {error}", base.authority)))?;
                exchange(tls, request).await?
            }
        };
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let answer = body(response).await?;
        Err(match analysis::json::from_slice::<Problem>(&answer) {
            Ok(problem) => Failure::new(Phase::Relay, problem.cause()),
            Err(_) => unreachable(format!(
                "{} answered {status}; is it a relay?",
                base.authority
            )),
        })
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

/// One request on one connection.
async fn exchange(
    io: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    request: Request<Full<Bytes>>,
) -> Result<Response<Incoming>, Failure> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(io))
        .await
        .map_err(|error| unreachable(error.to_string()))?;
    // Ends by itself when the answer is read or dropped.
    tokio::spawn(connection);
    sender
        .send_request(request)
        .await
        .map_err(|error| unreachable(error.to_string()))
}

async fn body(response: Response<Incoming>) -> Result<Bytes, Failure> {
    let collected = Limited::new(response.into_body(), MAX_BODY).collect().await;
    collected
        .map(|whole| whole.to_bytes())
        .map_err(|error| unreachable(error.to_string()))
}

fn json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    analysis::json::from_slice(bytes)
        .map_err(|error| unreachable(format!("the relay's answer cannot be read: {error}")))
}

fn connector(extra_roots: &[CertificateDer<'static>]) -> Result<TlsConnector, String> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for root in extra_roots {
        roots.add(root.clone()).map_err(|error| error.to_string())?;
    }
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

fn unreachable(detail: String) -> Failure {
    Failure::new(Phase::Relay, Cause::Unreachable { detail })
}

fn internal(error: impl std::fmt::Display) -> Failure {
    Failure::new(
        Phase::Relay,
        Cause::Internal {
            detail: error.to_string(),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_taken_apart_or_refused_with_the_reason() {
        let remote = Remote::new("http://[::1]:8025/under/", &[], None).unwrap();
        assert_eq!(remote.base.host, "::1");
        assert_eq!(remote.base.port, 8025);
        assert_eq!(remote.base.authority, "[::1]:8025");
        assert_eq!(remote.base.path, "/under");
        assert_eq!(
            Remote::new("https://relay.example.org", &[], None)
                .unwrap()
                .base
                .port,
            443
        );
        for (url, reason) in [
            ("relay.example.org", "must begin with http"),
            ("ftp://relay.example.org/", "must begin with http"),
            ("/v1", "names no host"),
        ] {
            let error = Remote::new(url, &[], None).unwrap_err();
            assert!(error.contains(reason), "{url}: {error}");
        }
    }
    #[test]
    fn a_token_is_shown_only_where_nobody_else_can_read_it() {
        let token: BearerToken = "0123456789abcdef".parse().unwrap();
        for (url, is_shown) in [
            ("https://relay.example.org", true),
            ("http://127.0.0.1:8025", true),
            ("http://[::1]:8025", true),
            ("http://localhost:8025", true),
            ("http://relay.example.org", false),
            ("http://127.example.org", false),
        ] {
            let remote = Remote::new(url, &[], Some(&token));
            assert_eq!(remote.is_ok(), is_shown, "{url}");
        }
    }
}
