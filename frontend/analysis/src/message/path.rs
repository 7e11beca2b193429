//! The way of a mail: its Received headers from the oldest to the newest, and where one's own servers begin.

use std::net::IpAddr;

use serde::Serialize;

use super::authentication_results::AuthResults;
use super::hints::ReceivedSpf;
use super::received::{self, Received};
use crate::reports::summary;

/// The most hops that are read; a mail that has more runs in a circle (RFC 5321 §6.3).
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Border {
    /// Which hop, counted from the oldest at 0; nothing if none names a public address.
    pub hop: Option<usize>,
    /// Whether somebody chose it.
    pub is_chosen: bool,
    /// Why this one, as a whole sentence.
    pub reason: String,
}

/// The headers that the path is read from; each with its place.
pub(super) struct Lines<'a> {
    /// Newest first.
    pub(super) received: &'a [(usize, Received)],
    pub(super) spf: &'a [(usize, ReceivedSpf)],
    pub(super) results: &'a [(usize, AuthResults)],
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
                .map(|(before, now)| seconds(now.millis().saturating_sub(before.millis())));
            let trust = match border.hop {
                None => Trust::Unknown,
                Some(border) if number == border => Trust::Border,
                Some(border) if number > border => Trust::Own,
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
        let seconds = times.next().zip(times.next_back()).map(|(first, last)| {
            last.millis()
                .saturating_sub(first.millis())
                .div_euclid(1000)
        });
        Self {
            hops,
            border,
            seconds,
        }
    }

    /// The hop at which the mail came in.
    #[must_use]
    pub fn border_hop(&self) -> Option<&Hop> {
        self.hops.get(self.border.hop?)
    }

    /// The hops of the recipient's own system.
    pub(super) fn own(&self) -> impl Iterator<Item = &Hop> {
        self.hops
            .iter()
            .filter(|hop| matches!(hop.trust, Trust::Own | Trust::Border))
    }
}

fn border(lines: &Lines<'_>, hops: &[&(usize, Received)], chosen: Option<usize>) -> Border {
    let found = |hop, reason: &str| Border {
        hop: Some(hop),
        is_chosen: false,
        reason: reason.to_owned(),
    };
    if let Some(hop) = chosen.filter(|hop| *hop < hops.len()) {
        return Border {
            is_chosen: true,
            ..found(hop, "You chose this line.")
        };
    }
    // A server's own word of where the mail came from stands above the line of the server that took it.
    for (hint, name) in hinted(lines) {
        let newest = hops
            .iter()
            .enumerate()
            .rev()
            .find(|(_, (place, received))| *place > hint.0 && received.address == Some(hint.1));
        if let Some((hop, _)) = newest {
            let reason =
                format!("A {name} header above it says that the mail came from this address.");
            return found(hop, &reason);
        }
    }
    let public = || {
        hops.iter()
            .enumerate()
            .rev()
            .filter(|(_, (_, received))| received.address.is_some_and(shared::address::is_public))
    };
    if let Some((hop, _)) = public().find(|(_, (_, received))| !is_internal(received)) {
        let reason = "It is the newest line in which a server took the mail from a public address outside of its own \
                      organisation.";
        return found(hop, reason);
    }
    if let Some((hop, _)) = public().next() {
        return found(hop, "It is the newest line with a public address.");
    }
    let reason = if hops.is_empty() {
        "There are no Received headers."
    } else {
        "No Received header says from which public address the mail came."
    };
    Border {
        hop: None,
        is_chosen: false,
        reason: reason.to_owned(),
    }
}

/// What servers say of the sender's address: the place of the header, the address, and the header's name.
fn hinted<'a>(lines: &'a Lines<'_>) -> impl Iterator<Item = ((usize, IpAddr), &'static str)> + 'a {
    let spf = lines
        .spf
        .iter()
        .filter_map(|(place, read)| Some(((*place, read.address?), "Received-SPF")));
    let results = lines.results.iter().filter_map(|(place, read)| {
        let address = read.results.iter().find_map(|result| {
            let named = ["smtp.remote-ip", "policy.iprev", "smtp.client-ip"];
            let property = named.iter().find_map(|name| result.property(name));
            let sender = || {
                let comments = result.comments.iter();
                comments
                    .filter(|comment| {
                        comment.contains("sender IP is") || comment.contains("designates")
                    })
                    .flat_map(|comment| comment.split([' ', '=']))
                    .find_map(received::address)
            };
            property.and_then(received::address).or_else(sender)
        })?;
        Some(((*place, address), "Authentication-Results"))
    });
    spf.chain(results)
}

