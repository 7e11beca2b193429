//! All that can be said of a mail: what stands in it, put together with what DNS says today.

use serde::Serialize;
use shared::{DomainName, Timestamp};

use super::alignment::{DmarcCheck, DmarcResult};
use super::arc::{Arc, ArcParts};
use super::authentication_results::{self, AuthResults};
use super::author::{Author, Title};
use super::field::Message;
use super::hints::{self, Hint, ReceivedSpf};
use super::known::Known;
use super::path::{self, Lines, Path};
use super::received::{self, Received};
use super::remarks::{self, Remark};
use super::sender::{MailFrom, SpfCheck};
use super::signatures::{self, BodyHashes, SignatureCheck, Signed, When};
use crate::dkim::{RawField as _, SignatureKind};
use crate::dns::{QueryName, RecordType};
use crate::evidence::{Evidence, Subject, Vantage};
use crate::plan;
use crate::query::Query;

/// The most headers with results that are read.
const MAX_RESULTS: usize = 50;

/// What a reader may choose where the headers leave a choice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The hop at which the mail came to the recipient's own system, counted from the oldest at 0.
    pub border: Option<usize>,
    /// The sender of MAIL FROM.
    pub mail_from: Option<String>,
}

/// A mail with all that is read from it without asking anybody: the bodies' hashes too, so that each is made once.
#[derive(Clone, Debug)]
pub struct Parts {
    message: Message,
    title: Title,
    author: Author,
    received: Vec<(usize, Received)>,
    results: Vec<(usize, AuthResults)>,
    spf: Vec<(usize, ReceivedSpf)>,
    hints: Vec<Hint>,
    signatures: Vec<Signed>,
    arc: ArcParts,
}

impl Parts {
    /// Reads the headers of a mail, and hashes its body.
    #[must_use]
    pub fn read(message: Message) -> Self {
        let numbered = |name: &str, most: usize| -> Vec<(usize, String)> {
            let fields = message.fields().iter().enumerate();
            fields
                .filter(|(_, field)| field.name().eq_ignore_ascii_case(name))
                .take(most)
                .map(|(place, field)| (place, field.value()))
                .collect()
        };
        let results = |name: &str, is_arc: bool| -> Vec<(usize, AuthResults)> {
            numbered(name, signatures::MAX_SETS)
                .into_iter()
                .map(|(place, value)| (place, authentication_results::parse(&value, is_arc)))
                .collect()
        };
        let mut hashes = BodyHashes::default();
        let mut signed = |kind| signatures::read(&message, kind, &mut hashes);
        let signatures = signed(SignatureKind::Dkim);
        let arc = ArcParts {
            results: results("ARC-Authentication-Results", true),
            messages: signed(SignatureKind::ArcMessage),
            seals: signed(SignatureKind::ArcSeal),
        };
        Self {
            title: Title::read(&message),
            author: Author::read(&message),
            received: numbered("Received", path::MAX_HOPS)
                .into_iter()
                .map(|(place, value)| (place, received::parse(&value)))
                .collect(),
            results: results("Authentication-Results", false),
            spf: numbered("Received-SPF", MAX_RESULTS)
                .into_iter()
                .map(|(place, value)| (place, ReceivedSpf::parse(&value)))
                .collect(),
            hints: hints::read(&message),
            signatures,
            arc,
            message,
        }
    }

    /// The mail.
    #[must_use]
    pub const fn message(&self) -> &Message {
        &self.message
    }

    /// Whose mail it claims to be: the From domain, or the domain of a signature if there is none.
    #[must_use]
    pub fn domain(&self) -> Option<&DomainName> {
        let signed = || {
            let parsed = self
                .signatures
                .iter()
                .filter_map(|one| one.parsed.as_ref().ok());
            parsed.map(|signature| &signature.domain).next()
        };
        self.author.domain.as_ref().or_else(signed)
    }

    /// Evidence to begin with. A mail that names no domain is about `unknown.invalid`, of which nothing is asked.
    #[must_use]
    pub fn evidence(&self, vantage: Vantage, now: Timestamp) -> Option<Evidence> {
        let domain = self
            .domain()
            .cloned()
            .or_else(|| "unknown.invalid".parse().ok())?;
        Some(Evidence::new(Subject::Domain { domain }, vantage, now))
    }

