//! What is known of a domain beside its reports, from a check of it.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::dns::{QueryName, RecordType};
use crate::evidence::Lookup;
use crate::{Evidence, Outcome, dmarc, spf};

/// What is known of the domain beside its reports, from a check of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The domain.
    pub domain: Option<String>,
    /// Its SPF record, if it has exactly one.
    pub spf: Option<String>,
    /// How often that asks DNS for a sender that no term names, at least (RFC 7208 §4.6.4).
    pub spf_lookups: Option<usize>,
    /// Its DMARC record, if it has exactly one of its own.
    pub dmarc: Option<String>,
    /// The addresses of its mail servers.
    pub addresses: BTreeSet<IpAddr>,
}

impl Known {
    /// What a check has found out about its domain.
    #[must_use]
    pub fn from_evidence(evidence: &Evidence) -> Self {
        let domain = evidence.subject.name();
        let texts = |name: Option<QueryName>, is_ours: fn(&str) -> bool| {
            let Some(Lookup::Found(message)) =
                name.map(|name| evidence.lookup(&name, RecordType::Txt))
            else {
                return None;
            };
            let mut texts = message
                .txt_records()
                .map(crate::dns::TxtRecord::text)
                .filter(|text| is_ours(text));
            let only = texts.next()?;
            texts.next().is_none().then_some(only)
        };
        let is_spf = |text: &str| spf::parse(text).record().is_some();
        let is_dmarc = |text: &str| dmarc::parse(text).record().is_some();
        Self {
            domain: Some(domain.to_string()),
            spf: texts(Some(QueryName::from(domain)), is_spf),
            spf_lookups: spf_lookups(evidence),
            dmarc: texts(QueryName::prefixed("_dmarc", domain).ok(), is_dmarc),
            addresses: mail_servers(evidence),
        }
    }
}

/// How often the domain's SPF record asks DNS, as far as that is known.
fn spf_lookups(evidence: &Evidence) -> Option<usize> {
    let known = spf::Spf::read(evidence, evidence.subject.name());
    known.tree.root().map(|root| root.lookups)
}

/// The addresses at which mail servers were looked for.
fn mail_servers(evidence: &Evidence) -> BTreeSet<IpAddr> {
    let probes = evidence
        .outcomes()
        .filter_map(|(_, outcome)| match outcome {
            Outcome::Probe(probe) => Some(probe),
            Outcome::Dns(_) | Outcome::Policy(_) => None,
        });
    probes
        .flat_map(|probe| probe.addresses.keys().copied())
        .collect()
}
