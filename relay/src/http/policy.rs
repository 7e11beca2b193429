//! `POST /v1/policy`: fetches one MTA-STS policy.

use axum::Json;
use axum::extract::{Extension, State};
use shared::{PolicyFile, PolicyRequest};

use super::body::JsonBody;
use super::problem::Refusal;
use super::quota::Use;
use super::{Connection, Relay, place};

pub(super) async fn policy(
    State(relay): State<Relay>,
    Extension(connection): Extension<Connection>,
    JsonBody(request): JsonBody<PolicyRequest>,
) -> Result<Json<PolicyFile>, Refusal> {
    relay.0.quota.count(connection.client(), Use::Policy)?;
    let _place = place(&relay.0.policies)?;
    let file = relay.0.observer.fetch_policy(&request).await;
    relay.0.tally.policy(file.failure.is_none());
    Ok(Json(file))
}
