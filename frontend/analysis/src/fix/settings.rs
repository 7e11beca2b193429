//! Settings of servers: which of them mends what, filled in for a host.
//!
//! The texts are long and few reports need many of them, so that the page does not carry them: a program without the
//! feature `explanations` knows only which topics a finding needs, and reads the texts from the file of explanations.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use shared::DomainName;

use super::Software;
use crate::finding::{About, Finding, Paste, PasteForm};

/// What settings are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// The server's certificate is pinned by TLSA records: what to mind before it changes.
    PinnedKey,
    /// A certificate that holds, with its chain, and STARTTLS.
    Certificate,
    /// Old versions of TLS.
    Versions,
    /// Broken ciphers.
    Suites,
    /// Small curves.
    Groups,
    /// Compression and renegotiation.
    Options,
    /// Passwords inside TLS only.
    Passwords,
    /// No mail from anybody for anybody.
    Relay,
    /// Ports 465 and 587.
    Submission,
    /// The server's name.
    Name,
    /// The web server of an MTA-STS policy.
    PolicyHost,
    /// The next key's TLSA record.
    NextKey,
    /// The name of an address.
    Reverse,
}

/// A text with gaps: `{host}`, `{domain}` and `{address}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// What it is about.
    pub topic: Topic,
    /// For which program; `None` if for any.
    pub software: Option<Software>,
    /// The place of its step among the others.
    pub order: u8,
    /// What is done with it.
    pub step: Cow<'static, str>,
    /// Where it goes.
    pub place: Cow<'static, str>,
    /// What kind of text it is.
    pub form: PasteForm,
    /// The text.
    pub text: Cow<'static, str>,
}

/// What a finding needs of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Settings {
    /// Each at most once.
    pub(crate) topics: Vec<Topic>,
    /// The subject's name.
    pub(crate) domain: Option<DomainName>,
    /// The host, if the finding is about none.
    pub(crate) host: Option<DomainName>,
}

/// Adds what the templates say to a finding's pastes, each at the place of its step.
pub(crate) fn fill_in(finding: &mut Finding, templates: &[Template]) {
    let Settings {
        topics,
        domain,
        host,
    } = &finding.settings;
    let (host, address) = match &finding.about {
        About::Domain { .. } => (host.as_ref(), None),
        About::Host { host } => (Some(host), None),
        About::Address { host, address, .. } => (Some(host), Some(address.to_string())),
    };
    let gaps = [
        ("{host}", host.map(DomainName::as_str)),
        ("{domain}", domain.as_ref().map(DomainName::as_str)),
        ("{address}", address.as_deref()),
    ];
    let mut filled = Vec::new();
    for template in templates {
        let fits = match (template.software, finding.software) {
            (Some(its), Some(said)) => its == said,
            (None, _) | (_, None) => true,
        };
        if topics.contains(&template.topic) && fits {
            filled.extend(template.filled(&gaps));
        }
    }
    for paste in filled {
        insert(&mut finding.pastes, paste);
    }
}

/// Puts a paste behind those of its own and of earlier steps.
pub(super) fn insert(pastes: &mut Vec<Paste>, paste: Paste) {
    let later = pastes.iter().position(|other| other.order > paste.order);
    pastes.insert(later.unwrap_or(pastes.len()), paste);
}

impl Template {
    /// `None` if there is nothing to put into one of its gaps.
    fn filled(&self, gaps: &[(&str, Option<&str>)]) -> Option<Paste> {
        let fill = |text: &Cow<'static, str>| -> Option<Cow<'static, str>> {
            let mut text = text.clone();
            for (gap, value) in gaps {
                if text.contains(gap) {
                    text = Cow::Owned(text.replace(gap, (*value)?));
                }
            }
            Some(text)
        };
        Some(Paste {
            step: fill(&self.step)?,
            place: fill(&self.place)?.into_owned(),
            form: self.form,
            text: fill(&self.text)?.into_owned(),
            order: self.order,
        })
    }

    /// The texts that a person reads.
    pub(crate) const fn texts(&self) -> [&str; 3] {
        // The constants own nothing.
        match (&self.step, &self.place, &self.text) {
            (Cow::Borrowed(step), Cow::Borrowed(place), Cow::Borrowed(text)) => [step, place, text],
            _ => [""; 3],
        }
    }
}
