//! A host and its addresses, for reading in a terminal.

use std::fmt::{self, Write as _};

use analysis::report::{
    AddressReport, CertificateReport, HostReport, ListReport, SubmissionReport,
};

use super::escaped;

/// A host with its addresses.
pub(super) fn write(out: &mut String, host: &HostReport) -> fmt::Result {
    let preference = host
        .preference
        .map(|preference| format!("MX {preference} "))
        .unwrap_or_default();
    writeln!(
        out,
        "\n{preference}{}, port {}: {}",
        host.host,
        host.service.port(),
        escaped(&host.summary)
    )?;
    if let Some(dane) = &host.dane {
        writeln!(out, "  DANE: {}", escaped(&dane.summary))?;
    }
    let mut told: Option<&AddressReport> = None;
    for address in &host.addresses {
        write_address(out, address)?;
        // Most hosts show the same at each address; once is enough then.
        match told {
            Some(first) if shows_the_same(first, address) => {
                writeln!(out, "    the same as at {}", first.address)?;
            }
            _ => {
                write_tls(out, address)?;
                told = told.or(Some(address));
            }
        }
    }
    Ok(())
}

/// The servers through which the domain's own users send.
pub(super) fn write_submission(out: &mut String, submission: &SubmissionReport) -> fmt::Result {
    if submission.records.is_empty() && submission.hosts.is_empty() {
        return Ok(());
    }
    writeln!(
        out,
        "\nServers for sending: {}",
        escaped(&submission.summary)
    )?;
    for record in &submission.records {
        writeln!(out, "  {}", escaped(record))?;
    }
    submission
        .hosts
        .iter()
        .try_for_each(|host| write(out, host))
}

fn write_address(out: &mut String, address: &AddressReport) -> fmt::Result {
    let ptr = address
        .ptr
        .as_ref()
        .map(|name| format!(" ({})", escaped(name)));
    let tls = address
        .tls
        .as_ref()
        .map(|tls| format!(" · {} {}", tls.version, tls.suite));
    let certificate = address
        .certificates
        .first()
        .map(|leaf| format!(" · certificate until {}", leaf.not_after.date()));
    writeln!(
        out,
        "  {}{}: {}{}{}",
        address.address,
        ptr.unwrap_or_default(),
        escaped(&address.summary),
        tls.unwrap_or_default(),
        certificate.unwrap_or_default()
    )
}

/// Everything that the handshakes showed, in a few tables.
fn write_tls(out: &mut String, address: &AddressReport) -> fmt::Result {
    if address.tls.is_some() {
        let versions = address.versions.iter();
        let versions: Vec<String> = versions
            .map(|known| format!("{} {}", known.version, known.outcome))
            .collect();
        writeln!(out, "    {}", versions.join(" · "))?;
    }
    for fact in &address.facts {
        writeln!(out, "    {}: {}", fact.title, escaped(&fact.value))?;
    }
    write_chain(out, &address.certificates)?;
    for other in &address.other_certificates {
        writeln!(out, "    to {}:", other.shown_to)?;
        write_chain(out, &other.certificates)?;
    }
    for suites in &address.suites {
        write_list(out, "suites", suites)?;
    }
    for groups in &address.groups {
        write_list(out, "groups", groups)?;
    }
    Ok(())
}

/// What a deep look found of one kind in one version, in the order in which the server chose it.
fn write_list(out: &mut String, what: &str, list: &ListReport) -> fmt::Result {
    writeln!(
        out,
        "    {} {what}, {}; the order is {}:",
        list.version,
        list.accepted.len(),
        list.preference
    )?;
    let widest = list.accepted.iter().map(|known| known.name.len()).max();
    for known in &list.accepted {
        let width = widest.unwrap_or_default();
        writeln!(out, "      {:<width$}  {}", known.name, known.strength)?;
    }
    match &list.cut_short {
        Some(why) => writeln!(out, "      perhaps not all: {}", escaped(why)),
        None => Ok(()),
    }
}

/// A chain, one certificate a line, leaf first.
fn write_chain(out: &mut String, certificates: &[CertificateReport]) -> fmt::Result {
    for certificate in certificates {
        writeln!(
            out,
            "    {}: {} · by {} · until {} ({} days) · {}, {}",
            certificate.role,
            escaped(&certificate.subject),
            escaped(&certificate.issuer),
            certificate.not_after.date(),
            certificate.days_left,
            certificate.key,
            certificate.signature
        )?;
    }
    let names = certificates.first().map(|leaf| leaf.names.as_slice());
    match names.unwrap_or_default() {
        [] => Ok(()),
        names => writeln!(out, "    for {}", escaped(&first_of(names))),
    }
}

/// The first few of many names.
fn first_of(names: &[String]) -> String {
    const SHOWN: usize = 6;
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    match names.len().checked_sub(SHOWN) {
        None | Some(0) => shown.join(", "),
        Some(more) => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Whether there is nothing to print of one that was not printed of the other.
fn shows_the_same(first: &AddressReport, other: &AddressReport) -> bool {
    let shown = |address: &AddressReport| {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = write_tls(&mut text, address);
        text
    };
    shown(first) == shown(other)
}
