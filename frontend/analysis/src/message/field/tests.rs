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
    assert_eq!((torn.fields().len(), torn.stray_lines), (2, 1));
    assert!(torn.fields()[0].is_broken() && !torn.fields()[1].is_broken());
    let stray = Message::read(b"From: a@example.org\nthis is none\nTo: b@example.org\n\n").unwrap();
    assert_eq!(
        (stray.fields().len(), stray.stray_lines, stray.body()),
        (2, 1, Some(&b""[..]))
    );
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
    fn bodies_end_their_lines_with_both(body in "[a\r\n]{0,60}") {
        let mail = Message::read(format!("From: a@example.org\r\n\r\n{body}").as_bytes()).unwrap();
        let body = mail.body().unwrap();
        for (place, byte) in body.iter().enumerate() {
            prop_assert!(*byte != b'\n' || (place > 0 && body[place - 1] == b'\r'));
        }
    }
}
