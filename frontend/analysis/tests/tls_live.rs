//! Failures of TLS reports held against checks: what is said is no more than the check can know.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

use std::collections::BTreeSet;

use analysis::finding::{About, Code, Finding};
use analysis::report::{AddressReport, Proof, StageName, StageStatus};
use analysis::reports::tls::{self, FailureRow, Live, LiveState, PolicyKind, ResultType};
use analysis::{Evidence, Report, assess};

fn check(name: &str) -> Report {
    let path = format!("{}/tests/scenarios/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let evidence: Evidence = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assess(&evidence, evidence.now)
}

/// A failure under one kind of policy, at a server or at one that is not named.
fn failure(today: &Report, result: ResultType, kind: PolicyKind, mx: Option<&str>) -> FailureRow {
    FailureRow {
        domain: today.subject.name().to_string(),
        result,
        mx: mx.map(str::to_owned),
        sessions: 3,
        kinds: [kind].into(),
        reporters: BTreeSet::new(),
        addresses: BTreeSet::new(),
        words: BTreeSet::new(),
        first_day: None,
        last_day: None,
    }
}

fn held(today: &Report, result: ResultType, kind: PolicyKind, mx: Option<&str>) -> Live {
    tls::live(&failure(today, result, kind, mx), today)
}

fn domain_of(today: &Report) -> About {
    About::Domain {
        domain: today.subject.name().clone(),
    }
}

/// Any finding, made into another.
fn made(today: &Report, code: Code, about: About, evidence: &[&str]) -> Finding {
    let mut finding = today.findings[0].clone();
    finding.code = code;
    finding.area = code.area();
    finding.about = about;
    finding.inconclusive = false;
    finding.evidence = evidence.iter().map(|&line| line.to_owned()).collect();
    finding
}

fn set_stage(address: &mut AddressReport, name: StageName, status: StageStatus) {
    let mut stages = address.stages.iter_mut();
    stages.find(|one| one.name == name).unwrap().status = status;
}

fn unsaid() -> [ResultType; 2] {
    [ResultType::NotSaid, ResultType::Other("new".into())]
}

#[test]
fn a_reason_that_nobody_knows_is_never_known_to_be_gone() {
    let today = check("good-lab");
    for result in unsaid() {
        for kind in [PolicyKind::Sts, PolicyKind::Tlsa, PolicyKind::NoPolicyFound] {
            let live = held(&today, result.clone(), kind, None);
            assert_eq!(live.state, LiveState::CouldNotTell, "{}", live.text);
            assert!(live.text.contains("TLS is in order"), "{}", live.text);
        }
    }
    let live = held(&today, ResultType::ValidationFailure, PolicyKind::Sts, None);
    assert_eq!(live.state, LiveState::NoLongerSo, "{}", live.text);
}

#[test]
fn a_reason_that_says_little_takes_in_the_faults_of_its_policy() {
    for result in unsaid().into_iter().chain([ResultType::ValidationFailure]) {
        for (scenario, kind, code) in [
            ("dane-mismatch-lab", PolicyKind::Tlsa, Code::DaneMismatch),
            (
                "sts-bad-policy-lab",
                PolicyKind::Sts,
                Code::MtaStsPolicyInvalid,
            ),
            (
                "sts-redirect-lab",
                PolicyKind::Sts,
                Code::MtaStsPolicyRedirect,
            ),
        ] {
            let live = held(&check(scenario), result.clone(), kind, None);
            assert_eq!(live.state, LiveState::StillSo, "{scenario}: {}", live.text);
            assert!(live.findings.contains(&code), "{:?}", live.findings);
        }
    }
}

#[test]
fn the_handshake_alone_does_not_clear_a_general_failure() {
    for (stage, expected) in [
        (StageName::Certificate, StageStatus::Unknown),
        (StageName::Certificate, StageStatus::Warning),
        (StageName::Dane, StageStatus::Unknown),
        (StageName::Dane, StageStatus::Bad),
    ] {
        let mut today = check("dane-partial-lab");
        set_stage(&mut today.hosts[0].addresses[0], stage, expected);
        let live = held(
            &today,
            ResultType::ValidationFailure,
            PolicyKind::Sts,
            Some(today.hosts[0].host.as_str()),
        );
        let wanted = if expected == StageStatus::Unknown {
            LiveState::CouldNotTell
        } else {
            LiveState::OtherFault
        };
        assert_eq!(live.state, wanted, "{stage:?}: {}", live.text);
        assert!(!live.text.contains("No longer so"), "{}", live.text);
    }
}

#[test]
fn who_is_known_by_dane_needs_no_public_authority() {
    // A certificate of nobody's authority, and a record that vouches for it.
    let today = check("dane-alone-lab");
    let codes = [Code::CertificateSelfSigned, Code::CertificateUnknownIssuer];
    assert!(today.findings.iter().any(|one| codes.contains(&one.code)));
    let general = ResultType::ValidationFailure;
    let live = held(&today, general.clone(), PolicyKind::Tlsa, None);
    assert_eq!(live.state, LiveState::NoLongerSo, "{}", live.text);
    let live = held(&today, general, PolicyKind::Sts, None);
    assert_eq!(live.state, LiveState::StillSo, "{}", live.text);
}

#[test]
fn a_record_that_is_passed_over_is_no_failure_of_those_that_match() {
    for code in [Code::DanePkixUsage, Code::DaneUnusable] {
        for result in [ResultType::TlsaInvalid, ResultType::DaneRequired] {
            let mut today = check("dane-lab");
            let host = today.hosts[0].host.clone();
            let about = About::Host { host: host.clone() };
            let record = "1 1 1 00";
            today.findings.push(made(&today, code, about, &[record]));
            let dane = today.hosts[0].dane.as_mut().unwrap();
            dane.records.push(record.to_owned());
            let live = held(&today, result, PolicyKind::Tlsa, Some(host.as_str()));
            assert_eq!(live.state, LiveState::NoLongerSo, "{}", live.text);
        }
    }
    // Where there is no other, none is valid.
    let today = check("dane-unusable-lab");
    let live = held(&today, ResultType::TlsaInvalid, PolicyKind::Tlsa, None);
    assert_eq!(live.state, LiveState::StillSo, "{}", live.text);
}

#[test]
fn servers_beyond_the_limit_are_not_known_to_be_gone() {
    let mut today = check("good-lab");
    let beyond = made(&today, Code::HostsBeyondLimit, domain_of(&today), &[]);
    today.findings.push(beyond);
    for (result, mx) in [
        (ResultType::CertificateExpired, Some("mx11.good.lab")),
        (ResultType::DnssecInvalid, Some("mx11.good.lab")),
        (ResultType::CertificateExpired, None),
        (ResultType::TlsaInvalid, None),
        (ResultType::DnssecInvalid, None),
    ] {
        let live = held(&today, result, PolicyKind::Sts, mx);
        assert_eq!(live.state, LiveState::CouldNotTell, "{}", live.text);
    }
    // One of those that are looked at is known as ever.
    let first = today.hosts[0].host.to_string();
    let live = held(
        &today,
        ResultType::CertificateExpired,
        PolicyKind::Sts,
        Some(&first),
    );
    assert_eq!(live.state, LiveState::NoLongerSo, "{}", live.text);
}

#[test]
fn records_that_are_gone_from_one_server_fail_there_no_more() {
    let mut today = check("dane-partial-lab");
    let (with, without) = (
        today.hosts[0].host.to_string(),
        today.hosts[1].host.to_string(),
    );
    let tlsa =
        |today: &Report, mx: &str| held(today, ResultType::TlsaInvalid, PolicyKind::Tlsa, Some(mx));
    let live = tlsa(&today, &without);
    assert_eq!(live.state, LiveState::NoLongerSo, "{}", live.text);
    assert!(live.text.contains("no TLSA records"), "{}", live.text);
    // Records that are not signed count for none.
    let address = &mut today.hosts[1].addresses[0];
    address.way.dane = Some(Proof::DoesNotCount);
    let live = tlsa(&today, &without);
    assert_eq!(live.state, LiveState::NoLongerSo, "{}", live.text);
    // Records at a server that was not reached are another matter.
    let address = &mut today.hosts[1].addresses[0];
    address.way.dane = Some(Proof::CouldNotTell);
    let live = tlsa(&today, &without);
    assert_eq!(live.state, LiveState::CouldNotTell, "{}", live.text);
    // A sender that demands DANE finds it at the one, and not at the other.
    let today = check("dane-partial-lab");
    for (mx, expected) in [
        (Some(with.as_str()), LiveState::NoLongerSo),
        (Some(without.as_str()), LiveState::StillSo),
        (None, LiveState::StillSo),
    ] {
        let live = held(&today, ResultType::DaneRequired, PolicyKind::Tlsa, mx);
        assert_eq!(live.state, expected, "{}", live.text);
    }
}

#[test]
fn signatures_of_one_server_are_no_matter_of_another() {
    let mut today = check("good-lab");
    let (first, second) = (
        today.hosts[0].host.to_string(),
        today.hosts[1].host.to_string(),
    );
    let line = format!("{second}: addresses of a mail server, bogus (SERVFAIL)");
    let bogus = made(
        &today,
        Code::DnssecHostsBogus,
        domain_of(&today),
        &[line.as_str()],
    );
    today.findings.push(bogus);
    for (mx, expected) in [
        (Some(first.as_str()), LiveState::NoLongerSo),
        (Some(second.as_str()), LiveState::StillSo),
        (None, LiveState::StillSo),
        (Some("old.example.net"), LiveState::Gone),
    ] {
        let live = held(&today, ResultType::DnssecInvalid, PolicyKind::Tlsa, mx);
        assert_eq!(live.state, expected, "{mx:?}: {}", live.text);
    }
    // What could not be told of its own names is not in order.
    let names = &mut today.dnssec.as_mut().unwrap().names;
    for name in names.iter_mut().filter(|name| name.name == first) {
        name.state = "could not tell";
    }
    let live = held(
        &today,
        ResultType::DnssecInvalid,
        PolicyKind::Tlsa,
        Some(&first),
    );
    assert_eq!(live.state, LiveState::CouldNotTell, "{}", live.text);
    // The MX records are everybody's.
    let today = check("bogus-lab");
    let live = held(
        &today,
        ResultType::DnssecInvalid,
        PolicyKind::Tlsa,
        Some("mx1.bogus.lab"),
    );
    assert_eq!(live.state, LiveState::StillSo, "{}", live.text);
}
