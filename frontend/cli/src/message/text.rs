//! What is said of a mail, for reading in a terminal.

use std::fmt::{self, Write as _};

use analysis::finding::Severity;
use analysis::message::{
    DmarcResult, Examination, GoverningPolicy, Hop, Remark, SenderName, SignatureCheck,
    SignatureResult, Statement, Trust,
};

use crate::text::escaped;

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

fn write_head(out: &mut String, seen: &Examination) -> fmt::Result {
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

fn write_verdicts(out: &mut String, seen: &Examination, is_offline: bool) -> fmt::Result {
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

fn write_path(out: &mut String, seen: &Examination) -> fmt::Result {
    if seen.path.hops.is_empty() {
        return writeln!(
            out,
            "\nThere are no Received headers, so the way is not known."
        );
    }
    writeln!(out, "\nThe way, oldest first")?;
    for (number, hop) in seen.path.hops.iter().enumerate() {
        write_hop(out, number + 1, hop)?;
    }
    let border = &seen.path.border;
    match border.hop {
        Some(hop) => writeln!(
            out,
            "  The mail came in at line {}. {} Another is chosen with --border.",
            hop + 1,
            escaped(&border.reason)
        )?,
        None => writeln!(out, "  {}", escaped(&border.reason))?,
    }
    if let Some(address) = seen.spf.address {
        let name = match &seen.spf.name {
            SenderName::NotAsked => return Ok(()),
            SenderName::Unknown { why } => format!("its name could not be looked up: {why}"),
            SenderName::Absent => "DNS has no name for it".to_owned(),
            SenderName::Confirmed { name } => {
                format!("DNS calls it {name}, which leads back to it")
            }
            SenderName::Unconfirmed { name } => {
                format!("DNS calls it {name}, which does not lead back to it")
            }
        };
        writeln!(out, "  It came from {address}: {}.", escaped(&name))?;
    }
    Ok(())
}

fn write_hop(out: &mut String, number: usize, hop: &Hop) -> fmt::Result {
    let received = &hop.received;
    let address = received
        .address
        .map(|address| format!(" [{address}]"))
        .unwrap_or_default();
    let from = match (&received.helo, &received.reverse) {
        (Some(helo), Some(reverse)) if helo != reverse => format!("{helo} ({reverse}){address}"),
        (Some(name), _) | (None, Some(name)) => format!("{name}{address}"),
        (None, None) => address.trim().to_owned(),
    };
    let by = received.by.as_deref().unwrap_or("?");
    let mark = if hop.trust == Trust::Border {
        '»'
    } else {
        ' '
    };
    if from.is_empty() {
        writeln!(out, "{mark} {number:>2}. {}", escaped(by))?;
    } else {
        writeln!(
            out,
            "{mark} {number:>2}. {} → {}",
            escaped(&from),
            escaped(by)
        )?;
    }
    let mut facts: Vec<String> = Vec::new();
    facts.extend(received.at.map(|at| at.to_string()));
    facts.extend(hop.delay.map(|delay| format!("{delay:+} s")));
    facts.extend(received.protocol.clone());
    if let Some(tls) = &received.tls {
        facts.extend(tls.version.clone());
        facts.extend(tls.cipher.clone());
    }
    facts.push(received.sealed.words().to_owned());
    writeln!(out, "      {}", escaped(&facts.join(" · ")))?;
    writeln!(out, "      {}", hop.trust.words())
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
