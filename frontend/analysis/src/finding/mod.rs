//! What was found out and what it means.
//!
//! A finding is a code and where it applies; its words, reference and severity are looked up from the code by an
//! exhaustive match, so that a new code does not compile without them.

mod area;
mod code;
mod explanations;
mod reproduce;
mod words;

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use shared::{DomainName, Service};

use crate::evidence::Subject;
use crate::fix::Settings;

pub use crate::fix::Software;
pub use area::Area;
pub use code::Code;
pub use explanations::{Explanations, FINGERPRINT, Unusable};
pub use words::{Explanation, Words};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// As it should be.
    Good,
    /// Worth knowing; nothing to do.
    Info,
    /// Would be better otherwise.
    Advice,
    /// Wrong, or about to be.
    Warning,
    /// Costs mail or its secrecy now.
    Error,
}

impl Severity {
    /// All, from harmless to grave.
    pub const ALL: [Self; 5] = [
        Self::Good,
        Self::Info,
        Self::Advice,
        Self::Warning,
        Self::Error,
    ];

    /// The word in JSON, on the command line and on the page.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Info => "info",
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Who can change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Responsible {
    /// Whoever publishes the domain's DNS records.
    You,
    /// Whoever runs the mail servers.
    MailHost,
    /// Whoever runs the DNS servers or the addresses' reverse zone.
    DnsHost,
    /// Nobody yet: nothing is wrong, or it is not known who.
    Nobody,
}

impl Responsible {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::You => "you, in your domain's DNS or web host",
            Self::MailHost => "whoever runs the mail server",
            Self::DnsHost => "whoever runs the DNS or the addresses",
            Self::Nobody => "nobody has to act",
        }
    }
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum About {
    /// The domain as a whole.
    Domain {
        /// The domain.
        domain: DomainName,
    },
    /// A host.
    Host {
        /// The host.
        host: DomainName,
    },
    /// One address of a host, at one service.
    Address {
        /// The host.
        host: DomainName,
        /// The address.
        address: IpAddr,
        /// The service.
        service: Service,
    },
}

/// What is said of the whole subject.
impl From<&Subject> for About {
    fn from(subject: &Subject) -> Self {
        match subject {
            Subject::Domain { domain } => Self::Domain {
                domain: domain.clone(),
            },
            Subject::Host { host, .. } => Self::Host { host: host.clone() },
        }
    }
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Domain { domain } => domain.fmt(f),
            Self::Host { host } => host.fmt(f),
            Self::Address { host, address, .. } => write!(f, "{host} ({address})"),
        }
    }
}

/// Something that was found out, with its evidence, its words and its fix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Which.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The group it belongs to.
    pub area: Area,
    /// True for "could not be found out": never a fault of the domain, never lowers a grade.
    pub inconclusive: bool,
    /// What it is about.
    pub about: About,
    /// Title, consequence, reason and remedy in plain English.
    pub words: Words,
    /// What is particular to this case, in one sentence.
    pub detail: String,
    /// What was seen, verbatim: records, replies. Control characters as sent: escape when showing.
    pub evidence: Vec<String>,
    /// The literal records, files and settings to paste, in the order of the steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pastes: Vec<Paste>,
    /// The program that the server says it is, where settings for it are among the pastes or would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software: Option<Software>,
    /// Which settings it takes; a program built without the feature `explanations` fills them in when it is told them.
    #[serde(skip)]
    pub(crate) settings: Settings,
    /// Who can change it.
    pub responsible: Responsible,
    /// The standard behind it.
    pub reference: &'static str,
    /// A command with which a sceptic sees the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reproduce: Option<String>,
}

/// Something to publish, to configure or to run, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Paste {
    /// What is done with it, in sentences: "Put this file on the web server."; may be empty. Pastes that follow each
    /// other with the same words belong to one step: what differs only in its form or its program is a choice.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub step: Cow<'static, str>,
    /// Where it goes: "DNS zone of example.org", "Postfix: main.cf".
    pub place: String,
    /// What kind of text it is.
    pub form: PasteForm,
    /// The text, ready to copy.
    pub text: String,
    /// The place of its step among the others, from 1; 0 for what has no order.
    #[serde(skip)]
    pub(crate) order: u8,
}

/// What kind of text there is to paste.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PasteForm {
    /// Lines of a zone file (RFC 1035 §5.1).
    Zone,
    /// The same records as name, type and value, for the form of a web panel.
    Fields,
    /// A whole file.
    File,
    /// Lines for a server's configuration.
    Settings,
    /// Commands for a shell.
    Command,
    /// Words, for a letter to somebody else.
    Text,
}

impl Paste {
    /// The number and the words of each paste's step, where it begins one: numbers only if there are several steps.
    pub fn steps(pastes: &[Self]) -> impl Iterator<Item = (Option<String>, &Self)> {
        let begins = |at: usize, paste: &Self| {
            let before = at.checked_sub(1).and_then(|before| pastes.get(before));
            !paste.step.is_empty() && before.is_none_or(|before| before.step != paste.step)
        };
        let count = pastes
            .iter()
            .enumerate()
            .filter(|(at, paste)| begins(*at, paste))
            .count();
        let mut number = 0_usize;
        pastes.iter().enumerate().map(move |(at, paste)| {
            if !begins(at, paste) {
                return (None, paste);
            }
            number = number.saturating_add(1);
            let words = if count > 1 {
                format!("{number}. {}", paste.step)
            } else {
                paste.step.to_string()
            };
            (Some(words), paste)
        })
    }
}

impl Finding {
    /// A finding with the words of its code.
    #[must_use]
    pub fn new(code: Code, about: About, detail: impl Into<String>) -> Self {
        let reproduce = reproduce::command(code, &about);
        Self {
            code,
            severity: code.severity(),
            area: code.area(),
            inconclusive: code.is_inconclusive(),
            about,
            words: code.words(),
            detail: detail.into(),
            evidence: Vec::new(),
            pastes: Vec::new(),
            software: None,
            settings: Settings::default(),
            responsible: code.responsible(),
            reference: code.reference(),
            reproduce,
        }
    }

    /// Adds something that was seen.
    #[must_use]
    pub fn with_evidence(mut self, seen: impl Into<String>) -> Self {
        self.evidence.push(seen.into());
        self
    }

    /// Adds several things that were seen.
    #[must_use]
    pub fn with_evidence_of<T: ToString>(mut self, seen: impl IntoIterator<Item = T>) -> Self {
        self.evidence
            .extend(seen.into_iter().map(|seen| seen.to_string()));
        self
    }

    /// Adds what to paste, after what there is already. Lines of a zone file are recognised as such, and later shown in
    /// the form of web panels too.
    #[must_use]
    pub fn with_paste(mut self, place: impl Into<String>, text: impl Into<String>) -> Self {
        self.pastes.push(Paste {
            step: Cow::Borrowed(""),
            place: place.into(),
            form: PasteForm::Text,
            text: text.into(),
            order: 0,
        });
        self
    }

    /// Puts it into another area than its code usually has.
    #[must_use]
    pub const fn in_area(mut self, area: Area) -> Self {
        self.area = area;
        self
    }

    /// Makes it matter more, or less, than its code usually does.
    #[must_use]
    pub const fn with_severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}
