#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn a_reply_is_explained_by_the_finest_code_that_counts() {
    for (code, text, title) in [
        (550, "5.7.23 no", "SPF failed"),
        (550, "no such user", "Refused"),
        (550, "4.7.23 class differs", "Refused"), // RFC 2034 §4
        (550, "5.0.0 says no more", "Refused"),
        (550, "5.07.1 leading zero", "Refused"), // RFC 3463 §2
        (421, "4.7.0 busy", "About security or policy"),
        (250, "2.1.5 ok", "The recipient's address"),
        (577, "", "No"), // RFC 5321 §4.2.1: by its first digit
    ] {
        assert_eq!(reply(code, text).unwrap().title, title, "{code} {text}");
    }
    assert_eq!(reply(199, ""), None);
    assert_eq!(reply(600, ""), None);
}

#[test]
fn what_is_no_enhanced_code_is_not_one() {
    for text in [
        "", "5", "5.1", "5.1.1.1", "3.1.1", "5..1", "5.1.1000", "+5.1.1", "5.1.٣",
    ] {
        assert_eq!(enhanced(text), None, "{text}");
    }
    assert_eq!(
        enhanced("5.7.999").unwrap().title,
        "About security or policy"
    );
    assert_eq!(enhanced("4.9.9").unwrap().title, "No particular subject");
}

#[test]
fn lines_of_a_transcript_are_explained() {
    use Direction::{Client, Server};
    for (direction, text, title) in [
        (Client, "EHLO a.example", "Who is calling"),
        (Client, "mail from:<> SIZE=1", "A message from"),
        (Client, "STARTTLS", "Begin TLS"),
        (Server, "250-SIZE 100", "Size limit"),
        (Server, "250 STARTTLS", "Offers TLS"),
        (Server, "PIPELINING", "Commands in groups"),
        (Server, "250 2.0.0 ok", "Done"),
        (Server, "220", "Service ready"),
    ] {
        assert_eq!(line(direction, text).unwrap().title, title, "{text}");
    }
    for (direction, text) in [
        (Direction::Note, "EHLO a.example"),
        (Client, "EHLOX"),
        (Client, "é"),
        (Server, "25é"),
        (Server, "2500 x"),
        (Server, "\u{1b}[2J"),
    ] {
        assert_eq!(line(direction, text), None, "{text:?}");
    }
}

#[test]
fn every_text_is_a_sentence() {
    let codes = (200..600).filter_map(|code| reply(code, ""));
    let finer = (0..12).flat_map(|s| (0..40).filter_map(move |d| enhanced(&format!("5.{s}.{d}"))));
    for explained in codes.chain(finer) {
        assert!(!explained.title.ends_with('.'), "{}", explained.title);
        assert!(
            explained.meaning.ends_with('.') && explained.action.ends_with('.'),
            "{}",
            explained.title
        );
    }
}
