//! Findings about what a server says: its greeting, its keywords before and inside TLS, its line ends.

use shared::{Phase, ReplyCode, Service};

use super::check::Notes;
use super::introduction::refused_for_us;
use super::{Address, Host};
use crate::evidence::{AddressOutcome, Ehlo};
use crate::finding::{About, Code, Finding};

/// Most senders wait for minutes (RFC 5321 §4.5.3.2.1); delays against spammers are of five to ten seconds.
const SLOW_GREETING_MS: u32 = 12_000;

/// Adds what there is to say about how an address talks.
pub(super) fn check(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    check_greeting(host, address.seen, notes);
    check_line_ends(address.seen, notes);
    check_starttls_code(host, address.seen, notes);
    // RFC 5321 §4.3.2: any other success, such as a second greeting, answers something else.
    let clear = address
        .seen
        .ehlo
        .as_ref()
        .filter(|ehlo| ehlo.reply.code == ReplyCode::OK);
    let sealed = address
        .seen
        .ehlo_sealed
        .as_ref()
        .filter(|ehlo| ehlo.reply.code == ReplyCode::OK);
    check_helo(host, address.seen, clear.or(sealed), notes);
    if let Some(clear) = clear.filter(|_| !host.service.is_implicit_tls()) {
        check_clear(host, clear, notes);
    }
    if let Some(sealed) = sealed {
        check_sealed(host, clear, sealed, notes);
    }
}

/// Adds what all addresses of a host offer that is worth knowing.
pub(super) fn check_extensions(host: &Host<'_>, findings: &mut Vec<Finding>) {
    let offers = |seen: &AddressOutcome| {
        let last = seen.ehlo_sealed.as_ref().or(seen.ehlo.as_ref());
        last.is_some_and(|ehlo| ehlo.offers("SMTPUTF8"))
    };
    if host.answering().count() > 0 && host.answering().all(|(address, _)| offers(address.seen)) {
        let about = About::Host {
            host: host.name.clone(),
        };
        let detail = format!("{} offers SMTPUTF8.", host.name);
        findings.push(Finding::new(Code::Smtputf8, about, detail));
    }
}

fn check_greeting(host: &Host<'_>, seen: &AddressOutcome, notes: &mut Notes<'_>) {
    let Some(greeting) = &seen.greeting else {
        return;
    };
    if greeting.reply.code != ReplyCode::READY {
        return;
    }
    if greeting.elapsed_ms >= SLOW_GREETING_MS {
        let seconds = greeting.elapsed_ms / 1000;
        let detail = format!("{} greets after {seconds} seconds.", host.name);
        notes.add(Code::GreetingSlow, detail, vec![greeting.reply.to_string()]);
    }
    let first = greeting.reply.lines.first().map(String::as_str);
    if !first.is_some_and(names_a_host) {
        let words = greeting.reply.to_string();
        let detail = format!("{} greets with “{words}”.", host.name);
        notes.add(Code::GreetingWithoutHost, detail, vec![words]);
    }
}

/// RFC 5321 §4.2: the greeting begins with a domain or an address literal. A single label names no host on the internet.
fn names_a_host(line: &str) -> bool {
    let word = line.split_ascii_whitespace().next().unwrap_or_default();
    // Punctuation after the name and underscores in it are common, and do no harm.
    let word = word.trim_end_matches([',', ';', ':', '.']);
    let is_literal = word.starts_with('[') && word.ends_with(']');
    let is_name = word.contains('.')
        && !word.to_ascii_lowercase().starts_with("localhost.")
        && word
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_') || !b.is_ascii());
    is_literal || is_name
}

fn check_line_ends(seen: &AddressOutcome, notes: &mut Notes<'_>) {
    let replies = [
        ("the greeting", seen.greeting.as_ref().map(|it| &it.reply)),
        ("the answer to EHLO", seen.ehlo.as_ref().map(|it| &it.reply)),
        (
            "the answer to STARTTLS",
            seen.starttls.as_ref().map(|it| &it.reply),
        ),
        (
            "the answer to EHLO inside TLS",
            seen.ehlo_sealed.as_ref().map(|it| &it.reply),
        ),
    ];
    let bare: Vec<String> = replies
        .into_iter()
        .filter(|(_, reply)| reply.is_some_and(|reply| reply.bare_lf))
        .map(|(what, _)| what.to_owned())
        .collect();
    if !bare.is_empty() {
        let detail = format!("Lines end so in {}.", bare.join(", "));
        notes.add(Code::ReplyBareLf, detail, bare);
    }
}

/// RFC 3207 §4: 220 is the one answer that goes on.
fn check_starttls_code(host: &Host<'_>, seen: &AddressOutcome, notes: &mut Notes<'_>) {
    let Some(answer) = &seen.starttls else { return };
    let reply = &answer.reply;
    if reply.code.is_positive() && reply.code != ReplyCode::READY {
        let detail = format!("{} answers STARTTLS with “{reply}”.", host.name);
        notes.add(Code::StarttlsWrongCode, detail, vec![reply.to_string()]);
    }
}

