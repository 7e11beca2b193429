//! Findings.

use super::{Row, Said, name, rows, usual_group};
use crate::dns::{QueryName, RecordType};
use crate::evidence::Evidence;
use crate::facts::Facts;
use crate::finding::{About, Area, Code, Finding, Severity};

/// Records of one answer that a finding shows; the report has all.
const MAX_SHOWN: usize = 8;

/// Adds what there is to say, once all have answered.
pub(crate) fn check(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let evidence = facts.evidence;
    let Some(compared) = &evidence.wishes.compared else {
        return;
    };
    let rows = rows(evidence, compared);
    if rows.iter().any(|row| row.said == Said::Pending) {
        return;
    }
    let what = format!("{} of {}", compared.record_type, compared.name);
    let definite = rows.iter().filter(|row| row.group.is_some()).count();
    let others = rows
        .iter()
        .any(|row| row.group.is_some_and(|group| group > 0));
    let silent = rows.len() - definite;
    let (code, detail) = if others {
        (Code::DnsAnswersDiffer, differing(&what, &rows, evidence))
    } else if definite < 2 {
        let detail = format!(
            "Of {} resolvers asked for {what}, {definite} answered.",
            rows.len()
        );
        (Code::DnsAnswersUnknown, detail)
    } else if silent > 0 {
        let detail = format!(
            "{definite} resolvers give the same answer for {what}; of {silent} more it could not be told."
        );
        (Code::DnsAnswersUnknown, detail)
    } else {
        let proven = rows.iter().filter(|row| row.authenticated).count();
        // Resolvers that do not validate say nothing of DNSSEC: no difference of the answer.
        let dnssec = if proven == 0 || proven == definite {
            String::new()
        } else {
            format!("; {proven} of them say that DNSSEC proves it")
        };
        let detail = format!("All {definite} resolvers give the same answer for {what}{dnssec}.");
        (Code::DnsAnswersAgree, detail)
    };
    let mut finding = Finding::new(code, About::from(&evidence.subject), detail)
        .in_area(area(&compared.name, compared.record_type))
        .with_evidence_of(rows.iter().map(|row| line(row, evidence)));
    // Addresses often differ by design.
    let is_address = matches!(compared.record_type, RecordType::A | RecordType::Aaaa);
    if code == Code::DnsAnswersDiffer && is_address {
        finding = finding.with_severity(Severity::Info);
    }
    // The name was typed and may hold anything: a command only of what is nothing special to a shell.
    finding.reproduce = compared
        .name
        .to_domain_name()
        .ok()
        .map(|name| format!("dig +dnssec {name} {}", compared.record_type));
    findings.push(finding);
}

fn differing(what: &str, rows: &[Row], evidence: &Evidence) -> String {
    let usual = usual_group(rows);
    let others: Vec<String> = rows
        .iter()
        .filter(|row| row.group.is_some() && row.group != usual)
        .map(|row| name(&row.via, evidence))
        .collect();
    let longest = rows.iter().filter_map(|row| row.ttl).max().unwrap_or(0);
    format!(
        "For {what} another answer than most comes from: {}. The longest that any of them will keep its answer is \
         {longest} seconds.",
        others.join("; ")
    )
}

/// A resolver with its answer.
fn line(row: &Row, evidence: &Evidence) -> String {
    let answer = match &row.said {
        Said::Pending => "still to come".to_owned(),
        Said::Unknown(why) => format!("could not tell: {why}"),
        Said::NoData => "no such record".to_owned(),
        Said::NxDomain => "no such name".to_owned(),
        Said::Records(records) => {
            let shown = records.iter().take(MAX_SHOWN).map(ToString::to_string);
            let mut shown: Vec<String> = shown.collect();
            if records.len() > MAX_SHOWN {
                shown.push(format!("{} more", records.len() - MAX_SHOWN));
            }
            shown.join(" | ")
        }
    };
    let ttl = row
        .ttl
        .map(|ttl| format!(", TTL {ttl}"))
        .unwrap_or_default();
    let proven = if row.authenticated { ", AD" } else { "" };
    format!("{}{ttl}{proven}: {answer}", name(&row.via, evidence))
}

/// Where to look for it.
fn area(name: &QueryName, record_type: RecordType) -> Area {
    match record_type {
        RecordType::Tlsa => Area::Dane,
        RecordType::Ds | RecordType::Dnskey => Area::Dnssec,
        RecordType::Ptr => Area::ReverseDns,
        RecordType::Caa => Area::Certificate,
        RecordType::Srv => Area::Submission,
        RecordType::Txt => {
            let name = name.as_str();
            if name.starts_with("_mta-sts.") {
                Area::MtaSts
            } else if name.starts_with("_smtp._tls.") {
                Area::TlsRpt
            } else if name.starts_with("_dmarc.") {
                Area::Dmarc
            } else if name.contains("._domainkey.") {
                Area::Dkim
            } else if name.contains("._bimi.") {
                Area::Bimi
            } else {
                Area::Spf
            }
        }
        RecordType::Mx
        | RecordType::A
        | RecordType::Aaaa
        | RecordType::Ns
        | RecordType::Soa
        | RecordType::Cname => Area::Routing,
    }
}
