//! What a report says of a deep look that was asked for and came to nothing.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod support;

use analysis::finding::Code;
use analysis::{Outcome, Query, assess};
use shared::{Extras, Feature};
use support::{outcomes, scenarios, with_only};

/// Findings about a deep look at a world that was recorded without one, as if it had been asked for there.
fn findings(name: &str, is_asked: bool) -> Vec<Code> {
    let mut all = scenarios().into_iter();
    let mut evidence = all.find(|scenario| scenario.name == name).unwrap().evidence;
    let extras = Extras {
        deep: is_asked,
        recipients: None,
    };
    evidence.extras = extras.clone();
    let relay = evidence.vantage.relay.as_mut().unwrap();
    relay.features.push(Feature::Deep);
    let looked: Vec<_> = outcomes(&evidence)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let (Query::Probe { .. }, Outcome::Probe(probe)) = (&query, &mut outcome) {
                probe.extras.insert(extras.clone());
            }
            (query, outcome)
        })
        .collect();
    let evidence = with_only(&evidence, &looked);
    let report = assess(&evidence, evidence.now);
    let codes = report.findings.into_iter().map(|finding| finding.code);
    codes
        .filter(|code| matches!(code, Code::DeepCutShort | Code::DeepNotGranted))
        .collect()
}

#[test]
fn a_look_that_a_rate_limit_kept_from_beginning_was_cut_short() {
    // The second connection was turned away with 421, before anything of a deep look.
    assert_eq!(findings("second-time-421-lab", true), [Code::DeepCutShort]);
    assert_eq!(findings("second-time-421-lab", false), []);
    // Every hello was answered.
    assert_eq!(findings("good-lab", true), []);
}
