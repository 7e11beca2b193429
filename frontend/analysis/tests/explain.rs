//! What relays really wrote down is explained.

#![allow(unreachable_pub, clippy::unwrap_used, reason = "a test")]

mod support;

use std::collections::BTreeSet;

use analysis::explain::{Book, Listener};
use shared::Direction;

#[test]
fn every_line_of_the_recorded_worlds_is_explained() {
    let book = Book::ours();
    let mut explained = 0;
    let mut unexplained = BTreeSet::new();
    for scenario in support::scenarios() {
        let report = analysis::assess(&scenario.evidence, scenario.evidence.now);
        let submission = report.submission.iter().flat_map(|part| &part.hosts);
        let hosts = report.hosts.iter().chain(submission);
        for address in hosts.flat_map(|host| &host.addresses) {
            let mut listener = Listener::new(&book);
            let mut is_continued = false;
            for line in &address.transcript {
                // The lines of one reply may mean the same.
                let continues = is_continued && line.direction == Direction::Server;
                is_continued = line.text.get(3..4) == Some("-");
                if listener.hear(line.direction, &line.text).is_some() {
                    explained += 1;
                } else if !continues && !line.text.starts_with("written by hand") {
                    unexplained.insert(format!("{}: {}", scenario.name, line.text));
                }
            }
        }
    }
    assert!(unexplained.is_empty(), "{unexplained:#?}");
    assert!(explained > 1000, "only {explained} lines");
}
