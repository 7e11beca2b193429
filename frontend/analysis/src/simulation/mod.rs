//! What each sort of sender would do with the mail today, host by host.

use serde::Serialize;

use crate::facts::Facts;

/// What senders would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SimulationReport {}

/// Plays all senders; nothing while too little is known, or where there is no domain.
pub(crate) fn simulate(_facts: &Facts<'_>) -> Option<SimulationReport> {
    None
}
