//! What the relay's own standing has to do with the grade: what it cannot see is not the domain's fault.

#![allow(unreachable_pub, clippy::unwrap_used, clippy::panic, reason = "a test")]

mod support;

use analysis::finding::Code;
use analysis::{Evidence, Outcome, Query, assess};
use shared::{Cause, EhloStanding, Port25, Reply};
use support::{outcomes, scenarios, with_only};

/// A domain without MX, at whose own address the connection ends so.
fn ending_so(cause: &Cause) -> Evidence {
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
    with_only(&world.evidence, &changed)
}

fn verdict(cause: &Cause, port_25: Port25) -> String {
    let mut evidence = ending_so(cause);
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

#[test]
fn what_the_relays_standing_may_explain_is_said_to_be_its_own() {
    let refusal = Cause::Reply {
        reply: Reply {
            code: 554.try_into().unwrap(),
            lines: vec!["5.7.1 Client host rejected: cannot find your hostname".to_owned()],
            bare_lf: false,
        },
    };
    let silence = Cause::TimedOut { after_ms: 10_000 };
    for (cause, port_25, ehlo, is_relays, why) in [
        (
            &refusal,
            Port25::Open,
            EhloStanding::NotFound,
            true,
            "a name without an address",
        ),
        (
            &refusal,
            Port25::Open,
            EhloStanding::Unconfirmed,
            true,
            "a name of another address",
        ),
        (
            &refusal,
            Port25::Open,
            EhloStanding::Confirmed,
            false,
            "nothing is wrong with the name",
        ),
        (
            &refusal,
            Port25::Open,
            EhloStanding::Unknown,
            false,
            "nothing is known of the name",
        ),
        (
            &silence,
            Port25::PerhapsBlocked,
            EhloStanding::Confirmed,
            true,
            "nobody is heard",
        ),
        (
            &silence,
            Port25::Open,
            EhloStanding::NotFound,
            false,
            "others are heard",
        ),
    ] {
        let mut evidence = ending_so(cause);
        let relay = evidence.vantage.relay.as_mut().unwrap();
        relay.port_25 = port_25;
        relay.ehlo = ehlo;
        let report = assess(&evidence, evidence.now);
        let mut findings = report.findings.iter();
        let finding = findings.find(|finding| finding.code == Code::HostNotTested);
        let blamed = finding.unwrap().detail.contains("It may be the relay");
        assert_eq!(blamed, is_relays, "{why}");
    }
}
