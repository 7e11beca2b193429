//! Policy files good and bad.

use proptest::prelude::*;

use super::*;

fn told(body: &[u8]) -> Vec<String> {
    let PolicyText { text, parsed } = parse(body);
    parsed
        .defects()
        .iter()
        .map(|defect| {
            let marked = defect.span.of(&text).unwrap();
            format!("{:?} {marked:?} {}", defect.severity, defect.message())
        })
        .collect()
}

fn policy(text: &str) -> Policy {
    let read = parse(text.as_bytes());
    match read.parsed.record() {
        Some(policy) => policy.clone(),
        None => panic!("{text}: {:?}", told(text.as_bytes())),
    }
}

#[test]
fn valid_policies_are_read() {
    // RFC 8461 §3.2, the example; with LF, and without the last line end.
    let example = "version: STSv1\r\nmode: enforce\r\nmx: mail.example.com\r\nmx: *.example.net\r\n\
                   mx: backupmx.example.com\r\nmax_age: 604800\r\n";
    for text in [
        example.to_owned(),
        example.replace('\r', ""),
        example.trim_end().to_owned(),
    ] {
        let read = policy(&text);
        assert_eq!(
            (read.mode, read.max_age.seconds()),
            (Mode::Enforce, 604_800)
        );
        let patterns: Vec<_> = read.mx.iter().map(ToString::to_string).collect();
        assert_eq!(
            patterns,
            ["mail.example.com", "*.example.net", "backupmx.example.com"]
        );
        assert_eq!(told(text.as_bytes()), [""; 0]);
    }
    for text in [
        "version:STSv1\nmode:none\nmax_age:0", // no white space, no mx
        "mx: \t a.example \t\nmode:\ttesting\nmax_age: 31557600\nversion: STSv1 \n", // any order
        "version: STSv1\r\nmode: none\nmax_age: 1\r\n", // mixed line ends
        "version: STSv1\nmode: none\nmax_age: 0000000001\nmx: a.example",
        "version: STSv1\nmode: none\nmax_age: 1\nnote: grüße, a: b\n",
    ] {
        policy(text);
        assert_eq!(told(text.as_bytes()), [""; 0], "{text}");
    }
}

