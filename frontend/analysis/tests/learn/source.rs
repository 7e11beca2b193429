//! From the source of a topic to its blocks. What the source may hold is told in `frontend/learn/README.md`; whatever else
//! stands there ends the test with the file and the line.

use analysis::learn::{Block, Kind, Topic};

/// Reads a topic. The word comes from the file's name.
pub fn topic(word: &str, source: &str) -> Topic {
    let (head, text) = source
        .split_once("\n\n")
        .unwrap_or_else(|| panic!("{word}: an empty line ends the head"));
    let mut topic = Topic {
        word: word.to_owned(),
        title: String::new(),
        group: String::new(),
        summary: String::new(),
        blocks: blocks(word, text),
        next: Vec::new(),
        areas: Vec::new(),
        findings: Vec::new(),
    };
    for line in head.lines() {
        let (key, value) = line
            .split_once(": ")
            .unwrap_or_else(|| panic!("{word}: “{line}” is no line of a head"));
        let words = || value.split(", ").map(str::to_owned).collect();
        match key {
            "title" => topic.title = value.to_owned(),
            "group" => topic.group = value.to_owned(),
            "summary" => topic.summary = value.to_owned(),
            "next" => topic.next = words(),
            "areas" => topic.areas = words(),
            "findings" => topic.findings = words(),
            _ => panic!("{word}: what is “{key}”?"),
        }
    }
    topic
}

/// Reads the text of a topic.
pub fn blocks(name: &str, text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = text.lines().peekable();
    let mut caption = String::new();
    while let Some(line) = lines.next() {
        // A block goes on until an empty line; a fenced one until its fence.
        let fence = line.strip_prefix("```");
        let mut group = Vec::new();
        if let Some(fence) = fence {
            loop {
                match lines.next() {
                    Some("```") => break,
                    Some(inner) => group.push(inner),
                    None => panic!("{name}: “{line}” is not closed"),
                }
            }
            blocks.push(fenced(name, fence, &group));
            continue;
        }
        if line.is_empty() {
            continue;
        }
        group.push(line);
        while let Some(next) = lines.next_if(|next| !next.is_empty() && !next.starts_with("```")) {
            group.push(next);
        }
        let block = unfenced(name, &group, &mut caption);
        blocks.extend(block);
    }
    assert!(
        caption.is_empty(),
        "{name}: “{caption}” is the caption of nothing"
    );
    blocks
}

fn block(kind: Kind, text: impl Into<String>, rows: Vec<Vec<String>>) -> Block {
    let text = text.into();
    Block { kind, text, rows }
}

fn fenced(name: &str, fence: &str, lines: &[&str]) -> Block {
    let (kind, caption) = fence.split_once(' ').unwrap_or((fence, ""));
    assert!(!caption.is_empty(), "{name}: “```{fence}” has no caption");
    match kind {
        "example" => {
            let rows = lines.iter().map(|line| vec![(*line).to_owned()]).collect();
            block(Kind::Example, caption, rows)
        }
        "dialogue" => block(Kind::Dialogue, caption, dialogue(name, lines)),
        "picture" => {
            let rows = lines.iter().map(|line| shape(name, line)).collect();
            block(Kind::Picture, caption, rows)
        }
        _ => panic!("{name}: what is “```{kind}”?"),
    }
}

/// `S: 220 …` and `C: EHLO …`, `-- what happens apart from the words`, and under each `# what it means`.
fn dialogue(name: &str, lines: &[&str]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in lines {
        if let Some(meaning) = line.strip_prefix("# ") {
            let last = rows
                .last_mut()
                .unwrap_or_else(|| panic!("{name}: “{line}” explains nothing"));
            if !last[2].is_empty() {
                last[2].push(' ');
            }
            last[2].push_str(meaning);
            continue;
        }
        let (who, said) = line
            .split_once(": ")
            .filter(|(who, _)| ["C", "S"].contains(who))
            .or_else(|| line.strip_prefix("-- ").map(|said| ("", said)))
            .unwrap_or_else(|| panic!("{name}: nobody says “{line}”"));
        rows.push(vec![who.to_owned(), said.to_owned(), String::new()]);
    }
    rows
}

