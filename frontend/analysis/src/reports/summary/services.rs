//! Services that send mail for others: by which names each is recognised, and how its customers make their mail pass.
//!
//! Written from what the services document. They change; what they show their customers has the last word. Where each
//! customer has records of its own, none stands here; those that stand here are the same for everybody.

mod mailboxes;
mod relays;
mod senders;

use crate::dns::is_within;

/// A service that sends for others.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: &'static str,
    /// The domains that it signs with, that its bounces go to, or that its servers are named after.
    domains: &'static [&'static str],
    /// What it wants in the SPF record of the domain in the envelope, if that is the same for every customer.
    pub include: Option<&'static str>,
    /// How to have it sign with one's own domain, as whole sentences.
    pub dkim: &'static str,
    /// Records that are the same for every customer: owner below the domain, type and value; `{domain}` stands for the
    /// domain.
    pub records: &'static [(&'static str, &'static str, &'static str)],
}

const fn service(
    name: &'static str,
    domains: &'static [&'static str],
    dkim: &'static str,
) -> Service {
    Service {
        name,
        domains,
        include: None,
        dkim,
        records: &[],
    }
}

/// All of them.
fn all() -> impl Iterator<Item = &'static Service> {
    senders::ALL
        .iter()
        .chain(&mailboxes::ALL)
        .chain(&relays::ALL)
}

/// The service that a name is of. The longest domain counts: `mc.salesforce.com` is not `salesforce.com`.
pub(crate) fn service_of(name: &str) -> Option<&'static Service> {
    let fitting = all().filter_map(|service| {
        let domains = service.domains.iter();
        let fits = domains.filter(|domain| is_within(name, domain));
        fits.map(|domain| domain.len())
            .max()
            .map(|length| (length, service))
    });
    fitting
        .max_by_key(|(length, _)| *length)
        .map(|(_, service)| service)
}

/// A service by its name.
pub(super) fn by_name(name: &str) -> Option<&'static Service> {
    all().find(|service| service.name == name)
}

#[cfg(test)]
mod tests;
