//! The lists that are known here, as data: what each keeps, and what each of its answers means in its operator's words.

use shared::DomainName;

use crate::finding::Severity::{self, Advice, Info, Warning};

/// A list whose answers are documented.
#[derive(Debug)]
pub(crate) struct Known {
    /// Where it is asked.
    pub(crate) zone: &'static str,
    /// Who keeps it.
    pub(crate) operator: &'static str,
    /// What it lists.
    pub(crate) keeps: Keeps,
    /// What its answers mean.
    pub(super) codes: Codes,
    /// Where to see why something is listed, and how to be taken off.
    pub(crate) removal: &'static str,
    /// Whether it is asked when nobody named any list.
    usual: bool,
}

/// What a list is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keeps {
    /// IPv4 addresses.
    Ipv4,
    /// Addresses of both families.
    Addresses,
    /// Domain names; this one is always listed.
    Names(&'static str),
}

/// How a list says what it means.
#[derive(Debug)]
pub(super) enum Codes {
    /// Each answer is one reason.
    Each(&'static [Code]),
    /// Each bit of the last octet of 127.0.0.x is one reason; bit 1 says that the asker is refused.
    Bits(&'static [Code]),
}

/// What one answer means: 127.0.`third`.`from` to 127.0.`third`.`to`, or the bit `from`.
#[derive(Debug)]
pub(super) struct Code {
    pub(super) third: u8,
    pub(super) from: u8,
    pub(super) to: u8,
    pub(super) severity: Severity,
    pub(super) meaning: &'static str,
}

const fn code(third: u8, from: u8, to: u8, severity: Severity, meaning: &'static str) -> Code {
    Code {
        third,
        from,
        to,
        severity,
        meaning,
    }
}

/// Known lists. Those that want every asker registered, and those many disagree with, are only asked when named.
static KNOWN: [Known; 9] = [
    Known {
        zone: "zen.spamhaus.org",
        operator: "Spamhaus",
        keeps: Keeps::Addresses,
        codes: Codes::Each(&[
            code(0, 2, 2, Warning, "SBL: seen sending or supporting spam"),
            code(0, 3, 3, Warning, "CSS: seen sending low-reputation mail"),
            code(
                0,
                4,
                7,
                Warning,
                "XBL: seen behaving like an infected or abused machine",
            ),
            code(
                0,
                9,
                9,
                Warning,
                "DROP: in a network held by criminals or hijacked",
            ),
            // A server that only receives mail may well stand in such a range.
            code(
                0,
                10,
                11,
                Info,
                "PBL: in a range whose holder lets no mail be sent directly; a policy, not an accusation",
            ),
            code(0, 30, 30, Warning, "BCL: controls infected machines"),
        ]),
        removal: "https://check.spamhaus.org/",
        usual: true,
    },
    Known {
        zone: "bl.spamcop.net",
        operator: "SpamCop",
        keeps: Keeps::Ipv4,
        codes: Codes::Each(&[code(0, 2, 2, Warning, "reported by users for sending spam")]),
        removal: "https://www.spamcop.net/bl.shtml",
        usual: true,
    },
    Known {
        zone: "psbl.surriel.com",
        operator: "Passive Spam Block List",
        keeps: Keeps::Ipv4,
        codes: Codes::Each(&[code(0, 2, 2, Warning, "sent mail to a spam trap")]),
        removal: "https://psbl.org/remove",
        usual: true,
    },
    Known {
        zone: "bl.mailspike.net",
        operator: "Mailspike",
        keeps: Keeps::Ipv4,
        codes: Codes::Each(&[
            code(0, 2, 2, Warning, "part of a wave of spam just now"),
            code(0, 10, 10, Warning, "worst reputation"),
            code(0, 11, 11, Warning, "very bad reputation"),
            code(0, 12, 12, Warning, "bad reputation"),
        ]),
        removal: "https://mailspike.org/iplookup.html",
        usual: true,
    },
    Known {
        zone: "dbl.spamhaus.org",
        operator: "Spamhaus",
        keeps: Keeps::Names("test"),
        codes: Codes::Each(&[
            code(1, 2, 2, Warning, "domain of low reputation"),
            code(1, 4, 4, Warning, "phishing domain"),
            code(1, 5, 5, Warning, "malware domain"),
            code(1, 6, 6, Warning, "domain that controls infected machines"),
            code(1, 102, 102, Warning, "legitimate domain abused for spam"),
            code(1, 103, 103, Warning, "redirector abused for spam"),
            code(
                1,
                104,
                104,
                Warning,
                "legitimate domain abused for phishing",
            ),
            code(1, 105, 105, Warning, "legitimate domain abused for malware"),
            code(
                1,
                106,
                106,
                Warning,
                "legitimate domain abused to control infected machines",
            ),
        ]),
        removal: "https://check.spamhaus.org/",
        usual: true,
    },
    Known {
        zone: "multi.surbl.org",
        operator: "SURBL",
        // Its documented test point; RFC 5782 §5's "TEST" is not promised there.
        keeps: Keeps::Names("surbl-org-permanent-test-point.com"),
        codes: Codes::Bits(&[
            code(0, 8, 8, Warning, "phishing site"),
            code(0, 16, 16, Warning, "malware site"),
            code(0, 64, 64, Warning, "seen in spam"),
            code(0, 128, 128, Warning, "cracked site"),
        ]),
        removal: "https://surbl.org/surbl-analysis",
        usual: true,
    },
    Known {
        zone: "multi.uribl.com",
        operator: "URIBL",
        keeps: Keeps::Names("test.uribl.com"),
        codes: Codes::Bits(&[
            code(0, 2, 2, Warning, "black: seen in spam"),
            code(0, 4, 4, Advice, "grey: seen in unsolicited bulk mail"),
            code(0, 8, 8, Warning, "red: newly seen and suspicious"),
        ]),
        removal: "https://admin.uribl.com/",
        usual: false,
    },
    Known {
        zone: "b.barracudacentral.org",
        operator: "Barracuda",
        keeps: Keeps::Ipv4,
        codes: Codes::Each(&[code(0, 2, 2, Warning, "poor reputation")]),
        removal: "https://www.barracudacentral.org/rbl/removal-request",
        usual: false,
    },
    Known {
        zone: "dnsbl-1.uceprotect.net",
        operator: "UCEPROTECT",
        keeps: Keeps::Ipv4,
        codes: Codes::Each(&[code(
            0,
            2,
            2,
            Advice,
            "level 1: sent mail to a spam trap in the last seven days",
        )]),
        removal: "https://www.uceprotect.net/en/rblcheck.php",
        usual: false,
    },
];

/// A list of this zone, if it is known.
pub(super) fn find(zone: &DomainName) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.zone == zone.as_str())
}

/// The zones asked when nobody named any.
pub(super) fn usual() -> Vec<DomainName> {
    KNOWN
        .iter()
        .filter(|known| known.usual)
        .filter_map(|known| known.zone.parse().ok())
        .collect()
}

#[cfg(test)]
pub(super) fn all() -> &'static [Known] {
    &KNOWN
}
