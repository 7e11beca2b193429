//! Which record governs a domain, and what it says of it (RFC 9989 §4.10.1).

use shared::DomainName;

use super::{DmarcRecord, Found, Organization, Policy, Walk};
use crate::syntax::{Defect, Recognized, Selected};

/// Whether a name exists in DNS (RFC 9989 §3.2.13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existence {
    /// It does, if only with names below it.
    Exists,
    /// The answer is "no such name".
    Missing,
    /// It is not known.
    Unknown,
}

/// What policy discovery comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discovery {
    /// Something is still to be asked.
    NotAsked,
    /// It could not be found out, and why.
    Unknown(String),
    /// The domain's own answer is forged or broken, as DNSSEC shows.
    Bogus(String),
    /// There is a record, and receivers do nothing with it (RFC 9989 §4.10.1).
    Void {
        /// The name that it stands at.
        at: DomainName,
        /// The record.
        text: String,
        /// What is wrong with it.
        defects: Vec<Defect>,
    },
    /// There is a record.
    Applies(Box<Applied>),
    /// There is none.
    Nothing,
}

/// A record that governs a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The name that the record stands at: the domain itself, its organisational domain, or a registry's.
    pub at: DomainName,
    /// Whether it is the domain's own.
    pub own: bool,
    /// Whether it is a registry's.
    pub registry: bool,
    /// The record as text.
    pub text: String,
    /// What it says.
    pub record: DmarcRecord,
    /// What is wrong with it.
    pub defects: Vec<Defect>,
    /// The policy for the domain, as published.
    pub policy: Policy,
    /// Whether the policy is certain: not if it hangs on whether the name exists, and that is not known. The milder one then.
    pub certain: bool,
    /// The organisational domain of the name that the record stands at; nothing if it could not be found out.
    pub organization: Organization,
}

/// Finds the record that governs the domain at which a walk began.
#[must_use]
pub fn discover(walk: &Walk, existence: Existence) -> Discovery {
    let Some(start) = walk.steps.first() else {
        return Discovery::NotAsked;
    };
    let organization = walk.organization();
    // The domain's own record comes first, whatever stands above it.
    match &start.found {
        Found::NotAsked => return Discovery::NotAsked,
        Found::Unknown(why) => return Discovery::Unknown(why.clone()),
        Found::Bogus(why) => return Discovery::Bogus(why.clone()),
        Found::Answer(_) => {
            if let Some(own) = start.found.only() {
                let policy = |record: &DmarcRecord| (record.policy(), true);
                return read(own, &start.name, organization, policy);
            }
        }
    }
    // Without one, that of the organisational domain, and without that, that of the registry.
    let domain = match organization {
        Organization::NotAsked => return Discovery::NotAsked,
        Organization::Unknown(why) => return Discovery::Unknown(why),
        Organization::Known(domain) => domain,
    };
    let of_domain = walk.at(&domain).filter(|step| step.found.only().is_some());
    let Some(step) = of_domain.or_else(|| walk.registry()) else {
        return Discovery::Nothing;
    };
    let Some(selected) = step.found.only() else {
        return Discovery::Nothing;
    };
    let above = Organization::Known(if of_domain.is_some() {
        domain
    } else {
        step.name.clone()
    });
    let mut found = read(selected, &step.name, above, |record| {
        let (there, missing) = (record.subdomain_policy(), record.nonexistent_policy());
        match existence {
            Existence::Exists => (there, true),
            Existence::Missing => (missing, true),
            Existence::Unknown => (there.min(missing), there == missing),
        }
    });
    if let Discovery::Applies(applied) = &mut found {
        applied.own = false;
        applied.registry = of_domain.is_none();
    }
    found
}

fn read(
    selected: &Selected<DmarcRecord>,
    at: &DomainName,
    organization: Organization,
    policy: impl Fn(&DmarcRecord) -> (Policy, bool),
) -> Discovery {
    match &selected.parsed {
        Recognized::Record(record, defects) => {
            let (policy, certain) = policy(record);
            Discovery::Applies(Box::new(Applied {
                at: at.clone(),
                own: true,
                registry: false,
                text: selected.text.clone(),
                record: record.clone(),
                defects: defects.clone(),
                policy,
                certain,
                organization,
            }))
        }
        Recognized::Malformed(defects) => Discovery::Void {
            at: at.clone(),
            text: selected.text.clone(),
            defects: defects.clone(),
        },
        // What is selected is never foreign.
        Recognized::Foreign => Discovery::Nothing,
    }
}
