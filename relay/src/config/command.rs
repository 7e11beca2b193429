//! What `waxseal-relay` does beside serving.

use std::io::{self, Read as _, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use clap::{Args, CommandFactory as _, Subcommand as Commands};
use clap_complete::Shell;

use super::RelayArgs;
use crate::clock;
use crate::http::{Lifetime, Scope, new_token};

/// Something else than serving.
#[derive(Clone, Debug, Commands)]
pub enum RelayCommand {
    /// Print what makes a shell complete this program's arguments
    Completions {
        /// For which shell
        #[arg(value_enum)]
        shell: Shell,
    },
    /// Ask the relay on this machine whether it is alive; ends with 0 if so
    ///
    /// For a container's health check. It is asked where WAXSEAL_LISTEN or the file of WAXSEAL_CONFIG has it listen.
    Health,
    /// Tokens for those who may ask for more
    #[command(subcommand)]
    Token(TokenCommand),
}

/// What can be done about tokens.
#[derive(Clone, Debug, Commands)]
pub enum TokenCommand {
    /// Make a secret and the line that goes into the file of --tokens
    ///
    /// Two lines on standard output: the secret, which is shown only now and kept nowhere, and the line for the file.
    New(NewToken),
}

/// A token in the making.
#[derive(Args, Clone, Debug)]
pub struct NewToken {
    /// Whose it is, in letters, digits and - . _ @
    #[arg(long, value_name = "NAME")]
    pub name: String,

    /// What it is good for: probe, deep, rcpt, bulk; several by commas
    #[arg(
        long,
        value_name = "SCOPES",
        value_delimiter = ',',
        default_value = "probe,deep"
    )]
    pub scope: Vec<Scope>,

    /// For how long: days such as 90d, or never
    #[arg(long, value_name = "DAYS", default_value = "90d")]
    pub expires: Lifetime,
}

/// For every step of asking for health: it is on this machine.
const HEALTH_PATIENCE: Duration = Duration::from_secs(3);
/// The most bytes read of the answer: its first line tells.
const HEALTH_ANSWER: u64 = 64;

impl RelayCommand {
    /// Does it; what it says goes to `out`. `listen` is where the relay of these settings listens.
    ///
    /// # Errors
    /// It cannot be written; or the relay is not alive.
    pub fn run(&self, listen: SocketAddr, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Completions { shell } => {
                // Written at once: the generator panics where it cannot write.
                let mut text = Vec::new();
                clap_complete::generate(
                    *shell,
                    &mut RelayArgs::command(),
                    "waxseal-relay",
                    &mut text,
                );
                out.write_all(&text)
            }
            Self::Health => {
                let status = health(to_call(listen))?;
                if status.starts_with("HTTP/1.1 200 ") {
                    writeln!(out, "alive")
                } else {
                    Err(io::Error::other(format!("the relay answers {status:?}")))
                }
            }
            Self::Token(TokenCommand::New(new)) => {
                let made = new_token(&new.name, &new.scope, new.expires.0, clock::now());
                let (secret, line) = made.map_err(io::Error::other)?;
                writeln!(
                    io::stderr(),
                    "The secret, shown only now, and the line for the file of --tokens; \
                     then send the relay SIGHUP."
                )?;
                writeln!(out, "{secret}\n{line}")
            }
        }
    }
}

/// An address at which a program on this machine reaches a listener: nobody can call "every address".
#[must_use]
pub fn to_call(listener: SocketAddr) -> SocketAddr {
    let ip = match listener.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listener.port())
}

/// The first line of the answer to `GET /healthz`.
fn health(relay: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&relay, HEALTH_PATIENCE)?;
    stream.set_read_timeout(Some(HEALTH_PATIENCE))?;
    stream.set_write_timeout(Some(HEALTH_PATIENCE))?;
    write!(
        stream,
        "GET /healthz HTTP/1.1\r\nhost: {relay}\r\nconnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.take(HEALTH_ANSWER).read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    Ok(answer.lines().next().unwrap_or_default().to_owned())
}
