//! Files that are opened or dropped: which kind each is, and where one goes with them.

use std::rc::Rc;

use analysis::evidence::Evidence;
use analysis::export::Glimpse;
use serde_json::Value;
use web_sys::File;

use crate::browser::{go_to, read_file, read_slice};
use crate::handed::{Handed, hand_over, takes};
use crate::history::{self, name_of};
use crate::phrase::count;
use crate::route::Route;
use crate::visit::Visit;

/// Far more than any evidence of ten hosts.
const MAX_FILE: u32 = 16 * 1024 * 1024;
/// Files of our own at once.
const MAX_FILES: usize = 50;
/// How many bytes of a file tell whose it is.
const ENOUGH: f64 = 4096.0;

/// What a file is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Content {
    /// Evidence: can be judged.
    Evidence(Box<Evidence>),
    /// A judgement that was saved: can only be looked at.
    Report(Glimpse),
    /// Checks that were kept elsewhere, each packed.
    History(Vec<String>),
}

/// Tells the kinds apart.
///
/// # Errors
/// It is none of them; in words for the user.
pub(crate) fn classify(bytes: &[u8]) -> Result<Content, String> {
    let no_json = |error: serde_json::Error| format!("This is no file of Waxseal: {error}.");
    let file: Value = serde_json::from_slice(bytes).map_err(no_json)?;
    if let Some(packed) = history::read_file(&file) {
        return packed.map(Content::History);
    }
    if file.get("outcomes").is_none()
        && let Some(glimpse) = analysis::export::glimpse(&file)
    {
        return Ok(Content::Report(glimpse));
    }
    // The tree is large; evidence is read from the text again.
    drop(file);
    let evidence = analysis::json::from_slice(bytes);
    evidence
        .map(|evidence| Content::Evidence(Box::new(evidence)))
        .map_err(|error| format!("This is no evidence file that this page can read: {error}."))
}

/// Whose a file is, by its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    /// Ours, if anybody's.
    Ours,
    /// It may be a report about mail, a message, or something that these are packed in. The reader looks at it more
    /// closely; it is not asked here, since it may not be there.
    Others,
    /// It is nothing that anybody here reads.
    Nobody,
}

fn whose(start: &[u8]) -> Whose {
    if start.starts_with(b"\x1F\x8B") || start.starts_with(b"PK\x03\x04") {
        return Whose::Others;
    }
    // UTF-16 is only met in XML.
    if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
        return Whose::Others;
    }
    let start = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start);
    let start = String::from_utf8_lossy(start.trim_ascii_start());
    match start.chars().next() {
        Some('{') if is_tls_report(&start) => Whose::Others,
        Some('{') => Whose::Ours,
        Some('<') if is_html(&start) => Whose::Nobody,
        Some('<') => Whose::Others,
        _ if is_mail(&start) => Whose::Others,
        _ => Whose::Nobody,
    }
}

/// RFC 8460 §4.4.
fn is_tls_report(start: &str) -> bool {
    let mut keys = ["\"organization-name\"", "\"date-range\"", "\"report-id\""].into_iter();
    keys.any(|key| start.contains(key))
}

fn is_html(start: &str) -> bool {
    let start: String = start.chars().take(14).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// Whether text begins as a mail or a mailbox.
fn is_mail(start: &str) -> bool {
    let line = start.lines().next().unwrap_or_default();
    let name = line.split(':').next().unwrap_or_default();
    let is_field = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    line.starts_with("From ") || (name.len() < line.len() && is_field)
}

/// Opens files: what others wrote is handed to the reader, and what is ours is opened here. What is nobody's is refused by
/// the reader, which says of each file why, if it is there already or is given something else.
///
/// It belongs to what judges, for which the caller waits.
///
/// # Errors
/// What could not be opened, in words for the user.
pub(crate) async fn take(files: Vec<File>, visit: &Visit) -> Result<(), String> {
    let may_be_message = files.len() == 1 && takes(&Route::Message);
    let (mut ours, mut of_others, mut nobodys) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        let start = beginning(&file).await;
        if may_be_message && is_mail(&String::from_utf8_lossy(&start)) {
            // On the page that looks at messages it is one, even if it brings a report.
            hand_over(&Route::Message, Handed::Files(vec![file]));
            return Ok(());
        }
        match whose(&start) {
            Whose::Ours => ours.push(file),
            Whose::Others => of_others.push(file),
            Whose::Nobody => nobodys.push(file),
        }
    }
    if of_others.is_empty() && !takes(&Route::Reports) {
        ours.append(&mut nobodys);
    } else {
        of_others.append(&mut nobodys);
    }
    if !of_others.is_empty() {
        hand_over(&Route::Reports, Handed::Files(of_others));
        if ours.is_empty() {
            return Ok(());
        }
    }
    open(ours, visit).await
}

/// Enough of a file to tell whose it is; nothing of one that cannot be read.
async fn beginning(file: &File) -> Vec<u8> {
    let start = read_slice(file, 0.0, ENOUGH.min(file.size())).await;
    start.unwrap_or_default()
}

