//! `waxseal`: the same judgement as the page, in a terminal.
//!
//! It runs the loop of `analysis` with the relay's observer in process, or with a relay elsewhere. No rule of its own.

mod args;
mod clock;
mod extras;
mod message;
mod progress;
mod remote;
mod reports;
mod source;
mod survey;
mod text;
mod wishes;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use analysis::evidence::{Evidence, Subject, Vantage, Wishes};
use analysis::grade::Verdict;
use analysis::{Report, assess};
use clap::{CommandFactory as _, Parser};
use clap_complete::Shell;
use relay::Observer;
use relay::config::ObserverArgs;
use shared::Extras;

use crate::args::{Arguments, Errand, Format, Options, Wanted};
use crate::extras::BearerToken;
use crate::progress::Progress;
use crate::remote::Remote;
use crate::source::Source;

/// The largest evidence file that is read; a real one has some hundred KiB.
const MAX_EVIDENCE: u64 = 64 * 1024 * 1024;

/// How a run ended, as programs see it.
enum Ending {
    Fine,
    Findings,
    Usage,
    NotTested,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> Self {
        Self::from(match ending {
            Ending::Fine => 0,
            Ending::Findings => 1,
            Ending::Usage => 2,
            Ending::NotTested => 3,
        })
    }
}

/// What ends a run before there is a report.
enum Trouble {
    Usage(String),
    NotTested(String),
}

#[tokio::main]
async fn main() -> ExitCode {
    let (wanted, options) = match Arguments::parse().command.split() {
        Ok(looking) => looking,
        Err(Errand::Complete(shell)) => return complete(shell),
        Err(Errand::Reports(args)) => return end(reports::run(&args).await),
        Err(Errand::Message(args)) => return end(message::run(&args).await),
    };
    end(run(wanted, &options)
        .await
        .map(|report| ending(&report, &options)))
}

/// How the program ends, with a word about what kept it from its work.
fn end(ended: Result<Ending, Trouble>) -> ExitCode {
    match ended {
        Ok(ending) => ending.into(),
        Err(Trouble::Usage(message)) => {
            complain(&message);
            Ending::Usage.into()
        }
        Err(Trouble::NotTested(message)) => {
            complain(&message);
            Ending::NotTested.into()
        }
    }
}

/// Prints what makes a shell complete the arguments.
fn complete(shell: Shell) -> ExitCode {
    // Written at once: the generator panics where it cannot write.
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "waxseal", &mut text);
    match std::io::stdout().write_all(&text) {
        Ok(()) => Ending::Fine.into(),
        Err(_) => Ending::Usage.into(),
    }
}

async fn run(wanted: Wanted, options: &Options) -> Result<Report, Trouble> {
    if options.explain && options.format != Format::Text {
        let why = "--explain is for reading; the JSON report has every conversation as it is";
        return Err(Trouble::Usage(why.to_owned()));
    }
    let saved = options.replay.as_ref().or(options.resume.as_ref());
    let mut evidence = match (saved, wanted.subject) {
        (Some(path), subject) => {
            let mut evidence = read(path, subject.as_ref())?;
            if options.resume.is_some() {
                let (source, _) = source(options).await?;
                survey::run(&mut evidence, &source, &Progress::new()).await;
            }
            evidence
        }
        (None, Some(subject)) => {
            let asked = options.extras.extras(&subject, wanted.own_domain.as_ref());
            let wishes = options.wishes.wishes(&subject).map_err(Trouble::Usage)?;
            gather(subject, asked.map_err(Trouble::Usage)?, wishes, options).await?
        }
        (None, None) => return Err(Trouble::Usage("give a domain".to_owned())),
    };
    // The same facts may be judged by another profile.
    if let Some(profile) = options.wishes.profile {
        evidence.wishes.profile = profile;
    }
    if let Some(path) = &options.record {
        write(path, &evidence)?;
    }
    let report = assess(&evidence, evidence.now);
    let printed = match options.format {
        Format::Text => text::render(&report, options.explain),
        Format::Json => {
            let json = serde_json::to_string_pretty(&report)
                .map_err(|error| Trouble::NotTested(error.to_string()))?;
            format!("{json}\n")
        }
        Format::Csv => analysis::export::csv(&report),
        Format::Markdown => analysis::export::markdown(&report),
    };
    print(&printed)?;
    Ok(report)
}

