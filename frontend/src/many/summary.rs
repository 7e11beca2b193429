//! What a run comes to: how many of each grade, and what most of them share.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use analysis::finding::Code;
use analysis::grade::Letter;

use super::queue::Queue;
use super::row::{Worst, code_of};
use crate::history::LETTERS;

/// How many finished domains have a letter, best first, and how many have none.
pub(crate) fn grades(queue: &Queue) -> Vec<(Option<Letter>, usize)> {
    let letters = LETTERS.into_iter().rev().map(Some).chain([None]);
    letters
        .map(|letter| {
            let number = queue
                .rows()
                .filter(|(_, row)| row.letter() == letter)
                .count();
            (letter, number)
        })
        .filter(|(_, number)| *number > 0)
        .collect()
}

/// The findings that ask for something, with the number of domains that have them: the most shared first, then the gravest.
pub(crate) fn shared_findings(queue: &Queue) -> Vec<(Code, usize)> {
    let mut numbers: Vec<(Code, usize)> = Vec::new();
    for (_, row) in queue.rows() {
        for code in row.codes.iter().filter_map(|word| code_of(word)) {
            match numbers.iter_mut().find(|(known, _)| *known == code) {
                Some((_, number)) => *number = number.saturating_add(1),
                None => numbers.push((code, 1)),
            }
        }
    }
    numbers.sort_by(|(a, of_a), (b, of_b)| {
        let gravest_first = || b.severity().cmp(&a.severity());
        of_b.cmp(of_a)
            .then_with(gravest_first)
            .then_with(|| a.word().cmp(b.word()))
    });
    numbers
}

/// A mail server of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    /// Its name. May come from storage: escape when showing.
    pub(crate) host: String,
    /// How many finished domains it takes mail for.
    pub(crate) domains: usize,
    /// The worst stage that any of them saw of it.
    pub(crate) worst: Option<Worst>,
}

/// The mail servers of the finished domains: what serves most first, then the worst.
pub(crate) fn servers(queue: &Queue) -> Vec<Server> {
    let mut known: BTreeMap<&str, (usize, Option<Worst>)> = BTreeMap::new();
    for (_, row) in queue.rows() {
        // Storage may name one twice, and a domain has it once.
        let of_row: BTreeMap<&str, Option<Worst>> = row.servers().collect();
        for (host, worst) in of_row {
            let (domains, so_far) = known.entry(host).or_default();
            *domains = domains.saturating_add(1);
            *so_far = (*so_far).max(worst);
        }
    }
    let mut servers: Vec<Server> = known
        .into_iter()
        .map(|(host, (domains, worst))| Server {
            host: host.to_owned(),
            domains,
            worst,
        })
        .collect();
    // Stable: the rest stays sorted by name.
    servers
        .sort_by_key(|server| Reverse((server.domains, server.worst.map(|worst| worst.gravity))));
    servers
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use analysis::report::StageName;
    use shared::Timestamp;

    use super::super::queue::{Item, State};
    use super::super::row::{Row, sample};
    use super::*;

    fn queue(rows: &[(&str, &[&str])]) -> Queue {
        let items = rows.iter().zip(0..).map(|((label, codes), at)| Item {
            domain: format!("d{at}.example").parse().unwrap(),
            state: State::Done(Rc::new(sample(label, codes))),
        });
        Queue::resting(items.collect(), 0)
    }

    #[test]
    fn grades_are_counted_best_first() {
        let queue = queue(&[
            ("F", &[]),
            ("A+", &[]),
            ("A+", &[]),
            ("B at best", &[]),
            ("–", &[]),
        ]);
        assert_eq!(
            grades(&queue),
            [
                (Some(Letter::APlus), 2),
                (Some(Letter::B), 1),
                (Some(Letter::F), 1),
                (None, 1)
            ]
        );
        let begun = Queue::begin(
            vec!["a.example".parse().unwrap()],
            Timestamp::from_millis(0),
        );
        assert_eq!(grades(&begun), []);
    }

    #[test]
    fn servers_are_counted_with_the_worst_that_was_seen_of_them() {
        let row = |hosts: &[&str], stages: &str| Row {
            hosts: hosts.iter().map(|&host| host.to_owned()).collect(),
            stages: stages.to_owned(),
            ..sample("B", &[])
        };
        let rows = [
            row(&["b.example", "a.example"], "-g3b"),
            row(&["b.example"], "7w"),
            row(&["c.example", "c.example"], "-g-g"),
            row(&["d.example"], ""),
        ];
        let items = rows.into_iter().zip(0..).map(|(row, at)| Item {
            domain: format!("d{at}.example").parse().unwrap(),
            state: State::Done(Rc::new(row)),
        });
        let seen: Vec<String> = servers(&Queue::resting(items.collect(), 0))
            .into_iter()
            .map(|server| {
                let stage = server.worst.and_then(|worst| worst.stage);
                let stage = stage.map_or("-", StageName::title);
                format!("{} {} {stage}", server.host, server.domains)
            })
            .collect();
        assert_eq!(
            seen,
            [
                "b.example 2 MTA-STS",
                "a.example 1 STARTTLS",
                "c.example 1 -",
                "d.example 1 -"
            ]
        );
    }

    #[test]
    fn what_most_share_comes_first_and_what_nobody_knows_is_left_out() {
        let words: Vec<&str> = Code::ALL.iter().take(3).map(|code| code.word()).collect();
        let (a, b, c) = (words[0], words[1], words[2]);
        let queue = queue(&[
            ("F", &[a, b]),
            ("F", &[b, "unknown-code"]),
            ("F", &[b, c, a]),
        ]);
        let shared = shared_findings(&queue);
        let seen: Vec<(&str, usize)> = shared
            .iter()
            .map(|(code, number)| (code.word(), *number))
            .collect();
        assert_eq!(seen, [(b, 3), (a, 2), (c, 1)]);
    }
}
