#![allow(clippy::unwrap_used)]

use shared::Direction::{self, Client, Note, Server};

use super::*;

const BOOK: Book = Book::ours();

/// The titles of a conversation's explanations, `-` where there is none.
fn titles(lines: &[(Direction, &str)]) -> Vec<String> {
    let book = BOOK;
    let mut listener = Listener::new(&book);
    lines
        .iter()
        .map(|(direction, text)| {
            let explained = listener.hear(*direction, text);
            explained.map_or_else(|| "-".to_owned(), |explained| explained.title.to_owned())
        })
        .collect()
}

/// Checks a conversation whose lines stand beside the titles of their explanations.
fn expect(lines: &[(Direction, &str, &str)]) {
    let said: Vec<_> = lines.iter().map(|(who, text, _)| (*who, *text)).collect();
    let wanted: Vec<_> = lines.iter().map(|(_, _, title)| *title).collect();
    assert_eq!(titles(&said), wanted);
}

#[test]
fn a_reply_is_explained_by_the_finest_code_that_counts() {
    let book = BOOK;
    for (code, text, answers, title) in [
        ("550", "5.7.23 no", "", "SPF failed"),
        ("550", "no such user", "", "Refused"),
        ("550", "4.7.23 class differs", "", "Refused"), // RFC 2034 §4
        ("550", "5.0.0 says no more", "", "Refused"),
        ("550", "5.07.1 leading zero", "", "Refused"), // RFC 3463 §2
        (
            "550",
            "5.7.99 none of the registry",
            "",
            "About security or policy",
        ),
        ("421", "4.7.0 busy", "", "About security or policy"),
        ("250", "2.1.5 ok", "", "The recipient's address"),
        // What worked is better explained by the command, and a refusal by the finer code.
        ("250", "2.1.5 ok", "RCPT TO:", "Recipient accepted"),
        ("550", "5.1.1 no", "RCPT TO:", "Mailbox address"),
        ("550", "no", "RCPT TO:", "Recipient refused"),
        ("550", "no", "VRFY", "Refused"),
        ("554", "go away", "greeting", "Turned away"),
        ("421", "4.7.0 busy", "greeting", "Turned away for now"),
        ("554", "5.7.1 listed", "greeting", "Not authorised"),
        ("577", "", "", "No"), // RFC 5321 §4.2.1: by its first digit
        ("299", "", "", "Accepted"),
    ] {
        let explained = book.reply(code, text, answers).unwrap();
        assert_eq!(explained.title, title, "{code} {text} {answers}");
    }
    for code in ["", "199", "600", "é50", "007"] {
        assert_eq!(book.reply(code, "", ""), None, "{code}");
    }
}

#[test]
fn the_class_is_the_first_digit() {
    let book = BOOK;
    for (code, class) in [
        ("250", "Success"),
        ("354", "Go on"),
        ("450", "Not now"),
        ("550", "Refused"),
    ] {
        assert_eq!(book.reply(code, "", "").unwrap().class, Some(class));
    }
    assert_eq!(book.enhanced("4.2.2").unwrap().class, Some("Not now"));
    assert_eq!(book.enhanced("2.1.5").unwrap().action, None);
}

#[test]
fn what_is_no_enhanced_code_is_not_one() {
    let book = BOOK;
    for text in [
        "", "5", "5.1", "5.1.1.1", "3.1.1", "5..1", "5.1.", "5.1.1000", "+5.1.1", "5.1.٣",
        "5.1.+1", "55.1.1",
    ] {
        assert_eq!(book.enhanced(text), None, "{text}");
    }
    let title = |text| book.enhanced(text).unwrap().title;
    assert_eq!(title("5.7.999"), "About security or policy");
    assert_eq!(title("4.9.9"), "No particular subject");
    assert_eq!(title("5.1.10"), "The recipient's domain takes no mail");
}

#[test]
fn a_visit_is_explained_line_by_line() {
    expect(&[
        (Note, "connected to 192.0.2.1, smtp", "Connected"),
        (Server, "220-mx.example.org ESMTP", "Greeting"),
        (Server, "220 no advertising", "-"), // the same reply goes on
        (Client, "EHLO probe.example", "Who is calling"),
        (Server, "250-mx.example.org", "Greeted back"),
        (Server, "250-SIZE 100", "Size limit"),
        (Server, "250-starttls", "Offers TLS"), // RFC 5321 §4.1.1.1: in any case
        (Server, "250-AUTH=LOGIN", "Signing in"),
        (Server, "250 XCLIENT", "Another extension"),
        (Client, "STARTTLS", "Begin TLS"),
        (Server, "220 2.0.0 Ready to start TLS", "Ready for TLS"),
        (
            Note,
            "TLS 1.3 agreed, TLS_AES_128_GCM_SHA256, x25519",
            "Encrypted",
        ),
        (Client, "EHLO probe.example", "Who is calling"),
        (Server, "250 mx.example.org", "Greeted back"),
        (Client, "mail from:<> SIZE=1", "A message from"),
        (Server, "250 2.1.0 Ok", "Sender accepted"),
        (Client, "RCPT TO:<a@example.org>", "A message to"),
        (
            Server,
            "554 5.7.1 <a@example.org>: Relay access denied",
            "Not authorised",
        ),
        (Client, "RSET", "Start over"),
        (Server, "250 2.0.0 Ok", "Forgotten"),
        (Client, "QUIT", "Goodbye"),
        (Server, "221 2.0.0 Bye", "Closing"),
        (
            Note,
            "connected again, to offer TLS 1.0 at most",
            "Another connection",
        ),
        (Server, "421 busy", "Turned away for now"),
    ]);
}

