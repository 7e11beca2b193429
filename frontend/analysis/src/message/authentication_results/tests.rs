use proptest::prelude::*;

use super::*;

fn short(value: &str) -> Vec<String> {
    let read = parse(value, false);
    let mut lines = vec![read.authserv_id.unwrap_or_default()];
    for one in read.results {
        let properties: Vec<_> = one
            .properties
            .iter()
            .map(|property| format!("{}={}", property.name, property.value))
            .collect();
        lines.push(
            format!("{} {} {}", one.method, one.result, properties.join(" "))
                .trim()
                .to_owned(),
        );
    }
    lines
}

#[test]
fn the_examples_of_the_standard() {
    // RFC 8601 §B.
    assert!(parse("example.org 1; none", false).is_none);
    assert_eq!(short("example.org 1; none"), ["example.org"]);
    assert_eq!(
        short("example.com;\r\n spf=pass smtp.mailfrom=example.net"),
        ["example.com", "spf pass smtp.mailfrom=example.net"]
    );
    assert_eq!(
        short(
            "example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=pass smtp.mailfrom=example.net"
        ),
        [
            "example.com",
            "auth pass smtp.auth=sender@example.net",
            "spf pass smtp.mailfrom=example.net"
        ]
    );
    assert_eq!(
        short("foo.example.net (foobar) 1 (baz);\r\n dkim (Because I like it) / 1 (One yay) = (wait for it) fail\r\n policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462")
            .first()
            .unwrap(),
        "foo.example.net"
    );
    let reason = parse(
        "example.com; dkim=fail reason=\"bad signature\" header.i=@mail-router.example.net",
        false,
    );
    assert_eq!(reason.results[0].reason.as_deref(), Some("bad signature"));
    assert_eq!(
        reason.results[0].words,
        "DKIM: the signature of mail-router.example.net does not hold."
    );
}

#[test]
fn dialects() {
    assert_eq!(
        short(
            "mx.google.example; dkim=pass header.i=@example.net header.s=s1 header.b=\"ab/cd+==\"; spf=pass \
             (google.example: domain of a@example.net designates 192.0.2.1 as permitted sender) \
             smtp.mailfrom=a@example.net; dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.net"
        ),
        [
            "mx.google.example",
            "dkim pass header.i=@example.net header.s=s1 header.b=ab/cd+==",
            "spf pass smtp.mailfrom=a@example.net",
            "dmarc pass header.from=example.net",
        ]
    );
    // Microsoft's has no name.
    assert_eq!(
        short(
            "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.net; dkim=none (message not signed) \
             header.d=none;dmarc=fail action=oreject header.from=example.org;compauth=fail reason=000"
        ),
        [
            "",
            "spf pass smtp.mailfrom=example.net",
            "dkim none header.d=none",
            "dmarc fail action=oreject header.from=example.org",
            "compauth fail",
        ]
    );
    // A sender with “=” in it, as lists and senders of bulk mail make them.
    let verp = parse(
        "mx.google.com; spf=pass (ok) smtp.mailfrom=\"bounces+1-ab=gmail.com@example.net\"; spf=pass \
         smtp.mailfrom=bounces+1-ab=gmail.com@example.net smtp.helo=a",
        false,
    );
    for result in &verp.results {
        assert_eq!(
            result.property("smtp.mailfrom"),
            Some("bounces+1-ab=gmail.com@example.net")
        );
        assert_eq!(
            result.words,
            "SPF: example.net allows the address that sent this."
        );
    }
    assert_eq!(verp.results[1].property("smtp.helo"), Some("a"));
    let arc = parse(
        "i=2; lists.example; arc=pass; dkim=pass header.b=ab=cd",
        true,
    );
    assert_eq!(
        (arc.instance, arc.authserv_id.as_deref()),
        (Some(2), Some("lists.example"))
    );
    assert_eq!(arc.results.len(), 2);
}

#[test]
fn bombs_are_only_long() {
    let many = "spf=pass;".repeat(100_000);
    assert!(parse(&many, false).results.len() <= MAX_RESULTS);
    let deep = format!("a; spf=pass {}", "(".repeat(300_000));
    assert_eq!(parse(&deep, false).results.len(), 1);
}

proptest! {
    #[test]
    fn nothing_panics(value in "(spf|dkim|dmarc|none|pass|[ ();=./\"\\\\a-z0-9@é]){0,60}", is_arc: bool) {
        let _ = parse(&value, is_arc);
    }
}
