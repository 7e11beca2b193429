//! A run as the browser keeps it, so that it can go on after the page was closed. What is read back is believed in nothing.

use std::rc::Rc;

use serde::{Deserialize, Serialize};
use shared::DomainName;

use super::list::MAX_DOMAINS;
use super::queue::{Item, Queue, State};
use super::row::Row;

/// The version of what is kept.
const VERSION: u32 = 1;
/// Browsers give a page about five million characters.
const MAX_TEXT: usize = 3 * 1024 * 1024;
const MAX_WHY: usize = 300;

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    elapsed_ms: i64,
    domains: Vec<KeptDomain>,
}

#[derive(Serialize, Deserialize)]
struct KeptDomain {
    domain: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    row: Option<Row>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

/// The run as a text; nothing if it is too long to be kept.
pub(crate) fn to_text(queue: &Queue, elapsed_ms: i64) -> Option<String> {
    let domains = queue.items.iter().map(|item| KeptDomain {
        domain: item.domain.to_string(),
        row: match &item.state {
            State::Done(row) => Some((**row).clone()),
            _ => None,
        },
        failed: match &item.state {
            State::Failed { why } => Some(why.chars().take(MAX_WHY).collect()),
            _ => None,
        },
    });
    let kept = Kept {
        version: VERSION,
        elapsed_ms,
        domains: domains.collect(),
    };
    serde_json::to_string(&kept)
        .ok()
        .filter(|text| text.len() <= MAX_TEXT)
}

/// The run of a text, resting; nothing if it is none. A row that no page wrote counts as not checked yet.
pub(crate) fn from_text(text: &str) -> Option<Queue> {
    if text.len() > MAX_TEXT {
        return None;
    }
    let kept: Kept = analysis::json::from_slice(text.as_bytes()).ok()?;
    if kept.version != VERSION {
        return None;
    }
    let mut items: Vec<Item> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for kept in kept.domains.into_iter().take(MAX_DOMAINS) {
        let Ok(domain) = DomainName::parse(&kept.domain) else {
            continue;
        };
        if domain.as_str() != kept.domain || !seen.insert(domain.clone()) {
            continue;
        }
        let state = match (kept.row.filter(Row::is_sound), kept.failed) {
            (Some(row), _) => State::Done(Rc::new(row)),
            (None, Some(why)) => State::Failed {
                why: why.chars().take(MAX_WHY).collect(),
            },
            (None, None) => State::Waiting,
        };
        items.push(Item { domain, state });
    }
    (!items.is_empty()).then(|| Queue::resting(items, kept.elapsed_ms.max(0)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use shared::Timestamp;

    use super::super::queue::{Action, Stage};
    use super::super::row::sample;
    use super::*;

    fn run() -> Queue {
        let now = Timestamp::from_millis(0);
        let names = ["a.example", "b.example", "c.example", "d.example"];
        let mut queue = Queue::begin(names.map(|name| name.parse().unwrap()).to_vec(), now);
        for name in names.into_iter().take(3) {
            queue.apply(Action::Begin(name.parse().unwrap()), now);
        }
        queue.apply(
            Action::Finish(names[0].parse().unwrap(), Rc::new(sample("B", &["x"]))),
            now,
        );
        queue.apply(
            Action::Fail(names[1].parse().unwrap(), "no relay".into()),
            now,
        );
        queue
    }

    #[test]
    fn a_run_comes_back_and_what_was_under_way_waits_again() {
        let before = run();
        let after = from_text(&to_text(&before, 1234).unwrap()).unwrap();
        assert_eq!(after.stage, Stage::Stopped);
        assert_eq!(after.elapsed_ms(Timestamp::from_millis(99)), 1234);
        assert_eq!(after.items[..2], before.items[..2]);
        assert_eq!((after.numbers().waiting, after.numbers().running), (2, 0));
    }

    #[test]
    fn nothing_that_is_read_is_believed() {
        let sound: Value = serde_json::from_str(&to_text(&run(), 0).unwrap()).unwrap();
        let with = |path: &str, value: Value| {
            let mut text = sound.clone();
            *text.pointer_mut(path).unwrap() = value;
            from_text(&text.to_string())
        };
        for (path, value) in [
            ("/version", json!(2)),
            ("/version", json!("1")),
            ("/domains", json!([])),
            ("/domains", json!("a.example")),
            ("/domains/0/domain", json!(7)),
            ("/domains/0/row/at", json!("now")),
        ] {
            assert_eq!(with(path, value), None, "{path}");
        }
        for (path, value, left) in [
            ("/domains/0/domain", json!("<b>.example"), 3),
            ("/domains/0/domain", json!("B.example"), 3),
            ("/domains/0/domain", json!("b.example"), 3),
            ("/domains/0/row/label", json!("x".repeat(500)), 4),
            ("/elapsed_ms", json!(-5), 4),
        ] {
            let queue = with(path, value).unwrap();
            assert_eq!(queue.items.len(), left, "{path}");
            assert!(queue.rows().all(|(_, row)| row.is_sound()));
            assert!(queue.elapsed_ms(Timestamp::from_millis(0)) >= 0);
        }
        for text in ["", "null", "[]", "{\"version\":1}"] {
            assert_eq!(from_text(text), None);
        }
        assert_eq!(from_text(&" ".repeat(MAX_TEXT + 1)), None);
        let many: Vec<Value> = (0..1200)
            .map(|at| json!({ "domain": format!("d{at}.example") }))
            .collect();
        assert_eq!(
            with("/domains", json!(many)).unwrap().items.len(),
            MAX_DOMAINS
        );
    }

    #[test]
    fn a_thousand_finished_domains_are_kept() {
        let codes: Vec<&str> = std::iter::repeat_n("some-finding-of-usual-length", 20).collect();
        let items = (0..MAX_DOMAINS).map(|at| Item {
            domain: format!("domain-number-{at}.example").parse().unwrap(),
            state: State::Done(Rc::new(sample("B at best", &codes))),
        });
        let queue = Queue::resting(items.collect(), 0);
        let text = to_text(&queue, 0).unwrap();
        assert_eq!(from_text(&text).unwrap().items.len(), MAX_DOMAINS);
    }
}
