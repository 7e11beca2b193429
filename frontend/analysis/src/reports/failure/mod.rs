//! Failure reports: one mail that failed, told by who received it (RFC 9991; RFC 6591 and RFC 5965 before it).
//!
//! A failure report is a mail of three parts: a text for people, the fields of the report, and the mail it is about or its
//! headers. Few receivers send any, since they show what strangers wrote to each other.

mod parse;
mod plain;

use std::net::IpAddr;

use serde::Serialize;
use shared::Timestamp;

use super::{Remarks, moment};

pub(crate) use parse::{Parts, address, parse};
pub(crate) use plain::parse_text;

/// One failure report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FailureReport {
    /// Who reports: the From address of the mail that brought it; empty if it has none.
    pub reporter: String,
    /// The program that wrote it, `User-Agent`.
    pub user_agent: Option<String>,
    /// The kind of report, `Feedback-Type`: `auth-failure` for DMARC.
    pub feedback_type: Option<String>,
    /// What failed, `Auth-Failure`: `dmarc`, `spf`, `dkim`, `bodyhash` and so on, in lower case.
    pub auth_failure: Vec<String>,
    /// The domain that the report is about, `Reported-Domain`, in lower case.
    pub domain: Option<String>,
    /// What was aligned, `Identity-Alignment`: `dkim`, `spf`, `none`.
    pub alignment: Vec<String>,
    /// Where the mail came from, `Source-IP`.
    pub source: Option<IpAddr>,
    /// The envelope's sender, `Original-Mail-From`.
    pub mail_from: Option<String>,
    /// When the mail came, `Arrival-Date`.
    #[serde(serialize_with = "moment::written_if_any")]
    pub arrived: Option<Timestamp>,
    /// What became of the mail, `Delivery-Result`: `delivered`, `spam`, `policy`, `reject`, `other`.
    pub delivery: Option<String>,
    /// How many mails it is about, `Incidents`.
    pub incidents: u64,
    /// The signing domain, `DKIM-Domain`.
    pub dkim_domain: Option<String>,
    /// The selector, `DKIM-Selector`.
    pub dkim_selector: Option<String>,
    /// The SPF record that was applied, `SPF-DNS`.
    pub spf_dns: Option<String>,
    /// What the receiver found, `Authentication-Results`.
    pub authentication_results: Option<String>,
    /// The From header of the mail it is about.
    pub from: Option<String>,
    /// The subject of the mail it is about.
    pub subject: Option<String>,
    /// All its fields as they stand, with their names.
    pub fields: Vec<(String, String)>,
    /// The mail it is about, or its headers: for [`crate::message`]. Empty if the report has none.
    #[serde(skip)]
    pub original: Vec<u8>,
    /// What was put up with.
    pub remarks: Remarks,
}

impl FailureReport {
    /// The kind, if it is a complaint about something else than authentication. Some reporters call theirs so, too: the
    /// field that says what failed tells.
    pub(crate) fn other_kind(&self) -> Option<&str> {
        // RFC 6591 §3.1 demands “auth-failure”.
        let kind = self.feedback_type.as_deref()?;
        (kind != "auth-failure" && self.auth_failure.is_empty()).then_some(kind)
    }
}
