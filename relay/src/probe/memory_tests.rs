use std::net::IpAddr;

use shared::{
    DeepFact, Direction, Extras, Failure, GroupList, HelloAnswer, NamedGroup, Phase, Preference,
    RecipientTests, Service, Spent, TlsVersion, TranscriptLine,
};

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn target(last: u32) -> Target {
    Target {
        host: "mx.example.org".parse().unwrap(),
        service: Service::Smtp,
        address: IpAddr::V4(last.into()),
        extras: Extras::default(),
    }
}

fn deep(target: Target) -> Target {
    Target {
        extras: Extras {
            deep: true,
            ..target.extras
        },
        ..target
    }
}

fn with_recipients(target: Target, open_relay: bool) -> Target {
    let recipients = Some(RecipientTests {
        domain: "example.org".parse().unwrap(),
        open_relay,
        mailbox: None,
    });
    Target {
        extras: Extras {
            recipients,
            ..target.extras
        },
        ..target
    }
}

fn seen(observations: Vec<Observation>) -> Seen {
    let stamped = observations
        .into_iter()
        .map(|observation| (Timestamp::default(), observation));
    Arc::new(stamped.collect())
}

fn finished(bytes: usize) -> Observation {
    Observation::Finished {
        address: target(0).address,
        stopped_because: None,
        transcript: vec![TranscriptLine {
            at_ms: 0,
            direction: Direction::Server,
            text: "x".repeat(bytes),
        }],
        spent: Spent::default(),
    }
}

fn hello(answer: HelloAnswer) -> Observation {
    Observation::Hello {
        address: target(0).address,
        offered: TlsVersion::TLS11,
        without_weak_suites: false,
        usual_suites_only: false,
        answer,
    }
}

fn refusal() -> HelloAnswer {
    HelloAnswer::Alert {
        code: 70,
        name: "protocol_version".to_owned(),
    }
}

fn silence() -> HelloAnswer {
    let after_ms = 15_000;
    let cause = shared::Cause::TimedOut { after_ms };
    HelloAnswer::Failed {
        failure: Failure::new(Phase::Handshake, cause),
    }
}

fn climbed() -> Seen {
    seen(vec![hello(refusal()), finished(1)])
}

#[tokio::test(start_paused = true)]
async fn a_session_lasts_a_minute_and_a_ladder_ten() {
    let memory = Memory::default();
    memory.keep(target(1), climbed(), None);
    tokio::time::advance(limits::MEMORY - SECOND).await;
    assert!(memory.recall(&target(1), None).is_some());
    tokio::time::advance(SECOND).await;
    assert!(memory.recall(&target(1), None).is_none());
    tokio::time::advance(limits::LADDER_MEMORY - limits::MEMORY - SECOND).await;
    let before = memory.recollect(&target(1)).unwrap();
    assert_eq!(before.events().count(), 1);
    tokio::time::advance(SECOND).await;
    assert!(memory.recollect(&target(1)).is_none());
}

#[tokio::test(start_paused = true)]
async fn telling_a_ladder_again_makes_it_no_younger() {
    let memory = Memory::default();
    let climbed_at = Instant::now();
    memory.keep(target(1), climbed(), None);
    tokio::time::advance(limits::LADDER_MEMORY / 2).await;
    memory.keep(target(1), climbed(), Some(climbed_at));
    assert!(memory.recall(&target(1), None).is_some());
    // Whoever asked for something fresh after the ladder was climbed is not served with it.
    let asked_at = Some(Instant::now() - SECOND);
    assert!(memory.recall(&target(1), asked_at).is_none());
    tokio::time::advance(limits::LADDER_MEMORY / 2).await;
    assert!(memory.recollect(&target(1)).is_none());
}

