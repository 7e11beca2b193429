//! The recipient tests, for reading in a terminal.

use std::fmt::{self, Write as _};

use analysis::report::{RecipientsReport, TrialReport};

use super::escaped;

/// What was said to the recipients that were tried, or why none was.
pub(super) fn write(out: &mut String, recipients: &RecipientsReport) -> fmt::Result {
    writeln!(out, "\nRecipients: {}", escaped(&recipients.summary))?;
    for server in &recipients.servers {
        write_server(out, server)?;
    }
    Ok(())
}

fn write_server(out: &mut String, server: &TrialReport) -> fmt::Result {
    writeln!(
        out,
        "  {}, port {} ({}): open relay {}; mailbox {}",
        server.host,
        server.service.port(),
        server.address,
        escaped(&server.open_relay),
        escaped(&server.mailbox)
    )?;
    for tried in &server.tried {
        let reply = tried.reply.as_deref().unwrap_or("no answer");
        writeln!(
            out,
            "    {:<16} <{}> from <{}>: {}",
            tried.outcome,
            escaped(&tried.recipient),
            escaped(&tried.sender),
            escaped(reply)
        )?;
    }
    match &server.cut_short_by {
        Some(why) => writeln!(out, "    then: {}", escaped(why)),
        None => Ok(()),
    }
}
