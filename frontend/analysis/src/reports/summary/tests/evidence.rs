//! What is said of mail that fails is what its reports show, and no more.

use super::*;

pub(super) fn summary_by(by: GroupBy, reports: &[String]) -> DmarcSummary {
    summary_of(reports, by, &Names::default(), &Known::default())
}

/// The only group with failing mail.
pub(super) fn failing_group(summary: &DmarcSummary) -> &Group {
    let mut failing = summary.groups.iter().filter(|one| one.tally.failing > 0);
    let group = failing.next().unwrap();
    assert!(failing.next().is_none(), "{:?}", summary.groups);
    group
}

pub(super) fn remedies(group: &Group) -> String {
    let texts = group.remedies.iter().map(|one| one.text.as_str());
    texts.collect::<Vec<_>>().join(" ")
}

#[test]
fn mail_without_results_is_not_said_to_have_none() {
    let mut text = report("a", 0, "<p>none</p>", &[failing("192.0.2.1", 40)]);
    let spf = "<spf><domain>example.org</domain><result>softfail</result></spf>";
    assert!(text.contains(spf));
    text = text.replace(spf, "");
    let summary = summary_by(GroupBy::Service, &[text]);
    let verdict = &failing_group(&summary).verdict;
    assert_eq!(verdict.class, Class::NotSaid);
    assert_eq!(
        verdict.reasons,
        ["The reports do not say what SPF and DKIM found."]
    );
}

#[test]
fn both_forms_of_a_domain_are_one() {
    // Reporters write the policy and the From header in U-labels, and results in A-labels.
    let records = [
        rec("192.0.2.1", 10),
        Rec {
            signatures: vec![("example.org", "fail")],
            envelope: ("x.test", "fail"),
            ..failing("198.51.100.1", 5)
        },
    ];
    let text = report("a", 0, "<p>none</p>", &records);
    let in_a_labels = text.replace("example.org", "xn--exmple-cua.org");
    let mut mixed = in_a_labels.clone();
    for tag in ["<policy_published><domain>", "<header_from>"] {
        let name = format!("{tag}xn--exmple-cua.org");
        assert!(mixed.contains(&name));
        mixed = mixed.replace(&name, &format!("{tag}EXÄmple.org"));
    }
    let told = summary_by(GroupBy::Service, &[mixed.clone()]);
    assert_eq!(failing_group(&told).verdict.class, Class::Yours);
    let same = summary_by(GroupBy::Service, std::slice::from_ref(&in_a_labels));
    assert_eq!(format!("{told:?}"), format!("{same:?}"));
    let domains = domains(&collect(&[in_a_labels, mixed]));
    assert_eq!((domains.len(), domains[0].aggregate), (1, 1));
}

#[test]
fn a_strict_policy_is_blamed_for_what_it_does_alone() {
    let strict = "<adkim>s</adkim><aspf>s</aspf><p>none</p>";
    // What passes has a signature of the domain; what fails has only that of the service.
    let signed_twice = Rec {
        signatures: vec![("example.org", "pass"), ("esp.example", "pass")],
        envelope: ("example.org", "fail"),
        spf: false,
        ..rec("203.0.113.5", 50)
    };
    let once = Rec {
        signatures: vec![("esp.example", "pass")],
        envelope: ("example.org", "fail"),
        ..failing("203.0.113.5", 20)
    };
    let summary = summary_by(
        GroupBy::Service,
        &[report("a", 0, strict, &[signed_twice, once])],
    );
    let text = remedies(failing_group(&summary));
    assert!(
        !text.contains("adkim") && text.contains("sign with DKIM"),
        "{text}"
    );

    // Only that tag is named which keeps the names apart.
    for (signature, envelope, tags) in [
        ("mail.example.org", "x.test", "“adkim=s”"),
        ("x.test", "mail.example.org", "“aspf=s”"),
        (
            "mail.example.org",
            "mail.example.org",
            "“adkim=s” and “aspf=s”",
        ),
    ] {
        let apart = Rec {
            signatures: vec![(signature, "pass")],
            envelope: (envelope, "pass"),
            ..failing("203.0.113.5", 20)
        };
        let summary = summary_by(GroupBy::Network, &[report("a", 0, strict, &[apart])]);
        assert_eq!(
            remedies(failing_group(&summary)),
            format!(
                "Let names of the same organisation count as the same: take {tags} out of the DMARC record of example.org."
            )
        );
    }
}

