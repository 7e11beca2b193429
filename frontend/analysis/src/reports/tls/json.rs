//! Fields of JSON as reporters write them: other letters in names, numbers in quotes, single texts where there should be lists.

use std::borrow::Cow;
use std::net::IpAddr;

use serde_json::{Map, Value};

use crate::reports::{Fault, Remarks};
use crate::syntax;

/// Lines of one policy that are kept.
const MAX_LINES: usize = 200;
/// The longest text that is kept, in bytes.
const MAX_TEXT: usize = 2048;

/// The same text with numbers that are beyond all that is counted, such as `1e999`, in quotes: the reader of JSON would
/// refuse the whole report for one (RFC 8259 §6 lets it).
pub(super) fn in_range(text: &str) -> Cow<'_, str> {
    let mut changed = String::new();
    let (mut done, mut at) = (0, 0);
    let bytes = text.as_bytes();
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        if *byte == b'"' {
            at += 1 + inside(rest.get(1..).unwrap_or_default());
            continue;
        }
        let is_part =
            |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
        if !(byte.is_ascii_digit() || *byte == b'-') {
            at += 1;
            continue;
        }
        let length = rest.iter().take_while(|byte| is_part(byte)).count();
        let number = text.get(at..at + length).unwrap_or_default();
        if number.parse::<f64>().is_ok_and(f64::is_infinite) {
            changed.push_str(text.get(done..at).unwrap_or_default());
            changed.extend(["\"", number, "\""]);
            done = at + length;
        }
        at += length;
    }
    if done == 0 {
        return Cow::Borrowed(text);
    }
    changed.push_str(text.get(done..).unwrap_or_default());
    Cow::Owned(changed)
}

/// How many bytes of a text in quotes are left, with the quote that ends it.
fn inside(bytes: &[u8]) -> usize {
    let mut is_escaped = false;
    let end = bytes.iter().position(|byte| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(bytes.len(), |end| end + 1)
}

/// A field by its name, which some write with other letters.
pub(super) fn get<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let same = |key: &str| {
        key.len() == name.len()
            && key.bytes().zip(name.bytes()).all(|(one, other)| {
                one.eq_ignore_ascii_case(&other) || (one == b'_' && other == b'-')
            })
    };
    let found = object.get(name).or_else(|| {
        object
            .iter()
            .find(|(key, _)| same(key))
            .map(|(_, value)| value)
    })?;
    (!found.is_null()).then_some(found)
}

/// A text that is not empty.
pub(super) fn text(
    object: &Map<String, Value>,
    name: &str,
    remarks: &mut Remarks,
) -> Option<String> {
    let text = match get(object, name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => {
            remarks.add(Fault::OddType, name);
            number.to_string()
        }
        _ => {
            remarks.add(Fault::OddType, name);
            return None;
        }
    };
    (!text.is_empty()).then(|| cut(text, remarks))
}

fn cut(mut text: String, remarks: &mut Remarks) -> String {
    if text.len() > MAX_TEXT {
        remarks.add(Fault::TooLong, &text);
        text.truncate(syntax::cut(&text, MAX_TEXT).len());
    }
    text
}

/// A whole number that is not negative; nothing if it is none.
pub(super) fn number(value: &Value, remarks: &mut Remarks) -> Option<u64> {
    if let Some(number) = value.as_u64() {
        return Some(number);
    }
    let read = match value {
        Value::String(text) => text.trim().parse().ok(),
        // A whole number with a fraction of nothing.
        Value::Number(number) => number
            .as_f64()
            .and_then(|number| format!("{number:.0}").parse().ok()),
        _ => None,
    };
    if read.is_some() {
        remarks.add(Fault::OddType, &value.to_string());
    }
    read
}

pub(super) fn address(
    object: &Map<String, Value>,
    name: &str,
    remarks: &mut Remarks,
) -> Option<IpAddr> {
    let text = text(object, name, remarks)?;
    let address = crate::reports::address(&text);
    if address.is_none() {
        remarks.add(Fault::BadAddress, &text);
    }
    address
}

/// A list, or what stands in place of one.
pub(super) fn list<'a>(value: Option<&'a Value>, remarks: &mut Remarks) -> Vec<&'a Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(single) => {
            remarks.add(Fault::OddType, "");
            vec![single]
        }
    }
}

pub(super) fn lines(value: Option<&Value>, remarks: &mut Remarks) -> Vec<String> {
    list(value, remarks)
        .into_iter()
        .filter_map(Value::as_str)
        .take(MAX_LINES)
        .map(|line| cut(line.trim().to_owned(), remarks))
        .collect()
}
