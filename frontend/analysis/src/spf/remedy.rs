//! The record as it should be, ready to paste.

use super::defect::SpfDefect;
use super::parse::parse;
use super::record::{Mechanism, Modifier, Qualifier, SpfRecord, Term, TermKind};
use crate::dns::TxtRecord;
use crate::syntax::{Defect, DefectKind, NearMiss, NearMissKind, Span};

/// A record as a line of a zone file, in strings of at most 255 bytes.
pub(super) fn line(domain: &str, record: &str) -> String {
    format!("{domain}. IN TXT {}", TxtRecord::from_text(record))
}

fn is_all(term: &Term) -> bool {
    matches!(
        &term.kind,
        TermKind::Directive {
            mechanism: Mechanism::All,
            ..
        }
    )
}

/// The version in the midst: what two records glued together have between them.
fn is_version(term: &Term) -> bool {
    matches!(&term.kind, TermKind::Modifier(Modifier::Unknown { name, .. }) if name == "v")
}

/// The record with somebody who may send, for whoever ends it in something stricter than it had. If nobody may, a
/// redirect that is ignored beside `all` counts as the include that it was meant for, and an empty record takes the
/// senders of another one. Nothing if whom its terms are meant for is anybody's guess.
pub(super) fn with_senders(record: &SpfRecord, others: Option<&SpfRecord>) -> Option<SpfRecord> {
    let mut named = record
        .directives()
        .filter(|(term, _, _)| !is_all(term))
        .map(|(_, qualifier, _)| qualifier)
        .peekable();
    let names_nobody = named.peek().is_none();
    let mut changed = record.clone();
    if named.any(|qualifier| qualifier == Qualifier::Pass) {
        return Some(changed);
    }
    let mut has_redirect = false;
    for term in &mut changed.terms {
        if let TermKind::Modifier(Modifier::Redirect { domain }) = &term.kind {
            // RFC 7208 §6.1: “redirect” MUST be ignored beside “all”, so that only an include can count.
            let mechanism = Mechanism::Include {
                domain: domain.clone(),
            };
            let qualifier = Qualifier::Pass;
            term.kind = TermKind::Directive {
                qualifier,
                mechanism,
            };
            has_redirect = true;
        }
    }
    if has_redirect {
        return Some(changed);
    }
    let others = others.filter(|_| names_nobody)?;
    let directives = others.directives().map(|(term, _, _)| term.clone());
    changed.terms.extend(directives);
    Some(changed)
}

/// The record with `all` as its last mechanism, without a redirect, which would be ignored, and without a second version.
pub(super) fn ending_in(record: &SpfRecord, qualifier: Qualifier) -> String {
    let redirect = record.any_redirect().map(|(term, _)| term.span);
    let terms = record.terms.iter();
    let (directives, modifiers): (Vec<&Term>, Vec<&Term>) = terms
        .filter(|term| !is_all(term) && !is_version(term) && Some(term.span) != redirect)
        .partition(|term| matches!(term.kind, TermKind::Directive { .. }));
    let mut text = "v=spf1".to_owned();
    let mut add = |term: &str| {
        text.push(' ');
        text.push_str(term);
    };
    for term in directives {
        add(&term.to_string());
    }
    add(&format!("{}all", qualifier.sign()));
    for term in modifiers {
        add(&term.to_string());
    }
    text
}

/// The record without some terms.
pub(super) fn without(record: &SpfRecord, places: &[Span]) -> String {
    let terms = record.terms.iter();
    let terms = terms.filter(|term| !places.contains(&term.span)).cloned();
    SpfRecord {
        terms: terms.collect(),
    }
    .to_string()
}

/// One record in place of several; nothing if one of them is invalid, or leads on to another.
pub(super) fn merged(texts: &[String]) -> Option<String> {
    let mut terms: Vec<Term> = Vec::new();
    let mut strictest = true;
    for text in texts {
        let parsed = parse(text);
        let record = parsed.record()?;
        if record.any_redirect().is_some() {
            return None;
        }
        // Whoever wrote “~all” in one of them is not sure of all senders.
        strictest &= record.all().is_some_and(|(_, all)| all == Qualifier::Fail);
        for term in &record.terms {
            let is_known = terms.iter().any(|known| known.kind == term.kind);
            let is_second_exp = matches!(term.kind, TermKind::Modifier(_));
            if !is_known && !is_second_exp && !is_all(term) {
                terms.push(term.clone());
            }
        }
    }
    let end = if strictest {
        Qualifier::Fail
    } else {
        Qualifier::SoftFail
    };
    Some(ending_in(&SpfRecord { terms }, end))
}

/// The record with “:” where a mechanism has “=”; nothing if none has.
pub(super) fn with_colons(text: &str, defects: &[Defect]) -> Option<String> {
    let mut corrected = text.to_owned();
    let mut changed = false;
    for defect in defects {
        if let DefectKind::Spf {
            defect: SpfDefect::MechanismAsModifier { name },
        } = &defect.kind
        {
            let equals = defect.span.start + name.len();
            let (front, rest) = corrected.split_at_checked(equals)?;
            corrected = format!("{front}:{}", rest.strip_prefix('=')?);
            changed = true;
        }
    }
    // An address may be wrong as well, which nobody looked at as long as it was ignored.
    parse(&corrected).record().filter(|_| changed)?;
    Some(corrected)
}

/// A record that is nearly one, with its beginning put right; nothing if more is wrong with it.
pub(super) fn corrected(miss: &NearMiss) -> Option<String> {
    let marked = miss.span.of(&miss.text)?;
    let behind = miss.text.get(miss.span.end..)?;
    let text = match miss.kind {
        NearMissKind::LeadingCharacters => behind.to_owned(),
        NearMissKind::NotFirst => format!("{marked}{behind}"),
        NearMissKind::NoSpace => {
            // What follows the version is the first letter of a term, or a separator that does not belong there.
            let first = marked.chars().last().filter(char::is_ascii_alphanumeric);
            let first = first.map(String::from).unwrap_or_default();
            format!("v=spf1 {first}{}", behind.replace(';', " "))
        }
        _ => format!("v=spf1{behind}"),
    };
    let text = text.trim_end_matches(['"', '\'', ' ', ';', '\\']);
    Some(parse(text).record()?.to_string())
}
