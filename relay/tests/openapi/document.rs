//! The document: OpenAPI 3.1, the schemas from the types, the rest from the table of endpoints.

use std::collections::{BTreeMap, BTreeSet};

use relay::limits;
use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};
use shared::{Event, PolicyFile, PolicyRequest, ProbeRequest, Problem, RelayInfo};

use crate::endpoints::{self, Endpoint, Fault, Gives, Takes};
use crate::shape;

/// Where the schemas stand in the document.
const SCHEMAS: &str = "#/components/schemas/";

/// How strict the schemas of answers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    /// As documented: a later relay may add fields, and clients ignore what they do not know.
    Open,
    /// Nothing but the fields of today, so that a test sees what the types do not say.
    Closed,
}

/// The whole document.
pub(crate) fn document(answers: Answers) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for endpoint in endpoints::ALL {
        let methods = paths.entry(endpoint.path).or_default();
        methods.insert(endpoint.method.to_owned(), operation(endpoint));
    }
    let schemas = schemas(answers);
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Waxseal relay",
            "summary": "Observes mail servers, DNS and MTA-STS policies for a client that judges.",
            "description": introduction(&schemas),
            "version": format!("{}.0", shared::WIRE_VERSION),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The relay that serves this document." }],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": {
                "X-Request-Id": {
                    "description": "By what the relay's log calls this request: the same header of the request if that was \
                        1 to 64 letters, digits, dots, hyphens and underscores, and otherwise a name that the relay made.",
                    "schema": { "type": "string" },
                },
                "WWW-Authenticate": {
                    "description": "How to show a token (RFC 6750 §3).",
                    "schema": { "type": "string" },
                },
                "Retry-After": {
                    "description": "When to ask again, in seconds; the same as `retry_after`.",
                    "schema": { "type": "integer", "minimum": 1 },
                },
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token that the relay's operator gave out (RFC 6750 §2.1). Without one, a client is anonymous.",
                },
            },
        },
    })
}

/// What holds for every endpoint, and the table of codes.
fn introduction(schemas: &Map<String, Value>) -> String {
    let mut text = format!(
        "All that a relay can be asked. Nothing here names a port, an address or a byte to send: a client names a host and \
         a service.\n\n\
         The path carries the version. Within `/v1` fields, words of enumerations and endpoints may be added; none is taken \
         away and none changes its meaning without a new `wire_version`. Clients ignore fields that they do not know.\n\n\
         Bodies of requests are read up to {} bytes, and only if they are declared with the right media type. \
         Times are milliseconds since 1970-01-01T00:00:00Z; octets are in base64. A request without `Origin` comes from no \
         page and is let in; one with it must come from the relay's own page or from one that the operator listed.\n\n\
         Every error is `application/problem+json` (RFC 9457) with a stable `code`. 429 means that this client asked too \
         often, 503 that the relay has too much to do for everybody; both say when to ask again.\n\n\
         | code | status | meaning |\n|---|---|---|\n",
        limits::REQUEST_BYTES
    );
    for (code, meaning) in codes(schemas) {
        let statuses: BTreeSet<u16> = every_fault()
            .filter(|(_, fault, _)| word(fault) == code)
            .map(|(status, _, _)| *status)
            .collect();
        let statuses: Vec<String> = statuses.iter().map(u16::to_string).collect();
        text += &format!("| `{code}` | {} | {meaning} |\n", statuses.join(", "));
    }
    text
}

/// The codes of problems with their meanings, from the type.
pub(crate) fn codes(schemas: &Map<String, Value>) -> Vec<(String, String)> {
    let variants = schemas["ProblemCode"]["oneOf"].as_array().unwrap();
    variants
        .iter()
        .map(|variant| {
            let text = |field| variant[field].as_str().unwrap().to_owned();
            (text("const"), text("description"))
        })
        .collect()
}

/// Every fault that is documented anywhere.
pub(crate) fn every_fault() -> impl Iterator<Item = &'static Fault> {
    endpoints::ALL
        .iter()
        .flat_map(|endpoint| endpoint.faults)
        .chain(endpoints::EVERYWHERE)
        .chain(endpoints::ELSEWHERE)
}

