//! What the fuzz targets of the judgement run, once for them and once for the test that replays their corpora.
//!
//! Each function takes bytes of a stranger's choosing and panics when something does not hold that must hold for every
//! input.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "each target uses one of these, and what must hold and does not ends the run"
)]

mod certificates;
mod dialogue;
mod dns;
mod files;
mod mail_records;
mod message;
mod records;
mod reports;
mod signing;
mod spf;
mod texts;

pub use certificates::{certificate, names};
pub use dialogue::explain;
pub use dns::dns_message;
pub use files::{evidence, probe_stream};
pub use mail_records::mail_records;
pub use message::message;
pub use records::zone_lines;
pub use reports::report_file;
pub use signing::{caa, dkim_key};
pub use spf::spf;
pub use texts::{mta_sts_policy, mta_sts_record, tls_rpt_record};

/// The pieces of a text that bytes of it cut: each says how long the next piece is.
fn pieces<'a>(bytes: &'a [u8], lengths: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut rest = bytes;
    let mut lengths = lengths.iter().cycle();
    std::iter::from_fn(move || {
        let length = lengths.next().copied().map_or(1, usize::from);
        let (piece, later) = rest.split_at_checked(length.max(1)).unwrap_or((rest, &[]));
        rest = later;
        (!piece.is_empty()).then_some(piece)
    })
}
