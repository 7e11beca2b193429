//! `waxseal-relay`: the HTTP service.

use std::error::Error;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use relay::config::{AskingArgs, LoadError, Loaded, LogFormat, RelayArgs, load, to_call};
use relay::http::{Relay, serve, serve_metrics};
use relay::{Observer, limits, open_files};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let loaded = match load(std::env::args_os()) {
        Ok(loaded) => loaded,
        // Also help and version, each to the stream where it belongs.
        Err(LoadError::Arguments(error)) => error.exit(),
        Err(error) => return failed(&error),
    };
    match run(loaded).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&*error),
    }
}

fn failed(error: &dyn Error) -> ExitCode {
    // Nothing is left to do if standard error is gone too.
    let _ = writeln!(io::stderr(), "waxseal-relay: {error}");
    ExitCode::FAILURE
}

/// What the command line wants: one of the lesser things, or the service.
async fn run(loaded: Loaded) -> Result<(), Box<dyn Error>> {
    if let Some(command) = &loaded.args.command {
        return Ok(command.run(loaded.args.listen, &mut io::stdout())?);
    }
    if loaded.args.print_config {
        return Ok(write!(io::stdout(), "{}", loaded.print())?);
    }
    if loaded.args.check_config {
        prepare(&loaded.args)?;
        return Ok(writeln!(
            io::stdout(),
            "The relay would start with these settings."
        )?);
    }
    run_service(loaded.args).await
}

/// Everything of a start that these settings could spoil, but for listening.
fn prepare(args: &RelayArgs) -> Result<(Observer, Relay), Box<dyn Error>> {
    log_filter(args)?;
    if let Some(why) = args.refusal() {
        return Err(why.into());
    }
    let settings = args.observer_settings()?;
    settings.guard.deny(args.asking.deny_list()?);
    let observer = Observer::new(settings)?;
    let relay = Relay::new(observer.clone(), args.service_settings()?);
    Ok((observer, relay))
}

/// From the arguments to the end of the service.
async fn run_service(args: RelayArgs) -> Result<(), Box<dyn Error>> {
    start_logging(&args)?;
    make_room_for_open_files();
    let (observer, relay) = prepare(&args)?;
    warn_of_what_was_opened(&args);
    let itself = observer.clone();
    tokio::spawn(async move { itself.look_at_itself().await });
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", args.listen))?;
    if let Some(address) = args.metrics_listen {
        let listener = TcpListener::bind(address)
            .await
            .map_err(|error| format!("cannot listen on {address}: {error}"))?;
        tracing::info!(listen = %listener.local_addr()?, "metrics are served");
        // Until the very end: how a relay stops is of interest too.
        tokio::spawn(serve_metrics(
            listener,
            relay.clone(),
            std::future::pending(),
        ));
    }
    let shutdown = stop_signal()?;
    let address = to_call(listener.local_addr()?);
    // Exactly one line on standard output, for a person or a script to wait for.
    writeln!(io::stdout(), "Waxseal is listening on http://{address}/")?;
    tokio::spawn(read_again(
        signal(SignalKind::hangup())?,
        args.asking,
        observer,
        relay.clone(),
    ));
    serve(listener, relay, shutdown).await?;
    tracing::info!("stopped");
    Ok(())
}

fn log_filter(args: &RelayArgs) -> Result<EnvFilter, String> {
    EnvFilter::try_new(&args.log)
        .map_err(|error| format!("--log {:?} is no filter: {error}", args.log))
}

/// At each SIGHUP reads the files that may have changed. One that cannot be read changes nothing.
async fn read_again(mut hangup: Signal, args: AskingArgs, observer: Observer, relay: Relay) {
    while hangup.recv().await.is_some() {
        match args.deny_list() {
            Ok(list) => {
                tracing::info!(entries = list.len(), "read what is denied");
                observer.guard().deny(list);
            }
            Err(error) => tracing::error!(%error, "what was denied before stays denied"),
        }
        match args.token_list() {
            Ok(Some(list)) => {
                tracing::info!(tokens = list.len(), "read the tokens");
                relay.replace_tokens(list);
            }
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "the tokens stay as they were"),
        }
    }
}

fn start_logging(args: &RelayArgs) -> Result<(), Box<dyn Error>> {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(log_filter(args)?)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    match args.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

/// Many systems let a program open 1024 files unless it asks for more, and a service at its limits needs several times
/// that.
fn make_room_for_open_files() {
    let most = open_files::raise_limit();
    if most.is_some_and(|most| most < limits::OPEN_FILES) {
        tracing::warn!(
            most,
            wanted = limits::OPEN_FILES,
            "few files may be open at once: under load, new connections will wait or be turned away; raise the limit (LimitNOFILE= in systemd, ulimit -n)"
        );
    }
}

/// Says what the operator has decided that others may wish to know.
fn warn_of_what_was_opened(args: &RelayArgs) {
    if !args.observer.allow_net.is_empty() {
        let ranges: Vec<_> = args
            .observer
            .allow_net
            .iter()
            .map(ToString::to_string)
            .collect();
        tracing::warn!(
            ranges = ranges.join(", "),
            "a laboratory: whoever can reach this relay can reach mail servers in these ranges through it"
        );
    }
    let is_tokenless = args.rcpt_token.is_empty() && args.asking.tokens.is_none();
    match (args.rcpt_tests, is_tokenless) {
        (true, true) => tracing::warn!(
            "whoever can reach this relay can have recipients tried at mail servers through it"
        ),
        (true, false) => tracing::info!("recipients are tried for clients that show a token"),
        (false, _) if !args.rcpt_token.is_empty() => {
            tracing::warn!("--rcpt-token permits nothing without --rcpt-tests");
        }
        (false, _) => {}
    }
    if args.asking.require_token && is_tokenless {
        tracing::warn!("--require-token without --tokens or --rcpt-token serves nobody");
    }
    if !args.listen.ip().is_loopback() {
        tracing::warn!(listen = %args.listen, "others than this machine can use this relay");
    }
}

/// Completes at SIGINT or SIGTERM.
fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("stopping; running probes have a few seconds to say goodbye");
    })
}
