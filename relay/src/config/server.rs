//! The arguments of `waxseal-relay`.

use std::net::SocketAddr;

use clap::{Parser, ValueEnum};

use super::ObserverArgs;
use crate::http::{Authority, Origin, ServiceSettings};

/// Observes mail servers for the Waxseal page and serves the page itself.
///
/// A browser cannot speak SMTP; this small program does it for the page: it connects to ports 25, 465 and 587 of mail
/// servers, fetches MTA-STS policies and forwards DNS queries, and reports what it saw. It never sends mail, contacts
/// public addresses only, and by default listens to this machine alone.
#[derive(Clone, Debug, Parser)]
#[command(name = "waxseal-relay", version, max_term_width = 100)]
pub struct RelayArgs {
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

    /// Where this relay stands, for people to read: "Frankfurt, own network"
    #[arg(
        long,
        env = "WAXSEAL_VANTAGE",
        value_name = "TEXT",
        help_heading = "Serving"
    )]
    pub vantage: Option<String>,

    /// What to log to standard error: error, warn, info, debug, trace, or a filter such as relay=debug
    #[arg(
        long,
        env = "WAXSEAL_LOG",
        value_name = "FILTER",
        default_value = "info",
        help_heading = "Logging"
    )]
    pub log: String,

    /// How to log
    #[arg(
        long,
        env = "WAXSEAL_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Logging"
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
    /// What the HTTP service needs to know.
    #[must_use]
    pub fn service_settings(&self) -> ServiceSettings {
        ServiceSettings {
            vantage: self.vantage.clone(),
            allow_origins: self.allow_origin.clone(),
            allow_hosts: self.allow_host.clone(),
            connect_sources: self.connect_src.clone(),
        }
    }
}

fn listen_address(text: &str) -> Result<SocketAddr, String> {
    text.parse()
        .map_err(|_| "give an IP address and a port, such as 127.0.0.1:8025 or [::1]:8025".into())
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
