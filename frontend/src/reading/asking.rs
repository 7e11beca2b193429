//! Asking DNS for what is read here, when somebody wants it.

use std::cell::Cell;

use analysis::evidence::Evidence;
use analysis::query::Query;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::net::{Asker, Resolver};

/// Questions at once.
const AT_ONCE: usize = 6;

/// Asks some questions and keeps the answers; whether anybody still waits for them.
pub(super) async fn ask_all(
    queries: Vec<Query>,
    asker: &Asker,
    evidence: &mut Evidence,
    is_here: &Cell<bool>,
) -> bool {
    let mut waiting = queries.into_iter();
    let mut asked = FuturesUnordered::new();
    loop {
        while asked.len() < AT_ONCE
            && let Some(query) = waiting.next()
        {
            asked.push(async move {
                let outcome = asker.ask(&query, false, |_| ()).await;
                (query, outcome)
            });
        }
        let Some((query, outcome)) = asked.next().await else {
            return true;
        };
        if !is_here.get() {
            return false;
        }
        // It is of the query's kind: the asker makes it so.
        let _ = evidence.insert(query, outcome);
    }
}

/// Who answers, in words.
pub(super) fn resolver(asker: &Asker) -> String {
    match &asker.resolver {
        Resolver::Relay => "the relay’s own resolver".to_owned(),
        Resolver::At(endpoint) => endpoint.to_string(),
    }
}
