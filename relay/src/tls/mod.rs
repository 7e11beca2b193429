//! The TLS side of a probe: a handshake that accepts everything and records what a strict client would have refused.

mod alert;
mod chain;
mod handshake;
mod roots;
mod signature;
mod verifier;

pub(crate) use alert::alert_name;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use chain::facts as facts_at;
pub(crate) use handshake::{Sealed, chain_facts, seal};
pub(crate) use roots::TrustedRoots;
