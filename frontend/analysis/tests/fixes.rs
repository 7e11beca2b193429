//! What there is to paste, in whole reports.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test"
)]

mod support;

use analysis::finding::{Code, Explanations, Finding, Paste, PasteForm, Software};
use analysis::mta_sts::{Mode, parse_policy};
use analysis::{Report, assess};

fn report(name: &str) -> Report {
    let scenario = support::scenarios().into_iter().find(|s| s.name == name);
    let evidence = scenario
        .unwrap_or_else(|| panic!("no scenario {name}"))
        .evidence;
    assess(&evidence, evidence.now)
}

fn finding(report: &Report, code: Code) -> &Finding {
    let found = report.findings.iter().find(|finding| finding.code == code);
    found.unwrap_or_else(|| panic!("no {code}"))
}

fn all() -> impl Iterator<Item = (String, Finding)> {
    support::scenarios().into_iter().flat_map(|scenario| {
        let report = assess(&scenario.evidence, scenario.evidence.now);
        let named = move |finding| (scenario.name.clone(), finding);
        report.findings.into_iter().map(named)
    })
}

fn of_form(finding: &Finding, form: PasteForm) -> Vec<&Paste> {
    finding
        .pastes
        .iter()
        .filter(|paste| paste.form == form)
        .collect()
}

