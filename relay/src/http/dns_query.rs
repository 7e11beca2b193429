//! `GET` and `POST /dns-query`: DNS over HTTPS as RFC 8484 has it, for the types that judging mail needs.

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;

use super::asker::Asker;
use super::permission::Scope;
use super::problem::Refusal;
use super::quota::Use;
use super::{Relay, body, place};
use crate::limits;

/// The media type of DNS messages (RFC 8484 §6).
const DNS_MESSAGE: &str = "application/dns-message";

/// RFC 8484 §4.1: the query is the variable `dns`, in base64url without padding.
#[derive(Deserialize)]
pub(super) struct Variables {
    dns: Option<String>,
}

pub(super) async fn by_get(
    State(relay): State<Relay>,
    asker: Asker,
    variables: Result<Query<Variables>, QueryRejection>,
) -> Result<Response, Refusal> {
    let encoded = variables
        .ok()
        .and_then(|Query(variables)| variables.dns)
        .ok_or_else(|| Refusal::invalid("The variable dns is missing."))?;
    let wire = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| {
        Refusal::invalid("The variable dns is not in base64url without padding (RFC 8484 §4.1).")
    })?;
    answer(&relay, &asker, &wire).await
}

pub(super) async fn by_post(
    State(relay): State<Relay>,
    asker: Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    body::expect_type(&headers, DNS_MESSAGE)?;
    let wire = body::read(body, limits::REQUEST_BYTES).await?;
    answer(&relay, &asker, &wire).await
}

/// The resolver's answer as it came. Not to be cached by anyone (the outermost layer says so): "check again" means now.
async fn answer(relay: &Relay, asker: &Asker, wire: &[u8]) -> Result<Response, Refusal> {
    asker.must(Scope::Probe)?;
    let quota = &relay.0.quota;
    quota.count(asker.client, &asker.quotas, Use::DnsQuery)?;
    let _place = place(&relay.0.dns_queries)?;
    let answer = relay.0.observer.dns_query(wire).await;
    relay.0.tally.dns_query(answer.is_ok());
    let answer = answer?;
    Ok(([(CONTENT_TYPE, DNS_MESSAGE)], answer).into_response())
}
