//! What benchmark and soak stand on: mail servers and their DNS in a process of their own, so that what is measured of
//! this one is the observer's alone. All of it on loopback.

#![allow(dead_code, unused_imports, reason = "neither program uses all of it")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot be made ends the program"
)]

#[path = "../../tests/support/pki.rs"]
mod pki;
mod process;
mod resolver;

pub(crate) use pki::Authority;
pub(crate) use process::{Servers, open_descriptors, processor_time, resident_bytes, serve};

use std::net::{IpAddr, Ipv4Addr};

/// The name of one server; its address follows from the number.
pub(crate) fn host(number: u16) -> String {
    format!("mx{number}.bench.test")
}

/// Where a server listens: 127.1.0.0/16, one address each.
pub(crate) fn address(number: u16) -> IpAddr {
    let [high, low] = number.to_be_bytes();
    Ipv4Addr::new(127, 1, high, low).into()
}
