//! A mail with all that is read from it before anybody is asked.

use shared::{DomainName, Timestamp};

use super::arc::ArcParts;
use super::authentication_results::{self, AuthResults};
use super::author::{Author, Title};
use super::field::Message;
use super::hints::{self, Hint, ReceivedSpf};
use super::path::{self, Lines, Path};
use super::received::{self, Received};
use super::sender::MailFrom;
use super::signatures::{self, BodyHashes, Signed};
use crate::dkim::{BodyCheck, RawField as _, SignatureKind};
use crate::evidence::{Evidence, Subject, Vantage};

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
    pub(super) message: Message,
    pub(super) title: Title,
    pub(super) author: Author,
    pub(super) received: Vec<(usize, Received)>,
    pub(super) results: Vec<(usize, AuthResults)>,
    pub(super) spf: Vec<(usize, ReceivedSpf)>,
    pub(super) hints: Vec<Hint>,
    pub(super) signatures: Vec<Signed>,
    pub(super) arc: ArcParts,
}

impl Parts {
    /// Reads the headers of a mail, and hashes its body.
    #[must_use]
    pub fn read(mut message: Message) -> Self {
        if message.is_body_blank() && !has_signed_body(&message) {
            message.forget_body();
        }
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

    /// The headers that the path is read from.
    pub(super) fn lines(&self) -> Lines<'_> {
        Lines {
            received: &self.received,
            spf: &self.spf,
            results: &self.results,
            unread: self
                .message
                .all("Received")
                .count()
                .saturating_sub(self.received.len()),
            faults: path::Faults::read(&self.message, &self.received),
        }
    }

    pub(super) fn path(&self, choice: &Choice) -> Path {
        Path::read(&self.lines(), choice.border)
    }

    /// The sender of MAIL FROM, by the header that is nearest to the server which took the mail in.
    pub(super) fn mail_from(&self, choice: &Choice, path: &Path) -> Option<MailFrom> {
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

/// Whether a signature is over the body as it is. Headers that were copied with the empty line after them are not a mail
/// with an empty body, unless somebody signed that.
fn has_signed_body(message: &Message) -> bool {
    let mut hashes = BodyHashes::default();
    [SignatureKind::Dkim, SignatureKind::ArcMessage]
        .into_iter()
        .flat_map(|kind| signatures::read(message, kind, &mut hashes))
        .any(|one| matches!(one.body, BodyCheck::Same { .. }))
}
