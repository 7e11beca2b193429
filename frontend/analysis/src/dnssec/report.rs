//! For reading.

use serde::Serialize;

use super::state::{Role, State, names};
use crate::facts::Facts;

/// Which of the names that mail depends on are signed, by one resolver's word (RFC 4035 §3.2.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DnssecReport {
    /// Whose word it is, in one line.
    pub summary: String,
    /// The names, in the order in which senders come to them.
    pub names: Vec<SignedName>,
}

/// One name with its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SignedName {
    /// The name that was asked for.
    pub name: String,
    /// What for: "MX records", "addresses of a mail server", "TLSA records" or "addresses of the policy host".
    pub role: &'static str,
    /// "secure", "not signed", "bogus" or "could not tell".
    pub state: &'static str,
    /// What there is to add: a failure, where an alias leads, or that there are no such records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl SignedName {
    /// Whether senders come to a mail server by it.
    pub(crate) fn leads_to(&self, host: &str) -> bool {
        self.role == Role::Mx.words()
            || self.name == host
            || self.name.strip_prefix("_25._tcp.") == Some(host)
    }

    /// Whether what is answered can be gone by: it is proven, or known not to be signed.
    pub(crate) fn holds(&self) -> bool {
        [State::Secure, State::Insecure]
            .map(State::words)
            .contains(&self.state)
    }
}

/// For reading; nothing while nothing is known.
pub(crate) fn report(facts: &Facts<'_>) -> Option<DnssecReport> {
    let names: Vec<SignedName> = names(facts)
        .into_iter()
        .map(|one| SignedName {
            name: one.name,
            role: one.role.words(),
            state: one.state.words(),
            note: one.note,
        })
        .collect();
    let resolver = &facts.evidence.vantage.resolver;
    (!names.is_empty()).then(|| DnssecReport {
        summary: format!("By the word of the resolver ({resolver}): what it proves, it marks (AD)"),
        names,
    })
}
