//! DMARC and BIMI: records, policy discovery, alignment, and consent to reports.

use analysis::dmarc::{
    Alignment, Discovery, DmarcRecord, Existence, Found, Psd, ReportUri, discover, is_aligned,
    parse, select, walk,
};
use analysis::dns::TxtRecord;
use analysis::{bimi, syntax::Recognized};
use serde_json::Value;
use shared::DomainName;

use super::{Comparison, corpus, list, text};

fn record(text: &str) -> Option<DmarcRecord> {
    parse(text).record().cloned()
}

fn addresses(list: &[ReportUri]) -> Vec<String> {
    let bare = |one: &ReportUri| one.uri.trim_start_matches("mailto:").replace("%20", "");
    list.iter().map(bare).collect()
}

#[test]
fn records_of_mail_auth() {
    let Some(suite) = corpus("dmarc/mail-auth-records.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[(
        "v=DMARC1; p=quarantine; rua=mailto:dmarc-feedback@example.com,mailto:tld-test@thirdparty.example.net; fo=s:d; t=y; psd=y;;",
        "theirs is a set of options; we keep them as given",
    )]);
    let letter = |mode| if mode == Alignment::Strict { "s" } else { "r" };
    for case in list(&suite) {
        let found = record(text(case, "txt")).unwrap();
        let found = serde_json::json!({
            "txt": case["txt"],
            "p": found.policy().word(),
            "sp": found.subdomain_policy().word(),
            "np": found.nonexistent_policy().word(),
            "adkim": letter(found.adkim),
            "aspf": letter(found.aspf),
            "fo": if found.fo.is_empty() { "0" } else { &found.fo },
            "rua": addresses(&found.rua),
            "ruf": addresses(&found.ruf),
            "psd": match found.psd { Psd::Yes => "y", Psd::No => "n", Psd::Unsaid => "u" },
            "t": found.testing,
        });
        comparison.case(text(case, "txt"), found == *case);
    }
    comparison.finish(6);
}

#[test]
fn records_of_internet_nl() {
    let Some(suite) = corpus("dmarc/internetnl-records.json") else {
        return;
    };
    const DEFAULT: &str =
        "RFC 9989 §4.8: what is wrong beyond the version takes its default; we say so and go on";
    let mut comparison = Comparison::but_for(&[
        ("v=DMARC1; p=none; psd=x", DEFAULT),
        ("v=DMARC1; p=none; rua=test@example.com", DEFAULT),
        ("v=DMARC1; p=none; t=x", DEFAULT),
    ]);
    for case in list(&suite) {
        let valid = record(text(case, "txt")).is_some();
        comparison.case(text(case, "txt"), case["valid"] == valid);
    }
    comparison.finish(10);
}

#[test]
fn records_of_mox() {
    let Some(suite) = corpus("dmarc/mox-records-rfc7489.json") else {
        return;
    };
    const DEFAULT: &str = "RFC 9989 §4.8: what is wrong beyond the version takes its default, and §4.7: without p, p=none";
    const REMOVED: &str =
        "RFC 9989 appendix C: a tag that is no more cannot be wrong, and §4.7: without p, p=none";
    let mut comparison = Comparison::but_for(&[
        (
            "v=DMARC1",
            "RFC 9989 §4.8: the grammar needs no tag after the version",
        ),
        ("v=DMARC1;", "RFC 9989 §4.7: without p, p=none"),
        (
            "v=DMARC1; sp=reject; p=reject",
            "RFC 9989 §4.7: p need not come first",
        ),
        ("v=DMARC1;;", DEFAULT),
        ("v=DMARC1; adkim=x", DEFAULT),
        ("v=DMARC1; aspf=123", DEFAULT),
        ("v=DMARC1; fo=", DEFAULT),
        ("v=DMARC1; fo=01", DEFAULT),
        ("v=DMARC1; fo=bad", DEFAULT),
        ("v=DMARC1; ri=", REMOVED),
        ("v=DMARC1; ri=-1", REMOVED),
        (
            "v=DMARC1; ri=99999999999999999999999999999999999999",
            REMOVED,
        ),
        ("v=DMARC1; ri=123bad", REMOVED),
        ("v=DMARC1; ri=bad", REMOVED),
        ("v=DMARC1; rf=bad-trailing-dash-", REMOVED),
        ("v=DMARC1; rf=", REMOVED),
        ("v=DMARC1; rf=bad.non-alphadigitdash", REMOVED),
        ("v=DMARC1; pct=110", REMOVED),
        ("v=DMARC1; pct=bogus", REMOVED),
        ("v=DMARC1; pct=", REMOVED),
        ("v=DMARC1; rua=", DEFAULT),
        ("v=DMARC1; rua=bogus", DEFAULT),
        ("v=DMARC1; rua=mailto:dmarc-feedback@example.com!", DEFAULT),
        (
            "v=DMARC1; rua=mailto:dmarc-feedback@example.com!99999999999999999999999999999999999999999999999",
            DEFAULT,
        ),
        (
            "v=DMARC1; rua=mailto:dmarc-feedback@example.com!10p",
            DEFAULT,
        ),
    ]);
    for case in list(&suite) {
        let valid = record(text(case, "txt")).is_some();
        comparison.case(text(case, "txt"), case["valid_rfc7489"] == valid);
    }
    comparison.finish(41);
}

