//! What real servers say, with what they mean by it and why we think so.

use shared::{Failure, Phase};

use super::Meaning::{
    Greylisted, HungUp, InTrouble, NoService, NoTlsNow, Other, RateLimited, RefusesUs, Silent, Slow,
};
use super::*;

fn meaning(code: u16, text: &str, phase: Phase) -> Meaning {
    let reply = Reply {
        code: code.try_into().unwrap(),
        lines: text.split('\n').map(str::to_owned).collect(),
        bare_lf: false,
    };
    Meaning::of(&Failure::new(phase, Cause::Reply { reply }))
}

#[test]
fn reads_what_real_servers_say_when_we_come_too_often() {
    for (code, text, server) in [
        (
            421,
            "4.7.0 mx.example.org Error: too many connections from 192.0.2.1",
            "Postfix",
        ),
        (
            421,
            "4.7.0 mx.example.org Error: too many connections from unknown[192.0.2.1]",
            "postscreen",
        ),
        (
            421,
            "Too many concurrent SMTP connections; please try again later.",
            "Exim",
        ),
        (
            421,
            "Too many concurrent SMTP connections from this IP address; please try again later.",
            "Exim, per host",
        ),
        (
            421,
            "4.3.2 Connection rate limit exceeded.",
            "sendmail, ratecontrol",
        ),
        (
            421,
            "4.3.2 Too many open connections.",
            "sendmail, conncontrol",
        ),
        (
            451,
            "4.7.500 Server busy. Please try again later from [192.0.2.1]. (S77719)",
            "Exchange Online throttles",
        ),
        (
            421,
            "4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing",
            "Exchange Server",
        ),
        (
            421,
            "4.7.28 Gmail has detected an unusual rate of unsolicited mail",
            "Gmail",
        ),
        (
            421,
            "4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume",
            "Yahoo",
        ),
        (
            421,
            "#4.4.5 Too many connections from your host.",
            "Cisco ESA",
        ),
        (
            421,
            "mx.example.org Too many concurrent connections from 192.0.2.1",
            "Proofpoint",
        ),
        (
            550,
            "Connection frequency limited",
            "QQ, with a permanent code",
        ),
        (
            421,
            "Service not available",
            "RFC 5321 §3.8: no words, but the code means: not now",
        ),
        (450, "try later", "the same"),
    ] {
        assert_eq!(
            meaning(code, text, Phase::Greeting),
            RateLimited,
            "{server}: {text}"
        );
    }
}

#[test]
fn reads_what_real_servers_say_when_they_refuse_our_address() {
    for (code, text, phase, server) in [
        (
            554,
            "No SMTP service here",
            Phase::Greeting,
            "RFC 5321 §3.1: mostly said to some addresses only",
        ),
        (
            554,
            "5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org",
            Phase::Ehlo,
            "Postfix",
        ),
        (
            550,
            "5.7.1 Service unavailable; client [192.0.2.1] blocked using zen.spamhaus.org",
            Phase::Greeting,
            "postscreen",
        ),
        (
            450,
            "4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]",
            Phase::Ehlo,
            "Postfix",
        ),
        (
            550,
            "Access denied - Invalid HELO name (See RFC2821 4.1.1.1)",
            Phase::Ehlo,
            "cPanel's Exim: our name",
        ),
        (
            554,
            "5.7.1 Rejected 192.0.2.1 found in dnsbl.sorbs.net",
            Phase::Greeting,
            "sendmail, dnsbl",
        ),
        (
            550,
            "5.7.1 Access denied",
            Phase::Greeting,
            "sendmail, access_db",
        ),
        (
            550,
            "no rDNS is so 80s",
            Phase::Greeting,
            "OpenSMTPD's filter in the manual",
        ),
        (
            550,
            "5.7.606 Access denied, banned sending IP [192.0.2.1]",
            Phase::Ehlo,
            "Exchange Online",
        ),
        (
            550,
            "Unfortunately, messages from [192.0.2.1] weren't sent. Your network is on our block list (S3140).",
            Phase::Greeting,
            "Outlook.com",
        ),
        (
            550,
            "5.7.25 The IP address sending this message does not have a PTR record",
            Phase::Ehlo,
            "Gmail",
        ),
        (
            554,
            "Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1",
            Phase::Greeting,
            "Proofpoint",
        ),
        (
            554,
            "Email rejected due to security policies",
            Phase::Ehlo,
            "Mimecast",
        ),
        (
            554,
            "Service unavailable; Client host [192.0.2.1] blocked using Barracuda Reputation",
            Phase::Greeting,
            "Barracuda",
        ),
        (
            554,
            "mx.example.org\nYour access to this mail system has been rejected due to the sending MTA's poor reputation.",
            Phase::Greeting,
            "Cisco ESA, in the second line",
        ),
        (
            451,
            "http://www.spamhaus.org/query/bl?ip=192.0.2.1",
            Phase::Ehlo,
            "rblsmtpd, with a transient code",
        ),
        (
            550,
            "5.7.1 not permitted",
            Phase::StartTls,
            "at whatever stage",
        ),
    ] {
        assert_eq!(meaning(code, text, phase), RefusesUs, "{server}: {text}");
    }
}

