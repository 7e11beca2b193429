//! The policy that governs a domain.

use serde::Serialize;
use shared::DomainName;

use crate::dmarc::{self, Alignment, Applied, Discovery, Existence};
use crate::message::known::Known;

/// The policy that governs a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum GoverningPolicy {
    /// Answers are still to come, or there is no domain to ask about.
    NotAsked,
    /// It could not be found out.
    Unknown {
        /// Why not.
        why: String,
    },
    /// There is none.
    Absent,
    /// There is a record, and receivers do nothing with it.
    Broken {
        /// The name that it stands at.
        at: DomainName,
        /// The record.
        text: String,
    },
    /// There is one.
    Published {
        /// The name that its record stands at.
        at: DomainName,
        /// The record.
        text: String,
        /// What receivers are asked to do with mail that fails, as published.
        policy: dmarc::Policy,
        /// Whether the record says that it is a test (`t=y`).
        testing: bool,
        /// How alike the names of DKIM must be.
        adkim: Alignment,
        /// How alike the name of SPF must be.
        aspf: Alignment,
    },
}

pub(super) fn discover(domain: &DomainName, known: &Known<'_>) -> Discovery {
    let walk = dmarc::walk(domain, |name| known.dmarc(name));
    let found = dmarc::discover(&walk, Existence::Unknown);
    // Whether the name exists counts only for a policy from above.
    match found {
        Discovery::Applies(applied) if !applied.own => {
            dmarc::discover(&walk, known.existence(domain))
        }
        other => other,
    }
}

pub(super) fn policy(found: Discovery) -> GoverningPolicy {
    match found {
        Discovery::NotAsked => GoverningPolicy::NotAsked,
        Discovery::Unknown(why) | Discovery::Bogus(why) => GoverningPolicy::Unknown { why },
        Discovery::Nothing => GoverningPolicy::Absent,
        Discovery::Void { at, text, .. } => GoverningPolicy::Broken { at, text },
        Discovery::Applies(applied) => {
            let Applied {
                at,
                text,
                record,
                policy,
                ..
            } = *applied;
            GoverningPolicy::Published {
                at,
                text,
                policy,
                testing: record.testing,
                adkim: record.adkim,
                aspf: record.aspf,
            }
        }
    }
}