    fn path(&self, choice: &Choice) -> Path {
        let lines = Lines {
            received: &self.received,
            spf: &self.spf,
            results: &self.results,
        };
        Path::read(&lines, choice.border)
    }

    /// The sender of MAIL FROM, by the header that is nearest to the server which took the mail in.
    fn mail_from(&self, choice: &Choice, path: &Path) -> Option<MailFrom> {
        let from = |address: &str, source| MailFrom {
            address: address.trim().trim_matches(['<', '>']).to_owned(),
            source,
        };
        if let Some(address) = &choice.mail_from {
            return Some(from(address, "your choice"));
        }
        let border = path.border_hop();
        let is_above = |place: usize| border.is_none_or(|hop| place < hop.place);
        let return_path = || {
            let hint = self
                .hints
                .iter()
                .find(|hint| hint.name == "Return-Path" && is_above(hint.place))?;
            Some(from(&hint.value, "Return-Path"))
        };
        let received_spf = || {
            let mut lines = self.spf.iter().filter(|(place, _)| is_above(*place));
            lines.find_map(|(_, read)| Some(from(read.envelope_from.as_deref()?, "Received-SPF")))
        };
        let received = || Some(from(border?.received.envelope_from.as_deref()?, "Received"));
        let results = || {
            let mut lines = self.results.iter().filter(|(place, _)| is_above(*place));
            lines.find_map(|(_, read)| {
                let spf = read.results.iter().find(|result| result.method == "spf")?;
                let value = spf
                    .property("smtp.mailfrom")
                    .or_else(|| spf.property("smtp.mfrom"))?;
                // RFC 8601 §2.7.2: the domain alone may stand there.
                let address = if value.contains('@') {
                    value.to_owned()
                } else {
                    format!("@{value}")
                };
                Some(from(&address, "Authentication-Results"))
            })
        };
        // Exchange writes it below all others. A sender could have, too, so it comes last.
        let anywhere = || {
            let hint = self.hints.iter().find(|hint| hint.name == "Return-Path")?;
            Some(from(
                &hint.value,
                "Return-Path, below the line in which the mail came in",
            ))
        };
        return_path()
            .or_else(received_spf)
            .or_else(received)
            .or_else(results)
            .or_else(anywhere)
    }
}

/// All that can be said of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// What the mail says of itself.
    pub title: Title,
    /// Who it says it is from.
    pub author: Author,
    /// Whether its body was given.
    pub has_body: bool,
    /// The way that it took.
    pub path: Path,
    /// What servers said of it, from the top.
    pub results: Vec<Statement>,
    /// Headers beside these that say something of the way.
    pub hints: Vec<Hint>,
    /// SPF.
    pub spf: SpfCheck,
    /// The signatures, from the top.
    pub signatures: Vec<SignatureCheck>,
    /// The chain of forwarders.
    pub arc: Arc,
    /// DMARC.
    pub dmarc: DmarcCheck,
    /// What is good, what is wrong and what to do, the gravest first.
    pub remarks: Vec<Remark>,
    /// When it was judged.
    pub judged_at: Timestamp,
    /// Whether everything was asked that there is to ask.
    pub is_complete: bool,
}

/// What a server said of the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// The header's place among the headers, from the top.
    pub place: usize,
    /// What it says.
    #[serde(flatten)]
    pub said: AuthResults,
    /// Whose word it is.
    pub standing: Standing,
}

/// Whose word a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It stands above the line in which the recipient's own system took the mail, and is signed with that system's name.
    Own,
    /// It stands above that line, under no name or another.
    Above,
    /// It stands below that line: it came with the mail, and whoever sent that may have made it up.
    Foreign,
    /// It is not known where the recipient's own system begins.
    Unknown,
}

impl Standing {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "by the recipient's own system",
            Self::Above => {
                "by a server behind the one that took the mail in, under another name or none"
            }
            Self::Foreign => "it came with the mail, so whoever sent that may have made it up",
            Self::Unknown => "it cannot be told who wrote it",
        }
    }
}