/// Opens one file, or keeps several as history, and goes to where they are shown.
async fn open(files: Vec<File>, visit: &Visit) -> Result<(), String> {
    if files.len() > MAX_FILES {
        return Err(format!("Open at most {MAX_FILES} files at once."));
    }
    let several = files.len() > 1;
    let mut names = Vec::new();
    let mut complaints = Vec::new();
    for file in files {
        let content = match read_file(&file, MAX_FILE).await {
            Ok(bytes) => classify(&bytes),
            Err(why) => Err(why),
        };
        match content {
            Ok(Content::Evidence(evidence)) if !several => {
                visit.on_open.emit(*evidence);
                go_to(&Route::File);
                return Ok(());
            }
            Ok(Content::Report(glimpse)) if !several => {
                visit.on_glimpse.emit(Rc::new(glimpse));
                go_to(&Route::File);
                return Ok(());
            }
            Ok(Content::Evidence(evidence)) => match history::keep(&evidence, None).await {
                Ok(_) => names.push(name_of(&evidence.subject)),
                Err(why) => complaints.push(why),
            },
            Ok(Content::Report(_)) => complaints.push(format!(
                "{} holds a judgement and no evidence, so it cannot be compared.",
                file.name()
            )),
            Ok(Content::History(packed)) => match history::import(packed).await {
                Ok(kept) => names.extend(kept),
                Err(why) => complaints.push(why),
            },
            Err(why) if several => complaints.push(format!("{}: {why}", file.name())),
            Err(why) => complaints.push(why),
        }
    }
    names.sort_unstable();
    let number = names.len();
    names.dedup();
    match (&names[..], number) {
        ([], _) => {}
        ([name], _) => go_to(&Route::HistoryOf { name: name.clone() }),
        ([left, right], 2) => go_to(&Route::Compare {
            pair: Some((left.clone(), right.clone())),
        }),
        _ => go_to(&Route::History),
    }
    if complaints.is_empty() {
        return Ok(());
    }
    let opened = if number > 0 {
        format!("{} kept. ", count(number, "check was", "checks were"))
    } else {
        String::new()
    };
    Err(format!("{opened}{}", complaints.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVIDENCE: &[u8] = include_bytes!("../analysis/tests/scenarios/nowhere-lab.json");

    #[test]
    fn kinds_are_told_apart() {
        let Ok(Content::Evidence(evidence)) = classify(EVIDENCE) else {
            panic!("evidence is not read as evidence");
        };
        let report = serde_json::to_vec(&analysis::assess(&evidence, evidence.now)).unwrap();
        let Ok(Content::Report(glimpse)) = classify(&report) else {
            panic!("a report is not read as one");
        };
        assert_eq!(glimpse.name.as_str(), evidence.subject.name().as_str());
        let history = history::file(&["abc".to_owned()]);
        assert_eq!(
            classify(history.as_bytes()),
            Ok(Content::History(vec!["abc".into()]))
        );
    }

    #[test]
    fn whose_a_file_is_is_told_by_its_beginning() {
        for (start, of) in [
            (&b"\x1F\x8B\x08"[..], Whose::Others),
            (b"PK\x03\x04", Whose::Others),
            (b"<?xml version=\"1.0\"?>\n<feedback>", Whose::Others),
            (b"\xEF\xBB\xBF<feedback>", Whose::Others),
            (b"\xFF\xFE<\0", Whose::Others),
            (b"{\n \"organization-name\": \"Sender\"", Whose::Others),
            (b"Received: from a by b\r\n", Whose::Others),
            (
                b"From MAILER-DAEMON Fri Jul  8 12:08:34 2022\n",
                Whose::Others,
            ),
            (b"<!DOCTYPE html><html>", Whose::Nobody),
            (b"{\"waxseal_history\":1,\"checks\":[]}", Whose::Ours),
            (b"{}", Whose::Ours),
            (b"Dear Sir, this is no header", Whose::Nobody),
            (b"\x89PNG", Whose::Nobody),
            (b"", Whose::Nobody),
        ] {
            assert_eq!(whose(start), of, "{}", start.escape_ascii());
        }
        assert_eq!(whose(&EVIDENCE[..4096]), Whose::Ours);
    }

    #[test]
    fn what_is_nothing_of_ours_is_refused_in_words() {
        for (file, words) in [
            (&b""[..], "no file of Waxseal"),
            (b"<html>", "no file of Waxseal"),
            (b"{}", "no evidence file"),
            (b"[]", "no evidence file"),
            (br#"{"outcomes":[]}"#, "no evidence file"),
            (br#"{"waxseal_history":2,"checks":[]}"#, "newer"),
            (br#"{"waxseal_history":1,"checks":[7]}"#, "cannot be read"),
        ] {
            let why = classify(file).unwrap_err();
            assert!(why.contains(words), "{why}");
        }
        let deep = "[".repeat(100_000);
        assert!(classify(deep.as_bytes()).is_err());
    }
}
