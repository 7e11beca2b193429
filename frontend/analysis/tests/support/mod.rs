//! Recorded worlds: evidence gathered by `waxseal check --record` from real servers in the test world. Some were made of
//! others by hand, where no real server shows what they show.

#![allow(dead_code, reason = "not every test uses all of it")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken fixture ends the test"
)]

use std::fs;
use std::path::PathBuf;

use analysis::{Evidence, Outcome, Query};

/// A recorded world.
#[derive(Debug)]
pub struct Scenario {
    /// The file's name without its ending: what it shows.
    pub name: String,
    /// What was gathered.
    pub evidence: Evidence,
}

/// All recorded worlds, by name.
pub fn scenarios() -> Vec<Scenario> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut found: Vec<Scenario> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let bytes = fs::read(&path).unwrap();
            let evidence = analysis::json::from_slice(&bytes)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            // The reader of the page and the usual one understand the same.
            assert_eq!(evidence, serde_json::from_slice(&bytes).unwrap(), "{name}");
            Scenario { name, evidence }
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(found.len() >= 20, "the recorded worlds are missing");
    found
}

/// The same subject and vantage with only these outcomes.
pub fn with_only(evidence: &Evidence, outcomes: &[(Query, Outcome)]) -> Evidence {
    let mut partial = Evidence::new(
        evidence.subject.clone(),
        evidence.vantage.clone(),
        evidence.now,
    );
    partial.extras = evidence.extras.clone();
    for (query, outcome) in outcomes {
        partial.insert(query.clone(), outcome.clone()).unwrap();
    }
    partial
}

/// All outcomes of a world.
pub fn outcomes(evidence: &Evidence) -> Vec<(Query, Outcome)> {
    evidence
        .outcomes()
        .map(|(query, outcome)| (query.clone(), outcome.clone()))
        .collect()
}
