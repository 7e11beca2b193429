use std::collections::BTreeSet;

use shared::{DomainName, Service};

use super::settings::{Settings, Topic, fill_in};
use super::{Software, TEMPLATES, choose_settings, topic};
use crate::evidence::{Evidence, Subject, Vantage};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Paste, PasteForm};

fn name(text: &str) -> DomainName {
    DomainName::parse(text).unwrap()
}

fn finding(topics: &[Topic], software: Option<Software>) -> Finding {
    let about = About::Address {
        host: name("mx.example.org"),
        address: "192.0.2.1".parse().unwrap(),
        service: Service::Smtp,
    };
    let mut finding = Finding::new(Code::StarttlsMissing, about, "Said here.");
    finding.software = software;
    finding.settings = Settings {
        topics: topics.to_vec(),
        domain: Some(name("example.org")),
        host: None,
    };
    finding
}

#[test]
fn every_topic_of_every_code_has_settings() {
    let known: BTreeSet<Topic> = TEMPLATES.iter().map(|template| template.topic).collect();
    let wanted: BTreeSet<Topic> = Code::ALL.iter().filter_map(|code| topic(*code)).collect();
    assert!(wanted.is_subset(&known), "{wanted:?} {known:?}");
    // The one that stands before others.
    let beside: Vec<&Topic> = known.difference(&wanted).collect();
    assert_eq!(beside, [&Topic::PinnedKey]);
}

#[test]
fn what_could_not_be_told_gets_no_settings() {
    for code in Code::ALL.iter().filter(|code| code.is_inconclusive()) {
        assert_eq!(topic(*code), None, "{code}");
    }
}

#[test]
fn no_gap_stays_open() {
    for template in TEMPLATES {
        let mut finding = finding(&[template.topic], template.software);
        fill_in(&mut finding, std::slice::from_ref(template));
        let [paste] = finding.pastes.as_slice() else {
            panic!("{template:?} was not filled in");
        };
        for gap in ["{host}", "{domain}", "{address}"] {
            for text in [&paste.text, &paste.place, paste.step.as_ref()] {
                assert!(!text.contains(gap), "{text}");
            }
        }
        if matches!(paste.form, PasteForm::Settings | PasteForm::File) {
            assert!(paste.text.ends_with('\n'), "{}", paste.text);
        }
        assert!(paste.step.ends_with('.'), "{}", paste.step);
    }
}

#[test]
fn a_gap_without_anything_to_put_into_it_leaves_the_settings_out() {
    let mut finding = finding(
        &[Topic::Certificate, Topic::Versions],
        Some(Software::Postfix),
    );
    finding.about = About::Domain {
        domain: name("example.org"),
    };
    fill_in(&mut finding, TEMPLATES);
    // Which versions there are does not depend on the host's name.
    assert_eq!(finding.pastes.len(), 1);
}

#[test]
fn settings_are_those_of_the_program() {
    let places = |software| -> Vec<String> {
        let mut finding = finding(&[Topic::Versions], software);
        fill_in(&mut finding, TEMPLATES);
        let pastes = finding.pastes.into_iter();
        pastes.map(|paste| paste.place).collect()
    };
    assert_eq!(places(Some(Software::Exim)), ["Exim: main section"]);
    // One that is known and has none gets those of no other.
    assert!(places(Some(Software::Microsoft)).is_empty());
    assert_eq!(places(None).len(), 3);
}

#[test]
fn what_belongs_together_stands_in_the_order_of_the_steps() {
    let mut finding = finding(
        &[Topic::Certificate, Topic::PinnedKey],
        Some(Software::Postfix),
    );
    fill_in(&mut finding, TEMPLATES);
    let forms: Vec<PasteForm> = finding.pastes.iter().map(|paste| paste.form).collect();
    use PasteForm::{Command, Settings};
    assert_eq!(forms, [Command, Command, Settings]);
    let steps: Vec<String> = Paste::steps(&finding.pastes)
        .filter_map(|(step, _)| Some(step?.split(' ').take(3).collect::<Vec<_>>().join(" ")))
        .collect();
    assert_eq!(steps, ["1. This host", "2. Get a", "3. Let the"]);
}

#[test]
fn a_single_step_has_no_number_and_choices_share_theirs() {
    let mut finding = finding(&[Topic::Versions], None);
    fill_in(&mut finding, TEMPLATES);
    let steps: Vec<bool> = Paste::steps(&finding.pastes)
        .map(|(step, _)| step.is_some_and(|step| step.starts_with("Set this")))
        .collect();
    assert_eq!(steps, [true, false, false]);
}

#[test]
fn nobody_is_told_to_configure_the_server_of_a_provider() {
    let domain = name("example.org");
    let evidence = Evidence::new(
        Subject::Domain { domain },
        Vantage::default(),
        shared::Timestamp::from_seconds(1),
    );
    let facts = Facts::read(&evidence, evidence.now);
    let chosen = |host: &str, code| {
        let mut finding = Finding::new(code, About::Host { host: name(host) }, "Said here.");
        choose_settings(&mut finding, &facts);
        !finding.settings.topics.is_empty()
    };
    for code in Code::ALL
        .iter()
        .filter(|code| **code != Code::SubmissionNoImplicitTls)
    {
        let theirs = chosen("aspmx.l.google.com", *code);
        assert!(!theirs, "{code}");
    }
    // A machine that is rented is the tenant's, whatever it is called.
    assert!(chosen(
        "static.1.2.clients.your-server.de",
        Code::TlsOldVersions
    ));
    assert!(chosen("mx.example.org", Code::TlsOldVersions));
    let mut finding = Finding::new(
        Code::MtaStsPolicyRedirect,
        About::Domain {
            domain: name("example.org"),
        },
        "Said here.",
    );
    choose_settings(&mut finding, &facts);
    assert_eq!(finding.settings.topics, [Topic::PolicyHost]);
}