/// `size W H`, `box X Y W H CLASS`, `line X1 Y1 X2 Y2 CLASS`, `arrow X1 Y1 X2 Y2 CLASS`, `text X Y CLASS words`.
fn shape(name: &str, line: &str) -> Vec<String> {
    let numbers = match line.split(' ').next() {
        Some("size" | "text") => 2,
        Some("box" | "line" | "arrow") => 4,
        _ => panic!("{name}: “{line}” is no shape"),
    };
    let has_words = line.starts_with("text ");
    let is_size = line.starts_with("size ");
    let cells = 1 + numbers + usize::from(!is_size) + usize::from(has_words);
    let shape: Vec<String> = line.splitn(cells, ' ').map(str::to_owned).collect();
    assert_eq!(shape.len(), cells, "{name}: {line}");
    for number in &shape[1..=numbers] {
        assert!(number.parse::<i32>().is_ok(), "{name}: {line}");
    }
    if !is_size {
        let class = &shape[1 + numbers];
        let known = ["plain", "good", "bad", "soft", "strong", "name", "label"];
        assert!(
            known.contains(&class.as_str()),
            "{name}: “{class}” in “{line}”"
        );
    }
    shape
}

fn unfenced(name: &str, lines: &[&str], caption: &mut String) -> Option<Block> {
    let first = lines[0];
    let joined = |lines: &[&str]| {
        let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
        lines.join(" ")
    };
    for (mark, kind) in [("## ", Kind::Section), ("### ", Kind::Part)] {
        if let Some(text) = first.strip_prefix(mark) {
            assert_eq!(lines.len(), 1, "{name}: an empty line ends “{first}”");
            return Some(block(kind, text, Vec::new()));
        }
    }
    if let Some(text) = first.strip_prefix("Table: ") {
        text.clone_into(caption);
        return None;
    }
    if first.starts_with('|') {
        return Some(block(
            Kind::Table,
            std::mem::take(caption),
            table(name, lines),
        ));
    }
    if first.starts_with("> ") {
        let lines: Vec<&str> = lines
            .iter()
            .map(|line| line.trim_start_matches('>'))
            .collect();
        return Some(block(Kind::Note, joined(&lines), Vec::new()));
    }
    if first.starts_with("- ") {
        return Some(block(
            Kind::List,
            "",
            items(lines, |line| line.strip_prefix("- ")),
        ));
    }
    if number(first).is_some() {
        return Some(block(Kind::Steps, "", items(lines, number)));
    }
    if lines.get(1).is_some_and(|second| second.starts_with(": ")) {
        return Some(block(Kind::Terms, "", terms(name, lines)));
    }
    assert!(!first.starts_with(['#', '-', '>']), "{name}: “{first}”");
    Some(block(Kind::Paragraph, joined(lines), Vec::new()))
}

/// What stands behind `1. `.
fn number(line: &str) -> Option<&str> {
    let (number, rest) = line.split_once(". ")?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(rest)
}

fn items(lines: &[&str], begins: fn(&str) -> Option<&str>) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in lines {
        match (begins(line), rows.last_mut()) {
            (Some(text), _) => rows.push(vec![text.to_owned()]),
            (None, Some(last)) => last[0] = format!("{} {}", last[0], line.trim()),
            (None, None) => rows.push(vec![(*line).to_owned()]),
        }
    }
    rows
}

fn terms(name: &str, lines: &[&str]) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in lines {
        match (line.strip_prefix(": "), rows.last_mut()) {
            (Some(meaning), Some(last)) if last.len() == 1 => last.push(meaning.to_owned()),
            (None, Some(last)) if line.starts_with("  ") => {
                last[1] = format!("{} {}", last[1], line.trim());
            }
            (None, _) => rows.push(vec![(*line).to_owned()]),
            (Some(_), _) => panic!("{name}: “{line}” tells what nothing means"),
        }
    }
    assert!(rows.iter().all(|row| row.len() == 2), "{name}: {rows:?}");
    rows
}

