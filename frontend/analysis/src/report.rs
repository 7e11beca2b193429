//! The whole judgement, ready to be shown, printed or saved.

use std::net::IpAddr;

use serde::Serialize;
use shared::{DomainName, Service, SkipReason, Spent, Timestamp, TranscriptLine};

use crate::evidence::{Subject, Vantage};
use crate::finding::{Area, Finding, Severity};
use crate::grade::Grade;

/// The version of the report's JSON.
pub const REPORT_FORMAT: u32 = 1;

/// The whole judgement. Pure: the same evidence at the same moment gives the same report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// [`REPORT_FORMAT`].
    pub format: u32,
    /// The version of the rules that made the grade.
    pub grading_version: u32,
    /// What was judged.
    pub subject: Subject,
    /// From where it was looked at.
    pub vantage: Vantage,
    /// The moment of the judgement.
    #[serde(serialize_with = "rfc3339")]
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
}

impl Report {
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
}

/// A group of findings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
    /// Its addresses.
    pub addresses: Vec<AddressReport>,
}

/// The submission servers of a domain (RFC 6186).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SubmissionReport {
    /// Where their names come from: "srv", "guess", "none" or "unknown".
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
pub struct RecipientsReport {
    /// "tested", "still to come", or "not tested, because …".
    pub summary: String,
    /// Each server with what it said.
    pub servers: Vec<TrialReport>,
}

/// What one server said about recipients, in one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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
pub struct DaneReport {
    /// What it comes to, in one line.
    pub summary: String,
    /// The name that the records stand at: `_25._tcp.mx1.example.org`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The records, as in a zone file: `3 1 1 0123…`.
    pub records: Vec<String>,
}

/// One address, stage by stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AddressReport {
    /// The address.
    pub address: IpAddr,
    /// Its PTR name, if one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ptr: Option<String>,
    /// How looking at it went, in one line.
    pub summary: String,
    /// The stages, in order.
    pub stages: Vec<Stage>,
    /// Why it was not probed at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skipped: Option<SkipReason>,
    /// What was agreed, if a handshake was finished.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<TlsReport>,
    /// Every TLS version from 1.3 down to SSLv3, and whether the server accepts it.
    pub versions: Vec<VersionReport>,
    /// The certificates presented, leaf first.
    pub certificates: Vec<CertificateReport>,
    /// The conversation.
    pub transcript: Vec<TranscriptLine>,
    /// What it cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spent: Option<Spent>,
}

/// One stage of the dialogue with one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stage {
    /// Its heading.
    pub name: StageName,
    /// How it went.
    pub status: StageStatus,
    /// A few words: "220, 0.3 s", "TLS 1.3".
    pub summary: String,
}

/// The stages of looking at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageName {
    /// The TCP connection.
    Connect,
    /// The 220 greeting.
    Greeting,
    /// EHLO.
    Ehlo,
    /// STARTTLS.
    StartTls,
    /// The TLS handshake.
    Tls,
    /// The certificate.
    Certificate,
}

impl StageName {
    /// All, in order.
    pub const ALL: [Self; 6] = [
        Self::Connect,
        Self::Greeting,
        Self::Ehlo,
        Self::StartTls,
        Self::Tls,
        Self::Certificate,
    ];

    /// The heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Connect => "Connect",
            Self::Greeting => "Greeting",
            Self::Ehlo => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Tls => "TLS",
            Self::Certificate => "Certificate",
        }
    }
}

/// How a stage went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StageStatus {
    /// As it should.
    Good,
    /// It went, with something to mend.
    Warning,
    /// It is definitely wrong.
    Bad,
    /// It could not be told.
    Unknown,
    /// It was not reached, or does not belong to this service.
    NotReached,
    /// It is awaited.
    Pending,
}

impl StageStatus {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
            Self::Unknown => "could not tell",
            Self::NotReached => "not reached",
            Self::Pending => "waiting",
        }
    }
}

/// What was agreed in a handshake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TlsReport {
    /// "TLS 1.3".
    pub version: String,
    /// The cipher suite's registered name.
    pub suite: String,
    /// The key exchange group's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// From hello to finished, in milliseconds; nothing if only a raw hello was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<u32>,
}

/// Whether a server accepts a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionReport {
    /// "TLS 1.3".
    pub version: String,
    /// "accepted", "refused", "refused, without an alert", "not asked" or "could not tell".
    pub outcome: &'static str,
}

/// A certificate, for reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CertificateReport {
    /// Whom it is for.
    pub subject: String,
    /// Who made it.
    pub issuer: String,
    /// The DNS names it covers.
    pub names: Vec<String>,
    /// First moment of validity.
    #[serde(serialize_with = "rfc3339")]
    pub not_before: Timestamp,
    /// Last moment of validity.
    #[serde(serialize_with = "rfc3339")]
    pub not_after: Timestamp,
    /// Days left, rounded down; negative when over.
    pub days_left: i64,
    /// "RSA, 2048 bits".
    pub key: String,
    /// The algorithm of its signature.
    pub signature: String,
    /// SHA-256 of the whole certificate, in hex.
    pub sha256: String,
    /// SHA-256 of its public key, in hex.
    pub spki_sha256: String,
}

fn rfc3339<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(at)
}