#[test]
fn every_record_is_there_in_both_forms() {
    let mut seen = 0;
    for (scenario, finding) in all() {
        for (at, paste) in finding.pastes.iter().enumerate() {
            // What names a class is a record, and recognised as one.
            let is_record = paste.text.contains(". IN ");
            assert_eq!(
                is_record,
                paste.form == PasteForm::Zone,
                "{scenario}: {paste:?}"
            );
            if is_record {
                let next = &finding.pastes[at + 1];
                assert_eq!((next.form, &next.place), (PasteForm::Fields, &paste.place));
                assert_eq!(
                    paste.text.lines().count(),
                    next.text.matches("Type: ").count(),
                    "{scenario}: {}",
                    next.text
                );
                seen += 1;
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn every_file_is_a_valid_policy_that_lists_hosts() {
    let mut seen = 0;
    for (scenario, finding) in all() {
        for paste in of_form(&finding, PasteForm::File) {
            if !paste.place.starts_with("https://") {
                continue;
            }
            let read = parse_policy(paste.text.as_bytes());
            let policy = read.parsed.record();
            let policy = policy.unwrap_or_else(|| panic!("{scenario}: {}", paste.text));
            assert!(!policy.mx.is_empty(), "{scenario}");
            seen += 1;
        }
    }
    assert!(seen > 10, "{seen}");
}

#[test]
fn a_first_policy_is_set_up_in_the_safe_order() {
    let mut seen = 0;
    for (scenario, finding) in all().filter(|(_, finding)| finding.code == Code::MtaStsAbsent) {
        // Without a host there is nothing to list.
        let Some(file) = of_form(&finding, PasteForm::File).first().copied() else {
            continue;
        };
        assert!(
            file.text.contains("mode: testing"),
            "{scenario}: {}",
            file.text
        );
        let places: Vec<&str> = finding
            .pastes
            .iter()
            .map(|paste| paste.place.as_str())
            .collect();
        let place = |start: &str| places.iter().position(|place| place.starts_with(start));
        let (file, server) = (place("https://").unwrap(), place("nginx").unwrap());
        assert!(file < server, "{scenario}: {places:?}");
        assert!(place("Caddy").is_some(), "{scenario}: {places:?}");
        let record = finding
            .pastes
            .iter()
            .position(|paste| paste.text.contains("v=STSv1"));
        assert!(server < record.unwrap(), "{scenario}: {places:?}");
        let reports = finding
            .pastes
            .iter()
            .position(|paste| paste.text.contains("TLSRPTv1"));
        assert!(
            reports.is_none_or(|reports| reports < file),
            "{scenario}: {places:?}"
        );
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
}

#[test]
fn testing_becomes_enforce_when_all_hosts_comply() {
    let report = report("sts-testing-lab");
    let finding = finding(&report, Code::MtaStsTesting);
    let file = of_form(finding, PasteForm::File)[0];
    let read = parse_policy(file.text.as_bytes());
    let policy = read.parsed.record().unwrap();
    assert_eq!(policy.mode, Mode::Enforce);
    assert!(policy.max_age.seconds() >= 604_800);
    assert!(finding.pastes.last().unwrap().text.contains("v=STSv1; id="));
}

#[test]
fn a_policy_that_refuses_a_host_is_relaxed_until_the_host_is_mended() {
    let report = report("cert-wrong-name-enforced-lab");
    let finding = finding(&report, Code::MtaStsHostFails);
    let file = of_form(finding, PasteForm::File)[0];
    assert!(file.text.contains("mode: testing"), "{}", file.text);
    // At once: the certificate may take its time.
    let record = finding
        .pastes
        .iter()
        .position(|paste| paste.text.contains("v=STSv1"));
    let settings = finding
        .pastes
        .iter()
        .position(|paste| paste.form == PasteForm::Settings);
    assert!(record.unwrap() < settings.unwrap());
}

#[test]
fn a_missing_host_is_added_to_those_that_are_listed() {
    let report = report("sts-misses-backup-lab");
    let finding = finding(&report, Code::MtaStsPolicyMissesMx);
    let file = of_form(finding, PasteForm::File)[0];
    assert!(
        file.text.contains(&format!("mx: {}\n", finding.about)),
        "{}",
        file.text
    );
    assert!(file.text.matches("mx: ").count() > 1, "{}", file.text);
}

#[test]
fn tlsa_records_are_those_of_the_key_that_is_presented() {
    let report = report("dane-mismatch-lab");
    let finding = finding(&report, Code::DaneMismatch);
    let presented = finding
        .evidence
        .iter()
        .find_map(|seen| seen.strip_prefix("presented: "));
    let record = of_form(finding, PasteForm::Zone)[0];
    assert!(record.text.ends_with(presented.unwrap()), "{}", record.text);
    let step = finding.pastes.last().unwrap();
    assert!(step.step.contains("two TTLs"), "{}", step.step);
}

#[test]
fn where_records_do_nothing_none_are_offered() {
    for (scenario, finding) in all().filter(|(_, finding)| finding.code == Code::DaneAbsent) {
        let is_signed = finding.detail.contains("is signed");
        assert!(is_signed || finding.pastes.is_empty(), "{scenario}");
    }
}

#[test]
fn settings_are_those_of_the_program_that_answers() {
    let of = |finding: &Finding| -> Vec<String> {
        let pastes = of_form(finding, PasteForm::Settings).into_iter();
        pastes
            .filter_map(|paste| Some(paste.place.split_once(':')?.0.to_owned()))
            .collect()
    };
    let old = report("old-too-lab");
    let old = finding(&old, Code::TlsOldVersions);
    assert_eq!(old.software, Some(Software::Postfix));
    assert_eq!(of(old), ["Postfix"]);
}

#[test]
fn a_host_with_tlsa_records_is_warned_before_its_key_changes() {
    let mut pinned = 0;
    for (scenario, finding) in all() {
        let commands = of_form(&finding, PasteForm::Command);
        let obtains = commands
            .iter()
            .any(|paste| paste.text.contains("certbot certonly"));
        let warned = commands
            .iter()
            .position(|paste| paste.step.contains("TLSA records"));
        if obtains && warned.is_some() {
            assert_eq!(warned, Some(0), "{scenario}");
            pinned += 1;
        }
    }
    assert!(pinned > 0);
}

#[test]
fn a_program_without_explanations_completes_a_report_to_the_same() {
    let explanations = Explanations::read(Explanations::file().unwrap().as_bytes()).unwrap();
    let mut completed = 0;
    for (scenario, finding) in all() {
        let mut bare = finding.clone();
        bare.words.explanation = None;
        let is_filled_in = |paste: &Paste| {
            matches!(
                paste.form,
                PasteForm::Settings | PasteForm::Command | PasteForm::Text
            ) || paste.place.starts_with("nginx")
        };
        bare.pastes.retain(|paste| !is_filled_in(paste));
        completed += usize::from(bare.pastes.len() < finding.pastes.len());
        assert_eq!(explanations.complete(bare), finding, "{scenario}");
    }
    assert!(completed > 50, "{completed}");
}
