//! Whether the address that sent it may send.

use shared::DomainName;

use super::Remark;
use crate::dmarc::Alignment;
use crate::dns::{QueryName, RecordType, TxtRecord};
use crate::evidence::{Evidence, Lookup};
use crate::finding::Severity;
use crate::fix::record::zone_line;
use crate::message::alignment::GoverningPolicy;
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
        if let Some(hop) = seen.path.handed_in() {
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

/// What a pass is worth for DMARC.
enum Standing {
    /// It stands for the From domain.
    Counts,
    /// It stands for another domain.
    OfAnother,
    /// Neither can be said, for this reason: empty while answers are to come.
    Untold(String),
}

fn standing(seen: &Examination, domain: &str) -> Standing {
    let dmarc = &seen.dmarc;
    // RFC 9989 §5.3.1 and §11.5: with several From domains each is compared by itself.
    let found: Vec<Option<bool>> = std::iter::once(dmarc)
        .chain(&dmarc.each)
        .flat_map(|one| &one.identifiers)
        .filter(|one| one.mechanism == "spf")
        .map(|one| one.aligned)
        .collect();
    let is_whole = dmarc.each.len() >= seen.author.several.len();
    match (&dmarc.domain, found.as_slice()) {
        (Some(_), [Some(true)]) => Standing::Counts,
        (Some(_), [Some(false)]) => Standing::OfAnother,
        (None, found) if found.contains(&Some(true)) => Standing::Untold(format!(
            " {domain} stands for one of the From domains. Whether that is enough is for the receiver to say."
        )),
        (None, [_, ..]) if is_whole && found.iter().all(|one| *one == Some(false)) => {
            Standing::OfAnother
        }
        _ if !seen.is_complete => Standing::Untold(String::new()),
        (None, []) => Standing::Untold(
            " There is no From domain to compare it with, so it says nothing of the author."
                .to_owned(),
        ),
        _ => Standing::Untold(format!(
            " Whether {domain} is of the same organisation as the From domain could not be told."
        )),
    }
}

/// Why a pass for another domain does not count, and what to do.
fn not_aligned(mut one: Remark, domain: &str, seen: &Examination) -> Remark {
    let Some(author) = &seen.author.domain else {
        one.title = format!("SPF vouches for {domain}, which is none of the From domains");
        one.text.push_str(" For DMARC such a pass does not count.");
        return one;
    };
    // RFC 7208 §2.4: a bounce has no sender, and the name in EHLO stands in.
    let is_bounce = seen.spf.mail_from.as_deref() == Some("");
    one.text.push_str(&if is_bounce {
        format!(
            " The mail has no sender in MAIL FROM, as bounces have, so the name in EHLO was checked, and people see {author}: \
             for DMARC such a pass does not count."
        )
    } else {
        format!(" Bounces go to {domain}, and people see {author}: for DMARC such a pass does not count.")
    });
    let strict = match &seen.dmarc.policy {
        GoverningPolicy::Published {
            at,
            aspf: Alignment::Strict,
            ..
        } => Some(at),
        _ => None,
    };
    if let Some(at) = strict {
        one.text.push_str(&format!(
            " The record of {at} demands {author} itself (“aspf=s”), and no name below or above it."
        ));
    }
    // A mailing list takes bounces itself, and DKIM is all that an author has there.
    if seen.hints.iter().any(|hint| hint.name == "List-Id") {
        one.severity = Severity::Info;
        one.text.push_str(
            " With a mailing list (List-Id) it is usual, since the list takes the bounces.",
        );
        return one;
    }
    if is_bounce {
        return one.todo(format!(
            "Nothing, if it is a bounce. If your own server writes bounces for {author}, have them signed with DKIM."
        ));
    }
    // RFC 9989 §4.10.2: whether a name below will do is what “aspf” says.
    let wanted = if strict.is_some() {
        format!("{author} itself")
    } else {
        format!("{author} or below it")
    };
    one.todo(match summary::service_of(domain) {
        Some(service) => format!(
            "{} sends this. Ask it for a bounce address of {wanted}, or rest on DKIM. {}",
            service.name, service.dkim
        ),
        None => format!(
            "Ask whoever sends for {author} to use a bounce address of {wanted}, or rest on DKIM with “d={author}”."
        ),
    })
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
