//! `GET /readyz`: whether to send it work, for a load balancer. Reasons if not.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use super::{Relay, info};
use crate::process::Process;

/// Of a hundred descriptors, as many must be left.
const FREE_FILES_PERCENT: u64 = 5;

pub(super) async fn ready(State(relay): State<Relay>) -> impl IntoResponse {
    let reasons = reasons(&relay).await;
    let (status, text) = if reasons.is_empty() {
        (StatusCode::OK, "ready\n".to_owned())
    } else {
        let text = reasons.iter().map(|reason| format!("{reason}\n")).collect();
        (StatusCode::SERVICE_UNAVAILABLE, text)
    };
    (status, [(CONTENT_TYPE, "text/plain; charset=utf-8")], text)
}

async fn reasons(relay: &Relay) -> Vec<&'static str> {
    let mut reasons = Vec::new();
    if *relay.0.stopping.borrow() {
        reasons.push("the relay is stopping");
    }
    if info::validation(relay).await.is_none() {
        reasons.push("its resolver does not answer");
    }
    if relay.0.probes.available_permits() == 0 {
        reasons.push("as many probes are under way as may be");
    }
    let process = Process::look();
    if let (Some(open), Some(most)) = (process.open_files, process.max_files) {
        let free = most.saturating_sub(open);
        if free.saturating_mul(100) < most.saturating_mul(FREE_FILES_PERCENT) {
            reasons.push("hardly a file descriptor is left");
        }
    }
    reasons
}
