//! What is good about a mail, what is wrong with it, why, and what to do: one list, the gravest first.

mod author;
mod copied;
mod dmarc;
mod inside;
mod signatures;
mod spf;
mod text;
mod way;

use serde::Serialize;

use super::examine::Examination;
use super::field::Message;
use crate::evidence::Evidence;
use crate::finding::Severity;

use author::of_author;
use copied::of_copied;
use dmarc::of_dmarc;
use inside::of_inside;
use signatures::{of_arc, of_signatures};
use spf::of_spf;
use text::{has_headers_below, of_text};
use way::{of_path, of_statements};

/// One thing to say of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// A stable word for it: `dmarc-fail`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: String,
    /// What that means, and why.
    pub text: String,
    /// What to do, if there is something to do.
    pub todo: Option<String>,
    /// Records to publish, as lines of a zone file.
    pub records: Vec<String>,
    /// What it rests on, literally: a header, or a record.
    pub evidence: Option<String>,
    /// The standard.
    pub reference: Option<&'static str>,
}

impl Remark {
    fn new(
        code: &'static str,
        severity: Severity,
        title: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            title: title.into(),
            text: text.into(),
            todo: None,
            records: Vec::new(),
            evidence: None,
            reference: None,
        }
    }

    fn todo(mut self, todo: impl Into<String>) -> Self {
        self.todo = Some(todo.into());
        self
    }

    fn record(mut self, record: Option<String>) -> Self {
        self.records.extend(record);
        self
    }

    fn evidence(mut self, evidence: impl Into<String>) -> Self {
        self.evidence = Some(evidence.into());
        self
    }

    const fn by(mut self, reference: &'static str) -> Self {
        self.reference = Some(reference);
        self
    }
}

pub(super) fn remarks(seen: &Examination, message: &Message, evidence: &Evidence) -> Vec<Remark> {
    let mut list = Vec::new();
    of_dmarc(seen, &mut list);
    of_spf(seen, evidence, &mut list);
    let has_headers_below = has_headers_below(seen, message);
    match not_to_be_signed(seen) {
        // What is missing above may stand among the headers below.
        _ if has_headers_below && seen.signatures.is_empty() => {}
        Some(remark) => list.push(remark),
        None => of_signatures(seen, message, &mut list),
    }
    of_arc(seen, &mut list);
    of_author(seen, message, &mut list);
    if has_headers_below && seen.author.headers == 0 {
        list.retain(|remark| remark.code != "from-not-one");
    }
    of_path(seen, &mut list);
    of_statements(seen, &mut list);
    of_text(seen, message, has_headers_below, &mut list);
    of_copied(message, &mut list);
    of_inside(message, &mut list);
    list.sort_by_key(|remark| std::cmp::Reverse(remark.severity));
    list
}

/// What to say of a mail without signature that nobody may have meant to sign: a signature is put on by a server, like the
/// lines of the way, and often only on what it hands on to others.
fn not_to_be_signed(seen: &Examination) -> Option<Remark> {
    if !seen.signatures.is_empty() {
        return None;
    }
    if seen.path.hops.is_empty() {
        let text = "There are no Received headers and no signature. A draft has none, a copy in a folder of sent mail neither, \
                    and copying may have left them out. Servers put both on, so this copy does not show whether the mail that \
                    was sent is signed.";
        let title = "No server has left its mark on this copy";
        return Some(
            Remark::new("no-way", Severity::Info, title, text)
                .todo("Give the mail as its recipient has it."),
        );
    }
    seen.path.handed_in()?;
    Some(
        Remark::new(
            "dkim-none",
            Severity::Info,
            "The mail is not signed",
            "A user of the server handed it in. Servers often sign only what they hand on to others, so mail between their \
             own users has no signature.",
        )
        .by("RFC 6376"),
    )
}
