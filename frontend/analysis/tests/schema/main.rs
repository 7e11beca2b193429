//! `docs/report.schema.json` describes exactly what a report is.
//!
//! `UPDATE_DOCS=1 cargo test -p analysis --features schema --test schema` writes it anew.

#![allow(
    unreachable_pub,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test"
)]

mod mail;
mod shape;
#[path = "../support/mod.rs"]
mod support;
mod validator;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use analysis::Report;
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use serde_json::{Value, json};
use validator::Validator;

#[test]
fn the_schema_of_the_report_is_fresh() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/report.schema.json");
    let fresh = format!("{}\n", serde_json::to_string_pretty(&schema()).unwrap());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == fresh,
        "docs/report.schema.json is not what the code says; \
         run UPDATE_DOCS=1 cargo test -p analysis --features schema --test schema"
    );
}

#[test]
fn every_report_validates() {
    let schema = schema();
    let validator = Validator::new(&schema);
    for (name, report) in reports() {
        if let Err(fault) = validator.validate(&report) {
            panic!("{name}: {fault}");
        }
    }
}

/// One thing is changed in a report, which must be noticed wherever that is.
#[test]
fn a_report_with_anything_else_does_not_validate() {
    let schema = schema();
    let validator = Validator::new(&schema);
    let mut seen = BTreeSet::new();
    for (name, mut report) in reports() {
        let mut places = Vec::new();
        collect_places(&report, String::new(), String::new(), &mut places);
        for (pointer, place) in places {
            // Once for each place in the format: the elements of a list are alike.
            if !seen.insert(place) {
                continue;
            }
            let original = report.pointer(&pointer).unwrap().clone();
            for (what, change) in changes(&original, &pointer) {
                *report.pointer_mut(&pointer).unwrap() = change;
                assert!(
                    !validator.fits(&report),
                    "{name}: {pointer} {what} is taken for a report"
                );
            }
            *report.pointer_mut(&pointer).unwrap() = original;
        }
    }
    assert!(seen.len() > 200, "only {} places were tried", seen.len());
}

/// Fields that are always there, with a word of a closed set.
const CLOSED: &[&str] = &[
    "/subject/kind",
    "/vantage/relay/port_25",
    "/vantage/relay/features/0",
    "/grade/verdict/kind",
    "/grade/verdict/best",
    "/areas/0/area",
    "/areas/0/status",
    "/findings/0/about/kind",
    "/findings/0/area",
    "/findings/0/code",
    "/findings/0/responsible",
    "/findings/0/severity",
    "/hosts/0/service",
    "/hosts/0/addresses/0/certificates/0/role",
    "/hosts/0/addresses/0/stages/0/name",
    "/hosts/0/addresses/0/stages/0/status",
    "/hosts/0/addresses/0/transcript/0/direction",
    "/hosts/0/addresses/0/versions/0/outcome",
    "/score/parts/0/state",
    "/simulation/senders/0/outcome",
    "/simulation/senders/0/sender",
];

#[test]
fn an_unknown_word_or_a_missing_field_does_not_validate() {
    let schema = schema();
    let validator = Validator::new(&schema);
    let (_, good) = reports()
        .into_iter()
        .find(|(name, _)| name == "good-lab")
        .unwrap();
    for place in CLOSED {
        let mut report = good.clone();
        *report.pointer_mut(place).unwrap() = json!("unheard-of");
        assert!(!validator.fits(&report), "{place} takes any word");
        let (object, field) = place.rsplit_once('/').unwrap();
        let mut report = good.clone();
        if let Value::Object(fields) = report.pointer_mut(object).unwrap() {
            fields.remove(field).unwrap();
            assert!(!validator.fits(&report), "{place} is not missed");
        }
    }
}

#[test]
fn every_mistake_validates() {
    let schema = schema();
    let validator = Validator::new(&schema);
    let mut kinds = BTreeSet::new();
    for defect in mail::defects() {
        let value = serde_json::to_value(&defect).unwrap();
        if let Err(fault) = validator.validate_as("Defect", &value) {
            panic!("{defect:?}: {fault}");
        }
        // "spf", or "spf unknown-mechanism": the word of the mechanism's own mistakes is "mistake" or its name.
        let mut kind = value["kind"]["kind"].as_str().unwrap().to_owned();
        for tag in ["mistake", "spf"] {
            if let Some(word) = value["kind"]["defect"][tag].as_str() {
                kind = format!("{kind} {word}");
            }
        }
        kinds.insert(kind);
    }
    assert!(kinds.len() > 50, "only {kinds:?} were seen");
}

#[test]
fn every_object_is_closed() {
    let mut open = Vec::new();
    collect_open(&schema(), "", &mut open);
    assert!(open.is_empty(), "{open:?} allow fields that nobody knows");
}

/// The schema, from the types.
fn schema() -> Value {
    let mut settings = SchemaSettings::draft2020_12().for_serialize();
    settings
        .transforms
        .push(Box::new(RecursiveTransform(shape::close)));
    settings
        .transforms
        .push(Box::new(RecursiveTransform(shape::plain)));
    let mut schema = settings.into_generator().into_root_schema_for::<Report>();
    schema.insert("title".into(), "A report of Waxseal".into());
    schema.to_value()
}

