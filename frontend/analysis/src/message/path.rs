//! The way of a mail: its Received headers from the oldest to the newest, and where one's own servers begin.

mod border;
mod doubt;
mod faults;
mod filter;
mod inside;
mod order;

use serde::Serialize;

use super::authentication_results::AuthResults;
use super::hints::ReceivedSpf;
use super::received::Received;

use border::border;

pub(super) use border::{line_above, organisation};
pub(super) use doubt::Doubt;
pub(super) use faults::Faults;

/// The most hops that are read, the newest; a mail that has more runs in a circle (RFC 5321 §6.3).
pub(super) const MAX_HOPS: usize = 100;

/// The way of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Path {
    /// The hops, oldest first.
    pub hops: Vec<Hop>,
    /// Where the mail came to the recipient's own system, as far as it can be told.
    pub border: Border,
    /// From the oldest to the newest, in seconds.
    pub seconds: Option<i64>,
    /// How many older lines there are that were not read: a mail may have any number of them.
    pub unread: usize,
}

/// One hop: a server took the mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// What it wrote.
    #[serde(flatten)]
    pub received: Received,
    /// The header's place among the headers, from the top.
    pub place: usize,
    /// How long after the hop before, in seconds; negative if the clocks disagree.
    pub delay: Option<i64>,
    /// Whose word it is.
    pub trust: Trust,
}

/// Whose word a line of the path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// That of the recipient's own system.
    Own,
    /// That of the recipient's own system: here the mail came in.
    Border,
    /// Of somebody outside. Anyone can write such lines into a mail that he sends.
    Claimed,
    /// It is not known where the recipient's own system begins.
    Unknown,
}

impl Trust {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Own => "written by the recipient's own system",
            Self::Border => "written by the recipient's own system, where the mail came in",
            Self::Claimed => "from outside: whoever sent the mail may have made it up",
            Self::Unknown => "it cannot be told who wrote it",
        }
    }
}

/// Where the mail came in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Border {
    /// Which hop, counted from the oldest at 0; nothing if none names a public address.
    pub hop: Option<usize>,
    /// Whether somebody chose it.
    pub is_chosen: bool,
    /// Why this one, as a whole sentence.
    pub reason: String,
    /// Whether nothing shows that the mail came from outside: the border is only the newest line with a public address, and
    /// all of those are from one server of an organisation to another.
    #[serde(skip)]
    pub(super) is_inside: bool,
    /// What it hangs on, if a line above it may be that in which the mail came in.
    #[serde(skip)]
    pub(super) doubt: Option<Doubt>,
    /// What it rests on, as a whole sentence, if a line above it does not show from where its sender came.
    #[serde(skip)]
    pub(super) rests: Option<String>,
    /// Why the headers do not stand in the order of the mail, if they do not.
    #[serde(skip)]
    pub(super) disorder: Option<&'static str>,
    /// Whether the sender's address may be that of a filter which the recipient has put before his own servers.
    #[serde(skip)]
    pub(super) is_behind_filter: bool,
}

/// The headers that the path is read from; each with its place.
pub(super) struct Lines<'a> {
    /// Newest first.
    pub(super) received: &'a [(usize, Received)],
    pub(super) spf: &'a [(usize, ReceivedSpf)],
    pub(super) results: &'a [(usize, AuthResults)],
    /// How many more Received headers there are below.
    pub(super) unread: usize,
    /// What is wrong with the headers.
    pub(super) faults: Faults,
}

impl Path {
    pub(super) fn read(lines: &Lines<'_>, chosen: Option<usize>) -> Self {
        let oldest_first: Vec<&(usize, Received)> = lines.received.iter().rev().collect();
        let border = border(lines, &oldest_first, chosen);
        let mut hops: Vec<Hop> = Vec::with_capacity(oldest_first.len());
        for (number, (place, received)) in oldest_first.iter().enumerate() {
            let before = hops.iter().rev().find_map(|hop| hop.received.at);
            let seconds = |ms: i64| ms.div_euclid(1000);
            let delay = before
                .zip(received.at)
                .filter(|_| border.disorder.is_none())
                .map(|(before, now)| seconds(now.millis().saturating_sub(before.millis())));
            let is_doubted = border
                .doubt
                .as_ref()
                .is_some_and(|doubt| *place >= doubt.from);
            let trust = match border.hop {
                None => Trust::Unknown,
                Some(at) if number == at => Trust::Border,
                // RFC 5321 §4.4: it is their order that shows who wrote the other lines.
                Some(_) if border.disorder.is_some() => Trust::Unknown,
                Some(at) if number > at && is_doubted => Trust::Unknown,
                Some(at) if number > at => Trust::Own,
                Some(_) => Trust::Claimed,
            };
            hops.push(Hop {
                received: (*received).clone(),
                place: *place,
                delay,
                trust,
            });
        }
        let mut times = hops.iter().filter_map(|hop| hop.received.at);
        let ends = times.next().zip(times.next_back());
        let ends = ends.filter(|_| border.disorder.is_none());
        let seconds = ends.map(|(first, last)| {
            last.millis()
                .saturating_sub(first.millis())
                .div_euclid(1000)
        });
        Self {
            hops,
            border,
            seconds,
            unread: lines.unread,
        }
    }

    /// The hop at which the mail came in.
    #[must_use]
    pub fn border_hop(&self) -> Option<&Hop> {
        self.hops.get(self.border.hop?)
    }

    /// The line in which a user handed the mail in, if that is how it came to the recipient's own system (RFC 6409), and
    /// not from another server.
    pub(super) fn handed_in(&self) -> Option<&Hop> {
        self.says_handed_in()
            .filter(|_| self.border.doubt.is_none())
    }

    /// The same line, even if whoever sent the mail may have made it up.
    pub(super) fn says_handed_in(&self) -> Option<&Hop> {
        let border = self.border_hop()?;
        // RFC 3848: the word says that the sender had logged in.
        if border.received.authenticated {
            return Some(border);
        }
        let of = |hop: &Hop| hop.received.by.as_deref().and_then(organisation);
        // RFC 7208 §1: SPF is about hosts that send by SMTP. What comes by HTTP was written on a page of the server's own.
        // Only Microsoft 365 hands mail from one of its servers to another that way.
        if border.received.is_by_web() && of(border).as_deref() != Some("outlook.com") {
            return Some(border);
        }
        // Exchange takes what is written in its mailboxes by MAPI, and has every line of it if nobody else has one.
        let oldest = self.hops.first().filter(|_| self.unread == 0)?;
        let is_mapi = oldest.received.word() == "MAPI";
        let is_whole = self
            .hops
            .iter()
            .all(|hop| of(hop).is_some() && of(hop) == of(border));
        (self.border.is_inside && is_mapi && is_whole).then_some(oldest)
    }

    /// The hops of the recipient's own system.
    pub(super) fn own(&self) -> impl Iterator<Item = &Hop> {
        self.hops
            .iter()
            .filter(|hop| matches!(hop.trust, Trust::Own | Trust::Border))
    }
}

#[cfg(test)]
mod tests;
