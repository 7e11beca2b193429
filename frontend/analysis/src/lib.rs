//! The judgement: pure functions from evidence to a graded report.
//!
//! ```text
//!   plan::outstanding(&Evidence) -> Vec<Query>     what the known facts make us ask next
//!   Evidence::insert(Query, Outcome)               a join: any order, any number of times
//!   assess(&Evidence, now) -> Report               called after every insert
//! ```
//!
//! No clock, no I/O, no randomness: the page, the command line and the tests run the same code over the same evidence
//! and get the same report. Each mechanism has its folder with its types, its parser and its `check`, which turns facts
//! into findings; the grade is one table of caps in [`grade`].

mod assess;
pub mod bimi;
pub mod blocklists;
pub mod caa;
pub mod certificate;
pub mod dane;
pub mod diff;
pub mod dkim;
pub mod dmarc;
pub mod dns;
pub mod dnssec;
pub mod escape;
pub mod evidence;
pub mod explain;
pub mod export;
mod facts;
pub mod finding;
pub mod fix;
pub mod grade;
pub mod json;
pub mod learn;
pub mod message;
pub mod mta_sts;
mod mx;
pub mod plan;
pub mod propagation;
pub mod provider;
pub mod query;
mod recipients;
pub mod report;
pub mod reports;
pub mod requirements;
mod reverse_dns;
pub mod score;
pub mod simulation;
pub mod spf;
mod submission;
pub mod syntax;
pub mod tables;
pub mod tls_rpt;
mod transport;
mod way;

pub use assess::assess;
pub use evidence::Evidence;
pub use query::{DnsAnswer, DnsOutcome, Outcome, Query, Via};
pub use report::Report;
