use proptest::prelude::*;

use super::*;

const MAIL: &str =
    "Received: from a\r\n\tby b; Sun\r\nFrom: c@example.org\r\nSubject : old\r\n\r\nHello\r\n";

#[test]
fn headers_keep_their_bytes() {
    let mail = Message::read(MAIL.as_bytes()).unwrap();
    let fields: Vec<_> = mail
        .fields()
        .iter()
        .map(|field| (field.name(), field.value()))
        .collect();
    assert_eq!(
        fields,
        [
            ("Received", "from a\tby b; Sun".to_owned()),
            ("From", "c@example.org".to_owned()),
            ("Subject", "old".to_owned()),
        ]
    );
    assert_eq!(mail.fields()[0].raw(), b"Received: from a\r\n\tby b; Sun");
    assert_eq!(mail.body(), Some(&b"Hello\r\n"[..]));
    assert!(!mail.had_bare_lf);
}

#[test]
fn pasted_text_is_the_same_mail() {
    let whole = Message::read(MAIL.as_bytes()).unwrap();
    for pasted in [
        MAIL.replace("\r\n", "\n"),
        format!("\n\n{}", MAIL.replace("\r\n", "\n")),
        format!(
            "From c@example.org Sun Nov 22 10:00:00 2026\n{}",
            MAIL.replace("\r\n", "\n")
        ),
    ] {
        let mail = Message::read(pasted.as_bytes()).unwrap();
        assert_eq!((mail.fields(), mail.body()), (whole.fields(), whole.body()));
        assert!(mail.had_bare_lf);
    }
    let headers = Message::read(MAIL.split("\r\n\r\n").next().unwrap().as_bytes()).unwrap();
    assert_eq!((headers.fields().len(), headers.body()), (3, None));
    assert!(!headers.is_broken());
    let above = Message::read(b"Original Message\nFrom: a@example.org\n\n").unwrap();
    assert_eq!((above.stray_lines, above.is_broken()), (1, false));
    let torn = Message::read(b"DKIM-Signature: v=1;\nh=from:to;\nFrom: a@example.org\n\n").unwrap();
    assert_eq!((torn.fields().len(), torn.stray_lines), (2, 0));
    assert!(torn.fields()[0].is_broken() && !torn.fields()[1].is_broken());
    let stray = Message::read(b"From: a@example.org\nthis is none\nTo: b@example.org\n\n").unwrap();
    assert_eq!(
        (stray.fields().len(), stray.stray_lines, stray.body()),
        (2, 1, Some(&b""[..]))
    );
}

/// The headers with their values, a star before those that are broken.
fn read(text: &str) -> Vec<String> {
    let mail = Message::read(text.as_bytes()).unwrap();
    let fields = mail.fields().iter().map(|field| {
        let star = if field.is_broken() { "*" } else { "" };
        format!("{star}{}: {}", field.name(), field.value())
    });
    fields.collect()
}

#[test]
fn no_header_has_such_a_name() {
    for line in [
        ">Received: from evil (evil [203.0.113.66]) by mx; Mon, 23 Nov 2026 08:00:07 +0000",
        "**Received:** from a",
        "{\"headers\": \"Received: from a\"}",
        "08:00:07 +0000",
        "https://mail.example.com/",
        "h=from:to",
        "(x: y)",
    ] {
        let text = format!("{line}\nFrom: a@example.org\n\n");
        assert_eq!(read(&text), ["From: a@example.org"], "{line}");
    }
    for name in ["X_a", "X-1.b", "Subject ", "x"] {
        assert_eq!(
            read(&format!("{name}: b\n")),
            [format!("{}: b", name.trim())]
        );
    }
}

#[test]
fn lines_without_their_white_space_are_joined() {
    let torn = "Received: from a.example (2603:10a6:10:231:\n:8) by\nb.example with\nSMTP Server (version=TLS1_3,\n\
                cipher=X) id 1; Mon, 23 Nov 2026\n08:00:07 +0000\n(envelope-from x)\nAuthentication-Results: b;\n\
                dkim=pass header.d=a;\nspf=pass (google.com:\ndomain of x)\nDKIM-Signature: v=1; d=a;\nh=\n\
                From:To:\nSubject:Date:\nMessage-ID;\nbh=abc\nd+/=; b=ab\ncd==\nFrom: a@example.org\n";
    assert_eq!(
        read(torn),
        [
            "*Received: from a.example (2603:10a6:10:231: :8) by b.example with SMTP Server (version=TLS1_3, cipher=X) id 1; \
             Mon, 23 Nov 2026 08:00:07 +0000 (envelope-from x)",
            "*Authentication-Results: b; dkim=pass header.d=a; spf=pass (google.com: domain of x)",
            "*DKIM-Signature: v=1; d=a; h= From:To: Subject:Date: Message-ID; bh=abc d+/=; b=ab cd==",
            "From: a@example.org",
        ]
    );
    let mail = Message::read(torn.as_bytes()).unwrap();
    assert_eq!((mail.joined_lines, mail.stray_lines), (16, 0));
    assert_eq!(
        read("Received: from a by b; Mon, 23 Nov 2026\nfe80::1 08:00:07 +0000\nfoo\n"),
        ["*Received: from a by b; Mon, 23 Nov 2026 fe80::1 08:00:07 +0000"]
    );
}

