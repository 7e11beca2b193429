//! Single mails.

use analysis::dns;
use analysis::evidence::{Evidence, Vantage};
use analysis::message::{
    Choice, DmarcResult, Examination, Message, Parts, SignatureResult, Vouched, examine,
    outstanding,
};
use analysis::query::{DnsAnswer, DnsOutcome, Outcome, Query};
use shared::{Octets, Timestamp};

/// What a name has, whichever it is: the key of RFC 8463 §A.2, or policies.
const RECORDS: [&str; 4] = [
    "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    "v=spf1 include:%{d} exists:%{i}.%{l}.x mx ptr ip4:8.8.8.8 -all",
    "v=DMARC1; p=reject; adkim=s",
    "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu",
];

/// Reads bytes as a mail, with its lines as they are and otherwise, and judges it in a small world.
///
/// The first byte says what DNS answers and which line of the path is chosen; the rest is the mail.
pub fn message(input: &[u8]) {
    let Some((&first, bytes)) = input.split_first() else {
        return;
    };
    let Ok(message) = Message::read(bytes) else {
        return;
    };
    // Nothing of a mail hangs on whether its lines end with CR LF or LF.
    if !bytes.contains(&b'\r') {
        let other = bytes
            .split(|byte| *byte == b'\n')
            .collect::<Vec<_>>()
            .join(&b"\r\n"[..]);
        if let Ok(other) = Message::read(&other) {
            assert_eq!(other.fields(), message.fields());
            assert_eq!(other.body(), message.body());
        }
    }
    let parts = Parts::read(message);
    let choice = Choice {
        border: (first & 0x40 != 0).then_some(usize::from(first & 3)),
        mail_from: None,
    };
    let now = Timestamp::from_seconds(1_795_000_000);
    let mut evidence = parts.evidence(Vantage::default(), now).unwrap();
    check(&examine(&parts, &choice, &evidence, now));
    let mut rounds = 0;
    loop {
        let queries = outstanding(&parts, &choice, &evidence);
        if queries.is_empty() {
            break;
        }
        rounds += 1;
        assert!(rounds < 60, "no end of questions: {queries:?}");
        for query in queries {
            answer(&mut evidence, query, first);
        }
    }
    let seen = examine(&parts, &choice, &evidence, now);
    assert!(seen.is_complete);
    assert_ne!(seen.dmarc.result, DmarcResult::Pending);
    check(&seen);
}

fn check(seen: &Examination) {
    for check in &seen.signatures {
        let holds = check.verification.and_then(|one| one.holds());
        assert_eq!(check.result == SignatureResult::Pass, holds == Some(true));
        assert!(!check.words.is_empty());
    }
    let mut vouched = seen.dmarc.identifiers.iter();
    let passes = vouched.any(|one| one.aligned == Some(true) && one.vouched == Vouched::Yes);
    assert_eq!(seen.dmarc.result == DmarcResult::Pass, passes);
    assert!(
        seen.remarks
            .is_sorted_by(|one, other| one.severity >= other.severity)
    );
    assert!(
        seen.path
            .border
            .hop
            .is_none_or(|hop| hop < seen.path.hops.len())
    );
    serde_json::to_string(seen).unwrap();
}

/// An answer to any question: none, a failure, or the same text for every name.
fn answer(evidence: &mut Evidence, query: Query, first: u8) {
    let Query::Dns { question, .. } = &query else {
        panic!("a mail asks DNS alone");
    };
    let asked = dns::encode(question);
    // The name ends with the root's empty label; the type and the class follow.
    let end = 12 + asked[12..].iter().position(|byte| *byte == 0).unwrap() + 5;
    let mut wire = asked[..end].to_vec();
    wire[2] = 0x80;
    wire[3] = 0;
    wire[6..12].fill(0);
    match (first >> 3) & 7 {
        0 => wire[3] = 3,
        1 => wire[3] = 2,
        2 => {}
        _ if question.record_type == dns::RecordType::Txt => {
            let text = RECORDS[usize::from(first & 3)];
            wire[7] = 1;
            wire.extend([0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
            let length = u8::try_from(text.len()).unwrap();
            wire.extend(u16::from(length + 1).to_be_bytes());
            wire.push(length);
            wire.extend(text.as_bytes());
        }
        _ => {}
    }
    let outcome = Outcome::Dns(DnsOutcome {
        observed_at: evidence.now,
        elapsed_ms: 1,
        answer: DnsAnswer::Message {
            wire: Octets::from(wire),
        },
    });
    evidence.insert(query, outcome).unwrap();
}
