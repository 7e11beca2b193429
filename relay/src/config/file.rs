//! The TOML file: keys are the long names of the arguments, and nothing else is known there.

use std::collections::BTreeMap;
use std::path::Path;

use clap::builder::Resettable;
use clap::{Arg, ArgAction, Command};
use toml::{Table, Value};

use super::{LoadError, text};

/// The most bytes of a file that are read; a full one has some two thousand.
const MAX_FILE: u64 = 256 * 1024;
/// Arguments that say where the settings are or what to do with them, and are none themselves.
const NOT_SETTINGS: [&str; 3] = ["config", "print-config", "check-config"];
/// How alike a name must be to be meant.
const ALIKE: f64 = 0.8;

/// What a file says, by the name of the argument; each value as it would be written on the command line.
pub(super) type Settings = BTreeMap<String, Vec<String>>;

/// Reads a file and holds every key and value of it against the arguments of `command`.
///
/// # Errors
/// It cannot be read, is no TOML, or a key or value is none of the program's. The words name the file and the key.
pub(super) fn read(path: &Path, command: &Command) -> Result<Settings, LoadError> {
    let fault = |detail: String| LoadError::File {
        path: path.to_owned(),
        detail,
    };
    let text =
        text::read(path, MAX_FILE).map_err(|error| fault(format!("cannot be read: {error}")))?;
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| fault(in_place(&text, &error)))?;
    table
        .into_iter()
        .map(|(key, value)| {
            let argument = argument_of(command, &key).map_err(&fault)?;
            let values = values_of(argument, value)
                .and_then(|values| checked(argument, values))
                .map_err(|detail| fault(format!("{key}: {detail}")))?;
            Ok((key, values))
        })
        .collect()
}

/// The arguments that a file may set, in their order.
pub(super) fn settings(command: &Command) -> impl Iterator<Item = (&str, &Arg)> {
    command.get_arguments().filter_map(|argument| {
        let name = argument.get_long()?;
        let is_setting = argument.get_env().is_some() && !NOT_SETTINGS.contains(&name);
        is_setting.then_some((name, argument))
    })
}

/// An error of TOML with its line, but without the text of it: there may be a secret in it.
fn in_place(text: &str, error: &toml::de::Error) -> String {
    let before = error.span().and_then(|span| text.get(..span.start));
    match before {
        Some(before) => {
            let line = before.matches('\n').count().saturating_add(1);
            format!("line {line}: {}", error.message())
        }
        None => error.message().to_owned(),
    }
}

fn argument_of<'a>(command: &'a Command, key: &str) -> Result<&'a Arg, String> {
    if let Some((_, argument)) = settings(command).find(|(name, _)| *name == key) {
        return Ok(argument);
    }
    if NOT_SETTINGS.contains(&key) {
        return Err(format!("{key} is for the command line alone"));
    }
    let nearest = settings(command)
        .map(|(name, _)| (strsim::jaro(name, key), name))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    Err(match nearest {
        Some((likeness, name)) if likeness > ALIKE => {
            format!("{key} is no setting; is {name} meant?")
        }
        _ => format!("{key} is no setting; waxseal-relay --help names them all"),
    })
}

/// A value as it would be written on the command line, or several.
fn values_of(argument: &Arg, value: Value) -> Result<Vec<String>, String> {
    let is_flag = matches!(argument.get_action(), ArgAction::SetTrue);
    let takes_several = matches!(argument.get_action(), ArgAction::Append);
    match value {
        Value::Boolean(value) if is_flag => Ok(vec![value.to_string()]),
        _ if is_flag => Err("give true or false".to_owned()),
        Value::Array(values) if takes_several => values.into_iter().map(one).collect(),
        Value::Array(_) => Err("give one value, not several".to_owned()),
        value => Ok(vec![one(value)?]),
    }
}

fn one(value: Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text),
        Value::Integer(number) => Ok(number.to_string()),
        Value::Float(number) => Ok(number.to_string()),
        Value::Boolean(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => {
            Err("give a text in quotation marks, or a number".to_owned())
        }
    }
}

/// The values, read as the argument would: by that argument alone, so that the error is about the file.
fn checked(argument: &Arg, values: Vec<String>) -> Result<Vec<String>, String> {
    if matches!(argument.get_action(), ArgAction::SetTrue) {
        return Ok(values);
    }
    let Some(name) = argument.get_long() else {
        return Ok(values);
    };
    let alone = argument.clone().env(Resettable::Reset).required(false);
    let words = values.iter().map(|value| format!("--{name}={value}"));
    Command::new("waxseal-relay")
        .arg(alone)
        .try_get_matches_from(std::iter::once("waxseal-relay".to_owned()).chain(words))
        .map_err(|error| {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            first.trim_start_matches("error: ").to_owned()
        })?;
    Ok(values)
}
