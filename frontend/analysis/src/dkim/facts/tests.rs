//! Small worlds, and what is asked, found and said in them.

use super::*;
use crate::dkim::samples::{ED25519, RSA_768, RSA_1024, RSA_2048};
use crate::dkim::test_world::{DOMAIN, Has, Zone, asked};
use crate::dkim::{MAX_QUERIES, report};
use crate::finding::{Area, Code, Severity};

fn known(zone: Zone<'_>, typed: &[&str]) -> (Dkim, Vec<String>) {
    let (evidence, _) = asked(zone, typed);
    let known = Dkim::read(&evidence, &DOMAIN.parse().unwrap());
    let judged = crate::assess(&evidence, evidence.now);
    let mut codes: Vec<String> = judged
        .findings
        .iter()
        .filter(|finding| finding.area == Area::Dkim)
        .map(|finding| {
            assert!(finding.detail.ends_with('.'), "{}", finding.detail);
            finding.code.word().to_owned()
        })
        .collect();
    codes.sort_unstable();
    (known, codes)
}

fn txt(record: &str) -> Has {
    Has::Txt(record.to_owned())
}

fn key(base64: &str) -> Has {
    Has::Txt(format!("v=DKIM1; p={base64}"))
}

const MX: (&str, Has) = ("example.org", Has::Mx("mx.example.net"));

