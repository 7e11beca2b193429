//! `GET /v1/info`: what this relay is and holds itself to.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use shared::{Feature, RelayInfo};

use super::{Relay, permission};
use crate::limits;

pub(super) async fn info(State(relay): State<Relay>, headers: HeaderMap) -> Json<RelayInfo> {
    let relay = &relay.0;
    let observer = &relay.observer;
    let validation = relay.validation.word(age, || {
        let observer = observer.clone();
        async move { observer.validates().await }
    });
    let (validates, ()) = tokio::join!(validation, observer.look_at_itself());
    let mut info = observer.describe(relay.settings.vantage.clone(), validates.flatten());
    info.limits.dns_queries_per_minute = relay.quota.dns_queries_per_minute();
    if permission::check(relay, &headers).is_err() {
        info.features
            .retain(|feature| *feature != Feature::Recipients);
    }
    Json(info)
}

/// How long it is believed whether the resolver validates.
fn age(known: Option<&Option<bool>>) -> Duration {
    match known {
        Some(Some(_)) => limits::VALIDATION_AGE,
        Some(None) | None => limits::VALIDATION_RETRY,
    }
}
