//! What is read from attempts that went one way or another.

use shared::{Cause, MalformedReply, Phase, Reply, ReplyCode};

use super::super::attempt::always_refuses;
use super::super::test_support::{GOOD, chose, session};
use super::*;
use crate::evidence::Finish;

const RC4: CipherSuite = CipherSuite::RSA_RC4_128_SHA;

fn alert(code: u8) -> HelloAnswer {
    HelloAnswer::Alert {
        code,
        name: "alert".to_owned(),
    }
}

fn failed(phase: Phase, cause: Cause) -> HelloAnswer {
    HelloAnswer::Failed {
        failure: Failure::new(phase, cause),
    }
}

fn busy() -> HelloAnswer {
    let reply = Reply {
        code: ReplyCode::CLOSING,
        lines: vec!["too many".to_owned()],
        bare_lf: false,
    };
    failed(Phase::Greeting, Cause::Reply { reply })
}

/// The full handshake ended so, or the version that it came to.
type Full = Result<TlsVersion, Cause>;

fn seen(full: Full, hellos: &[(TlsVersion, HelloAnswer)]) -> AddressOutcome {
    let (session, stopped_because) = match full {
        Ok(version) => (Some(session(version)), None),
        Err(cause) => (None, Some(Failure::new(Phase::Handshake, cause))),
    };
    AddressOutcome {
        session,
        hellos: hellos
            .iter()
            .map(|(offered, answer)| Hello {
                offered: *offered,
                without_weak_suites: false,
                usual_suites_only: false,
                answer: answer.clone(),
            })
            .collect(),
        finish: Some(Finish {
            stopped_because,
            transcript: Vec::new(),
            spent: shared::Spent::default(),
        }),
        ..AddressOutcome::default()
    }
}

fn tls_alert(code: u8) -> Full {
    Err(Cause::TlsAlert {
        code,
        name: "alert".to_owned(),
    })
}

/// SSLv3 to TLS 1.3, a letter each: Accepted, Refused, without an alert (w), not asked (-), could not tell (?).
fn letters(seen: &AddressOutcome) -> String {
    let versions = Versions::read(seen);
    let letter = |outcome: &VersionOutcome| match outcome {
        VersionOutcome::Accepted => 'A',
        VersionOutcome::Refused => 'R',
        VersionOutcome::RefusedWithoutAlert => 'w',
        VersionOutcome::NotAsked => '-',
        VersionOutcome::CouldNotTell(_) => '?',
    };
    versions
        .each()
        .map(|(_, outcome)| letter(outcome))
        .collect()
}

use TlsVersion as V;

#[test]
fn evidence_without_hellos_tells_of_the_full_handshake_only() {
    assert_eq!(letters(&seen(Ok(V::TLS13), &[])), "----A");
    assert_eq!(letters(&seen(Ok(V::TLS12), &[])), "---AR");
    assert_eq!(letters(&seen(tls_alert(40), &[])), "----?");
    assert_eq!(letters(&AddressOutcome::default()), "-----");
}

#[test]
fn modern_servers() {
    let both = [(V::TLS12, chose(V::TLS12, GOOD)), (V::TLS11, alert(70))];
    assert_eq!(letters(&seen(Ok(V::TLS13), &both)), "RRRAA");
    assert_eq!(letters(&seen(Ok(V::TLS12), &both)), "RRRAR");
    let only_tls13 = [(V::TLS12, alert(70)), (V::TLS11, alert(40))];
    assert_eq!(letters(&seen(Ok(V::TLS13), &only_tls13)), "RRRRA");
    // OpenSSL at a high security level.
    let internal_error = [(V::TLS12, chose(V::TLS12, GOOD)), (V::TLS11, alert(80))];
    assert_eq!(letters(&seen(Ok(V::TLS13), &internal_error)), "RRRAA");
    for cause in [Cause::Reset, Cause::Closed] {
        let end = failed(Phase::Handshake, cause);
        let hung_up = [(V::TLS12, chose(V::TLS12, GOOD)), (V::TLS11, end)];
        assert_eq!(letters(&seen(Ok(V::TLS13), &hung_up)), "wwwAA");
    }
}

