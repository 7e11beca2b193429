//! `POST /v1/policy`: fetches one MTA-STS policy.

use axum::Json;
use axum::extract::State;
use shared::{PolicyFile, PolicyRequest};

use super::asker::Asker;
use super::body::JsonBody;
use super::permission::Scope;
use super::problem::Refusal;
use super::quota::Use;
use super::{Relay, place};

pub(super) async fn policy(
    State(relay): State<Relay>,
    asker: Asker,
    JsonBody(request): JsonBody<PolicyRequest>,
) -> Result<Json<PolicyFile>, Refusal> {
    asker.must(Scope::Probe)?;
    let quota = &relay.0.quota;
    quota.count(asker.client, &asker.quotas, Use::Policy)?;
    let _place = place(&relay.0.policies)?;
    let file = relay.0.observer.fetch_policy(&request).await;
    relay.0.tally.policy(file.failure.is_none());
    Ok(Json(file))
}