#[test]
fn records_of_checkdmarc() {
    let Some(suite) = corpus("dmarc/checkdmarc-dmarc.json") else {
        return;
    };
    const DEFAULT: &str =
        "RFC 9989 §4.8: what is wrong beyond the version takes its default; we say so and go on";
    let mut comparison = Comparison::but_for(&[
        ("testDMARCInvalidFoValue", DEFAULT),
        ("testDMARCSyntaxError", DEFAULT),
        ("testInvalidDMARCURI", DEFAULT),
        (
            "testInvalidDMARCPolicyValue",
            "RFC 9989 §4.10.1: a valid report address keeps the record alive, as p=none",
        ),
        ("testRFC9989InvalidPsdValue", DEFAULT),
        ("testRFC9989InvalidTValue", DEFAULT),
    ]);
    for case in list(&suite) {
        let given = case["args"][0].as_str().unwrap();
        let (valid, given) = if case["func"] == "parse_dmarc_report_uri" {
            let given = format!("v=DMARC1; p=none; rua={given}");
            let record = record(&given).unwrap();
            (!record.rua.is_empty(), given)
        } else {
            (record(given).is_some(), given.to_owned())
        };
        let mut agrees = valid == (case["expect"] == "ok");
        // What they warn of, we have a word on as well.
        let told = parse(&given);
        let warns = list(&case["checks"]).iter().any(|check| {
            let check = check.as_str().unwrap();
            check.contains("was removed in RFC 9989' in w") || check.contains("Unknown DMARC tag")
        });
        agrees &= !warns || !told.defects().is_empty();
        comparison.case(text(case, "test"), agrees);
    }
    comparison.finish(37);
}

/// What a zone of the suite has at `_dmarc` below a name.
fn found(zone: &Value, name: &DomainName) -> Found {
    let texts = list(&zone[format!("_dmarc.{name}")]["TXT"]);
    let records: Vec<_> = texts
        .iter()
        .map(|text| TxtRecord::from_text(text.as_str().unwrap()))
        .collect();
    Found::Answer(select(&records))
}

#[test]
fn discovery_of_mail_auth() {
    let Some(suite) = corpus("dmarc/mail-auth-discovery.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for case in list(&suite) {
        let zone = &case["zone"];
        let Some(author) = case["header_from"].as_str() else {
            // RFC 9990 §4: any record that begins with the version is consent; the plan has tests of its own for it.
            let consent = zone["example.org._report._dmarc.external.org"]["TXT"][0].as_str();
            let agrees = !matches!(parse(consent.unwrap()), Recognized::Foreign);
            comparison.case(text(case, "name"), agrees);
            continue;
        };
        let author: DomainName = author.parse().unwrap();
        let exists = zone
            .as_object()
            .unwrap()
            .keys()
            .any(|name| *name == author.as_str() || name.ends_with(&format!(".{author}")));
        let existence = if exists {
            Existence::Exists
        } else {
            Existence::Missing
        };
        let mut agrees = true;
        if let Some(expected) = case.get("policy") {
            let walked = walk(&author, |name| found(zone, name));
            let policy = match discover(&walked, existence) {
                Discovery::Applies(applied) => Value::from(applied.policy.word()),
                _ => Value::Null,
            };
            agrees &= policy == *expected;
        }
        if let Some(identifier) = case["spf_domain"].as_str() {
            let identifier = identifier.parse().unwrap();
            let mode = Alignment::Relaxed;
            let aligned = is_aligned(mode, &author, &identifier, |name| found(zone, name));
            agrees &= aligned == case["spf_aligned"].as_bool();
        }
        comparison.case(text(case, "name"), agrees);
    }
    comparison.finish(9);
}