#[test]
fn a_fault_of_the_servers_at_a_newer_offer_refuses_no_version() {
    let old = (V::TLS11, chose(V::TLS11, GOOD));
    for code in [0, 20, 80, 90] {
        let stumbles = seen(
            tls_alert(code),
            &[
                (V::TLS12, alert(code)),
                (V::TLS13, alert(code)),
                old.clone(),
            ],
        );
        assert_eq!(letters(&stumbles), "--A?R", "alert {code}");
        assert_eq!(Versions::read(&stumbles).surely_newest(), None);
    }
    // What is said of the version itself counts.
    let refuses = [(V::TLS12, alert(70)), (V::TLS13, alert(70)), old];
    let refuses = Versions::read(&seen(tls_alert(70), &refuses));
    assert_eq!(refuses.surely_newest(), Some(V::TLS11));
}

#[test]
fn old_servers() {
    let down_to_tls10 = [
        (V::TLS12, chose(V::TLS12, GOOD)),
        (V::TLS11, chose(V::TLS11, GOOD)),
        (V::TLS10, chose(V::TLS10, GOOD)),
        (V::SSL3, alert(40)),
    ];
    assert_eq!(letters(&seen(Ok(V::TLS13), &down_to_tls10)), "RAAAA");
    let only_tls10 = [(V::TLS12, chose(V::TLS10, GOOD)), (V::SSL3, alert(40))];
    let tls10 = seen(tls_alert(70), &only_tls10);
    assert_eq!(letters(&tls10), "RARRR");
    assert_eq!(Versions::read(&tls10).surely_newest(), Some(V::TLS10));
    // One that answers the full handshake too with the only version that it knows.
    let detail = "peer is incompatible: ServerDoesNotSupportTls12Or13".to_owned();
    let broken = |excerpt: Option<&str>| Cause::TlsBroken {
        detail: detail.clone(),
        excerpt: excerpt.map(str::to_owned),
    };
    let tls10 = seen(Err(broken(None)), &only_tls10);
    assert_eq!(letters(&tls10), "RARRR");
    assert_eq!(Versions::read(&tls10).surely_newest(), Some(V::TLS10));
    assert_eq!(
        letters(&seen(Err(broken(Some("454 no"))), &only_tls10)),
        "RARR?"
    );
    let only_ssl3 = [(V::TLS12, chose(V::SSL3, RC4))];
    assert_eq!(letters(&seen(tls_alert(40), &only_ssl3)), "ARRRR");
}

#[test]
fn rate_limits_and_silence_tell_nothing() {
    for answer in [
        busy(),
        failed(Phase::Handshake, Cause::TimedOut { after_ms: 15_000 }),
        failed(Phase::Greeting, Cause::Closed),
        failed(
            Phase::Greeting,
            Cause::Malformed {
                reason: MalformedReply::NoCode,
                excerpt: String::new(),
            },
        ),
    ] {
        assert_eq!(
            letters(&seen(Ok(V::TLS13), &[(V::TLS12, answer.clone())])),
            "---?A"
        );
        let second = [(V::TLS12, chose(V::TLS12, GOOD)), (V::TLS11, answer)];
        assert_eq!(letters(&seen(Ok(V::TLS13), &second)), "--?AA");
    }
    // Nothing succeeded, so that an end without a word proves nothing.
    let hung_up = [
        (V::TLS12, failed(Phase::Handshake, Cause::Reset)),
        (V::TLS11, failed(Phase::Handshake, Cause::Reset)),
    ];
    let silent = seen(Err(Cause::Reset), &hung_up);
    assert_eq!(letters(&silent), "--???");
    assert_eq!((agreed(&silent), always_refuses(&silent)), (None, None));
}

