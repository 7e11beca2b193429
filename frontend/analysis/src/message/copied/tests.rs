use proptest::prelude::*;

use super::*;

const MAIL: &str = "Return-Path: <a@example.org>\nReceived: from out.example.org (out.example.org [192.0.2.1])\n\tby \
                    mx.example.net with ESMTPS id 1\n\tfor <b@example.net>; Sun, 22 Nov 2026 10:00:02 +0000\n\
                    DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=a;\n\tb=abc=\nFrom: A <a@example.org>\n\
                    Subject: \"x\" & y\n\nHello\n\n-- A.\n";

fn cleaned(text: &[u8]) -> (String, Vec<Change>) {
    let (cleaned, changes) = clean(text);
    (String::from_utf8_lossy(&cleaned).into_owned(), changes)
}

fn each_line(line: impl Fn(&str) -> String) -> String {
    MAIL.lines().map(|text| line(text) + "\n").collect()
}

/// The text becomes the mail again, and only this was done to it.
fn is_mended(text: impl AsRef<[u8]>, change: Change) {
    let (mended, changes) = cleaned(text.as_ref());
    assert_eq!(mended, MAIL);
    assert_eq!(changes, [change]);
    assert!(doubt_of_body(&changes).is_some() || change == Change::Emlx);
}

#[test]
fn signs_before_every_line_are_taken_away() {
    for signs in ["> ", ">", ">> ", "> > ", "| ", "    ", "\t", " "] {
        is_mended(each_line(|line| format!("{signs}{line}")), Change::Quoted);
        is_mended(
            each_line(|line| format!("{signs}{line}").trim_end().to_owned()),
            Change::Quoted,
        );
    }
    let titled = each_line(|line| format!("> {line}"));
    let (text, _) = cleaned(format!("Headers:\n{titled}").as_bytes());
    assert_eq!(text, format!("Headers:\n{MAIL}"));
}

#[test]
fn what_stands_around_a_mail_is_taken_away() {
    is_mended(format!("```\n{MAIL}```\n"), Change::Fence);
    is_mended(format!("```text\n{MAIL}```"), Change::Fence);
    let list = "<?xml version=\"1.0\"?>\n<plist>\n</plist>\n";
    is_mended(format!("{}\n{MAIL}{list}", MAIL.len()), Change::Emlx);
    is_mended(
        format!("{}   \n{MAIL}{list}", MAIL.len() + 9),
        Change::EmlxOfOtherLength,
    );
    for blank in ["", "\n"] {
        let page = format!(
            "Original Message\n{blank}Message ID\t<1@example.org>\nFrom:\tA <a@example.org>\nSPF:\tPASS with IP 192.0.2.1\n\
             DKIM:\t'PASS' with domain example.org\n{blank}Download Original\nCopy to clipboard\n{blank}{MAIL}"
        );
        is_mended(page, Change::Page);
    }
}

#[test]
fn letters_that_were_written_otherwise_are_put_right() {
    let escaped = MAIL.replace('&', "&amp;").replace('<', "&lt;");
    is_mended(
        escaped.replace('>', "&gt;").replace('"', "&quot;"),
        Change::Html,
    );
    let encoded = MAIL.replace('=', "=3D");
    is_mended(&encoded, Change::QuotedPrintable);
    is_mended(
        encoded.replace("mx.exam", "mx.ex=\nam"),
        Change::QuotedPrintable,
    );
    let spaced = each_line(|line| format!("{line}=20")).replace("\n=20\n", "\n\n");
    is_mended(spaced, Change::QuotedPrintable);
    is_mended(MAIL.replace(": ", ":\u{a0}"), Change::Spaces);
    let (folded, _) = cleaned(MAIL.replace('\t', "\u{a0}\u{a0}").as_bytes());
    assert_eq!(folded, MAIL.replace('\t', "  "));
    let (everywhere, _) = cleaned(MAIL.replace(['\t', ' '], "\u{a0}").as_bytes());
    assert_eq!(everywhere, MAIL.replace('\t', " "));
    for sign in ["\u{200e}", "\u{200f}", "\u{200b}", "\u{feff}"] {
        is_mended(
            MAIL.replace("Received:", &format!("{sign}Received:")),
            Change::Spaces,
        );
    }
}

#[test]
fn ends_of_lines_and_encodings_are_put_right() {
    for end in ["\r", "\u{b}", "\u{85}", "\u{2028}", "\u{2029}"] {
        is_mended(MAIL.replace('\n', end), Change::LineEnds);
    }
    let (text, changes) = cleaned(MAIL.replace('\n', "\r\r\n").as_bytes());
    assert_eq!(
        (text, changes),
        (MAIL.replace('\n', "\r\n"), vec![Change::DoubledCr])
    );
    let units = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    for mark in ["\u{feff}", ""] {
        let marked = format!("{mark}{MAIL}");
        is_mended(units(&marked, u16::to_le_bytes), Change::Utf16);
        is_mended(units(&marked, u16::to_be_bytes), Change::Utf16);
    }
    let doubled = MAIL.replace('\n', "\n\n");
    let (text, changes) = cleaned(doubled.as_bytes());
    assert_eq!((text.as_str(), changes), (MAIL, vec![Change::DoubledLines]));
}

#[test]
fn a_mail_as_it_was_saved_is_not_touched() {
    let odd = [
        MAIL.to_owned(),
        MAIL.replace('\n', "\r\n"),
        // Spaces and letters of any kind where an author may write them.
        MAIL.replace("\"x\"", "\u{a0}&lt;x&gt; =3D =20 \u{200b}\n \u{a0}y"),
        MAIL.replace("Subject: ", "Subject:\u{a0}"),
        "X-A: b\n\u{b}\u{2028}\r\nFrom: a@example.org\n\n```\n> b\n```\n".to_owned(),
        // A body with whatever; and headers without brackets.
        format!(
            "{MAIL}> a\n&lt;b&gt; v=3D1=20\n```\n[Message clipped]\n<?xml ?>\n</plist>\n\r\r\n"
        ),
        "From: a@example.org\nSubject: for &lt;b&gt;\n\n&lt;a&gt;".to_owned(),
        "Received: from a\n by b\n  Received: from c\n > d\nFrom: e@example.org\n\n".to_owned(),
        " X: a\nFrom: b@example.org\nTo: c@example.org\n\n".to_owned(),
        "Subject: SPF:\nSPF: pass\nFrom: a@example.org\n\nReceived: b\n".to_owned(),
        "From: a@example.org\n\nTo: b\n\nCc: c\n\nBcc: d\n".replace("From", "X: y\nFrom"),
        "123\nFrom: a@example.org\n\n".to_owned(),
        String::new(),
    ];
    for mail in odd {
        let (same, changes) = clean(mail.as_bytes());
        assert_eq!(String::from_utf8_lossy(&same), mail);
        assert!(
            changes.is_empty() && matches!(same, Cow::Borrowed(_)),
            "{mail}"
        );
    }
}

proptest! {
    #[test]
    fn to_clean_twice_is_to_clean_once(
        lines in prop::collection::vec(
            "(> |>|\t|```|12|&lt;|=20|=3D|\u{a0}|\u{200e}|Received: |From: |SPF: |v=3D1|for |&gt;|a|:| |\r|\u{b}){0,6}",
            0..14,
        ),
        end in "\n|\r\n|\r|\r\r\n|\n\n",
    ) {
        let text = lines.join(&end);
        let once = clean(text.as_bytes()).0.into_owned();
        prop_assert_eq!(clean(&once).0.into_owned(), once);
    }

    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = clean(&bytes);
    }
}
