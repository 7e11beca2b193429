//! What the relay's own standing has to do with the grade: what it cannot see is not the domain's fault.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod support;

use analysis::{Outcome, Query, assess};
use shared::{Cause, Port25};
use support::{outcomes, scenarios, with_only};

/// A domain without MX, at whose own address the connection ends so.
fn verdict(cause: &Cause, port_25: Port25) -> String {
    let mut all = scenarios().into_iter();
    let world = all.find(|world| world.name == "web-only-lab").unwrap();
    let changed: Vec<_> = outcomes(&world.evidence)
        .into_iter()
        .map(|(query, mut outcome)| {
            if let (Query::Probe { .. }, Outcome::Probe(probe)) = (&query, &mut outcome) {
                for address in probe.addresses.values_mut() {
                    let finish = address.finish.as_mut().unwrap();
                    finish.stopped_because.as_mut().unwrap().cause = cause.clone();
                }
            }
            (query, outcome)
        })
        .collect();
    let mut evidence = with_only(&world.evidence, &changed);
    evidence.vantage.relay.as_mut().unwrap().port_25 = port_25;
    assess(&evidence, evidence.now).grade.consequence
}

#[test]
fn silence_is_the_relays_own_where_it_may_have_no_way_out() {
    const NONE: &str = "No mail service was found for this domain.";
    let silence = Cause::TimedOut { after_ms: 10_000 };
    for (cause, port_25, is_none, why) in [
        (&silence, Port25::Open, true, "others are heard"),
        (&silence, Port25::Unknown, true, "nothing speaks against it"),
        (
            &silence,
            Port25::PerhapsBlocked,
            false,
            "everybody seems silent from there",
        ),
        (
            &Cause::Refused,
            Port25::PerhapsBlocked,
            true,
            "a refusal is an answer",
        ),
    ] {
        let words = verdict(cause, port_25);
        assert_eq!(words == NONE, is_none, "{why}: {words}");
        let blamed = words.contains("the relay may have no way out on port 25");
        assert_eq!(blamed, !is_none, "{why}: {words}");
    }
}
