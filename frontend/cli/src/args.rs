//! The command line.

use std::path::PathBuf;

use analysis::evidence::Subject;
use analysis::finding::Severity;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use relay::config::ObserverArgs;
use shared::{DomainName, Service};

use crate::extras::ExtraArgs;
use crate::message::MessageArgs;
use crate::reports::ReportsArgs;
use crate::wishes::WishArgs;

/// Does mail to a domain travel sealed, and what should be changed?
#[derive(Debug, Parser)]
#[command(name = "waxseal", version, about, long_about = None, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "Exit codes: 0 nothing at or above --fail-on, 1 a finding at or above it, \
2 wrong usage, 3 could not be tested.";

const REPORTS_EXIT_CODES: &str = "Exit codes: 0 nothing that looks wanted fails, 1 something does or connections were not \
secured, 2 wrong usage, 3 no report could be read.";

const MESSAGE_EXIT_CODES: &str =
    "Exit codes: 0 DMARC passes, 1 DMARC fails, 2 wrong usage or no mail, 3 could not be told.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a mail domain: the part after the @
    Check {
        /// The domain, such as example.org; an address or a URL will do
        #[arg(value_parser = parse_name, required_unless_present_any = ["replay", "resume"])]
        domain: Option<DomainName>,
        #[command(flatten)]
        options: Options,
    },
    /// Look at one server, without a domain that points to it
    Host {
        /// The host, such as mx.example.org
        #[arg(value_parser = parse_name)]
        name: DomainName,
        /// smtp (port 25), submission (587) or submissions (465)
        #[arg(long, default_value = "smtp", value_parser = str::parse::<Service>)]
        service: Service,
        /// Whose mail it takes: the domain of mailboxes that are its own, for --open-relay and --mailbox
        #[arg(long, value_name = "DOMAIN", value_parser = parse_name)]
        domain: Option<DomainName>,
        #[command(flatten)]
        options: Options,
    },
    /// Read DMARC and TLS reports: who sends as a domain, how that mail fares, and what to change
    ///
    /// Everything is read on this machine. Nothing is asked of anybody but with --names and --live.
    #[command(after_help = REPORTS_EXIT_CODES)]
    Reports(ReportsArgs),
    /// Read one mail, or its headers: the way it took, who vouches for it, and what to change
    ///
    /// The mail is read on this machine. DNS is asked for the keys, records and names in its headers.
    #[command(after_help = MESSAGE_EXIT_CODES)]
    Message(Box<MessageArgs>),
    /// Print what makes a shell complete this program's arguments
    Completions {
        /// For which shell
        #[arg(value_enum)]
        shell: Shell,
    },
}

/// What both commands take that judge.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// How to print the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Print the conversation with each address, and what each line of it means
    #[arg(long)]
    pub(crate) explain: bool,

    /// Exit with 1 if a finding is at least this grave
    #[arg(long, value_name = "SEVERITY", value_parser = parse_severity, default_value = "warning")]
    pub(crate) fail_on: Severity,

    /// Save everything that was seen, to be judged again later
    #[arg(long, value_name = "FILE")]
    pub(crate) record: Option<PathBuf>,

    /// Judge what was saved instead of looking anew; nothing is asked
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = [
            "record", "relay", "deep", "open_relay", "mailbox", "selector", "signed_mail",
            "sender", "blocklist", "compare"
        ]
    )]
    pub(crate) replay: Option<PathBuf>,

    /// Go on with what was saved: ask what is still unanswered, and judge all of it
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = ["replay", "deep", "open_relay", "mailbox", "selector", "signed_mail",
            "sender", "blocklist", "compare"]
    )]
    pub(crate) resume: Option<PathBuf>,

    /// Let this relay look, instead of this machine
    ///
    /// The address at which it serves its page. The options about observing are then the relay's own business.
    #[arg(long, value_name = "URL", env = "WAXSEAL_RELAY")]
    pub(crate) relay: Option<String>,

    #[command(flatten)]
    pub(crate) extras: ExtraArgs,

    #[command(flatten)]
    pub(crate) wishes: WishArgs,

    #[command(flatten)]
    pub(crate) observer: ObserverArgs,
}

/// What is to be judged.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// Nothing for a replay that names no domain.
    pub(crate) subject: Option<Subject>,
    /// Of a host: whose mail it takes.
    pub(crate) own_domain: Option<DomainName>,
}

/// What else there is to do.
#[derive(Debug)]
pub(crate) enum Errand {
    /// Teach a shell the arguments.
    Complete(Shell),
    /// Read report files.
    Reports(Box<ReportsArgs>),
    /// Read one mail.
    Message(Box<MessageArgs>),
}

/// How a report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For reading
    Text,
    /// For programs: the whole report
    Json,
    /// For spreadsheets: the findings
    Csv,
    /// For a ticket: the report in Markdown
    Markdown,
}

impl Command {
    /// What is to be judged, and what both commands take that judge.
    ///
    /// # Errors
    /// Nothing is to be judged, but this is to be done.
    pub(crate) fn split(self) -> Result<(Wanted, Options), Errand> {
        match self {
            Self::Check { domain, options } => {
                let wanted = Wanted {
                    subject: domain.map(|domain| Subject::Domain { domain }),
                    own_domain: None,
                };
                Ok((wanted, options))
            }
            Self::Host {
                name,
                service,
                domain,
                options,
            } => {
                let wanted = Wanted {
                    subject: Some(Subject::Host {
                        host: name,
                        service,
                    }),
                    own_domain: domain,
                };
                Ok((wanted, options))
            }
            Self::Completions { shell } => Err(Errand::Complete(shell)),
            Self::Reports(args) => Err(Errand::Reports(Box::new(args))),
            Self::Message(args) => Err(Errand::Message(args)),
        }
    }
}

fn parse_name(input: &str) -> Result<DomainName, String> {
    DomainName::parse(input).map_err(|error| error.to_string())
}

fn parse_severity(word: &str) -> Result<Severity, String> {
    Severity::ALL
        .into_iter()
        .find(|severity| severity.word() == word)
        .ok_or_else(|| {
            let words: Vec<&str> = Severity::ALL
                .iter()
                .map(|severity| severity.word())
                .collect();
            format!("use one of {}", words.join(", "))
        })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn names_are_forgiven_or_refused_with_the_reason() {
        let parsed = Arguments::try_parse_from(["waxseal", "check", "user@Exämple.org"]).unwrap();
        let (wanted, _) = parsed.command.split().unwrap();
        assert_eq!(
            wanted.subject.unwrap().name().as_str(),
            "xn--exmple-cua.org"
        );
        let error = Arguments::try_parse_from(["waxseal", "check", "localhost"]).unwrap_err();
        assert!(error.to_string().contains("only one part"), "{error}");
        assert_eq!(error.exit_code(), 2);
    }
}
