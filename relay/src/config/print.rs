//! Telling what is in force.

use std::fmt::Write as _;

use clap::ArgAction;
use clap::parser::ValueSource;
use toml::Value;

use super::Loaded;
use super::file::settings;

impl Loaded {
    /// All settings as a TOML file that says the same, each with where it comes from; secrets are not in it.
    #[must_use]
    pub fn print(&self) -> String {
        let mut text =
            String::from("# What is in force. Settings that say nothing are comments.\n");
        for (name, argument) in settings(&self.command) {
            let id = argument.get_id().as_str();
            let values: Vec<String> = self
                .matches
                .get_raw(id)
                .into_iter()
                .flatten()
                .map(|value| value.to_string_lossy().into_owned())
                .collect();
            let source = self.source(id, name, argument);
            let line = if argument.is_hide_env_values_set() && !values.is_empty() {
                format!("# {name} = … ({} of them, not shown)", values.len())
            } else {
                match written(argument.get_action(), &values) {
                    Some(value) => format!("{name} = {value}"),
                    None => format!("# {name} ="),
                }
            };
            // Writing to a text does not fail.
            let _ = write!(text, "\n# {source}\n{line}\n");
        }
        text
    }

    fn source(&self, id: &str, name: &str, argument: &clap::Arg) -> String {
        match self.matches.value_source(id) {
            Some(ValueSource::CommandLine) => format!("from the command line: --{name}"),
            Some(ValueSource::EnvVariable) => match argument.get_env() {
                Some(variable) => format!("from the environment: {}", variable.to_string_lossy()),
                None => "from the environment".to_owned(),
            },
            _ => match &self.file {
                Some((path, settings)) if settings.contains_key(name) => {
                    format!("from {}", path.display())
                }
                _ => "as usual".to_owned(),
            },
        }
    }
}

/// Values as TOML has them; `None` if there are none.
fn written(action: &ArgAction, values: &[String]) -> Option<String> {
    match action {
        ArgAction::SetTrue => values.first().cloned(),
        ArgAction::Append if values.is_empty() => None,
        ArgAction::Append => {
            let all = values.iter().cloned().map(Value::String).collect();
            Some(Value::Array(all).to_string())
        }
        _ => {
            let value = values.first()?;
            // A number stays one where that does not change how it is written.
            let number = value
                .parse::<i64>()
                .ok()
                .filter(|number| number.to_string() == *value);
            Some(
                number
                    .map_or_else(|| Value::String(value.clone()), Value::Integer)
                    .to_string(),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::super::load;

    #[test]
    fn what_is_printed_says_the_same_again_without_secrets() {
        let words = [
            "waxseal-relay",
            "--pause=250",
            "--allow-net=10.1.0.0/16,fd00::/8",
            "--vantage=a \"quoted\" place\u{7f}",
            "--rcpt-tests",
            "--rcpt-token=0123456789abcdef",
        ];
        let loaded = load(words.map(OsString::from)).unwrap();
        let text = loaded.print();
        assert!(!text.contains("0123456789abcdef"), "{text}");
        assert!(
            text.contains("# from the command line: --pause\npause = 250"),
            "{text}"
        );
        assert!(
            text.contains("# as usual\nlisten = \"127.0.0.1:8025\""),
            "{text}"
        );

        let path = std::env::temp_dir().join(format!("waxseal-print-{}.toml", std::process::id()));
        std::fs::write(&path, &text).unwrap();
        let config: [OsString; 3] = [
            "waxseal-relay".into(),
            "--config".into(),
            path.clone().into(),
        ];
        let again = load(config).unwrap();
        std::fs::remove_file(path).unwrap();
        assert_eq!(again.args.observer.pause, loaded.args.observer.pause);
        assert_eq!(
            again.args.observer.allow_net,
            loaded.args.observer.allow_net
        );
        assert_eq!(again.args.vantage, loaded.args.vantage);
        assert!(again.args.rcpt_tests);
    }
}
