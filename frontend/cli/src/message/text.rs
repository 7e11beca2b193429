//! What is said of a mail, for reading in a terminal.

mod path;
mod verdicts;

use std::fmt::{self, Write as _};

use analysis::finding::Severity;
use analysis::message::{Examination, Remark, SignatureCheck, Statement};

use crate::text::escaped;

use path::write_path;
use verdicts::{write_head, write_verdicts};

/// The whole as text. Nothing that came from outside reaches the terminal unescaped.
pub(super) fn render(seen: &Examination, is_offline: bool) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, seen, is_offline);
    text
}

fn write(out: &mut String, seen: &Examination, is_offline: bool) -> fmt::Result {
    write_head(out, seen)?;
    write_verdicts(out, seen, is_offline)?;
    if is_offline {
        writeln!(
            out,
            "\nNothing was looked up (--offline), so keys, SPF and policies are not judged."
        )?;
    }
    write_path(out, seen)?;
    for signature in &seen.signatures {
        write_signature(out, signature)?;
    }
    for set in &seen.arc.sets {
        let who = set.sealed_by.as_deref().unwrap_or("somebody");
        writeln!(
            out,
            "\nARC {} · {} · seal: {}",
            set.instance,
            escaped(who),
            set.seal.word()
        )?;
        writeln!(out, "  {}", escaped(&set.seal_words))?;
        if let Some(message) = &set.message {
            writeln!(out, "  Signature: {}", escaped(&message.words))?;
        }
        for result in set.results.iter().flat_map(|said| &said.results) {
            writeln!(out, "  It says: {}", escaped(&result.words))?;
        }
    }
    for statement in &seen.results {
        write_statement(out, statement)?;
    }
    if !seen.hints.is_empty() {
        writeln!(out, "\nOther headers of the way")?;
    }
    for hint in &seen.hints {
        writeln!(out, "  {}: {}", escaped(&hint.name), escaped(&hint.value))?;
        writeln!(out, "    {}", hint.words)?;
    }
    for remark in &seen.remarks {
        write_remark(out, remark)?;
    }
    Ok(())
}

fn write_signature(out: &mut String, check: &SignatureCheck) -> fmt::Result {
    let Some(signature) = &check.signature else {
        return Ok(());
    };
    writeln!(
        out,
        "\nDKIM {} · {} · {}/{}",
        signature.domain,
        escaped(&signature.algorithm.to_string()),
        signature.header_canonicalization,
        signature.body_canonicalization
    )?;
    writeln!(
        out,
        "  signed headers: {}",
        escaped(&signature.headers.join(", "))
    )?;
    if let Some(name) = &check.key_name {
        writeln!(out, "  key at {}", escaped(name))?;
    }
    Ok(())
}

fn write_statement(out: &mut String, statement: &Statement) -> fmt::Result {
    let who = statement
        .said
        .authserv_id
        .as_deref()
        .unwrap_or("a server without a name");
    writeln!(
        out,
        "\nWhat {} said: {}",
        escaped(who),
        statement.standing.words()
    )?;
    for result in &statement.said.results {
        writeln!(out, "  {}", escaped(&result.words))?;
    }
    if statement.said.is_none {
        writeln!(out, "  It checked nothing.")?;
    }
    Ok(())
}

fn write_remark(out: &mut String, remark: &Remark) -> fmt::Result {
    writeln!(
        out,
        "\n[{}] {}",
        remark.severity.word(),
        escaped(&remark.title)
    )?;
    writeln!(out, "  {}", escaped(&remark.text))?;
    if let Some(todo) = &remark.todo {
        writeln!(out, "  What to do: {}", escaped(todo))?;
    }
    for record in &remark.records {
        writeln!(out, "    {}", escaped(record))?;
    }
    if remark.severity > Severity::Good
        && let Some(seen) = &remark.evidence
    {
        writeln!(out, "  | {}", escaped(seen))?;
    }
    match remark.reference {
        Some(reference) => writeln!(out, "  {} · {reference}", remark.code),
        None => writeln!(out, "  {}", remark.code),
    }
}
