//! What SRV records come to.

use shared::Octets;

use super::*;
use crate::dns::QueryName;

fn srv(priority: u16, weight: u16, port: u16, target: &str) -> RecordData {
    RecordData::Srv {
        priority,
        weight,
        port,
        target: target.parse().unwrap(),
    }
}

fn read_all(service: Service, data: &[RecordData]) -> Srv {
    let records: Vec<Record> = data
        .iter()
        .map(|data| Record {
            owner: QueryName::root(),
            ttl: 60,
            data: data.clone(),
        })
        .collect();
    read_records(&records, service)
}

/// Targets in order, and flaws.
fn shown(srv: &Srv) -> (Vec<&str>, Vec<Flaw>) {
    match srv {
        Srv::Records(records) => (
            records.entries.iter().map(|e| e.target.as_str()).collect(),
            records.flaws.clone(),
        ),
        other => panic!("{other:?}"),
    }
}

#[test]
fn servers_are_sorted_by_priority_then_weight() {
    let found = read_all(
        Service::Submissions,
        &[
            srv(20, 0, 465, "last.example"),
            srv(10, 1, 465, "b-light.example"),
            srv(10, 9, 465, "c-heavy.example"),
            srv(10, 1, 465, "a-light.example"),
            // Named twice: its first place counts.
            srv(30, 0, 465, "c-heavy.example"),
        ],
    );
    let (targets, flaws) = shown(&found);
    assert_eq!(
        targets,
        [
            "c-heavy.example",
            "a-light.example",
            "b-light.example",
            "last.example"
        ]
    );
    assert_eq!(flaws, []);
}

#[test]
fn a_lone_root_says_that_there_is_no_service() {
    let none = read_all(Service::Submission, &[srv(0, 0, 0, ".")]);
    assert!(matches!(none, Srv::NoneOffered), "{none:?}");
    // Two of them say no more than one.
    let none = read_all(
        Service::Submission,
        &[srv(0, 0, 0, "."), srv(1, 0, 587, ".")],
    );
    assert!(matches!(none, Srv::NoneOffered), "{none:?}");
    let both = read_all(
        Service::Submission,
        &[srv(0, 0, 0, "."), srv(1, 0, 587, "smtp.example")],
    );
    let (targets, flaws) = shown(&both);
    assert_eq!(targets, ["smtp.example"]);
    assert_eq!(flaws, [Flaw::NoneBesideOthers]);
}

#[test]
fn other_ports_and_bad_names_are_flaws_and_no_servers() {
    let target = |name: &str| name.parse::<DomainName>().unwrap();
    for (data, flaw) in [
        // The port of the sibling service, where a program would begin in the wrong way.
        (
            srv(0, 1, 465, "smtp.example"),
            Flaw::OtherPort {
                target: target("smtp.example"),
                port: 465,
            },
        ),
        (
            srv(0, 1, 2525, "smtp.example"),
            Flaw::OtherPort {
                target: target("smtp.example"),
                port: 2525,
            },
        ),
        (
            srv(0, 1, 587, "192.0.2.1"),
            Flaw::InvalidTarget("192.0.2.1".to_owned()),
        ),
        (
            srv(0, 1, 587, "a\\032b.example"),
            Flaw::InvalidTarget("a\\032b.example".to_owned()),
        ),
        (
            RecordData::Broken {
                code: 33,
                content: Octets::from(vec![0]),
            },
            Flaw::InvalidTarget("(content that cannot be read)".to_owned()),
        ),
    ] {
        let found = read_all(Service::Submission, &[data]);
        assert_eq!(shown(&found), (vec![], vec![flaw]));
    }
}

#[test]
fn a_record_of_another_type_is_none() {
    let alias = RecordData::Cname {
        target: "other.example".parse().unwrap(),
    };
    let found = read_all(Service::Submissions, &[alias]);
    assert!(matches!(found, Srv::Absent), "{found:?}");
}
