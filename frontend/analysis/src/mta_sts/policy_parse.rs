//! The grammar of the policy file (RFC 8461 §3.2).

use super::{MaxAge, Mode, MxPattern, Policy, PolicyText};
use crate::syntax::{
    DefectKind, Defects, Extension, Grammar, LineEnd, PolicyLine, Recognized, Span,
    is_extension_name, policy_lines,
};

/// RFC 8461 §3.3 suggests that senders read no more than this, in bytes.
const MAX_LENGTH: usize = 64 * 1024;
const VERSION: &str = "STSv1";
const KNOWN: [&str; 4] = ["version", "mode", "max_age", "mx"];

/// Reads a policy file as fetched.
#[must_use]
pub fn parse(body: &[u8]) -> PolicyText {
    let mut defects = Defects::default();
    let text = decode(body, &mut defects);
    let parsed = if text.trim_start().starts_with('<') {
        // Web servers answer with a page where there is no file; its lines are not worth a defect each.
        let start = text.len() - text.trim_start().len();
        defects.fault(DefectKind::Html, Span::new(start, start + 1));
        Recognized::from_parts(None, defects)
    } else {
        read(&text, defects)
    };
    PolicyText { text, parsed }
}

/// The file as text, cut at the limit.
fn decode(body: &[u8], defects: &mut Defects) -> String {
    let kept = body.get(..MAX_LENGTH).unwrap_or(body);
    let text = String::from_utf8_lossy(kept).into_owned();
    if kept.len() < body.len() {
        let limit = MAX_LENGTH;
        defects.fault(DefectKind::TooLong { limit }, Span::end_of(&text));
    }
    if let Err(error) = std::str::from_utf8(kept) {
        // Up to here the bytes are the text; then U+FFFD stands, three bytes long.
        let start = error.valid_up_to();
        // Not the domain's mistake if we cut a character in two ourselves.
        if kept.len() == body.len() || error.error_len().is_some() {
            defects.fault(DefectKind::NotUtf8, Span::new(start, start + 3));
        }
    }
    text
}

fn read(text: &str, defects: Defects) -> Recognized<Policy> {
    let mut reader = Reader {
        defects,
        version: None,
        mode: None,
        max_age: None,
        mx_given: false,
        mx: Vec::new(),
        extensions: Vec::new(),
    };
    for line in policy_lines(text) {
        reader.read_line(text, &line);
    }
    reader.finish(text)
}

/// What has been read so far. The outer `Option` of a key says whether it was given, the inner whether its value is valid.
struct Reader {
    defects: Defects,
    version: Option<()>,
    mode: Option<Option<Mode>>,
    max_age: Option<Option<MaxAge>>,
    mx_given: bool,
    mx: Vec<MxPattern>,
    extensions: Vec<Extension>,
}

impl Reader {
    fn read_line(&mut self, text: &str, line: &PolicyLine<'_>) {
        let mut key_span = line.key_span;
        if line.key.starts_with('\u{feff}') && key_span.start == 0 {
            self.defects
                .fault(DefectKind::ByteOrderMark, Span::new(0, 3));
            key_span.start = 3;
        }
        let whole = Span::new(key_span.start, line.span.end).trimmed(text);
        if whole.is_empty() {
            let end = match line.end {
                LineEnd::CrLf => line.span.end + 2,
                LineEnd::Lf => line.span.end + 1,
                LineEnd::EndOfText => line.span.end,
            };
            // The grammar has no empty lines, but every sender known to us skips them.
            self.defects
                .flaw(DefectKind::EmptyLine, Span::new(line.span.start, end));
            return;
        }
        self.note_control_characters(text, whole, line);
        let Some(value) = line.value else {
            let grammar = Grammar::PolicyLines;
            self.defects
                .fault(DefectKind::NoSeparator { grammar }, whole);
            return;
        };
        if key_span.trimmed(text) != key_span {
            self.defects.fault(DefectKind::SpaceAroundKey, key_span);
            key_span = key_span.trimmed(text);
        }
        let key = key_span.of(text).unwrap_or_default();
        // An empty value has nothing to underline: the whole line then.
        let empty = line.value_span.is_empty();
        let value_span = if empty { whole } else { line.value_span };
        self.read_pair((key, key_span), (value, value_span), whole);
    }

