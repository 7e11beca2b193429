//! What comes instead of a handshake, inside one, and on the connections that follow one.

use std::time::Duration;

use rcgen::{CustomExtension, SanType};
use rustls_pki_types::CertificateDer;
use shared::{Cause, Failure, HelloAnswer, Observation, Phase, Service};

use super::case::{
    Case, Ending, UNSEALED, WHOLE, code, hung_up, no_tls, offered, timed_out, tls_broken,
};
use crate::dialogue::good_script;
use crate::support::HOST;
use crate::support::pki::{Authority, Identity};
use crate::support::server::{Step, say};

/// Up to the client's hello, and then this.
fn to_hello(then: Vec<Step>) -> Vec<Step> {
    [offered(), vec![say("220 go"), Step::ReadSome], then].concat()
}

fn stopped(what: impl Into<String>, then: Vec<Step>, is_right: super::case::IsRight) -> Case {
    let ending = Ending::Stopped(Phase::Handshake, is_right);
    Case::new(what, to_hello(then), ending).keeping(UNSEALED)
}

/// RFC 8446 §6, RFC 5246 §7.2 and the IANA registry; 1 and 200 are nobody's.
const ALERTS: [u8; 37] = [
    0, 1, 10, 20, 21, 22, 30, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 60, 70, 71, 80, 86,
    90, 100, 109, 110, 111, 112, 113, 114, 115, 116, 120, 121, 200,
];

/// Each alert as the answer to every hello.
pub(super) fn alerts() -> Vec<Case> {
    let case = |code| {
        let what = format!("the fatal alert {code}");
        let script = to_hello(vec![Step::Send(vec![21, 3, 3, 0, 2, 2, code])]);
        Case::new(what, script, Ending::Alert(code)).keeping(UNSEALED)
    };
    ALERTS.into_iter().map(case).collect()
}

/// Whatever else is no handshake.
pub(super) fn no_handshakes() -> Vec<Case> {
    let tls10 = include_bytes!("../../../src/hello/corpus/openssl-tls10.bin");
    let second = Duration::from_secs(1);
    let send = |bytes: &[u8]| vec![Step::Send(bytes.to_vec())];
    let flood = |chunk: Vec<u8>| vec![Step::Flood(chunk, 20_000)];
    // A message of 16 MiB, said to follow.
    let endless = [&[22, 3, 3, 0x40, 0, 2, 255, 255, 255][..], &[0; 0x3FFC]].concat();
    vec![
        stopped("silence", vec![], timed_out).slow(),
        stopped("a close", vec![Step::Close], hung_up),
        stopped("a half-close", vec![Step::HalfClose], hung_up),
        stopped("a reset", vec![Step::Reset], |cause| *cause == Cause::Reset),
        stopped("words", vec![say("500 what was that")], no_tls),
        stopped("bytes that are nothing", send(&[0xFF; 64]), no_tls),
        stopped(
            "a record beyond all measure",
            send(&[22, 3, 3, 255, 255]),
            tls_broken,
        ),
        stopped(
            "empty records without end",
            flood(vec![22, 3, 3, 0, 0]),
            tls_broken,
        ),
        stopped("a message of 16 MiB", flood(endless), tls_broken),
        stopped("half a ServerHello", send(&tls10[..40]), timed_out).slow(),
        stopped(
            "a ServerHello of a byte a second",
            vec![Step::Drip(tls10[..40].to_vec(), second)],
            timed_out,
        )
        .slow(),
        stopped("TLS 1.0 alone", send(tls10), |cause| {
            // OpenSSL's own answer to a hello of TLS 1.0: never what was asked here.
            matches!(cause, Cause::TlsBroken { excerpt: None, .. })
        }),
        stopped(
            "data before the handshake",
            send(&[23, 3, 3, 0, 1, 0]),
            tls_broken,
        ),
        stopped(
            "a warning and nothing more",
            send(&[21, 3, 3, 0, 2, 1, 112]),
            timed_out,
        )
        .slow(),
        stopped(
            "warnings without end",
            flood(vec![21, 3, 3, 0, 2, 1, 112]),
            tls_broken,
        ),
    ]
}

/// Certificates that no authority would have issued.
pub(super) fn chains(authority: &Authority) -> Vec<Case> {
    let with = |change: fn(&mut Vec<CertificateDer<'static>>)| {
        let mut identity = authority.issue(HOST);
        change(&mut identity.chain);
        identity
    };
    let names = |count: u32| {
        authority.issue_with(HOST, |params| {
            let name = |number| format!("n{number}.example.test").try_into().unwrap();
            params.subject_alt_names = (0..count).map(|n| SanType::DnsName(name(n))).collect();
        })
    };
    let fat = authority.issue_with(HOST, |params| {
        let extension =
            CustomExtension::from_oid_content(&[1, 3, 6, 1, 4, 1, 99999], vec![4; 70_000]);
        params.custom_extensions = vec![extension];
    });
    let taken = |what: &str, identity: &Identity| {
        let mut script = good_script(identity);
        // The raw hello of TLS 1.2 gets the same certificates; the rest of the script is the whole session's.
        script.truncate(10);
        Case::new(what, script, Ending::Natural(|_| true)).keeping(WHOLE)
    };
    let refused = |what: &str, identity: &Identity| {
        let ending = Ending::Stopped(Phase::Handshake, tls_broken);
        Case::new(what, good_script(identity), ending).keeping(UNSEALED)
    };
    vec![
        refused("no certificate at all", &with(Vec::clear)),
        taken("a thousand names", &names(1000)),
        refused("an extension of 70,000 bytes", &fat),
        refused(
            "three hundred intermediates",
            &with(|chain| chain.extend(vec![chain[1].clone(); 300])),
        ),
        taken(
            "the leaf ten times",
            &with(|chain| *chain = vec![chain[0].clone(); 10]),
        ),
        taken("the chain upside down", &with(|chain| chain.reverse())),
        taken(
            "bytes that are no DER",
            &with(|chain| chain[0] = CertificateDer::from(vec![0xFF; 200])),
        ),
        taken(
            "half a certificate",
            &with(|chain| chain[0] = CertificateDer::from(chain[0][..200].to_vec())),
        ),
        taken(
            "a certificate with something behind it",
            &with(|chain| chain[0] = CertificateDer::from([&chain[0][..], &[0; 100]].concat())),
        ),
    ]
}