#[test]
fn a_strict_policy_is_that_of_the_mail_that_fails() {
    let apart = Rec {
        from: "pay.example.org",
        ..failing("192.0.2.1", 10)
    };
    let apart = Rec {
        signatures: vec![("example.org", "pass")],
        ..apart
    };
    let of = |name: &str, text: String| {
        text.replace(
            "<policy_published><domain>example.org</domain>",
            &format!("<policy_published><domain>{name}</domain>"),
        )
    };
    let relaxed = report(
        "a",
        0,
        "<adkim>r</adkim><p>none</p>",
        &[rec("192.0.2.1", 9)],
    );
    let strict = report(
        "b",
        0,
        "<adkim>s</adkim><p>none</p>",
        std::slice::from_ref(&apart),
    );
    let strict = of("pay.example.org", strict);
    let known = Known {
        domain: Some("example.org".into()),
        dmarc: Some("v=DMARC1; p=none".into()),
        ..Known::default()
    };
    let summary = summary_of(
        &[relaxed, strict],
        GroupBy::Service,
        &Names::default(),
        &known,
    );
    let group = failing_group(&summary);
    assert_eq!(group.verdict.reasons.len(), 2, "{:?}", group.verdict);
    assert!(remedies(group).ends_with("the DMARC record of pay.example.org."));
    assert!(group.remedies[0].records.is_empty());

    // And that of other mail is not.
    let other = report(
        "a",
        1,
        "<adkim>s</adkim><p>none</p>",
        &[rec("192.0.2.1", 9)],
    );
    let mine = report("b", 0, "<adkim>r</adkim><p>none</p>", &[apart]);
    let summary = summary_by(GroupBy::Service, &[of("a.test", other), mine]);
    let group = failing_group(&summary);
    assert_eq!(group.verdict.reasons.len(), 1, "{:?}", group.verdict);
    assert!(!remedies(group).contains("adkim"));
}

#[test]
fn no_record_is_not_one_that_does_not_list_the_source() {
    let reasons = |result| {
        let one = Rec {
            envelope: ("example.org", result),
            ..failing("192.0.2.10", 10)
        };
        summary(&[one]).groups[0].verdict.reasons.join(" ")
    };
    assert!(reasons("fail").contains("does not list this source"));
    let none = reasons("none");
    assert!(
        none.contains("no SPF record was found") && !none.contains("list"),
        "{none}"
    );
}

#[test]
fn a_signer_and_an_envelope_are_not_taken_for_each_other() {
    let reasons = |signatures: Vec<(&'static str, &'static str)>, envelope| {
        let one = Rec {
            signatures,
            envelope: (envelope, "pass"),
            ..failing("192.0.2.10", 10)
        };
        summary(&[one]).groups[0].verdict.reasons.join(" ")
    };
    let signed = reasons(vec![("aaa.example", "pass")], "zzz.test");
    assert!(signed.starts_with("aaa.example signs it."), "{signed}");
    let changed = reasons(
        vec![("example.org", "fail"), ("zzz.example", "pass")],
        "lists.aaa.test",
    );
    assert!(changed.contains("its envelope is of aaa.test"), "{changed}");
    let twice = reasons(
        vec![("aaa.example", "pass"), ("zzz.example", "pass")],
        "other.test",
    );
    assert!(
        twice.starts_with("aaa.example and zzz.example sign it."),
        "{twice}"
    );
}

