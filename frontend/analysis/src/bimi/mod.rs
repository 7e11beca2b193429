//! BIMI (draft-brand-indicators-for-message-identification): a logo beside the domain's mail.
//!
//! A TXT record at `default._bimi.example.org`, such as `v=BIMI1; l=https://example.org/logo.svg; a=https://example.org/vmc.pem`,
//! says where a logo is and where a certificate that proves the right to it. A mail program may show the logo beside a mail that
//! passes DMARC, if the domain's DMARC policy is strict enough that nobody else's mail would. A name without a record takes
//! that of its organisational domain; an empty record declines.
//!
//! It is an ornament and makes no mail safer. The logo and its certificate are not fetched here, so that nothing is said of
//! them.

mod check;
mod defect;
mod parse;
mod plan;
mod report;

use std::fmt;

use serde::Serialize;
use shared::DomainName;

use crate::dmarc::{Dmarc, Organization};
use crate::dns::{QueryName, RecordType, TxtRecord};
use crate::evidence::{Evidence, Lookup};
use crate::facts::Presence;
use crate::syntax::{Extension, Recognized, Selection};

pub use defect::BimiDefect;
pub use parse::{parse, select};
pub use report::BimiReport;

pub(crate) use check::check;
pub(crate) use plan::outstanding;
pub(crate) use report::report;

/// The version that every record begins with.
const VERSION: &str = "BIMI1";
/// The label of the record that counts for mail that names no other.
const SELECTOR: &str = "default._bimi";

/// A valid record.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BimiRecord {
    /// `l`: where the logo is; nothing if no logo is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// `a`: where the certificate is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// `avp`: what to show if the sender has a picture of their own.
    pub preference: AvatarPreference,
    /// `lps`: prefixes of local parts that have a record of their own, in lower case; an empty list stands for all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefixes: Option<Vec<String>>,
    /// Tags that the draft does not know; receivers ignore them.
    pub extensions: Vec<Extension>,
}

/// What to show of a sender who has a picture of their own (BIMI draft §4.3, `avp`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AvatarPreference {
    /// The domain's logo.
    #[default]
    Brand,
    /// The picture.
    Personal,
}

impl BimiRecord {
    /// Whether the domain says that it wants no logo (BIMI draft §4.3.1).
    #[must_use]
    pub const fn declines(&self) -> bool {
        self.location.is_none() && self.evidence.is_none()
    }
}

/// As the draft writes it. Reading that gives an equal record but for spans.
impl fmt::Display for BimiRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let location = self.location.as_deref().unwrap_or_default();
        write!(f, "v={VERSION}; l={location};")?;
        if self.evidence.is_some() || self.location.is_none() {
            write!(f, " a={};", self.evidence.as_deref().unwrap_or_default())?;
        }
        if self.preference == AvatarPreference::Personal {
            f.write_str(" avp=personal;")?;
        }
        if let Some(prefixes) = &self.prefixes {
            write!(f, " lps={};", prefixes.join(","))?;
        }
        self.extensions
            .iter()
            .try_for_each(|extension| write!(f, " {}={};", extension.name, extension.value))
    }
}

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Bimi {
    /// The name whose record counts: the domain, or its organisational domain.
    at: DomainName,
    /// What stands there.
    found: Found,
}

/// What is known of `default._bimi` below a name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Found {
    NotAsked,
    Unknown(String),
    Answer(Selection<BimiRecord>),
}

impl Bimi {
    /// Reads what is known.
    pub(crate) fn read(evidence: &Evidence, domain: &DomainName) -> Self {
        let own = found(evidence, domain);
        let own_is_empty = matches!(
            own,
            Found::Answer(Selection::Absent | Selection::NearMiss(_))
        );
        if own_is_empty {
            // BIMI draft §7.2: without a record of its own, that of the organisational domain.
            match Dmarc::read(evidence, domain).organization() {
                Organization::Known(organization) if organization != *domain => {
                    let theirs = found(evidence, &organization);
                    // A near miss at the domain itself is what its owner wants to hear of.
                    let tells = !matches!(theirs, Found::Answer(Selection::Absent));
                    let own_near = matches!(own, Found::Answer(Selection::NearMiss(_)));
                    let theirs_near = matches!(theirs, Found::Answer(Selection::NearMiss(_)));
                    if tells && !(own_near && theirs_near) {
                        return Self {
                            at: organization,
                            found: theirs,
                        };
                    }
                }
                Organization::Known(_) => {}
                Organization::NotAsked => {
                    return Self {
                        at: domain.clone(),
                        found: Found::NotAsked,
                    };
                }
                Organization::Unknown(why) => {
                    return Self {
                        at: domain.clone(),
                        found: Found::Unknown(why),
                    };
                }
            }
        }
        Self {
            at: domain.clone(),
            found: own,
        }
    }

    /// Whether there is one, in short: for the checks that rest on several mechanisms.
    pub(crate) fn presence(&self) -> Presence {
        match &self.found {
            Found::NotAsked => Presence::NotAsked,
            Found::Unknown(why) => Presence::Unknown(why.clone()),
            Found::Answer(Selection::Absent) => Presence::Absent,
            Found::Answer(Selection::Several(_)) => {
                Presence::Broken("there are several BIMI records".to_owned())
            }
            Found::Answer(Selection::NearMiss(_)) => {
                Presence::Broken("receivers do not take the record for BIMI".to_owned())
            }
            Found::Answer(Selection::One(one)) => match &one.parsed {
                Recognized::Record(record, _) if record.declines() => Presence::Absent,
                Recognized::Record(..) => Presence::Present,
                Recognized::Malformed(_) | Recognized::Foreign => {
                    Presence::Broken("the BIMI record is invalid".to_owned())
                }
            },
        }
    }
}

fn found(evidence: &Evidence, name: &DomainName) -> Found {
    // A name that is too long to have such a name below it has no record.
    let Ok(asked) = QueryName::prefixed(SELECTOR, name) else {
        return Found::Answer(Selection::Absent);
    };
    match evidence.lookup(&asked, RecordType::Txt) {
        Lookup::NotAsked => Found::NotAsked,
        Lookup::NoData(_) | Lookup::NxDomain(_) => Found::Answer(Selection::Absent),
        Lookup::Unknown(failure) | Lookup::Bogus(failure) => Found::Unknown(failure.to_string()),
        Lookup::Found(message) => {
            let records: Vec<TxtRecord> = message.txt_records().cloned().collect();
            Found::Answer(select(&records))
        }
    }
}
