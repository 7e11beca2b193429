//! For reading.

use serde::Serialize;

use super::Blocklists;

/// The blocklists that were asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BlocklistsReport {}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(_known: &Blocklists) -> Option<BlocklistsReport> {
    None
}
