//! `GET /v1/info`: what this relay is and holds itself to.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use shared::RelayInfo;

use super::Relay;
use crate::limits;

pub(super) async fn info(State(relay): State<Relay>) -> Json<RelayInfo> {
    let relay = &relay.0;
    let observer = &relay.observer;
    let validation = relay.validation.word(age, || {
        let observer = observer.clone();
        async move { observer.validates().await }
    });
    let (validates, ()) = tokio::join!(validation, observer.look_at_itself());
    Json(observer.describe(relay.settings.vantage.clone(), validates.flatten()))
}

/// How long it is believed whether the resolver validates.
fn age(known: Option<&Option<bool>>) -> Duration {
    match known {
        Some(Some(_)) => limits::VALIDATION_AGE,
        Some(None) | None => limits::VALIDATION_RETRY,
    }
}
