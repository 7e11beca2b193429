//! The way of a mail, line by line.

use std::fmt::{self, Write as _};

use analysis::message::{Examination, Hop, SenderName, Trust};

use crate::text::escaped;

pub(super) fn write_path(out: &mut String, seen: &Examination) -> fmt::Result {
    if seen.path.hops.is_empty() {
        return writeln!(
            out,
            "\nThere are no Received headers, so the way is not known."
        );
    }
    match seen.path.unread {
        0 => writeln!(out, "\nThe way, oldest first")?,
        unread => writeln!(
            out,
            "\nThe way, oldest first; {unread} older lines are not read"
        )?,
    }
    for (number, hop) in seen.path.hops.iter().enumerate() {
        write_hop(out, number + 1, hop)?;
    }
    let border = &seen.path.border;
    match border.hop {
        Some(hop) => writeln!(
            out,
            "  The mail came in at line {}. {} Another is chosen with --border.",
            hop + 1,
            escaped(&border.reason)
        )?,
        None => writeln!(out, "  {}", escaped(&border.reason))?,
    }
    if let Some(address) = seen.spf.address {
        let name = match &seen.spf.name {
            SenderName::NotAsked => return Ok(()),
            SenderName::Unknown { why } => format!("its name could not be looked up: {why}"),
            SenderName::Absent => "DNS has no name for it".to_owned(),
            SenderName::Confirmed { name } => {
                format!("DNS calls it {name}, which leads back to it")
            }
            SenderName::Unconfirmed { name } => {
                format!("DNS calls it {name}, which does not lead back to it")
            }
        };
        writeln!(out, "  It came from {address}: {}.", escaped(&name))?;
    }
    Ok(())
}

pub(super) fn write_hop(out: &mut String, number: usize, hop: &Hop) -> fmt::Result {
    let received = &hop.received;
    let address = received
        .address
        .map(|address| format!(" [{address}]"))
        .unwrap_or_default();
    let from = match (&received.helo, &received.reverse) {
        (Some(helo), Some(reverse)) if helo != reverse => format!("{helo} ({reverse}){address}"),
        (Some(name), _) | (None, Some(name)) => format!("{name}{address}"),
        (None, None) => address.trim().to_owned(),
    };
    let by = received.by.as_deref().unwrap_or("?");
    let mark = if hop.trust == Trust::Border {
        '»'
    } else {
        ' '
    };
    if from.is_empty() {
        writeln!(out, "{mark} {number:>2}. {}", escaped(by))?;
    } else {
        writeln!(
            out,
            "{mark} {number:>2}. {} → {}",
            escaped(&from),
            escaped(by)
        )?;
    }
    let mut facts: Vec<String> = Vec::new();
    facts.extend(received.at.map(|at| at.to_string()));
    facts.extend(hop.delay.map(|delay| match delay {
        0.. => format!("{delay:+} s"),
        _ => format!("{} s before the line above: the clocks differ", -delay),
    }));
    facts.extend(received.protocol.clone());
    if let Some(tls) = &received.tls {
        facts.extend(tls.version.clone());
        facts.extend(tls.cipher.clone());
    }
    facts.push(received.sealed.words().to_owned());
    writeln!(out, "      {}", escaped(&facts.join(" · ")))?;
    writeln!(out, "      {}", hop.trust.words())
}
