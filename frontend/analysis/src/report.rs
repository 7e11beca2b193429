//! The whole judgement, ready to be shown, printed or saved.

mod address;
mod way;

use std::net::IpAddr;

use serde::Serialize;
use shared::{DomainName, Service, Timestamp};

pub use address::{
    AddressReport, CertificateReport, ChainReport, FactReport, ListReport, RatedName, Stage,
    StageName, StageStatus, TlsReport, VersionReport,
};
pub use way::{HostPolicyReport, Proof, Seal, Way};

use crate::bimi::BimiReport;
use crate::blocklists::BlocklistsReport;
use crate::caa::CaaReport;
use crate::dkim::DkimReport;
use crate::dmarc::DmarcReport;
use crate::dnssec::DnssecReport;
use crate::evidence::{Subject, Vantage};
use crate::finding::{Area, Explanations, Finding, Severity};
use crate::grade::Grade;
use crate::propagation::PropagationReport;
use crate::provider::ProviderReport;
use crate::requirements::RequirementsReport;
use crate::score::ScoreReport;
use crate::simulation::SimulationReport;
use crate::spf::SpfReport;

/// The version of the report's JSON.
pub const REPORT_FORMAT: u32 = 2;

/// The whole judgement. Pure: the same evidence at the same moment gives the same report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// The version of this format: [`REPORT_FORMAT`].
    #[cfg_attr(feature = "schema", schemars(extend("const" = REPORT_FORMAT)))]
    pub format: u32,
    /// The version of the rules that made the grade.
    pub grading_version: u32,
    /// What was judged.
    pub subject: Subject,
    /// From where it was looked at.
    pub vantage: Vantage,
    /// The moment of the judgement.
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("format" = "date-time")))]
    pub judged_at: Timestamp,
    /// The grade and its reasons.
    pub grade: Grade,
    /// How much of the whole could be found out.
    pub completeness: Completeness,
    /// The areas, in order, each with its status.
    pub areas: Vec<AreaReport>,
    /// Every finding: gravest first, then by area, code and subject.
    pub findings: Vec<Finding>,
    /// Every host with its addresses.
    pub hosts: Vec<HostReport>,
    /// The servers through which the domain's own users send; only of a domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submission: Option<SubmissionReport>,
    /// What was said to the recipients that were tried, or why none was; nothing if nobody asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipients: Option<RecipientsReport>,
    /// What each sort of sender would do with mail today; only of a domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub simulation: Option<SimulationReport>,
    /// The email security score; only of a domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<ScoreReport>,
    /// Which of the names that mail depends on are signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dnssec: Option<DnssecReport>,
    /// Who hosts the mail, if it is somebody known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderReport>,
    /// What the domain publishes about the mail that is sent in its name; only of a domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mail: Option<MailReport>,
    /// What large receivers demand of senders; only of a domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requirements: Option<RequirementsReport>,
    /// What several resolvers answer, if that was wished for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub propagation: Option<PropagationReport>,
}

/// What a domain publishes about the mail that is sent in its name. Each is nothing until it is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MailReport {
    /// Which addresses may send (RFC 7208).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spf: Option<SpfReport>,
    /// The keys that mail is signed with (RFC 6376).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dkim: Option<DkimReport>,
    /// What to do with forgeries (RFC 9989).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dmarc: Option<DmarcReport>,
    /// A logo beside the mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bimi: Option<BimiReport>,
    /// Who may issue certificates for the hosts (RFC 8659).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caa: Option<CaaReport>,
    /// Who lists the servers' addresses (RFC 5782).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blocklists: Option<BlocklistsReport>,
}

impl Report {
    /// The same with every finding explained, for a program that fetched the explanations.
    #[must_use]
    pub fn explained(mut self, explanations: &Explanations) -> Self {
        let findings = std::mem::take(&mut self.findings).into_iter();
        self.findings = findings
            .map(|finding| explanations.complete(finding))
            .collect();
        self
    }

    /// The gravest finding that is certain.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings
            .iter()
            .filter(|f| !f.inconclusive)
            .map(|f| f.severity)
            .max()
    }
}

