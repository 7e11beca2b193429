//! What an operator decides, as command line arguments and environment variables of the same names.
//!
//! [`ObserverArgs`] is for every program that has an observer; the rest is the HTTP service's.

mod observer;
#[cfg(feature = "server")]
mod server;

pub use observer::{ObserverArgs, RootsError};
#[cfg(feature = "server")]
pub use server::{LogFormat, RelayArgs};
