//! Who hosts the mail, recognised from the names of the MX hosts, and what that provider offers.

use serde::Serialize;

use crate::facts::Facts;

/// Who hosts the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProviderReport {}

/// The provider, if it is one that is known.
pub(crate) fn report(_facts: &Facts<'_>) -> Option<ProviderReport> {
    None
}