#[test]
fn every_fault_is_told_with_its_place() {
    let bad = |text: &str, defects: &[&str]| {
        assert_eq!(told(text.as_bytes()), defects, "{text}");
        let read = parse(text.as_bytes());
        assert!(matches!(read.parsed, Recognized::Malformed(_)), "{text}");
    };
    bad(
        "",
        &[
            r#"Fault "" “version” is missing; it is required."#,
            r#"Fault "" “mode” is missing; it is required."#,
            r#"Fault "" “max_age” is missing; it is required."#,
        ],
    );
    bad(
        "version: STSv1\nmode: enforce\nmax_age: 86400\n",
        &[r#"Fault "" “mx” is missing; it is required."#],
    );
    bad(
        "version: STSv2\nmode: Enforce\nmax_age: 1d\nmx:\n",
        &[
            r#"Fault "STSv2" The version must be “STSv1”, in exactly these letters."#,
            r#"Fault "Enforce" The mode must be “enforce”, “testing” or “none”, in lower case."#,
            r#"Fault "1d" max_age must be a whole number of seconds, in one to ten digits."#,
            r#"Fault "mx:" This is no mx pattern: it is empty."#,
        ],
    );
    bad(
        "version: STSv1\nmode: none\nmax_age: 31557601",
        &[
            r#"Fault "31557601" max_age is 31557601 seconds; the most that is allowed is one year, 31557600."#,
        ],
    );
    for value in ["-1", "86400.5", "+1", "01234567890", "1 0", "٣"] {
        bad(
            &format!("version: STSv1\nmode: none\nmax_age: {value}"),
            &[&format!(
                "Fault {value:?} max_age must be a whole number of seconds, in one to ten digits.",
            )],
        );
    }
    bad(
        "version: STSv1\nmode none\nmax_age : 1\n mode: none",
        &[
            r#"Fault "mode none" This line has no “:” between a key and a value."#,
            r#"Fault "max_age " No white space may stand before a key or between it and the “:”."#,
            r#"Fault " mode" No white space may stand before a key or between it and the “:”."#,
        ],
    );
    bad(
        "version: STSv1\nmode: none\nmax_age: 1\n_x: 1\nx:\n: 2\nü: 3",
        &[
            r#"Fault "_x" A name is a letter or digit, then at most 31 letters, digits, “_”, “-” and “.”."#,
            r#"Fault "x:" This value is empty or has a character that is not allowed in it."#,
            r#"Fault "" A name is a letter or digit, then at most 31 letters, digits, “_”, “-” and “.”."#,
            r#"Fault "ü" A name is a letter or digit, then at most 31 letters, digits, “_”, “-” and “.”."#,
        ],
    );
    bad(
        "version: STSv1\nMode: none\nmax-age: 1\n",
        &[
            r#"Flaw "Mode" A name counts only in exactly the right letters. Is this meant to be “mode”?"#,
            r#"Flaw "max-age" A name counts only in exactly the right letters. Is this meant to be “max_age”?"#,
            r#"Fault "" “mode” is missing; it is required."#,
            r#"Fault "" “max_age” is missing; it is required."#,
        ],
    );
}

#[test]
fn bytes_that_do_not_belong_are_told() {
    let bad = |body: &[u8], defects: &[&str]| {
        assert_eq!(told(body), defects);
        assert!(matches!(parse(body).parsed, Recognized::Malformed(_)));
    };
    bad(
        b"\xEF\xBB\xBFversion: STSv1\nmode: none\nmax_age: 1",
        &[
            r#"Fault "\u{feff}" An invisible byte order mark stands at the front. Save the file as UTF-8 without BOM."#,
        ],
    );
    bad(
        b"version: STSv1\nmode: none\nmax_age: 1\nx: \xFF",
        &["Fault \"\u{fffd}\" These bytes are not valid UTF-8."],
    );
    bad(
        b"version: STSv1\0\nmode: none\nmax_age: 1\nx: a\tb",
        &[
            r#"Fault "STSv1\0" The version must be “STSv1”, in exactly these letters."#,
            r#"Fault "\0" The control character U+0000 is not allowed."#,
            r#"Fault "\t" The control character U+0009 is not allowed."#,
        ],
    );
    bad(
        b"version: STSv1\rmode: none\rmax_age: 1\r",
        &[
            r#"Fault "STSv1\rmode: none\rmax_age: 1\r" The version must be “STSv1”, in exactly these letters."#,
            r#"Fault "\r" A line ends with a carriage return alone; it must be LF or CR LF."#,
            r#"Fault "\r" A line ends with a carriage return alone; it must be LF or CR LF."#,
            r#"Fault "\r" A line ends with a carriage return alone; it must be LF or CR LF."#,
            r#"Fault "" “mode” is missing; it is required."#,
            r#"Fault "" “max_age” is missing; it is required."#,
        ],
    );
    bad(
        b" \r\n<!DOCTYPE html>\n<html>",
        &[r#"Fault "<" This is an HTML page, not a policy."#],
    );
    let utf16: Vec<u8> = "version: STSv1"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(matches!(parse(&utf16).parsed, Recognized::Malformed(_)));
}

#[test]
fn what_readers_tolerate_is_a_flaw() {
    let text = "version: STSv1\nmode: testing\n\nmode: enforce\nmx: a.example\nmax_age: 1\nmax_age: x\n \n";
    let read = policy(text);
    assert_eq!((read.mode, read.max_age.seconds()), (Mode::Testing, 1));
    assert_eq!(
        told(text.as_bytes()),
        [
            r#"Flaw "\n" This line is empty. The grammar has no empty lines; most readers skip them."#,
            r#"Flaw "mode: enforce" “mode” was given before. Only the first one counts."#,
            r#"Flaw "max_age: x" “max_age” was given before. Only the first one counts."#,
            r#"Flaw " \n" This line is empty. The grammar has no empty lines; most readers skip them."#,
        ],
    );
}

#[test]
fn no_more_than_64_kib_is_read_and_few_defects_are_kept() {
    let mut body = b"version: STSv1\nmode: none\nmax_age: 1\n".to_vec();
    body.extend(b"x: y\n".repeat(20_000));
    let read = parse(&body);
    assert_eq!(read.text.len(), 64 * 1024);
    assert_eq!(read.parsed.defects().len(), 1);
    assert_eq!(
        read.parsed.defects()[0].message(),
        "This is longer than the 65536 bytes that readers accept.",
    );
    // The limit falls into a character: that is our doing and no second defect.
    let mut body = vec![b'a'; 64 * 1024 - 1];
    body.extend("ä".as_bytes());
    assert!(
        parse(&body)
            .parsed
            .defects()
            .iter()
            .all(|d| d.kind != DefectKind::NotUtf8)
    );
    // A fault that comes after hundreds of flaws still makes the file invalid.
    let text = format!(
        "version: STSv1\nmode: none\nmax_age: 1\n{}x:\n",
        "\n".repeat(500)
    );
    let read = parse(text.as_bytes());
    assert!(matches!(&read.parsed, Recognized::Malformed(defects) if defects.len() == 41));
}

#[test]
fn tabs_before_a_value_are_white_space_however_many() {
    let tabs = "\t".repeat(60_000);
    let text = format!("version: STSv1\nmode:{tabs}none\nmax_age: 1\n");
    assert_eq!(policy(&text).mode, Mode::None);
}

fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        b"version: STSv1\n".as_slice(),
        b"version:STSv1\r\n",
        b"mode: none\n",
        b"mode: enforce\n",
        b"mode:",
        b"\n",
        b"max_age: 86400\n",
        b"max_age: 9",
        b"mx: *.a.example\n",
        b"mx: a.example\r\n",
        b"mx: *",
        b"x: y z\n",
        b"\r",
        b" ",
        b"\t",
        b"\0",
        b"\xFF",
        b"\xEF\xBB\xBF",
        b":",
        "\u{e4}".as_bytes(),
        b"<",
    ]);
    (any::<bool>(), prop::collection::vec(pieces, 0..14)).prop_map(|(begins, pieces)| {
        let start: &[u8] = if begins {
            b"version: STSv1\nmode: none\nmax_age: 1\n"
        } else {
            b""
        };
        [start, &pieces.concat()].concat()
    })
}

proptest! {
    #[test]
    fn any_bytes_are_read_whole(
        body in prop_oneof![nearly(), prop::collection::vec(any::<u8>(), 0..300)],
    ) {
        let PolicyText { text, parsed } = parse(&body);
        for defect in parsed.defects() {
            prop_assert!(defect.span.of(&text).is_some(), "{:?}", defect);
        }
        match &parsed {
            Recognized::Foreign => prop_assert!(false, "whatever stands there is meant to be a policy"),
            Recognized::Malformed(defects) => prop_assert!(defects.iter().any(|d| d.is_fault())),
            Recognized::Record(policy, defects) => {
                prop_assert!(!defects.iter().any(|d| d.is_fault()));
                prop_assert!(policy.mode == Mode::None || !policy.mx.is_empty());
                let printed = parse(policy.to_string().as_bytes()).parsed;
                let fields = |policy: &Policy| -> Vec<_> {
                    policy.extensions.iter().map(|e| (e.name.clone(), e.value.clone())).collect()
                };
                let again = printed.record().unwrap();
                prop_assert_eq!((again.mode, again.max_age, &again.mx), (policy.mode, policy.max_age, &policy.mx));
                prop_assert_eq!(fields(again), fields(policy));
            }
        }
    }
}
