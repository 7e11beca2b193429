//! For reading.

use serde::Serialize;

use super::Spf;

/// The SPF of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpfReport {}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(_known: &Spf) -> Option<SpfReport> {
    None
}