#[test]
fn headers_stay_headers_below_whatever() {
    for text in [
        // A signature that is whole, or one whose list of names does not go on so.
        "DKIM-Signature: v=1; b=x; h=from:to\nSubject:Hi\n",
        "DKIM-Signature: v=1; h=from:\nSubject: Hi\n",
        "DKIM-Signature: v=1; h=from:\nFrom:a@example.org\n",
        "Received: from a\nfrom:b\n",
        "Received: from a (b\nX-c.d: e\n",
        "Authentication-Results: a (b\nfrom: c\n",
    ] {
        assert_eq!(read(text).len(), 2, "{text}");
        assert!(
            !Message::read(text.as_bytes()).unwrap().is_broken(),
            "{text}"
        );
    }
    // What stands behind another header may be anything.
    let mail = Message::read(b"Subject: a\nby b with c\nTo: d@example.org\n").unwrap();
    assert_eq!((mail.joined_lines, mail.stray_lines), (0, 1));
}

#[test]
fn a_selection_that_began_inside_a_header_is_told() {
    for (top, is_lost) in [
        (
            "l.example.com (unknown [203.0.113.66]) by mx.example.net with ESMTPS id 2 for <b@example.net>;\n",
            true,
        ),
        (
            "n.example.org (x. [203.0.113.9])\n        by mx.example.net with ESMTPS id x;\n",
            true,
        ),
        ("        Mon, 23 Nov 2026 00:00:06 -0800 (PST)\n", true),
        ("Dear all, this was sent by Anna: at 12:30\n", false),
        ("Original Message\n", false),
        ("", false),
    ] {
        let mail = format!("{top}Received: from a by b; x\nFrom: a@example.org\n");
        let mail = Message::read(mail.as_bytes()).unwrap();
        assert_eq!(mail.lost_its_top(), is_lost, "{top}");
        assert_eq!(mail.fields().len(), 2);
    }
}

#[test]
fn what_is_no_mail_is_refused() {
    let many = "A: b\r\n".repeat(2000);
    let long = format!("A: {}\r\n\r\n", "x".repeat(600 * 1024));
    for (bytes, error) in [
        (&b""[..], MessageError::Empty),
        (b" \r\n\r\n", MessageError::Empty),
        (b"Dear Sir,\r\nhow are you?\r\n", MessageError::NoHeaders),
        (many.as_bytes(), MessageError::TooManyHeaders),
        (long.as_bytes(), MessageError::TooManyHeaders),
        (&vec![b'a'; MAX_MESSAGE + 1], MessageError::TooLarge),
    ] {
        assert_eq!(Message::read(bytes), Err(error));
    }
}

proptest! {
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        if let Ok(mail) = Message::read(&bytes) {
            prop_assert!(!mail.fields().is_empty());
        }
    }

    #[test]
    fn torn_headers_are_read(
        lines in prop::collection::vec(
            "(Received: |DKIM-Signature: v=1; h=|Authentication-Results: |From:|by |\\(|\\)|;|b=|x\\.y:|10:00:00| |:|é){0,5}",
            1..20,
        ),
    ) {
        // An empty line ends the headers; or each is doubled, which is another test's.
        let lines: Vec<String> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
        let text = format!("From: a@example.org\n{}", lines.join("\n"));
        let mail = Message::read(text.as_bytes()).unwrap();
        let lines = text.lines().count();
        let read: usize = mail.fields().iter().map(|field| field.raw().split(|byte| *byte == b'\n').count()).sum();
        // Each line is in a header, or is none.
        prop_assert_eq!(read + mail.stray_lines, lines);
    }

    #[test]
    fn bodies_end_their_lines_with_both(body in "[a\r\n]{0,60}") {
        let mail = Message::read(format!("From: a@example.org\r\n\r\n{body}").as_bytes()).unwrap();
        let body = mail.body().unwrap();
        for (place, byte) in body.iter().enumerate() {
            prop_assert!(*byte != b'\n' || (place > 0 && body[place - 1] == b'\r'));
        }
    }
}
