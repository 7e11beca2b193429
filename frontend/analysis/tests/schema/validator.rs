//! JSON Schema (draft 2020-12), as much of it as our own schema uses. A word that is not known here is refused, so that
//! nothing the schema demands goes unchecked.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a broken schema ends the test"
)]

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

/// A schema to validate by.
#[derive(Clone, Copy, Debug)]
pub struct Validator<'a> {
    root: &'a Value,
    /// Whether faults are put into words, which takes most of the time.
    speaks: bool,
}

impl<'a> Validator<'a> {
    /// Refuses a schema with words that are not understood.
    pub fn new(root: &'a Value) -> Self {
        let validator = Self::within(root);
        validator.understand(root);
        validator
    }

    /// For schemas that stand within a document which is no schema itself.
    pub const fn within(root: &'a Value) -> Self {
        Self { root, speaks: true }
    }

    /// What is wrong with a value by a schema of the document, and where. Refuses one with words that are not understood.
    pub fn validate_by(&self, schema: &Value, value: &Value) -> Result<(), String> {
        self.understand(schema);
        self.check(schema, value, &mut Vec::new())
    }

    /// What is wrong with a value, and where.
    pub fn validate(&self, value: &Value) -> Result<(), String> {
        self.check(self.root, value, &mut Vec::new())
    }

    /// The same by one of the definitions.
    pub fn validate_as(&self, definition: &str, value: &Value) -> Result<(), String> {
        let schema = json!({ "$ref": format!("#/$defs/{definition}") });
        self.validate_by(&schema, value)
    }

    /// Whether nothing is wrong with a value.
    pub fn fits(&self, value: &Value) -> bool {
        let silent = Self {
            speaks: false,
            ..*self
        };
        silent.validate(value).is_ok()
    }

    /// Core §10 and Validation §6: every word is one that `check` acts on, or a mere annotation.
    fn understand(&self, schema: &Value) {
        let fields = match schema {
            Value::Object(fields) => fields,
            Value::Bool(_) => return,
            other => panic!("{other} is no schema"),
        };
        for (word, value) in fields {
            match word.as_str() {
                "$schema" | "title" | "description" | "format" | "default" | "contentEncoding" => {}
                "type" | "enum" | "const" | "required" | "minimum" | "maximum" => {}
                "minItems" | "maxItems" => {}
                "$ref" => {
                    self.target(value);
                }
                "$defs" | "properties" => {
                    let named = value.as_object().unwrap();
                    named.values().for_each(|one| self.understand(one));
                }
                "oneOf" | "anyOf" | "allOf" | "prefixItems" => {
                    let list = value.as_array().unwrap();
                    list.iter().for_each(|one| self.understand(one));
                }
                "items" | "additionalProperties" => self.understand(value),
                other => panic!("the validator does not know `{other}`"),
            }
        }
    }