#[test]
fn replies_belong_to_commands_in_their_order() {
    // RFC 2920: several commands at once.
    expect(&[
        (Server, "220 mx", "Greeting"),
        (Client, "MAIL FROM:<>", "A message from"),
        (Client, "RCPT TO:<a@example.org>", "A message to"),
        (Client, "XSOMETHING", "-"),
        (Server, "250 ok", "Sender accepted"),
        (Server, "250 ok", "Recipient accepted"),
        (Server, "250 ok", "Done"),
        // Nobody asked.
        (Server, "250-STARTTLS", "Done"),
        (Server, "250 STARTTLS", "-"),
    ]);
    // Port 465: TLS first, then the greeting. RFC 3207 §4.2: a command sent in clear is forgotten.
    expect(&[
        (Note, "TLS 1.2 agreed, TLS_X", "Encrypted"),
        (Server, "220 mx", "Greeting"),
        (Client, "STARTTLS", "Begin TLS"),
        (Client, "NOOP", "Nothing"),
        (Server, "220 go", "Ready for TLS"),
        (Note, "TLS 1.2 agreed, TLS_X", "Encrypted"),
        (Client, "EHLO a", "Who is calling"),
        (Server, "250-mx", "Greeted back"),
        (Server, "250 DSN", "Delivery reports"),
    ]);
}

#[test]
fn what_was_explained_before_is_marked() {
    let book = BOOK;
    let mut listener = Listener::new(&book);
    let mut hear = |text| listener.hear(Client, text).unwrap();
    let first = hear("RCPT TO:<a@example.org>");
    let second = hear("RCPT TO:<b@example.org>");
    assert!(!first.is_repeated && second.is_repeated);
    assert_eq!(second.meaning, first.meaning);
    assert!(!hear("RSET").is_repeated);
}

#[test]
fn remarks_are_explained_by_their_beginning() {
    let book = BOOK;
    for (text, title) in [
        ("TLS 1.0 agreed, TLS_X", "Encrypted, with an old version"),
        (
            "SSLv3 chosen, TLS_X",
            "The server still takes a broken version",
        ),
        (
            "the server sent the alert protocol_version (70)",
            "Version refused",
        ),
        (
            "the server sent the alert certificate_unknown (46) while making the TLS handshake",
            "Handshake ended by the server",
        ),
        (
            "24 bytes came in clear before the handshake; discarded",
            "Words from before TLS",
        ),
        ("nothing came within 30 s while connecting", "Silence"),
        // A server's words are not read as a remark of ours.
        (
            "the server said “554 TLS 1.3 agreed, connected to” while waiting for the greeting",
            "Stopped by this answer",
        ),
    ] {
        assert_eq!(book.note(text).unwrap().title, title, "{text}");
    }
    assert_eq!(book.note("written by hand"), None);
}

#[test]
fn what_is_not_known_is_not_explained() {
    for (direction, text) in [
        (Note, "EHLO a.example"),
        (Client, "EHLOX"),
        (Client, "EHLO\ta"),
        (Client, "é"),
        (Client, ""),
        (Server, "25é"),
        (Server, "2500 x"),
        (Server, "25"),
        (Server, "950 x"),
        (Server, "\u{1b}[2J"),
        (Server, "PIPELINING"),
    ] {
        assert_eq!(titles(&[(direction, text)]), ["-"], "{text:?}");
    }
}

#[test]
fn a_flood_of_commands_is_not_remembered() {
    let flood = vec![(Client, "NOOP"); 10_000];
    assert_eq!(titles(&flood).len(), 10_000);
    let book = BOOK;
    let mut listener = Listener::new(&book);
    for (direction, text) in flood {
        listener.hear(direction, text);
    }
    assert!(format!("{listener:?}").matches("NOOP").count() <= 17);
}

#[test]
fn every_text_is_a_sentence_and_every_key_is_found() {
    let all = || {
        OURS.into_iter()
            .flat_map(|(name, table)| table.iter().map(move |entry| (name, entry)))
    };
    for (name, entry) in all() {
        let place = format!("{name} {}", entry.key);
        assert!(
            !entry.title.is_empty() && !entry.title.ends_with('.'),
            "{place}"
        );
        assert!(entry.meaning.ends_with('.'), "{place}");
        assert!(
            entry.action.is_empty() || entry.action.ends_with('.'),
            "{place}"
        );
    }
    for (name, table) in OURS {
        for (place, entry) in table.iter().enumerate() {
            // Of remarks the first that fits counts, elsewhere the only one.
            let hidden = table.iter().take(place).any(|earlier| match name {
                "notes" => entry.key.starts_with(&*earlier.key),
                _ => entry.key.eq_ignore_ascii_case(&earlier.key),
            });
            assert!(!hidden, "{name} {}: never found", entry.key);
        }
    }
    // A reply in the light of a command names one that can be heard.
    let book = BOOK;
    let (_, replies) = OURS
        .into_iter()
        .find(|(name, _)| *name == "replies")
        .unwrap();
    for (_, command) in replies.iter().filter_map(|entry| entry.key.split_once(' ')) {
        let known =
            command == "greeting" || book.command(command).is_some_and(|(key, _)| key == command);
        assert!(known, "{command}");
    }
}
