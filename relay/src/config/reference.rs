//! The reference of all settings, from their definitions.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::{Arg, ArgAction, CommandFactory as _};

use super::RelayArgs;
use super::file::settings;

const INTRODUCTION: &str = "# Configuration of the relay\n\n\
Generated from the code; do not edit.\n\n\
Every setting has one name: a flag of `waxseal-relay`, a variable of its environment, and a key of the TOML file that \
`--config` or `WAXSEAL_CONFIG` names. A flag counts before a variable, a variable before the file, and the file before \
what is usual. No file is read unless it is named. What may be given several times is an array in the file, and separated \
by commas elsewhere.\n\n\
`waxseal-relay --print-config` prints what is in force and where each setting comes from, without secrets; \
`waxseal-relay --check-config` says whether the relay would start with it.\n\n\
```toml\n\
# /etc/waxseal/relay.toml\n\
listen = \"127.0.0.1:8025\"\n\
ehlo-name = \"probe.example.org\"\n\
resolver = \"127.0.0.1\"\n\
allow-host = [\"waxseal.example.org\"]\n\
```\n";

/// The reference as Markdown: `docs/configuration.md`.
#[must_use]
pub fn reference() -> String {
    let command = RelayArgs::command();
    let mut parts: BTreeMap<String, Vec<(&str, &Arg)>> = BTreeMap::new();
    let mut order = Vec::new();
    for (name, argument) in settings(&command) {
        let heading = argument
            .get_help_heading()
            .unwrap_or("Listening")
            .to_owned();
        if !order.contains(&heading) {
            order.push(heading.clone());
        }
        parts.entry(heading).or_default().push((name, argument));
    }
    let mut text = INTRODUCTION.to_owned();
    for heading in order {
        // Writing to a text does not fail.
        let _ = write!(text, "\n## {heading}\n");
        for (name, argument) in parts.remove(&heading).unwrap_or_default() {
            text.push_str(&entry(name, argument));
        }
    }
    text
}

fn entry(name: &str, argument: &Arg) -> String {
    let flag = match value_name(argument) {
        Some(value) => format!("--{name} {value}"),
        None => format!("--{name}"),
    };
    let variable = argument.get_env().unwrap_or_default().to_string_lossy();
    let usual: Vec<String> = argument
        .get_default_values()
        .iter()
        .map(|value| value.to_string_lossy().into_owned())
        .collect();
    let usual = match (argument.get_action(), usual.join(", ")) {
        (ArgAction::SetTrue, _) => "; usually `false`".to_owned(),
        (_, usual) if usual.is_empty() => String::new(),
        (_, usual) => format!("; usually `{usual}`"),
    };
    let several = if matches!(argument.get_action(), ArgAction::Append) {
        "; several"
    } else {
        ""
    };
    // The long help begins with the short.
    let help = argument
        .get_long_help()
        .or_else(|| argument.get_help())
        .map(ToString::to_string)
        .unwrap_or_default();
    let mut paragraphs = help.split("\n\n");
    let first = paragraphs.next().unwrap_or_default();
    let rest: String = paragraphs
        .map(|paragraph| format!("\n\n{paragraph}"))
        .collect();
    format!("\n### `{name}`\n\n`{flag}` · `{variable}`{usual}{several}\n\n{first}.{rest}\n")
}

fn value_name(argument: &Arg) -> Option<String> {
    if matches!(argument.get_action(), ArgAction::SetTrue) {
        return None;
    }
    argument.get_value_names()?.first().map(ToString::to_string)
}
