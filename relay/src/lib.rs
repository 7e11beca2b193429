//! The relay: looks at mail servers, DNS and policy hosts for a client that cannot, and reports what it saw.
//!
//! It observes and never judges: no verdict, grade or advice is made here. [`Observer`] is the whole of it as a
//! library; the command line uses that in process. With the feature `server` there is the HTTP service around it.
//!
//! It is built not to be an attack tool: [`guard`] decides on the very address that is dialled, [`limits`] holds every
//! deadline, cap and budget with its reason, and no byte of a client's choosing ever reaches a target.

mod bench;
mod budget;
mod clock;
#[cfg(feature = "args")]
pub mod config;
pub mod deny;
mod describe;
pub mod dns;
mod ehlo;
#[cfg(any(test, feature = "fuzzing"))]
#[doc(hidden)]
pub mod fuzzing;
pub mod guard;
mod hello;
#[cfg(feature = "server")]
pub mod http;
mod inquiry;
pub mod limits;
pub mod nat64;
mod observer;
#[cfg(feature = "server")]
pub mod open_files;
mod opt_out;
mod own_address;
mod policy;
mod probe;
#[cfg(feature = "server")]
mod process;
mod registrable;
mod resolve;
pub mod smtp;
mod socket;
mod standing;
mod tls;
mod wire;

pub use deny::DenyList;
pub use guard::Guard;
pub use observer::{Observer, ObserverSettings, SettingsError};

#[doc(hidden)]
pub use bench::{Bench, Deadlines, Ports};