#[test]
#[expect(clippy::type_complexity, reason = "a table")]
fn each_case_is_found_and_nothing_else() {
    let ed = || Has::Txt(format!("v=DKIM1; k=ed25519; p={ED25519}"));
    let unknown = "no selector is known, and DNS does not list them";
    let rows: Vec<(&str, Vec<(&str, Has)>, &[&str], &[&str], Presence)> = vec![
        (
            "nothing below _domainkey",
            vec![MX],
            &[],
            &["dkim-nothing-published"],
            Presence::Absent,
        ),
        (
            "something at a selector nobody guesses",
            vec![MX, ("secret._domainkey.example.org", key(RSA_2048))],
            &[],
            &["dkim-none-found"],
            Presence::Unknown(unknown.to_owned()),
        ),
        (
            "the same, typed",
            vec![MX, ("secret._domainkey.example.org", key(RSA_2048))],
            &["secret"],
            &["dkim-key-good"],
            Presence::Present,
        ),
        (
            "Ed25519",
            vec![MX, ("ed25519._domainkey.example.org", ed())],
            &[],
            &["dkim-key-good"],
            Presence::Present,
        ),
        (
            "1024 bits",
            vec![MX, ("mail._domainkey.example.org", key(RSA_1024))],
            &[],
            &["dkim-key-short"],
            Presence::Present,
        ),
        (
            "768 bits",
            vec![MX, ("mail._domainkey.example.org", key(RSA_768))],
            &[],
            &["dkim-key-weak"],
            Presence::Broken("no key that was found can be used".to_owned()),
        ),
        (
            "withdrawn",
            vec![MX, ("mail._domainkey.example.org", key(""))],
            &[],
            &["dkim-key-revoked"],
            Presence::Broken("no key that was found can be used".to_owned()),
        ),
        (
            "a test",
            vec![
                MX,
                (
                    "mail._domainkey.example.org",
                    Has::Txt(format!("t=y; p={RSA_2048}")),
                ),
            ],
            &[],
            &["dkim-testing"],
            Presence::Present,
        ),
        (
            "SHA-1 alone",
            vec![
                MX,
                (
                    "mail._domainkey.example.org",
                    Has::Txt(format!("h=sha1; p={RSA_2048}")),
                ),
            ],
            &[],
            &["dkim-without-sha256"],
            Presence::Broken("no key that was found can be used".to_owned()),
        ),
        (
            "for another service",
            vec![
                MX,
                (
                    "mail._domainkey.example.org",
                    Has::Txt(format!("s=other; p={RSA_2048}")),
                ),
            ],
            &[],
            &["dkim-not-for-mail"],
            Presence::Broken("no key that was found can be used".to_owned()),
        ),
        // RFC 8460 §3: it is as it should be, and tells nothing of mail.
        (
            "for TLS reports",
            vec![
                MX,
                (
                    "mail._domainkey.example.org",
                    Has::Txt(format!("s=tlsrpt; p={RSA_2048}")),
                ),
            ],
            &[],
            &["dkim-for-tls-reports", "dkim-none-found"],
            Presence::Unknown("only a key for TLS reports was found".to_owned()),
        ),
        (
            "for TLS reports, beside one for mail",
            vec![
                MX,
                (
                    "mail._domainkey.example.org",
                    Has::Txt(format!("s=tlsrpt; p={RSA_2048}")),
                ),
                ("dkim._domainkey.example.org", ed()),
            ],
            &[],
            &["dkim-for-tls-reports", "dkim-key-good"],
            Presence::Present,
        ),
        (
            "for TLS reports, beside one that is broken",
            vec![
                MX,
                (
                    "mail._domainkey.example.org",
                    Has::Txt(format!("s=tlsrpt; p={RSA_2048}")),
                ),
                ("dkim._domainkey.example.org", key("AAAA")),
            ],
            &[],
            &["dkim-for-tls-reports", "dkim-invalid"],
            Presence::Broken("no key that was found can be used".to_owned()),
        ),
        (
            "for mail and TLS reports",
            vec![
                MX,
                (
                    "mail._domainkey.example.org",
                    Has::Txt(format!("s=email:tlsrpt; p={RSA_2048}")),
                ),
            ],
            &[],
            &["dkim-key-good"],
            Presence::Present,
        ),
        (
            "broken",
            vec![MX, ("mail._domainkey.example.org", key("AAAA"))],
            &[],
            &["dkim-invalid"],
            Presence::Broken("no key that was found can be used".to_owned()),
        ),
        (
            "two at one selector",
            vec![
                MX,
                ("mail._domainkey.example.org", key(RSA_2048)),
                ("mail._domainkey.example.org", ed()),
            ],
            &[],
            &["dkim-several-records"],
            Presence::Broken("no key that was found can be used".to_owned()),
        ),
        (
            "another text beside the key",
            vec![
                MX,
                ("mail._domainkey.example.org", key(RSA_2048)),
                ("mail._domainkey.example.org", txt("hello")),
            ],
            &[],
            &["dkim-key-good"],
            Presence::Present,
        ),
        (
            "one key twice",
            vec![
                MX,
                ("mail._domainkey.example.org", key(RSA_2048)),
                ("dkim._domainkey.example.org", key(RSA_2048)),
            ],
            &[],
            &["dkim-key-good", "dkim-key-good", "dkim-key-shared"],
            Presence::Present,
        ),
        (
            "typed, and not there",
            vec![MX, ("mail._domainkey.example.org", key(RSA_2048))],
            &["gone"],
            &["dkim-key-good", "dkim-selector-absent"],
            Presence::Present,
        ),
        (
            "typed, and no key",
            vec![
                MX,
                ("mail._domainkey.example.org", key(RSA_2048)),
                ("x._domainkey.example.org", txt("v=spf1 -all")),
            ],
            &["x"],
            &["dkim-key-good", "dkim-selector-absent"],
            Presence::Present,
        ),
        (
            "an alias to nowhere",
            vec![
                MX,
                ("s1._domainkey.example.org", Has::Cname("gone.example.net")),
            ],
            &[],
            &["dkim-alias-nowhere"],
            Presence::Unknown(unknown.to_owned()),
        ),
        (
            "an alias to a key",
            vec![
                MX,
                ("s1._domainkey.example.org", Has::Cname("k.example.net")),
                ("k.example.net", key(RSA_2048)),
            ],
            &[],
            &["dkim-key-good"],
            Presence::Present,
        ),
        (
            "a wildcard that withdraws all",
            vec![MX, ("*._domainkey.example.org", key(""))],
            &[],
            &["dkim-wildcard"],
            Presence::Unknown(unknown.to_owned()),
        ),
        (
            "a key beside a wildcard",
            vec![
                MX,
                ("*._domainkey.example.org", key("")),
                ("mail._domainkey.example.org", key(RSA_2048)),
            ],
            &[],
            &["dkim-key-good", "dkim-wildcard"],
            Presence::Present,
        ),
        (
            "the name above is denied",
            vec![
                MX,
                ("_domainkey.example.org", Has::Denied),
                ("default._domainkey.example.org", key(RSA_2048)),
            ],
            &[],
            &["dkim-key-good", "dkim-keys-denied"],
            Presence::Present,
        ),
    ];
    for (name, zone, typed, expected, presence) in rows {
        let (known, codes) = known(&zone, typed);
        assert_eq!(codes, expected, "{name}");
        assert_eq!(known.presence(), presence, "{name}");
        assert!(report(&known).is_some());
    }
}