#[test]
fn reads_greylisting_trouble_and_the_rest() {
    for (code, text, phase, expected, server) in [
        (
            450,
            "4.2.0 Greylisted, see http://postgrey",
            Phase::Ehlo,
            Greylisted,
            "Postgrey",
        ),
        (
            451,
            "4.7.1 Greylisting in action, please come back later",
            Phase::Ehlo,
            Greylisted,
            "SQLgrey, milter-greylist",
        ),
        (
            451,
            "Temporary failure, please try again later.",
            Phase::Ehlo,
            Greylisted,
            "OpenBSD's spamd",
        ),
        (
            451,
            "Internal resources are temporarily unavailable",
            Phase::Ehlo,
            Greylisted,
            "Mimecast's word for it",
        ),
        (
            450,
            "4.7.1 Try again in 300 seconds",
            Phase::Recipients,
            Greylisted,
            "policyd",
        ),
        (
            421,
            "4.3.2 All server ports are busy",
            Phase::Greeting,
            InTrouble,
            "postscreen: not about us",
        ),
        (
            452,
            "4.3.1 Insufficient system resources (UsedDiskSpace)",
            Phase::Ehlo,
            InTrouble,
            "Exchange's back pressure",
        ),
        (
            451,
            "Temporary local problem - please try later",
            Phase::Ehlo,
            InTrouble,
            "Exim",
        ),
        (
            421,
            "4.3.0 Temporary System Problem",
            Phase::Greeting,
            InTrouble,
            "Gmail",
        ),
        (
            421,
            "antispam.example.org Service not available",
            Phase::Greeting,
            RateLimited,
            "its name says nothing",
        ),
        (
            421,
            "mx.example.org temporarily down for maintenance",
            Phase::Greeting,
            InTrouble,
            "by hand",
        ),
        (
            554,
            "mx.example.org ESMTP not accepting messages",
            Phase::Greeting,
            NoService,
            "sendmail, O RejectMail",
        ),
        (
            521,
            "mx.example.org does not accept mail",
            Phase::Greeting,
            NoService,
            "RFC 7504 §3",
        ),
        (
            521,
            "5.5.1 Protocol error",
            Phase::Ehlo,
            Other,
            "postscreen: not RFC 7504's 521",
        ),
        (
            554,
            "SMTP synchronization error",
            Phase::Greeting,
            Other,
            "Exim",
        ),
        (
            421,
            "4.4.2 mx.example.org Error: timeout exceeded",
            Phase::Ehlo,
            HungUp,
            "Postfix: it waited for us",
        ),
        (
            454,
            "4.7.0 TLS not available due to local problem",
            Phase::StartTls,
            NoTlsNow,
            "Postfix without a key",
        ),
        (
            454,
            "TLS currently unavailable",
            Phase::StartTls,
            NoTlsNow,
            "Exim",
        ),
        (
            451,
            "4.5.0 try later",
            Phase::StartTls,
            NoTlsNow,
            "nothing else is known",
        ),
        (
            421,
            "4.7.0 Too many connections",
            Phase::StartTls,
            RateLimited,
            "words count more than the phase",
        ),
        (
            501,
            "5.5.4 Syntax error",
            Phase::StartTls,
            Other,
            "RFC 3207 §4",
        ),
        (500, "what?", Phase::Ehlo, Other, "no words that we know"),
    ] {
        assert_eq!(meaning(code, text, phase), expected, "{server}: {text}");
    }
}

#[test]
fn what_is_not_said_is_read_from_what_happened() {
    let timed_out = || Cause::TimedOut { after_ms: 30_000 };
    for (phase, cause, expected, reason) in [
        (
            Phase::Connect,
            timed_out(),
            Silent,
            "dropped on the way, or by the server",
        ),
        (Phase::Connect, Cause::NoRoute, Silent, "the network's word"),
        (
            Phase::Greeting,
            timed_out(),
            Slow,
            "a tarpit, or out of order",
        ),
        (Phase::Ehlo, Cause::Closed, HungUp, "without a word"),
        (
            Phase::Connect,
            Cause::Cancelled,
            Meaning::Relay,
            "our own doing",
        ),
    ] {
        assert_eq!(
            Meaning::of(&Failure::new(phase, cause)),
            expected,
            "{reason}"
        );
    }
}

#[test]
fn phrases_are_in_lower_case_and_each_is_reached() {
    for (place, (phrases, meaning)) in PHRASES.iter().enumerate() {
        for phrase in *phrases {
            assert_eq!(*phrase, phrase.to_ascii_lowercase(), "{phrase}");
            let earlier = PHRASES.iter().take(place).flat_map(|(earlier, _)| *earlier);
            let hidden: Vec<_> = earlier
                .filter(|earlier| phrase.contains(**earlier))
                .collect();
            assert!(
                hidden.is_empty(),
                "{phrase} never means {meaning:?}: {hidden:?} comes first"
            );
        }
    }
}
