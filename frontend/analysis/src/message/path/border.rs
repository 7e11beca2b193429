//! Where one's own servers begin: a guess, with its reason in words.

use std::net::IpAddr;

use super::{Border, Lines};
use crate::message::received::{self, Received};
use crate::reports::summary;

pub(super) fn border(
    lines: &Lines<'_>,
    hops: &[&(usize, Received)],
    chosen: Option<usize>,
) -> Border {
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
pub(super) fn hinted<'a>(
    lines: &'a Lines<'_>,
) -> impl Iterator<Item = ((usize, IpAddr), &'static str)> + 'a {
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
pub(super) fn is_internal(received: &Received) -> bool {
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
pub(in crate::message) fn organisation(name: &str) -> Option<String> {
    let name = name.trim_matches('.').to_ascii_lowercase();
    if name.parse::<IpAddr>().is_ok() || name.starts_with('[') || !name.contains('.') {
        return None;
    }
    Some(summary::organisation(&name).to_owned())
}
