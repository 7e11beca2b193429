//! The demands, as data.

use super::{Seen, Status};
use crate::facts::Presence;

/// One demand of one receiver.
pub(super) struct Demand {
    pub(super) receiver: &'static str,
    pub(super) of: &'static str,
    pub(super) what: &'static str,
    pub(super) rule: Rule,
    pub(super) reference: &'static str,
}

/// How it is seen whether a demand is met.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Spf,
    Dkim,
    SpfOrDkim,
    Dmarc,
    ReverseDns,
    /// It does not show from outside, and why.
    Hidden(&'static str),
}

const GOOGLE: &str = "https://support.google.com/a/answer/81126";
const YAHOO: &str = "https://senders.yahooinc.com/best-practices/";
const MICROSOFT: &str =
    "https://techcommunity.microsoft.com/blog/microsoftdefenderforoffice365blog/4399730";

const ALL: &str = "all senders";
const GOOGLE_BULK: &str = "senders of 5000 messages a day or more";
const YAHOO_BULK: &str = "bulk senders";
const MICROSOFT_BULK: &str = "senders of over 5000 messages a day";

const IN_THE_MAIL: &str = "only the mail itself shows it";
const OUTBOUND: &str = "it is about the connections that the sending server makes, and here only those it takes are seen";
const COMPLAINTS: &str = "only the receiver counts complaints";

const SPF_OR_DKIM: &str = "SPF or DKIM";
const REVERSE: &str = "the sending addresses have names that lead back to them";
const TLS: &str = "mail is sent over TLS";
const RATE: &str = "fewer than 0.3 % of the mail is reported as spam";
const FORM: &str = "the mail is well-formed (RFC 5322)";
const DMARC: &str = "DMARC, with p=none at least";
const ALIGNED: &str = "the domain in From is the one that SPF or DKIM prove";
const UNSUBSCRIBE: &str = "marketing mail can be unsubscribed from with one click (RFC 8058)";

const fn demand(
    receiver: &'static str,
    of: &'static str,
    what: &'static str,
    rule: Rule,
    reference: &'static str,
) -> Demand {
    Demand {
        receiver,
        of,
        what,
        rule,
        reference,
    }
}

/// As published by the receivers: Google and Yahoo since February 2024, Microsoft (for its consumer services) since
/// May 2025.
pub(super) static DEMANDS: [Demand; 23] = [
    demand("Google", ALL, SPF_OR_DKIM, Rule::SpfOrDkim, GOOGLE),
    demand("Google", ALL, REVERSE, Rule::ReverseDns, GOOGLE),
    demand("Google", ALL, TLS, Rule::Hidden(OUTBOUND), GOOGLE),
    demand("Google", ALL, RATE, Rule::Hidden(COMPLAINTS), GOOGLE),
    demand("Google", ALL, FORM, Rule::Hidden(IN_THE_MAIL), GOOGLE),
    demand("Google", GOOGLE_BULK, "SPF", Rule::Spf, GOOGLE),
    demand("Google", GOOGLE_BULK, "DKIM", Rule::Dkim, GOOGLE),
    demand("Google", GOOGLE_BULK, DMARC, Rule::Dmarc, GOOGLE),
    demand(
        "Google",
        GOOGLE_BULK,
        ALIGNED,
        Rule::Hidden(IN_THE_MAIL),
        GOOGLE,
    ),
    demand(
        "Google",
        GOOGLE_BULK,
        UNSUBSCRIBE,
        Rule::Hidden(IN_THE_MAIL),
        GOOGLE,
    ),
    demand("Yahoo", ALL, SPF_OR_DKIM, Rule::SpfOrDkim, YAHOO),
    demand("Yahoo", ALL, REVERSE, Rule::ReverseDns, YAHOO),
    demand("Yahoo", ALL, RATE, Rule::Hidden(COMPLAINTS), YAHOO),
    demand("Yahoo", ALL, FORM, Rule::Hidden(IN_THE_MAIL), YAHOO),
    demand("Yahoo", YAHOO_BULK, "SPF", Rule::Spf, YAHOO),
    demand("Yahoo", YAHOO_BULK, "DKIM", Rule::Dkim, YAHOO),
    demand("Yahoo", YAHOO_BULK, DMARC, Rule::Dmarc, YAHOO),
    demand(
        "Yahoo",
        YAHOO_BULK,
        ALIGNED,
        Rule::Hidden(IN_THE_MAIL),
        YAHOO,
    ),
    demand(
        "Yahoo",
        YAHOO_BULK,
        UNSUBSCRIBE,
        Rule::Hidden(IN_THE_MAIL),
        YAHOO,
    ),
    demand("Microsoft", MICROSOFT_BULK, "SPF", Rule::Spf, MICROSOFT),
    demand("Microsoft", MICROSOFT_BULK, "DKIM", Rule::Dkim, MICROSOFT),
    demand("Microsoft", MICROSOFT_BULK, DMARC, Rule::Dmarc, MICROSOFT),
    demand(
        "Microsoft",
        MICROSOFT_BULK,
        ALIGNED,
        Rule::Hidden(IN_THE_MAIL),
        MICROSOFT,
    ),
];