/// What is still to be asked: keys, policies, what SPF needs, and the name of the address that sent.
#[must_use]
pub fn outstanding(parts: &Parts, choice: &Choice, evidence: &Evidence) -> Vec<Query> {
    let known = Known::new(evidence);
    let path = parts.path(choice);
    look(parts, choice, &path, &known, evidence);
    SpfCheck::check(&path, None, &known, evidence).look_for_name(&known);
    for one in parts.arc.messages.iter().chain(&parts.arc.seals) {
        if let Ok(signature) = &one.parsed {
            known.key(&signature.domain, &signature.selector);
        }
    }
    let mut asked = known.asked();
    let again = plan::unchecked(evidence);
    if !again.is_empty() {
        // Only of a resolver that validates is SERVFAIL a word about DNSSEC.
        asked.insert(Query::dns(QueryName::root(), RecordType::Dnskey));
        asked.extend(again);
    }
    asked.retain(|query| !evidence.is_answered(query));
    asked.into_iter().collect()
}

/// Looks at whatever the verdict of DMARC may hang on.
fn look(parts: &Parts, choice: &Choice, path: &Path, known: &Known<'_>, evidence: &Evidence) {
    let mail_from = parts.mail_from(choice, path);
    let spf = SpfCheck::check(path, mail_from.as_ref(), known, evidence);
    let mut domains: Vec<&DomainName> = Vec::new();
    for signature in parts
        .signatures
        .iter()
        .filter_map(|one| one.parsed.as_ref().ok())
    {
        known.key(&signature.domain, &signature.selector);
        if !domains.contains(&&signature.domain) {
            domains.push(&signature.domain);
        }
    }
    DmarcCheck::look(&parts.author, &spf, &domains, known);
}

/// Whether everything was answered that the verdict of DMARC may hang on.
fn is_settled(parts: &Parts, choice: &Choice, path: &Path, evidence: &Evidence) -> bool {
    let known = Known::new(evidence);
    look(parts, choice, path, &known, evidence);
    known
        .asked()
        .iter()
        .all(|query| evidence.is_answered(query))
}

/// Judges a mail by what is known; `now` is when.
#[must_use]
pub fn examine(parts: &Parts, choice: &Choice, evidence: &Evidence, now: Timestamp) -> Examination {
    let known = Known::new(evidence);
    let path = parts.path(choice);
    let came = path.border_hop().and_then(|hop| hop.received.at);
    let when = When {
        came: came.or(parts.title.date).unwrap_or(now).min(now),
        now,
    };
    let mut spf = SpfCheck::check(
        &path,
        parts.mail_from(choice, &path).as_ref(),
        &known,
        evidence,
    );
    spf.look_for_name(&known);
    let signatures: Vec<SignatureCheck> = parts
        .signatures
        .iter()
        .map(|one| signatures::check(&parts.message, one, &known, when))
        .collect();
    let arc = Arc::check(&parts.message, &parts.arc, &known, when);
    let mut dmarc = DmarcCheck::check(&parts.author, &spf, &signatures, &known);
    if matches!(dmarc.result, DmarcResult::CouldNotTell | DmarcResult::Fail)
        && !is_settled(parts, choice, &path, evidence)
    {
        dmarc.result = DmarcResult::Pending;
    }
    let results = parts
        .results
        .iter()
        .map(|(place, said)| Statement {
            place: *place,
            said: said.clone(),
            standing: standing(*place, said, &path),
        })
        .collect();
    let mut examination = Examination {
        title: parts.title.clone(),
        author: parts.author.clone(),
        has_body: parts.message.body().is_some(),
        path,
        results,
        hints: parts.hints.clone(),
        spf,
        signatures,
        arc,
        dmarc,
        remarks: Vec::new(),
        judged_at: now,
        is_complete: outstanding(parts, choice, evidence).is_empty(),
    };
    examination.remarks = remarks::remarks(&examination, &parts.message, evidence);
    examination
}

/// RFC 8601 §5: only what one's own servers say counts, and they remove what others wrote under their names.
fn standing(place: usize, said: &AuthResults, path: &Path) -> Standing {
    let Some(border) = path.border_hop() else {
        return Standing::Unknown;
    };
    if place > border.place {
        return Standing::Foreign;
    }
    let of = said.authserv_id.as_deref().and_then(path::organisation);
    let own = path
        .own()
        .filter_map(|hop| hop.received.by.as_deref().and_then(path::organisation));
    if of.is_some() && own.into_iter().any(|by| Some(by) == of) {
        Standing::Own
    } else {
        Standing::Above
    }
}
