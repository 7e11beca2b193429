//! The arguments about who may ask, and how much.

use std::fmt;
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::BoolishValueParser;
use ipnet::IpNet;

use super::observer::network;
use crate::deny::DenyList;
use crate::http::{Contact, Origin, Quotas, TokenList};

/// Longest file of tokens or of what is denied.
const FILE_BYTES: u64 = 16 * 1024 * 1024;

/// Who may ask this relay, how much, and about whom.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Who may ask")]
pub struct AskingArgs {
    /// File of the tokens that were given out; read again on SIGHUP
    ///
    /// One on each line: a name, the digest of its secret, what it is good for (probe, deep, rcpt, bulk), and options
    /// such as expires=2027-02-24 or probes-per-minute=120. "waxseal-relay token new" makes secrets and lines.
    #[arg(long, env = "WAXSEAL_TOKENS", value_name = "FILE")]
    pub tokens: Option<PathBuf>,

    /// Serve nobody who shows no token
    #[arg(
        long,
        env = "WAXSEAL_REQUIRE_TOKEN",
        value_parser = BoolishValueParser::new(),
        overrides_with = "require_token"
    )]
    pub require_token: bool,

    /// Probes that a client without a token may ask for in a minute [default: 60]
    #[arg(long, env = "WAXSEAL_PROBES_PER_MINUTE", value_name = "NUMBER", value_parser = share())]
    pub probes_per_minute: Option<u32>,

    /// Probes that a client without a token may ask for in an hour [default: 300]
    #[arg(long, env = "WAXSEAL_PROBES_PER_HOUR", value_name = "NUMBER", value_parser = share())]
    pub probes_per_hour: Option<u32>,

    /// Probes that a client without a token may have under way [default: 6]
    #[arg(long, env = "WAXSEAL_PROBES_AT_ONCE", value_name = "NUMBER", value_parser = share())]
    pub probes_at_once: Option<u32>,

    /// Policies that a client without a token may ask for in a minute [default: 30]
    #[arg(long, env = "WAXSEAL_POLICIES_PER_MINUTE", value_name = "NUMBER", value_parser = share())]
    pub policies_per_minute: Option<u32>,

    /// DNS queries that a client without a token may ask in a minute [default: 600]
    ///
    /// One check of a domain asks about a hundred.
    #[arg(long, env = "WAXSEAL_DNS_PER_MINUTE", value_name = "NUMBER", value_parser = share())]
    pub dns_per_minute: Option<u32>,

    /// Range of your own reverse proxies; may be given several times
    ///
    /// Their word on who asks is believed: the last address in X-Forwarded-For or Forwarded that is none of theirs. Without
    /// this, all who come by a proxy share what one client may.
    #[arg(
        long,
        env = "WAXSEAL_TRUSTED_PROXY",
        value_name = "CIDR",
        value_delimiter = ',',
        value_parser = network
    )]
    pub trusted_proxy: Vec<IpNet>,

    /// Where people reach this relay: scheme and host, such as `https://waxseal.example.org`
    ///
    /// Its host is a name this relay may be called by, and pages from there are its own.
    #[arg(long, env = "WAXSEAL_PUBLIC_URL", value_name = "URL", value_parser = public_url)]
    pub public_url: Option<Origin>,

    /// File of addresses, ranges and names never to contact, one on each line; read again on SIGHUP
    ///
    /// A name stands for everything below it too. What is denied is denied even in a range of --allow-net.
    #[arg(long, env = "WAXSEAL_DENY", value_name = "FILE")]
    pub deny: Option<PathBuf>,

    /// Whom to write to about probes from here: a mailto: or https: address
    ///
    /// Told in /.well-known/probing.txt, /.well-known/security.txt and on /about-probes, also under the name in EHLO.
    #[arg(long, env = "WAXSEAL_CONTACT", value_name = "URI")]
    pub contact: Option<Contact>,
}

impl AskingArgs {
    /// The share of a client without a token.
    #[must_use]
    pub fn anonymous(&self) -> Quotas {
        let usual = Quotas::ANONYMOUS;
        Quotas {
            probes_per_minute: self.probes_per_minute.unwrap_or(usual.probes_per_minute),
            probes_per_hour: self.probes_per_hour.unwrap_or(usual.probes_per_hour),
            probes_at_once: self.probes_at_once.unwrap_or(usual.probes_at_once),
            policies_per_minute: self
                .policies_per_minute
                .unwrap_or(usual.policies_per_minute),
            dns_queries_per_minute: self.dns_per_minute.unwrap_or(usual.dns_queries_per_minute),
        }
    }

