//! What a pass of SPF is worth for DMARC.

use crate::dmarc::Alignment;
use crate::finding::Severity;
use crate::message::alignment::{GoverningPolicy, Vouched};
use crate::message::examine::Examination;
use crate::message::remarks::Remark;
use crate::reports::summary;

/// What a pass is worth for DMARC.
pub(super) enum Standing {
    /// It stands for the From domain.
    Counts,
    /// It stands for another domain.
    OfAnother,
    /// Neither can be said, for this reason: empty while answers are to come.
    Untold(String),
}

pub(super) fn standing(seen: &Examination, domain: &str) -> Standing {
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
        // The words of the check say what it hangs on.
        (Some(_), [Some(true)]) if seen.spf.doubt.is_some() => Standing::Untold(String::new()),
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
pub(super) fn not_aligned(mut one: Remark, domain: &str, seen: &Examination) -> Remark {
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
    if is_carried(seen) {
        one.severity = Severity::Info;
        one.text.push_str(&format!(
            " A signature stands for {author}, and that is enough: mail that was forwarded or that a service sends is often so."
        ));
        return one;
    }
    // A mailing list takes bounces itself, and DKIM is all that an author has there.
    if seen.hints.iter().any(|hint| hint.name == "List-Id") {
        one.severity = Severity::Info;
        one.text.push_str(
            " With a mailing list (List-Id) it is usual, since the list takes the bounces.",
        );
        return one;
    }
    // The author's own bounce address was there, and a forwarder put another in its place.
    if seen.spf.mail_from.as_deref().is_some_and(is_rewritten) {
        one.severity = Severity::Info;
        one.text.push_str(&format!(
            " A forwarder rewrote the sender (SRS), so SPF speaks of the forwarder. Only a signature with “d={author}” survives \
             that."
        ));
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

/// How an address begins that a forwarder put in the place of the sender's, so that SPF passes: by the Sender Rewriting
/// Scheme, with any of its three signs, and as Microsoft 365 writes it.
const REWRITTEN: [&str; 7] = [
    "srs0=",
    "srs0+",
    "srs0-",
    "srs1=",
    "srs1+",
    "srs1-",
    "bounces+srs=",
];

fn is_rewritten(mail_from: &str) -> bool {
    let mail_from = mail_from.to_ascii_lowercase();
    REWRITTEN.iter().any(|begin| mail_from.starts_with(begin))
}

/// Whether a signature makes DMARC pass, whatever SPF comes to.
pub(super) fn is_carried(seen: &Examination) -> bool {
    let mut identifiers = seen.dmarc.identifiers.iter();
    identifiers.any(|one| {
        one.mechanism == "dkim"
            && one.aligned == Some(true)
            && matches!(one.vouched, Vouched::Yes | Vouched::IfUnchanged)
    })
}
