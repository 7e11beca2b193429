//! What the aggregate reports say: who sends, what to change, and what a stricter policy would do.

use std::fmt::{self, Write as _};

use analysis::reports::summary::{DmarcSummary, Group, Refusals, Tally};

use super::{MAX_LISTED, count, date, named, shortened, write_head, write_heading, write_rest};

/// Names in the From header that are listed of a group.
const MAX_NAMES: usize = 4;
/// Addresses of failing mail that are listed of one source.
const MAX_ADDRESSES: usize = 4;
use crate::text::escaped;

pub(super) fn write_dmarc(out: &mut String, summary: &DmarcSummary) -> fmt::Result {
    let total = &summary.total;
    let reporters = count(summary.reporters.len() as u64, "receiver", "receivers");
    let period = (summary.begin, summary.end);
    write_heading(out, "DMARC", summary.reports, &reporters, period)?;
    writeln!(
        out,
        "  {}: {} pass ({}), {} fail{}",
        count(total.messages, "mail", "mails"),
        total.passing,
        share(total.passing, total.messages),
        total.failing,
        if total.not_said > 0 {
            format!(", of {} it is not said", total.not_said)
        } else {
            String::new()
        }
    )?;
    writeln!(
        out,
        "  delivered {}, quarantined {}, refused {}",
        total.delivered, total.quarantined, total.rejected
    )?;
    if summary.cut_off > 0 {
        let words = count(summary.cut_off, "report ends early", "reports end early");
        writeln!(out, "  {words}; what stands before that counts")?;
    }
    writeln!(out, "\nWho sends, by {}", summary.by.word())?;
    writeln!(
        out,
        "  {:<34} {:>9} {:>9} {:>9}  what it seems to be",
        "source", "mails", "pass", "fail"
    )?;
    for group in summary.groups.iter().take(MAX_LISTED) {
        write_group(out, group, summary.filter.domain.as_deref())?;
    }
    let mut more = summary.more;
    for group in summary.groups.iter().skip(MAX_LISTED) {
        more.0 += 1;
        more.1.join(&group.tally);
    }
    if more.0 > 0 {
        write_row(out, &format!("{} more", more.0), &more.1, "")?;
    }
    write_remedies(out, summary)?;
    write_enforcement(out, summary)?;
    write_head(out, "\nDay by day (UTC)", ["mails", "pass", "fail"])?;
    let days = || summary.days.iter().filter(|day| day.reports > 0);
    for day in days().rev().take(MAX_LISTED) {
        write_row(
            out,
            &day.day.date(),
            &day.tally,
            &count(day.reports, "report", "reports"),
        )?;
    }
    write_rest(out, days().count(), "earlier days")?;
    write_head(out, "\nBy receiver", ["mails", "pass", "fail"])?;
    for row in summary.reporters.iter().take(MAX_LISTED) {
        write_row(
            out,
            named(&row.reporter),
            &row.tally,
            &count(row.reports, "report", "reports"),
        )?;
    }
    write_rest(out, summary.reporters.len(), "more receivers")
}

