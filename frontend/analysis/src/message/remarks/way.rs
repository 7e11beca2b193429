//! What its way shows, and what servers on it said.

use super::Remark;
use crate::finding::Severity;
use crate::message::alignment::DmarcResult;
use crate::message::examine::{Examination, Standing, Statement};
use crate::message::received::Sealed;

/// A hop that takes longer is worth a word, in seconds.
const LONG_DELAY: i64 = 1800;
/// Clocks that differ by more are worth a word, in seconds.
const SKEW: i64 = -5;
/// Mail older than this is judged by records that may have changed since, in days.
const OLD_DAYS: i64 = 30;

pub(super) fn of_path(seen: &Examination, list: &mut Vec<Remark>) {
    if seen.path.unread > 0 {
        list.push(
            Remark::new(
                "path-not-whole",
                Severity::Warning,
                "The mail has more Received headers than are read",
                format!(
                    "The newest {} are read. {} more stand below them, and nothing is said of those. A mail that passes so \
                     many servers runs in a circle.",
                    seen.path.hops.len(),
                    seen.path.unread
                ),
            )
            .todo("Look which two servers hand it to each other, and for which address.")
            .by("RFC 5321 §6.3"),
        );
    }
    if let Some(border) = seen.path.border_hop() {
        let from = border
            .received
            .address
            .map(|one| one.to_string())
            .unwrap_or_default();
        match border.received.sealed {
            Sealed::Yes => list.push(
                Remark::new(
                    "border-sealed",
                    Severity::Good,
                    "It was encrypted on its way to the recipient's system",
                    format!("The server that took it from {from} says so."),
                )
                .evidence(format!("Received: {}", border.received.text))
                .by("RFC 3848"),
            ),
            Sealed::No => list.push(
                Remark::new(
                    "border-not-sealed",
                    Severity::Warning,
                    "By its server's word, it came to the recipient's system without encryption",
                    format!(
                        "The server that took it from {from} has a word without the S that it writes for TLS. Then whoever \
                         was on the way could read it. Behind a proxy that ends TLS, a server writes the same word."
                    ),
                )
                .todo("Check the recipient's domain here: does its server offer STARTTLS? If so, the sender did not use it.")
                .evidence(format!("Received: {}", border.received.text))
                .by("RFC 3848"),
            ),
            Sealed::Local | Sealed::Unsaid => {}
        }
    }
    of_lines_not_whole(seen, list);
    for (number, hop) in seen.path.hops.iter().enumerate() {
        let who = hop.received.by.as_deref().unwrap_or("a server");
        match hop.delay {
            Some(delay) if delay > LONG_DELAY => list.push(
                Remark::new(
                    "hop-slow",
                    Severity::Info,
                    format!("It took {} to come to {who}", duration(delay)),
                    "The server before could not hand it on at once, or its clock is wrong. Receivers that do not know a \
                     sender often make it try twice.",
                )
                .evidence(format!("Received: {}", hop.received.text)),
            ),
            Some(delay) if delay < SKEW => list.push(
                Remark::new(
                    "clock-skew",
                    Severity::Info,
                    format!("The clocks of two servers differ by {} or more", duration(-delay)),
                    format!(
                        "The line of {who}, number {}, has an earlier time than the one before it. One of the two clocks is \
                         wrong, so how long this hop took is not known.",
                        number + 1
                    ),
                )
                .evidence(format!("Received: {}", hop.received.text)),
            ),
            Some(_) | None => {}
        }
    }
    let age = seen
        .path
        .border_hop()
        .and_then(|hop| hop.received.at)
        .or(seen.title.date);
    if let Some(days) = age
        .map(|then| then.days_until(seen.judged_at))
        .filter(|days| *days > OLD_DAYS)
    {
        list.push(Remark::new(
            "old-mail",
            Severity::Info,
            format!("The mail is {days} days old"),
            "It is judged by what DNS says today. Records and keys may have been others then; what the recipient's own \
             server wrote at the time counts for more.",
        ));
    }
}

/// RFC 5321 §4.4: a server writes its own name and the time into its line.
fn of_lines_not_whole(seen: &Examination, list: &mut Vec<Remark>) {
    let hops = seen.path.hops.iter().enumerate();
    let found: Vec<_> = hops
        .filter(|(_, hop)| hop.received.is_unread || hop.received.is_joined)
        .collect();
    let Some((_, first)) = found.first() else {
        return;
    };
    let numbers: Vec<String> = found.iter().map(|(at, _)| (at + 1).to_string()).collect();
    let lines = if numbers.len() == 1 { "Line" } else { "Lines" };
    list.push(
        Remark::new(
            "line-not-whole",
            Severity::Info,
            format!("{lines} {} of the way could not be read whole", numbers.join(", ")),
            "A server writes its own name and the time into its line, and here one of them cannot be found. Where copying \
             joins lines, words of them run together.",
        )
        .todo("Give the mail as a saved file, if this text was copied.")
        .evidence(format!("Received: {}", first.received.text))
        .by("RFC 5321 §4.4"),
    );
}

/// A number of seconds in words.
fn duration(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} seconds"),
        120..7200 => format!("{} minutes", seconds / 60),
        7200..172_800 => format!("{} hours", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

pub(super) fn of_statements(seen: &Examination, list: &mut Vec<Remark>) {
    // Microsoft's has no name, and stands where the recipient's own system writes.
    let is_own = |one: &&Statement| {
        one.standing == Standing::Own
            || (one.standing == Standing::Above && one.said.authserv_id.is_none())
    };
    let said = seen.results.iter().filter(is_own).find_map(|one| {
        let result = one
            .said
            .results
            .iter()
            .find(|result| result.method == "dmarc")?;
        Some((one, result.result.as_str()))
    });
    let then = match (said, seen.dmarc.result) {
        (
            Some((one, "pass")),
            DmarcResult::Fail | DmarcResult::CouldNotTell | DmarcResult::PassIfUnchanged,
        ) => Some((one, "passed")),
        (
            Some((one, "fail")),
            DmarcResult::Pass | DmarcResult::CouldNotTell | DmarcResult::PassIfUnchanged,
        ) => Some((one, "failed")),
        _ => None,
    };
    if let Some((one, then)) = then {
        let text = if seen.dmarc.result == DmarcResult::Pass
            || seen.dmarc.result == DmarcResult::Fail
        {
            "The recipient's own server came to another result than is found now. DNS may have changed since, or what was \
             given here is not what came."
        } else {
            "The recipient's own server could tell, since it had the whole mail and the DNS of that moment."
        };
        list.push(
            Remark::new(
                "verdict-then",
                Severity::Info,
                format!("When it came, the mail {then} DMARC"),
                text,
            )
            .evidence(format!("Authentication-Results: {}", one.said.text))
            .by("RFC 8601"),
        );
    }
    let foreign = seen
        .results
        .iter()
        .filter(|one| one.standing == Standing::Foreign)
        .count();
    if foreign > 0 {
        list.push(
            Remark::new(
                "foreign-results",
                Severity::Info,
                "Some results came with the mail",
                format!(
                    "{foreign} Authentication-Results {} below the line in which the recipient's system took the mail. \
                     Anyone can write such a header, so it is shown and not counted.",
                    if foreign == 1 { "header stands" } else { "headers stand" }
                ),
            )
            .by("RFC 8601 §5"),
        );
    }
}
