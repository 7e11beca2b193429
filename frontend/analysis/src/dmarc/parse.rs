//! The grammar of the record (RFC 9989 §4.7 and §4.8).

use super::uri::read_list;
use super::{Alignment, DmarcDefect, DmarcRecord, Policy, Psd, VERSION};
use crate::dns::TxtRecord;
use crate::syntax::{
    DefectKind, Defects, Extension, Field, Grammar, Recognized, Selection, Span, begins_with_tag,
    select_by_first_tag, tag_list,
};

/// The tags of the standard. RFC 6376 §3.2: none may stand twice.
const TAGS: [&str; 11] = [
    "v", "p", "sp", "np", "psd", "t", "adkim", "aspf", "fo", "rua", "ruf",
];
/// What it had once.
const REMOVED: [&str; 3] = ["pct", "rf", "ri"];

/// Reads one record. Spans are offsets in `text`.
///
/// RFC 9989 §4.8: beyond the version, what is wrong is replaced by its default or ignored. A record is malformed only if it
/// has the same tag twice (RFC 6376 §3.2), or an invalid policy and no address that would keep it alive (§4.10.1).
#[must_use]
pub fn parse(text: &str) -> Recognized<DmarcRecord> {
    if !begins_with_tag(text, VERSION) {
        return Recognized::Foreign;
    }
    let (record, defects) = read(text);
    Recognized::from_parts(Some(record), defects)
}

/// Selects the record among the TXT records at `_dmarc`. RFC 9989 §4.10: those that do not begin with the version are
/// discarded, and if several remain, all of them.
#[must_use]
pub fn select(records: &[TxtRecord]) -> Selection<DmarcRecord> {
    select_by_first_tag(records, VERSION, parse, |field| {
        let value = field.value.unwrap_or_default();
        match field.name.to_ascii_lowercase().as_str() {
            "p" | "sp" => policy(value).is_some(),
            "rua" | "ruf" => value.contains("mailto:"),
            _ => false,
        }
    })
}

/// What a record says of registries even if nothing else in it is of use.
pub(super) fn psd(text: &str) -> Psd {
    read(text).0.psd
}

fn read(text: &str) -> (DmarcRecord, Defects) {
    let mut reader = Reader {
        text,
        record: DmarcRecord::default(),
        defects: Defects::default(),
        seen: vec!["v"],
        bad_policies: Vec::new(),
    };
    for field in tag_list(text).skip(1) {
        reader.read(&field);
    }
    reader.finish()
}

struct Reader<'a> {
    text: &'a str,
    record: DmarcRecord,
    defects: Defects,
    /// The tags so far.
    seen: Vec<&'static str>,
    /// The policies that are none.
    bad_policies: Vec<(&'static str, Span)>,
}