/// A group; in whose name its mail is, is said if that is not the domain that is shown.
fn write_group(out: &mut String, group: &Group, domain: Option<&str>) -> fmt::Result {
    write_row(
        out,
        &group.key.to_string(),
        &group.tally,
        group.verdict.class.title(),
    )?;
    if group.tally.failing == 0 {
        return Ok(());
    }
    for reason in &group.verdict.reasons {
        writeln!(out, "      {}", escaped(reason))?;
    }
    let addresses: Vec<String> = group
        .addresses
        .iter()
        .filter(|one| one.tally.failing > 0)
        .filter_map(|one| {
            let address = one.address?;
            Some(
                one.name
                    .text()
                    .map_or_else(|| address.to_string(), |name| format!("{address} ({name})")),
            )
        })
        .collect();
    if let Some(listed) = addresses.get(..addresses.len().min(MAX_ADDRESSES))
        && !listed.is_empty()
    {
        // Of those that are not kept one by one it is not known whether their mail failed, unless all did.
        let failing = if group.tally.failing == group.tally.messages {
            Some(group.address_count)
        } else if group.addresses.len() as u64 == group.address_count {
            Some(addresses.len() as u64)
        } else {
            None
        };
        let more = match failing.map(|failing| failing.saturating_sub(listed.len() as u64)) {
            None => " and others".to_owned(),
            Some(0) => String::new(),
            Some(rest) => format!(" and {rest} more"),
        };
        writeln!(out, "      from {}{more}", escaped(&listed.join(", ")))?;
    }
    let names = group.header_from.iter().map(|(name, _)| name.as_str());
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    if names.iter().any(|name| Some(*name) != domain) {
        let rest = if names.len() > MAX_NAMES {
            " and others"
        } else {
            ""
        };
        let listed: Vec<&str> = names.into_iter().take(MAX_NAMES).collect();
        writeln!(
            out,
            "      in the name of {}{rest}",
            escaped(&listed.join(", "))
        )?;
    }
    for (kind, comment, mails) in group.overrides.iter().take(3) {
        let comment = if comment.is_empty() {
            String::new()
        } else {
            format!(" ({comment})")
        };
        writeln!(
            out,
            "      {mails} excepted: {}{}",
            kind.title(),
            escaped(&comment)
        )?;
    }
    Ok(())
}

fn write_row(out: &mut String, name: &str, tally: &Tally, last: &str) -> fmt::Result {
    let row = format!(
        "  {:<34} {:>9} {:>9} {:>9}  {}",
        shortened(&escaped(name)),
        tally.messages,
        tally.passing,
        tally.failing,
        escaped(last)
    );
    writeln!(out, "{}", row.trim_end())
}

fn write_remedies(out: &mut String, summary: &DmarcSummary) -> fmt::Result {
    let wanted: Vec<&Group> = summary
        .groups
        .iter()
        .filter(|group| group.verdict.class.is_wanted() && !group.remedies.is_empty())
        .take(MAX_LISTED)
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nWhat to change, where the mail is yours")?;
    for group in wanted {
        writeln!(out, "  {}", escaped(&group.key.to_string()))?;
        for remedy in &group.remedies {
            writeln!(out, "    {}", escaped(&remedy.text))?;
            for record in &remedy.records {
                writeln!(out, "      {}", escaped(record))?;
            }
        }
    }
    Ok(())
}

fn write_enforcement(out: &mut String, summary: &DmarcSummary) -> fmt::Result {
    let plan = &summary.enforcement;
    writeln!(out, "\nWhat a policy of reject would do")?;
    write_refusals(
        out,
        &format!("to the mail of {}", date(plan.day)),
        &plan.on_day,
    )?;
    write_refusals(out, "to all of it", &plan.in_all)?;
    for sentence in &plan.advice {
        writeln!(out, "  {}", escaped(sentence))?;
    }
    if let Some(record) = &plan.record {
        writeln!(out, "    {}", escaped(record))?;
    }
    Ok(())
}

fn write_refusals(out: &mut String, what: &str, refusals: &Refusals) -> fmt::Result {
    let not_said = if refusals.not_said > 0 {
        format!("; of {} it cannot be told", refusals.not_said)
    } else {
        String::new()
    };
    writeln!(
        out,
        "  {what}: {} delivered, {} refused of {}{not_said}",
        refusals.delivered, refusals.refused, refusals.messages
    )?;
    for (class, mails) in &refusals.by_class {
        writeln!(out, "    {mails:>9}  {}", class.title())?;
    }
    if refusals.unlisted > 0 {
        writeln!(
            out,
            "    {:>9}  of sources that are not listed",
            refusals.unlisted
        )?;
    }
    if refusals.excepted > 0 {
        writeln!(
            out,
            "    {:>9}  of them receivers excepted, and may again",
            refusals.excepted
        )?;
    }
    Ok(())
}

fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    // Rounded down: "100 %" is all of it.
    let permille = u128::from(part) * 1000 / u128::from(whole);
    format!("{}.{} %", permille / 10, permille % 10)
}
