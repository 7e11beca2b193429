//! Which servers are looked at, and by which right.

use super::*;
use crate::mx::{MailHost, Mx};
use crate::submission::Records;

fn name(text: &str) -> DomainName {
    text.parse().unwrap()
}

fn records(entries: &[(u16, &str)]) -> Srv {
    Srv::Records(Records {
        entries: entries
            .iter()
            .map(|(priority, target)| Entry {
                priority: *priority,
                weight: 1,
                target: name(target),
            })
            .collect(),
        ..Records::default()
    })
}

fn mx() -> Routing {
    Routing::Mx(Mx {
        hosts: vec![MailHost {
            name: name("mx.example"),
            preference: Some(10),
        }],
        invalid: vec![],
        secure: false,
    })
}

#[test]
fn guesses_are_made_only_where_nothing_is_said_and_mail_is_taken() {
    let failure = || shared::Failure::new(shared::Phase::Dns, shared::Cause::Closed);
    for (srv, routing, expected, reason) in [
        (
            [Srv::Absent, Srv::Absent],
            mx(),
            Source::Guess,
            "nothing is published",
        ),
        (
            [Srv::Absent, Srv::NoneOffered],
            mx(),
            Source::Nowhere,
            "the domain has spoken",
        ),
        (
            [Srv::NoneOffered, records(&[(0, "a.example")])],
            mx(),
            Source::Srv,
            "one service is named",
        ),
        (
            [Srv::Unknown(failure()), Srv::Absent],
            mx(),
            Source::Unknown,
            "there may be records",
        ),
        (
            [Srv::Unknown(failure()), records(&[(0, "a.example")])],
            mx(),
            Source::Srv,
            "what is known counts",
        ),
        (
            [Srv::Bogus(failure()), Srv::NoneOffered],
            mx(),
            Source::Unknown,
            "there may be records",
        ),
        (
            [Srv::NotAsked, Srv::Absent],
            mx(),
            Source::Unknown,
            "still to come",
        ),
        (
            [Srv::Absent, Srv::Absent],
            Routing::NullMx,
            Source::Nowhere,
            "nobody sends from a domain without mail",
        ),
        (
            [Srv::Absent, Srv::Absent],
            Routing::NotAsked,
            Source::Unknown,
            "whether it takes mail is not known",
        ),
    ] {
        assert_eq!(source(&srv, &routing), expected, "{reason}");
    }
}

#[test]
fn servers_come_by_priority_and_the_preferred_service_first() {
    let (servers, beyond) = by_srv(&[
        records(&[(0, "b.example"), (20, "d.example")]),
        records(&[(0, "a.example"), (10, "b.example")]),
    ]);
    let shown: Vec<(&str, Service)> = servers
        .iter()
        .map(|(host, service)| (host.as_str(), *service))
        .collect();
    assert_eq!(
        shown,
        [
            ("b.example", Service::Submissions),
            ("a.example", Service::Submission),
            ("b.example", Service::Submission),
            ("d.example", Service::Submissions),
        ]
    );
    assert_eq!(beyond, 0);
}

#[test]
fn no_more_than_four_hosts_are_looked_at_and_the_rest_is_counted() {
    let names = ["a", "b", "c", "d", "e", "f"].map(|label| format!("{label}.example"));
    let entries: Vec<(u16, &str)> = names.iter().map(|name| (0, name.as_str())).collect();
    let (servers, beyond) = by_srv(&[records(&entries), records(&entries)]);
    // Four hosts with both services each.
    assert_eq!(servers.len(), 8);
    assert_eq!(beyond, 2);
}

#[test]
fn only_the_question_of_forwarding_is_put_to_submission_servers() {
    let tests = |open_relay| RecipientTests {
        domain: name("example.org"),
        open_relay,
        mailbox: Some("info".parse().unwrap()),
    };
    let granted = |open_relay| Extras {
        deep: true,
        recipients: Some(tests(open_relay)),
    };
    assert!(extras(&granted(false)).is_none());
    let asked = extras(&granted(true));
    assert!(!asked.deep);
    let recipients = asked.recipients.unwrap();
    assert!(recipients.open_relay && recipients.mailbox.is_none());
}
