//! The arguments of `waxseal-relay`.

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::builder::{BoolishValueParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command, Parser, ValueEnum};

use super::asking::{AskingArgs, FileError};
use super::{ObserverArgs, RelayCommand, RootsError};
use crate::ObserverSettings;
use crate::http::{Authority, Origin, ServiceSettings, Token, TokenError};

/// Observes mail servers for the Waxseal page and serves the page itself.
///
/// A browser cannot speak SMTP; this small program does it for the page: it connects to ports 25, 465 and 587 of mail
/// servers, fetches MTA-STS policies and forwards DNS queries, and reports what it saw. It never sends mail, contacts
/// public addresses only, and by default listens to this machine alone.
#[derive(Clone, Debug, Parser)]
#[command(
    name = "waxseal-relay",
    version,
    max_term_width = 100,
    args_conflicts_with_subcommands = true
)]
pub struct RelayArgs {
    /// Something else than serving.
    #[command(subcommand)]
    pub command: Option<RelayCommand>,

    /// TOML file of settings, by the names of these arguments
    ///
    /// What is said here or in the environment counts before it. No file is read unless it is named.
    #[arg(long, env = "WAXSEAL_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Print all settings and where they come from, without secrets, and end
    #[arg(long)]
    pub print_config: bool,

    /// Say whether the relay would start with these settings, and end
    #[arg(long, conflicts_with = "print_config")]
    pub check_config: bool,

    /// Address and port to listen on
    ///
    /// Anything but loopback lets others probe mail servers through this relay, within its limits.
    #[arg(
        long,
        env = "WAXSEAL_LISTEN",
        value_name = "ADDR:PORT",
        default_value = "127.0.0.1:8025",
        value_parser = listen_address
    )]
    pub listen: SocketAddr,

    /// How to observe.
    #[command(flatten)]
    pub observer: ObserverArgs,

    /// Origin (scheme://host) of another page that may use this relay; may be given several times
    #[arg(
        long,
        env = "WAXSEAL_ALLOW_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ',',
        help_heading = "Serving"
    )]
    pub allow_origin: Vec<Origin>,

    /// Name this relay may be called by, such as waxseal.example.org; may be given several times
    ///
    /// Needed behind a reverse proxy. Requests under any other name are refused, so that no foreign page can turn a
    /// visitor's browser against a relay on that visitor's machine (DNS rebinding). Without a port, any port fits.
    #[arg(
        long,
        env = "WAXSEAL_ALLOW_HOST",
        value_name = "HOST[:PORT]",
        value_delimiter = ',',
        help_heading = "Serving"
    )]
    pub allow_host: Vec<Authority>,

    /// Origin (scheme://host) of a further resolver or relay the page may connect to; may be given several times
    #[arg(
        long,
        env = "WAXSEAL_CONNECT_SRC",
        value_name = "ORIGIN",
        value_delimiter = ',',
        help_heading = "Serving"
    )]
    pub connect_src: Vec<Origin>,

    /// Let clients try recipients at mail servers: the open relay test and the mailbox check
    ///
    /// No mail is sent, but servers and blocklists may take it for a harvest of addresses. Without --rcpt-token,
    /// whoever may probe through this relay may do this too; a relay that listens to others than this machine does
    /// not start without a token.
    #[arg(
        long,
        env = "WAXSEAL_RCPT_TESTS",
        value_parser = BoolishValueParser::new(),
        overrides_with = "rcpt_tests",
        help_heading = "Serving"
    )]
    pub rcpt_tests: bool,

    /// Secret that a client must show as a bearer token to have recipients tried; may be given several times
    ///
    /// At least 16 letters, digits and - . _ ~ + /. Everybody on this machine can see a program's arguments: prefer the
    /// environment.
    #[arg(
        long,
        env = "WAXSEAL_RCPT_TOKEN",
        value_name = "TOKEN",
        value_parser = TokenReader,
        value_delimiter = ',',
        hide_env_values = true,
        help_heading = "Serving"
    )]
    pub rcpt_token: Vec<Token>,

    /// Who may ask, and how much.
    #[command(flatten)]
    pub asking: AskingArgs,

    /// Where this relay stands, for people to read: "Frankfurt, own network"
    #[arg(
        long,
        env = "WAXSEAL_VANTAGE",
        value_name = "TEXT",
        help_heading = "Serving"
    )]
    pub vantage: Option<String>,

    /// Address and port at which Prometheus may fetch /metrics; without it there are none
    ///
    /// A listener of its own, so that figures are for whoever watches over the relay and not for whoever uses it.
    #[arg(
        long,
        env = "WAXSEAL_METRICS_LISTEN",
        value_name = "ADDR:PORT",
        value_parser = listen_address,
        help_heading = "Watching"
    )]
    pub metrics_listen: Option<SocketAddr>,

    /// What to log to standard error: error, warn, info, debug, trace, or a filter such as relay=debug
    #[arg(
        long,
        env = "WAXSEAL_LOG",
        value_name = "FILTER",
        default_value = "info",
        help_heading = "Watching"
    )]
    pub log: String,

    /// How to log
    #[arg(
        long,
        env = "WAXSEAL_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Watching"
    )]
    pub log_format: LogFormat,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One line of text each
    Text,
    /// One JSON object each
    Json,
}

