//! Findings about TLS reporting.

use shared::DomainName;

use super::parse::with_all_addresses;
use super::{TlsRptRecord, select};
use crate::dns::{QueryName, RecordType, TxtRecord};
use crate::evidence::{Evidence, Lookup};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding};
use crate::fix::record::zone_line;
use crate::mta_sts::check::messages;
use crate::mx::capitalised;
use crate::syntax::{Recognized, Selection};

/// Adds what there is to say about a domain's TLS reporting.
pub(crate) fn check(
    domain: &DomainName,
    evidence: &Evidence,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let about = About::Domain {
        domain: domain.clone(),
    };
    let zone = format!("DNS zone of {domain}");
    let line =
        format!("_smtp._tls.{domain}. IN TXT \"v=TLSRPTv1; rua=mailto:tls-reports@{domain}\"");
    let Ok(name) = QueryName::prefixed("_smtp._tls", domain) else {
        return;
    };
    let finding = |code, detail: String| Finding::new(code, about.clone(), detail);
    // RFC 8460 §3: several addresses stand in one “rua”, with commas between them.
    let own = |text: &str, record: &TlsRptRecord| {
        let whole = with_all_addresses(text, record).to_string();
        zone_line(name.as_str(), "TXT", &whole)
    };
    let selection = match evidence.lookup(&name, RecordType::Txt) {
        Lookup::NotAsked => return,
        Lookup::Unknown(failure) | Lookup::Bogus(failure) => {
            let detail = format!("{}.", capitalised(&failure.to_string()));
            findings.push(finding(Code::TlsRptUnknown, detail));
            return;
        }
        Lookup::NoData(_) | Lookup::NxDomain(_) => Selection::Absent,
        Lookup::Found(message) => {
            let records: Vec<TxtRecord> = message.txt_records().cloned().collect();
            select(&records)
        }
    };
    let verdict = match selection {
        // A domain that takes no mail gets no reports about it.
        Selection::Absent if !facts.takes_mail() => return,
        Selection::Absent => finding(
            Code::TlsRptAbsent,
            format!("There is no TXT record at {name} that begins with “v=TLSRPTv1;”."),
        )
        .with_paste(zone, line),
        Selection::Several(records) => {
            // What the domain chose first, else what it may choose.
            let first = records
                .iter()
                .find_map(|one| Some(own(&one.text, one.parsed.record()?)));
            let kept = first.unwrap_or(line);
            finding(
                Code::TlsRptSeveral,
                format!("{name} has {}.", records.len()),
            )
            .with_evidence_of(records.iter().map(|record| &record.text))
            .with_paste(zone, kept)
        }
        Selection::NearMiss(misses) => finding(
            Code::TlsRptNearMiss,
            misses
                .first()
                .map(|miss| miss.kind.to_string())
                .unwrap_or_default(),
        )
        .with_evidence_of(misses.iter().map(|miss| &miss.text))
        .with_paste(zone, line),
        Selection::One(selected) => match &selected.parsed {
            Recognized::Foreign => return,
            Recognized::Malformed(defects) => finding(Code::TlsRptInvalid, messages(defects))
                .with_evidence(&selected.text)
                .with_paste(zone, line),
            Recognized::Record(record, defects) => {
                if !defects.is_empty() {
                    let flaw = finding(Code::TlsRptFlaw, messages(defects));
                    let kept = own(&selected.text, record);
                    findings.push(flaw.with_evidence(&selected.text).with_paste(zone, kept));
                }
                let rua: Vec<&str> = record.rua.iter().map(|rua| rua.uri.as_str()).collect();
                finding(
                    Code::TlsRptFound,
                    format!("Reports go to {}.", rua.join(", ")),
                )
                .with_evidence(&selected.text)
            }
        },
    };
    findings.push(verdict);
}

/// Whether DNS says definitely that a domain asks nobody for reports.
pub(crate) fn is_absent(evidence: &Evidence, domain: &DomainName) -> bool {
    let Ok(name) = QueryName::prefixed("_smtp._tls", domain) else {
        return false;
    };
    match evidence.lookup(&name, RecordType::Txt) {
        Lookup::NoData(_) | Lookup::NxDomain(_) => true,
        Lookup::Found(message) => {
            let records: Vec<TxtRecord> = message.txt_records().cloned().collect();
            matches!(select(&records), Selection::Absent)
        }
        Lookup::NotAsked | Lookup::Unknown(_) | Lookup::Bogus(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::dkim::test_world::{Has, asked};
    use crate::finding::Code;

    #[test]
    fn what_is_to_be_pasted_has_all_addresses() {
        let rua = |name: &str| format!("rua=mailto:{name}@example.org;");
        let two = format!("v=TLSRPTv1; {} {}", rua("a"), rua("b"));
        let record = |text: &str| ("_smtp._tls.example.org", Has::Txt(text.to_owned()));
        let mx = || ("example.org", Has::Mx("mx.example.net"));
        let other = format!("v=TLSRPTv1; {}", rua("c"));
        for (zone, code) in [
            (vec![mx(), record(&two)], Code::TlsRptFlaw),
            (
                vec![mx(), record(&two), record(&other)],
                Code::TlsRptSeveral,
            ),
        ] {
            let (evidence, _) = asked(&zone, &[]);
            let judged = crate::assess(&evidence, evidence.now);
            let mut found = judged.findings.iter().filter(|one| one.code == code);
            assert_eq!(
                found.next().unwrap().pastes[0].text,
                "_smtp._tls.example.org. IN TXT \
                 \"v=TLSRPTv1; rua=mailto:a@example.org,mailto:b@example.org;\""
            );
        }
    }
}
