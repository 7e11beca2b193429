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
    let owner = domain.as_str();
    let mut lines = Vec::new();
    // Only what is definitely not there: a domain without MX records may well send.
    if mail.spf.presence() == Presence::Absent {
        lines.push(zone_line(owner, "TXT", "v=spf1 -all"));
    }
    if mail.dmarc.presence() == Presence::Absent {
        let owner = format!("_dmarc.{owner}");
        lines.push(zone_line(&owner, "TXT", "v=DMARC1; p=reject"));
    }
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
