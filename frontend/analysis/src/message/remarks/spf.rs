//! Whether the address that sent it may send.

use shared::DomainName;

use super::Remark;
use crate::dns::{QueryName, RecordType, TxtRecord};
use crate::evidence::{Evidence, Lookup};
use crate::finding::Severity;
use crate::fix::record::zone_line;
use crate::message::examine::Examination;
use crate::reports::summary;
use crate::spf::{self, SpfResult};

pub(super) fn of_spf(seen: &Examination, evidence: &Evidence, list: &mut Vec<Remark>) {
    let spf = &seen.spf;
    let rfc = "RFC 7208";
    let remark = |code, severity, title: String| {
        let remark = Remark::new(code, severity, title, &spf.words).by(rfc);
        match &spf.mail_from_source {
            Some(source) => remark.evidence(format!(
                "{source}: <{}>",
                spf.mail_from.as_deref().unwrap_or_default()
            )),
            None => remark,
        }
    };
    let (Some(domain), Some(result), Some(address)) =
        (spf.domain.as_deref(), spf.result, spf.address)
    else {
        if let Some(hop) = super::login(seen) {
            let title = "The mail was handed in with a login, so SPF is not asked".to_owned();
            list.push(
                remark("spf-not-checked", Severity::Info, title)
                    .evidence(format!("Received: {}", hop.received.text)),
            );
        } else if !spf.pending {
            let title = "SPF could not be checked".to_owned();
            list.push(remark("spf-not-checked", Severity::Info, title));
        }
        return;
    };
    let of_spf = seen
        .dmarc
        .identifiers
        .iter()
        .find(|one| one.mechanism == "spf");
    let is_own = of_spf.and_then(|one| one.aligned) == Some(true);
    // What may be added, if the sender turns out to be one's own.
    let added = || {
        let record = spf_record(domain, evidence)?;
        Some(zone_line(
            domain,
            "TXT",
            &summary::with_terms(&record, &[summary::term(address)]),
        ))
    };
    let own_sender = format!(
        "If {address} sends for {domain} by your leave, add it to the record; else leave it."
    );
    match result {
        SpfResult::Pass if is_own => {
            list.push(remark(
                "spf-pass",
                Severity::Good,
                format!("{address} may send for {domain}, by SPF"),
            ));
        }
        SpfResult::Pass => {
            let author = seen
                .author
                .domain
                .as_ref()
                .map_or("the author's domain", DomainName::as_str);
            let mut one = remark(
                "spf-not-aligned",
                Severity::Advice,
                format!("SPF vouches for {domain}, which is not the From domain"),
            );
            one.text = format!(
                "{} Bounces go to {domain}, and people see {author}: for DMARC such a pass does not count.",
                one.text
            );
            // A mailing list takes bounces itself, and DKIM is all that an author has there.
            if seen.hints.iter().any(|hint| hint.name == "List-Id") {
                one.severity = Severity::Info;
                one.text.push_str(
                    " With a mailing list (List-Id) it is always so, since the list takes the bounces.",
                );
                list.push(one);
                return;
            }
            list.push(one.todo(match summary::service_of(domain) {
                Some(service) => format!(
                    "{} sends this. Ask it for a bounce address below your own domain, or rest on DKIM. {}",
                    service.name, service.dkim
                ),
                None => format!(
                    "Ask whoever sends for {author} to use a bounce address of {author} or below it, or rest on DKIM with \
                     “d={author}”."
                ),
            }));
        }
        SpfResult::Fail | SpfResult::SoftFail => {
            let title = format!("{address} is not among the servers that send for {domain}");
            list.push(
                remark("spf-fail", Severity::Warning, title)
                    .todo(format!("{own_sender} Mail that was forwarded fails SPF by its nature; DKIM then has to do."))
                    .record(added()),
            );
        }
        SpfResult::Neutral => {
            let title = format!("{domain} does not say whether {address} sends for it");
            list.push(
                remark("spf-neutral", Severity::Advice, title)
                    .todo(own_sender)
                    .record(added()),
            );
        }
        SpfResult::None => {
            let title = format!("{domain} has no SPF record");
            let record = format!("v=spf1 {} ~all", summary::term(address));
            list.push(
                remark("spf-none", Severity::Advice, title)
                    .todo(format!(
                        "If {domain} is yours, name all its senders in a record. With this sender alone it would read:"
                    ))
                    .record(Some(zone_line(domain, "TXT", &record))),
            );
        }
        SpfResult::PermError => {
            let title = format!("The SPF record of {domain} is broken");
            list.push(
                remark("spf-broken", Severity::Warning, title)
                    .todo(format!("Check {domain} here to see what is wrong with it.")),
            );
        }
        SpfResult::TempError => {
            let title = format!("The SPF record of {domain} could not be looked up");
            list.push(remark("spf-unknown", Severity::Info, title));
        }
    }
}

/// The one valid SPF record of a domain, as text.
fn spf_record(domain: &str, evidence: &Evidence) -> Option<String> {
    let name = QueryName::from(&DomainName::parse(domain).ok()?);
    let Lookup::Found(answer) = evidence.lookup(&name, RecordType::Txt) else {
        return None;
    };
    let texts: Vec<TxtRecord> = answer.txt_records().cloned().collect();
    spf::select(&texts).record().map(ToString::to_string)
}