fn check_helo(host: &Host<'_>, seen: &AddressOutcome, ehlo: Option<&Ehlo>, notes: &mut Notes<'_>) {
    let knows_no_better =
        |ehlo: &&Ehlo| ehlo.helo && refused_for_us(seen, ehlo, Phase::Ehlo).is_none();
    if let Some(ehlo) = ehlo.filter(knows_no_better) {
        let detail = format!("{} refuses EHLO and accepts HELO.", host.name);
        notes.add(Code::HeloOnly, detail, vec![ehlo.reply.to_string()]);
    }
}

/// What should be offered only inside TLS.
fn check_clear(host: &Host<'_>, clear: &Ehlo, notes: &mut Notes<'_>) {
    let name = &host.name;
    let lines = |keyword: &str| -> Vec<String> {
        clear
            .keywords()
            .filter(|line| keyword_of(line).eq_ignore_ascii_case(keyword))
            .map(str::to_owned)
            .collect()
    };
    let auth = lines("AUTH");
    if !auth.is_empty() {
        // RFC 4954 §4: mechanisms that send the password as it is are for TLS only. Others prove it without sending it.
        let is_plain = auth.iter().any(|line| {
            line.split([' ', '=']).any(|word| {
                ["PLAIN", "LOGIN"]
                    .iter()
                    .any(|it| word.eq_ignore_ascii_case(it))
            })
        });
        let code = if is_plain {
            Code::AuthInClear
        } else {
            Code::AuthBeforeTls
        };
        let where_to = match host.service {
            Service::Smtp => "port 25, where other servers deliver",
            Service::Submission | Service::Submissions => "the port for mail programs",
        };
        let detail = format!(
            "{name} offers “{}” before TLS on {where_to}.",
            auth.join("”, “")
        );
        notes.add(code, detail, auth);
    }
    let require_tls = lines("REQUIRETLS");
    if !require_tls.is_empty() {
        let detail = format!("{name} offers REQUIRETLS before TLS.");
        notes.add(Code::RequiretlsInClear, detail, require_tls);
    }
}

fn check_sealed(host: &Host<'_>, clear: Option<&Ehlo>, sealed: &Ehlo, notes: &mut Notes<'_>) {
    let name = &host.name;
    // RFC 3207 §4.2: a server must not offer it inside TLS.
    if sealed.offers("STARTTLS") {
        let detail = format!("{name} offers STARTTLS inside TLS.");
        notes.add(Code::StarttlsAgain, detail, evidence(sealed));
    }
    if sealed.offers("REQUIRETLS") {
        let detail = format!("{name} offers REQUIRETLS inside TLS.");
        notes.add(Code::Requiretls, detail, vec![]);
    }
    let Some(clear) = clear.filter(|clear| !clear.helo && !sealed.helo) else {
        return;
    };
    let mut lost: Vec<String> = clear
        .keywords()
        .map(|line| keyword_of(line).to_ascii_uppercase())
        .filter(|keyword| !keyword.is_empty() && keyword != "STARTTLS" && !sealed.offers(keyword))
        .collect();
    lost.dedup();
    if !lost.is_empty() {
        let detail = format!("Inside TLS {name} no longer offers {}.", lost.join(", "));
        let seen = ["In clear:".to_owned()]
            .into_iter()
            .chain(evidence(clear))
            .chain(["Inside TLS:".to_owned()])
            .chain(evidence(sealed))
            .collect();
        notes.add(Code::EhloKeywordsLost, detail, seen);
    }
}

/// The keyword of a line: `AUTH` of `AUTH=PLAIN` and `AUTH PLAIN`.
fn keyword_of(line: &str) -> &str {
    line.split([' ', '=']).next().unwrap_or_default()
}

fn evidence(ehlo: &Ehlo) -> Vec<String> {
    ehlo.reply
        .lines
        .iter()
        .map(|line| format!("{} {line}", ehlo.reply.code))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_names_its_host_first() {
        for (line, names, reason) in [
            ("mx.example.org ESMTP Postfix", true, "as usual"),
            ("mx_1.example.org, ready", true, "an underscore and a comma"),
            ("[192.0.2.1] ESMTP", true, "an address literal"),
            ("bücher.example ESMTP", true, "an internationalised name"),
            ("ESMTP ready", false, "no name"),
            ("mail ESMTP", false, "a single label"),
            ("localhost.localdomain ESMTP", false, "every machine's name"),
            ("*******************", false, "written over"),
            ("", false, "nothing at all"),
        ] {
            assert_eq!(names_a_host(line), names, "{line}: {reason}");
        }
    }
}