#[test]
fn what_was_not_offered_or_broke_off_is_no_acceptance() {
    let newer = [(V::TLS11, chose(V::TLS12, GOOD))];
    assert_eq!(letters(&seen(Ok(V::TLS13), &newer)), "--?-A");
    let HelloAnswer::ServerHello { mut hello } = chose(V::TLS12, GOOD) else {
        return;
    };
    hello.cut_short_by = Some(Failure::new(Phase::Handshake, Cause::Closed));
    let broken_off = [(V::TLS12, HelloAnswer::ServerHello { hello })];
    let broken_off = seen(tls_alert(80), &broken_off);
    assert_eq!(letters(&broken_off), "---??");
    assert_eq!(agreed(&broken_off), None);
}

#[test]
fn tls13_of_a_server_that_the_full_handshake_cannot_suit_is_read_from_the_mark() {
    let unmarked = chose(V::TLS12, GOOD);
    let HelloAnswer::ServerHello { mut hello } = unmarked.clone() else {
        return;
    };
    hello.downgrade_mark = true;
    let marked = HelloAnswer::ServerHello { hello };
    assert_eq!(
        letters(&seen(tls_alert(40), &[(V::TLS12, unmarked)])),
        "---AR"
    );
    assert_eq!(
        letters(&seen(tls_alert(40), &[(V::TLS12, marked)])),
        "---A?"
    );
}

#[test]
fn only_clear_refusals_of_everything_are_always_refusing() {
    let refusing = [(V::TLS12, alert(40)), (V::TLS11, alert(70))];
    assert!(always_refuses(&seen(tls_alert(40), &refusing)).is_some());
    assert!(always_refuses(&seen(tls_alert(70), &refusing)).is_some());
    // Out of order rather than refusing; or not asked to the end.
    for (full, hellos) in [
        (tls_alert(80), refusing.to_vec()),
        (
            tls_alert(40),
            vec![(V::TLS12, alert(80)), (V::TLS11, alert(80))],
        ),
        (tls_alert(40), vec![(V::TLS12, alert(40))]),
        (
            tls_alert(40),
            vec![(V::TLS12, alert(40)), (V::TLS11, busy())],
        ),
        (
            tls_alert(40),
            vec![(V::TLS12, alert(40)), (V::TLS11, chose(V::TLS11, GOOD))],
        ),
        (Err(Cause::Reset), refusing.to_vec()),
        (Ok(V::TLS13), refusing.to_vec()),
        // TLS 1.3 alone, with a group that the full handshake does not have.
        (
            tls_alert(40),
            vec![(V::TLS12, alert(70)), (V::TLS11, alert(70))],
        ),
    ] {
        assert_eq!(always_refuses(&seen(full, &hellos)), None, "{hellos:?}");
    }
}

#[test]
fn weak_suites_count_only_where_nothing_better_is_taken() {
    let offered = |answer| {
        let mut seen = seen(tls_alert(40), &[(V::TLS12, chose(V::TLS12, RC4))]);
        seen.hellos.push(Hello {
            offered: V::TLS12,
            without_weak_suites: true,
            usual_suites_only: false,
            answer,
        });
        seen
    };
    assert_eq!(only_weak_suite(&offered(alert(40))), Some(RC4));
    // That the smaller offer was refused says nothing about the version.
    assert_eq!(letters(&offered(alert(70))), "---AR");
    for answer in [chose(V::TLS12, GOOD), alert(80), busy()] {
        assert_eq!(only_weak_suite(&offered(answer)), None);
    }
    assert_eq!(
        only_weak_suite(&seen(Ok(V::TLS12), &[(V::TLS12, chose(V::TLS12, RC4))])),
        None
    );
}