impl Reader<'_> {
    fn read(&mut self, field: &Field<'_>) {
        if field.span.is_empty() {
            // The semicolon that ends the empty field is what is too much.
            let end = (field.span.start + 1).min(self.text.len());
            let span = Span::new(field.span.start, end);
            self.defects.flaw(DefectKind::EmptyField, span);
            return;
        }
        let Some(value) = field.value else {
            let grammar = Grammar::TagList;
            let kind = DefectKind::NoSeparator { grammar };
            self.defects.flaw(kind, field.span);
            return;
        };
        let name = field.name.to_ascii_lowercase();
        if let Some(tag) = TAGS.into_iter().find(|tag| *tag == name) {
            self.read_known(tag, field, value);
        } else {
            self.read_other(name, field, value);
        }
    }

    fn read_known(&mut self, tag: &'static str, field: &Field<'_>, value: &str) {
        // RFC 9989 §4.7 takes its syntax from RFC 6376 §3.2: a list with a tag twice is invalid as a whole.
        if self.seen.contains(&tag) {
            self.fault(DmarcDefect::Repeated { name: tag.into() }, field.span);
            return;
        }
        self.seen.push(tag);
        // The ABNF of §4.8 and the readers in use take any case; RFC 6376 §3.2 and a few others do not.
        if field.name != tag {
            let defect = DmarcDefect::UpperCase { name: tag.into() };
            self.flaw(defect, field.name_span);
        }
        let span = if field.value_span.is_empty() {
            field.span
        } else {
            field.value_span
        };
        let record = &mut self.record;
        match tag {
            "p" | "sp" | "np" => {
                let policy = policy(value);
                match tag {
                    "p" => record.p = policy,
                    "sp" => record.sp = policy,
                    _ => record.np = policy,
                }
                if policy.is_none() {
                    self.bad_policies.push((tag, span));
                }
            }
            "psd" => match letter(value) {
                Some('y') => record.psd = Psd::Yes,
                Some('n') => record.psd = Psd::No,
                Some('u') => {}
                _ => self.bad_flag(tag, "“y”, “n” or “u”", span),
            },
            "t" => match letter(value) {
                Some('y') => record.testing = true,
                Some('n') => {}
                _ => self.bad_flag(tag, "“y” or “n”", span),
            },
            "adkim" | "aspf" => {
                let mode = match letter(value) {
                    Some('s') => Alignment::Strict,
                    Some('r') => Alignment::Relaxed,
                    _ => {
                        self.bad_flag(tag, "“r” or “s”", span);
                        return;
                    }
                };
                if tag == "adkim" {
                    record.adkim = mode;
                } else {
                    record.aspf = mode;
                }
            }
            "fo" => match failure_options(value) {
                Some(options) => record.fo = options,
                None => self.flaw(DmarcDefect::BadFailureOptions, span),
            },
            "rua" => record.rua = read_list(self.text, field, &mut self.defects),
            _ => record.ruf = read_list(self.text, field, &mut self.defects),
        }
    }

    /// RFC 9989 §4.7: what the standard does not know is ignored.
    fn read_other(&mut self, name: String, field: &Field<'_>, value: &str) {
        let removed = REMOVED.into_iter().find(|tag| *tag == name);
        let defect = match removed {
            Some(tag) => DmarcDefect::Removed { name: tag.into() },
            // RFC 9989 §4.8: `dmarc-tag = 1*ALPHA equals 1*dmarc-value`.
            None if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase()) => {
                return self.flaw(DmarcDefect::BadName, field.span);
            }
            None => DmarcDefect::Unknown,
        };
        self.flaw(defect, field.span);
        if value.is_empty() || !value.bytes().all(|b| matches!(b, b' '..=b'~')) {
            return self.defects.flaw(DefectKind::BadValue, field.span);
        }
        let tag = Extension {
            name,
            value: value.to_owned(),
            span: field.span,
        };
        if removed.is_some() {
            self.record.removed.push(tag);
        } else {
            self.record.extensions.push(tag);
        }
    }

    fn finish(mut self) -> (DmarcRecord, Defects) {
        // RFC 9989 §4.10.1: a valid report address keeps a record with an invalid policy alive.
        let rescued = !self.record.rua.is_empty();
        self.record.acts_as_none = !self.bad_policies.is_empty();
        for (tag, span) in std::mem::take(&mut self.bad_policies) {
            let name = tag.into();
            let defect = DmarcDefect::BadPolicy { name, rescued };
            if rescued {
                self.flaw(defect, span);
            } else {
                self.fault(defect, span);
            }
        }
        // RFC 9989 §4.7: without p, as if p=none.
        if !self.seen.contains(&"p") {
            self.flaw(DmarcDefect::NoPolicy, Span::end_of(self.text));
        }
        if self.record.ruf.is_empty() && self.seen.contains(&"fo") {
            let field = tag_list(self.text).find(|field| field.name.eq_ignore_ascii_case("fo"));
            let span = field.map_or_else(|| Span::end_of(self.text), |field| field.span);
            self.flaw(DmarcDefect::FailureOptionsAlone, span);
        }
        (self.record, self.defects)
    }

    fn bad_flag(&mut self, tag: &'static str, expected: &'static str, span: Span) {
        let (name, expected) = (tag.into(), expected.into());
        self.flaw(DmarcDefect::BadFlag { name, expected }, span);
    }

    fn flaw(&mut self, defect: DmarcDefect, span: Span) {
        self.defects.flaw(DefectKind::Dmarc { defect }, span);
    }

    fn fault(&mut self, defect: DmarcDefect, span: Span) {
        self.defects.fault(DefectKind::Dmarc { defect }, span);
    }
}

/// RFC 9989 §4.8, `dmarc-request`; RFC 5234 §2.3: case does not matter.
fn policy(value: &str) -> Option<Policy> {
    Policy::ALL
        .into_iter()
        .find(|policy| value.eq_ignore_ascii_case(policy.word()))
}

/// The only letter of a value, in lower case.
fn letter(value: &str) -> Option<char> {
    let mut letters = value.chars();
    let first = letters.next()?;
    letters
        .next()
        .is_none()
        .then_some(first.to_ascii_lowercase())
}

/// RFC 9989 §4.8, `dmarc-fo`: `0` or `1`, and `d` and `s`, each at most once, in any order.
fn failure_options(value: &str) -> Option<String> {
    let mut options: Vec<char> = Vec::new();
    for part in value.split(':') {
        // White space beside the colons is not in the grammar; readers in use do not mind it.
        let option = letter(part.trim_matches([' ', '\t']))?;
        let excluded = match option {
            '0' => ['0', '1'],
            '1' => ['1', '0'],
            'd' | 's' => [option, option],
            _ => return None,
        };
        if options.iter().any(|other| excluded.contains(other)) {
            return None;
        }
        options.push(option);
    }
    let mut text = String::new();
    for option in options {
        if !text.is_empty() {
            text.push(':');
        }
        text.push(option);
    }
    Some(text)
}

#[cfg(test)]
mod tests;
