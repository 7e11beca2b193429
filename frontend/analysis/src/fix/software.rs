//! Which program a mail server says it is: for settings that fit, never for a verdict.

use serde::{Deserialize, Serialize};

use crate::transport::{Address, Host};

/// A mail server's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Software {
    /// Postfix, which Zimbra, Mailcow and many others carry within.
    Postfix,
    /// Exim.
    Exim,
    /// OpenSMTPD.
    OpenSmtpd,
    /// Sendmail.
    Sendmail,
    /// Microsoft's: Exchange, Microsoft 365, or the SMTP service of Windows.
    Microsoft,
    /// Google's.
    Google,
    /// Haraka.
    Haraka,
    /// Stalwart.
    Stalwart,
    /// Maddy.
    Maddy,
    /// hMailServer.
    HMailServer,
    /// MDaemon.
    MDaemon,
    /// Kerio Connect.
    Kerio,
    /// Apache James.
    James,
    /// Mimecast's service.
    Mimecast,
}

/// Words of greetings, in lower case. A server that has its own name in place of these is not recognised.
const GREETINGS: [(&str, Software); 14] = [
    ("postfix", Software::Postfix),
    ("exim", Software::Exim),
    ("opensmtpd", Software::OpenSmtpd),
    ("sendmail", Software::Sendmail),
    ("microsoft", Software::Microsoft),
    ("gsmtp", Software::Google),
    ("haraka", Software::Haraka),
    ("stalwart", Software::Stalwart),
    ("maddy", Software::Maddy),
    ("hmailserver", Software::HMailServer),
    ("mdaemon", Software::MDaemon),
    ("kerio", Software::Kerio),
    ("james", Software::James),
    ("mimecast", Software::Mimecast),
];

/// Extensions that one program only offers.
const KEYWORDS: [(&str, Software); 4] = [
    ("x_pipe_connect", Software::Exim),
    ("x-exps", Software::Microsoft),
    ("x-anonymoustls", Software::Microsoft),
    ("xexch50", Software::Microsoft),
];

impl Software {
    /// What all addresses that talked say of themselves, if they agree and none of them is silent on it.
    pub(super) fn of_host(host: &Host<'_>) -> Option<Self> {
        let mut all = host
            .answering()
            .map(|(address, _)| Self::of_address(address));
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }

    /// What an address says of itself, if that is beyond doubt.
    pub(super) fn of_address(address: &Address<'_>) -> Option<Self> {
        let seen = address.seen;
        let greeting = seen
            .greeting
            .iter()
            .flat_map(|greeting| &greeting.reply.lines);
        let keywords = [&seen.ehlo, &seen.ehlo_sealed];
        let keywords = keywords
            .into_iter()
            .flatten()
            .flat_map(|ehlo| ehlo.keywords());
        Self::recognise(greeting.map(String::as_str), keywords)
    }

    /// One program only, by whole words. The first word of a greeting is the host's name, which may be any.
    fn recognise<'a>(
        greeting: impl Iterator<Item = &'a str>,
        keywords: impl Iterator<Item = &'a str>,
    ) -> Option<Self> {
        // RFC 5321 §4.2: only the first line has the host's name.
        let words = greeting
            .flat_map(str::split_ascii_whitespace)
            .skip(1)
            // Names of hosts among the other words stay whole.
            .flat_map(|word| word.split(['/', '(', ')', '[', ']', ',', ';', ':']));
        let mut found =
            words
                .filter_map(|word| known(word, &GREETINGS))
                .chain(keywords.filter_map(|line| {
                    known(line.split([' ', '=']).next().unwrap_or_default(), &KEYWORDS)
                }));
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}

fn known(word: &str, table: &[(&str, Software)]) -> Option<Software> {
    let entry = table
        .iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(word));
    entry.map(|(_, software)| *software)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_recognised_by_its_own_word_only() {
        use Software::*;
        for (greeting, keywords, expected, reason) in [
            (
                "mx.example.org ESMTP Postfix (Debian/GNU)",
                "",
                Some(Postfix),
                "Debian's",
            ),
            (
                "mx.example.org ESMTP Exim 4.96 Thu, 26 Nov 2026 13:00:00 +0000",
                "",
                Some(Exim),
                "Exim's",
            ),
            (
                "mx.example.org ESMTP OpenSMTPD",
                "",
                Some(OpenSmtpd),
                "OpenSMTPD's",
            ),
            (
                "mx.example.org ESMTP Sendmail 8.17.1/8.17.1; Thu, 26 Nov",
                "",
                Some(Sendmail),
                "Sendmail's",
            ),
            (
                "mx.example.org Microsoft ESMTP MAIL Service ready at Thu",
                "",
                Some(Microsoft),
                "Exchange's",
            ),
            (
                "mx.google.com ESMTP a1-b2.3 - gsmtp",
                "",
                Some(Google),
                "Google's",
            ),
            (
                "mx.example.org ESMTP Haraka/3.0.2 ready",
                "",
                Some(Haraka),
                "a version right behind the name",
            ),
            (
                "mx.example.org ESMTP ready",
                "X_PIPE_CONNECT",
                Some(Exim),
                "an extension of Exim's",
            ),
            (
                "mx.example.org ESMTP ready",
                "X-EXPS GSSAPI NTLM",
                Some(Microsoft),
                "with parameters",
            ),
            (
                "mx.example.org ESMTP Exim",
                "X_PIPE_CONNECT",
                Some(Exim),
                "both say the same",
            ),
            ("postfix.example.org ESMTP", "", None, "a host's name"),
            (
                "mx.example.org ESMTP by exim.example.net",
                "",
                None,
                "another host's name",
            ),
            (
                "mx.example.org ESMTP notpostfix",
                "",
                None,
                "part of another word",
            ),
            ("mx.example.org ESMTP", "PIPELINING", None, "nothing"),
            (
                "mx.example.org ESMTP Postfix",
                "X-EXPS",
                None,
                "something else stands in front",
            ),
            ("mx.example.org Exim or Postfix, guess", "", None, "a joke"),
            ("220 ************", "", None, "written over"),
            ("", "", None, "no greeting"),
        ] {
            let found = Software::recognise([greeting].into_iter(), keywords.lines());
            assert_eq!(found, expected, "{greeting}: {reason}");
        }
    }
}
