//! What is said to the author of a mail whose own signature did not survive the way.

use super::*;

/// A mail from a mailing list: SPF is the list's.
fn from_list(signature: &str, headers: &str, body: &str) -> Examination {
    let top = TOP.replace("<a@example.org>\r\n", "<list-bounces@example.net>\r\n");
    let mut zone = zone();
    zone.push(("s1._domainkey.mail.example.org", Has::Txt(key_record())));
    judge(
        &format!("{top}List-Id: <list.example.net>\r\n{signature}\r\n{headers}\r\n{body}"),
        &zone,
    )
}

fn todo(seen: &Examination) -> &str {
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
    remark(seen, "dmarc-fail").todo.as_deref().unwrap()
}

#[test]
fn a_footer_below_what_a_name_below_signed_is_not_its_fault() {
    for signer in ["example.org", "mail.example.org"] {
        let signature = dkim_signature(signer, "", HEADERS, BODY);
        let seen = from_list(&signature, HEADERS, &format!("{BODY}-- \r\nfooter\r\n"));
        let todo = todo(&seen);
        assert!(
            todo.starts_with(&format!("Whoever changed it after {signer} had signed")),
            "{todo}"
        );
    }
}

#[test]
fn nobody_is_told_to_sign_what_is_signed() {
    let tagged = HEADERS.replace("Subject: ", "Subject: [List] ");
    let signature = dkim_signature("example.org", "", HEADERS, BODY);
    for body in [BODY.to_owned(), format!("{BODY}-- \r\nfooter\r\n")] {
        let seen = from_list(&signature, &tagged, &body);
        let todo = todo(&seen);
        assert!(todo.contains("is there and does not hold"), "{todo}");
        assert!(!todo.contains("sign with"), "{todo}");
        // Who wrote a signature that does not hold is not known.
        let text = &remark(&seen, "dmarc-fail").text;
        assert!(!text.contains("signed it, and it was changed"), "{text}");
    }
    let refused = signature.replace("ed25519-sha256", "rsa-sha1");
    let seen = from_list(&refused, HEADERS, BODY);
    assert!(todo(&seen).contains("mend what is said of that"));
    // A signature of somebody else does not help, and neither does none.
    let other = dkim_signature("example.net", "", &tagged, BODY);
    let seen = from_list(&other, HEADERS, BODY);
    assert!(todo(&seen).contains("sign with “d=example.org”"));
}
