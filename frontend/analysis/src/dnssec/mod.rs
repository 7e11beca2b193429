//! DNSSEC: whether answers about the domain are signed (RFC 4033). For now by the resolver's word, its AD bit, which
//! counts only if the resolver validates.
//!
//! A sender comes to a server by way of several names, which often stand in zones of different owners: the domain with
//! its MX records, each mail server with its addresses and TLSA records, and the host of the MTA-STS policy. What is
//! signed in one zone says nothing about the next, so that each is named with its own state.

mod check;
mod report;
mod state;

pub use report::{DnssecReport, SignedName};

pub(crate) use check::{check, check_hosts};
pub(crate) use report::report;