/// A code as it stands in JSON.
pub(crate) fn word(code: &shared::ProblemCode) -> String {
    serde_json::to_value(code)
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

fn operation(endpoint: &Endpoint) -> Value {
    let mut operation = json!({
        "operationId": endpoint.id,
        "summary": endpoint.summary,
        "description": endpoint.description,
        "responses": responses(endpoint),
    });
    match &endpoint.takes {
        Takes::Nothing => {}
        Takes::Json(schema, examples) => {
            let examples: Map<String, Value> = examples()
                .into_iter()
                .map(|(name, value)| (name.to_owned(), json!({ "value": value })))
                .collect();
            operation["requestBody"] = json!({
                "required": true,
                "content": { "application/json": { "schema": reference(schema), "examples": examples } },
            });
        }
        Takes::DnsInUrl => {
            operation["parameters"] = json!([{
                "name": "dns",
                "in": "query",
                "required": true,
                "description": "The DNS message in base64url without padding (RFC 8484 §4.1).",
                "schema": { "type": "string", "contentMediaType": "application/dns-message" },
                "example": "AAABAAABAAAAAAAAB2V4YW1wbGUDb3JnAAAPAAE",
            }]);
        }
        Takes::DnsInBody => {
            operation["requestBody"] = json!({
                "required": true,
                "description": "The DNS message as it is on the wire.",
                "content": { "application/dns-message": {} },
            });
        }
    }
    if endpoint.looks_at_token {
        operation["security"] = json!([{}, { "token": [] }]);
    }
    operation
}

fn responses(endpoint: &Endpoint) -> Value {
    let mut by_status: BTreeMap<u16, Vec<&Fault>> = BTreeMap::new();
    for fault in endpoint.faults.iter().chain(endpoints::EVERYWHERE) {
        by_status.entry(fault.0).or_default().push(fault);
    }
    let failures = by_status
        .into_iter()
        .map(|(status, faults)| (status, failure(&faults)));
    let all = successes(&endpoint.gives).into_iter().chain(failures);
    all.map(|(status, response)| (status.to_string(), response))
        .collect()
}

fn successes(gives: &Gives) -> Vec<(u16, Value)> {
    let content = match gives {
        Gives::Json(schema, example) => {
            json!({ "application/json": { "schema": reference(schema), "example": example() } })
        }
        Gives::OpenObject => json!({ "application/json": { "schema": { "type": "object" } } }),
        // OpenAPI 3.1 has no word for "each line"; 3.2 calls it itemSchema.
        Gives::Lines(schema, example) => {
            let lines: String = example().iter().map(|line| format!("{line}\n")).collect();
            json!({ "application/x-ndjson": {
                "schema": { "type": "string", "description": format!("One `{schema}` a line.") },
                "x-itemSchema": reference(schema),
                "example": lines,
            } })
        }
        Gives::Dns => json!({ "application/dns-message": {} }),
        Gives::Html => json!({ "text/html; charset=utf-8": { "schema": { "type": "string" } } }),
        Gives::Text(texts) => {
            let of = |&(status, description, example): &(u16, &str, &str)| {
                let content = json!({ "schema": { "type": "string" }, "example": example });
                let content = json!({ "text/plain; charset=utf-8": content });
                (status, response(description, &content, &[]))
            };
            return texts.iter().map(of).collect();
        }
    };
    vec![(200, response("As asked.", &content, &[]))]
}

fn failure(faults: &[&Fault]) -> Value {
    let codes: Vec<String> = faults
        .iter()
        .map(|fault| format!("`{}`", word(&fault.1)))
        .collect();
    let example = |fault: &&Fault| {
        let problem = json!({ "value": endpoints::problem(fault) });
        (word(&fault.1), problem)
    };
    let examples: Map<String, Value> = faults.iter().map(example).collect();
    let content = json!({ "schema": reference("Problem"), "examples": examples });
    let content = json!({ "application/problem+json": content });
    let asks_to_wait = faults
        .iter()
        .any(|fault| endpoints::problem(fault).get("retry_after").is_some());
    let further: &[&str] = match faults {
        [(401, ..), ..] => &["WWW-Authenticate"],
        _ if asks_to_wait => &["Retry-After"],
        _ => &[],
    };
    response(&codes.join(", or "), &content, further)
}

fn response(description: &str, content: &Value, further: &[&str]) -> Value {
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    let mut headers = json!({ "X-Request-Id": header("X-Request-Id") });
    for name in further {
        headers[*name] = header(name);
    }
    json!({ "description": description, "headers": headers, "content": content })
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("{SCHEMAS}{schema}") })
}

/// Every type that is asked or answered, with all that it is made of, by name.
fn schemas(answers: Answers) -> Map<String, Value> {
    let asked = definitions(Contract::Deserialize, shape::left_out_never_null, |all| {
        all.include::<ProbeRequest>();
        all.include::<PolicyRequest>();
    });
    let transform = match answers {
        Answers::Open => shape::left_out_never_null,
        Answers::Closed => shape::close,
    };
    let mut all = definitions(Contract::Serialize, transform, |all| {
        all.include::<RelayInfo>();
        all.include::<Event>();
        all.include::<PolicyFile>();
        all.include::<Problem>();
    });
    for (name, schema) in asked {
        if let Some(other) = all.get(&name) {
            assert_eq!(
                *other, schema,
                "{name} is asked in another form than it is answered"
            );
        }
        all.insert(name, schema);
    }
    all
}

/// Collects types.
struct Types(schemars::SchemaGenerator);

impl Types {
    fn include<T: JsonSchema>(&mut self) {
        self.0.subschema_for::<T>();
    }
}

fn definitions(
    contract: Contract,
    transform: fn(&mut Schema),
    include: impl FnOnce(&mut Types),
) -> Map<String, Value> {
    let mut settings = SchemaSettings::draft2020_12();
    settings.contract = contract;
    settings.definitions_path = "/components/schemas".into();
    settings
        .transforms
        .push(Box::new(RecursiveTransform(transform)));
    settings
        .transforms
        .push(Box::new(RecursiveTransform(shape::plain)));
    let mut types = Types(settings.into_generator());
    include(&mut types);
    types.0.take_definitions(true)
}
