//! `waxseal message`: one mail, or its headers, read here and judged with what DNS says today.

mod text;

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use analysis::Evidence;
use analysis::evidence::Vantage;
use analysis::message::{self, Choice, DmarcResult, Examination, MAX_MESSAGE, Message, Parts};
use clap::{Args, ValueEnum};
use relay::config::ObserverArgs;

use crate::progress::Progress;
use crate::{Ending, Trouble, clock, source_of, survey};

/// What the command takes.
#[derive(Args, Debug)]
pub(crate) struct MessageArgs {
    /// The mail, or its headers alone: what a mail program's “show original” saves; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// How to print it
    #[arg(long, value_enum, default_value_t = MessageFormat::Text)]
    format: MessageFormat,

    /// Look nothing up: only what stands in the mail is said
    #[arg(long, conflicts_with_all = ["record", "replay", "relay"])]
    offline: bool,

    /// The line of the path that the recipient's own system wrote when the mail came in, by its number; guessed if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    border: Option<u16>,

    /// The sender of MAIL FROM, if no header says so or a wrong one: an address, or <> for a bounce
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<String>,

    /// Save every answer of DNS, to judge the mail again later
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Judge by answers that were saved; nothing is asked
    #[arg(long, value_name = "FILE", conflicts_with_all = ["record", "relay"])]
    replay: Option<PathBuf>,

    /// Let this relay ask, instead of this machine
    ///
    /// The address at which it serves its page. It is asked about the names in the headers; the mail itself stays here.
    #[arg(long, value_name = "URL", env = "WAXSEAL_RELAY")]
    relay: Option<String>,

    #[command(flatten)]
    observer: ObserverArgs,
}

/// How it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum MessageFormat {
    /// For reading
    Text,
    /// For programs: everything
    Json,
}

/// Reads, asks, judges and prints.
pub(crate) async fn run(args: &MessageArgs) -> Result<Ending, Trouble> {
    let usage =
        |error: &dyn std::fmt::Display| Trouble::Usage(format!("{}: {error}", args.file.display()));
    let bytes = read(&args.file).map_err(|error| usage(&error))?;
    let parts = Parts::read(Message::read(&bytes).map_err(|error| usage(&error))?);
    let choice = Choice {
        border: args.border.map(|number| usize::from(number) - 1),
        mail_from: args.mail_from.clone(),
    };
    let evidence = gather(args, &parts, &choice).await?;
    let seen = message::examine(&parts, &choice, &evidence, evidence.now);
    if let Some(border) = choice.border
        && border >= seen.path.hops.len()
    {
        let count = seen.path.hops.len();
        let why = format!("--border: the path has {count} lines");
        return Err(Trouble::Usage(why));
    }
    let printed = match args.format {
        MessageFormat::Text => text::render(&seen, args.offline),
        MessageFormat::Json => {
            let json = serde_json::to_string_pretty(&seen)
                .map_err(|error| Trouble::NotTested(error.to_string()))?;
            format!("{json}\n")
        }
    };
    crate::print(&printed)?;
    Ok(ending(&seen))
}

/// What DNS says of the names in the mail.
async fn gather(args: &MessageArgs, parts: &Parts, choice: &Choice) -> Result<Evidence, Trouble> {
    if let Some(path) = &args.replay {
        return crate::read(path, None);
    }
    let begin = |vantage| {
        let evidence = parts.evidence(vantage, clock::now());
        evidence.ok_or_else(|| Trouble::NotTested("the mail names no domain".to_owned()))
    };
    if args.offline {
        return begin(Vantage::default());
    }
    let (source, vantage) = source_of(&args.observer, args.relay.as_deref(), None, false).await?;
    let mut evidence = begin(vantage)?;
    survey::run_for(&mut evidence, &source, &Progress::new(), |evidence| {
        message::outstanding(parts, choice, evidence)
    })
    .await;
    if let Some(path) = &args.record {
        crate::write(path, &evidence)?;
    }
    Ok(evidence)
}

/// The mail, and one byte more than is taken of one that is too large, so that it is refused for its size.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let most = MAX_MESSAGE as u64 + 1;
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        io::stdin().lock().take(most).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(most).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn ending(seen: &Examination) -> Ending {
    match seen.dmarc.result {
        DmarcResult::Pass => Ending::Fine,
        DmarcResult::Fail => Ending::Findings,
        DmarcResult::PassIfUnchanged | DmarcResult::CouldNotTell | DmarcResult::Pending => {
            Ending::NotTested
        }
    }
}
