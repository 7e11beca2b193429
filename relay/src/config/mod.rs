//! What an operator decides, as command line arguments and environment variables of the same names.
//!
//! [`ObserverArgs`] is for every program that has an observer; the rest is the HTTP service's.

#[cfg(feature = "server")]
mod asking;
#[cfg(feature = "server")]
mod command;
mod observer;
#[cfg(feature = "server")]
mod server;

#[cfg(feature = "server")]
pub use asking::{AskingArgs, FileError};
#[cfg(feature = "server")]
pub use command::{NewToken, Subcommand, TokenCommand};
pub use observer::{ObserverArgs, RootsError};
#[cfg(feature = "server")]
pub use server::{LogFormat, RelayArgs};
