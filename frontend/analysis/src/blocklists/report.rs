//! For reading.

use serde::Serialize;
use shared::DomainName;

use super::{Blocklists, List, Outcome, SelfTest, Standing};
use crate::finding::Severity;

/// The blocklists that were asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlocklistsReport {
    /// What it comes to, in one line.
    pub summary: String,
    /// Each list.
    pub lists: Vec<BlocklistReport>,
}

/// One list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BlocklistReport {
    /// The zone that is asked.
    pub zone: DomainName,
    /// Who keeps it, if that is known here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<&'static str>,
    /// Where to see why something is listed, and how to be taken off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removal: Option<&'static str>,
    /// Whether it works (RFC 5782 §5): "works", "still to come", or what it does instead.
    pub self_test: String,
    /// What it says about each address or name.
    pub entries: Vec<ListedReport>,
}

/// What a list says about one address or name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListedReport {
    /// The address or name.
    pub entry: String,
    /// "listed", "not listed", "could not tell" or "still to come".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["listed", "not listed", "could not tell", "still to come"])))]
    pub outcome: &'static str,
    /// Why it could not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The reasons for which it is listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub listings: Vec<ListingReport>,
    /// The list's own words, shortened. From outside: escape when showing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListingReport {
    /// The answer: `127.0.0.2`.
    pub code: String,
    /// What it means, as the list documents it.
    pub meaning: &'static str,
    /// How much that matters.
    pub severity: Severity,
}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(known: &Blocklists) -> Option<BlocklistsReport> {
    let summary = match known.standing {
        Standing::Pending => return None,
        Standing::NoRelay => {
            "not tested: lists refuse public resolvers, and there is no relay to ask".to_owned()
        }
        Standing::Unwanted => "not tested, as wished".to_owned(),
        Standing::Asked if known.lists.is_empty() => "there is nothing to ask about".to_owned(),
        Standing::Asked if known.lists.iter().any(List::is_pending) => "still to come".to_owned(),
        Standing::Asked => summary(known),
    };
    let lists = known.lists.iter().map(list).collect();
    Some(BlocklistsReport { summary, lists })
}

fn summary(known: &Blocklists) -> String {
    let entries = || known.lists.iter().flat_map(|list| &list.entries);
    let listed = entries()
        .filter(|entry| matches!(entry.outcome, Outcome::Listed(_)))
        .count();
    let working = known
        .lists
        .iter()
        .filter(|list| list.trouble().is_none())
        .count();
    let mut summary = format!("lists that work: {working}; entries found: {listed}");
    let without = known.lists.len() - working;
    if without > 0 {
        summary.push_str(&format!("; lists that could not be asked: {without}"));
    }
    if known.left_out > 0 {
        summary.push_str(&format!("; addresses not asked about: {}", known.left_out));
    }
    summary
}

fn list(list: &List) -> BlocklistReport {
    let self_test = match list.trouble() {
        Some(SelfTest::Failed(why) | SelfTest::Unknown(why)) => why.clone(),
        Some(SelfTest::Pending | SelfTest::Passed) | None => {
            let is_pending = list
                .tests
                .iter()
                .any(|(_, test)| *test == SelfTest::Pending);
            if is_pending { "still to come" } else { "works" }.to_owned()
        }
    };
    BlocklistReport {
        zone: list.zone.clone(),
        operator: list.known.map(|known| known.operator),
        removal: list.known.map(|known| known.removal),
        self_test,
        entries: list
            .entries
            .iter()
            .map(|entry| {
                let (outcome, why, listings) = match &entry.outcome {
                    Outcome::Pending => ("still to come", None, [].as_slice()),
                    Outcome::Clean => ("not listed", None, [].as_slice()),
                    Outcome::Unknown(why) => ("could not tell", Some(why.clone()), [].as_slice()),
                    Outcome::Listed(listings) => ("listed", None, listings.as_slice()),
                };
                ListedReport {
                    entry: entry.target.words(),
                    outcome,
                    why,
                    listings: listings
                        .iter()
                        .map(|listing| ListingReport {
                            code: listing.code.to_string(),
                            meaning: listing.meaning,
                            severity: listing.severity,
                        })
                        .collect(),
                    words: entry.words.clone(),
                }
            })
            .collect(),
    }
}