#[tokio::test(start_paused = true)]
async fn a_name_a_service_and_an_address_have_memories_of_their_own() {
    let memory = Memory::default();
    memory.keep(target(1), climbed(), None);
    let others = [
        target(2),
        Target {
            service: Service::Submission,
            ..target(1)
        },
        Target {
            host: "mx2.example.org".parse().unwrap(),
            ..target(1)
        },
    ];
    for other in others {
        assert!(memory.recall(&other, None).is_none(), "{other:?}");
        assert!(memory.recollect(&other).is_none(), "{other:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_answered_from_which_memory() {
    let plain = target(1);
    let rows = [
        // (kept, asked for, whole from memory, ladder from memory, why)
        (plain.clone(), plain.clone(), true, true, "the same"),
        (
            deep(plain.clone()),
            plain.clone(),
            true,
            true,
            "a deep look shows the usual too",
        ),
        (
            plain.clone(),
            deep(plain.clone()),
            false,
            false,
            "the usual is no deep look",
        ),
        (
            with_recipients(plain.clone(), true),
            plain.clone(),
            false,
            true,
            "others may not know what recipients were told; the ladder says nothing of it",
        ),
        (
            with_recipients(plain.clone(), true),
            with_recipients(plain.clone(), true),
            true,
            true,
            "the same recipients within a minute",
        ),
        (
            with_recipients(plain.clone(), true),
            with_recipients(plain.clone(), false),
            false,
            true,
            "other recipients",
        ),
        (
            plain.clone(),
            with_recipients(plain, false),
            false,
            true,
            "recipients were not tried",
        ),
    ];
    for (kept, asked, whole, ladder, why) in rows {
        let memory = Memory::default();
        memory.keep(kept, climbed(), None);
        assert_eq!(memory.recall(&asked, None).is_some(), whole, "{why}");
        assert_eq!(memory.recollect(&asked).is_some(), ladder, "{why}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_told_is_not_told_again() {
    let cut_short = |cut_short_by| Observation::Deep {
        address: target(0).address,
        fact: DeepFact::Groups(GroupList {
            version: TlsVersion::TLS13,
            accepted: vec![NamedGroup::X25519],
            preference: Preference::Unknown,
            cut_short_by,
        }),
    };
    let HelloAnswer::Failed { failure } = silence() else {
        unreachable!("silence is a failure")
    };
    let reset = HelloAnswer::Failed {
        failure: Failure::new(Phase::Handshake, shared::Cause::Reset),
    };
    let rows = [
        (vec![hello(refusal()), cut_short(None)], true, "all told"),
        (vec![hello(reset)], true, "turned down without an alert"),
        (vec![hello(refusal()), hello(silence())], false, "silence"),
        (
            vec![hello(refusal()), cut_short(Some(failure))],
            false,
            "the list may be incomplete",
        ),
        (vec![], false, "no ladder at all"),
    ];
    for (observations, told_again, why) in rows {
        let memory = Memory::default();
        memory.keep(target(1), seen(observations), None);
        assert!(memory.recall(&target(1), None).is_some(), "{why}");
        assert_eq!(memory.recollect(&target(1)).is_some(), told_again, "{why}");
    }
}

#[tokio::test(start_paused = true)]
async fn is_bounded_in_entries_and_in_bytes() {
    let memory = Memory::default();
    for last in 0..2000_u32 {
        tokio::time::advance(Duration::from_millis(1)).await;
        memory.keep(target(last), seen(vec![finished(1)]), None);
    }
    assert_eq!(memory.shelf().entries.len(), limits::MEMORY_ENTRIES);
    let names: Vec<_> = (0..3000).map(|_| NamedGroup::X25519).collect();
    for last in 0..200_u32 {
        tokio::time::advance(Duration::from_millis(1)).await;
        let groups = Observation::Deep {
            address: target(last).address,
            fact: DeepFact::Groups(GroupList {
                version: TlsVersion::TLS13,
                accepted: names.clone(),
                preference: Preference::Server,
                cut_short_by: None,
            }),
        };
        assert!(weight(&groups) > 2 * names.len());
        memory.keep(target(last), seen(vec![groups, finished(256 * 1024)]), None);
    }
    let shelf = memory.shelf();
    assert!(shelf.bytes <= limits::MEMORY_BYTES);
    let sum: usize = shelf.entries.iter().map(|entry| entry.bytes).sum();
    assert_eq!(shelf.bytes, sum);
    assert_eq!(shelf.entries.back().unwrap().target, target(199));
}

#[tokio::test(start_paused = true)]
async fn what_is_of_no_more_use_is_forgotten() {
    let memory = Memory::default();
    memory.keep(target(1), seen(vec![finished(1)]), None);
    memory.keep(target(2), climbed(), None);
    tokio::time::advance(limits::MEMORY).await;
    memory.keep(target(3), climbed(), None);
    memory.keep(target(3), climbed(), None);
    let kept: Vec<_> = memory
        .shelf()
        .entries
        .iter()
        .map(|entry| entry.target.address)
        .collect();
    assert_eq!(kept, [target(2).address, target(3).address]);
}
