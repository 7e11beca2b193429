//! For reading.

use serde::Serialize;

use super::Dmarc;

/// The DMARC policy of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DmarcReport {}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(_known: &Dmarc) -> Option<DmarcReport> {
    None
}