    /// The tokens of the file, if one is named.
    ///
    /// # Errors
    /// It cannot be read, or a line of it.
    pub fn token_list(&self) -> Result<Option<TokenList>, FileError> {
        let anonymous = self.anonymous();
        let read = |path: &PathBuf| {
            TokenList::read(&text(path)?, &anonymous).map_err(|error| fault(path, &error))
        };
        self.tokens.as_ref().map(read).transpose()
    }

    /// What is denied: nothing if no file is named.
    ///
    /// # Errors
    /// The file cannot be read, or a line of it.
    pub fn deny_list(&self) -> Result<DenyList, FileError> {
        match &self.deny {
            Some(path) => text(path)?.parse().map_err(|error| fault(path, &error)),
            None => Ok(DenyList::default()),
        }
    }
}

fn share() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=1_000_000)
}

/// An origin, with which people write a slash.
fn public_url(text: &str) -> Result<Origin, String> {
    let text = text.strip_suffix('/').unwrap_or(text);
    text.parse()
        .map_err(|_| "give scheme and host such as https://waxseal.example.org, no path".to_owned())
}

fn text(path: &Path) -> Result<String, FileError> {
    super::text::read(path, FILE_BYTES).map_err(|error| fault(path, &error))
}

fn fault(path: &Path, what: &dyn fmt::Display) -> FileError {
    FileError(format!("{}: {what}", path.display()))
}

/// A file of the operator's is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError(String);

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for FileError {}

#[cfg(test)]
mod tests {
    use std::fs;

    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        asking: AskingArgs,
    }

    fn parsed(arguments: &[&str]) -> Result<AskingArgs, String> {
        Program::try_parse_from([&["program"], arguments].concat())
            .map(|program| program.asking)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn shares_are_the_usual_ones_unless_said_otherwise() {
        assert_eq!(parsed(&[]).unwrap().anonymous(), Quotas::ANONYMOUS);
        let asking = parsed(&["--probes-at-once", "2", "--dns-per-minute", "1000"]);
        let expected = Quotas {
            probes_at_once: 2,
            dns_queries_per_minute: 1000,
            ..Quotas::ANONYMOUS
        };
        assert_eq!(asking.unwrap().anonymous(), expected);
        assert!(parsed(&["--probes-per-hour", "0"]).is_err());
    }

    #[test]
    fn the_usual_numbers_are_those_in_the_help() {
        use clap::CommandFactory as _;
        let help = Program::command().render_long_help().to_string();
        let usual = Quotas::ANONYMOUS;
        for number in [
            usual.probes_per_minute,
            usual.probes_per_hour,
            usual.probes_at_once,
            usual.policies_per_minute,
            usual.dns_queries_per_minute,
        ] {
            assert!(help.contains(&format!("[default: {number}]")), "{number}");
        }
    }

    #[test]
    fn a_public_url_is_an_origin() {
        let url = |text| parsed(&["--public-url", text]).map(|args| args.public_url.unwrap());
        assert_eq!(
            url("https://waxseal.example.org/").unwrap().to_string(),
            "https://waxseal.example.org"
        );
        for wrong in ["waxseal.example.org", "https://a.example/path", "*"] {
            assert!(url(wrong).is_err(), "{wrong}");
        }
        assert!(parsed(&["--trusted-proxy", "10.0.0.1/8"]).is_err());
    }

    #[test]
    fn files_are_read_or_the_reason_given() {
        let folder = std::env::temp_dir().join(format!("waxseal-asking-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("file");
        let args = AskingArgs {
            tokens: Some(path.clone()),
            deny: Some(path.clone()),
            ..AskingArgs::default()
        };
        assert!(args.deny_list().unwrap_err().to_string().contains("file: "));
        assert!(args.token_list().is_err());
        fs::write(&path, "example.org\n192.0.2\n").unwrap();
        assert!(
            args.deny_list()
                .unwrap_err()
                .to_string()
                .contains("file: line 2")
        );
        let refusal = args.token_list().unwrap_err().to_string();
        assert!(refusal.contains("file: line 1"), "{refusal}");
        fs::write(&path, "example.org\n").unwrap();
        assert_eq!(args.deny_list().unwrap().len(), 1);
        assert_eq!(AskingArgs::default().deny_list(), Ok(DenyList::default()));
        assert!(AskingArgs::default().token_list().unwrap().is_none());
        fs::remove_dir_all(folder).unwrap();
    }
}
