//! What a domain that takes no mail publishes, so that nobody tries and nobody sends in its name.

use shared::DomainName;

use super::record::zone_line;
use super::settings::insert;
use crate::facts::{Facts, Presence};
use crate::finding::{Code, Finding, Paste, PasteForm};

/// Adds to what is said of a domain without mail the rest of the three records that say so: null MX (RFC 7505 §3), SPF
/// that lets nobody send (RFC 7208 §10.1.2), DMARC that refuses forgeries (RFC 9989 §4.7).
pub(super) fn add(finding: &mut Finding, facts: &Facts<'_>, domain: &DomainName) {
    if !matches!(finding.code, Code::NoMailService | Code::NullMx) || facts.takes_mail() {
        return;
    }
    let Some(mail) = &facts.mail else { return };
    let lines = missing(domain, &mail.spf.presence(), &mail.dmarc.presence());
    if lines.is_empty() {
        return;
    }
    let paste = Paste {
        step: "If the domain sends no mail either, say so: then nobody can send in its name unnoticed.".into(),
        place: format!("DNS zone of {domain}"),
        form: PasteForm::Text,
        text: lines.join("\n"),
        order: 20,
    };
    insert(&mut finding.pastes, paste);
}

/// The records of what is definitely not there: a domain without MX records may well send, and then has them.
fn missing(domain: &DomainName, spf: &Presence, dmarc: &Presence) -> Vec<String> {
    let mut lines = Vec::new();
    if *spf == Presence::Absent {
        lines.push(zone_line(domain.as_str(), "TXT", "v=spf1 -all"));
    }
    if *dmarc == Presence::Absent {
        let owner = format!("_dmarc.{domain}");
        lines.push(zone_line(&owner, "TXT", "v=DMARC1; p=reject"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_definitely_not_there_is_offered() {
        let domain = DomainName::parse("example.org").unwrap();
        let spf = r#"example.org. IN TXT "v=spf1 -all""#;
        let dmarc = r#"_dmarc.example.org. IN TXT "v=DMARC1; p=reject""#;
        assert_eq!(
            missing(&domain, &Presence::Absent, &Presence::Absent),
            [spf, dmarc]
        );
        assert_eq!(
            missing(&domain, &Presence::Present, &Presence::Absent),
            [dmarc]
        );
        for unclear in [
            Presence::NotAsked,
            Presence::Unknown("no answer".to_owned()),
            Presence::Broken("no such thing".to_owned()),
        ] {
            assert!(missing(&domain, &unclear, &unclear).is_empty());
        }
    }
}
