//! The TLS side of a probe: a handshake that accepts everything and records what a strict client would have refused.

mod alert;
mod chain;
mod handshake;
mod roots;
mod signature;
mod verifier;

pub(crate) use alert::alert_name;
pub(crate) use handshake::{Sealed, chain_facts, seal};
pub(crate) use roots::TrustedRoots;
