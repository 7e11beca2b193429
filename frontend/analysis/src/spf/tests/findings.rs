//! Each fault with its finding, and what to paste.

use super::*;
use crate::finding::{Code, Severity};

/// The codes of all findings, in order.
fn codes(zone: &str) -> Vec<&'static str> {
    let findings = findings_with(&read(zone), mail_host("mx.example.org"));
    findings.iter().map(|finding| finding.code.word()).collect()
}

#[test]
fn each_fault_has_its_finding_and_no_other() {
    let long = format!(
        "example.org TXT v=spf1 {} -all",
        (0..40)
            .map(|n| format!("ip4:9.9.{n}.1"))
            .collect::<Vec<_>>()
            .join(" ")
    );
    for (zone, expected) in [
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 -all",
            &["spf-found"][..],
        ),
        ("example.org TXT v=spf1 ip4:9.9.9.9 ~all", &["spf-found"]),
        ("example.org TXT v=spf1 -all", &["spf-found"]),
        ("example.org A 9.9.9.9", &["spf-absent"]),
        ("", &["spf-absent"]),
        ("example.org FAIL", &["spf-unknown"]),
        ("example.org BOGUS", &["spf-bogus"]),
        ("example.org LATER", &[]),
        ("example.org TXT v=spf1; -all", &["spf-near-miss"]),
        (
            "example.org TXT v=spf1 -all\nexample.org TXT v=spf1 -all",
            &["spf-several-records"],
        ),
        ("example.org TXT v=spf1 foo -all", &["spf-invalid"]),
        (
            "example.org TXT v=spf1 ip4=9.9.9.9 -all",
            &["spf-found", "spf-flaw"],
        ),
        // what others publish
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1 ip4:9.9.9.9 ?all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all",
            &["spf-found", "spf-include-without-record"],
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.net",
            &["spf-found", "spf-include-without-record"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1 foo",
            &["spf-found", "spf-include-invalid"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1\nb.example.net TXT v=spf1",
            &["spf-found", "spf-include-invalid"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net FAIL",
            &["spf-found", "spf-include-unknown"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net BOGUS",
            &["spf-found", "spf-include-bogus"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net LATER",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 a:b.example.net -all\nb.example.net FAIL",
            &["spf-found", "spf-include-unknown"],
        ),
        // names that depend on the sender are no fault
        (
            "example.org TXT v=spf1 include:%{l}.example.net exists:%{i}.example.net -all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 include:%{d}.x.example.net -all\nexample.org.x.example.net TXT v=spf1 ~all",
            &["spf-found"],
        ),
        // circles
        (
            "example.org TXT v=spf1 include:example.org -all",
            &["spf-found", "spf-loop"],
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.net\nb.example.net TXT v=spf1 include:example.org ~all",
            &["spf-found", "spf-loop"],
        ),
        // the end
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 +all",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 ip4:0.0.0.0/0 -all",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1 all",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 -include:b.example.net -all\nb.example.net TXT v=spf1 all",
            &["spf-found"],
        ),
        // RFC 7208 §5.3: a name without an address matches nobody, whatever its network would be
        ("example.org TXT v=spf1 a/0 -all", &["spf-found"]),
        ("example.org TXT v=spf1 mx/0 -all", &["spf-found"]),
        (
            "example.org TXT v=spf1 a/0 -all\nexample.org AAAA 2a0e::1",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 a//0 -all\nexample.org AAAA 2a0e::1",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 a:b.example.net/0 a/0 -all\nexample.org A 9.9.9.9",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 mx/0 -all\nexample.org MX 1 m.example.org\nm.example.org A 9.9.9.9",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1 a/0 -all",
            &["spf-found"],
        ),
        // what is not known may be there
        (
            "example.org TXT v=spf1 a:%{l}.example.net/0 -all",
            &["spf-found", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 a:b.example.net/0 -all\nb.example.net FAIL",
            &["spf-found", "spf-include-unknown", "spf-passes-everybody"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 ?all",
            &["spf-found", "spf-neutral-all"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9",
            &["spf-found", "spf-without-all"],
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.net\nb.example.net TXT v=spf1 ip4:9.9.9.9",
            &["spf-found", "spf-without-all"],
        ),
        (
            "example.org TXT v=spf1 redirect=b.example.net\nb.example.net TXT v=spf1 -all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 redirect=%{l}.example.net",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 -all ip4:9.9.9.9",
            &["spf-found", "spf-terms-after-all"],
        ),
        (
            "example.org TXT v=spf1 -all redirect=nowhere.example.net",
            &["spf-found", "spf-redirect-ignored"],
        ),
        // what terms say
        ("example.org TXT v=spf1 ptr -all", &["spf-found", "spf-ptr"]),
        (
            "example.org TXT v=spf1 exists:%{p}.example.net -all",
            &["spf-found", "spf-ptr"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.0.0.0/15 -all",
            &["spf-found", "spf-range-broad"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.0.0/16 ip6:2a0e::/32 -all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 ip6:2a0e::/31 -all",
            &["spf-found", "spf-range-broad"],
        ),
        ("example.org TXT v=spf1 ?ip4:9.0.0.0/8 -all", &["spf-found"]),
        (
            "example.org TXT v=spf1 include:b.example.net -all\nb.example.net TXT v=spf1 ip4:40.92.0.0/15 ~all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 a/8 -all\nexample.org A 9.9.9.9\nexample.org AAAA 2a0e::1",
            &["spf-found", "spf-range-broad"],
        ),
        (
            "example.org TXT v=spf1 ip4:10.1.2.3 -all",
            &["spf-found", "spf-range-private"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.0/24 ip4:9.9.9.9 -all",
            &["spf-found", "spf-overlap"],
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 ip4:9.9.9.9 -all",
            &["spf-found", "spf-overlap"],
        ),
        (&long, &["spf-found", "spf-record-long"]),
        // limits
        (
            "example.org TXT v=spf1 mx mx mx mx mx mx mx mx -all\nexample.org MX 1 m.example.org\nm.example.org A 9.9.9.9",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 mx mx mx mx mx mx mx mx mx -all\nexample.org MX 1 m.example.org\nm.example.org A 9.9.9.9",
            &["spf-found", "spf-lookups-near-limit"],
        ),
        (
            "example.org TXT v=spf1 mx mx mx mx mx mx mx mx mx mx mx -all\nexample.org MX 1 m.example.org\nm.example.org A 9.9.9.9",
            &["spf-found", "spf-too-many-lookups"],
        ),
        (
            "example.org TXT v=spf1 a:x.example.org a:y.example.org -all",
            &["spf-found"],
        ),
        (
            "example.org TXT v=spf1 a:x.example.org a:y.example.org mx:z.example.org -all",
            &["spf-found", "spf-too-many-void-lookups"],
        ),
        (
            "example.org TXT v=spf1 ip6:2a0e::1 a:x.example.org a:x.example.org a:x.example.org -all\nx.example.org A 9.9.9.9",
            &["spf-found", "spf-void-lookups-ipv6"],
        ),
        (
            "example.org TXT v=spf1 a:x.example.org a:x.example.org a:x.example.org -all\nx.example.org A 9.9.9.9",
            &["spf-found"],
        ),
    ] {
        assert_eq!(codes(zone), expected, "{zone}");
    }
}

#[test]
fn eleven_mail_hosts_are_too_many() {
    let zone = |hosts: usize| {
        let mut zone = "example.org TXT v=spf1 mx -all\nm.example.org A 9.9.9.9\n".to_owned();
        for index in 0..hosts {
            zone.push_str(&format!("example.org MX {index} m.example.org\n"));
        }
        zone
    };
    assert_eq!(codes(&zone(10)), ["spf-found"]);
    assert_eq!(codes(&zone(11)), ["spf-found", "spf-too-many-mail-hosts"]);
}

#[test]
fn what_to_publish_fits_the_domain() {
    let absent = read("");
    for (routing, line) in [
        (mail_host("mx.example.org"), "v=spf1 mx ~all"),
        (
            mail_host("aspmx.l.google.com"),
            "v=spf1 include:_spf.google.com ~all",
        ),
        (
            mail_host("example-org.mail.protection.outlook.com"),
            "v=spf1 include:spf.protection.outlook.com ~all",
        ),
        (mail_host("notgoogle.com"), "v=spf1 mx ~all"),
        (
            Routing::Implicit(MailHost {
                name: "example.org".parse().unwrap(),
                preference: None,
            }),
            "v=spf1 a ~all",
        ),
        (Routing::NullMx, "v=spf1 -all"),
        (Routing::NoService, "v=spf1 -all"),
    ] {
        let findings = findings_with(&absent, routing);
        let paste = findings[0].pastes.first().unwrap();
        assert_eq!(paste.text, format!("example.org. IN TXT \"{line}\""));
        // What is suggested is valid.
        assert!(parse(line).record().is_some());
    }
    // Where a filter takes the mail, its servers are not those that send it, and which do is not known here.
    let findings = findings_with(&absent, mail_host("us-smtp-inbound-1.mimecast.com"));
    assert!(findings[0].pastes.is_empty());
    assert!(findings[0].detail.contains("include:"));
    // A domain that does not exist has worse troubles.
    assert_eq!(findings_with(&absent, Routing::DomainAbsent), []);
    // A record at a name where nobody looks is mentioned.
    let misplaced = read("_spf.example.org TXT v=spf1 mx -all");
    let findings = findings_with(&misplaced, mail_host("mx.example.org"));
    assert!(
        findings[0].detail.contains("_spf.example.org"),
        "{findings:?}"
    );
}

#[test]
fn what_to_paste_is_the_record_put_right() {
    for (zone, code, line) in [
        (
            "example.org TXT v=spf1; mx; -all;",
            "spf-near-miss",
            "v=spf1 mx -all",
        ),
        (
            "example.org TXT \"v=spf1 mx -all\"",
            "spf-near-miss",
            "v=spf1 mx -all",
        ),
        (
            "example.org TXT v=spf1include:x.example -all",
            "spf-near-miss",
            "v=spf1 include:x.example -all",
        ),
        (
            "example.org TXT spf2.0/pra a -all",
            "spf-near-miss",
            "v=spf1 a -all",
        ),
        (
            "example.org TXT SPF: v=spf1 a -all",
            "spf-near-miss",
            "v=spf1 a -all",
        ),
        (
            "example.org TXT v=spf1 ip4=9.9.9.9 include=x.example -all",
            "spf-flaw",
            "v=spf1 ip4:9.9.9.9 include:x.example -all",
        ),
        // more is wrong than the beginning
        (
            "example.org TXT v=spf10 foo",
            "spf-near-miss",
            "v=spf1 mx ~all",
        ),
        (
            "example.org TXT v=spf1 mx -all\nexample.org TXT v=spf1 mx a:x.example ~all",
            "spf-several-records",
            "v=spf1 mx a:x.example ~all",
        ),
        (
            "example.org TXT v=spf1 mx +all",
            "spf-passes-everybody",
            "v=spf1 mx ~all",
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9",
            "spf-without-all",
            "v=spf1 ip4:9.9.9.9 ~all",
        ),
        (
            "example.org TXT v=spf1 ?all exp=e.example.org",
            "spf-neutral-all",
            "v=spf1 mx ~all exp=e.example.org",
        ),
        // An end that is stricter leaves somebody who may send.
        (
            "example.org TXT v=spf1",
            "spf-without-all",
            "v=spf1 mx ~all",
        ),
        (
            "example.org TXT v=spf1 all",
            "spf-passes-everybody",
            "v=spf1 mx ~all",
        ),
        (
            "example.org TXT v=spf1 redirect=x.example ?all",
            "spf-neutral-all",
            "v=spf1 include:x.example ~all",
        ),
        (
            "example.org TXT v=spf1 redirect=x.example +all",
            "spf-passes-everybody",
            "v=spf1 include:x.example ~all",
        ),
        (
            "example.org TXT v=spf1 ?mx redirect=x.example ?all",
            "spf-neutral-all",
            "v=spf1 ?mx include:x.example ~all",
        ),
        (
            "example.org TXT v=spf1 mx redirect=x.example ?all",
            "spf-neutral-all",
            "v=spf1 mx ~all",
        ),
        // Two records that were glued together.
        (
            "example.org TXT v=spf1 mx -all v=spf1 a ~all",
            "spf-terms-after-all",
            "v=spf1 mx a -all",
        ),
        (
            "example.org TXT v=spf1 -all ip4:9.9.9.9",
            "spf-terms-after-all",
            "v=spf1 ip4:9.9.9.9 -all",
        ),
        (
            "example.org TXT v=spf1 ip4:10.0.0.1 mx -all",
            "spf-range-private",
            "v=spf1 mx -all",
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 ip4:9.9.9.0/24 -all",
            "spf-overlap",
            "v=spf1 ip4:9.9.9.0/24 -all",
        ),
    ] {
        let findings = findings_with(&read(zone), mail_host("mx.example.org"));
        let found = findings.iter().find(|finding| finding.code.word() == code);
        let paste = found.and_then(|found| found.pastes.first());
        let text = paste.map(|paste| paste.text.as_str());
        assert_eq!(
            text,
            Some(format!("example.org. IN TXT \"{line}\"").as_str()),
            "{zone}"
        );
        assert!(parse(line).record().is_some());
    }
    // Whom a neutral term is meant for, and whose “mx” that of another name would be, is not known here.
    for (zone, code) in [
        ("example.org TXT v=spf1 ?mx ?all", Code::SpfNeutralAll),
        (
            "example.org TXT v=spf1 redirect=b.example.net\nb.example.net TXT v=spf1 ?all",
            Code::SpfNeutralAll,
        ),
    ] {
        let findings = findings_with(&read(zone), mail_host("mx.example.org"));
        let found = findings.iter().find(|finding| finding.code == code);
        assert!(found.unwrap().pastes.is_empty(), "{zone}");
    }
    // A provider whose servers for sending are not known.
    let neutral = read("example.org TXT v=spf1 ?all");
    let findings = findings_with(&neutral, mail_host("us-smtp-inbound-1.mimecast.com"));
    assert!(findings[1].pastes.is_empty(), "{findings:?}");
    // Who takes no mail need not send any.
    let findings = findings_with(&neutral, Routing::NullMx);
    assert!(findings[1].pastes[0].text.contains("\"v=spf1 ~all\""));
    // RFC 1035 §3.3.14: a string has at most 255 bytes.
    let line = remedy::line(
        "example.org",
        &format!("v=spf1 {}-all", "ip4:9.9.9.9 ".repeat(30)),
    );
    assert_eq!(line.matches('"').count(), 4);
}

#[test]
fn a_record_that_is_in_vain_is_not_called_good() {
    for (zone, expected, reason) in [
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 ~all",
            Severity::Good,
            "as it should be",
        ),
        (
            "example.org TXT v=spf1 ip4:9.9.9.9 ?all",
            Severity::Good,
            "those that are named pass",
        ),
        (
            "example.org TXT v=spf1 include:b.example.net -all",
            Severity::Info,
            "a permanent error for whoever is not named before it",
        ),
        (
            "example.org TXT v=spf1 +all",
            Severity::Info,
            "everybody passes",
        ),
    ] {
        let findings = findings_with(&read(zone), mail_host("mx.example.org"));
        let found = findings
            .iter()
            .find(|finding| finding.code == Code::SpfFound);
        assert_eq!(found.unwrap().severity, expected, "{reason}");
    }
}
