//! What the mail says of itself, and what SPF, DKIM, DMARC and ARC come to.

use std::fmt::{self, Write as _};

use analysis::message::{DmarcResult, Examination, GoverningPolicy, SignatureResult};

use crate::text::escaped;

pub(super) fn write_head(out: &mut String, seen: &Examination) -> fmt::Result {
    let subject = seen
        .title
        .subject
        .as_deref()
        .unwrap_or("(without a subject)");
    writeln!(out, "{}", escaped(subject))?;
    for mailbox in &seen.author.mailboxes {
        match &mailbox.name {
            Some(name) => writeln!(
                out,
                "from {} <{}>",
                escaped(name),
                escaped(&mailbox.address)
            )?,
            None => writeln!(out, "from {}", escaped(&mailbox.address))?,
        }
    }
    if let Some(problem) = &seen.author.problem {
        writeln!(out, "from ? {}", escaped(problem))?;
    }
    if let Some(date) = seen.title.date {
        writeln!(out, "written {date}")?;
    }
    Ok(())
}

pub(super) fn write_verdicts(
    out: &mut String,
    seen: &Examination,
    is_offline: bool,
) -> fmt::Result {
    // Without DNS nothing is under way.
    let told = |word, words: &str, pending: bool| {
        if pending && is_offline {
            ("not looked up", String::new())
        } else {
            (word, escaped(words))
        }
    };
    let dmarc = &seen.dmarc;
    let pending = dmarc.result == DmarcResult::Pending;
    let (word, words) = told(dmarc.result.word(), &dmarc.words, pending);
    writeln!(
        out,
        "{}",
        format!("\n  DMARC   {word:<22} {words}").trim_end()
    )?;
    let identifiers = dmarc
        .identifiers
        .iter()
        .filter(|_| !(pending && is_offline));
    for identifier in identifiers {
        writeln!(out, "{:33}{}", "", escaped(&identifier.words))?;
    }
    match &seen.dmarc.policy {
        GoverningPolicy::Published { at, text, .. } => {
            writeln!(out, "{:33}policy at {at}: {}", "", escaped(text))?;
        }
        GoverningPolicy::Absent => writeln!(out, "{:33}no policy is published", "")?,
        GoverningPolicy::Broken { at, text } => {
            writeln!(
                out,
                "{:33}the policy at {at} is invalid: {}",
                "",
                escaped(text)
            )?;
        }
        GoverningPolicy::Unknown { why } => {
            writeln!(
                out,
                "{:33}the policy could not be looked up: {}",
                "",
                escaped(why)
            )?;
        }
        GoverningPolicy::NotAsked => {}
    }
    let spf = match seen.spf.result {
        Some(result) => result.word(),
        None if seen.spf.pending => "still looking",
        None => "could not tell",
    };
    let (word, words) = told(spf, &seen.spf.words, seen.spf.pending);
    writeln!(
        out,
        "{}",
        format!("  SPF     {word:<22} {words}").trim_end()
    )?;
    if let (Some(helo), Some(result)) = (&seen.spf.helo, seen.spf.helo_result) {
        writeln!(
            out,
            "{:33}the name in EHLO, {}, checked by itself: {result}",
            "",
            escaped(helo)
        )?;
    }
    if seen.signatures.is_empty() {
        writeln!(out, "  DKIM    {:<22} The mail is not signed.", "none")?;
    }
    for signature in &seen.signatures {
        let pending = signature.result == SignatureResult::Pending;
        let (word, words) = told(signature.result.word(), &signature.words, pending);
        writeln!(
            out,
            "{}",
            format!("  DKIM    {word:<22} {words}").trim_end()
        )?;
    }
    if !seen.arc.sets.is_empty() {
        writeln!(out, "  ARC     {:<22} {}", "", escaped(&seen.arc.words))?;
    }
    Ok(())
}
