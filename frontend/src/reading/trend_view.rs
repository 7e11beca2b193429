//! How mail fared day by day, and what each reporter saw.

use analysis::reports::summary::{Day, DmarcSummary, Tally};
use analysis::tables::{Row, Table};
use yew::prelude::*;

use super::numbers::{of, share, thousands};
use super::pictures::{Amount, Words, bars, columns};

/// What mail that passes DMARC is called, and so on.
pub(super) const MAIL: Words = Words {
    good: "passed",
    bad: "failed",
    unknown: "not said",
};

/// Mail over time.
pub(super) fn over_time(summary: &DmarcSummary) -> Html {
    let amounts: Vec<Amount> = summary
        .days
        .iter()
        .map(|day| amount(day.day.date().to_string(), &day.tally))
        .collect();
    columns("mail-over-time", &days_table(summary), &amounts, MAIL)
}

/// How much of a tally is good and bad.
pub(super) fn amount(name: String, tally: &Tally) -> Amount {
    Amount {
        name,
        note: String::new(),
        good: tally.passing,
        bad: tally.failing,
        unknown: tally.not_said,
    }
}

fn days_table(summary: &DmarcSummary) -> Table {
    let worst = summary
        .days
        .iter()
        .max_by_key(|day| day.tally.failing)
        .filter(|day| day.tally.failing > 0);
    let worst = worst.map_or_else(String::new, |day| {
        format!(
            " Most failed on {}: {}.",
            day.day.date(),
            of(day.tally.failing, "mail", "mails")
        )
    });
    Table {
        name: "mail-over-time",
        area: None,
        title: "Mail day by day",
        summary: format!(
            "{} in all, {} passed DMARC.{worst}",
            of(summary.total.messages, "mail", "mails"),
            share(summary.total.passing, summary.total.messages)
        ),
        columns: &["Day", "Mails", "Passed", "Failed", "Not said", "Reports"],
        rows: summary.days.iter().map(day_row).collect(),
    }
}

fn day_row(day: &Day) -> Row {
    let tally = &day.tally;
    Row {
        depth: 0,
        cells: vec![
            day.day.date().to_string(),
            thousands(tally.messages),
            thousands(tally.passing),
            thousands(tally.failing),
            thousands(tally.not_said),
            thousands(day.reports),
        ],
    }
}

/// A reporter, also one that does not say who he is.
fn name(reporter: &str) -> String {
    if reporter.is_empty() {
        "does not say who".to_owned()
    } else {
        reporter.to_owned()
    }
}

/// What each reporter saw.
pub(super) fn by_reporter(summary: &DmarcSummary) -> Html {
    let amounts: Vec<Amount> = summary
        .reporters
        .iter()
        .map(|row| Amount {
            note: of(row.reports, "report", "reports"),
            ..amount(name(&row.reporter), &row.tally)
        })
        .collect();
    let table = Table {
        name: "mail-by-reporter",
        area: None,
        title: "Who reports",
        summary: format!(
            "{} by {}.",
            of(summary.reports, "report", "reports"),
            of(summary.reporters.len() as u64, "receiver", "receivers")
        ),
        columns: &[
            "Reporter",
            "Reports",
            "Mails",
            "Passed",
            "Failed",
            "Refused",
            "Set aside",
        ],
        rows: summary
            .reporters
            .iter()
            .map(|row| Row {
                depth: 0,
                cells: vec![
                    name(&row.reporter),
                    thousands(row.reports),
                    thousands(row.tally.messages),
                    thousands(row.tally.passing),
                    thousands(row.tally.failing),
                    thousands(row.tally.rejected),
                    thousands(row.tally.quarantined),
                ],
            })
            .collect(),
    };
    bars("mail-by-reporter", &table, &amounts, MAIL)
}
