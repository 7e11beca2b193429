//! What was read, for other programs: comma-separated values for spreadsheets, and one JSON object for the rest.

mod csv;
mod json;

pub use csv::{MAX_LINES, dmarc_csv, tls_csv};
pub use json::{AggregateEntry, ReportsFile, TlsEntry, reports_file};
