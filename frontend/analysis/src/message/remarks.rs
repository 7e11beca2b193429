//! What is good about a mail, what is wrong with it, why, and what to do: one list, the gravest first.

use serde::Serialize;
use shared::DomainName;

use super::alignment::{DmarcCheck, DmarcResult, GoverningPolicy, Vouched};
use super::arc::ArcResult;
use super::examine::{Examination, Standing};
use super::field::Message;
use super::path::Trust;
use super::received::Sealed;
use super::sender::SenderName;
use super::signatures::{KeyState, SignatureCheck, SignatureResult};
use crate::dkim::HeaderCheck;
use crate::dmarc::{self, Policy};
use crate::dns::{QueryName, RecordType, TxtRecord};
use crate::evidence::{Evidence, Lookup};
use crate::finding::Severity;
use crate::fix::record::zone_line;
use crate::reports::summary;
use crate::spf::{self, SpfResult};

/// A hop that takes longer is worth a word, in seconds.
const LONG_DELAY: i64 = 1800;
/// Clocks that differ by more are worth a word, in seconds.
const SKEW: i64 = -5;
/// Mail older than this is judged by records that may have changed since, in days.
const OLD_DAYS: i64 = 30;

/// One thing to say of a mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// A stable word for it: `dmarc-fail`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What it is, in a few words.
    pub title: String,
    /// What that means, and why.
    pub text: String,
    /// What to do, if there is something to do.
    pub todo: Option<String>,
    /// Records to publish, as lines of a zone file.
    pub records: Vec<String>,
    /// What it rests on, literally: a header, or a record.
    pub evidence: Option<String>,
    /// The standard.
    pub reference: Option<&'static str>,
}

impl Remark {
    fn new(
        code: &'static str,
        severity: Severity,
        title: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        Self {
            code,
            severity,
            title: title.into(),
            text: text.into(),
            todo: None,
            records: Vec::new(),
            evidence: None,
            reference: None,
        }
    }

    fn todo(mut self, todo: impl Into<String>) -> Self {
        self.todo = Some(todo.into());
        self
    }

    fn record(mut self, record: Option<String>) -> Self {
        self.records.extend(record);
        self
    }

    fn evidence(mut self, evidence: impl Into<String>) -> Self {
        self.evidence = Some(evidence.into());
        self
    }

    const fn by(mut self, reference: &'static str) -> Self {
        self.reference = Some(reference);
        self
    }
}

pub(super) fn remarks(seen: &Examination, message: &Message, evidence: &Evidence) -> Vec<Remark> {
    let mut list = Vec::new();
    of_dmarc(seen, &mut list);
    of_spf(seen, evidence, &mut list);
    of_signatures(seen, message, &mut list);
    of_arc(seen, &mut list);
    of_author(seen, &mut list);
    of_path(seen, &mut list);
    of_statements(seen, &mut list);
    of_text(seen, message, &mut list);
    list.sort_by_key(|remark| std::cmp::Reverse(remark.severity));
    list
}

