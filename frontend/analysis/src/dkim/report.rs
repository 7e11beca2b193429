//! For reading.

use serde::Serialize;

use super::facts::{Dkim, Hint, Published, Source, Tested, Tried};
use super::key_words;
use crate::syntax::Defect;

/// The DKIM keys of a domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DkimReport {
    /// What it comes to, in one line.
    pub summary: String,
    /// What DNS says about `_domainkey` itself, in words.
    pub hint: String,
    /// Whether every selector is answered alike.
    pub wildcard: bool,
    /// Each selector that was tried: typed ones first, then by likelihood.
    pub selectors: Vec<SelectorReport>,
}

/// One selector that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SelectorReport {
    /// The selector.
    pub selector: String,
    /// Why it was tried: "typed", "provider" or "common".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["typed", "provider", "common"])))]
    pub source: &'static str,
    /// Whose it usually is, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<&'static str>,
    /// What came of it: "key", "revoked", "invalid", "several", "absent", "no key", "alias nowhere", "wildcard",
    /// "could not tell" or "not asked".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["key", "revoked", "invalid", "several", "absent", "no key", "alias nowhere", "wildcard", "could not tell", "not asked"])))]
    pub outcome: &'static str,
    /// Whether mail can be signed with it today.
    pub usable: bool,
    /// The key in words: "RSA, 2048 bits".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The length of an RSA key in bits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<usize>,
    /// The flags (`t=`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// The name that it is an alias of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Why it could not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The records with everything wrong with them; spans are offsets in `text`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<KeyReport>,
}

/// One record at a selector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyReport {
    /// The record as text.
    pub text: String,
    /// What is wrong with it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<Defect>,
}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(known: &Dkim) -> Option<DkimReport> {
    let is_asked = |one: &Tried| !matches!(one.outcome, Tested::NotAsked);
    if known.hint == Hint::NotAsked && !known.tried.iter().any(is_asked) {
        return None;
    }
    let usable = known
        .keys()
        .filter(|(_, published)| published.key().is_some_and(super::DkimKey::is_usable))
        .count();
    let summary = match (usable, known.keys().count()) {
        (0, 0) if known.is_pending => "still looking".to_owned(),
        (0, 0) if known.wildcard.is_some() => "every selector is answered alike".to_owned(),
        (0, 0) if known.hint == Hint::Nothing => "no key is published".to_owned(),
        (0, 0) => "no key was found at the selectors tried".to_owned(),
        (0, _) if known.has_only_reports() => "only a key for TLS reports was found".to_owned(),
        (0, found) => format!("{found} found, none of use"),
        (1, _) => "1 usable key".to_owned(),
        (usable, _) => format!("{usable} usable keys"),
    };
    Some(DkimReport {
        summary,
        hint: match &known.hint {
            Hint::NotAsked => "not asked yet".to_owned(),
            Hint::Unknown(why) => format!("could not be found out: {why}"),
            Hint::Something => {
                "_domainkey exists: something is below it, unless a wildcard answers".to_owned()
            }
            Hint::Nothing => {
                "_domainkey does not exist: nothing is below it, unless the DNS server has that wrong"
                    .to_owned()
            }
        },
        wildcard: known.wildcard.is_some(),
        selectors: known.tried.iter().map(selector_report).collect(),
    })
}

fn selector_report(tried: &Tried) -> SelectorReport {
    let (source, provider) = match tried.source {
        Source::Typed => ("typed", None),
        Source::Host(who) => ("provider", Some(who)),
        Source::Common("") => ("common", None),
        Source::Common(who) => ("common", Some(who)),
    };
    let mut report = SelectorReport {
        selector: tried.selector.clone(),
        source,
        provider,
        outcome: "not asked",
        usable: false,
        key: None,
        bits: None,
        flags: Vec::new(),
        alias: None,
        why: None,
        records: Vec::new(),
    };
    match &tried.outcome {
        Tested::NotAsked => {}
        Tested::Unknown(why) => {
            report.outcome = "could not tell";
            report.why = Some(why.clone());
        }
        Tested::Absent => report.outcome = "absent",
        Tested::AliasNowhere(target) => {
            report.outcome = "alias nowhere";
            report.alias = Some(target.clone());
        }
        Tested::Wildcard => report.outcome = "wildcard",
        Tested::Foreign(published) => {
            report.outcome = "no key";
            report.alias.clone_from(&published.alias);
        }
        Tested::Keys(published) => describe(&mut report, published),
    }
    report
}

fn describe(report: &mut SelectorReport, published: &Published) {
    report.alias.clone_from(&published.alias);
    report.records = published
        .keys
        .iter()
        .map(|selected| KeyReport {
            text: selected.text.clone(),
            defects: selected.parsed.defects().to_vec(),
        })
        .collect();
    report.outcome = match published.key() {
        _ if published.keys.len() > 1 => "several",
        None => "invalid",
        Some(key) => {
            report.usable = key.is_usable();
            report.flags.clone_from(&key.flags);
            report.key = key.key.as_ref().map(key_words);
            if let Some(super::PublicKey::Rsa { bits, .. }) = &key.key {
                report.bits = Some(*bits);
            }
            if key.key.is_some() { "key" } else { "revoked" }
        }
    };
}
