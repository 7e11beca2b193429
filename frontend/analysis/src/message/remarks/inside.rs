//! Mails inside the mail: forwarded as an attachment, or what a report is about.

use super::Remark;
use crate::finding::Severity;
use crate::message::Message;

/// How much of a body is searched, in bytes.
const MAX_SEARCHED: usize = 1024 * 1024;
/// What a part is called that is a mail, or the headers of one.
const MAILS: [&str; 4] = [
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/global-headers",
];

pub(super) fn of_inside(message: &Message, list: &mut Vec<Remark>) {
    if !has_mail_inside(message) {
        return;
    }
    let kind = content_type(message);
    let (title, reference) = if kind.contains("feedback-report") {
        (
            "The mail that somebody complained of lies inside this one",
            "RFC 5965",
        )
    } else if kind.starts_with("multipart/report") {
        (
            "The mail that this report is about lies inside it",
            "RFC 6522",
        )
    } else {
        ("A mail lies inside this one", "RFC 2046 §5.2.1")
    };
    list.push(
        Remark::new(
            "mail-inside",
            Severity::Info,
            title,
            "Only the outer mail was examined: who sent that, and from where. Nothing is said of the one inside.",
        )
        .todo("To examine the one inside, open it in your mail program, save it as a file, and give that file.")
        .by(reference),
    );
}

/// The Content-Type header in lower case; empty if there is none.
fn content_type(message: &Message) -> String {
    let field = message.all("Content-Type").next();
    field.map_or_else(String::new, |field| field.value().to_ascii_lowercase())
}

/// Whether a part of the mail is a mail itself.
pub(super) fn has_mail_inside(message: &Message) -> bool {
    let kind = content_type(message);
    if is_mail(&kind) {
        return true;
    }
    if !kind.starts_with("multipart/") {
        return false;
    }
    let body = message.body().unwrap_or_default();
    let body = body.get(..body.len().min(MAX_SEARCHED)).unwrap_or_default();
    // RFC 2046 §5.1: behind a line of two hyphens and the boundary stand the headers of a part.
    let mut is_head = false;
    let mut is_type = false;
    for line in body.split(|byte| *byte == b'\n') {
        let text = line.trim_ascii();
        if line.starts_with(b"--") {
            is_head = true;
        } else if text.is_empty() {
            is_head = false;
        } else if is_head {
            let goes_on = is_type && line.first().is_some_and(u8::is_ascii_whitespace);
            let text = String::from_utf8_lossy(text).to_ascii_lowercase();
            let value = text.strip_prefix("content-type:");
            is_type = value.is_some_and(str::is_empty);
            if value
                .or_else(|| goes_on.then_some(text.as_str()))
                .is_some_and(is_mail)
            {
                return true;
            }
        }
    }
    false
}

/// Whether a type is that of a mail, or of the headers of one.
fn is_mail(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim();
    MAILS.contains(&kind)
}
