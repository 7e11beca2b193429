//! The grammar of the record (BIMI draft §4.3).

use super::{AvatarPreference, BimiDefect, BimiRecord, VERSION};
use crate::dns::TxtRecord;
use crate::syntax::{
    BadUri, DefectKind, Defects, Extension, Field, Grammar, Recognized, Selection, Span,
    begins_with_tag, select_by_first_tag, tag_list,
};
use crate::tls_rpt;

/// The tags of the draft. RFC 6376 §3.2: none may stand twice.
const TAGS: [&str; 5] = ["v", "l", "a", "avp", "lps"];

/// Reads one record. Spans are offsets in `text`.
///
/// The draft wants receivers to mend nothing: what is required and not well-formed makes the record invalid.
#[must_use]
pub fn parse(text: &str) -> Recognized<BimiRecord> {
    if !begins_with_tag(text, VERSION) {
        return Recognized::Foreign;
    }
    let mut reader = Reader {
        text,
        record: BimiRecord::default(),
        defects: Defects::default(),
        seen: vec!["v"],
    };
    for field in tag_list(text).skip(1) {
        reader.read(&field);
    }
    reader.finish()
}

/// Selects the record among the TXT records at `default._bimi` (BIMI draft §7.2): those that do not begin with the version
/// are discarded, and exactly one must remain.
#[must_use]
pub fn select(records: &[TxtRecord]) -> Selection<BimiRecord> {
    select_by_first_tag(records, VERSION, parse, |field| {
        let value = field.value.unwrap_or_default();
        field.name.eq_ignore_ascii_case("l") && value.starts_with("https:")
    })
}

struct Reader<'a> {
    text: &'a str,
    record: BimiRecord,
    defects: Defects,
    seen: Vec<&'static str>,
}

impl Reader<'_> {
    fn read(&mut self, field: &Field<'_>) {
        if field.span.is_empty() {
            // The semicolon that ends the empty field is what is too much.
            let end = (field.span.start + 1).min(self.text.len());
            let span = Span::new(field.span.start, end);
            self.defects.fault(DefectKind::EmptyField, span);
            return;
        }
        let Some(value) = field.value else {
            let grammar = Grammar::TagList;
            let kind = DefectKind::NoSeparator { grammar };
            self.defects.fault(kind, field.span);
            return;
        };
        let known = TAGS
            .into_iter()
            .find(|tag| field.name.eq_ignore_ascii_case(tag));
        match known {
            Some(tag) if field.name == tag => self.read_known(tag, field, value),
            // RFC 6376 §3.2: case matters in tags, and the draft has receivers mend nothing.
            Some(tag) => {
                let name = tag.into();
                self.flaw(BimiDefect::UpperCase { name }, field.name_span);
            }
            None => self.read_other(field, value),
        }
    }

    fn read_known(&mut self, tag: &'static str, field: &Field<'_>, value: &str) {
        if self.seen.contains(&tag) {
            self.fault(BimiDefect::Repeated { name: tag.into() }, field.span);
            return;
        }
        self.seen.push(tag);
        match tag {
            "l" => self.record.location = self.read_uri("l", field, value),
            "a" => self.record.evidence = self.read_uri("a", field, value),
            "avp" => match value {
                "brand" => self.record.preference = AvatarPreference::Brand,
                "personal" => self.record.preference = AvatarPreference::Personal,
                // Any other value must be ignored, and may make the record fail (§4.3).
                _ => self.flaw(BimiDefect::BadPreference, field.span),
            },
            _ => self.record.prefixes = self.read_prefixes(field, value),
        }
    }

    fn read_uri(&mut self, tag: &'static str, field: &Field<'_>, value: &str) -> Option<String> {
        if value.is_empty() {
            return None;
        }
        let name = || tag.into();
        let span = field.value_span;
        // §4.3: one address; an earlier draft had a list, and commas within it encoded.
        if let Some(at) = value.find(',') {
            let place = span.start + at;
            self.fault(BimiDefect::Comma, Span::new(place, place + 1));
            return None;
        }
        if let Err((reason, at, length)) = tls_rpt::check_characters(value) {
            // Only TLS-RPT and DMARC give an exclamation mark a meaning.
            if reason != BadUri::Exclamation {
                let start = span.start + at;
                let place = Span::new(start, start + length);
                self.fault(
                    BimiDefect::BadUri {
                        name: name(),
                        reason,
                    },
                    place,
                );
                return None;
            }
        }
        let rest = value
            .split_once(':')
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("https"));
        let Some((_, rest)) = rest else {
            self.fault(BimiDefect::NotHttps { name: name() }, span);
            return None;
        };
        // §4.3: the host is a fully qualified name.
        if !tls_rpt::url_host(rest).is_some_and(|host| host.contains('.')) {
            let reason = BadUri::Host;
            self.fault(
                BimiDefect::BadUri {
                    name: name(),
                    reason,
                },
                span,
            );
            return None;
        }
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        let path = path.to_ascii_lowercase();
        // §4.3.2: what ends otherwise is another format.
        if tag == "l" && !path.ends_with(".svg") && !path.ends_with(".svgz") {
            self.flaw(BimiDefect::NotSvg, span);
        }
        Some(value.to_owned())
    }

    /// §4.3, `lps`: an empty list stands for every local part.
    fn read_prefixes(&mut self, field: &Field<'_>, value: &str) -> Option<Vec<String>> {
        let mut prefixes = Vec::new();
        if value.is_empty() {
            return Some(prefixes);
        }
        let mut start = field.value_span.start;
        for part in value.split(',') {
            let whole = Span::new(start, start + part.len());
            start = whole.end + 1;
            let span = whole.trimmed(self.text);
            let prefix = span.of(self.text).unwrap_or_default();
            let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
            if prefix.is_empty() || prefix.len() > 63 || !prefix.bytes().all(allowed) {
                let empty = span.is_empty();
                let span = if empty { field.span } else { span };
                self.fault(BimiDefect::BadPrefix, span);
                continue;
            }
            // §4.5: local parts are compared in lower case.
            prefixes.push(prefix.to_ascii_lowercase());
        }
        Some(prefixes)
    }

    /// §4.3: unknown tags are ignored. RFC 6376 §3.2: but they must be tags.
    fn read_other(&mut self, field: &Field<'_>, value: &str) {
        let name = field.name;
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if !is_name {
            self.fault(BimiDefect::BadName, field.name_span);
            return;
        }
        self.flaw(BimiDefect::Unknown, field.span);
        self.record.extensions.push(Extension {
            name: name.to_owned(),
            value: value.to_owned(),
            span: field.span,
        });
    }

    fn finish(mut self) -> Recognized<BimiRecord> {
        // §4.3: l is required, if only empty.
        if !self.seen.contains(&"l") {
            self.fault(BimiDefect::NoLocation, Span::end_of(self.text));
        } else if self.record.location.is_none()
            && self.record.evidence.is_some()
            && !self.defects.faulty()
        {
            self.fault(BimiDefect::EvidenceAlone, Span::whole(self.text));
        }
        Recognized::from_parts(Some(self.record), self.defects)
    }

    fn flaw(&mut self, defect: BimiDefect, span: Span) {
        self.defects.flaw(DefectKind::Bimi { defect }, span);
    }

    fn fault(&mut self, defect: BimiDefect, span: Span) {
        self.defects.fault(DefectKind::Bimi { defect }, span);
    }
}

#[cfg(test)]
mod tests;
