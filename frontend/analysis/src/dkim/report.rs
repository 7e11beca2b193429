//! For reading.

use serde::Serialize;

use super::Dkim;

/// The DKIM keys of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DkimReport {}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(_known: &Dkim) -> Option<DkimReport> {
    None
}
