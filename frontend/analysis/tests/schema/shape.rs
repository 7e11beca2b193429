//! From what schemars says of our types to what readers of JSON Schema understand.

#![allow(clippy::unwrap_used, reason = "a broken comment ends the test")]

use std::fmt::Write as _;

use schemars::Schema;
use serde_json::{Map, Value, json};

/// An object has no other fields than those that are named, and a field with nothing to say is left out, never null.
pub fn close(schema: &mut Schema) {
    if schema.get("properties").is_some() {
        left_out_never_null(schema);
        schema.insert("additionalProperties".into(), false.into());
    }
}

/// A field with nothing to say is left out, never null.
pub fn left_out_never_null(schema: &mut Schema) {
    let required = schema.get("required").cloned().unwrap_or_default();
    let is_required = |name: &str| {
        let mut names = required.as_array().into_iter().flatten();
        names.any(|required| required == name)
    };
    let Some(Value::Object(fields)) = schema.get_mut("properties") else {
        return;
    };
    for (name, field) in fields {
        if let (false, Value::Object(field)) = (is_required(name), field) {
            never_null(field);
        }
    }
}

/// Of "this or null", this.
fn never_null(field: &mut Map<String, Value>) {
    if let Some(Value::Array(kinds)) = field.get_mut("type") {
        kinds.retain(|kind| kind != "null");
        if let [kind] = kinds.as_slice() {
            let kind = kind.clone();
            field.insert("type".into(), kind);
        }
    }
    if let Some(Value::Array(schemas)) = field.get_mut("anyOf") {
        schemas.retain(|schema| *schema != json!({ "type": "null" }));
        if let [Value::Object(only)] = schemas.as_slice() {
            let only = only.clone();
            field.remove("anyOf");
            field.extend(only);
        }
    }
}

/// What only readers of Rust understand becomes what the standard has.
pub fn plain(schema: &mut Schema) {
    match schema.get("format").and_then(Value::as_str) {
        // Draft 2020-12 validation §7.3 has none of these; strict validators refuse what they do not know.
        Some("uint" | "uint8" | "uint16" | "uint32" | "uint64" | "int64") => {
            schema.remove("format");
        }
        // §7.3.4: the two families have a format each.
        Some("ip") => {
            schema.remove("format");
            schema.insert(
                "anyOf".into(),
                json!([{ "format": "ipv4" }, { "format": "ipv6" }]),
            );
        }
        _ => {}
    }
    if let Some(Value::String(description)) = schema.get_mut("description") {
        *description = readable(description);
    }
}

/// The words of a doc comment for somebody who reads JSON: no links, no paths, no line breaks but between paragraphs.
fn readable(comment: &str) -> String {
    let paragraphs: Vec<String> = comment
        .split("\n\n")
        .map(|paragraph| paragraph.replace('\n', " "))
        .collect();
    let mut text = String::new();
    let mut rest = paragraphs.join("\n\n");
    while let Some((before, link)) = rest.split_once("[`") {
        let (path, after) = link.split_once("`]").unwrap();
        let word = path.rsplit("::").next().unwrap_or_default();
        let _ = write!(text, "{before}`{word}`");
        rest = after.to_owned();
    }
    text.push_str(&rest);
    text.replace("`None`", "`null`")
}
