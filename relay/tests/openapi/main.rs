//! `docs/openapi.json` says exactly what the relay can be asked and what it answers.
//!
//! `UPDATE_DOCS=1 cargo test -p relay --features schema --test openapi` writes it anew.

#![allow(
    unreachable_pub,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test"
)]

#[path = "../http/caller.rs"]
mod caller;
mod document;
mod endpoints;
mod examples;
#[expect(dead_code, reason = "the other tests over HTTP need more of it")]
#[path = "../http/mail_server.rs"]
mod mail_server;
mod real;
#[expect(dead_code, reason = "the other tests over HTTP need more of it")]
#[path = "../http/resolver.rs"]
mod resolver;
#[expect(dead_code, reason = "the other tests over HTTP need more of it")]
#[path = "../http/service.rs"]
mod service;
#[path = "../../../frontend/analysis/tests/schema/shape.rs"]
mod shape;
#[expect(dead_code, reason = "the schema of a report needs more of it")]
#[path = "../../../frontend/analysis/tests/schema/validator.rs"]
mod validator;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::document::{Answers, codes, document, every_fault, word};
use crate::validator::Validator;

#[test]
fn the_document_is_fresh() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let document = document(Answers::Open);
    let fresh = format!("{}\n", serde_json::to_string_pretty(&document).unwrap());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == fresh,
        "docs/openapi.json is not what the code says; \
         run UPDATE_DOCS=1 cargo test -p relay --features schema --test openapi"
    );
}

#[test]
fn every_code_is_documented_with_its_status() {
    let document = document(Answers::Open);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let known: BTreeSet<String> = codes(schemas).into_iter().map(|(code, _)| code).collect();
    let documented: BTreeSet<String> = every_fault().map(|fault| word(&fault.1)).collect();
    assert_eq!(known, documented);
}

#[test]
fn every_example_validates() {
    let document = document(Answers::Closed);
    let validator = Validator::within(&document);
    let mut count = 0;
    each_content(&document, &mut |place, media_type, content| {
        let plain = content.get("example").into_iter();
        let named = content.get("examples").and_then(Value::as_object);
        let named = named
            .into_iter()
            .flatten()
            .map(|(_, named)| &named["value"]);
        for example in plain.chain(named) {
            let lines = content.get("x-itemSchema").map(|schema| {
                let text = example.as_str().unwrap().lines();
                text.map(|line| (schema, serde_json::from_str(line).unwrap()))
                    .collect()
            });
            let whole = (&content["schema"], example.clone());
            let values: Vec<(&Value, Value)> = lines.unwrap_or_else(|| vec![whole]);
            for (schema, value) in values {
                if let Err(fault) = validator.validate_by(schema, &value) {
                    panic!("{place} {media_type}: {fault}");
                }
                count += 1;
            }
        }
    });
    assert!(count > 50, "only {count} examples");
}

/// The wire's own golden examples: every kind of event, problem, policy and failure.
#[test]
fn every_golden_example_of_the_wire_validates() {
    let document = document(Answers::Closed);
    let validator = Validator::within(&document);
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/tests/snapshots");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = fs::read_to_string(&path).unwrap();
        let (_, json) = text.split_once("\n---\n").unwrap();
        let value: Value = serde_json::from_str(json).unwrap();
        let schema = match name.split_once('-').unwrap() {
            ("event", _) if value.get("seq").is_some() => "Event",
            ("event" | "deep", _) => "Observation",
            ("failure", _) => "Failure",
            ("policy", _) => "PolicyFile",
            ("problem", _) => "Problem",
            ("relay", _) => "RelayInfo",
            ("request", "policy") => "PolicyRequest",
            ("request", _) => "ProbeRequest",
            ("signature", _) => "HandshakeSignature",
            (other, _) => panic!("{other} is of no known type"),
        };
        let schema = serde_json::json!({ "$ref": format!("#/components/schemas/{schema}") });
        if let Err(fault) = validator.validate_by(&schema, &value) {
            panic!("{name}: {fault}");
        }
        // A field more, and it is no longer what it says.
        if let Value::Object(mut fields) = value {
            fields.insert("unheard-of".to_owned(), true.into());
            assert!(
                validator.validate_by(&schema, &fields.into()).is_err(),
                "{name} may hold anything"
            );
        }
        count += 1;
    }
    assert!(count > 60, "only {count} examples");
}

/// Calls with every place where a media type is described.
fn each_content(document: &Value, visit: &mut dyn FnMut(&str, &str, &Value)) {
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let bodies = operation.get("requestBody").into_iter();
            let answers = operation["responses"].as_object().unwrap().values();
            for described in bodies.chain(answers) {
                for (media_type, content) in described["content"].as_object().unwrap() {
                    visit(&format!("{method} {path}"), media_type, content);
                }
            }
        }
    }
}