fn of_dmarc(seen: &Examination, list: &mut Vec<Remark>) {
    let dmarc = &seen.dmarc;
    let Some(domain) = &dmarc.domain else {
        return;
    };
    let rfc = "RFC 9989";
    match dmarc.result {
        DmarcResult::Pass => {
            let title = format!("The mail is really from {domain}, by DMARC");
            list.push(Remark::new("dmarc-pass", Severity::Good, title, &dmarc.words).by(rfc));
        }
        DmarcResult::PassIfUnchanged => {
            let title = format!("The headers are really from {domain}");
            list.push(
                Remark::new(
                    "dmarc-pass-if-unchanged",
                    Severity::Info,
                    title,
                    &dmarc.words,
                )
                .todo("Give the whole mail, with its body, to check that it was not changed.")
                .by(rfc),
            );
        }
        DmarcResult::Fail => {
            let then = match policy_in_force(dmarc) {
                Some(Policy::Reject) => "Its policy asks receivers to refuse such mail.",
                Some(Policy::Quarantine) => {
                    "Its policy asks receivers to put such mail aside, usually as spam."
                }
                Some(Policy::None) => {
                    "Its policy asks receivers for nothing yet, so such mail is delivered."
                }
                None => "",
            };
            let mut names: Vec<&str> = Vec::new();
            for one in &dmarc.identifiers {
                if !names.contains(&one.words.as_str()) {
                    names.push(&one.words);
                }
            }
            let changed = if was_signed(seen, domain) {
                format!("{domain} signed it, and it was changed after that.")
            } else {
                String::new()
            };
            let names = names.join(" ");
            let parts: Vec<&str> = [dmarc.words.as_str(), &names, &changed, then]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect();
            let title = format!("Nothing proves that the mail is from {domain}");
            list.push(
                Remark::new("dmarc-fail", Severity::Error, title, parts.join(" "))
                    .todo(format!(
                        "If {domain} is yours and this is your mail: have whoever sends it sign with “d={domain}”, which \
                         also survives forwarding. If it is not your mail, this is what DMARC is for."
                    ))
                    .by(rfc),
            );
        }
        DmarcResult::CouldNotTell => {
            let title = format!("It could not be told whether the mail is from {domain}");
            list.push(Remark::new("dmarc-unknown", Severity::Info, title, &dmarc.words).by(rfc));
        }
        DmarcResult::Pending => {}
    }
    match &dmarc.policy {
        GoverningPolicy::Absent => {
            let text = format!(
                "Receivers are not told what to do with mail that only pretends to be from {domain}, and nobody tells its \
                 owner of it."
            );
            let title = format!("{domain} publishes no DMARC policy");
            list.push(
                Remark::new("dmarc-no-policy", Severity::Advice, title, text)
                    .todo(format!(
                        "If {domain} is yours, begin with a policy that only watches."
                    ))
                    .record(Some(dmarc::beginning(domain, false)))
                    .by(rfc),
            );
        }
        GoverningPolicy::Broken { at, text } => {
            let title = format!("The DMARC record of {at} is invalid");
            list.push(
                Remark::new(
                    "dmarc-broken",
                    Severity::Warning,
                    title,
                    "Receivers act as if there were none.",
                )
                .todo(format!("Check {at} here to see what is wrong with it."))
                .evidence(text)
                .by(rfc),
            );
        }
        GoverningPolicy::Unknown { why } => {
            let title = format!("The DMARC policy of {domain} could not be looked up");
            list.push(Remark::new(
                "dmarc-policy-unknown",
                Severity::Info,
                title,
                format!("{why}."),
            ));
        }
        GoverningPolicy::NotAsked | GoverningPolicy::Published { .. } => {}
    }
}

/// Whether the domain signed the headers as they are, and another body.
fn was_signed(seen: &Examination, domain: &DomainName) -> bool {
    seen.signatures.iter().any(|check| {
        let is_own = check
            .signature
            .as_ref()
            .is_some_and(|signature| signature.domain == *domain);
        let headers = check.verification.map(|verification| verification.header);
        is_own && check.result == SignatureResult::BodyChanged && headers == Some(HeaderCheck::Good)
    })
}

fn policy_in_force(dmarc: &DmarcCheck) -> Option<Policy> {
    match &dmarc.policy {
        GoverningPolicy::Published {
            policy,
            testing: true,
            ..
        } => Some(policy.lowered()),
        GoverningPolicy::Published { policy, .. } => Some(*policy),
        _ => None,
    }
}

