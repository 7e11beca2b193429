//! Whether a line is of one's own system: a hop from one server to another of the same organisation, or no hop at all.

use std::net::IpAddr;

use super::organisation;
use crate::message::received::Received;
use crate::reverse_dns::holds_address;

/// Whether a server took the mail from its own organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inside {
    /// Nothing shows it.
    No,
    /// By the name that DNS has for the sender's address alone. Whoever rents a machine has a name of his provider, too.
    ByName,
    /// It did.
    Yes,
}

/// Systems that give none of their own names to customers' machines.
const KEPT_APART: [&str; 2] = ["google.com", "outlook.com"];
/// Where Microsoft 365 takes mail from outside, and from one customer for another.
const FRONT_OF_MICROSOFT: &str = ".mail.protection.outlook.com";

pub(super) fn inside(received: &Received) -> Inside {
    if is_local(received) {
        return Inside::Yes;
    }
    let Some(by) = received.by.as_deref() else {
        return Inside::No;
    };
    let Some(of) = organisation(by).filter(|_| !received.is_doubtful) else {
        return Inside::No;
    };
    let is_same = |name: &String| organisation(name).as_ref() == Some(&of);
    let Some(reverse) = &received.reverse else {
        // The name in EHLO is for the sender to choose. Microsoft 365 writes no other, and checks it behind its front.
        let is_behind =
            of == "outlook.com" && !by.to_ascii_lowercase().ends_with(FRONT_OF_MICROSOFT);
        return match &received.helo {
            Some(helo) if is_behind && is_same(helo) => Inside::Yes,
            _ => Inside::No,
        };
    };
    // A name made of the address is what a provider gives to whole ranges that it rents out, and to none of its servers.
    let is_rented = received
        .address
        .is_some_and(|address| holds_address(reverse, address));
    if is_rented || !is_same(reverse) {
        Inside::No
    } else if KEPT_APART.contains(&of.as_str()) {
        Inside::Yes
    } else {
        Inside::ByName
    }
}

/// Whether the line tells of no hop between servers: a machine took the mail from itself, though by its public address, or
/// fetched it from a mailbox, or put it into one.
pub(super) fn is_local(received: &Received) -> bool {
    let is_loopback = |address: Option<IpAddr>| address.is_some_and(|one| one.is_loopback());
    // RFC 2033 §1: LMTP is for local delivery. And by POP or IMAP a user fetches his mail: nobody brings any.
    let word = received.word();
    received.by.as_deref() == Some("localhost")
        || is_loopback(received.by_address)
        || ["POP", "IMAP", "LMTP", "UTF8LMTP"]
            .iter()
            .any(|start| word.starts_with(start))
}

/// Whether an address is of the public internet. Those of documentation count too: people put them in place of their own
/// before they show a mail to others.
pub(super) fn is_outside(address: IpAddr) -> bool {
    shared::address::special_block(address).is_none_or(|block| block.purpose == "documentation")
}
