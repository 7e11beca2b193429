//! The email security score, 0 to 100: apart from the letter, with published weights.

use serde::Serialize;

use crate::facts::Facts;
use crate::finding::Finding;

/// The score by area.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreReport {}

/// The score; nothing where there is nothing to score.
pub(crate) fn score(_facts: &Facts<'_>, _findings: &[Finding]) -> Option<ScoreReport> {
    None
}