fn of_spf(seen: &Examination, evidence: &Evidence, list: &mut Vec<Remark>) {
    let spf = &seen.spf;
    let rfc = "RFC 7208";
    let remark = |code, severity, title: String| {
        let remark = Remark::new(code, severity, title, &spf.words).by(rfc);
        match &spf.mail_from_source {
            Some(source) => remark.evidence(format!(
                "{source}: <{}>",
                spf.mail_from.as_deref().unwrap_or_default()
            )),
            None => remark,
        }
    };
    let (Some(domain), Some(result), Some(address)) =
        (spf.domain.as_deref(), spf.result, spf.address)
    else {
        if !spf.pending {
            let title = "SPF could not be checked".to_owned();
            list.push(remark("spf-not-checked", Severity::Info, title));
        }
        return;
    };
    let of_spf = seen
        .dmarc
        .identifiers
        .iter()
        .find(|one| one.mechanism == "spf");
    let is_own = of_spf.and_then(|one| one.aligned) == Some(true);
    // What may be added, if the sender turns out to be one's own.
    let added = || {
        let record = spf_record(domain, evidence)?;
        Some(zone_line(
            domain,
            "TXT",
            &summary::with_terms(&record, &[summary::term(address)]),
        ))
    };
    let own_sender = format!(
        "If {address} sends for {domain} by your leave, add it to the record; else leave it."
    );
    match result {
        SpfResult::Pass if is_own => {
            list.push(remark(
                "spf-pass",
                Severity::Good,
                format!("{address} may send for {domain}, by SPF"),
            ));
        }
        SpfResult::Pass => {
            let author = seen
                .author
                .domain
                .as_ref()
                .map_or("the author's domain", DomainName::as_str);
            let mut one = remark(
                "spf-not-aligned",
                Severity::Advice,
                format!("SPF vouches for {domain}, which is not the From domain"),
            );
            one.text = format!(
                "{} Bounces go to {domain}, and people see {author}: for DMARC such a pass does not count.",
                one.text
            );
            list.push(one.todo(match summary::service_of(domain) {
                Some(service) => format!(
                    "{} sends this. Ask it for a bounce address below your own domain, or rest on DKIM. {}",
                    service.name, service.dkim
                ),
                None => format!(
                    "Ask whoever sends for {author} to use a bounce address of {author} or below it, or rest on DKIM with \
                     “d={author}”."
                ),
            }));
        }
        SpfResult::Fail | SpfResult::SoftFail => {
            let title = format!("{address} is not among the servers that send for {domain}");
            list.push(
                remark("spf-fail", Severity::Warning, title)
                    .todo(format!("{own_sender} Mail that was forwarded fails SPF by its nature; DKIM then has to do."))
                    .record(added()),
            );
        }
        SpfResult::Neutral => {
            let title = format!("{domain} does not say whether {address} sends for it");
            list.push(
                remark("spf-neutral", Severity::Advice, title)
                    .todo(own_sender)
                    .record(added()),
            );
        }
        SpfResult::None => {
            let title = format!("{domain} has no SPF record");
            let record = format!("v=spf1 {} ~all", summary::term(address));
            list.push(
                remark("spf-none", Severity::Advice, title)
                    .todo(format!(
                        "If {domain} is yours, name all its senders in a record. With this sender alone it would read:"
                    ))
                    .record(Some(zone_line(domain, "TXT", &record))),
            );
        }
        SpfResult::PermError => {
            let title = format!("The SPF record of {domain} is broken");
            list.push(
                remark("spf-broken", Severity::Warning, title)
                    .todo(format!("Check {domain} here to see what is wrong with it.")),
            );
        }
        SpfResult::TempError => {
            let title = format!("The SPF record of {domain} could not be looked up");
            list.push(remark("spf-unknown", Severity::Info, title));
        }
    }
}

/// The one valid SPF record of a domain, as text.
fn spf_record(domain: &str, evidence: &Evidence) -> Option<String> {
    let name = QueryName::from(&DomainName::parse(domain).ok()?);
    let Lookup::Found(answer) = evidence.lookup(&name, RecordType::Txt) else {
        return None;
    };
    let texts: Vec<TxtRecord> = answer.txt_records().cloned().collect();
    spf::select(&texts).record().map(ToString::to_string)
}

fn of_signatures(seen: &Examination, message: &Message, list: &mut Vec<Remark>) {
    let author = seen.author.domain.as_ref();
    if seen.signatures.is_empty() {
        let who = author.map_or("The sender", DomainName::as_str);
        list.push(
            Remark::new(
                "dkim-none",
                Severity::Advice,
                "The mail is not signed",
                format!("{who} did not sign it with DKIM, so nothing shows whether it was changed on the way."),
            )
            .todo("If it is your mail: turn DKIM on at whoever sends it. A signature is what survives forwarding.")
            .by("RFC 6376"),
        );
        return;
    }
    for check in &seen.signatures {
        list.extend(of_signature(check, message));
        if let Some(remark) = unsigned_tail(check) {
            list.push(remark);
        }
        let expired = check
            .signature
            .as_ref()
            .and_then(|signature| signature.expires_at);
        let counts = matches!(
            check.result,
            SignatureResult::Pass | SignatureResult::PassHeaders
        );
        if let Some(expired) = expired.filter(|at| counts && *at < seen.judged_at) {
            list.push(
                Remark::new(
                    "dkim-expired-since",
                    Severity::Info,
                    format!("The signature expired on {}", expired.date()),
                    "It is checked for the time at which the mail came, as its headers have it. A server that saw it later \
                     did not accept it.",
                )
                .by("RFC 6376 §3.5"),
            );
        }
        if let KeyState::Found {
            text,
            testing: true,
            ..
        } = &check.key
        {
            list.push(
                Remark::new(
                    "dkim-testing",
                    Severity::Advice,
                    "The key of a signature is marked as a test",
                    "With “t=y” receivers treat mail whose signature fails as if it were not signed.",
                )
                .todo("When the test is over, take “t=y” out of the record.")
                .evidence(text)
                .by("RFC 6376 §3.6.1"),
            );
        }
    }
    let mut own = seen
        .dmarc
        .identifiers
        .iter()
        .filter(|one| one.mechanism == "dkim");
    let has_foreign = seen.dmarc.identifiers.iter().any(|one| {
        one.mechanism == "dkim" && one.aligned == Some(false) && one.vouched != Vouched::No
    });
    let (Some(author), true, false) = (
        author,
        has_foreign,
        own.any(|one| one.aligned != Some(false)),
    ) else {
        return;
    };
    let foreign = seen
        .dmarc
        .identifiers
        .iter()
        .find(|one| one.mechanism == "dkim");
    let signer = foreign.map(|one| one.domain.as_str()).unwrap_or_default();
    let todo = match summary::service_of(signer) {
        Some(service) => format!(
            "If {author} is yours, have {} sign with it. {}",
            service.name, service.dkim
        ),
        None => format!(
            "If {author} is yours, have {signer} sign with “d={author}”: it gives you a key to publish."
        ),
    };
    list.push(
        Remark::new(
            "dkim-not-aligned",
            Severity::Advice,
            format!("Only {signer} signs, not {author}"),
            "For DMARC a signature counts only if its domain is of the same organisation as the From domain.",
        )
        .todo(todo)
        .by("RFC 9989"),
    );
}