/// The report of every recorded world, and of one that has what they lack.
fn reports() -> Vec<(String, Value)> {
    let recorded = support::scenarios().into_iter().map(|scenario| {
        let report = analysis::assess(&scenario.evidence, scenario.evidence.now);
        (scenario.name, report)
    });
    recorded
        .chain(mail::reports())
        .map(|(name, report)| (name, serde_json::to_value(&report).unwrap()))
        .collect()
}

/// Every value below, with its JSON pointer and with the place that it has in the format.
fn collect_places(
    value: &Value,
    pointer: String,
    place: String,
    found: &mut Vec<(String, String)>,
) {
    match value {
        Value::Object(fields) => {
            // Fields that stand beside a `kind` depend on it.
            let kind = fields.get("kind").and_then(Value::as_str).unwrap_or("");
            let place = format!("{place}{kind}");
            for (field, value) in fields {
                collect_places(
                    value,
                    format!("{pointer}/{field}"),
                    format!("{place}/{field}"),
                    found,
                );
            }
            found.push((pointer, place));
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_places(
                    item,
                    format!("{pointer}/{index}"),
                    format!("{place}/*"),
                    found,
                );
            }
            found.push((pointer, place));
        }
        _ => found.push((pointer, place)),
    }
}

/// The only fields that can be null.
const NULLABLE: &[&str] = &["/resolver_validates"];

/// A value as it must not be, each time with what is wrong with it.
fn changes(value: &Value, pointer: &str) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    match value {
        Value::Object(fields) => {
            let mut more = fields.clone();
            more.insert("unheard-of".into(), Value::Null);
            all.push(("with an unknown field".to_owned(), more.into()));
            all.push(("as a list".to_owned(), json!([])));
        }
        Value::Array(items) => {
            let mut more = items.clone();
            more.push(json!({ "unheard-of": null }));
            all.push(("with an unknown item".to_owned(), more.into()));
            all.push(("as an object".to_owned(), json!({})));
        }
        Value::String(_) => all.push(("as a number".to_owned(), json!(7))),
        Value::Number(_) => {
            all.push(("as text".to_owned(), json!("7")));
            all.push(("with a fraction".to_owned(), json!(0.5)));
        }
        Value::Bool(_) => all.push(("as text".to_owned(), json!("yes"))),
        Value::Null => {}
    }
    if !NULLABLE.iter().any(|field| pointer.ends_with(field)) {
        all.push(("as null".to_owned(), Value::Null));
    }
    all
}

/// Where an object may have other fields than those that are named.
fn collect_open(schema: &Value, place: &str, open: &mut Vec<String>) {
    match schema {
        Value::Object(fields) => {
            let is_object = fields.get("type").is_some_and(|kind| kind == "object");
            if is_object && fields.get("additionalProperties") != Some(&Value::Bool(false)) {
                open.push(place.to_owned());
            }
            for (field, value) in fields {
                collect_open(value, &format!("{place}/{field}"), open);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                collect_open(item, &format!("{place}/{index}"), open);
            }
        }
        _ => {}
    }
}

/// A field that no report here has was never validated.
#[test]
fn every_field_occurs_in_some_report() {
    let mut described = BTreeSet::new();
    collect_described(&schema(), &mut described);
    for (_, report) in reports() {
        forget_fields(&report, &mut described);
    }
    for defect in mail::defects() {
        forget_fields(&serde_json::to_value(&defect).unwrap(), &mut described);
    }
    let unseen: Vec<&String> = described
        .iter()
        .filter(|name| !UNSEEN.contains(&name.as_str()))
        .collect();
    assert!(unseen.is_empty(), "nothing has {unseen:?}");
}

/// Fields that take a rare server, relay, list or mistake; other tests make them, without reports.
const UNSEEN: &[&str] = &[
    "alias",
    "bytes",
    "canaries",
    "cut_short",
    "cut_short_by",
    "entry",
    "limit",
    "listings",
    "meaning",
    "must_staple",
    "other_certificates",
    "prefixes",
    "scts",
    "seconds",
    "shown_to",
];

/// Whoever reads prose finds every field too, save for the many forms of mistakes.
#[test]
fn every_field_is_in_the_prose() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/report.md");
    let prose = fs::read_to_string(path).unwrap();
    let mut schema = schema();
    let is_mistake = |name: &str| name.ends_with("Defect") || name == "DefectKind";
    let definitions = schema["$defs"].as_object_mut().unwrap();
    definitions.retain(|name, _| name == "Defect" || !is_mistake(name));
    let mut described = BTreeSet::new();
    collect_described(&schema, &mut described);
    described.retain(|field| !prose.contains(&format!("`{field}`")));
    assert!(
        described.is_empty(),
        "docs/report.md does not mention {described:?}"
    );
}

fn collect_described(schema: &Value, described: &mut BTreeSet<String>) {
    match schema {
        Value::Object(words) => {
            if let Some(Value::Object(fields)) = words.get("properties") {
                described.extend(fields.keys().cloned());
            }
            words
                .values()
                .for_each(|value| collect_described(value, described));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| collect_described(item, described)),
        _ => {}
    }
}

fn forget_fields(value: &Value, described: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                described.remove(name);
                forget_fields(value, described);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| forget_fields(item, described)),
        _ => {}
    }
}
