//! The climb, and who may issue.

use super::*;
use crate::caa::{parse, report};
use crate::dkim::test_world::{DOMAIN, Has, Zone, asked};

fn codes(zone: Zone<'_>) -> (Vec<String>, Vec<String>) {
    let (evidence, questions) = asked(zone, &[]);
    let judged = crate::assess(&evidence, evidence.now);
    let codes = judged
        .findings
        .iter()
        .map(|finding| finding.code.word().to_owned())
        .filter(|word| word.starts_with("caa-"))
        .collect();
    let asked = questions
        .into_iter()
        .filter_map(|one| one.strip_prefix("CAA of ").map(ToOwned::to_owned))
        .collect();
    let known = Caa::read(&evidence, &DOMAIN.parse().unwrap());
    assert_eq!(report(&known).is_some(), !known.names.is_empty());
    (codes, asked)
}

#[test]
#[expect(clippy::type_complexity, reason = "a table")]
fn the_first_set_on_the_way_up_decides() {
    const MX: (&str, Has) = ("example.org", Has::Mx("mx.a.example.org"));
    let host = |has| ("mx.a.example.org", has);
    let domain = |has| ("example.org", has);
    let rows: Vec<(&str, Vec<(&str, Has)>, &[&str], &[&str])> = vec![
        (
            "none",
            vec![MX],
            &["caa-absent"],
            &["mx.a.example.org", "a.example.org", "example.org", "org"],
        ),
        (
            "at the host",
            vec![
                MX,
                host(Has::Caa(0, "issue", "a.b")),
                domain(Has::Caa(0, "issue", ";")),
            ],
            &["caa-found"],
            &["mx.a.example.org"],
        ),
        (
            "at the domain",
            vec![MX, domain(Has::Caa(0, "issue", "a.b"))],
            &["caa-found"],
            &["mx.a.example.org", "a.example.org", "example.org"],
        ),
        (
            "only where to report",
            vec![MX, domain(Has::Caa(0, "iodef", "mailto:a@example.org"))],
            &["caa-absent"],
            &["mx.a.example.org", "a.example.org", "example.org"],
        ),
        (
            "an alias with a set",
            vec![
                MX,
                host(Has::Cname("x.example.net")),
                ("x.example.net", Has::Caa(0, "issue", "a.b")),
            ],
            &["caa-found"],
            &["mx.a.example.org"],
        ),
        (
            "no climb from an alias",
            vec![
                MX,
                host(Has::Cname("x.example.net")),
                ("example.net", Has::Caa(0, "issue", "a.b")),
            ],
            &["caa-absent"],
            &["mx.a.example.org", "a.example.org", "example.org", "org"],
        ),
        (
            "a failure ends the climb",
            vec![
                MX,
                ("a.example.org", Has::Failure),
                domain(Has::Caa(0, "issue", "a.b")),
            ],
            &["caa-unknown"],
            &["mx.a.example.org", "a.example.org"],
        ),
        (
            "bound",
            vec![
                MX,
                host(Has::Caa(0, "issue", "a.b; accounturi=https://a.b/1")),
            ],
            &["caa-bound", "caa-found"],
            &["mx.a.example.org"],
        ),
        (
            "critical and unknown",
            vec![MX, host(Has::Caa(128, "isue", "a.b"))],
            &["caa-critical-unknown", "caa-absent"],
            &["mx.a.example.org"],
        ),
        (
            "broken",
            vec![MX, host(Has::Caa(0, "issue", "%"))],
            &["caa-invalid", "caa-found"],
            &["mx.a.example.org"],
        ),
        (
            "another's host",
            vec![("example.org", Has::Mx("mx.example.net"))],
            &[],
            &["mx.example.net", "example.net", "net"],
        ),
    ];
    for (name, zone, expected, questions) in rows {
        let (mut found, mut asked) = codes(&zone);
        found.sort_unstable();
        asked.dedup();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "{name}");
        // A question that fails is asked once more with checking disabled.
        asked.retain(|one| !one.contains(' '));
        assert_eq!(asked, questions, "{name}");
    }
}

#[test]
fn the_policy_host_counts_when_there_is_a_policy() {
    let zone = [
        ("example.org", Has::Mx("mx.example.net")),
        ("_mta-sts.example.org", Has::Txt("v=STSv1; id=1".to_owned())),
        ("mta-sts.example.org", Has::Caa(0, "issue", "a.b")),
    ];
    let domain = DOMAIN.parse().unwrap();
    let mut evidence = asked(&zone[..1], &[]).0;
    assert_eq!(Caa::read(&evidence, &domain).names.len(), 1);
    evidence = asked(&zone, &[]).0;
    let known = Caa::read(&evidence, &domain);
    assert!(known.names.iter().any(|named| named.is_policy_host));
}

fn set(records: &[(u8, &str, &str)]) -> Set {
    Set {
        at: DOMAIN.parse().unwrap(),
        alias: None,
        records: records
            .iter()
            .map(|(flags, tag, value)| parse(*flags, tag, value))
            .collect(),
    }
}

#[test]
#[expect(clippy::type_complexity, reason = "a table")]
fn who_may_issue() {
    let rows: [(&[(u8, &str, &str)], Option<&[&str]>, Option<&[&str]>, &str); 7] = [
        (&[], None, None, "no restriction"),
        (
            &[(0, "issue", "a.b"), (0, "issue", "c.d")],
            Some(&["a.b", "c.d"]),
            Some(&["a.b", "c.d"]),
            "both, and wildcards too",
        ),
        (
            &[(0, "issue", "a.b"), (0, "issuewild", ";")],
            Some(&["a.b"]),
            Some(&[]),
            "issuewild takes precedence",
        ),
        (
            &[(0, "issuewild", "a.b")],
            None,
            Some(&["a.b"]),
            "and means nothing for others",
        ),
        (
            &[(0, "issue", "%")],
            Some(&[]),
            Some(&[]),
            "what is broken authorises nobody",
        ),
        (
            &[(0, "issue", ";"), (0, "issue", "a.b")],
            Some(&["a.b"]),
            Some(&["a.b"]),
            "nobody and somebody",
        ),
        (&[(0, "issuemail", ";")], None, None, "other certificates"),
    ];
    for (records, plain, wild, reason) in rows {
        let set = set(records);
        for (is_wildcard, expected) in [(false, plain), (true, wild)] {
            let found = match set.allowed(is_wildcard) {
                Allowed::Anybody => None,
                Allowed::Named(who) => Some(who.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
            };
            assert_eq!(found.as_deref(), expected, "{reason}");
        }
    }
}

/// RFC 8659 §4.4: who is told of a violation says nothing about who may issue.
#[test]
fn a_broken_record_alarms_only_if_it_can_stop_a_renewal() {
    use crate::finding::{Code, Severity};
    for (tag, value, expected) in [
        ("issue", "%", Severity::Warning),
        ("issuewild", "%", Severity::Warning),
        ("iodef", "nobody", Severity::Advice),
        ("issuemail", "%", Severity::Advice),
    ] {
        let zone = [
            ("example.org", Has::Mx("mx.example.org")),
            ("mx.example.org", Has::Caa(0, tag, value)),
        ];
        let (evidence, _) = asked(&zone, &[]);
        let judged = crate::assess(&evidence, evidence.now);
        let mut found = judged.findings.iter();
        let found = found.find(|finding| finding.code == Code::CaaInvalid);
        assert_eq!(found.map(|one| one.severity), Some(expected), "{tag}");
    }
}