fn of_signature(check: &SignatureCheck, message: &Message) -> Option<Remark> {
    let who = check
        .signature
        .as_ref()
        .map_or("somebody", |one| one.domain.as_str());
    let (code, severity, title) = match check.result {
        SignatureResult::Pass => (
            "dkim-pass",
            Severity::Good,
            format!("The signature of {who} holds"),
        ),
        SignatureResult::PassHeaders => (
            "dkim-pass-headers",
            Severity::Good,
            format!("The signature of {who} holds for the headers"),
        ),
        SignatureResult::BodyChanged => (
            "dkim-body-changed",
            Severity::Warning,
            format!("The body was changed after {who} signed it"),
        ),
        SignatureResult::HeadersChanged => (
            "dkim-fail",
            Severity::Warning,
            format!("The signature of {who} does not hold"),
        ),
        SignatureResult::KeyGone => (
            "dkim-key-gone",
            Severity::Info,
            format!("The key of {who}'s signature is no longer published"),
        ),
        SignatureResult::NotAcceptable => (
            "dkim-not-acceptable",
            Severity::Warning,
            format!("The signature of {who} must not be accepted"),
        ),
        SignatureResult::Malformed => (
            "dkim-malformed",
            Severity::Warning,
            "A signature cannot be read".to_owned(),
        ),
        SignatureResult::CouldNotTell => (
            "dkim-unknown",
            Severity::Info,
            format!("The signature of {who} could not be checked"),
        ),
        SignatureResult::Pending => return None,
    };
    let mut remark = Remark::new(code, severity, title, &check.words)
        .evidence(format!("DKIM-Signature: {}", check.text))
        .by("RFC 6376");
    let is_changed = matches!(
        check.result,
        SignatureResult::BodyChanged | SignatureResult::HeadersChanged
    );
    if is_changed && message.all("List-Id").next().is_some() {
        remark.text.push_str(
            " The mail came through a mailing list (List-Id), and lists change what they pass on.",
        );
    }
    if is_changed && message.had_bare_lf {
        remark.text.push_str(
            " What was given here has lines that end otherwise than on the way: if it was copied from a window rather than \
             saved as a file, the copying may have changed it.",
        );
    }
    if let (SignatureResult::KeyGone, Some(name)) = (check.result, &check.key_name) {
        remark.todo = Some(format!(
            "If it is your mail, publish the key at {name}, and leave old keys there for some weeks when you change them."
        ));
    }
    Some(remark)
}

/// RFC 6376 §8.2.
fn unsigned_tail(check: &SignatureCheck) -> Option<Remark> {
    let signature = check.signature.as_ref()?;
    let length = signature.length?;
    Some(
        Remark::new(
            "dkim-length",
            Severity::Advice,
            format!("{} signs only {length} bytes of the body", signature.domain),
            "“l=” leaves the rest unsigned, so that anybody may add text, or cover the whole with another, and the signature \
             still holds.",
        )
        .todo("Sign without “l=”.")
        .by("RFC 6376 §8.2"),
    )
}