/// How much of the whole could be found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Completeness {
    /// Hosts that take the mail, as DNS says.
    pub hosts: usize,
    /// Hosts of which at least one address answered EHLO.
    pub hosts_tested: usize,
    /// Queries answered, if only by "could not find out".
    pub answered: usize,
    /// Queries that the known facts still make us ask.
    pub outstanding: usize,
    /// Things that could not be found out.
    pub inconclusive: usize,
    /// TCP connections to mail servers that were opened for this.
    pub connections: u32,
    /// Bytes sent to mail servers, TLS included.
    pub bytes_sent: u64,
    /// Bytes received from them.
    pub bytes_received: u64,
    /// Time spent with them, in milliseconds: the sum over all addresses, of which several are looked at side by side.
    pub elapsed_ms: u64,
}

/// A group of findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AreaReport {
    /// Which.
    pub area: Area,
    /// Its heading.
    pub title: &'static str,
    /// Its status.
    pub status: Status,
    /// The status in one line.
    pub summary: String,
}

/// The status of an area.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "AreaStatus")
)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Does not apply to this subject.
    NotApplicable,
    /// Not looked at: no relay, or still to come.
    NotTested,
    /// Everything is as it should be.
    Good,
    /// Nothing wrong; something worth knowing or doing.
    Advice,
    /// It could not be told.
    CouldNotTell,
    /// Something is wrong.
    Warning,
    /// Something costs mail or its secrecy.
    Error,
}

impl Status {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NotApplicable => "does not apply",
            Self::NotTested => "not tested",
            Self::Good => "good",
            Self::Advice => "could be better",
            Self::CouldNotTell => "could not tell",
            Self::Warning => "warning",
            Self::Error => "broken",
        }
    }
}

/// A host with its addresses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HostReport {
    /// The host.
    pub host: DomainName,
    /// The service that was looked at.
    pub service: Service,
    /// Its MX preference, if it was found through MX (RFC 5321 §5.1: lower is tried first).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preference: Option<u16>,
    /// How looking at it went, in one line.
    pub summary: String,
    /// Whether the probe goes on.
    pub in_progress: bool,
    /// Its DANE; nothing where it does not apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dane: Option<DaneReport>,
    /// What the domain's MTA-STS policy says of it; nothing without a valid policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<HostPolicyReport>,
    /// Its addresses.
    pub addresses: Vec<AddressReport>,
}

/// The submission servers of a domain (RFC 6186).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubmissionReport {
    /// Where their names come from: "srv", "guess", "none" or "unknown".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["srv", "guess", "none", "unknown"])))]
    pub source: &'static str,
    /// The same in words.
    pub summary: String,
    /// The SRV records, as in a zone file.
    pub records: Vec<String>,
    /// The servers, the first to be tried first; of guessed ones those that answer.
    pub hosts: Vec<HostReport>,
}

/// The recipient tests (RFC 5321 §3.3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecipientsReport {
    /// "tested", "still to come", or "not tested, because …".
    pub summary: String,
    /// Each server with what it said.
    pub servers: Vec<TrialReport>,
}

/// What one server said about recipients, in one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TrialReport {
    /// The host.
    pub host: DomainName,
    /// The service.
    pub service: Service,
    /// The address.
    pub address: IpAddr,
    /// Whether it forwards mail for strangers: "proven", "refused", "not tested", "unproven: …" or "could not tell: …".
    pub open_relay: String,
    /// Whether it takes the mailbox asked about, in words; "not tested" if none was.
    pub mailbox: String,
    /// Each recipient, in order.
    pub tried: Vec<RecipientReport>,
    /// What ended the session early, if something did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_short_by: Option<String>,
}

/// One recipient that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecipientReport {
    /// What kind of recipient, in words.
    pub kind: &'static str,
    /// The sender given; empty for the null sender.
    pub sender: String,
    /// The recipient.
    pub recipient: String,
    /// "accepted", "refused", "sender refused", "could not tell"…
    pub outcome: &'static str,
    /// The server's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<String>,
}

/// The DANE of one host (RFC 7672).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DaneReport {
    /// What it comes to, in one line.
    pub summary: String,
    /// The name that the records stand at: `_25._tcp.mx1.example.org`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The records, as in a zone file: `3 1 1 0123…`.
    pub records: Vec<String>,
}

fn rfc3339<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}
