//! What became of the files, and what was put up with in them.

use std::fmt::{self, Write as _};

use analysis::reports::{Collection, Outcome, Remark};

use super::{MAX_LISTED, count, named};
use crate::text::escaped;

pub(super) fn write_files(out: &mut String, collection: &Collection) -> fmt::Result {
    let is = |wanted: fn(&Outcome) -> bool| {
        collection
            .readings()
            .iter()
            .filter(|reading| wanted(&reading.outcome))
            .count() as u64
    };
    let reports = is(|outcome| matches!(outcome, Outcome::Report(_)));
    let copies = is(|outcome| matches!(outcome, Outcome::Duplicate { .. }));
    let mails = is(|outcome| matches!(outcome, Outcome::Mail));
    writeln!(
        out,
        "\nFiles: {}, {}, {} without a report",
        count(reports, "report", "reports"),
        count(
            copies,
            "copy that was not counted again",
            "copies that were not counted again"
        ),
        count(mails, "mail", "mails")
    )?;
    let odd = is(|outcome| matches!(outcome, Outcome::Duplicate { differs: true, .. }));
    if odd > 0 {
        let words = count(odd, "copy counts", "copies count");
        writeln!(
            out,
            "  {words} other mail than the report that was read first"
        )?;
    }
    let refused: Vec<_> = collection
        .readings()
        .iter()
        .filter_map(|reading| match &reading.outcome {
            Outcome::Refused(why) => Some((reading, why)),
            Outcome::Report(_) | Outcome::Duplicate { .. } | Outcome::Mail => None,
        })
        .collect();
    for (reading, why) in refused.iter().take(MAX_LISTED) {
        writeln!(
            out,
            "  not read: {}: {}",
            escaped(&reading.name),
            escaped(&why.to_string())
        )?;
    }
    if refused.len() > MAX_LISTED {
        writeln!(
            out,
            "  and {} more that were not read",
            refused.len() - MAX_LISTED
        )?;
    }
    write_remarks(out, collection)
}

/// What was put up with, over all reports.
fn write_remarks(out: &mut String, collection: &Collection) -> fmt::Result {
    let aggregate = collection
        .aggregate()
        .iter()
        .map(|report| (&report.header.reporter, &report.header.remarks));
    let tls = collection
        .tls()
        .iter()
        .map(|report| (&report.reporter, &report.remarks));
    let failures = collection
        .failures()
        .iter()
        .map(|report| (&report.reporter, &report.remarks));
    let mut found: Vec<(&Remark, &str, u64)> = Vec::new();
    for (reporter, remarks) in aggregate.chain(tls).chain(failures) {
        for remark in remarks.as_slice() {
            match found
                .iter_mut()
                .find(|(known, _, _)| known.fault == remark.fault)
            {
                Some((_, _, reports)) => *reports += 1,
                None => found.push((remark, reporter, 1)),
            }
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nWhat reporters got wrong, and was put up with")?;
    for (remark, reporter, reports) in found {
        let example = if remark.example.is_empty() {
            String::new()
        } else {
            format!(": “{}”", remark.example)
        };
        writeln!(
            out,
            "  {} ({}, first of {}{})",
            remark.fault.words(),
            count(reports, "report", "reports"),
            escaped(named(reporter)),
            escaped(&example)
        )?;
    }
    Ok(())
}