fn of_arc(seen: &Examination, list: &mut Vec<Remark>) {
    let arc = &seen.arc;
    let (code, severity, title) = match arc.result {
        ArcResult::None | ArcResult::Pending => return,
        ArcResult::Pass => (
            "arc-pass",
            Severity::Info,
            "Forwarders vouch for the mail with ARC",
        ),
        ArcResult::Fail => (
            "arc-fail",
            Severity::Advice,
            "The ARC chain of the forwarders does not hold",
        ),
        ArcResult::CouldNotTell => (
            "arc-unknown",
            Severity::Info,
            "It cannot be told whether the ARC chain holds",
        ),
    };
    let mut text = arc.words.clone();
    if let (ArcResult::Pass, Some(oldest)) = (arc.result, arc.oldest_pass) {
        text.push_str(&format!(
            " The mail has not changed since forwarder {oldest} passed it on."
        ));
    }
    list.push(Remark::new(code, severity, title, text).by("RFC 8617"));
}

fn of_author(seen: &Examination, list: &mut Vec<Remark>) {
    let author = &seen.author;
    if let Some(problem) = &author.problem {
        list.push(
            Remark::new(
                "from-not-one",
                Severity::Warning,
                "It is not clear who the mail is from",
                format!("{problem} Many receivers refuse such mail."),
            )
            .by("RFC 5322 §3.6"),
        );
    }
    // A name that is an address itself is what phones show alone.
    for mailbox in &author.mailboxes {
        let Some(name) = mailbox.name.as_deref().filter(|name| name.contains('@')) else {
            continue;
        };
        let address = mailbox.address.to_ascii_lowercase();
        if name.to_ascii_lowercase().contains(&address) {
            continue;
        }
        list.push(
            Remark::new(
                "from-name-is-address",
                Severity::Warning,
                "The name beside the address is another address",
                format!(
                    "Many programs show the name alone, “{name}”, and the mail is from {}. Forgers do this.",
                    mailbox.address
                ),
            )
            .evidence(format!("From: {name} <{}>", mailbox.address)),
        );
    }
    if let Some(address) = seen.spf.address {
        let title = match &seen.spf.name {
            SenderName::Absent => format!("{address} has no name in DNS"),
            SenderName::Unconfirmed { name } => {
                format!("{address} is called {name}, which does not lead back to it")
            }
            SenderName::NotAsked | SenderName::Unknown { .. } | SenderName::Confirmed { .. } => {
                return;
            }
        };
        list.push(
            Remark::new(
                "sender-without-name",
                Severity::Advice,
                title,
                "Many receivers refuse or distrust mail from addresses without a name that leads back to them.",
            )
            .todo("If it is your server, have whoever gave you the address set its reverse name (PTR).")
            .by("RFC 8601 §2.7.3"),
        );
    }
}

fn of_path(seen: &Examination, list: &mut Vec<Remark>) {
    if let Some(border) = seen.path.border_hop() {
        let from = border
            .received
            .address
            .map(|one| one.to_string())
            .unwrap_or_default();
        match border.received.sealed {
            Sealed::Yes => list.push(
                Remark::new(
                    "border-sealed",
                    Severity::Good,
                    "It was encrypted on its way to the recipient's system",
                    format!("The server that took it from {from} says so."),
                )
                .evidence(format!("Received: {}", border.received.text))
                .by("RFC 3848"),
            ),
            Sealed::No => list.push(
                Remark::new(
                    "border-not-sealed",
                    Severity::Warning,
                    "It was not encrypted on its way to the recipient's system",
                    format!(
                        "The server that took it from {from} has the word for a connection without TLS. Whoever was on the \
                         way could read it. A few servers write that word all the same."
                    ),
                )
                .todo("Check the recipient's domain here: does its server offer STARTTLS? If so, the sender did not use it.")
                .evidence(format!("Received: {}", border.received.text))
                .by("RFC 3848"),
            ),
            Sealed::Local | Sealed::Unsaid => {}
        }
    }
    for (number, hop) in seen.path.hops.iter().enumerate() {
        let who = hop.received.by.as_deref().unwrap_or("a server");
        match hop.delay {
            Some(delay) if delay > LONG_DELAY => list.push(
                Remark::new(
                    "hop-slow",
                    Severity::Info,
                    format!("It took {} to come to {who}", duration(delay)),
                    "The server before could not hand it on at once, or its clock is wrong. Receivers that do not know a \
                     sender often make it try twice.",
                )
                .evidence(format!("Received: {}", hop.received.text)),
            ),
            Some(delay) if delay < SKEW => list.push(
                Remark::new(
                    "clock-skew",
                    Severity::Info,
                    format!("By the clocks it came to {who} {} before it left", duration(-delay)),
                    format!("The clock of hop {} or of the one before is wrong.", number + 1),
                )
                .evidence(format!("Received: {}", hop.received.text)),
            ),
            Some(_) | None => {}
        }
    }
    let age = seen
        .path
        .border_hop()
        .and_then(|hop| hop.received.at)
        .or(seen.title.date);
    if let Some(days) = age
        .map(|then| then.days_until(seen.judged_at))
        .filter(|days| *days > OLD_DAYS)
    {
        list.push(Remark::new(
            "old-mail",
            Severity::Info,
            format!("The mail is {days} days old"),
            "It is judged by what DNS says today. Records and keys may have been others then; what the recipient's own \
             server wrote at the time counts for more.",
        ));
    }
}

