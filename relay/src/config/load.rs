//! From command line, environment and file to what holds.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use clap::builder::OsStr;
use clap::{ArgMatches, Command, CommandFactory as _, FromArgMatches as _};

use super::RelayArgs;
use super::file::{self, Settings};

/// What holds, and where it comes from.
#[derive(Debug)]
pub struct Loaded {
    /// What holds.
    pub args: RelayArgs,
    pub(super) command: Command,
    pub(super) matches: ArgMatches,
    pub(super) file: Option<(PathBuf, Settings)>,
}

/// Reads a command line with what the environment says, and the file that either of them names: a flag counts before a
/// variable, a variable before the file, and the file before what is usual.
///
/// # Errors
/// The command line, the environment or the file cannot be followed; or it was only asked for help.
pub fn load(words: impl IntoIterator<Item = OsString>) -> Result<Loaded, LoadError> {
    let words: Vec<OsString> = words.into_iter().collect();
    let file = match file_named(&words) {
        Some(path) => {
            let settings = file::read(&path, &RelayArgs::command())?;
            Some((path, settings))
        }
        None => None,
    };
    let mut command = RelayArgs::command();
    for (name, values) in file.iter().flat_map(|(_, settings)| settings) {
        // The same name, but for the dashes.
        let id = name.replace('-', "_");
        let values: Vec<OsStr> = values.iter().map(OsStr::from).collect();
        command = command.mut_arg(id, |argument| argument.default_values(values));
    }
    let matches = command.try_get_matches_from_mut(words)?;
    Ok(Loaded {
        args: RelayArgs::from_arg_matches(&matches)?,
        command,
        matches,
        file,
    })
}

/// The file that the command line or the environment names, whatever else is wrong with them.
fn file_named(words: &[OsString]) -> Option<PathBuf> {
    let matches = RelayArgs::command()
        .ignore_errors(true)
        .try_get_matches_from(words)
        .ok()?;
    matches.get_one::<PathBuf>("config").cloned()
}

/// Why there are no settings.
#[derive(Debug)]
pub enum LoadError {
    /// Command line or environment; or it was asked for help, which is no error.
    Arguments(clap::Error),
    /// The file.
    File {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
}

impl From<clap::Error> for LoadError {
    fn from(error: clap::Error) -> Self {
        Self::Arguments(error)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arguments(error) => error.fmt(f),
            Self::File { path, detail } => write!(f, "{}: {detail}", path.display()),
        }
    }
}

impl std::error::Error for LoadError {}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    /// A file that is gone with the value.
    struct Scratch(PathBuf);

    impl Scratch {
        fn holding(text: &str) -> Self {
            static NEXT: AtomicU32 = AtomicU32::new(0);
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("waxseal-config-{}-{number}.toml", std::process::id());
            let path = std::env::temp_dir().join(name);
            fs::write(&path, text).unwrap();
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.0);
        }
    }

    fn loaded(text: &str, further: &[&str]) -> Result<Loaded, String> {
        let scratch = Scratch::holding(text);
        let mut words: Vec<OsString> = vec!["waxseal-relay".into(), "--config".into()];
        words.push(scratch.0.clone().into());
        words.extend(further.iter().map(OsString::from));
        load(words).map_err(|error| error.to_string())
    }

    const FULL: &str = r#"
        listen = "127.0.0.1:9000"
        pause = 250
        allow-net = ["10.1.0.0/16", "fd00::/8"]
        ehlo-name = "probe.example.org"
        rcpt-tests = true
        rcpt-token = "0123456789abcdef"
        log-format = "json"
    "#;

    #[test]
    fn a_file_says_what_arguments_say() {
        let Loaded { args, .. } = loaded(FULL, &[]).unwrap();
        assert_eq!(args.listen.port(), 9000);
        assert_eq!(args.observer.pause, Some(250));
        assert_eq!(args.observer.allow_net.len(), 2);
        assert_eq!(
            args.observer.ehlo_name.as_deref(),
            Some("probe.example.org")
        );
        assert!(args.rcpt_tests);
        assert_eq!(args.rcpt_token.len(), 1);
        let unlike = loaded("rcpt-tests = false", &[]).unwrap();
        assert!(!unlike.args.rcpt_tests);
    }

    #[test]
    fn a_flag_counts_before_the_file() {
        let further = ["--listen", "127.0.0.1:1", "--allow-net", "192.0.2.0/24"];
        let Loaded { args, .. } = loaded(FULL, &further).unwrap();
        assert_eq!(args.listen.port(), 1);
        let texts: Vec<_> = args
            .observer
            .allow_net
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(texts, ["192.0.2.0/24"], "what is said instead is not added");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_said_by_its_key() {
        for (text, words) in [
            (
                "listn = \"127.0.0.1:1\"",
                "listn is no setting; is listen meant?",
            ),
            ("zzz = 1", "zzz is no setting; waxseal-relay --help"),
            ("config = \"x\"", "config is for the command line alone"),
            ("help = true", "help is no setting"),
            (
                "listen = \"localhost\"",
                "listen: invalid value 'localhost'",
            ),
            ("listen = 8025", "listen: invalid value '8025'"),
            ("listen = [\"127.0.0.1:1\"]", "listen: give one value"),
            ("rcpt-tests = \"yes\"", "rcpt-tests: give true or false"),
            ("allow-net = [true]", "allow-net: give a text"),
            ("pause = 99999999", "pause: invalid value '99999999'"),
            ("\n\nlisten = ", "line 3:"),
            ("[server]\nlisten = 1", "server is no setting"),
        ] {
            let error = loaded(text, &[]).unwrap_err();
            assert!(error.contains(words), "{text}: {error}");
            assert!(
                error.contains("waxseal-config-"),
                "it names the file: {error}"
            );
        }
        let missing =
            load(["waxseal-relay", "--config", "/nowhere/relay.toml"].map(OsString::from));
        assert!(missing.unwrap_err().to_string().contains("cannot be read"));
        let long = loaded(&"#".repeat(300_000), &[]).unwrap_err();
        assert!(long.contains("longer than"), "{long}");
    }

    #[test]
    fn a_secret_that_cannot_be_read_is_not_repeated() {
        for text in [
            "rcpt-token = \"sh0rt!\"",
            "rcpt-token = \"sh0rt!",
            "x = sh0rt!",
        ] {
            let error = loaded(text, &[]).unwrap_err();
            assert!(!error.contains("sh0rt"), "{error}");
        }
    }
}
