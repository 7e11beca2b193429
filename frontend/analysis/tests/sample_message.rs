//! The sample mail of the page, with the answers of DNS that `scripts/sample-message.mjs` wrote for it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture ends the test"
)]

use analysis::Evidence;
use analysis::message::{
    ArcResult, Choice, DmarcResult, Examination, Message, Parts, Sealed, SenderName,
    SignatureResult, Standing, Trust, examine, outstanding,
};
use analysis::spf::SpfResult;

const MAIL: &[u8] = include_bytes!("../../public/samples/message.eml");
const ANSWERS: &str = include_str!("../../public/samples/message.json");

fn judge(mail: &[u8]) -> Examination {
    let parts = Parts::read(Message::read(mail).unwrap());
    let evidence: Evidence = serde_json::from_str(ANSWERS).unwrap();
    let choice = Choice::default();
    // Whoever looks at the sample asks nobody.
    assert_eq!(outstanding(&parts, &choice, &evidence), []);
    examine(&parts, &choice, &evidence, evidence.now)
}

#[test]
fn the_list_has_broken_what_the_author_signed() {
    let seen = judge(MAIL);
    assert!(seen.is_complete);
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
    assert_eq!(seen.signatures.len(), 1);
    assert_eq!(seen.signatures[0].result, SignatureResult::BodyChanged);
    assert_eq!(seen.spf.result, Some(SpfResult::Pass));
    assert_eq!(seen.spf.domain.as_deref(), Some("lists.example.com"));
    assert!(matches!(seen.spf.name, SenderName::Confirmed { .. }));
    assert_eq!(
        (seen.arc.result, seen.arc.oldest_pass),
        (ArcResult::Pass, Some(1))
    );
    assert_eq!(seen.results[0].standing, Standing::Own);
    let codes: Vec<_> = seen.remarks.iter().map(|remark| remark.code).collect();
    assert_eq!(
        codes,
        [
            "dmarc-fail",
            "dkim-body-changed",
            "spf-not-aligned",
            "arc-pass",
            "border-sealed"
        ]
    );
    let fail = seen.remarks[0].todo.as_deref().unwrap();
    assert!(fail.contains("mailing list"), "{fail}");
}

#[test]
fn its_way_is_read_whole() {
    let way: Vec<_> = judge(MAIL)
        .path
        .hops
        .into_iter()
        .map(|hop| (hop.delay, hop.trust, hop.received.sealed))
        .collect();
    assert_eq!(
        way,
        [
            (None, Trust::Claimed, Sealed::Yes),
            (Some(1), Trust::Claimed, Sealed::Yes),
            (Some(4), Trust::Border, Sealed::Yes),
            (Some(1), Trust::Own, Sealed::Unsaid),
        ]
    );
}

#[test]
fn without_the_footer_it_would_have_passed() {
    let text = std::str::from_utf8(MAIL).unwrap();
    let (mail, _) = text.split_once("\r\n____").unwrap();
    let seen = judge(mail.as_bytes());
    assert_eq!(seen.signatures[0].result, SignatureResult::Pass);
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
}