fn table(name: &str, lines: &[&str]) -> Vec<Vec<String>> {
    let cells = |line: &&str| -> Vec<String> {
        let inner = line
            .strip_prefix('|')
            .and_then(|line| line.strip_suffix('|'))
            .unwrap_or_else(|| panic!("{name}: “{line}” is no row"));
        inner
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    assert!(
        lines
            .get(1)
            .is_some_and(|rule| rule.trim_matches(['|', '-', ' ']).is_empty()),
        "{name}: “{}” is the head of a table without a rule",
        lines[0]
    );
    let rows: Vec<Vec<String>> = lines
        .iter()
        .take(1)
        .chain(lines.iter().skip(2))
        .map(cells)
        .collect();
    for row in &rows {
        assert_eq!(row.len(), rows[0].len(), "{name}: {row:?}");
    }
    rows
}

#[test]
fn a_source_is_read() {
    let source = "title: One\ngroup: Basics\nsummary: What it is.\nnext: two, three\n\n\
        ## A section\n\nSome words\nover two lines.\n\n- a\n- b\n  goes on\n\n1. first\n2. second\n\n\
        Word\n: what it means\n  at length\nOther\n: too\n\n> Mind this\n> well.\n\n\
        Table: What is what\n\n| a | b |\n|---|---|\n| 1 |  |\n\n\
        ```example A zone\none  two\n\nthree\n```\n\n\
        ```dialogue Hello\nS: 220 hi\n# it greets\n# and waits\nC: QUIT\n-- both leave\n```\n\n\
        ```picture A box\nsize 10 20\nbox 1 2 3 4 plain\ntext 5 6 soft some words\n```\n";
    let topic = topic("one", source);
    assert_eq!((topic.word.as_str(), topic.title.as_str()), ("one", "One"));
    assert_eq!(topic.next, ["two", "three"]);
    let rows = |rows: &[&[&str]]| -> Vec<Vec<String>> {
        let owned = |row: &&[&str]| row.iter().map(|&cell| cell.to_owned()).collect();
        rows.iter().map(owned).collect()
    };
    let expected = [
        block(Kind::Section, "A section", vec![]),
        block(Kind::Paragraph, "Some words over two lines.", vec![]),
        block(Kind::List, "", rows(&[&["a"], &["b goes on"]])),
        block(Kind::Steps, "", rows(&[&["first"], &["second"]])),
        block(
            Kind::Terms,
            "",
            rows(&[&["Word", "what it means at length"], &["Other", "too"]]),
        ),
        block(Kind::Note, "Mind this well.", vec![]),
        block(
            Kind::Table,
            "What is what",
            rows(&[&["a", "b"], &["1", ""]]),
        ),
        block(
            Kind::Example,
            "A zone",
            rows(&[&["one  two"], &[""], &["three"]]),
        ),
        block(
            Kind::Dialogue,
            "Hello",
            rows(&[
                &["S", "220 hi", "it greets and waits"],
                &["C", "QUIT", ""],
                &["", "both leave", ""],
            ]),
        ),
        block(
            Kind::Picture,
            "A box",
            rows(&[
                &["size", "10", "20"],
                &["box", "1", "2", "3", "4", "plain"],
                &["text", "5", "6", "soft", "some words"],
            ]),
        ),
    ];
    assert_eq!(topic.blocks, expected);
}

#[test]
fn what_is_not_well_formed_is_refused() {
    for text in [
        "## A heading\nand more",
        "```example A zone\nwithout end",
        "```example\nno caption\n```",
        "```verse A caption\nx\n```",
        "```dialogue A caption\nwho is this\n```",
        "```dialogue A caption\n# explains nothing\n```",
        "```picture A caption\nbox 1 2 3 4 pink\n```",
        "```picture A caption\nbox 1 2 wide 4 plain\n```",
        "```picture A caption\nscript 1 2\n```",
        "| a | b |\n| 1 | 2 |",
        "| a | b |\n|---|---|\n| 1 |",
        "Table: Of nothing",
        "# A title",
    ] {
        let read = std::panic::catch_unwind(|| blocks("test", text));
        assert!(read.is_err(), "{text}");
    }
}
