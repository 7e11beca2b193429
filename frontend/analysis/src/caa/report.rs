//! For reading.

use serde::Serialize;

use super::Caa;

/// The CAA records of the domain and its hosts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaaReport {}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(_known: &Caa) -> Option<CaaReport> {
    None
}
