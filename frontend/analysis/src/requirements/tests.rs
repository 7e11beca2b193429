use super::*;
use crate::facts::Presence::{Absent, Broken, NotAsked, Present, Unknown};

fn code(spf: &Presence, dkim: &Presence, dmarc: &Presence, reverse: &Presence) -> Option<Code> {
    let seen = Seen {
        spf: spf.clone(),
        dkim: dkim.clone(),
        dmarc: dmarc.clone(),
        reverse: reverse.clone(),
    };
    verdict(&items(&seen), true).map(|(code, _)| code)
}

#[test]
fn what_is_seen_comes_to() {
    use Code::{
        SenderRequirementsMet as Met, SenderRequirementsUnknown as NotKnown,
        SenderRequirementsUnmet as Unmet,
    };
    let unknown = Unknown("SERVFAIL".to_owned());
    let broken = Broken("two records".to_owned());
    for (spf, dkim, dmarc, reverse, expected, why) in [
        (
            &Present,
            &Present,
            &Present,
            &Present,
            Some(Met),
            "all there",
        ),
        (
            &Absent,
            &Present,
            &Present,
            &Present,
            Some(Unmet),
            "bulk senders need both",
        ),
        (
            &broken,
            &Present,
            &Present,
            &Present,
            Some(Unmet),
            "a record that does not count",
        ),
        (
            &Present,
            &Present,
            &Absent,
            &Present,
            Some(Unmet),
            "no DMARC",
        ),
        (
            &Present,
            &Absent,
            &Present,
            &Present,
            Some(NotKnown),
            "a key not found is not a key absent",
        ),
        (
            &Present,
            &broken,
            &Present,
            &Present,
            Some(NotKnown),
            "there may be another key",
        ),
        (
            &unknown,
            &Present,
            &Present,
            &Present,
            Some(NotKnown),
            "not looked up",
        ),
        (
            &unknown,
            &Present,
            &Absent,
            &Present,
            Some(Unmet),
            "what is certain comes first",
        ),
        (
            &Present,
            &Present,
            &Present,
            &broken,
            Some(NotKnown),
            "those addresses take mail",
        ),
        (
            &Present,
            &Present,
            &Present,
            &Absent,
            Some(NotKnown),
            "no server seen",
        ),
        (
            &NotAsked,
            &Present,
            &Present,
            &Present,
            None,
            "still to come",
        ),
        (
            &Present,
            &Present,
            &Present,
            &NotAsked,
            None,
            "still to come",
        ),
        (
            &NotAsked,
            &NotAsked,
            &NotAsked,
            &NotAsked,
            None,
            "nothing known",
        ),
    ] {
        assert_eq!(code(spf, dkim, dmarc, reverse), expected, "{why}");
    }
}

#[test]
fn spf_or_dkim_is_met_by_either_and_never_definitely_missed() {
    let met = |spf: Presence, dkim: Presence| {
        let seen = Seen {
            spf,
            dkim,
            dmarc: Present,
            reverse: Present,
        };
        let (status, reason) = status(data::Rule::SpfOrDkim, &seen);
        assert_eq!(reason.is_empty(), status == Status::Pending);
        status
    };
    assert_eq!(met(Present, Absent), Status::Met);
    assert_eq!(met(Absent, Present), Status::Met);
    assert_eq!(met(NotAsked, Present), Status::Met);
    assert_eq!(met(Absent, Absent), Status::CouldNotTell);
    assert_eq!(met(Absent, NotAsked), Status::Pending);
}

#[test]
fn what_is_missing_is_named_once_with_all_who_demand_it() {
    let seen = Seen {
        spf: Present,
        dkim: Present,
        dmarc: Absent,
        reverse: Present,
    };
    let found = verdict(&items(&seen), false);
    assert_eq!(
        found.map(|(_, detail)| detail).as_deref(),
        Some(
            "Missing: DMARC, with p=none at least (there is no DMARC record), demanded by Google of senders of 5000 \
             messages a day or more, Yahoo of bulk senders, Microsoft of senders of over 5000 messages a day. The domain \
             takes no mail; this matters if it sends some all the same."
        )
    );
}
