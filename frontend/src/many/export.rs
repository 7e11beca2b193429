//! A run as a file, for spreadsheets and for programs.

use analysis::export::push_row;
use analysis::finding::Area;
use serde_json::{Value, json};
use shared::Timestamp;

use super::queue::{Item, State};

/// The version of the JSON.
const FORMAT: u32 = 1;

/// All domains, one a line, under a line of headings; no cell is a formula.
pub(crate) fn csv(items: &[Item]) -> String {
    let mut text = String::new();
    let before = ["domain", "state", "grade", "score"];
    let after = ["findings", "hosts", "judged at", "why not"];
    let areas = Area::ALL.iter().map(|area| area.title());
    push_row(&mut text, before.into_iter().chain(areas).chain(after));
    for item in items {
        let cells = cells(item);
        push_row(&mut text, cells.iter().map(String::as_str));
    }
    text
}

fn cells(item: &Item) -> Vec<String> {
    let mut cells = vec![item.domain.to_string(), state_word(&item.state).to_owned()];
    match &item.state {
        State::Done(row) => {
            cells.push(row.label.clone());
            cells.push(
                row.score
                    .map_or_else(String::new, |score| score.to_string()),
            );
            cells.extend(row.statuses().map(|(_, status)| status.words().to_owned()));
            cells.push(row.codes.join(" "));
            cells.push(row.hosts.join(" "));
            cells.push(Timestamp::from_millis(row.at).to_string());
            cells.push(String::new());
        }
        State::Waiting | State::Running | State::Failed { .. } => {
            cells.extend(std::iter::repeat_n(String::new(), Area::ALL.len() + 5));
            cells.push(match &item.state {
                State::Failed { why } => why.clone(),
                _ => String::new(),
            });
        }
    }
    cells
}

/// All domains, for programs.
pub(crate) fn json(items: &[Item], now: Timestamp) -> String {
    let domains: Vec<Value> = items.iter().map(domain).collect();
    json!({ "waxseal_many": FORMAT, "saved_at": now.to_string(), "domains": domains }).to_string()
}

fn domain(item: &Item) -> Value {
    let domain = item.domain.as_str();
    let state = state_word(&item.state);
    match &item.state {
        State::Done(row) => {
            let areas: serde_json::Map<String, Value> = row
                .statuses()
                .map(|(area, status)| (area.word().to_owned(), status.words().into()))
                .collect();
            let worst: Vec<Value> = row
                .worst()
                .map(|code| json!({ "code": code.word(), "title": code.words().title }))
                .collect();
            json!({
                "domain": domain, "state": state, "grade": row.label, "score": row.score, "areas": areas,
                "worst": worst, "findings": row.codes, "hosts": row.hosts,
                "judged_at": Timestamp::from_millis(row.at).to_string(),
            })
        }
        State::Failed { why } => json!({ "domain": domain, "state": state, "why": why }),
        State::Waiting | State::Running => json!({ "domain": domain, "state": state }),
    }
}

/// How far a domain is, in a word.
pub(crate) const fn state_word(state: &State) -> &'static str {
    match state {
        State::Waiting => "waiting",
        State::Running => "running",
        State::Done(_) => "done",
        State::Failed { .. } => "failed",
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::super::row::{Row, sample};
    use super::*;

    fn items() -> Vec<Item> {
        let hostile = Row {
            label: "=cmd|' /C calc'!A0".into(),
            ..sample("B", &["starttls-missing"])
        };
        [
            (
                "a.example",
                State::Done(Rc::new(sample(
                    "B at best",
                    &["starttls-missing", "spf-missing"],
                ))),
            ),
            ("b.example", State::Done(Rc::new(hostile))),
            (
                "c.example",
                State::Failed {
                    why: "=1+1, \"so\"".into(),
                },
            ),
            ("d.example", State::Waiting),
        ]
        .map(|(name, state)| Item {
            domain: name.parse().unwrap(),
            state,
        })
        .to_vec()
    }

    #[test]
    fn every_line_has_every_column_and_no_cell_is_a_formula() {
        let text = csv(&items());
        let lines: Vec<&str> = text.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 5);
        let columns = lines[0].split(',').count();
        assert_eq!(columns, 4 + Area::ALL.len() + 4);
        assert_eq!(lines[1].split(',').count(), columns);
        assert_eq!(lines[4].split(',').count(), columns);
        assert!(
            lines[1].starts_with("a.example,done,B at best,70,good,broken,warning,"),
            "{}",
            lines[1]
        );
        assert!(
            lines[1].contains("starttls-missing spf-missing,mx.example,2026-11-26T"),
            "{}",
            lines[1]
        );
        assert!(lines[2].contains(",'=cmd|"), "{}", lines[2]);
        assert!(lines[3].ends_with(",\"'=1+1, \"\"so\"\"\""), "{}", lines[3]);
    }

    #[test]
    fn programs_find_everything_in_its_place() {
        let text = json(&items(), Timestamp::from_millis(0));
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["waxseal_many"], FORMAT);
        let first = &value["domains"][0];
        assert_eq!(
            (&first["grade"], &first["state"]),
            (&json!("B at best"), &json!("done"))
        );
        assert_eq!(first["areas"]["transport"], "broken");
        assert_eq!(value["domains"][2]["why"], "=1+1, \"so\"");
        assert_eq!(
            value["domains"][3],
            json!({ "domain": "d.example", "state": "waiting" })
        );
    }
}
