//! The tree walk (RFC 9989 §4.10): where records stand above a name, and which domain a name belongs to.
//!
//! There is no list of public suffixes. The walk asks at the name itself, then at each name above it up to the top-level
//! domain, and stops early at a record that says whether its name is a registry's. A name with many labels is cut to its
//! last seven after the first question, so that nobody is made to ask more than eight.

use shared::DomainName;

use super::{Alignment, DmarcRecord, Psd, parse};
use crate::dns::is_within;
use crate::syntax::{Recognized, Selected, Selection};

/// The most questions of one walk (RFC 9989 §4.10).
pub const MAX_QUESTIONS: usize = 8;

/// What is known of the records at `_dmarc` below a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nobody asked yet.
    NotAsked,
    /// It could not be found out, and why.
    Unknown(String),
    /// The signatures of DNSSEC do not hold, and how that shows.
    Bogus(String),
    /// The records, perhaps none.
    Answer(Selection<DmarcRecord>),
}

impl Found {
    /// The only record with the version, be it of use or malformed. RFC 9989 §4.10: of several none counts.
    #[must_use]
    pub const fn only(&self) -> Option<&Selected<DmarcRecord>> {
        match self {
            Self::Answer(Selection::One(only)) => Some(only),
            Self::Answer(_) | Self::NotAsked | Self::Unknown(_) | Self::Bogus(_) => None,
        }
    }

    /// What the record says of registries.
    fn psd(&self) -> Option<Psd> {
        let only = self.only()?;
        Some(match &only.parsed {
            Recognized::Record(record, _) => record.psd,
            // What is wrong elsewhere in a record takes nothing from this tag (RFC 9989 §4.8).
            Recognized::Malformed(_) | Recognized::Foreign => parse::psd(&only.text),
        })
    }
}

/// One question of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The name; the question is for `_dmarc` below it.
    pub name: DomainName,
    /// What came.
    pub found: Found,
}

/// A walk from a name upwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The questions, in order: at least one, at most [`MAX_QUESTIONS`].
    pub steps: Vec<Step>,
}

/// The domain that a name belongs to (RFC 9989 §4.10.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Organization {
    /// The walk goes on.
    NotAsked,
    /// A question of the walk got no answer, and why.
    Unknown(String),
    /// This one.
    Known(DomainName),
}

/// The names to ask at, were there no record to stop at (RFC 9989 §4.10, steps 3, 4 and 7).
#[must_use]
pub fn names(start: &DomainName) -> Vec<DomainName> {
    let labels = start.labels().count();
    let mut names = vec![start.clone()];
    // Step 4: with fewer than eight labels one is taken away, otherwise all but seven.
    let longest = labels.saturating_sub(1).min(MAX_QUESTIONS - 1);
    names.extend((1..=longest).rev().filter_map(|count| last(start, count)));
    names
}

/// Walks from a name upwards; `found` says what is known of `_dmarc` below a name.
pub fn walk(start: &DomainName, mut found: impl FnMut(&DomainName) -> Found) -> Walk {
    let mut steps = Vec::new();
    for name in names(start) {
        let found = found(&name);
        // Steps 2 and 6: a record that says whether its name is a registry's ends the walk.
        let ends = matches!(found.psd(), Some(Psd::Yes | Psd::No));
        steps.push(Step { name, found });
        if ends {
            break;
        }
    }
    Walk { steps }
}

impl Walk {
    /// The organisational domain (RFC 9989 §4.10.2).
    #[must_use]
    pub fn organization(&self) -> Organization {
        let Some(start) = self.steps.first().map(|step| &step.name) else {
            return Organization::NotAsked;
        };
        let mut unknown = None;
        for step in &self.steps {
            match &step.found {
                Found::NotAsked => return Organization::NotAsked,
                Found::Unknown(why) | Found::Bogus(why) => unknown = unknown.or(Some(why)),
                Found::Answer(_) => {}
            }
        }
        // Whatever stood at a name that did not answer might have decided.
        if let Some(why) = unknown {
            return Organization::Unknown(why.clone());
        }
        let with_record = |step: &&Step| step.found.only().is_some();
        let Some(shortest) = self.steps.iter().rev().find(with_record) else {
            // No record at all: the name itself.
            return Organization::Known(start.clone());
        };
        // Rule 2: one label below a registry's name, unless the walk began there. Rules 1 and 3 name the same record, since
        // a walk ends with the one that says psd=n.
        let is_registry = shortest.found.psd() == Some(Psd::Yes) && shortest.name != *start;
        let labels = shortest.name.labels().count() + usize::from(is_registry);
        Organization::Known(last(start, labels).unwrap_or_else(|| start.clone()))
    }

    /// What was found at a name.
    #[must_use]
    pub fn at(&self, name: &DomainName) -> Option<&Step> {
        self.steps.iter().find(|step| step.name == *name)
    }

    /// The record of a registry at which the walk ended above its start.
    #[must_use]
    pub fn registry(&self) -> Option<&Step> {
        let last = self.steps.last()?;
        (self.steps.len() > 1 && last.found.psd() == Some(Psd::Yes)).then_some(last)
    }
}

/// Whether a name that SPF or DKIM vouches for stands for the domain in the From header (RFC 9989 §4.4 and §4.10.2).
/// `None` if that cannot be told from what is known.
pub fn is_aligned(
    mode: Alignment,
    author: &DomainName,
    identifier: &DomainName,
    mut found: impl FnMut(&DomainName) -> Found,
) -> Option<bool> {
    // The same name has the same organisational domain, whichever that is.
    if author == identifier {
        return Some(true);
    }
    match mode {
        Alignment::Strict => Some(false),
        Alignment::Relaxed => {
            let theirs = walk(identifier, &mut found).organization();
            let ours = walk(author, &mut found).organization();
            match (ours, theirs) {
                (Organization::Known(ours), Organization::Known(theirs)) => Some(ours == theirs),
                // A name's organisational domain is the name itself or above it.
                (Organization::Known(domain), _)
                    if !is_within(identifier.as_str(), domain.as_str()) =>
                {
                    Some(false)
                }
                (_, Organization::Known(domain))
                    if !is_within(author.as_str(), domain.as_str()) =>
                {
                    Some(false)
                }
                _ => None,
            }
        }
    }
}

/// The last so many labels of a name.
fn last(name: &DomainName, labels: usize) -> Option<DomainName> {
    let mut rest = name.clone();
    for _ in labels..name.labels().count() {
        rest = rest.parent()?;
    }
    Some(rest)
}