    fn read_pair(&mut self, key: (&str, Span), value: (&str, Span), whole: Span) {
        let (value, value_span) = value;
        let repeated = match key.0 {
            "version" => self.version.is_some(),
            "mode" => self.mode.is_some(),
            "max_age" => self.max_age.is_some(),
            _ => false,
        };
        if repeated {
            // RFC 8461 §3.2 (end): of a field given more than once, except mx, all but the first are ignored.
            let name = key.0.to_owned();
            self.defects.flaw(DefectKind::Duplicate { name }, whole);
            return;
        }
        match key.0 {
            "version" => {
                self.version = Some(());
                if value != VERSION {
                    let expected = VERSION.into();
                    self.defects
                        .fault(DefectKind::BadVersion { expected }, value_span);
                }
            }
            "mode" => {
                let mode = [Mode::Enforce, Mode::Testing, Mode::None]
                    .into_iter()
                    .find(|mode| mode.word() == value);
                if mode.is_none() {
                    self.defects.fault(DefectKind::BadMode, value_span);
                }
                self.mode = Some(mode);
            }
            "max_age" => self.max_age = Some(self.read_max_age(value, value_span)),
            "mx" => {
                self.mx_given = true;
                match value.parse() {
                    Ok(pattern) => self.mx.push(pattern),
                    Err(reason) => self
                        .defects
                        .fault(DefectKind::BadMxPattern { reason }, value_span),
                }
            }
            _ => self.read_extension(key, (value, value_span), whole),
        }
    }

    /// RFC 8461 §3.2: one to ten digits, at most 31557600.
    fn read_max_age(&mut self, value: &str, span: Span) -> Option<MaxAge> {
        let digits = (1..=10).contains(&value.len()) && value.bytes().all(|b| b.is_ascii_digit());
        let Some(seconds) = value.parse::<u64>().ok().filter(|_| digits) else {
            self.defects.fault(DefectKind::BadMaxAge, span);
            return None;
        };
        let max_age = u32::try_from(seconds).ok().and_then(MaxAge::from_seconds);
        if max_age.is_none() {
            self.defects
                .fault(DefectKind::MaxAgeTooLarge { seconds }, span);
        }
        max_age
    }

    /// RFC 8461 §3.2: unknown keys are ignored, but they must be keys with a value.
    fn read_extension(&mut self, key: (&str, Span), value: (&str, Span), whole: Span) {
        let spelling = key.0.to_ascii_lowercase().replace('-', "_");
        if !is_extension_name(key.0) {
            self.defects.fault(DefectKind::BadName, key.1);
        } else if let Some(&expected) = KNOWN.iter().find(|&&known| known == spelling) {
            let expected = expected.into();
            self.defects.flaw(DefectKind::Misspelt { expected }, key.1);
        }
        if value.0.is_empty() {
            self.defects.fault(DefectKind::BadValue, value.1);
        }
        self.extensions.push(Extension {
            name: key.0.to_owned(),
            value: value.0.to_owned(),
            span: whole,
        });
    }

    /// RFC 8461 §3.2: a value has no control characters; a lone CR is one that people take for a line end.
    fn note_control_characters(&mut self, text: &str, whole: Span, line: &PolicyLine<'_>) {
        // Between a colon and its value the grammar has `*WSP`: spaces and tabs.
        let before_value = line.key_span.end..line.value_span.start;
        let content = whole.of(text).unwrap_or_default();
        for (offset, character) in content.char_indices().filter(|(_, c)| c.is_ascii_control()) {
            let start = whole.start + offset;
            let place = Span::new(start, start + 1);
            match character {
                '\r' => self.defects.fault(DefectKind::BareCarriageReturn, place),
                '\t' if line.value.is_some() && before_value.contains(&start) => {}
                _ => {
                    let code = u32::from(character);
                    self.defects
                        .fault(DefectKind::ControlCharacter { code }, place);
                }
            }
        }
    }

    fn finish(mut self, text: &str) -> Recognized<Policy> {
        let mx_required = matches!(self.mode, Some(Some(Mode::Enforce | Mode::Testing)));
        let missing = [
            ("version", self.version.is_none()),
            ("mode", self.mode.is_none()),
            ("max_age", self.max_age.is_none()),
            ("mx", mx_required && !self.mx_given),
        ];
        for (name, _) in missing.into_iter().filter(|(_, missing)| *missing) {
            let name = name.into();
            self.defects
                .fault(DefectKind::Missing { name }, Span::end_of(text));
        }
        let policy = match (self.mode.flatten(), self.max_age.flatten()) {
            (Some(mode), Some(max_age)) => Some(Policy {
                mode,
                max_age,
                mx: self.mx,
                extensions: self.extensions,
            }),
            _ => None,
        };
        Recognized::from_parts(policy, self.defects)
    }
}

#[cfg(test)]
mod tests;
