//! Whether the address that sent it may send.

mod pass;

use shared::DomainName;

use super::Remark;
use crate::dns::{QueryName, RecordType, TxtRecord};
use crate::evidence::{Evidence, Lookup};
use crate::finding::Severity;
use crate::fix::record::zone_line;
use crate::message::examine::Examination;
use crate::reports::summary;
use crate::spf::{self, SpfResult};

use pass::{Standing, is_carried, not_aligned, standing};

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
        if let Some(hop) = seen.path.handed_in() {
            let title = if hop.received.is_by_web() {
                "The mail was written on a web page, so SPF is not asked"
            } else {
                "The mail was handed in with a login, so SPF is not asked"
            };
            list.push(
                remark("spf-not-checked", Severity::Info, title.to_owned())
                    .evidence(format!("Received: {}", hop.received.text)),
            );
        } else if !spf.pending {
            // RFC 7208 §2.3, §4.3: what is no domain has a result at once, “none”, and nothing is left open.
            let title = if spf.result == Some(SpfResult::None) {
                "There is nothing that SPF may be checked for"
            } else {
                "SPF could not be checked"
            };
            list.push(remark("spf-not-checked", Severity::Info, title.to_owned()));
        }
        return;
    };
    // The record of a service is not for those who use it to change.
    let service = summary::service_of(domain);
    let is_carried = is_carried(seen);
    // RFC 7208 §2.4: SPF is about the host that handed the mail to the recipient's system. If that may be another one, this
    // address is none to add to a record: least of all that of the recipient's own filter.
    let is_open = spf.doubt.is_some() || seen.path.border.is_behind_filter;
    // What may be added, if the sender turns out to be one's own. Where a signature holds it may well be a forwarder.
    let added = || {
        if service.is_some() || is_carried || is_open {
            return None;
        }
        let record = spf_record(domain, evidence)?;
        Some(zone_line(
            domain,
            "TXT",
            &summary::with_terms(&record, &[summary::term(address)]),
        ))
    };
    let own_sender = if is_open {
        format!(
            "Make sure first that {address} is not a server of the recipient's own: such a one is not to be added to a record."
        )
    } else {
        service.map_or_else(
        || format!("If {address} sends for {domain} by your leave, add it to the record; else leave it."),
        |service| format!("{domain} is a name of {}, which keeps its record.", service.name),
        )
    };
    match result {
        SpfResult::Pass => {
            let title = format!("{address} may send for {domain}, by SPF");
            match standing(seen, domain) {
                Standing::Counts => list.push(remark("spf-pass", Severity::Good, title)),
                Standing::Untold(why) => {
                    let mut one = remark("spf-pass", Severity::Info, title);
                    one.text.push_str(&why);
                    list.push(one);
                }
                Standing::OfAnother => {
                    let title = format!("SPF vouches for {domain}, which is not the From domain");
                    list.push(not_aligned(
                        remark("spf-not-aligned", Severity::Advice, title),
                        domain,
                        seen,
                    ));
                }
            }
        }
        SpfResult::Fail | SpfResult::SoftFail => {
            let title = format!("{address} is not among the servers that send for {domain}");
            let mut one = remark("spf-fail", Severity::Warning, title);
            if spf.doubt.is_some() {
                one.severity = Severity::Info;
            }
            // RFC 7208 §10.3: forwarding takes SPF away, and for DMARC one of the two is enough.
            if is_carried {
                one.severity = one.severity.min(Severity::Advice);
                one.text.push_str(
                    " A signature stands for the From domain, and for DMARC that is enough.",
                );
            }
            list.push(
                one.todo(format!("{own_sender} Mail that was forwarded fails SPF by its nature; DKIM then has to do."))
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
            let one = remark("spf-none", Severity::Advice, title);
            list.push(if service.is_some() || is_open {
                one.todo(own_sender)
            } else {
                let record = format!("v=spf1 {} ~all", summary::term(address));
                one.todo(format!(
                    "If {domain} is yours, name all its senders in a record. With this sender alone it would read:"
                ))
                .record(Some(zone_line(domain, "TXT", &record)))
            });
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
