//! When certificates are valid: each once, wherever it was seen.

use crate::finding::Area;
use std::net::IpAddr;

use shared::{DomainName, Timestamp};

use super::{Row, Table};
use crate::report::{CertificateReport, Report};

/// One certificate with the places where it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validity<'a> {
    /// The certificate.
    pub certificate: &'a CertificateReport,
    /// Where it was presented: never none.
    pub seen_at: Vec<(&'a DomainName, IpAddr)>,
}

impl Validity<'_> {
    /// From when on it is time to renew it: when two thirds of its life are over. Only of what a server's operator renews.
    #[must_use]
    pub fn renewal(&self) -> Option<Timestamp> {
        let CertificateReport {
            role,
            not_before,
            not_after,
            ..
        } = self.certificate;
        let (from, to) = (not_before.millis(), not_after.millis());
        let life = to.checked_sub(from).filter(|life| *life > 0)?;
        (*role == "leaf").then(|| Timestamp::from_millis(to - life / 3))
    }

    /// How it stands at a moment, in a few words.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> &'static str {
        let certificate = self.certificate;
        if now < certificate.not_before {
            "not valid yet"
        } else if now > certificate.not_after {
            "expired"
        } else if self.renewal().is_some_and(|renewal| now >= renewal) {
            "time to renew"
        } else {
            "valid"
        }
    }
}

/// Every certificate of the servers that take the domain's mail, in the order in which they were seen: leaves first, then
/// what they are signed with.
#[must_use]
pub fn validities(report: &Report) -> Vec<Validity<'_>> {
    let mut all: Vec<Validity<'_>> = Vec::new();
    for host in &report.hosts {
        for address in &host.addresses {
            let others = address.other_certificates.iter();
            let chains = others.flat_map(|chain| &chain.certificates);
            for certificate in address.certificates.iter().chain(chains) {
                let place = (&host.host, address.address);
                let same =
                    |known: &&mut Validity<'_>| known.certificate.sha256 == certificate.sha256;
                match all.iter_mut().find(same) {
                    Some(known) if known.seen_at.contains(&place) => {}
                    Some(known) => known.seen_at.push(place),
                    None => all.push(Validity {
                        certificate,
                        seen_at: vec![place],
                    }),
                }
            }
        }
    }
    all.sort_by_key(|one| one.certificate.role != "leaf");
    all
}

pub(super) fn table(validities: &[Validity<'_>], now: Timestamp) -> Table {
    let row = |one: &Validity<'_>| {
        let certificate = one.certificate;
        let renewal = one.renewal();
        let places: Vec<String> = one
            .seen_at
            .iter()
            .map(|(host, address)| format!("{host} ({address})"))
            .collect();
        Row::new([
            format!("{} ({})", certificate.subject, certificate.role),
            certificate.issuer.clone(),
            certificate.not_before.date(),
            certificate.not_after.date(),
            renewal.map_or_else(String::new, Timestamp::date),
            one.state(now).to_owned(),
            places.join(", "),
        ])
    };
    Table {
        name: "certificates",
        area: Some(Area::Certificate),
        title: "When the certificates are valid",
        summary: summary(validities, now),
        columns: &[
            "Certificate",
            "Issued by",
            "From",
            "Until",
            "Renew from",
            "Today",
            "Seen at",
        ],
        rows: validities.iter().map(row).collect(),
    }
}

/// "3 certificates; the first to end is that of mx1.example.org, on 2027-02-10, in 75 days".
fn summary(validities: &[Validity<'_>], now: Timestamp) -> String {
    let count = match validities.len() {
        1 => "1 certificate".to_owned(),
        all => format!("{all} certificates"),
    };
    let leaves = validities
        .iter()
        .filter(|one| one.certificate.role == "leaf");
    let Some(first) = leaves.min_by_key(|one| one.certificate.not_after) else {
        return count;
    };
    let certificate = first.certificate;
    let when = match certificate.days_left {
        _ if first.state(now) == "expired" => "is over".to_owned(),
        1 => "ends in 1 day".to_owned(),
        days => format!("ends in {days} days"),
    };
    let host = first.seen_at.first();
    let host = host.map_or_else(String::new, |(host, _)| format!(" of {host}"));
    format!(
        "{count}; the one{host} {when}, on {}",
        certificate.not_after.date()
    )
}
