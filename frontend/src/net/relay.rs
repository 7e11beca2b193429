//! Talking to a relay: what it is, probes and policies.

use std::fmt;

use analysis::evidence::{ProbeOutcome, ProbeStream};
use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use serde::Deserialize;
use shared::{
    Cause, DomainName, Failure, Phase, PolicyFile, PolicyRequest, ProbeRequest, Problem, RelayInfo,
    WIRE_VERSION,
};

use super::diagnosis::silence;
use super::fetch::{Answer, Exchange, FetchFault};
use crate::browser::now;
use crate::endpoint::{Endpoint, EndpointError};
use crate::settings::Secret;

pub use super::diagnosis::Silence;

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

/// Why there is no relay to work with. The words for each are in `crate::problems`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoRelay {
    /// Nothing of the kind: for the page's own server the usual case on a static host.
    Absent,
    /// What is stored as its address is none.
    BadAddress(EndpointError),
    /// It does not answer; why, as far as can be told, and in the browser's words.
    Silent(Silence, String),
    /// It speaks another version of the wire format.
    OtherVersion {
        /// The version it speaks.
        theirs: u64,
    },
    /// It has too much to do.
    Busy {
        /// When to ask again, in seconds.
        retry_after: Option<u32>,
        /// In its words.
        said: String,
    },
    /// It lets nobody in without a token, or not with this one.
    WantsToken {
        /// In its words.
        said: String,
    },
    /// It does not work for this page.
    Refuses {
        /// In its words.
        said: String,
    },
    /// A web page, or something else of another kind, answers.
    OtherThing,
    /// It fails, or a proxy before it does.
    Broken {
        /// The HTTP status.
        status: u16,
    },
    /// It answers, but not as a relay does.
    Unreadable(String),
}

/// How long a relay may take to say what it is, in milliseconds: it looks at itself first.
const INFO_MS: u32 = 15_000;

/// Asks a relay what it is.
///
/// # Errors
/// Says why there is none to work with.
pub async fn info(relay: &RelayAddress, token: Option<&Secret>) -> Result<RelayInfo, NoRelay> {
    let url = relay.join("v1/info");
    let asked = std::pin::pin!(ask_info(relay, &url, token));
    let said = match select(asked, TimeoutFuture::new(INFO_MS)).await {
        Either::Left((Ok(told), _)) => return told,
        Either::Left((Err(fault), _)) => fault.to_string(),
        Either::Right(((), _)) => format!("nothing came within {} s", INFO_MS / 1000),
    };
    let silence = silence(&url, &relay.join("healthz")).await;
    Err(NoRelay::Silent(silence, said))
}

async fn ask_info(
    relay: &RelayAddress,
    url: &str,
    token: Option<&Secret>,
) -> Result<Result<RelayInfo, NoRelay>, FetchFault> {
    let exchange = Exchange {
        bearer: token,
        ..Exchange::get(url, "application/json")
    };
    let answer = exchange.send().await?;
    let head = Head {
        status: answer.status(),
        is_json: answer.is_of_type("application/json"),
        is_problem: answer.is_of_type("application/problem+json"),
        retry_after: answer.header("retry-after"),
    };
    let body = if head.is_json || head.is_problem {
        match answer.body(MAX_INFO).await {
            Ok(body) => body,
            Err(fault @ FetchFault::TooLong { .. }) => {
                return Ok(Err(NoRelay::Unreadable(fault.to_string())));
            }
            Err(fault) => return Err(fault),
        }
    } else {
        Vec::new()
    };
    Ok(told(relay, &head, &body))
}

/// What an answer begins with, as far as it matters here.
struct Head {
    status: u16,
    is_json: bool,
    is_problem: bool,
    retry_after: Option<String>,
}