impl RelayArgs {
    /// The observer's settings; reads the file of extra roots.
    ///
    /// # Errors
    /// As [`ObserverArgs::settings`].
    pub fn observer_settings(&self) -> Result<ObserverSettings, RootsError> {
        // What is denied is read with the other files that may be read again: `AskingArgs::deny_list`.
        Ok(ObserverSettings {
            rcpt_tests: self.rcpt_tests,
            heeds_opt_outs: true,
            ..self.observer.settings()?
        })
    }

    /// Why these arguments must not be followed, if they must not: recipients would be tried for everybody.
    #[must_use]
    pub fn refusal(&self) -> Option<&'static str> {
        let is_for_everybody =
            self.rcpt_tests && self.rcpt_token.is_empty() && self.asking.tokens.is_none();
        // A listener on loopback permits nothing by itself, and a public one forbids.
        (is_for_everybody && !self.listen.ip().to_canonical().is_loopback()).then_some(
            "--rcpt-tests with a --listen address that others can reach needs --tokens or --rcpt-token",
        )
    }

    /// What the HTTP service needs to know; reads the file of tokens.
    ///
    /// # Errors
    /// As [`AskingArgs::token_list`].
    pub fn service_settings(&self) -> Result<ServiceSettings, FileError> {
        Ok(ServiceSettings {
            vantage: self.vantage.clone(),
            allow_origins: self.allow_origin.clone(),
            allow_hosts: self.allow_host.clone(),
            connect_sources: self.connect_src.clone(),
            rcpt_tokens: self.rcpt_token.clone(),
            public_url: self.asking.public_url.clone(),
            trusted_proxies: self.asking.trusted_proxy.clone(),
            tokens: self.asking.token_list()?,
            require_token: self.asking.require_token,
            anonymous: self.asking.anonymous(),
            contact: self.asking.contact.clone(),
        })
    }
}

fn listen_address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "give an IP address and a port, such as 127.0.0.1:8025 or [::1]:8025".into())
}

/// Reads tokens. The usual reader repeats what it could not read, and a secret with a slip in it would stand in a log.
#[derive(Clone, Debug)]
struct TokenReader;

impl TypedValueParser for TokenReader {
    type Value = Token;

