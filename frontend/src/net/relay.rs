//! Talking to a relay: what it is, probes and policies.

use std::fmt;

use analysis::evidence::{ProbeOutcome, ProbeStream};
use serde::Deserialize;
use shared::{
    Cause, DomainName, Failure, Phase, PolicyFile, PolicyRequest, ProbeRequest, Problem, RelayInfo,
    WIRE_VERSION,
};

use super::fetch::{Answer, Exchange, FetchFault};
use crate::browser::now;
use crate::endpoint::Endpoint;

/// What a relay says about itself is never longer.
const MAX_INFO: u32 = 64 * 1024;
/// 64 KiB of policy and 64 KiB of chain in base64, and the rest.
const MAX_POLICY: u32 = 512 * 1024;

/// A relay's address: this page's own server, or another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelayAddress {
    /// The server that this page came from.
    Own,
    /// Another one.
    At(Endpoint),
}

impl RelayAddress {
    /// The address of something under it.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        match self {
            // Relative to the page, which may be in a folder.
            Self::Own => path.to_owned(),
            Self::At(endpoint) => endpoint.join(path),
        }
    }
}

impl fmt::Display for RelayAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("the server of this page"),
            Self::At(endpoint) => endpoint.fmt(f),
        }
    }
}

/// Why there is no relay to work with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRelay {
    /// Nothing there, or nothing that is a relay: for the page's own server the usual case on a static host.
    Absent,
    /// It could not be reached; in the browser's words.
    Unreachable(String),
    /// It speaks another version of the wire format.
    OtherVersion {
        /// The version it speaks.
        theirs: u64,
    },
    /// It answers, but not as a relay does.
    Unreadable(String),
}

/// In words for the user, as a full sentence.
impl fmt::Display for NoRelay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("There is no relay here."),
            Self::Unreachable(detail) => {
                write!(
                    f,
                    "The relay could not be reached: {detail}. It may be down, or not let this page use it."
                )
            }
            Self::OtherVersion { theirs } => {
                let older = if *theirs < u64::from(WIRE_VERSION) {
                    "the relay"
                } else {
                    "this page"
                };
                write!(
                    f,
                    "The relay speaks version {theirs} of the wire format and this page version {WIRE_VERSION}. \
                     Update {older}."
                )
            }
            Self::Unreadable(detail) => write!(f, "What answers there is no relay: {detail}."),
        }
    }
}

/// Asks a relay what it is.
///
/// # Errors
/// Says why there is none to work with.
pub async fn info(relay: &RelayAddress) -> Result<RelayInfo, NoRelay> {
    let url = relay.join("v1/info");
    let answer = Exchange::get(&url, "application/json")
        .send()
        .await
        .map_err(|fault| NoRelay::Unreachable(fault.to_string()))?;
    // A static host answers with 404 or with its own idea of a page.
    if !answer.is_of_type("application/json") {
        return Err(NoRelay::Absent);
    }
    if !answer.is_ok() {
        return Err(NoRelay::Unreadable(format!(
            "it answers with HTTP status {}",
            answer.status()
        )));
    }
    let body = answer
        .body(MAX_INFO)
        .await
        .map_err(|fault| NoRelay::Unreadable(fault.to_string()))?;
    read_info(&body)
}

/// The version is read first: of another one nothing else can be understood.
fn read_info(body: &[u8]) -> Result<RelayInfo, NoRelay> {
    let unreadable = |error: analysis::json::ReadError| NoRelay::Unreadable(error.to_string());
    let speaks: Speaks = analysis::json::from_slice(body).map_err(unreadable)?;
    match speaks.wire_version {
        Some(theirs) if theirs == u64::from(WIRE_VERSION) => {
            analysis::json::from_slice(body).map_err(unreadable)
        }
        Some(theirs) => Err(NoRelay::OtherVersion { theirs }),
        None => Err(NoRelay::Absent),
    }
}

/// What every version of a relay says of itself.
#[derive(Deserialize)]
struct Speaks {
    wire_version: Option<u64>,
}

/// Has a host probed; `more` is told what is known after every piece of news. Whatever happens is an outcome.
pub async fn probe(
    relay: &RelayAddress,
    request: &ProbeRequest,
    more: impl Fn(ProbeOutcome),
) -> ProbeOutcome {
    let mut stream = ProbeStream::new(now());
    let failure = match begin(relay, "v1/probe", request, "application/x-ndjson").await {
        Ok(answer) => read_stream(answer, &mut stream, more).await.err(),
        Err(cause) => Some(Failure::new(Phase::Relay, cause)),
    };
    stream.finish(now(), failure)
}

async fn read_stream(
    answer: Answer,
    stream: &mut ProbeStream,
    more: impl Fn(ProbeOutcome),
) -> Result<(), Failure> {
    loop {
        let piece = answer
            .next_piece()
            .await
            .map_err(|fault| Failure::new(Phase::Relay, fault.cause()))?;
        let Some(piece) = piece else { return Ok(()) };
        if stream.push(&piece).map_err(|fault| fault.failure())? {
            more(stream.outcome().clone());
        }
    }
}

/// Has a policy fetched.
///
/// # Errors
/// The relay could not or would not.
pub async fn policy(relay: &RelayAddress, domain: &DomainName) -> Result<PolicyFile, Cause> {
    let request = PolicyRequest {
        domain: domain.clone(),
    };
    let answer = begin(relay, "v1/policy", &request, "application/json").await?;
    let body = answer.body(MAX_POLICY).await.map_err(FetchFault::cause)?;
    let policy: PolicyFile =
        analysis::json::from_slice(&body).map_err(|error| Cause::Internal {
            detail: format!("its answer cannot be read: {error}"),
        })?;
    if policy.domain != *domain {
        let detail = "it answered for another domain".to_owned();
        return Err(Cause::Internal { detail });
    }
    Ok(policy)
}

/// Posts a request and waits for an answer that is not a refusal.
async fn begin(
    relay: &RelayAddress,
    path: &str,
    request: &impl serde::Serialize,
    accept: &str,
) -> Result<Answer, Cause> {
    let json = serde_json::to_string(request).map_err(|error| Cause::Internal {
        detail: error.to_string(),
    })?;
    let url = relay.join(path);
    let answer = Exchange::post(&url, json, accept)
        .send()
        .await
        .map_err(FetchFault::cause)?;
    if answer.is_ok() {
        return Ok(answer);
    }
    let status = answer.status();
    if answer.is_of_type("application/problem+json")
        && let Ok(body) = answer.body(MAX_INFO).await
        && let Ok(problem) = analysis::json::from_slice::<Problem>(&body)
    {
        return Err(problem.cause());
    }
    Err(Cause::Internal {
        detail: format!("it answers with HTTP status {status}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_of_another_version_is_told_from_none() {
        let theirs = u64::from(WIRE_VERSION) + 1;
        let body = format!(r#"{{"wire_version":{theirs},"shape":"new"}}"#);
        let error = read_info(body.as_bytes()).unwrap_err();
        assert_eq!(error, NoRelay::OtherVersion { theirs });
        assert!(error.to_string().contains("Update this page"), "{error}");
        assert_eq!(read_info(b"{}"), Err(NoRelay::Absent));
        assert!(matches!(read_info(b"<html>"), Err(NoRelay::Unreadable(_))));
    }

    #[test]
    fn the_own_relay_is_relative_to_the_page() {
        assert_eq!(RelayAddress::Own.join("v1/info"), "v1/info");
    }
}
