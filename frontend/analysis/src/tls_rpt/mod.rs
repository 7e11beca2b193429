//! TLS-RPT (RFC 8460): a domain asks senders to tell it when sealed delivery fails.
//!
//! Whoever publishes an MTA-STS policy or TLSA records makes some deliveries impossible on purpose, and would never hear
//! of those that fail by mistake. With a TXT record at `_smtp._tls.example.org`, such as
//! `v=TLSRPTv1; rua=mailto:tls-reports@example.org`, it asks large senders for a daily report: how many connections were
//! sealed, how many failed, and why. The reports go to the *rua* addresses, by mail or by HTTPS POST.
//!
//! The record protects nothing by itself; it makes the protection observable. As with MTA-STS, records that do not begin
//! with the literal `v=TLSRPTv1;` are passed over, and if more than one remains senders treat the domain as if it had
//! none (§3).

mod check;
mod parse;

use std::fmt;

use serde::Serialize;

use crate::dns::TxtRecord;
use crate::syntax::{Extension, Selection, Span, select_by_version};

pub use parse::parse;

pub(crate) use check::{check, is_absent};
pub(crate) use parse::{check_characters, is_scheme, mail_domain, url_host};

/// The version that every record begins with.
const VERSION: &str = "TLSRPTv1";

/// A valid record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct TlsRptRecord {
    /// Where reports go, in the order given; at least one.
    pub rua: Vec<ReportUri>,
    /// Fields that the standard does not define; senders ignore them.
    pub extensions: Vec<Extension>,
}

/// One address for reports.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ReportUri {
    /// How reports get there.
    pub transport: ReportTransport,
    /// The domain of the mail address, or the host of the URL, in lower case.
    pub host: String,
    /// The whole URI as written.
    pub uri: String,
    /// Where it stands in the record.
    pub span: Span,
}

/// How a report is delivered (RFC 8460 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportTransport {
    /// By mail.
    Mailto,
    /// By HTTPS POST.
    Https,
}

/// As the standard writes it: `v=TLSRPTv1; rua=mailto:tls@example.org;`. Reading that gives an equal record but for spans.
impl fmt::Display for TlsRptRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let uris: Vec<&str> = self
            .rua
            .iter()
            .map(|address| address.uri.as_str())
            .collect();
        write!(f, "v={VERSION}; rua={};", uris.join(","))?;
        self.extensions
            .iter()
            .try_for_each(|extension| write!(f, " {}={};", extension.name, extension.value))
    }
}

/// Selects the record among the TXT records at `_smtp._tls`.
#[must_use]
pub fn select(records: &[TxtRecord]) -> Selection<TlsRptRecord> {
    select_by_version(records, VERSION, parse)
}
