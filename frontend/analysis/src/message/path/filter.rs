//! Filters that a recipient has put before his own servers: what those see is the filter's address, and not the sender's.

use std::net::IpAddr;

use super::doubt::Doubt;
use super::faults::Faults;
use super::inside::{Inside, inside, is_outside};
use super::organisation;
use crate::message::received::Received;

/// Domains of hosts that filter mail for others, on its way in and on its way out, and what they are called.
const FILTERS: [(&str, &str); 19] = [
    ("pphosted.com", "Proofpoint"),
    ("ppops.net", "Proofpoint"),
    ("ppe-hosted.com", "Proofpoint Essentials"),
    ("mimecast.com", "Mimecast"),
    ("mimecast.co.za", "Mimecast"),
    ("mimecast-offshore.com", "Mimecast"),
    ("barracudanetworks.com", "Barracuda"),
    ("iphmx.com", "Cisco"),
    ("sophos.com", "Sophos"),
    ("hornetsecurity.com", "Hornetsecurity"),
    ("antispameurope.com", "Hornetsecurity"),
    ("messagelabs.com", "Symantec"),
    ("trendmicro.com", "Trend Micro"),
    ("trendmicro.eu", "Trend Micro"),
    ("fireeyecloud.com", "Trellix"),
    ("mailcontrol.com", "Forcepoint"),
    ("retarus.com", "Retarus"),
    ("expurgate.net", "eXpurgate"),
    ("antispamcloud.com", "SpamExperts"),
];

/// The filter that handed a mail over, by its name: what it is called.
pub(super) fn filter(line: &Received) -> Option<&'static str> {
    let checked = line.reverse.as_deref().filter(|_| !line.is_doubtful);
    // Microsoft 365 writes no other name than that in EHLO.
    let given = || line.helo.as_deref().filter(|_| is_of_microsoft(line));
    let of = organisation(checked.or_else(given)?)?;
    let found = FILTERS.iter().find(|(domain, _)| *domain == of);
    let is_own = line.by.as_deref().and_then(organisation).as_ref() == Some(&of);
    found.filter(|_| !is_own).map(|(_, name)| *name)
}

/// What there is to doubt of a border from a host that may be a filter of the recipient's own. The recipient's server saw
/// that host, so that its own results do not remove the doubt.
pub(super) fn doubt(hops: &[&(usize, Received)], border: usize, faults: &Faults) -> Option<Doubt> {
    let (place, line) = hops.get(border)?;
    let address = line.address?;
    let name = line.reverse.as_deref().or(line.helo.as_deref());
    let name = name.unwrap_or("a host");
    let filter = filter(line);
    let skipped = before(hops, border, |older| {
        let is_named = |one: IpAddr| one != address && faults.skipped.contains(&one);
        is_of_microsoft(line) && older.address.is_some_and(is_named)
    });
    let (number, taken) = (border + 1, |hop: usize| hop + 1);
    let (hop, words) = match (skipped, filter) {
        (Some(hop), _) => {
            let inner = hops.get(hop).and_then(|(_, older)| older.address)?;
            let words = format!(
                "It hangs on whether {name} ({address}) is a server that the recipient has put before his own. A header that \
                 Exchange writes says so, and that the mail came there from {inner}; whoever sent the mail could have written \
                 it, too."
            );
            (hop, words)
        }
        (None, Some(filter)) => {
            let hop = before(hops, border, |older| {
                older.address.is_some_and(is_outside) && inside(older) == Inside::No
            })?;
            let words = format!(
                "It hangs on whether {name} ({address}), a filter for mail by {filter}, works here for the recipient or for \
                 the sender."
            );
            (hop, words)
        }
        (None, None) => return None,
    };
    Some(Doubt {
        from: place + 1,
        hops: vec![hop],
        is_public: true,
        is_torn: false,
        is_below: true,
        words: format!(
            "{words} Choose line {} if it is the recipient's, and line {number} if it is the sender's.",
            taken(hop)
        ),
    })
}

/// The newest line below the border of which something is so.
fn before(
    hops: &[&(usize, Received)],
    border: usize,
    is_so: impl Fn(&Received) -> bool,
) -> Option<usize> {
    let older = hops.iter().enumerate().take(border).rev();
    older
        .filter(|(_, (_, line))| is_so(line))
        .map(|(hop, _)| hop)
        .next()
}

fn is_of_microsoft(line: &Received) -> bool {
    line.by.as_deref().and_then(organisation).as_deref() == Some("outlook.com")
}