#[test]
fn who_sends_nothing_is_not_told_to_publish_a_key() {
    let spf = |text| ("example.org", txt(text));
    for (zone, expected, reason) in [
        (
            vec![MX, spf("v=spf1 mx -all")],
            Severity::Advice,
            "it sends",
        ),
        (vec![MX], Severity::Advice, "it may send"),
        (
            vec![MX, spf("v=spf1 -all")],
            Severity::Info,
            "by its own word nobody sends",
        ),
        (
            vec![spf("v=spf1 -all")],
            Severity::Info,
            "neither takes mail nor sends",
        ),
        (
            vec![("www.example.org", txt("x"))],
            Severity::Info,
            "takes no mail",
        ),
    ] {
        let (evidence, _) = asked(&zone, &[]);
        let judged = crate::assess(&evidence, evidence.now);
        let mut nothing = judged
            .findings
            .iter()
            .filter(|finding| finding.code == Code::DkimNothing);
        let severity = nothing.next().map(|finding| finding.severity);
        assert_eq!(severity, Some(expected), "{reason}");
    }
}

#[test]
fn what_fails_is_no_fault() {
    let zone = [MX, ("mail._domainkey.example.org", Has::Failure)];
    let (known, codes) = known(&zone, &[]);
    assert_eq!(codes, ["dkim-none-found", "dkim-unknown"]);
    assert!(matches!(known.presence(), Presence::Unknown(_)));
}

#[test]
fn few_questions_are_asked_and_those_of_the_host_first() {
    let dkim = |questions: Vec<String>| -> Vec<String> {
        let below = questions.into_iter();
        below.filter(|one| one.contains("_domainkey")).collect()
    };
    let google = ("example.org", Has::Mx("aspmx.l.google.com"));
    let (_, questions) = asked(&[google], &["typed"]);
    // The hint, five selectors although it says no, and what was typed.
    let questions = dkim(questions);
    assert_eq!(questions.len(), 7, "{questions:?}");
    assert!(questions.contains(&"TXT of google._domainkey.example.org".to_owned()));
    let wild = [MX, ("*._domainkey.example.org", key(RSA_2048))];
    let (_, questions) = asked(&wild, &["typed"]);
    let questions = dkim(questions);
    assert!(questions.len() <= MAX_QUERIES + 1, "{}", questions.len());
    assert!(
        questions.contains(&"TXT of waxseal-no-such-selector._domainkey.example.org".to_owned())
    );
    let (_, questions) = asked(&[("example.org", Has::Failure)], &[]);
    assert!(dkim(questions).len() <= MAX_QUERIES);
}

/// What is set up for later, left over or not needed weighs less than the same where mail hangs on it.
#[test]
fn what_is_spare_or_not_needed_weighs_less() {
    use crate::finding::{Code, Severity};
    const HOST: (&str, Has) = (
        "example.org",
        Has::Mx("example-org.mail.protection.outlook.com"),
    );
    let alias = |selector| (selector, Has::Cname("a.onmicrosoft.com"));
    let (first, second) = (
        "selector1._domainkey.example.org",
        "selector2._domainkey.example.org",
    );
    for (name, zone, typed, code, expected) in [
        (
            "the second is empty",
            vec![HOST, (first, key(RSA_2048)), alias(second)],
            &[][..],
            Code::DkimAliasNowhere,
            Severity::Info,
        ),
        (
            "somebody asked for it",
            vec![HOST, (first, key(RSA_2048)), alias(second)],
            &["selector2"],
            Code::DkimAliasNowhere,
            Severity::Advice,
        ),
        (
            "there is no other",
            vec![HOST, alias(second)],
            &[],
            Code::DkimAliasNowhere,
            Severity::Advice,
        ),
        (
            "a weak key alone",
            vec![MX, ("mail._domainkey.example.org", key(RSA_768))],
            &[],
            Code::DkimKeyWeak,
            Severity::Error,
        ),
        (
            "a weak key, perhaps left over, beside a strong one",
            vec![
                MX,
                ("mail._domainkey.example.org", key(RSA_768)),
                ("default._domainkey.example.org", key(RSA_2048)),
            ],
            &[],
            Code::DkimKeyWeak,
            Severity::Warning,
        ),
        (
            "no keys",
            vec![MX],
            &[],
            Code::DkimNothing,
            Severity::Advice,
        ),
        (
            "no keys, and no mail to sign",
            vec![MX, ("example.org", txt("v=spf1 -all"))],
            &[],
            Code::DkimNothing,
            Severity::Info,
        ),
    ] {
        let (evidence, _) = asked(&zone, typed);
        let judged = crate::assess(&evidence, evidence.now);
        let mut found = judged.findings.iter();
        let found = found.find(|finding| finding.code == code);
        assert_eq!(found.map(|one| one.severity), Some(expected), "{name}");
    }
}