/// Whether a demand is met, and why that is said.
pub(super) fn status(rule: Rule, seen: &Seen) -> (Status, String) {
    match rule {
        Rule::Spf => of_record("SPF record", &seen.spf),
        Rule::Dmarc => of_record("DMARC record", &seen.dmarc),
        Rule::Dkim => of_keys(&seen.dkim),
        Rule::SpfOrDkim => {
            let (spf, why) = of_record("SPF record", &seen.spf);
            let (dkim, why_dkim) = of_keys(&seen.dkim);
            match (spf, dkim) {
                (Status::Met, _) => (spf, why),
                (_, Status::Met) => (dkim, why_dkim),
                (Status::Pending, _) | (_, Status::Pending) => (Status::Pending, String::new()),
                // Without SPF everything hangs on DKIM, of which only a key that is found says anything.
                _ => (Status::CouldNotTell, format!("{why}; {why_dkim}")),
            }
        }
        Rule::ReverseDns => match &seen.reverse {
            Presence::NotAsked => (Status::Pending, String::new()),
            Presence::Present => (
                Status::Met,
                "the addresses of the servers that take the mail do; mail may leave from others"
                    .to_owned(),
            ),
            Presence::Unknown(why) => (Status::CouldNotTell, why.clone()),
            Presence::Absent => (
                Status::CouldNotTell,
                "no server that takes the mail was seen, and where it leaves from does not show"
                    .to_owned(),
            ),
            // Those are the addresses that take mail: proof of nothing about those that send it.
            Presence::Broken(why) => (
                Status::CouldNotTell,
                format!("{why}, which breaks the rule if mail leaves from there"),
            ),
        },
        Rule::Hidden(why) => (Status::NotVisible, why.to_owned()),
    }
}

fn of_record(what: &str, presence: &Presence) -> (Status, String) {
    match presence {
        Presence::NotAsked => (Status::Pending, String::new()),
        Presence::Unknown(why) => (Status::CouldNotTell, why.clone()),
        Presence::Absent => (Status::NotMet, format!("there is no {what}")),
        Presence::Broken(why) => (Status::NotMet, format!("the {what} does not count: {why}")),
        Presence::Present => (
            Status::Met,
            format!("the {what} is there; whether mail passes, only the mail shows"),
        ),
    }
}

/// RFC 6376 §3.6.2.1: keys stand under names that only the mail shows, so not finding one proves nothing.
fn of_keys(presence: &Presence) -> (Status, String) {
    match presence {
        Presence::NotAsked => (Status::Pending, String::new()),
        Presence::Unknown(why) => (Status::CouldNotTell, why.clone()),
        Presence::Absent => (
            Status::CouldNotTell,
            "no DKIM key was found under the names that were tried, and there may be others"
                .to_owned(),
        ),
        Presence::Broken(why) => (
            Status::CouldNotTell,
            format!("the DKIM key that was found does not count ({why}), and there may be others"),
        ),
        Presence::Present => (
            Status::Met,
            "there is a DKIM key; whether mail is signed with it, only the mail shows".to_owned(),
        ),
    }
}
