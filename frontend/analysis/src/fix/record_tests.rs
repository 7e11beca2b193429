use proptest::prelude::*;

use super::*;

#[test]
fn a_value_is_quoted_and_cut_as_a_zone_file_wants_it() {
    let long = "a".repeat(256);
    let cut = format!("\"{}\" \"a\"", "a".repeat(255));
    for (text, quoted, reason) in [
        (
            "v=STSv1; id=1",
            r#""v=STSv1; id=1""#,
            "a semicolon begins no comment inside quotes",
        ),
        ("", r#""""#, "one string at least"),
        (r#"say "hi""#, r#""say \"hi\"""#, "a quote is escaped"),
        (r"C:\a", r#""C:\\a""#, "a backslash too"),
        (
            "tab\there",
            r#""tab\009here""#,
            "what is no printable letter is a number",
        ),
        ("é", r#""\195\169""#, "each byte of UTF-8 by itself"),
        (&long, &cut, "255 bytes is the most of a string"),
    ] {
        assert_eq!(character_strings(text.as_bytes()), quoted, "{reason}");
    }
}

#[test]
fn a_letter_that_takes_several_bytes_may_be_cut_in_two() {
    // The strings are joined before anybody reads letters.
    let text = format!("{}é", "a".repeat(254));
    let quoted = character_strings(text.as_bytes());
    assert!(quoted.ends_with(r#"\195" "\169""#), "{quoted}");
}

#[test]
fn an_owner_is_always_a_whole_name() {
    for owner in ["example.org", "example.org."] {
        assert_eq!(zone_line(owner, "MX", "0 ."), "example.org. IN MX 0 .");
    }
    let line = zone_line("_mta-sts.example.org", "TXT", "v=STSv1; id=1");
    assert_eq!(line, r#"_mta-sts.example.org. IN TXT "v=STSv1; id=1""#);
}

#[test]
fn lines_are_read_or_left_alone() {
    for (line, is_record, reason) in [
        ("example.org. IN MX 0 .", true, "as we write it"),
        (
            "example.org. 3600 IN A 192.0.2.1",
            true,
            "with a time to live",
        ),
        (r#"a.example. IN TXT "x" "y""#, true, "two strings"),
        (
            r#"a.example. IN TXT x\;y"#,
            true,
            "an escape without quotes",
        ),
        (
            "example.org IN MX 0 .",
            false,
            "a name that rests on an origin",
        ),
        (". IN NS a.example.", false, "the root is nobody's"),
        (
            "example.org. MX 0 .",
            false,
            "evidence, which names no class",
        ),
        ("example.org. IN MX", false, "no value"),
        (r#"a.example. IN TXT "x"#, false, "an open quote"),
        (r#"a.example. IN TXT "x"y"#, false, "no space between"),
        (r#"a.example. IN TXT "x\2""#, false, "half a number"),
        (r#"a.example. IN TXT "x\256""#, false, "more than a byte"),
        (
            r"a.example. IN TXT x\",
            false,
            "nothing after the backslash",
        ),
        ("a.example. IN SOA a. b. (", false, "several lines"),
        (
            "a.example. IN A 192.0.2.1 ; old",
            false,
            "a comment would be lost",
        ),
        ("version: STSv1", false, "a policy"),
        ("Please give the address IN TIME a name", false, "prose"),
        ("", false, "nothing"),
    ] {
        assert_eq!(Record::parse(line).is_some(), is_record, "{line}: {reason}");
    }
}

#[test]
fn what_is_too_long_for_one_string_is_cut() {
    let long = "k".repeat(300);
    let line = format!("s._domainkey.example.org. IN TXT \"{long}\"");
    let record = Record::parse(&line).unwrap();
    assert_eq!(
        record.line(),
        format!(
            "s._domainkey.example.org. IN TXT \"{}\" \"{}\"",
            "k".repeat(255),
            "k".repeat(45)
        )
    );
}

#[test]
fn a_panel_asks_for_fields() {
    let fields = |line: &str, zone: &str| Record::parse(line).unwrap().fields(zone);
    let zone = "example.org";
    insta::assert_snapshot!(fields(r#"_mta-sts.example.org. IN TXT "v=STSv1; " "id=\"1""#, zone), @r#"
    Type: TXT
    Name: _mta-sts (in full: _mta-sts.example.org)
    Value: v=STSv1; id="1
    "#);
    insta::assert_snapshot!(fields("example.org. IN MX 10 mx.example.org.", zone), @r"
    Type: MX
    Name: @ (in full: example.org)
    Priority: 10
    Mail server: mx.example.org
    ");
    insta::assert_snapshot!(fields("example.org. IN MX 0 .", zone), @r"
    Type: MX
    Name: @ (in full: example.org)
    Priority: 0
    Mail server: .
    ");
    insta::assert_snapshot!(fields("_25._tcp.mx.example.net. IN TLSA 3 1 1 00ff", zone), @r"
    Type: TLSA
    Name: _25._tcp.mx.example.net
    Usage: 3
    Selector: 1
    Matching type: 1
    Data: 00ff
    ");
    insta::assert_snapshot!(fields("_submissions._tcp.example.org. IN SRV 0 1 465 mail.example.org.", zone), @r"
    Type: SRV
    Name: _submissions._tcp (in full: _submissions._tcp.example.org)
    Priority: 0
    Weight: 1
    Port: 465
    Target: mail.example.org
    ");
    insta::assert_snapshot!(fields(r#"example.org. IN CAA 0 issue "ca.example""#, zone), @r"
    Type: CAA
    Name: @ (in full: example.org)
    Flags: 0
    Tag: issue
    Value: ca.example
    ");
    insta::assert_snapshot!(fields("1.2.0.192.in-addr.arpa. IN PTR mx.example.org.", ""), @r"
    Type: PTR
    Name: 1.2.0.192.in-addr.arpa
    Value: mx.example.org
    ");
}

#[test]
fn a_name_is_relative_to_its_zone_only() {
    assert_eq!(relative("www.example.org", "example.org"), Some("www"));
    assert_eq!(relative("wwwexample.org", "example.org"), None);
    assert_eq!(relative("example.net", "example.org"), None);
}

proptest! {
    #[test]
    fn what_is_written_is_read(text in any::<Vec<u8>>()) {
        let line = format!("a.example. IN TXT {}", character_strings(&text));
        let record = Record::parse(&line).unwrap();
        prop_assert_eq!(record.joined(), text);
        prop_assert_eq!(record.line(), line.as_str());
        prop_assert!(record.parts.iter().all(|part| part.bytes.len() <= MAX_STRING));
    }

    #[test]
    fn anything_can_be_tried(line in "\\PC*") {
        if let Some(record) = Record::parse(&line) {
            let _ = (record.line(), record.fields("example.org"));
        }
    }

    #[test]
    fn a_record_stays_the_same_one(value in "[a\"\\\\0-2 ;.(\t]{0,30}", record_type in "TXT|CAA") {
        let line = format!("a.example. IN {record_type} {value}");
        if let Some(record) = Record::parse(&line) {
            let tidied = record.line();
            let again = Record::parse(&tidied).unwrap();
            prop_assert_eq!(again.line(), tidied.as_str());
            prop_assert_eq!(again.joined(), record.joined());
            prop_assert_eq!(again.fields("example"), record.fields("example"));
        }
    }
}
