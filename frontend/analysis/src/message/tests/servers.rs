//! Mail as real servers left it: written to Postfix 3.7 without TLS, signed by OpenDKIM 2.11, forwarded by Exim 4.96, and put
//! into a mailbox by another Postfix, whose lines end with LF.

use super::*;
use crate::message::path::Trust;
use crate::message::received::Sealed;

const MAIL: &[u8] = include_bytes!("mails/forwarded.eml");
const KEY: &str = include_str!("mails/forwarded-key.txt");
/// 27 November 2026, when it was sent.
const THEN: Timestamp = Timestamp::from_seconds(1_795_783_600);

fn judge(mail: &[u8]) -> Examination {
    let zone = [
        (
            "rsa1._domainkey.example.org",
            Has::Txt(KEY.trim().to_owned()),
        ),
        (
            "example.org",
            Has::Txt("v=spf1 ip4:192.0.2.25 -all".to_owned()),
        ),
        (
            "_dmarc.example.org",
            Has::Txt("v=DMARC1; p=reject".to_owned()),
        ),
    ];
    let parts = Parts::read(Message::read(mail).unwrap());
    let choice = Choice::default();
    let mut evidence = parts.evidence(Vantage::default(), THEN).unwrap();
    ask(&mut evidence, &zone, |evidence| {
        outstanding(&parts, &choice, evidence)
    });
    examine(&parts, &choice, &evidence, THEN)
}

#[test]
fn forwarded_mail_is_vouched_for_by_its_signature() {
    let seen = judge(MAIL);
    assert_eq!(seen.signatures[0].result, SignatureResult::Pass);
    assert_eq!(seen.spf.result, Some(SpfResult::Fail));
    assert_eq!(seen.dmarc.result, DmarcResult::Pass);
    let way: Vec<_> = seen
        .path
        .hops
        .iter()
        .map(|hop| {
            let received = &hop.received;
            let tls = received.tls.as_ref().and_then(|tls| tls.version.as_deref());
            (received.by.as_deref(), received.sealed, tls, hop.trust)
        })
        .collect();
    assert_eq!(
        way,
        [
            (Some("out.example.org"), Sealed::No, None, Trust::Claimed),
            (
                Some("fwd.example.com"),
                Sealed::Yes,
                Some("TLS 1.3"),
                Trust::Claimed
            ),
            (
                Some("mx.example.net"),
                Sealed::Yes,
                Some("TLS 1.3"),
                Trust::Border
            ),
        ]
    );
    assert_eq!(
        seen.path.hops[1].received.envelope_from.as_deref(),
        Some("anna@example.org")
    );
}

#[test]
fn one_letter_of_it_is_a_change() {
    let text = std::str::from_utf8(MAIL).unwrap();
    let seen = judge(text.replace("by exim", "by Exim").as_bytes());
    assert_eq!(seen.signatures[0].result, SignatureResult::BodyChanged);
    let seen = judge(
        text.replace("Subject: forwarded", "Subject: Forwarded")
            .as_bytes(),
    );
    assert_eq!(seen.signatures[0].result, SignatureResult::HeadersChanged);
    assert_eq!(seen.dmarc.result, DmarcResult::Fail);
}
