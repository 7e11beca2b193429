//! Where one's own servers begin: a guess, with its reason in words.
//!
//! Whoever sends a mail may write any lines below that of the server which takes it, name himself in EHLO as he likes, and
//! publish any name for his address. So none of these may move the border downwards: else a forger would say himself from
//! which address his mail came. Where a name is all that there is to go by, the border has a doubt.

use std::net::IpAddr;

use super::doubt::{doubt, rests};
use super::filter::{self, filter};
use super::inside::{Inside, inside, is_outside};
use super::order::Order;
use super::{Border, Lines};
use crate::message::received::{self, Received};
use crate::reports::summary;

/// Names under which one system writes: Microsoft 365 hands mail from the one to the other.
const SAME_SYSTEM: [(&str, &str); 2] = [
    ("office365.com", "outlook.com"),
    ("exchangelabs.com", "outlook.com"),
];

pub(super) fn border(
    lines: &Lines<'_>,
    hops: &[&(usize, Received)],
    chosen: Option<usize>,
) -> Border {
    let disorder = lines.faults.order.map(Order::words);
    if let Some(hop) = chosen.filter(|hop| *hop < hops.len()) {
        return Border {
            disorder,
            hop: Some(hop),
            is_chosen: true,
            reason: "You chose this line.".to_owned(),
            ..Border::default()
        };
    }
    if let Some(words) = disorder {
        return Border {
            reason: words.to_owned(),
            disorder,
            ..Border::default()
        };
    }
    let found = |hop, mut reason: String, hint| {
        let doubt = lines
            .faults
            .doubt(hops, hop, hint)
            .or_else(|| doubt(hops, hop, hint))
            .or_else(|| filter::doubt(hops, hop, &lines.faults));
        let of_filter = hops.get(hop).and_then(|(_, line)| filter(line));
        if let Some(doubt) = &doubt {
            reason.push_str(&format!(" {}", doubt.words));
        }
        Border {
            hop: Some(hop),
            reason,
            is_behind_filter: of_filter.is_some() || doubt.as_ref().is_some_and(|one| one.is_below),
            doubt,
            rests: rests(hops, hop, hint),
            ..Border::default()
        }
    };
    let came = came_in(hops);
    let limit = came
        .and_then(|(hop, _)| hops.get(hop))
        .map(|(place, _)| *place);
    let mut claimed = None;
    for hint in hinted(lines, limit) {
        let Some(hop) = named_by(&hint, hops) else {
            continue;
        };
        let Some((place, _)) = hops.get(hop) else {
            continue;
        };
        let above = hint.place.min(*place);
        if limit.is_none_or(|limit| above <= limit) {
            return found(hop, hint.reason(), Some(hint.place));
        }
        claimed = claimed.or(Some((hop, hint)));
    }
    if let Some((hop, reason)) = came {
        let mut reason = reason.to_owned();
        if let Some((other, hint)) = claimed.filter(|(other, _)| *other != hop) {
            reason.push_str(&format!(
                " {} header below it says that the mail came from {}, in line {}: whoever sent the mail may have written \
                 both. Choose that line if the servers above it are the recipient's own.",
                hint.named(),
                hint.address,
                other + 1
            ));
        }
        let mut public = hops
            .iter()
            .filter(|(_, received)| received.address.is_some_and(is_outside));
        return Border {
            is_inside: public.all(|(_, received)| inside(received) == Inside::Yes),
            ..found(hop, reason, None)
        };
    }
    let reason = if hops.is_empty() {
        "There are no Received headers."
    } else {
        "No Received header says from which public address the mail came."
    };
    Border {
        reason: reason.to_owned(),
        ..Border::default()
    }
}

/// The line in which the mail came in, by what the lines themselves show.
fn came_in(hops: &[&(usize, Received)]) -> Option<(usize, &'static str)> {
    let mut public = hops
        .iter()
        .enumerate()
        .rev()
        .filter(|(_, (_, received))| received.address.is_some_and(is_outside));
    let newest = public.clone().next();
    let outside = public.find(|(_, (_, received))| inside(received) == Inside::No);
    match (outside, newest) {
        (Some((hop, _)), _) => Some((
            hop,
            "It is the newest line in which a server took the mail from a public address outside of its own organisation.",
        )),
        (None, Some((hop, _))) => Some((hop, "It is the newest line with a public address.")),
        (None, None) => None,
    }
}

/// A server's word of the address that a mail came from, in another header than Received.
struct Hinted {
    place: usize,
    address: IpAddr,
    name: &'static str,
    /// Whether the header stands directly below the line that it is about, instead of above.
    is_below: bool,
}

impl Hinted {
    fn named(&self) -> String {
        let article = if self.name.starts_with('A') {
            "An"
        } else {
            "A"
        };
        format!("{article} {}", self.name)
    }