#[test]
fn what_a_short_hello_is_answered_with_undoes_the_refusals_of_longer_ones() {
    let with_short = |answers: &[(bool, HelloAnswer)], older: HelloAnswer| {
        let hellos = [
            (V::TLS12, older.clone()),
            (V::TLS13, alert(40)),
            (V::TLS11, older),
        ];
        let mut seen = seen(tls_alert(40), &hellos);
        for (without_weak_suites, answer) in answers {
            seen.hellos.push(Hello {
                offered: V::TLS12,
                without_weak_suites: *without_weak_suites,
                usual_suites_only: true,
                answer: answer.clone(),
            });
        }
        seen
    };
    for (short, older, letters_of, always, reason) in [
        (
            alert(40),
            alert(40),
            "RRRRR",
            true,
            "no is no, however short",
        ),
        (
            alert(80),
            alert(40),
            "RRRRR",
            false,
            "out of order, not refusing",
        ),
        (busy(), alert(40), "RRRRR", false, "turned away for now"),
        (
            chose(V::TLS12, RC4),
            alert(40),
            "--?AR",
            false,
            "the others were too long",
        ),
        (
            chose(V::TLS10, RC4),
            alert(40),
            "-ARRR",
            false,
            "an old one",
        ),
        (
            chose(V::TLS12, RC4),
            alert(70),
            "RRRAR",
            false,
            "of the version itself, which has nothing to do with length",
        ),
        (
            chose(V::TLS12, GOOD),
            failed(Phase::Handshake, Cause::Reset),
            "--?AR",
            false,
            "it fell over the long ones",
        ),
    ] {
        let seen = with_short(&[(false, short)], older);
        assert_eq!(letters(&seen), letters_of, "{reason}");
        assert_eq!(always_refuses(&seen).is_some(), always, "{reason}");
    }
    let weak = with_short(
        &[(false, chose(V::TLS12, RC4)), (true, alert(40))],
        alert(40),
    );
    assert_eq!(only_weak_suite(&weak), Some(RC4));
    assert_eq!(Versions::read(&weak).surely_newest(), Some(V::TLS12));
}

/// The full handshake failed with the first alert, and the two hellos of older versions with the next two.
fn all_refused(full: u8, older: [u8; 2], tls13: Option<HelloAnswer>) -> AddressOutcome {
    let mut hellos = vec![(V::TLS12, alert(older[0])), (V::TLS11, alert(older[1]))];
    hellos.extend(tls13.map(|answer| (V::TLS13, answer)));
    seen(tls_alert(full), &hellos)
}

#[test]
fn a_hello_that_offers_all_of_tls13_completes_the_proof_or_undoes_it() {
    for (full, older, tls13, always, versions, reason) in [
        (
            40,
            [70, 70],
            None,
            false,
            "RRRR?",
            "it may want another group",
        ),
        (
            40,
            [70, 70],
            Some(alert(40)),
            true,
            "RRRRR",
            "nor does it with any",
        ),
        (
            40,
            [40, 40],
            Some(alert(71)),
            true,
            "RRRRR",
            "insufficient_security is a no",
        ),
        (
            40,
            [40, 40],
            Some(alert(80)),
            false,
            "RRRR?",
            "out of order, not refusing",
        ),
        (
            40,
            [40, 40],
            Some(busy()),
            false,
            "RRRR?",
            "turned away for now",
        ),
        (
            40,
            [40, 40],
            None,
            true,
            "RRRR?",
            "as before there was such a hello",
        ),
        (
            40,
            [70, 70],
            Some(chose(V::TLS13, CipherSuite::TLS13_AES_128_GCM_SHA256)),
            false,
            "RRRRA",
            "TLS 1.3 with what the full handshake lacks",
        ),
    ] {
        let seen = all_refused(full, older, tls13);
        assert_eq!(always_refuses(&seen).is_some(), always, "{reason}");
        assert_eq!(letters(&seen), versions, "{reason}");
    }
}

#[test]
fn an_answer_in_tls13_alone_is_an_agreement() {
    let suite = CipherSuite::TLS13_AES_256_GCM_SHA384;
    let only_tls13 = all_refused(40, [70, 70], Some(chose(V::TLS13, suite)));
    let agreed = agreed(&only_tls13).unwrap();
    assert_eq!((agreed.version, agreed.suite), (V::TLS13, suite));
    assert_eq!(only_weak_suite(&only_tls13), None);
}
