#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

use std::collections::BTreeSet;

use super::*;
use crate::finding::Code;

fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

#[test]
fn providers_are_known_by_the_names_of_their_hosts() {
    for (host, expected, why) in [
        (
            "aspmx.l.google.com",
            Some("Google Workspace"),
            "the name itself",
        ),
        (
            "alt4.aspmx.l.google.com",
            Some("Google Workspace"),
            "a label before it",
        ),
        (
            "smtp.google.com",
            Some("Google Workspace"),
            "the single MX of today",
        ),
        (
            "aspmx2.googlemail.com",
            Some("Google Workspace"),
            "the old names",
        ),
        (
            "alt1.gmail-smtp-in.l.google.com",
            Some("Gmail"),
            "the consumers'",
        ),
        (
            "example-org.mail.protection.outlook.com",
            Some("Microsoft 365"),
            "the usual one",
        ),
        (
            "example-org.w-v1.mx.microsoft",
            Some("Microsoft 365 with DNSSEC"),
            "with DANE",
        ),
        (
            "outlook-com.olc.protection.outlook.com",
            Some("Outlook.com"),
            "the consumers'",
        ),
        (
            "mx1-us1.ppe-hosted.com",
            Some("Proofpoint Essentials"),
            "a filter",
        ),
        (
            "mxa-00000001.gslb.pphosted.com",
            Some("Proofpoint"),
            "a filter",
        ),
        (
            "eu-smtp-inbound-1.mimecast.com",
            Some("Mimecast"),
            "a filter",
        ),
        (
            "in1-smtp.messagingengine.com",
            Some("Fastmail"),
            "mailboxes",
        ),
        ("mailsec.protonmail.ch", Some("Proton Mail"), "mailboxes"),
        (
            "route1.mx.cloudflare.net",
            Some("Cloudflare Email Routing"),
            "a forwarder",
        ),
        (
            "inbound-smtp.eu-west-1.amazonaws.com",
            Some("Amazon SES or WorkMail"),
            "one of two",
        ),
        (
            "ec2-9-9-9-9.compute-1.amazonaws.com",
            None,
            "a rented machine is its tenant's",
        ),
        ("www123.your-server.de", Some("Hetzner"), "hosting"),
        ("mx00.ionos.de", Some("IONOS"), "the German names"),
        ("mxa.eu.mailgun.org", Some("Mailgun"), "a region's names"),
        (
            "static.1.2.3.4.clients.your-server.de",
            None,
            "a rented machine",
        ),
        ("notmessagingengine.com", None, "no label boundary"),
        ("messagingengine.com.example.org", None, "not at the end"),
        ("www.google.com", None, "not a mail host"),
        ("mx.example.org", None, "nobody known"),
    ] {
        assert_eq!(name_of(&name(host)), expected, "{host}: {why}");
    }
}

#[test]
fn the_table_is_sound() {
    let mut suffixes = BTreeSet::new();
    let mut names = BTreeSet::new();
    for provider in &PROVIDERS {
        assert!(names.insert(provider.name), "{} twice", provider.name);
        for suffix in provider.suffixes {
            assert_eq!(name(suffix).as_str(), *suffix);
            assert!(suffix.contains('.'), "{suffix} is a whole registry");
            assert!(suffixes.insert(*suffix), "{suffix} twice");
        }
    }
}

#[test]
fn the_report_names_who_must_act_and_what_is_offered() {
    let hosts = [
        "a.mx.microsoft",
        "us-smtp-1.mimecast.com",
        "mx.example.org",
        "b.mx.microsoft",
    ]
    .map(name);
    let report = of_hosts(hosts.iter()).unwrap();
    assert_eq!(
        report.summary,
        "The mail is hosted by Microsoft 365 with DNSSEC and filtered by Mimecast; others of its servers belong to nobody \
         known here."
    );
    assert_eq!(
        report.providers[0].hosts,
        [name("a.mx.microsoft"), name("b.mx.microsoft")]
    );
    assert_eq!(report.providers[0].offers[1].offered, "yes");
    assert_eq!(report.providers[1].offers[1].offered, "not known");
    assert!(
        report.providers[0]
            .acts
            .contains("you cannot change it, except that you can demand TLS")
    );
    assert_eq!(report.others, [name("mx.example.org")]);
    assert_eq!(of_hosts([name("mx.example.org")].iter()), None);
}

#[test]
fn findings_name_the_provider_that_alone_can_act() {
    let of = |code, host: &str| {
        let mut findings = [Finding::new(code, About::Host { host: name(host) }, "So.")];
        name_in(&mut findings);
        findings[0].detail.clone()
    };
    assert_eq!(
        of(Code::StarttlsMissing, "smtp.google.com"),
        "So. This server is run by Google Workspace: only Google Workspace can change it."
    );
    assert_eq!(
        of(Code::StarttlsMissing, "mx.example.org"),
        "So.",
        "nobody known"
    );
    assert_eq!(
        of(Code::MxTargetAlias, "smtp.google.com"),
        "So.",
        "yours to change"
    );
    assert_eq!(
        of(Code::DaneAbsent, "smtp.google.com"),
        "So.",
        "nothing to change"
    );
}
