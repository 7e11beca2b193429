//! Who hosts the mail, recognised from the names of the MX hosts, and what that provider offers.
//!
//! Who has the mail hosted cannot change how the servers encrypt, but may choose among what the provider offers. A finding
//! about such a server therefore names the provider; and nobody is told to edit a configuration that is not theirs.

mod known;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use shared::DomainName;

use crate::dns::is_within;
use crate::facts::Facts;
use crate::finding::{About, Finding, Responsible, Severity};
use known::{Kind, Offer, PROVIDERS, Provider, RENTED};

/// Who hosts the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProviderReport {
    /// In one line: "The mail is hosted by Google Workspace."
    pub summary: String,
    /// Each provider, in the order of preference of its first host.
    pub providers: Vec<HostedBy>,
    /// Hosts that no provider known here runs: the domain's own, it may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<DomainName>,
}

/// A provider that is known, and what it offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostedBy {
    /// Its name.
    pub name: &'static str,
    /// What it does: "mailboxes", "filter" or "forwarding".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["mailboxes", "filter", "forwarding"])))]
    pub kind: &'static str,
    /// The hosts by which it was recognised.
    pub hosts: Vec<DomainName>,
    /// What it offers.
    pub offers: Vec<OfferReport>,
    /// Who must act on findings about these servers.
    pub acts: String,
}

/// Whether a provider offers something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OfferReport {
    /// "MTA-STS", "DANE" or "DKIM".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["MTA-STS", "DANE", "DKIM"])))]
    pub what: &'static str,
    /// "yes", "no" or "not known".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["yes", "no", "not known"])))]
    pub offered: &'static str,
    /// How, or why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<&'static str>,
}

/// The provider, if it is one that is known.
pub(crate) fn report(facts: &Facts<'_>) -> Option<ProviderReport> {
    let names = facts.routing_hosts().iter().map(|host| &host.name);
    of_hosts(names)
}

/// The name of the provider that runs a host, if it is one that is known.
pub(crate) fn name_of(host: &DomainName) -> Option<&'static str> {
    provider_of(host).map(|provider| provider.name)
}

/// Says in findings about the servers of a known provider that only the provider can change them.
pub(crate) fn name_in(findings: &mut [Finding]) {
    // Many findings are about few hosts.
    let mut known: BTreeMap<DomainName, Option<&'static str>> = BTreeMap::new();
    for finding in findings {
        // The names of their addresses and their zones are theirs as well.
        let is_theirs = matches!(
            finding.responsible,
            Responsible::MailHost | Responsible::DnsHost
        );
        if !is_theirs || finding.severity < Severity::Advice {
            continue;
        }
        let host = match &finding.about {
            About::Host { host } | About::Address { host, .. } => host,
            About::Domain { .. } => continue,
        };
        let name = match known.get(host) {
            Some(name) => *name,
            None => *known.entry(host.clone()).or_insert_with(|| name_of(host)),
        };
        if let Some(name) = name {
            finding.detail.push_str(&format!(
                " This server is run by {name}: only {name} can change it."
            ));
        }
    }
}

fn of_hosts<'a>(hosts: impl Iterator<Item = &'a DomainName>) -> Option<ProviderReport> {
    let mut providers: Vec<HostedBy> = Vec::new();
    let mut others = Vec::new();
    for host in hosts {
        let Some(provider) = provider_of(host) else {
            others.push(host.clone());
            continue;
        };
        match providers
            .iter_mut()
            .find(|known| known.name == provider.name)
        {
            Some(known) => known.hosts.push(host.clone()),
            None => providers.push(hosted_by(provider, host)),
        }
    }
    if providers.is_empty() {
        return None;
    }
    let words: Vec<String> = providers
        .iter()
        .map(|known| match known.kind {
            "filter" => format!("filtered by {}", known.name),
            "forwarding" => format!("forwarded by {}", known.name),
            _ => format!("hosted by {}", known.name),
        })
        .collect();
    let beside = if others.is_empty() {
        ""
    } else {
        "; others of its servers belong to nobody known here"
    };
    Some(ProviderReport {
        summary: format!("The mail is {}{beside}.", words.join(" and ")),
        providers,
        others,
    })
}

fn provider_of(host: &DomainName) -> Option<&'static Provider> {
    if RENTED.iter().any(|rented| is_within(host.as_str(), rented)) {
        return None;
    }
    // The longest ending is the most particular: olc.protection.outlook.com is not mail.protection.outlook.com.
    let fitting = |provider: &'static Provider| {
        let suffixes = provider.suffixes.iter();
        let fits = suffixes.filter(|suffix| is_within(host.as_str(), suffix));
        fits.map(|suffix| suffix.len())
            .max()
            .map(|length| (length, provider))
    };
    let best = PROVIDERS.iter().filter_map(fitting);
    best.max_by_key(|(length, _)| *length)
        .map(|(_, provider)| provider)
}

fn hosted_by(provider: &Provider, host: &DomainName) -> HostedBy {
    let name = provider.name;
    let except = provider
        .yours
        .map(|yours| format!(", except that {yours}"))
        .unwrap_or_default();
    let offers = [
        ("MTA-STS", provider.mta_sts),
        ("DANE", provider.dane),
        ("DKIM", provider.dkim),
    ];
    HostedBy {
        name,
        kind: match provider.kind {
            Kind::Mailboxes => "mailboxes",
            Kind::Filter => "filter",
            Kind::Forwarder => "forwarding",
        },
        hosts: vec![host.clone()],
        offers: offers
            .into_iter()
            .map(|(what, offer)| {
                let (offered, how) = match offer {
                    Offer::NotKnown => ("not known", None),
                    Offer::Yes(how) => ("yes", Some(how)),
                    Offer::No(why) => ("no", Some(why)),
                };
                OfferReport { what, offered, how }
            })
            .collect(),
        acts: format!(
            "{name} decides how these servers encrypt, which certificates they show and whether they have TLSA records; \
             you cannot change it{except}. Your domain's DNS records (MX, MTA-STS, TLS-RPT, SPF, DKIM, DMARC) are yours."
        ),
    }
}