/// Writes what was found. A reader that went away (`| head`) is no trouble, but a full disk is: what is kept there is not
/// all of it.
fn print(text: &str) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Trouble::NotTested(
            format!("cannot write what was found: {error}"),
        )),
        _ => Ok(()),
    }
}

/// Looks at the world.
async fn gather(
    subject: Subject,
    extras: Extras,
    wishes: Wishes,
    options: &Options,
) -> Result<Evidence, Trouble> {
    let (source, vantage) = source(options).await?;
    let mut evidence = Evidence::new(subject, vantage, clock::now());
    evidence.extras = extras;
    evidence.wishes = wishes;
    survey::run(&mut evidence, &source, &Progress::new()).await;
    // Only now does the relay know how its connections fare; what it knew before will do where it does not say.
    if let Ok(vantage) = source.vantage().await {
        evidence.vantage = vantage;
    }
    Ok(evidence)
}

/// Whom to ask, and from where that is.
async fn source(options: &Options) -> Result<(Source, Vantage), Trouble> {
    let tries_recipients = options.extras.try_recipients();
    // It may be needed for anything: the relay says what it is good for.
    let token = options.extras.rcpt_token.as_ref();
    source_of(
        &options.observer,
        options.relay.as_deref(),
        token,
        tries_recipients,
    )
    .await
}

/// The same from its parts.
async fn source_of(
    observer: &ObserverArgs,
    relay: Option<&str>,
    token: Option<&BearerToken>,
    tries_recipients: bool,
) -> Result<(Source, Vantage), Trouble> {
    let mut settings = observer
        .settings()
        .map_err(|error| Trouble::Usage(error.to_string()))?;
    // Whoever asks for it on his own machine is its operator, and this is his word.
    settings.rcpt_tests = tries_recipients;
    // A mail server may be looked at from its own machine, but what it says to recipients from there proves nothing: it
    // relays for its own host.
    if !settings.rcpt_tests {
        settings.guard = settings.guard.with_own();
    }
    let source = match relay {
        Some(url) => {
            let remote = Remote::new(url, &settings.extra_roots, token);
            Source::There(remote.map_err(Trouble::Usage)?)
        }
        None => {
            let observer =
                Observer::new(settings).map_err(|error| Trouble::Usage(error.to_string()))?;
            Source::Here(observer)
        }
    };
    let vantage = source
        .vantage()
        .await
        .map_err(|failure| Trouble::NotTested(failure.to_string()))?;
    Ok((source, vantage))
}

fn read(path: &Path, subject: Option<&Subject>) -> Result<Evidence, Trouble> {
    let usage = |error: &dyn std::fmt::Display| {
        Trouble::Usage(format!("cannot replay {}: {error}", path.display()))
    };
    let length = fs::metadata(path).map_err(|error| usage(&error))?.len();
    if length > MAX_EVIDENCE {
        return Err(usage(&"the file is too large to be evidence"));
    }
    let bytes = fs::read(path).map_err(|error| usage(&error))?;
    let evidence: Evidence = analysis::json::from_slice(&bytes).map_err(|error| usage(&error))?;
    match subject {
        Some(subject) if *subject != evidence.subject => {
            Err(usage(&format!("it is about {}", evidence.subject.name())))
        }
        _ => Ok(evidence),
    }
}

fn write(path: &Path, evidence: &Evidence) -> Result<(), Trouble> {
    let trouble = |error: &dyn std::fmt::Display| {
        Trouble::Usage(format!("cannot record to {}: {error}", path.display()))
    };
    let json = serde_json::to_vec(evidence).map_err(|error| trouble(&error))?;
    fs::write(path, json).map_err(|error| trouble(&error))
}

/// The exit code: a domain that takes no mail by design is fine, one that does not exist could not be tested.
fn ending(report: &Report, options: &Options) -> Ending {
    match report.grade.verdict {
        Verdict::CouldNotTest { .. }
        | Verdict::NoMailService
        | Verdict::Pending
        | Verdict::DnsOnly => Ending::NotTested,
        Verdict::NoMailByDesign | Verdict::Graded { .. } => {
            if report.worst().is_some_and(|worst| worst >= options.fail_on) {
                Ending::Findings
            } else {
                Ending::Fine
            }
        }
    }
}

fn complain(message: &str) {
    let _ = writeln!(
        std::io::stderr().lock(),
        "waxseal: {}",
        text::escaped(message)
    );
}