    fn check<'v>(
        &self,
        schema: &Value,
        value: &'v Value,
        place: &mut Vec<Step<'v>>,
    ) -> Result<(), String> {
        let words = match schema {
            Value::Bool(true) => return Ok(()),
            Value::Object(words) => words,
            _ => return Err(self.fault(place, || "is not allowed".to_owned())),
        };
        if let Some(kinds) = words.get("type")
            && !is_of(kinds, value)
        {
            return Err(self.fault(place, || format!("is not of type {kinds}")));
        }
        if let Some(wanted) = words.get("const")
            && value != wanted
        {
            return Err(self.fault(place, || format!("is not {wanted}")));
        }
        if let Some(Value::Array(allowed)) = words.get("enum")
            && !allowed.contains(value)
        {
            return Err(self.fault(place, || format!("{value} is none of the words")));
        }
        if let Some(number) = value.as_f64() {
            let least = words.get("minimum").and_then(Value::as_f64);
            let most = words.get("maximum").and_then(Value::as_f64);
            if least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most) {
                return Err(self.fault(place, || "is out of range".to_owned()));
            }
        }
        if let Some(target) = words.get("$ref") {
            self.check(self.target(target), value, place)?;
        }
        self.combine(words, value, place)?;
        match value {
            Value::Object(fields) => self.object(words, fields, place),
            Value::Array(items) => self.array(words, items, place),
            _ => Ok(()),
        }
    }

    /// Core §10.2.1.
    fn combine<'v>(
        &self,
        words: &Map<String, Value>,
        value: &'v Value,
        place: &mut Vec<Step<'v>>,
    ) -> Result<(), String> {
        for word in ["allOf", "anyOf", "oneOf"] {
            let Some(Value::Array(schemas)) = words.get(word) else {
                continue;
            };
            let mut faults = String::new();
            let mut fitting = 0;
            for schema in schemas {
                match self.check(schema, value, place) {
                    Ok(()) => fitting += 1,
                    Err(fault) if self.speaks => {
                        let _ = write!(faults, "\n  {fault}");
                    }
                    Err(_) => {}
                }
            }
            let is_fine = match word {
                "allOf" => fitting == schemas.len(),
                "anyOf" => fitting > 0,
                _ => fitting == 1,
            };
            if !is_fine {
                let what = || format!("fits {fitting} of {word}:{faults}");
                return Err(self.fault(place, what));
            }
        }
        Ok(())
    }

    /// Core §10.3.2, Validation §6.5.
    fn object<'v>(
        &self,
        words: &Map<String, Value>,
        fields: &'v Map<String, Value>,
        place: &mut Vec<Step<'v>>,
    ) -> Result<(), String> {
        let required = words.get("required").and_then(Value::as_array);
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                return Err(self.fault(place, || format!("has no `{name}`")));
            }
        }
        let known = words.get("properties");
        for (name, value) in fields {
            let schema = known.and_then(|known| known.get(name));
            if let Some(schema) = schema.or_else(|| words.get("additionalProperties")) {
                place.push(Step::Field(name));
                self.check(schema, value, place)?;
                place.pop();
            }
        }
        Ok(())
    }

    /// Core §10.3.1, Validation §6.4.
    fn array<'v>(
        &self,
        words: &Map<String, Value>,
        items: &'v [Value],
        place: &mut Vec<Step<'v>>,
    ) -> Result<(), String> {
        let count = |word| words.get(word).and_then(Value::as_u64);
        let length = items.len() as u64;
        if count("minItems").is_some_and(|least| length < least)
            || count("maxItems").is_some_and(|most| length > most)
        {
            return Err(self.fault(place, || "has not the right number of items".to_owned()));
        }
        let first = words.get("prefixItems").and_then(Value::as_array);
        for (index, item) in items.iter().enumerate() {
            let schema = first.and_then(|first| first.get(index));
            if let Some(schema) = schema.or_else(|| words.get("items")) {
                place.push(Step::Item(index));
                self.check(schema, item, place)?;
                place.pop();
            }
        }
        Ok(())
    }

    fn fault(&self, place: &[Step<'_>], what: impl FnOnce() -> String) -> String {
        let mut text = String::new();
        if self.speaks {
            for step in place {
                let _ = match step {
                    Step::Field(name) => write!(text, "/{name}"),
                    Step::Item(index) => write!(text, "/{index}"),
                };
            }
            let _ = write!(text, " {}", what());
        }
        text
    }

    /// Core §8.2.3.1; only into this very document.
    fn target(&self, reference: &Value) -> &'a Value {
        let reference = reference.as_str().unwrap();
        let pointer = reference.strip_prefix('#');
        pointer
            .and_then(|pointer| self.root.pointer(pointer))
            .unwrap_or_else(|| panic!("{reference} leads nowhere"))
    }
}

/// Validation §6.1.1.
fn is_of(kinds: &Value, value: &Value) -> bool {
    match kinds {
        Value::Array(kinds) => kinds.iter().any(|kind| is_of(kind, value)),
        Value::String(kind) => match kind.as_str() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("there is no type {other}"),
        },
        other => panic!("{other} is no type"),
    }
}

/// A step down into a value.
#[derive(Debug)]
enum Step<'v> {
    Field(&'v str),
    Item(usize),
}
