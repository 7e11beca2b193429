//! For reading.

use serde::Serialize;
use shared::DomainName;

use super::destinations::Consent;
use super::{Alignment, Discovery, Dmarc, DmarcRecord, Found, Organization, Policy};
use crate::syntax::{Recognized, Selection};

/// The DMARC policy of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DmarcReport {
    /// What it comes to, in one line.
    pub summary: String,
    /// The name whose record governs the domain: itself, its organisational domain, or a registry's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record_of: Option<DomainName>,
    /// That record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// What it says, tag by tag, defaults among them.
    pub tags: Vec<TagReport>,
    /// What receivers are asked to do with forgeries of the domain, `t=y` taken into account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    /// Whether the policy is only tested.
    pub testing: bool,
    /// For subdomains of the name that the record stands at, `t=y` taken into account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subdomain_policy: Option<Policy>,
    /// For those of them that do not exist.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonexistent_policy: Option<Policy>,
    /// How alike the name that DKIM vouches for must be to the one in the From header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dkim_alignment: Option<Alignment>,
    /// The same for SPF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spf_alignment: Option<Alignment>,
    /// The domain that all names of the organisation belong to; nothing if it could not be found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizational_domain: Option<DomainName>,
    /// The tree walk: each name that was asked, with what came.
    pub walk: Vec<WalkReport>,
    /// Where reports go.
    pub destinations: Vec<DestinationReport>,
}

/// One tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TagReport {
    /// Its name.
    pub name: String,
    /// What counts, whether written or not.
    pub value: String,
    /// Whether it is the default.
    pub default: bool,
}

/// One question of the tree walk (RFC 9989 §4.10).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WalkReport {
    /// The name asked: `_dmarc.example.org`.
    pub name: String,
    /// What came, in words.
    pub answer: String,
}

/// A host that reports go to (RFC 9990 §4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DestinationReport {
    /// The domain of the addresses.
    pub host: DomainName,
    /// The addresses.
    pub addresses: Vec<String>,
    /// "own", "agrees", "does not agree", "could not tell", "not looked at", or "still to come".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["own", "agrees", "does not agree", "could not tell", "not looked at", "still to come"])))]
    pub consent: &'static str,
    /// The name at which it agrees or does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(known: &Dmarc) -> Option<DmarcReport> {
    let own = known.walk.steps.first().map(|step| &step.found);
    if own.is_none_or(|own| *own == Found::NotAsked) {
        return None;
    }
    let applied = known.applied();
    let record = applied.map(|applied| &applied.record);
    let void = match &known.discovery {
        Discovery::Void { at, text, .. } => Some((at, text)),
        _ => None,
    };
    let stands = applied.map(|applied| (&applied.at, &applied.text)).or(void);
    let tested = |policy: fn(&DmarcRecord) -> Policy| record.map(|r| r.tested(policy(r)));
    Some(DmarcReport {
        summary: summary(known),
        record_of: stands.map(|(at, _)| at.clone()),
        record: stands.map(|(_, text)| text.clone()),
        tags: record.map(tags).unwrap_or_default(),
        policy: known.policy(),
        testing: known.is_testing(),
        subdomain_policy: tested(DmarcRecord::subdomain_policy),
        nonexistent_policy: tested(DmarcRecord::nonexistent_policy),
        dkim_alignment: known.alignment().map(|(dkim, _)| dkim),
        spf_alignment: known.alignment().map(|(_, spf)| spf),
        organizational_domain: match known.organization() {
            Organization::Known(domain) => Some(domain),
            Organization::NotAsked | Organization::Unknown(_) => None,
        },
        walk: walk(known),
        destinations: destinations(known),
    })
}

fn summary(known: &Dmarc) -> String {
    match &known.discovery {
        Discovery::NotAsked => "still to come".to_owned(),
        Discovery::Unknown(why) | Discovery::Bogus(why) => format!("could not tell: {why}"),
        Discovery::Void { at, .. } => format!("the record of {at} is invalid"),
        Discovery::Nothing => "no record counts".to_owned(),
        Discovery::Applies(applied) => {
            let mut text = applied.record.tested(applied.policy).word().to_owned();
            if applied.record.testing {
                text.push_str(", as a test");
            }
            if applied.at != known.domain {
                text.push_str(", by the record of ");
                text.push_str(applied.at.as_str());
            }
            text
        }
    }
}

/// RFC 9989 §4.7, with the defaults of what is not written.
fn tags(record: &DmarcRecord) -> Vec<TagReport> {
    let written = record.to_string();
    let written: Vec<(&str, &str)> = written
        .split("; ")
        .filter_map(|tag| tag.split_once('='))
        .collect();
    let mut tags: Vec<TagReport> = Vec::new();
    let defaults = [
        ("v", ""),
        ("p", "none"),
        ("sp", record.policy().word()),
        ("np", record.subdomain_policy().word()),
        ("psd", "u"),
        ("t", "n"),
        ("adkim", "r"),
        ("aspf", "r"),
        ("fo", "0"),
        ("rua", ""),
        ("ruf", ""),
    ];
    for (name, default) in defaults {
        let value = written.iter().find(|(known, _)| *known == name);
        let value = value.map(|(_, value)| *value);
        tags.push(TagReport {
            name: name.to_owned(),
            value: value.unwrap_or(default).to_owned(),
            default: value.is_none(),
        });
    }
    tags.extend(
        record
            .removed
            .iter()
            .chain(&record.extensions)
            .map(|other| TagReport {
                name: other.name.clone(),
                value: other.value.clone(),
                default: false,
            }),
    );
    tags
}

fn walk(known: &Dmarc) -> Vec<WalkReport> {
    let steps = known.walk.steps.iter();
    steps
        .map(|step| WalkReport {
            name: format!("_dmarc.{}", step.name),
            answer: match &step.found {
                Found::NotAsked => "still to come".to_owned(),
                Found::Unknown(why) => format!("could not tell: {why}"),
                Found::Bogus(why) => format!("the signatures do not hold: {why}"),
                Found::Answer(Selection::Absent) => "no record".to_owned(),
                Found::Answer(Selection::NearMiss(_)) => {
                    "no record that begins with “v=DMARC1”".to_owned()
                }
                Found::Answer(Selection::Several(records)) => {
                    format!("{} records, so that none counts", records.len())
                }
                Found::Answer(Selection::One(one)) => match &one.parsed {
                    Recognized::Record(..) => one.text.clone(),
                    Recognized::Malformed(_) | Recognized::Foreign => {
                        format!("an invalid record: {}", one.text)
                    }
                },
            },
        })
        .collect()
}

fn destinations(known: &Dmarc) -> Vec<DestinationReport> {
    let destinations = known.destinations.iter();
    destinations
        .map(|destination| DestinationReport {
            host: destination.host.clone(),
            addresses: destination.addresses.clone(),
            consent: match destination.consent {
                Consent::Own => "own",
                Consent::NotAsked => "still to come",
                Consent::Given(_) => "agrees",
                Consent::Missing | Consent::SentOn(_) | Consent::Impossible => "does not agree",
                Consent::Unknown(_) => "could not tell",
                Consent::BeyondLimit => "not looked at",
            },
            asked: destination.asked.as_ref().map(ToString::to_string),
        })
        .collect()
}
