//! Files that are opened or dropped: which kind each is, and where one goes with them.

use std::rc::Rc;

use analysis::evidence::Evidence;
use analysis::export::Glimpse;
use serde_json::Value;
use web_sys::File;

use crate::browser::{go_to, read_file};
use crate::history::{self, name_of};
use crate::phrase::count;
use crate::route::Route;
use crate::visit::Visit;

/// Far more than any evidence of ten hosts.
const MAX_FILE: u32 = 16 * 1024 * 1024;
/// Files at once.
const MAX_FILES: usize = 50;

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

/// Opens one file, or keeps several as history, and goes to where they are shown.
///
/// It belongs to what judges, for which the caller waits.
///
/// # Errors
/// What could not be opened, in words for the user.
pub(crate) async fn take(files: Vec<File>, visit: &Visit) -> Result<(), String> {
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
