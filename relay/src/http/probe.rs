//! `POST /v1/probe`: one host and service, a line of JSON for each thing seen, as it is seen.

use std::convert::Infallible;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use shared::{Cause, Event, Failure, Observation, Phase, ProbeRequest, ProblemCode, Service};
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};

use super::asker::Asker;
use super::body::JsonBody;
use super::metrics::ProbeEnd;
use super::permission::Scope;
use super::problem::Refusal;
use super::quota::RunningProbe;
use super::{Relay, place};
use crate::clock;

/// The media type of one JSON object a line.
const NDJSON: &str = "application/x-ndjson";
/// Tells a reverse proxy (nginx) not to hold lines back.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

pub(super) async fn probe(
    State(relay): State<Relay>,
    asker: Asker,
    JsonBody(request): JsonBody<ProbeRequest>,
) -> Result<Response, Refusal> {
    asker.must(Scope::Probe)?;
    if request.extras.deep {
        asker.must(Scope::Deep)?;
    }
    if request.extras.recipients.is_some() {
        tries_recipients(&relay)?;
        asker.must(Scope::Rcpt)?;
    }
    let running = relay.0.quota.start_probe(asker.client, &asker.quotas)?;
    let place = place(&relay.0.probes)?;
    let lines = Lines {
        service: request.service,
        relay: relay.clone(),
        events: relay.0.observer.probe(request),
        stopping: relay.0.stopping.subscribe(),
        next_seq: 0,
        is_over: None,
        _running: running,
        _place: place,
    };
    let body = stream::unfold(lines, |mut lines| async {
        let line = lines.next().await?;
        Some((Ok::<_, Infallible>(line), lines))
    });
    let headers = [(CONTENT_TYPE, NDJSON), (BUFFERING, "no")];
    Ok((headers, Body::from_stream(body)).into_response())
}

/// # Errors
/// The operator lets nobody have recipients tried, whatever is shown.
fn tries_recipients(relay: &Relay) -> Result<(), Refusal> {
    if relay.0.observer.tries_recipients() {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::FORBIDDEN,
        ProblemCode::NotPermitted,
        "This relay tries no recipients; its operator can permit it with --rcpt-tests.",
    ))
}

/// A probe's events as lines. Dropped with the answer's body when the client leaves, and the probe with it.
struct Lines {
    service: Service,
    relay: Relay,
    events: mpsc::Receiver<Event>,
    stopping: watch::Receiver<bool>,
    next_seq: u32,
    /// How it ended, once it has.
    is_over: Option<ProbeEnd>,
    _running: RunningProbe,
    _place: OwnedSemaphorePermit,
}

impl Drop for Lines {
    fn drop(&mut self) {
        let end = self.is_over.unwrap_or(ProbeEnd::Abandoned);
        self.relay.0.tally.probe(self.service, end);
    }
}

impl Lines {
    /// The next line; nothing after `Done`, which comes even if the probe or the service ends before its time.
    async fn next(&mut self) -> Option<Bytes> {
        if self.is_over.is_some() {
            return None;
        }
        let event = tokio::select! {
            // What was seen before the service stops is still told.
            biased;
            event = self.events.recv() => event.ok_or("the probe ended without a result"),
            _ = self.stopping.wait_for(|stopping| *stopping) => Err("the relay is stopping"),
        };
        let event = event.unwrap_or_else(|reason| self.end_early(reason));
        if let Observation::Done { stopped_because } = &event.observation {
            let completed = stopped_because.is_none();
            self.is_over = Some(if completed {
                ProbeEnd::Completed
            } else {
                ProbeEnd::Stopped
            });
        }
        self.next_seq = event.seq.saturating_add(1);
        match serde_json::to_vec(&event) {
            Ok(mut line) => {
                line.push(b'\n');
                Some(line.into())
            }
            Err(error) => {
                tracing::error!(%error, "an event cannot be written as JSON");
                None
            }
        }
    }

    fn end_early(&self, reason: &str) -> Event {
        let detail = reason.to_owned();
        Event {
            seq: self.next_seq,
            observed_at: clock::now(),
            observation: Observation::Done {
                stopped_because: Some(Failure::new(Phase::Relay, Cause::Internal { detail })),
            },
        }
    }
}