/// Port 465, where TLS comes first.
pub(super) fn implicit(authority: &Authority) -> Vec<Case> {
    let sealed = |then: Vec<Step>| {
        let tls = vec![Step::Tls(authority.issue(HOST).server())];
        [tls, then].concat()
    };
    let stopped = |what: &str, script, phase, is_right| {
        Case::new(what, script, Ending::Stopped(phase, is_right)).of(Service::Submissions)
    };
    let handshake = Phase::Handshake;
    vec![
        stopped(
            "a greeting in clear",
            vec![say("220 mx ESMTP")],
            handshake,
            no_tls,
        ),
        stopped(
            "a greeting in clear, after the hello",
            vec![Step::ReadSome, say("220 mx ESMTP")],
            handshake,
            no_tls,
        ),
        stopped(
            "another protocol",
            vec![say("HTTP/1.1 400 no")],
            handshake,
            no_tls,
        ),
        stopped("silence", vec![], handshake, timed_out).slow(),
        stopped("a close", vec![Step::Close], handshake, hung_up),
        stopped(
            "a reset",
            vec![Step::ReadSome, Step::Reset],
            handshake,
            hung_up,
        ),
        stopped(
            "silence inside TLS",
            sealed(vec![]),
            Phase::Greeting,
            timed_out,
        )
        .slow()
        .keeping(&["connected", "handshake"]),
        stopped(
            "a 421 inside TLS",
            sealed(vec![say("421 not now"), Step::Close]),
            Phase::Greeting,
            |cause| code(cause) == Some(421),
        )
        .keeping(&["connected", "handshake", "greeting"]),
        Case::new(
            "STARTTLS inside TLS",
            sealed(vec![
                say("220 mx"),
                Step::Expect("EHLO"),
                say("250-mx\r\n250 STARTTLS"),
                Step::Expect("QUIT"),
                say("221 bye"),
            ]),
            Ending::Natural(|seen| {
                seen.iter().any(|observation| {
                    matches!(
                        observation,
                        Observation::EhloSealed { reply, .. } if reply.lines == ["mx", "STARTTLS"]
                    )
                })
            }),
        )
        .of(Service::Submissions),
    ]
}

/// A good first connection, and then one after which the server is left alone, or which could tell nothing.
pub(super) fn later(authority: &Authority) -> Vec<Case> {
    let good = good_script(&authority.issue(HOST));
    let refusing = || {
        let then = vec![Step::Send(vec![21, 3, 1, 0, 2, 2, 70])];
        to_hello(then)
    };
    let busy = || vec![say("421 4.7.0 too many connections"), Step::Close];
    let fails = |what: &str, scripts: Vec<Vec<Step>>, has_told| Case {
        scripts: [vec![good.clone()], scripts].concat(),
        ..Case::new(what, vec![], Ending::Natural(has_told)).keeping(WHOLE)
    };
    vec![
        fails("a 421 on the second connection", vec![busy()], |seen| {
            failures(seen).is_some_and(|(at, cause)| at == 0 && code(cause) == Some(421))
                && asked(seen) == 1
        }),
        fails("a 421 on the third", vec![refusing(), busy()], |seen| {
            failures(seen).is_some_and(|(at, cause)| at == 1 && code(cause) == Some(421))
                && asked(seen) == 2
        }),
        fails("silence on the second", vec![vec![]], |seen| {
            failures(seen).is_some_and(|(_, cause)| timed_out(cause))
        })
        .slow(),
        fails("a close on the second", vec![vec![Step::Close]], |seen| {
            failures(seen).is_some_and(|(_, cause)| hung_up(cause))
        }),
        fails("a reset on the second", vec![vec![Step::Reset]], |seen| {
            failures(seen).is_some_and(|(_, cause)| hung_up(cause))
        }),
        fails(
            "no STARTTLS on the second",
            vec![vec![
                say("220 mx"),
                Step::Expect("EHLO"),
                say("250 mx"),
                Step::Expect("QUIT"),
            ]],
            |seen| failures(seen).is_some_and(|(_, cause)| code(cause) == Some(250)),
        ),
        fails(
            "greylisting on the second",
            vec![vec![say("450 4.7.1 come back later"), Step::Expect("QUIT")]],
            |seen| failures(seen).is_some_and(|(_, cause)| code(cause) == Some(450)),
        ),
    ]
}

/// How many raw hellos were sent, or tried to be.
fn asked(seen: &[Observation]) -> usize {
    seen.iter().filter(|seen| answer(seen).is_some()).count()
}

/// Which raw hello failed first, and why.
fn failures(seen: &[Observation]) -> Option<(usize, &Cause)> {
    let mut answers = seen.iter().filter_map(answer).enumerate();
    answers.find_map(|(at, answer)| match answer {
        HelloAnswer::Failed {
            failure: Failure { cause, .. },
        } => Some((at, cause)),
        _ => None,
    })
}

const fn answer(observation: &Observation) -> Option<&HelloAnswer> {
    match observation {
        Observation::Hello { answer, .. } | Observation::Hybrid { answer, .. } => Some(answer),
        _ => None,
    }
}
