//! Which TXT record of a name is the SPF record (RFC 7208 §4.5).

use super::parse::{behind_version, parse};
use super::record::SpfRecord;
use crate::dns::TxtRecord;
use crate::syntax::{NearMiss, NearMissKind, Selected, Selection, Span};

/// Selects the record among the TXT records of a domain.
#[must_use]
pub fn select(records: &[TxtRecord]) -> Selection<SpfRecord> {
    let mut selected = Vec::new();
    let mut near_misses = Vec::new();
    for text in records.iter().map(TxtRecord::text) {
        let parsed = parse(&text);
        if behind_version(&text).is_some() {
            selected.push(Selected { text, parsed });
        } else if let Some((kind, span)) = near_miss(&text) {
            near_misses.push(NearMiss { text, kind, span });
        }
    }
    match selected.pop() {
        None if near_misses.is_empty() => Selection::Absent,
        None => Selection::NearMiss(near_misses),
        Some(only) if selected.is_empty() => Selection::One(only),
        Some(last) => {
            selected.push(last);
            Selection::Several(selected)
        }
    }
}

/// Why a record that is not selected looks as if it were meant to be, if it does.
fn near_miss(text: &str) -> Option<(NearMissKind, Span)> {
    let meant = text.trim_start_matches([' ', '\t', '"', '\'', '\\', '\u{feff}', '\u{a0}']);
    let skipped = text.len() - meant.len();
    let lower = meant.to_ascii_lowercase();
    let span = |length: usize| Span::new(skipped, skipped + length);
    // RFC 4406 §3: "spf2.0/pra", "spf2.0/mfrom,pra": Sender ID, an experiment that RFC 6686 §6 ended.
    if lower.starts_with("spf2.0/") {
        let end = lower.find(' ').unwrap_or(lower.len());
        return Some((NearMissKind::SenderId, span(end)));
    }
    if let Some(rest) = lower.strip_prefix("v=spf1") {
        return Some(match rest.chars().next() {
            None | Some(' ') => (NearMissKind::LeadingCharacters, Span::new(0, skipped)),
            Some(c) if c.is_ascii_digit() || c == '.' => (NearMissKind::OtherVersion, span(7)),
            Some(c) => (NearMissKind::NoSpace, span(6 + c.len_utf8())),
        });
    }
    if lower.starts_with("v=spf") {
        let end = lower.find(' ').unwrap_or(lower.len());
        return Some((NearMissKind::OtherVersion, span(end)));
    }
    // "v = spf1 …", "spf1 …", "v:spf1 …", and "SPF: v=spf1 …".
    let squeezed: String = lower
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .take(6)
        .collect();
    if squeezed == "v=spf1" {
        let end = lower.find("spf1").map_or(0, |at| at + 4);
        return Some((NearMissKind::SpaceAroundEquals, span(end)));
    }
    for wrong in ["spf1 ", "v:spf1", "v-spf1", "vspf1", "=spf1 "] {
        if lower.starts_with(wrong) {
            return Some((NearMissKind::MisspeltVersion, span(wrong.trim_end().len())));
        }
    }
    let at = lower.find("v=spf1 ")?;
    Some((
        NearMissKind::NotFirst,
        Span::new(skipped + at, skipped + at + 6),
    ))
}

#[cfg(test)]
mod tests;
