//! The file of what there is to read beside the page: from `frontend/learn/`, from the reference of the grade, and from what
//! holds the letter down.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a broken source ends the test"
)]

mod effects;
mod source;

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use analysis::finding::{Area, Code};
use analysis::learn::{Block, Kind, Learn, Span, Topic, spans};

/// All of it, with its links checked.
pub fn learn(grading: &str) -> Learn {
    let mut learn = Learn {
        topics: topics(),
        grading: Topic {
            word: "grading".to_owned(),
            title: "How the grade comes about".to_owned(),
            group: String::new(),
            summary: "The rules behind the letter and the score, from the tables that the program itself goes by.".to_owned(),
            blocks: source::blocks("grading", grading),
            next: vec!["starttls".to_owned(), "mta-sts".to_owned(), "dane".to_owned(), "limits".to_owned()],
            areas: Vec::new(),
            findings: Vec::new(),
        },
        effects: effects::effects(),
    };
    for topic in learn.topics.iter_mut().chain([&mut learn.grading]) {
        complete(topic);
    }
    check(&learn);
    learn
}

/// One line for each block, so that changes can be read and merged.
pub fn file(learn: &Learn) -> String {
    let lines = |items: Vec<String>| items.join(",\n");
    let topic = |topic: &Topic| {
        let mut head = topic.clone();
        let blocks = std::mem::take(&mut head.blocks);
        let head = serde_json::to_string(&head).unwrap();
        let blocks = blocks
            .iter()
            .map(|block| serde_json::to_string(block).unwrap());
        head.replacen(
            "\"blocks\":[]",
            &format!("\"blocks\":[\n{}\n]", lines(blocks.collect())),
            1,
        )
    };
    let effects = learn
        .effects
        .iter()
        .map(|effect| serde_json::to_string(effect).unwrap());
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{{\"topics\":[\n{}\n],\"grading\":{},\"effects\":[\n{}\n]}}",
        lines(learn.topics.iter().map(topic).collect()),
        topic(&learn.grading),
        lines(effects.collect()),
    );
    text
}

/// The topics in the order of their files: `01-delivery.md` is `delivery`.
fn topics() -> Vec<Topic> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../learn/en");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let topic = |file: &PathBuf| {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let (number, word) = name.split_once('-').unwrap();
        assert!(
            number.len() == 2 && file.extension().unwrap() == "md",
            "{name}"
        );
        source::topic(word, &fs::read_to_string(file).unwrap())
    };
    files.iter().map(topic).collect()
}

/// Gives links to findings that have no words of their own the findings' titles.
fn complete(topic: &mut Topic) {
    for block in &mut topic.blocks {
        for text in std::iter::once(&mut block.text).chain(block.rows.iter_mut().flatten()) {
            while let Some((before, after)) = text.split_once("[](#/findings/") {
                let (word, after) = after.split_once(')').unwrap();
                let code =
                    code(word).unwrap_or_else(|| panic!("{}: “{word}” is no finding", topic.word));
                *text = format!("{before}[{}](#/findings/{word}){after}", code.words().title);
            }
        }
    }
}

fn code(word: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.word() == word)
}

/// Whatever the texts name exists.
fn check(learn: &Learn) {
    let mut words: Vec<&str> = learn
        .topics
        .iter()
        .map(|topic| topic.word.as_str())
        .collect();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), learn.topics.len(), "two topics of one name");
    for topic in learn.topics.iter().chain([&learn.grading]) {
        let name = &topic.word;
        for text in [&topic.title, &topic.summary] {
            assert!(!text.is_empty(), "{name} has no title or no summary");
        }
        for next in &topic.next {
            assert!(
                learn.topic(next).is_some() && next != name,
                "{name}: “{next}” is no topic to go on with"
            );
        }
        for finding in &topic.findings {
            assert!(code(finding).is_some(), "{name}: “{finding}” is no finding");
        }
        for area in &topic.areas {
            assert!(
                Area::ALL.iter().any(|known| known.word() == area),
                "{name}: “{area}” is no area"
            );
        }
        let mut level = Kind::Section;
        for block in &topic.blocks {
            if block.kind == Kind::Part {
                assert!(
                    level == Kind::Part,
                    "{name}: “{}” is in no section",
                    block.text
                );
            }
            if block.kind == Kind::Section {
                level = Kind::Part;
            }
            check_links(learn, name, block);
        }
    }
    for effect in &learn.effects {
        for finding in &effect.findings {
            assert!(code(finding).is_some(), "“{finding}” is no finding");
        }
    }
    for &code in Code::ALL {
        assert!(!learn.about(code).is_empty(), "no topic tells about {code}");
    }
}

fn check_links(learn: &Learn, name: &str, block: &Block) {
    // Examples and pictures are shown as they are.
    if matches!(block.kind, Kind::Example | Kind::Picture) {
        return;
    }
    for text in std::iter::once(&block.text).chain(block.rows.iter().flatten()) {
        for span in spans(text) {
            match span {
                Span::Link { href, .. } => {
                    let exists = match href.trim_start_matches("#/").split_once('/') {
                        _ if href.starts_with("https://www.rfc-editor.org/rfc/rfc") => true,
                        Some(("learn", word)) => learn.topic(word).is_some(),
                        Some(("findings", word)) => code(word).is_some(),
                        None => [
                            "", "learn", "grading", "findings", "settings", "about", "reports",
                            "message",
                        ]
                        .contains(&href.trim_start_matches("#/")),
                        Some(_) => false,
                    };
                    assert!(exists, "{name}: {href} leads nowhere");
                }
                Span::Text(text) => {
                    assert!(
                        !text.contains(['`', '[']),
                        "{name}: a mark that is not closed: {text}"
                    );
                    assert!(
                        !text.contains("]("),
                        "{name}: a link that leads out of the page: {text}"
                    );
                }
                Span::Strong(text) | Span::Emphasis(text) => {
                    assert!(
                        !text.contains(['`', '[', '*']),
                        "{name}: a mark within another: {text}"
                    );
                }
                Span::Code(_) => {}
            }
        }
    }
}