    fn parse_ref(
        &self,
        command: &Command,
        _argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Token, clap::Error> {
        let token = value.to_str().and_then(|text| text.parse().ok());
        token.ok_or_else(|| {
            let words = format!("a value of --rcpt-token is no token: {TokenError}");
            command.clone().error(ErrorKind::ValueValidation, words)
        })
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn parsed(arguments: &[&str]) -> Result<RelayArgs, String> {
        RelayArgs::try_parse_from([&["waxseal-relay"], arguments].concat())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_arguments_are_consistent() {
        RelayArgs::command().debug_assert();
    }

    #[test]
    fn listens_to_this_machine_alone_by_default() {
        assert!(parsed(&[]).unwrap().listen.ip().is_loopback());
        assert!(
            parsed(&["--listen", "localhost:1"])
                .unwrap_err()
                .contains("IP address")
        );
    }

    #[test]
    fn every_argument_has_an_environment_variable_of_its_name() {
        for argument in RelayArgs::command().get_arguments() {
            // What is done with the settings is no setting.
            if ["print_config", "check_config"].contains(&argument.get_id().as_str()) {
                continue;
            }
            let long = argument
                .get_long()
                .unwrap()
                .replace('-', "_")
                .to_uppercase();
            let variable = argument
                .get_env()
                .and_then(|name| name.to_str())
                .map(str::to_owned);
            assert_eq!(variable, Some(format!("WAXSEAL_{long}")));
        }
    }

    #[test]
    fn recipients_are_tried_only_on_request_of_the_operator() {
        for (arguments, permitted, tokens) in [
            (&[][..], false, 0),
            // A token alone, or a listener on loopback, is no permission.
            (&["--rcpt-token", "0123456789abcdef"][..], false, 1),
            (&["--listen", "127.0.0.1:1"][..], false, 0),
            (&["--rcpt-tests"][..], true, 0),
            // A script that passes it does not stand in the way of who passes it too.
            (&["--rcpt-tests", "--rcpt-tests"][..], true, 0),
            (
                &[
                    "--rcpt-tests",
                    "--rcpt-token",
                    "0123456789abcdef,fedcba9876543210",
                ][..],
                true,
                2,
            ),
        ] {
            let args = parsed(arguments).unwrap();
            assert_eq!(args.observer_settings().unwrap().rcpt_tests, permitted);
            assert_eq!(args.service_settings().unwrap().rcpt_tokens.len(), tokens);
        }
        for (arguments, refused) in [
            (&["--rcpt-tests"][..], false),
            (&["--rcpt-tests", "--listen", "[::1]:1"][..], false),
            (&["--listen", "192.0.2.1:1"][..], false),
            (&["--rcpt-tests", "--listen", "192.0.2.1:1"][..], true),
            (&["--rcpt-tests", "--listen", "0.0.0.0:1"][..], true),
            (
                &[
                    "--rcpt-tests",
                    "--listen",
                    "[::]:1",
                    "--rcpt-token",
                    "0123456789abcdef",
                ][..],
                false,
            ),
        ] {
            let refusal = parsed(arguments).unwrap().refusal();
            assert_eq!(refusal.is_some(), refused, "{arguments:?}");
        }
        assert!(parsed(&["--rcpt-token", ""]).is_err());
        for token in ["short!", "0123456789 abcdef"] {
            let refusal = parsed(&["--rcpt-token", token]).unwrap_err().to_string();
            assert!(refusal.contains("--rcpt-token"), "{refusal}");
            assert!(!refusal.contains(token), "it is as good as the secret");
        }
        let args = parsed(&["--rcpt-token", "0123456789abcdef"]).unwrap();
        assert!(!format!("{args:?}").contains("0123456789abcdef"));
    }

    #[test]
    fn what_would_weaken_the_page_is_refused() {
        for arguments in [
            ["--allow-origin", "*"],
            ["--allow-origin", "null"],
            ["--allow-origin", "https://page.example.org/path"],
            ["--allow-host", "*"],
            ["--allow-host", "a b"],
            ["--connect-src", "*"],
            ["--connect-src", "https:"],
            ["--connect-src", "https://x.example; script-src *"],
        ] {
            assert!(parsed(&arguments).is_err(), "{arguments:?}");
        }
    }
}
