//! What was said with each address, line by line, and what it means, for reading in a terminal.

use std::fmt::{self, Write as _};

use analysis::Report;
use analysis::explain::{Book, Explained, Listener};
use analysis::report::{AddressReport, HostReport};
use shared::{Direction, TranscriptLine};

use super::escaped;

/// The conversations with all addresses, those for sending behind the others.
pub(super) fn write(out: &mut String, report: &Report) -> fmt::Result {
    let book = Book::ours();
    let submission = report.submission.iter().flat_map(|part| &part.hosts);
    for host in report.hosts.iter().chain(submission) {
        for address in &host.addresses {
            write_address(out, &book, host, address)?;
        }
    }
    Ok(())
}

fn write_address(
    out: &mut String,
    book: &Book,
    host: &HostReport,
    address: &AddressReport,
) -> fmt::Result {
    writeln!(
        out,
        "\nConversation with {}, port {} ({})",
        host.host,
        host.service.port(),
        address.address
    )?;
    if address.transcript.is_empty() {
        return writeln!(out, "  Nothing was said.");
    }
    let mut listener = Listener::new(book);
    for line in &address.transcript {
        write_line(out, line, listener.hear(line.direction, &line.text))?;
    }
    Ok(())
}

fn write_line(
    out: &mut String,
    line: &TranscriptLine,
    explained: Option<Explained<'_>>,
) -> fmt::Result {
    let who = match line.direction {
        Direction::Client => "C:",
        Direction::Server => "S:",
        Direction::Note => "  ",
    };
    writeln!(out, "  {:>6} ms {who} {}", line.at_ms, escaped(&line.text))?;
    let Some(explained) = explained else {
        return Ok(());
    };
    out.push_str("               ");
    if let Some(class) = explained.class {
        write!(out, "{class}: ")?;
    }
    write!(out, "{}.", explained.title)?;
    // A visit opens several connections that say much the same; the title is enough then.
    if !explained.is_repeated {
        write!(out, " {}", explained.meaning)?;
        if let Some(action) = explained.action {
            write!(out, " What to do: {action}")?;
        }
    }
    out.push('\n');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_cannot_drive_the_terminal() {
        let line = TranscriptLine {
            at_ms: 12,
            direction: Direction::Server,
            text: "220 \x1b[2J\r\nGrade A+".to_owned(),
        };
        let book = Book::ours();
        let mut listener = Listener::new(&book);
        let mut out = String::new();
        write_line(&mut out, &line, listener.hear(line.direction, &line.text)).unwrap();
        assert_eq!(
            out,
            "      12 ms S: 220 \\u{1b}[2J\\r\\nGrade A+\n               Success: Greeting. The server gives its name and waits for \
             the client's EHLO. What follows the name is for people.\n"
        );
    }
}