#[test]
fn alignment_of_mail_auth() {
    let Some(suite) = corpus("dmarc/mail-auth-alignment.json") else {
        return;
    };
    let mut comparison = Comparison::but_for(&[]);
    for (index, case) in list(&suite).iter().enumerate() {
        let author: DomainName = text(case, "header_from").parse().unwrap();
        let zone = serde_json::json!({ format!("_dmarc.{author}"): { "TXT": [case["record"]] } });
        let record = record(text(case, "record")).unwrap();
        let agrees = [("spf", record.aspf), ("dkim", record.adkim)]
            .into_iter()
            .all(|(key, mode)| {
                let identifier = case[key][0].as_str().unwrap().parse().unwrap();
                let aligned = is_aligned(mode, &author, &identifier, |name| found(&zone, name));
                // What SPF or DKIM does not vouch for is not looked at.
                let expected = match case[key][1].as_str() {
                    Some("pass") if aligned == Some(true) => "pass",
                    Some("pass") => "fail",
                    _ => "none",
                };
                case[format!("{key}_aligned")] == expected
            });
        comparison.case(&index.to_string(), agrees);
    }
    comparison.finish(4);
}

#[test]
fn bimi_records_of_checkdmarc() {
    let Some(suite) = corpus("bimi/checkdmarc-bimi.json") else {
        return;
    };
    const LOCATION: &str = "BIMI draft §4.3: l is required, if only empty";
    let mut comparison = Comparison::but_for(&[
        ("testCommaSeparatedSelectors", LOCATION),
        ("testSpacesAroundCommasAreStripped", LOCATION),
        ("testSelectorsLowercased", LOCATION),
        ("testSelectorCharacters", LOCATION),
        ("testSingleSelector", LOCATION),
        ("testValidAvp", LOCATION),
        (
            "testInvalidAvpValue",
            "BIMI draft §4.3: another value of avp is ignored; we say so",
        ),
    ]);
    // The logo is never fetched, so that the cases about pictures are none of ours.
    let records = list(&suite)
        .iter()
        .filter(|case| case["func"] == "parse_bimi_record");
    for case in records {
        let valid = bimi::parse(case["args"][0].as_str().unwrap())
            .record()
            .is_some();
        comparison.case(text(case, "test"), valid == (case["expect"] == "ok"));
    }
    comparison.finish(14);
}

#[test]
fn bimi_records_of_mailauth() {
    let Some(suite) = corpus("bimi/postalsys-taglist.json") else {
        return;
    };
    const CASE: &str = "BIMI draft §4.3: the version must match precisely";
    let mut comparison = Comparison::but_for(&[
        (
            "v=bimi1; l=https://example.com/logo.svg; a=https://example.com/cert.pem",
            CASE,
        ),
        (
            "v=BiMi1; l=https://example.com/logo.svg; a=https://example.com/cert.pem",
            CASE,
        ),
        (
            "v=BIMI1; l=https://example.com/logo.svg; a=",
            "BIMI draft §4.3: an empty a says that there is no certificate",
        ),
        (
            "v=BIMI1; l=https://example.com/logo.svg",
            "BIMI draft §4.3: a is optional",
        ),
    ]);
    // The other cases are of their tokenizer alone, mostly over texts of other kinds.
    for case in list(&suite) {
        for call in list(&case["calls"]) {
            if call["func"] != "validateTagValueRecord" || call["args"][1] != "BIMI" {
                continue;
            }
            let id = format!("{}.isValid", text(call, "id"));
            let Some(expected) = list(&case["expect"])
                .iter()
                .find(|one| one["subject"] == *id)
            else {
                continue;
            };
            let given = call["args"][0].as_str().unwrap();
            let valid = bimi::parse(given).record().is_some();
            let expected = expected["chain"][2] == "true";
            comparison.case(given, valid == expected);
        }
    }
    comparison.finish(16);
}