/// What an answer of whatever kind says about there being a relay.
fn told(relay: &RelayAddress, head: &Head, body: &[u8]) -> Result<RelayInfo, NoRelay> {
    let is_ok = (200..300).contains(&head.status);
    if is_ok && head.is_json {
        return read_info(body);
    }
    let problem = head
        .is_problem
        .then(|| analysis::json::from_slice::<Problem>(body).ok())
        .flatten();
    let said = |otherwise: &str| match &problem {
        Some(problem) => problem.title.clone(),
        None => otherwise.to_owned(),
    };
    Err(match (head.status, relay) {
        (429 | 503, _) if problem.is_some() || head.retry_after.is_some() => NoRelay::Busy {
            retry_after: problem
                .as_ref()
                .and_then(|problem| problem.retry_after)
                .or_else(|| head.retry_after.as_ref()?.trim().parse().ok()),
            said: said("HTTP status 429 or 503"),
        },
        (429, _) => NoRelay::Busy {
            retry_after: None,
            said: said("HTTP status 429"),
        },
        (401, _) => NoRelay::WantsToken {
            said: said("HTTP status 401"),
        },
        (403 | 421, _) if problem.is_some() => NoRelay::Refuses {
            said: said("HTTP status 403"),
        },
        (500.., _) => NoRelay::Broken {
            status: head.status,
        },
        // A static host answers with 404 or with its own idea of a page.
        (_, RelayAddress::Own) => NoRelay::Absent,
        (403, _) => NoRelay::Refuses {
            said: said("HTTP status 403"),
        },
        _ => NoRelay::OtherThing,
    })
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
    token: Option<&Secret>,
    request: &ProbeRequest,
    more: impl Fn(ProbeOutcome),
) -> ProbeOutcome {
    let mut stream = ProbeStream::new(now());
    let failure = match begin(relay, token, "v1/probe", request, "application/x-ndjson").await {
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
pub async fn policy(
    relay: &RelayAddress,
    token: Option<&Secret>,
    domain: &DomainName,
) -> Result<PolicyFile, Cause> {
    let request = PolicyRequest {
        domain: domain.clone(),
    };
    let answer = begin(relay, token, "v1/policy", &request, "application/json").await?;
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
    token: Option<&Secret>,
    path: &str,
    request: &impl serde::Serialize,
    accept: &str,
) -> Result<Answer, Cause> {
    let json = serde_json::to_string(request).map_err(|error| Cause::Internal {
        detail: error.to_string(),
    })?;
    let url = relay.join(path);
    let exchange = Exchange {
        bearer: token,
        ..Exchange::post(&url, json, accept)
    };
    let answer = exchange.send().await.map_err(FetchFault::cause)?;
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
        assert_eq!(read_info(b"{}"), Err(NoRelay::Absent));
        assert!(matches!(read_info(b"<html>"), Err(NoRelay::Unreadable(_))));
    }

    #[test]
    fn each_kind_of_answer_is_told_from_the_others() {
        let own = RelayAddress::Own;
        let other = RelayAddress::At(Endpoint::parse("https://relay.example").unwrap());
        let problem = |code: &str| {
            format!(r#"{{"code":"{code}","status":0,"title":"So it is.","retry_after":7}}"#)
        };
        let said = || "So it is.".to_owned();
        let (json, problem_json, html) = ((true, false), (false, true), (false, false));
        for (relay, status, kind, retry_after, body, expected) in [
            (&own, 404, html, None, String::new(), NoRelay::Absent),
            (&own, 200, html, None, "<html>".into(), NoRelay::Absent),
            (
                &own,
                500,
                html,
                None,
                String::new(),
                NoRelay::Broken { status: 500 },
            ),
            (
                &other,
                200,
                html,
                None,
                "<html>".into(),
                NoRelay::OtherThing,
            ),
            (&other, 404, html, None, String::new(), NoRelay::OtherThing),
            (
                &other,
                502,
                html,
                None,
                String::new(),
                NoRelay::Broken { status: 502 },
            ),
            (&other, 200, json, None, "{}".into(), NoRelay::Absent),
            (
                &other,
                200,
                json,
                None,
                r#"{"wire_version":0}"#.into(),
                NoRelay::OtherVersion { theirs: 0 },
            ),
            (
                &own,
                429,
                problem_json,
                None,
                problem("too-many-requests"),
                NoRelay::Busy {
                    retry_after: Some(7),
                    said: said(),
                },
            ),
            (
                &own,
                503,
                problem_json,
                Some("9"),
                problem("overloaded").replace(",\"retry_after\":7", ""),
                NoRelay::Busy {
                    retry_after: Some(9),
                    said: said(),
                },
            ),
            (
                &other,
                429,
                html,
                Some("soon"),
                String::new(),
                NoRelay::Busy {
                    retry_after: None,
                    said: "HTTP status 429 or 503".into(),
                },
            ),
            (
                &other,
                503,
                html,
                None,
                String::new(),
                NoRelay::Broken { status: 503 },
            ),
            (
                &other,
                401,
                html,
                None,
                String::new(),
                NoRelay::WantsToken {
                    said: "HTTP status 401".into(),
                },
            ),
            (
                &other,
                401,
                problem_json,
                None,
                problem("not-permitted"),
                NoRelay::WantsToken { said: said() },
            ),
            (
                &own,
                403,
                problem_json,
                None,
                problem("origin-refused"),
                NoRelay::Refuses { said: said() },
            ),
            (
                &own,
                421,
                problem_json,
                None,
                problem("host-refused"),
                NoRelay::Refuses { said: said() },
            ),
            (
                &other,
                403,
                html,
                None,
                String::new(),
                NoRelay::Refuses {
                    said: "HTTP status 403".into(),
                },
            ),
        ] {
            let (is_json, is_problem) = kind;
            let head = Head {
                status,
                is_json,
                is_problem,
                retry_after: retry_after.map(str::to_owned),
            };
            assert_eq!(
                told(relay, &head, body.as_bytes()),
                Err(expected),
                "{relay} {status}"
            );
        }
    }

    #[test]
    fn the_own_relay_is_relative_to_the_page() {
        assert_eq!(RelayAddress::Own.join("v1/info"), "v1/info");
    }
}
