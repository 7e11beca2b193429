//! `GET /v1/info`: what this relay is and holds itself to.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use shared::RelayInfo;
use tokio::sync::watch;
use tokio::time::timeout;

use super::Relay;
use crate::{Observer, limits};

/// How long an answer waits for the first word about the resolver.
const FIRST_WORD: Duration = Duration::from_secs(2);
/// How soon a resolver that could not be judged is asked again.
const RETRY: Duration = Duration::from_secs(15);

pub(super) async fn info(State(relay): State<Relay>) -> Json<RelayInfo> {
    let relay = &relay.0;
    let observer = &relay.observer;
    let validates = relay.validation.of(observer).await;
    Json(observer.describe(relay.settings.vantage.clone(), validates))
}

/// What is known of the resolver: asked at most once in a while, however often the question comes.
pub(super) struct Validation {
    /// When the last asking began.
    asked: Mutex<Option<Instant>>,
    known: watch::Sender<Known>,
}

/// What came of asking.
#[derive(Clone, Copy)]
enum Known {
    NotAsked,
    Asked(Option<bool>),
}

impl Default for Validation {
    fn default() -> Self {
        Self {
            asked: Mutex::default(),
            known: watch::Sender::new(Known::NotAsked),
        }
    }
}

impl Validation {
    /// The last answer; if there was none yet, waits a little for the first.
    async fn of(&self, observer: &Observer) -> Option<bool> {
        if self.is_due() {
            let (observer, known) = (observer.clone(), self.known.clone());
            // Apart from the request, so that a client who leaves does not undo the asking.
            tokio::spawn(async move {
                let validates = observer.validates().await;
                known.send_replace(Known::Asked(validates));
            });
        }
        let mut known = self.known.subscribe();
        let word = known.wait_for(|known| matches!(known, Known::Asked(_)));
        match timeout(FIRST_WORD, word).await {
            Ok(Ok(known)) => match *known {
                Known::Asked(validates) => validates,
                Known::NotAsked => None,
            },
            Ok(Err(_)) | Err(_) => None,
        }
    }

    /// Whether it is time to ask; if so, the caller does.
    fn is_due(&self) -> bool {
        let age = match *self.known.borrow() {
            Known::Asked(Some(_)) => limits::VALIDATION_AGE,
            Known::Asked(None) | Known::NotAsked => RETRY,
        };
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let due = asked.is_none_or(|asked| asked.elapsed() >= age);
        if due {
            *asked = Some(Instant::now());
        }
        due
    }
}
