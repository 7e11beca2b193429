//! For reading.

use serde::Serialize;
use shared::DomainName;

use super::facts::{Allowed, Caa, Named, Relevant};
use crate::syntax::Defect;

/// The CAA records of the domain's hosts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaaReport {
    /// Each name that certificates are made for.
    pub names: Vec<CaaNameReport>,
}

/// The records that decide for one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaaNameReport {
    /// The name.
    pub name: DomainName,
    /// What it is: "mail" or "policy".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["mail", "policy"])))]
    pub role: &'static str,
    /// What it comes to, in one line.
    pub summary: String,
    /// Where the records were found: the name itself or one above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found_at: Option<String>,
    /// The name that this is an alias of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// The records with everything wrong with them; spans are offsets in `text`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<CaaRecordReport>,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaaRecordReport {
    /// The record: `0 issue "letsencrypt.org"`.
    pub text: String,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<Defect>,
}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(known: &Caa) -> Option<CaaReport> {
    let names: Vec<CaaNameReport> = known.names.iter().map(name_report).collect();
    (!names.is_empty()).then_some(CaaReport { names })
}

fn name_report(named: &Named) -> CaaNameReport {
    let mut report = CaaNameReport {
        name: named.name.clone(),
        role: if named.is_policy_host {
            "policy"
        } else {
            "mail"
        },
        summary: String::new(),
        found_at: None,
        alias: None,
        records: Vec::new(),
    };
    report.summary = match &named.set {
        Relevant::NotAsked(_) => "not known yet".to_owned(),
        Relevant::Unknown(why) => format!("could not tell: {why}"),
        Relevant::Absent => "any authority may issue".to_owned(),
        Relevant::Found(set) => {
            report.found_at = Some(set.at.to_string());
            report.alias.clone_from(&set.alias);
            report.records = set
                .records
                .iter()
                .map(|record| CaaRecordReport {
                    text: record.text.clone(),
                    defects: record.parsed.defects().to_vec(),
                })
                .collect();
            match set.allowed(false) {
                Allowed::Anybody => "any authority may issue".to_owned(),
                Allowed::Named(who) if who.is_empty() => "nobody may issue".to_owned(),
                Allowed::Named(who) => {
                    let names: Vec<&str> = who.iter().map(|(name, _)| *name).collect();
                    format!("may issue: {}", names.join(", "))
                }
            }
        }
    };
    report
}
