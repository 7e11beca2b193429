//! The way that mail takes: every address of every host, how it is sealed, and what vouches for it.

use super::{Row, Table};
use crate::report::{AddressReport, HostReport, Proof, Report, Seal};

pub(super) fn table(report: &Report) -> Table {
    let rows: Vec<Row> = report.hosts.iter().flat_map(rows).collect();
    Table {
        name: "way",
        area: None,
        title: "The way that mail takes",
        summary: summary(report),
        columns: &[
            "Server and address",
            "Connection",
            "Certificate",
            "DANE",
            "MTA-STS",
        ],
        rows,
    }
}

/// How many addresses are in which state: "4 addresses: 3 sealed, 1 in clear".
fn summary(report: &Report) -> String {
    let ways = || {
        let hosts = report.hosts.iter();
        hosts.flat_map(|host| &host.addresses).map(|one| one.way)
    };
    let all = ways().count();
    if all == 0 {
        return match report.hosts.len() {
            0 => "no server is known".to_owned(),
            1 => "1 server, of which no address is known".to_owned(),
            hosts => format!("{hosts} servers, of which no address is known"),
        };
    }
    let proven = ways().filter(|way| way.is_authenticated()).count();
    let mut parts = Vec::new();
    if proven > 0 {
        parts.push(format!("{proven} sealed and authenticated"));
    }
    for seal in SEALS {
        let count = ways()
            .filter(|way| way.seal == seal && !way.is_authenticated())
            .count();
        if count > 0 {
            let only = if seal == Seal::Sealed { " only" } else { "" };
            parts.push(format!("{count} {}{only}", seal.words()));
        }
    }
    let addresses = if all == 1 { "address" } else { "addresses" };
    format!("{all} {addresses}: {}", parts.join(", "))
}

const SEALS: [Seal; 6] = [
    Seal::Sealed,
    Seal::InClear,
    Seal::CouldNotTell,
    Seal::Refused,
    Seal::NotTried,
    Seal::Pending,
];

fn rows(host: &HostReport) -> Vec<Row> {
    let name = match host.preference {
        Some(preference) => format!("{} (preference {preference})", host.host),
        None => host.host.to_string(),
    };
    let policy = host.policy.as_ref().map_or_else(
        || "no policy".to_owned(),
        |policy| {
            let why = policy.why.as_ref();
            let why = why.map_or_else(String::new, |why| [": ", why].concat());
            format!("{} ({}){why}", policy.outcome, policy.mode)
        },
    );
    let empty = String::new;
    let head = Row::new([name, host.summary.clone(), empty(), empty(), policy]);
    std::iter::once(head)
        .chain(host.addresses.iter().map(address))
        .collect()
}

fn address(address: &AddressReport) -> Row {
    let way = address.way;
    let connection = match &address.tls {
        Some(tls) if way.seal == Seal::Sealed => format!("sealed, {}", tls.version),
        // Why, behind the word that the picture has too.
        _ => match address.summary.split_once(": ") {
            Some((_, why)) => [way.seal.words(), ": ", why].concat(),
            None => way.seal.words().to_owned(),
        },
    };
    Row::below(
        1,
        [
            address.address.to_string(),
            connection,
            certificate(address),
            way.dane.map_or("no records", Proof::words).to_owned(),
            String::new(),
        ],
    )
}

fn certificate(address: &AddressReport) -> String {
    let word = match address.way.certificate {
        Proof::Vouches => "trusted",
        Proof::Refuses => "not trusted",
        other => other.words(),
    };
    match address.certificates.first() {
        Some(leaf) => format!(
            "{word}: by {}, until {}",
            leaf.issuer,
            leaf.not_after.date()
        ),
        None => word.to_owned(),
    }
}