/// A number of seconds in words.
fn duration(seconds: i64) -> String {
    match seconds {
        ..120 => format!("{seconds} seconds"),
        120..7200 => format!("{} minutes", seconds / 60),
        7200..172_800 => format!("{} hours", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

fn of_statements(seen: &Examination, list: &mut Vec<Remark>) {
    let own = seen
        .results
        .iter()
        .find(|one| one.standing == Standing::Own);
    let said = own.and_then(|one| {
        one.said
            .results
            .iter()
            .find(|result| result.method == "dmarc")
    });
    if let (Some(own), Some(said)) = (own, said) {
        let differs = match (said.result.as_str(), seen.dmarc.result) {
            ("pass", DmarcResult::Fail) => Some("passed"),
            ("fail", DmarcResult::Pass) => Some("failed"),
            _ => None,
        };
        if let Some(then) = differs {
            list.push(
                Remark::new(
                    "verdict-differs",
                    Severity::Info,
                    format!("When it came, the mail {then} DMARC"),
                    "The recipient's own server came to another result than is found now. DNS may have changed since, \
                     or what was given here is not what came.",
                )
                .evidence(format!("Authentication-Results: {}", own.said.text))
                .by("RFC 8601"),
            );
        }
    }
    let foreign = seen
        .results
        .iter()
        .filter(|one| one.standing == Standing::Foreign)
        .count();
    if foreign > 0 {
        list.push(
            Remark::new(
                "foreign-results",
                Severity::Info,
                "Some results came with the mail",
                format!(
                    "{foreign} Authentication-Results {} below the line in which the recipient's system took the mail. \
                     Anyone can write such a header, so it is shown and not counted.",
                    if foreign == 1 { "header stands" } else { "headers stand" }
                ),
            )
            .by("RFC 8601 §5"),
        );
    }
}

fn of_text(seen: &Examination, message: &Message, list: &mut Vec<Remark>) {
    if !seen.has_body {
        list.push(Remark::new(
            "headers-only",
            Severity::Info,
            "Only headers were given",
            "Whether the body was changed cannot be told. What signatures say of the headers can.",
        ));
    }
    // What “show original” shows above the source is often copied with it.
    let body = message.body().unwrap_or_default();
    let begin = body.get(..body.len().min(4096)).unwrap_or_default();
    let has_trace =
        |line: &[u8]| line.starts_with(b"Received: ") || line.starts_with(b"Delivered-To: ");
    if seen.path.hops.is_empty() && begin.split(|byte| *byte == b'\n').any(has_trace) {
        list.push(
            Remark::new(
                "headers-in-body",
                Severity::Warning,
                "The headers seem to begin further below",
                "What stands above the first empty line was taken for the headers, and more headers follow it.",
            )
            .todo("Give the source of the mail alone, from its first header on."),
        );
    }
    if message.stray_lines > 0 {
        list.push(Remark::new(
            "stray-lines",
            Severity::Info,
            "Some lines among the headers are none",
            format!(
                "{} lines were passed over. Signatures do not hold if the copying broke lines.",
                message.stray_lines
            ),
        ));
    }
    if seen.path.hops.iter().all(|hop| hop.trust == Trust::Unknown) && !seen.path.hops.is_empty() {
        list.push(
            Remark::new(
                "border-unknown",
                Severity::Info,
                "It cannot be told where the mail came in",
                &seen.path.border.reason,
            )
            .todo("Choose the line that your own server wrote."),
        );
    }
}
