//! What an operator decides: flags, environment variables and keys of a TOML file of the same names, in that order of
//! precedence.
//!
//! [`ObserverArgs`] is for every program that has an observer; the rest is the HTTP service's. [`load`] puts the file's
//! values below the environment's, [`print`](Loaded::print) tells what is in force and where it comes from.

#[cfg(feature = "server")]
mod asking;
#[cfg(feature = "server")]
mod command;
#[cfg(feature = "server")]
mod file;
#[cfg(feature = "server")]
mod load;
mod observer;
#[cfg(feature = "server")]
mod print;
#[cfg(feature = "server")]
mod reference;
#[cfg(feature = "server")]
mod server;
#[cfg(feature = "server")]
mod text;

#[cfg(feature = "server")]
pub use asking::{AskingArgs, FileError};
#[cfg(feature = "server")]
pub use command::{NewToken, RelayCommand, TokenCommand, to_call};
#[cfg(feature = "server")]
pub use load::{LoadError, Loaded, load};
pub use observer::{ObserverArgs, RootsError};
#[cfg(feature = "server")]
pub use reference::reference;
#[cfg(feature = "server")]
pub use server::{LogFormat, RelayArgs};
