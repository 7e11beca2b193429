//! Records, each with what is wrong with it and where.

use proptest::prelude::*;

use super::*;

fn read(flags: u8, tag: &str, value: &str) -> String {
    let record = parse(flags, tag, value);
    let marks: String = record
        .parsed
        .defects()
        .iter()
        .map(|defect| {
            let DefectKind::Caa { defect: kind } = &defect.kind else {
                panic!("{:?}", defect.kind)
            };
            format!(" {kind:?}@{}", defect.span.of(&record.text).unwrap())
        })
        .collect();
    let what = match record.parsed.record() {
        None => "malformed".to_owned(),
        Some(Property::Issue {
            issuer, parameters, ..
        }) => format!(
            "{} {}",
            issuer.as_deref().unwrap_or("nobody"),
            parameters.len()
        ),
        Some(Property::Contact { address }) => address.clone(),
        Some(Property::Unknown) => "unknown".to_owned(),
    };
    what + &marks
}

#[test]
fn records_are_read_with_every_defect_in_its_place() {
    for (flags, tag, value, expected, reason) in [
        (
            0,
            "issue",
            "letsencrypt.org",
            "letsencrypt.org 0",
            "the usual form",
        ),
        (
            128,
            "ISSUE",
            " CA.example ; ",
            "ca.example 0",
            "case and white space do not matter",
        ),
        (0, "issue", ";", "nobody 0", "nobody"),
        (0, "issue", "", "nobody 0", "the same"),
        (
            0,
            "issuewild",
            "a.b; accounturi=https://a.b/1; validationmethods=dns-01,ca-x",
            "a.b 2",
            "RFC 8657",
        ),
        (0, "issue", "a.b; x = y", "a.b 1", "white space beside ="),
        (0, "issue", "a.b; x=", "a.b 1", "a value may be empty"),
        (
            0,
            "issue",
            "a.b; x=y;",
            "a.b 1 FinalSemicolon@;",
            "the grammar has no final one",
        ),
        (
            0,
            "issue",
            "a.b; x=y;; z=1",
            "malformed BadParameter@;",
            "an empty parameter",
        ),
        (0, "issue", "%", "malformed BadIssuer@%", "no name"),
        (
            0,
            "issue",
            "a..b",
            "malformed BadIssuer@a..b",
            "an empty label",
        ),
        (
            0,
            "issue",
            "-a.b",
            "malformed BadIssuer@-a.b",
            "a hyphen in front",
        ),
        (
            0,
            "issue",
            "a.b c.d",
            "malformed BadIssuer@a.b c.d",
            "two names",
        ),
        (
            0,
            "issue",
            "a.b; account",
            "malformed BadParameter@account",
            "no =",
        ),
        (
            0,
            "issue",
            "a.b; a=ä",
            "malformed BadParameter@a=ä",
            "no ASCII",
        ),
        (
            0,
            "issue",
            "a.b; a=1; A=2",
            "malformed RepeatedParameter@A=2",
            "RFC 8657 §3",
        ),
        (
            0,
            "issue",
            "a.b; accounturi=12",
            "a.b 1 BadAccount@accounturi=12",
            "no URI",
        ),
        (
            0,
            "issue",
            "a.b; validationmethods=dns01",
            "a.b 1 UnknownMethod@validationmethods=dns01",
            "misspelt",
        ),
        (
            1,
            "issue",
            ";",
            "nobody 0 ReservedFlags@1",
            "a common mistake: 1 for critical",
        ),
        (
            0,
            "iodef",
            "mailto:a@example.org",
            "mailto:a@example.org",
            "by mail",
        ),
        (
            0,
            "iodef",
            "https://example.org/x",
            "https://example.org/x",
            "by web",
        ),
        (
            0,
            "iodef",
            "https://",
            "malformed BadReportUri@https://",
            "no host",
        ),
        (
            0,
            "iodef",
            "a@example.org",
            "malformed BadReportUri@a@example.org",
            "no scheme",
        ),
        (0, "contactemail", "x", "malformed BadMail@x", "no address"),
        (
            0,
            "contactphone",
            "+1 (555) 0100",
            "+1 (555) 0100",
            "visual separators",
        ),
        (
            0,
            "contactphone",
            "0555",
            "malformed BadPhone@0555",
            "no country",
        ),
        (0, "isue", "a.b", "unknown UnknownTag@isue", "misspelt"),
        (
            128,
            "isue",
            "a.b",
            "malformed UnknownCritical@isue",
            "and critical",
        ),
        (
            0,
            "is-sue",
            "a.b",
            "malformed BadTag@is-sue UnknownTag@is-sue",
            "no hyphens",
        ),
    ] {
        assert_eq!(read(flags, tag, value), expected, "{tag} {value}: {reason}");
    }
}

#[test]
fn content_is_cut_by_its_lengths() {
    let record = parse_content(b"\x80\x05issue;");
    assert_eq!(
        (record.text.as_str(), record.critical),
        ("128 issue \";\"", true)
    );
    for short in [&b""[..], b"\0", b"\0\x05issu"] {
        assert!(
            matches!(parse_content(short).parsed, Recognized::Malformed(_)),
            "{short:?}"
        );
    }
}

proptest! {
    #[test]
    fn spans_are_in_the_text(flags: u8, tag in "(issue|iodef|[a-z-]{0,3})", value in "([a-z]|[.;= -]|ä|\"){0,24}") {
        let record = parse(flags, &tag, &value);
        for defect in record.parsed.defects() {
            prop_assert!(defect.span.of(&record.text).is_some());
        }
    }
}
