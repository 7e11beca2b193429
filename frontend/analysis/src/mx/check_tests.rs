//! What is said of MX records, from DNS to the sentence.

use shared::{Reply, ReplyCode, Service, SkipReason, Spent, Timestamp};

use crate::dns::RecordType as T;
use crate::dns::answers::{Made, a, alias_of_nothing, mx, nodata, put, relay};
use crate::evidence::{
    AddressOutcome, Ehlo, Evidence, Finish, ProbeEnd, ProbeOutcome, Subject, Vantage,
};
use crate::finding::{Area, Code, Finding};
use crate::query::{Outcome, Query, Via};

const DOMAIN: &str = "example.org";

fn world(exchanges: &[(u16, &str)]) -> Evidence {
    let subject = Subject::Domain {
        domain: DOMAIN.parse().unwrap(),
    };
    let vantage = Vantage {
        relay: Some(relay()),
        resolver: String::new(),
    };
    let now = Timestamp::from_seconds(1_800_000_000);
    let mut evidence = Evidence::new(subject, vantage, now);
    put(&mut evidence, Via::Resolver, DOMAIN, T::Mx, &mx(exchanges));
    evidence
}

fn at(evidence: &mut Evidence, host: &str, ipv4: &Made, ipv6: &Made) {
    put(evidence, Via::Resolver, host, T::A, ipv4);
    put(evidence, Via::Resolver, host, T::Aaaa, ipv6);
}

fn routing(evidence: &Evidence) -> Vec<Finding> {
    let report = crate::assess(evidence, evidence.now);
    let here = report.findings.into_iter();
    here.filter(|finding| finding.area == Area::Routing && finding.code != Code::MxFound)
        .collect()
}

/// The code, the sentence and whether there is something to paste.
fn told(evidence: &Evidence) -> Vec<(Code, String, bool)> {
    routing(evidence)
        .into_iter()
        .map(|one| (one.code, one.detail, !one.pastes.is_empty()))
        .collect()
}

/// A server that answers at 9.9.9.40 and has private addresses as well.
fn answers(evidence: &mut Evidence, host: &str, private: &[&str]) {
    let mut probe = ProbeOutcome::begun(evidence.now);
    let reply = Reply {
        code: ReplyCode::OK,
        lines: vec![host.to_owned()],
        bare_lf: false,
    };
    let seen = AddressOutcome {
        ehlo: Some(Ehlo { reply, helo: false }),
        finish: Some(Finish {
            stopped_because: None,
            transcript: Vec::new(),
            spent: Spent::default(),
        }),
        ..AddressOutcome::default()
    };
    probe.addresses.insert("9.9.9.40".parse().unwrap(), seen);
    for address in private {
        let seen = AddressOutcome {
            skipped: Some(SkipReason::NotPublic),
            ..AddressOutcome::default()
        };
        probe.addresses.insert(address.parse().unwrap(), seen);
    }
    probe.end = Some(ProbeEnd {
        at: evidence.now,
        stopped_because: None,
    });
    let query = Query::probe(host.parse().unwrap(), Service::Smtp);
    evidence.insert(query, Outcome::Probe(probe)).unwrap();
}

/// Why the grade is capped for the MX records.
fn flaws(evidence: &Evidence) -> Vec<String> {
    let report = crate::assess(evidence, evidence.now);
    let caps = report.grade.caps.into_iter();
    caps.filter(|cap| cap.cap == "mx-records-flawed")
        .map(|cap| cap.reason)
        .collect()
}

#[test]
fn a_null_mx_is_quoted_as_it_is_published() {
    for (exchanges, code, words, paste) in [
        (
            &[(0, ".")][..],
            Code::NullMx,
            "example.org publishes “MX 0 .”.",
            false,
        ),
        (
            &[(10, ".")],
            Code::NullMx,
            "example.org publishes “MX 10 .”. Its preference should be 0.",
            false,
        ),
        (
            &[(5, "."), (10, "192.0.2.5")],
            Code::NullMxBesideOthers,
            "example.org publishes “MX 5 .” beside another record.",
            false,
        ),
        (
            &[(0, "."), (10, "mx.example.org")],
            Code::NullMxBesideOthers,
            "example.org publishes “MX 0 .” beside 1 mail server.",
            true,
        ),
    ] {
        let found = told(&world(exchanges));
        assert_eq!(found[0], (code, words.to_owned(), paste), "{words}");
    }
}

#[test]
fn an_alias_of_a_name_that_does_not_exist_is_not_to_be_named_itself() {
    let host = "mx.example.org";
    let mut evidence = world(&[(10, host)]);
    let gone = alias_of_nothing("gone.example.org");
    at(&mut evidence, host, &gone, &gone);
    assert_eq!(
        told(&evidence),
        [
            (
                Code::MxTargetAlias,
                "mx.example.org is an alias (CNAME) of gone.example.org.".to_owned(),
                false
            ),
            (
                Code::MxTargetNowhere,
                "mx.example.org has neither an A nor an AAAA record.".to_owned(),
                false
            ),
        ]
    );
}

#[test]
fn names_of_special_use_are_told_by_what_they_are() {
    for (host, code, words) in [
        (
            "localhost",
            Code::MxTargetPrivate,
            "localhost is a name by which every machine means itself.",
        ),
        (
            "mail.office.local",
            Code::MxTargetPrivate,
            "mail.office.local is a name that exists on private networks only.",
        ),
        (
            "mail.invalid",
            Code::MxTargetNowhere,
            "mail.invalid is a name that never exists in DNS: its ending is reserved.",
        ),
    ] {
        let mut evidence = world(&[(10, host), (20, "mx.example.org")]);
        answers(&mut evidence, "mx.example.org", &[]);
        assert_eq!(told(&evidence), [(code, words.to_owned(), false)]);
        let reason = format!("the MX host {}", words.trim_end_matches('.'));
        assert_eq!(flaws(&evidence), [reason]);
    }
}

#[test]
fn a_private_address_beside_a_public_one_is_said_and_lowers_nothing() {
    let host = "mx.example.org";
    let mut evidence = world(&[(10, host)]);
    at(&mut evidence, host, &a(&["9.9.9.40"]), &nodata());
    answers(&mut evidence, host, &["10.1.1.1"]);
    let words =
        "10.1.1.1 is among the addresses of mx.example.org: a private address, beside public ones.";
    assert_eq!(
        told(&evidence),
        [(Code::MxTargetPartlyPrivate, words.to_owned(), false)]
    );
    assert_eq!(flaws(&evidence), Vec::<String>::new());
}
