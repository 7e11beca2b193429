//! What is odd about the text that was given.

use super::Remark;
use super::inside::has_mail_inside;
use crate::finding::Severity;
use crate::message::Message;
use crate::message::examine::Examination;
use crate::message::path::Trust;

/// How much of a body is searched for headers, in bytes.
const MAX_BEGIN: usize = 8192;
/// Headers that nearly every mail has.
const USUAL: [&[u8]; 6] = [
    b"from",
    b"to",
    b"subject",
    b"date",
    b"received",
    b"dkim-signature",
];

/// Whether more headers stand below the first empty line: what “show original” shows above the source is often copied with
/// it, and some programs put empty lines between the headers.
pub(super) fn has_headers_below(seen: &Examination, message: &Message) -> bool {
    let body = message.body().unwrap_or_default();
    let begin = body.get(..body.len().min(MAX_BEGIN)).unwrap_or_default();
    let has_trace =
        |line: &[u8]| line.starts_with(b"Received: ") || line.starts_with(b"Delivered-To: ");
    let is_below = (seen.path.hops.is_empty() && begin.split(|byte| *byte == b'\n').any(has_trace))
        || (seen.author.headers == 0 && has_row(begin));
    // RFC 2046 §5.2.1: those of a mail inside the mail are where they belong.
    is_below && !has_mail_inside(message)
}

/// Whether two usual headers of different names follow each other, with nothing but other headers and empty lines between.
fn has_row(text: &[u8]) -> bool {
    let mut before: Option<Vec<u8>> = None;
    for line in text.split(|byte| *byte == b'\n') {
        if line.trim_ascii().is_empty() || line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
        let is_name = name.len() < line.len()
            && name
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
        if !is_name {
            before = None;
            continue;
        }
        let name = name.to_ascii_lowercase();
        if USUAL.contains(&name.as_slice()) {
            if before.as_ref().is_some_and(|before| *before != name) {
                return true;
            }
            before = Some(name);
        }
    }
    false
}

pub(super) fn of_text(
    seen: &Examination,
    message: &Message,
    has_headers_below: bool,
    list: &mut Vec<Remark>,
) {
    if !seen.has_body {
        list.push(Remark::new(
            "headers-only",
            Severity::Info,
            "Only headers were given",
            "Whether the body was changed cannot be told. What signatures say of the headers can.",
        ));
    }
    if has_headers_below {
        list.push(
            Remark::new(
                "headers-in-body",
                Severity::Warning,
                "The headers seem to begin further below",
                "What stands above the first empty line was taken for the headers, and more headers follow it.",
            )
            .todo("Give the source of the mail alone, from its first header on, without empty lines among the headers.")
            .by("RFC 5322 §2.1"),
        );
    }
    if message.has_more_mails {
        list.push(Remark::new(
            "mailbox-of-several",
            Severity::Info,
            "This is a mailbox with several mails",
            "The first one is examined, and nothing is said of the others.",
        ));
    }
    if message.stray_lines > 0 {
        list.push(Remark::new(
            "stray-lines",
            Severity::Info,
            "Some lines among the headers are none",
            format!(
                "{} lines were passed over. Signatures do not hold if the copying broke lines.",
                message.stray_lines
            ),
        ));
    }
    if let Some(words) = seen.path.border.disorder {
        list.push(
            Remark::new(
                "headers-out-of-order",
                Severity::Warning,
                "The headers are not in the order of the mail",
                format!("{words} So it cannot be told where the mail came in, and whose word the results in it are."),
            )
            .todo("Give the source of the mail, as “show original” has it or as it is saved in a file.")
            .by("RFC 5321 §4.4"),
        );
    } else if seen.path.hops.iter().all(|hop| hop.trust == Trust::Unknown)
        && !seen.path.hops.is_empty()
    {
        list.push(
            Remark::new(
                "border-unknown",
                Severity::Info,
                "It cannot be told where the mail came in",
                &seen.path.border.reason,
            )
            .todo("Choose the line that your own server wrote."),
        );
    }
}
