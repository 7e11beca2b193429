//! `waxseal-relay`: the HTTP service.

use std::error::Error;
use std::io::{self, IsTerminal as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Parser as _;
use relay::config::{AskingArgs, LogFormat, RelayArgs, Subcommand, TokenCommand};
use relay::http::{Relay, new_token, serve};
use relay::{Observer, limits, open_files};
use shared::Timestamp;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    match run(RelayArgs::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nothing is left to do if standard error is gone too.
            let _ = writeln!(io::stderr(), "waxseal-relay: {error}");
            ExitCode::FAILURE
        }
    }
}

/// From the arguments to the end of the service.
async fn run(args: RelayArgs) -> Result<(), Box<dyn Error>> {
    if let Some(command) = &args.command {
        return carry_out(command);
    }
    start_logging(&args)?;
    if let Some(why) = args.refusal() {
        return Err(why.into());
    }
    make_room_for_open_files();
    let settings = args.observer_settings()?;
    settings.guard.deny(args.asking.deny_list()?);
    let observer = Observer::new(settings)?;
    let relay = Relay::new(observer.clone(), args.service_settings()?);
    warn_of_what_was_opened(&args);
    let itself = observer.clone();
    tokio::spawn(async move { itself.look_at_itself().await });
    let listener = TcpListener::bind(args.listen)
        .await
        .map_err(|error| format!("cannot listen on {}: {error}", args.listen))?;
    let shutdown = stop_signal()?;
    let address = address_to_open(listener.local_addr()?);
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

/// Does something else than to serve.
fn carry_out(command: &Subcommand) -> Result<(), Box<dyn Error>> {
    match command {
        Subcommand::Token(TokenCommand::New(new)) => {
            let since = SystemTime::now().duration_since(UNIX_EPOCH)?;
            let now = Timestamp::from_seconds(i64::try_from(since.as_secs())?);
            let (secret, line) = new_token(&new.name, &new.scope, new.expires.0, now)?;
            writeln!(
                io::stderr(),
                "The secret, shown only now, and the line for the file of --tokens; \
                 then send the relay SIGHUP."
            )?;
            writeln!(io::stdout(), "{secret}\n{line}")?;
            Ok(())
        }
    }
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
    let filter = EnvFilter::try_new(&args.log)
        .map_err(|error| format!("--log {:?} is no filter: {error}", args.log))?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
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

/// An address that a browser on this machine can open: nobody can call "every address".
fn address_to_open(listener: SocketAddr) -> SocketAddr {
    let ip = match listener.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listener.port())
}
