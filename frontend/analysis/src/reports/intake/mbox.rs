//! Mailboxes in the format "mbox" (RFC 4155): mails one after the other, each behind a line that begins with `From `.

use super::budget::Budget;
use super::stream::Stream;
use super::{Input, Part};
use crate::reports::Refusal;

/// What stands between two mails. RFC 4155 has an empty line before it, which some programs leave out.
const BOUNDARY: &[u8] = b"\nFrom ";

/// A mailbox as far as it was read.
#[derive(Debug)]
pub(super) struct Mailbox {
    /// The mail that is not whole yet, from its `From ` line on.
    waiting: Vec<u8>,
    /// How much of it has been looked at for the next one.
    looked_at: usize,
    is_too_large: bool,
    number: u64,
    depth: u8,
}

impl Mailbox {
    pub(super) const fn new(depth: u8) -> Self {
        Self {
            waiting: Vec::new(),
            looked_at: 0,
            is_too_large: false,
            number: 0,
            depth,
        }
    }

    /// Reads on; mails that are whole become parts.
    pub(super) fn push(&mut self, bytes: &[u8], budget: &Budget, inner: &mut Vec<Part>) {
        self.waiting.extend_from_slice(bytes);
        while let Some(place) = find(&self.waiting, self.looked_at) {
            let rest = self.waiting.split_off(place + 1);
            let mail = std::mem::replace(&mut self.waiting, rest);
            self.looked_at = 0;
            self.give(&mail, budget.limits().held, inner);
        }
        self.looked_at = self.waiting.len().saturating_sub(BOUNDARY.len());
        if self.waiting.len() > budget.limits().held {
            self.is_too_large = true;
            // Only where the next one begins matters from here on.
            self.waiting.drain(..self.looked_at);
            self.looked_at = 0;
        }
    }

    /// There are no more bytes: what waits is the last mail.
    pub(super) fn finish(mut self, inner: &mut Vec<Part>) {
        let mail = std::mem::take(&mut self.waiting);
        self.give(&mail, usize::MAX, inner);
    }

    fn give(&mut self, mail: &[u8], limit: usize, inner: &mut Vec<Part>) {
        self.number += 1;
        let name = format!("mail {}", self.number);
        if std::mem::take(&mut self.is_too_large) {
            let why = Refusal::TooLarge {
                limit: limit as u64,
            };
            inner.push((name, Input::held(Vec::new()), Stream::Refused(why)));
            return;
        }
        // Its first line is the mailbox's and not the mail's.
        let start = mail
            .iter()
            .position(|byte| *byte == b'\n')
            .map_or(mail.len(), |end| end + 1);
        let mail = mail.get(start..).unwrap_or_default().to_vec();
        inner.push((name, Input::held(mail), Stream::mail(self.depth + 1)));
    }
}

fn find(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.windows(BOUNDARY.len())
        .position(|window| window == BOUNDARY)
        .map(|place| from + place)
}