    fn reason(&self) -> String {
        let name = self.named();
        if self.is_below {
            format!(
                "{name} header directly below it, where the same server may write, says that the mail came from this address."
            )
        } else {
            format!("{name} header above it says that the mail came from this address.")
        }
    }
}

/// What servers say of the sender's address, from the top; `limit` is the place of the line in which the mail came in by
/// what the lines show.
fn hinted(lines: &Lines<'_>, limit: Option<usize>) -> Vec<Hinted> {
    let spf = lines
        .spf
        .iter()
        .filter_map(|(place, read)| Some((*place, read.address?, "Received-SPF")));
    let results = lines.results.iter().filter_map(|(place, read)| {
        let address = read.results.iter().find_map(|result| {
            let named = ["smtp.remote-ip", "policy.iprev", "smtp.client-ip"];
            let property = named.iter().find_map(|name| result.property(name));
            let sender = || {
                let mut comments = result.comments.iter();
                comments.find_map(|comment| sender(comment))
            };
            property.and_then(received::address).or_else(sender)
        })?;
        Some((*place, address, "Authentication-Results"))
    });
    let mut hints: Vec<Hinted> = spf
        .chain(results)
        // RFC 8601 §5: it is by its place that a header can be believed.
        .filter(|(place, _, _)| !lines.faults.may_be_moved(*place))
        .map(|(place, address, name)| Hinted {
            place,
            address,
            name,
            is_below: is_about_line_above(lines, place, address, limit),
        })
        .collect();
    hints.sort_by_key(|hint| hint.place);
    hints
}

/// The sender's address in a comment: `(sender IP is …)`, `(domain of … designates … as permitted sender)`. In front of it
/// stands the sender of MAIL FROM, which may hold anything.
fn sender(comment: &str) -> Option<IpAddr> {
    let behind = |words: &str| comment.rsplit_once(words).map(|(_, after)| after);
    let after = behind("sender IP is").or_else(|| behind("designates"))?;
    after.split([' ', '=']).find_map(received::address)
}

/// The line that a hint is about: its own server's above it, or the newest one below it from that address.
fn named_by(hint: &Hinted, hops: &[&(usize, Received)]) -> Option<usize> {
    let mut newest_first = hops.iter().enumerate().rev();
    if hint.is_below {
        let mut above = hops.iter().enumerate();
        return above
            .find(|(_, (place, _))| *place < hint.place)
            .map(|(hop, _)| hop);
    }
    newest_first
        .find(|(_, (place, received))| {
            *place > hint.place && received.address == Some(hint.address)
        })
        .map(|(hop, _)| hop)
}

/// Whether a header is about the line directly above it. Where that only moves the border upwards, or leaves it, it does not
/// matter who wrote the header: he puts less in the mail beyond doubt, and not more.
fn is_about_line_above(
    lines: &Lines<'_>,
    place: usize,
    address: IpAddr,
    limit: Option<usize>,
) -> bool {
    let is_upwards = |at: usize| limit.is_some_and(|limit| at <= limit) && is_outside(address);
    directly_above(lines, place).is_some_and(|(at, line)| {
        line.address == Some(address) && (is_upwards(*at) || is_of_google(line))
    })
}

/// The line of the server that wrote a header with results directly below it. Only Google is known to do so; whoever sends
/// to another could write such a header himself.
pub(in crate::message) fn line_above<'a>(
    lines: &'a Lines<'_>,
    place: usize,
) -> Option<&'a (usize, Received)> {
    directly_above(lines, place).filter(|(_, line)| is_of_google(line))
}

fn is_of_google(line: &Received) -> bool {
    line.by.as_deref().and_then(organisation).as_deref() == Some("google.com")
}

/// The line above a header, if nothing but headers with results is between.
fn directly_above<'a>(lines: &'a Lines<'_>, place: usize) -> Option<&'a (usize, Received)> {
    let is_result = |place: usize| {
        lines.spf.iter().any(|(at, _)| *at == place)
            || lines.results.iter().any(|(at, _)| *at == place)
    };
    let mut above = place.checked_sub(1)?;
    while is_result(above) {
        above = above.checked_sub(1)?;
    }
    lines.received.iter().find(|(at, _)| *at == above)
}

/// The organisation that a host's name belongs to, by a rule of thumb; nothing for what is no name.
pub(in crate::message) fn organisation(name: &str) -> Option<String> {
    let name = name.trim_matches('.').to_ascii_lowercase();
    if name.parse::<IpAddr>().is_ok() || name.starts_with('[') || !name.contains('.') {
        return None;
    }
    let found = summary::organisation(&name);
    let same = SAME_SYSTEM.iter().find(|(other, _)| *other == found);
    Some(same.map_or(found, |(_, one)| *one).to_owned())
}
