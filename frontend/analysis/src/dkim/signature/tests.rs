//! Pasted headers and mails.

use proptest::prelude::*;

use super::*;

fn found(text: &str) -> Vec<String> {
    let read = signatures(text);
    read.found
        .iter()
        .map(|(selector, domain)| format!("{selector}@{domain}"))
        .chain(read.problems)
        .collect()
}

#[test]
fn selectors_are_read_from_what_people_paste() {
    for (text, expected, reason) in [
        (
            "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=Sel1; h=From:To; b=abc=",
            vec!["sel1@example.org"],
            "one line",
        ),
        (
            "dkim-signature:v=1;d=example.org;\r\n\ts=a.b;\r\n bh=x",
            vec!["a.b@example.org"],
            "folded",
        ),
        (
            "DKIM-Signature: d=example.org;\ns=x; h=From:To:\nSubject:Date; b=q",
            vec!["x@example.org"],
            "the folding's white space is lost",
        ),
        (
            "From: a@b\nDKIM-Signature: d=a.example; s=x\nDKIM-Signature: d=b.example; s=y\n\nDKIM-Signature: d=c.example; s=z",
            vec!["x@a.example", "y@b.example"],
            "the body is another's",
        ),
        (
            "DKIM-Signature: d=a.example; s=x\nDKIM-Signature: d=a.example; s=x\n",
            vec!["x@a.example"],
            "each pair once",
        ),
        (
            "v=1; a=rsa-sha256; d=example.org; s=x; b=",
            vec!["x@example.org"],
            "the value alone",
        ),
        (
            "X-Google-DKIM-Signature: d=1e100.net; s=x",
            vec!["There is no DKIM-Signature header in this text."],
            "another header",
        ),
        (
            "",
            vec!["There is no DKIM-Signature header in this text."],
            "nothing",
        ),
        (
            "DKIM-Signature: d=example.org; b=x",
            vec!["Signature 1: “s=” is missing."],
            "no selector",
        ),
        (
            "DKIM-Signature: d=example.org; s=a; s=b",
            vec!["Signature 1: “s=” is given twice."],
            "two selectors",
        ),
        (
            "DKIM-Signature: d=example.org; s=$(rm)",
            vec![
                "Signature 1: The selector cannot be read: a selector has letters, digits, hyphens and dots alone.",
            ],
            "hostile",
        ),
    ] {
        assert_eq!(found(text), expected, "{reason}");
    }
    let bad = found("DKIM-Signature: d=exa mple..org; s=a");
    assert!(
        bad.len() == 1 && bad[0].starts_with("Signature 1: The domain"),
        "{bad:?}"
    );
    let many = "DKIM-Signature: d=example.org; s=a\n".repeat(5000);
    let read = signatures(&many);
    assert_eq!((read.found.len(), read.problems.len()), (1, 1));
}

proptest! {
    #[test]
    fn hostile_text_gives_few_answers(text in any::<String>()) {
        let read = signatures(&text);
        prop_assert!(read.found.len() <= MAX_SIGNATURES && read.problems.len() <= MAX_SIGNATURES + 2);
    }
}