/// Whether a hop is from one server to another of the same organisation, by their names. A guess: that is why the border
/// can be chosen.
fn is_internal(received: &Received) -> bool {
    // A machine that calls itself “localhost” took it from itself, by its public address.
    if received.by.as_deref() == Some("localhost") {
        return true;
    }
    let Some(by) = received.by.as_deref().and_then(organisation) else {
        return false;
    };
    let from = [&received.reverse, &received.helo];
    from.into_iter()
        .flatten()
        .filter_map(|name| organisation(name))
        .any(|name| name == by)
}

/// The organisation that a host's name belongs to, by a rule of thumb; nothing for what is no name.
pub(super) fn organisation(name: &str) -> Option<String> {
    let name = name.trim_matches('.').to_ascii_lowercase();
    if name.parse::<IpAddr>().is_ok() || name.starts_with('[') || !name.contains('.') {
        return None;
    }
    Some(summary::organisation(&name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::authentication_results;
    use super::*;

    fn lines(values: &[&str]) -> Vec<(usize, Received)> {
        values
            .iter()
            .enumerate()
            .map(|(place, value)| (place + 1, received::parse(value)))
            .collect()
    }

    const NEWEST: &str = "from mx1.example.org (mx1.example.org [8.8.4.4]) by store.example.org with LMTPS id 3; Sun, 22 \
                          Nov 2026 10:00:09 +0000";
    const IN: &str = "from out.example.net (out.example.net [8.8.8.8]) by mx1.example.org with ESMTPS id 2; Sun, 22 Nov \
                      2026 10:00:05 +0000";
    const OLDEST: &str = "from laptop (unknown [10.0.0.2]) by out.example.net with ESMTPSA id 1; Sun, 22 Nov 2026 11:00:06 \
                          +0100";

    fn path(
        received: &[(usize, Received)],
        results: &[(usize, AuthResults)],
        chosen: Option<usize>,
    ) -> Path {
        let lines = Lines {
            received,
            spf: &[],
            results,
        };
        Path::read(&lines, chosen)
    }

    #[test]
    fn the_way_is_told_from_its_beginning() {
        let received = lines(&[NEWEST, IN, OLDEST]);
        let path = path(&received, &[], None);
        let told: Vec<_> = path.hops.iter().map(|hop| (hop.delay, hop.trust)).collect();
        assert_eq!(
            told,
            [
                (None, Trust::Claimed),
                // The clock of the first server is ahead.
                (Some(-1), Trust::Border),
                (Some(4), Trust::Own)
            ]
        );
        assert_eq!(path.seconds, Some(3));
        assert!(path.border.reason.contains("outside"));
    }

    #[test]
    fn the_border_is_hinted_or_chosen() {
        let received = lines(&[NEWEST, IN, OLDEST]);
        assert_eq!(path(&received, &[], Some(2)).border.hop, Some(2));
        assert_eq!(path(&received, &[], Some(7)).border.hop, Some(1));
        let says = "mx1.example.org; spf=pass (sender IP is 10.0.0.2) smtp.mailfrom=example.net";
        let results = [(0, authentication_results::parse(says, false))];
        let hinted = path(&received, &results, None);
        assert_eq!(hinted.border.hop, Some(0));
        assert!(hinted.border.reason.contains("Authentication-Results"));
        // Below the line of the server it is the sender's word.
        let results = [(9, authentication_results::parse(says, false))];
        assert_eq!(path(&received, &results, None).border.hop, Some(1));
        assert_eq!(path(&[], &[], None).border.hop, None);
    }

    #[test]
    fn organisations_by_name() {
        for (name, of) in [
            ("mx.example.org", Some("example.org")),
            ("a.b.example.co.uk", Some("example.co.uk")),
            ("example.org.", Some("example.org")),
            ("localhost", None),
            ("192.0.2.1", None),
        ] {
            assert_eq!(organisation(name).as_deref(), of);
        }
    }
}
