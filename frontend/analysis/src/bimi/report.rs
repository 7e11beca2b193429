//! For reading.

use serde::Serialize;

use super::Bimi;

/// The BIMI record of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BimiReport {}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(_known: &Bimi) -> Option<BimiReport> {
    None
}