#[test]
fn none_of_many_is_named_for_all() {
    let domains: [&'static str; 5] = ["a.test", "b.test", "c.test", "d.test", "sendgrid.net"];
    let records: Vec<Rec> = (1..)
        .zip(domains)
        .map(|(host, domain)| Rec {
            signatures: vec![(domain, "pass")],
            ..failing(&format!("203.0.113.{host}"), 1)
        })
        .collect();
    let text = report("a", 0, "<p>none</p>", &records);
    let summary = summary_by(GroupBy::Network, &[text]);
    let verdict = &failing_group(&summary).verdict;
    assert_eq!(verdict.class, Class::Foreign);
    assert_eq!(
        verdict.reasons,
        ["Other domains sign it. Only you know whether they send for you."]
    );
    // Of two services that share it, neither is the one behind it.
    let two = [("amazonses.com", 1), ("sendgrid.net", 2)].map(|(domain, host)| Rec {
        signatures: vec![(domain, "pass")],
        ..failing(&format!("203.0.113.{host}"), 5)
    });
    let summary = summary_by(GroupBy::Network, &[report("a", 0, "<p>none</p>", &two)]);
    let verdict = &failing_group(&summary).verdict;
    assert_eq!(verdict.class, Class::Foreign);
    assert!(verdict.reasons[0].starts_with("amazonses.com and sendgrid.net sign it."));
}

#[test]
fn a_signature_that_could_not_be_checked_is_not_broken() {
    let class = |signatures: &[(&'static str, &'static str)], selectors: &[&str]| {
        let bad = Rec {
            signatures: signatures.to_vec(),
            ..failing("198.51.100.77", 3)
        };
        let mut text = report("a", 0, "<p>reject</p>", &[bad]);
        for selector in selectors {
            let selector = match *selector {
                "" => String::new(),
                selector => format!("<SELECTOR>{selector}</SELECTOR>"),
            };
            text = text.replacen("<selector>s1</selector>", &selector, 1);
        }
        let text = text.replace("SELECTOR>", "selector>");
        [GroupBy::Service, GroupBy::Network].map(|by| {
            let summary = summary_by(by, std::slice::from_ref(&text));
            failing_group(&summary).verdict.class
        })
    };
    let (not_asked, error) = (("example.org", "temperror"), ("example.org", "permerror"));
    for selectors in [["s1", "s1"], ["", ""], ["s1", ""]] {
        assert_eq!(class(&[not_asked, error], &selectors), [Class::Unknown; 2]);
        assert_eq!(class(&[error, not_asked], &selectors), [Class::Unknown; 2]);
    }
    // An error by itself, or of another signature.
    assert_eq!(class(&[error], &["s1"]), [Class::Yours; 2]);
    assert_eq!(class(&[not_asked, error], &["s1", "s2"]), [Class::Yours; 2]);
    let other = ("mail.example.org", "temperror");
    assert_eq!(class(&[other, error], &["s1", "s1"]), [Class::Yours; 2]);
    let fails = ("example.org", "fail");
    assert_eq!(class(&[not_asked, fails], &["s1", "s1"]), [Class::Yours; 2]);
}

#[test]
fn a_receiver_that_saw_no_chain_does_not_say_that_mail_was_forwarded() {
    let class = |comment: &str| {
        let record = Rec {
            reason: "local_policy",
            ..failing("198.51.100.77", 3)
        };
        let text = report("a", 0, "<p>reject</p>", &[record])
            .replace("<comment/>", &format!("<comment>{comment}</comment>"));
        failing_group(&summary_by(GroupBy::Service, &[text]))
            .verdict
            .class
    };
    for comment in [
        "arc=pass",
        "ARC=pass as[1].d=list.example",
        "rule 7: arc=pass",
    ] {
        assert_eq!(class(comment), Class::Forwarded, "{comment}");
    }
    for comment in ["arc=fail", "no arc=pass seen", ""] {
        assert_eq!(class(comment), Class::Unknown, "{comment}");
    }
}
