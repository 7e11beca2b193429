//! Everything that goes over the network, and the only place where it does.
//!
//! No request carries credentials or a referrer, every answer has a byte cap, and dropping a future aborts its request:
//! that is how a check is cancelled.

mod asker;
pub mod doh;
mod explanations;
mod fetch;
mod learn;
pub mod policy;
pub mod relay;

pub use asker::{Asker, Resolver, deadline_ms};
pub use explanations::explanations;
pub use learn::learn;
