//! Findings about connections: who answers, and whether the connection is sealed.

use shared::{EhloStanding, Failure, Port25, RelayInfo, Service, TlsVersion};

use super::{
    Address, AddressState, Host, HostState, Meaning, Sealing, Untested, deep, dialogue, exchange,
    only_weak_suite, skip_words,
};
use crate::finding::{About, Code, Finding, Severity};
use crate::mx::capitalised;

/// Adds what there is to say about how a host talks to the relay.
pub(crate) fn check(host: &Host<'_>, relay: Option<&RelayInfo>, findings: &mut Vec<Finding>) {
    let about = About::Host {
        host: host.name.clone(),
    };
    let name = &host.name;
    match &host.state {
        HostState::Refusing => findings.push(
            Finding::new(
                Code::HostRefusing,
                about,
                format!(
                    "{name} refuses connections on port {}.",
                    host.service.port()
                ),
            )
            .with_evidence_of(host.addresses.iter().map(|address| address.address)),
        ),
        HostState::Untested(untested) => {
            findings.push(not_tested(about, host, untested, relay));
        }
        HostState::Answering => {
            for address in &host.addresses {
                check_address(host, address, findings);
            }
            dialogue::check_extensions(host, findings);
        }
        HostState::NotAsked | HostState::Pending | HostState::Nowhere => {}
    }
}

fn not_tested(
    about: About,
    host: &Host<'_>,
    untested: &Untested,
    relay: Option<&RelayInfo>,
) -> Finding {
    let detail = match untested {
        Untested::Failure(failure) => [
            Some(in_words(failure).as_str()),
            relay.and_then(|relay| relays_part(failure, host.service, relay)),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" "),
        Untested::Skipped(reason) => format!("{}.", capitalised(skip_words(*reason))),
    };
    Finding::new(Code::HostNotTested, about, detail).with_evidence_of(host.addresses.iter().map(
        |address| match &address.state {
            AddressState::Untested(failure) => format!("{}: {failure}", address.address),
            AddressState::Refusing => format!("{}: connection refused", address.address),
            AddressState::Skipped(reason) => {
                format!("{}: {}", address.address, skip_words(*reason))
            }
            AddressState::Pending | AddressState::Answering(_) => address.address.to_string(),
        },
    ))
}

/// What the relay's own standing may have to do with a failure.
fn relays_part(failure: &Failure, service: Service, relay: &RelayInfo) -> Option<&'static str> {
    match (Meaning::of(failure), relay.ehlo) {
        (Meaning::Silent, _)
            if service == Service::Smtp && relay.port_25 == Port25::PerhapsBlocked =>
        {
            Some(
                "It may be the relay: all its connections to port 25 have timed out so far, as they do where a network \
                 blocks that port.",
            )
        }
        // RFC 5321 §4.1.4 lets servers look at the name, and many do.
        (Meaning::RefusesUs, EhloStanding::Unconfirmed | EhloStanding::NotFound) => Some(
            "It may be the relay: the name that it gives in EHLO does not lead back to its address, and servers hold \
             that against it.",
        ),
        _ => None,
    }
}

/// What a failure means and whose doing it is, then what was said.
pub(super) fn in_words(failure: &Failure) -> String {
    format!("{}: {failure}.", capitalised(Meaning::of(failure).words()))
}

fn check_address(host: &Host<'_>, address: &Address<'_>, findings: &mut Vec<Finding>) {
    let about = About::Address {
        host: host.name.clone(),
        address: address.address,
        service: host.service,
    };
    let notes = &mut Notes { about, findings };
    match &address.state {
        AddressState::Pending => {}
        AddressState::Skipped(reason) => {
            notes.add(
                Code::AddressNotTested,
                format!("{}.", capitalised(skip_words(*reason))),
                vec![],
            );
        }
        AddressState::Refusing => notes.add(
            Code::AddressUnreachable,
            format!("{} refuses the connection.", address.address),
            vec![],
        ),
        AddressState::Untested(failure) => {
            // Silence beside an answering address is the host's own: our way out is proven by the other.
            let code =
                if Meaning::of(failure) == Meaning::Silent && same_family_answers(host, address) {
                    Code::AddressUnreachable
                } else {
                    Code::AddressNotTested
                };
            notes.add(code, in_words(failure), vec![failure.to_string()]);
        }
        AddressState::Answering(sealing) => check_sealing(host, address, sealing, notes),
    }
    if let Some(injected) = address
        .seen
        .starttls
        .as_ref()
        .and_then(|s| s.injected.as_ref())
    {
        notes.add(
            Code::StarttlsInjection,
            format!("{} bytes came before the handshake.", injected.len()),
            vec![String::from_utf8_lossy(injected.as_slice()).into_owned()],
        );
    }
    if matches!(address.state, AddressState::Answering(_)) {
        dialogue::check(host, address, notes);
        deep::check(host, address, notes);
    }
}

/// Where findings about one address go.
pub(super) struct Notes<'f> {
    about: About,
    findings: &'f mut Vec<Finding>,
}

impl Notes<'_> {
    /// Adds a finding with what was seen.
    pub(super) fn add(&mut self, code: Code, detail: String, evidence: Vec<String>) {
        self.add_as(code.severity(), code, detail, evidence);
    }

    /// Adds one that matters more, or less, than its code usually does.
    pub(super) fn add_as(
        &mut self,
        severity: Severity,
        code: Code,
        detail: String,
        evidence: Vec<String>,
    ) {
        let finding = Finding::new(code, self.about.clone(), detail).with_severity(severity);
        self.findings.push(finding.with_evidence_of(evidence));
    }
}

/// Whether another address of the same family answers, so that silence is not for want of a route.
fn same_family_answers(host: &Host<'_>, silent: &Address<'_>) -> bool {
    host.answering()
        .any(|(address, _)| address.address.is_ipv4() == silent.address.is_ipv4())
}

fn check_sealing(host: &Host<'_>, address: &Address<'_>, sealing: &Sealing, notes: &mut Notes<'_>) {
    let name = &host.name;
    let ehlo = || {
        let ehlo = address.seen.ehlo.iter();
        ehlo.flat_map(|ehlo| ehlo.reply.lines.iter().map(|line| format!("250 {line}")))
            .collect()
    };
    match sealing {
        Sealing::Pending => {}
        Sealing::Sealed => {
            let Some(agreed) = address.agreed else {
                return;
            };
            let agreed = format!("{}, {}", agreed.version, agreed.suite);
            notes.add(
                Code::TransportSealed,
                format!("{name} agreed to {agreed}."),
                vec![agreed],
            );
            check_versions(host, address, notes);
            exchange::check(host, address, notes);
        }
        Sealing::NotOffered => notes.add(
            Code::StarttlsMissing,
            format!("{name} answers EHLO without STARTTLS."),
            ehlo(),
        ),
        Sealing::Masked(keyword) => notes.add(
            Code::StarttlsMasked,
            format!("{name} says “{keyword}”."),
            ehlo(),
        ),
        Sealing::Declined(reply) => notes.add(
            Code::StarttlsDeclined,
            format!("{name} answers STARTTLS with “{reply}”."),
            vec![reply.to_string()],
        ),
        Sealing::Fails(failure) => notes.add(
            Code::TlsAlwaysFails,
            format!("{name} ends every handshake: {}.", failure.cause),
            versions(address),
        ),
        Sealing::SpeaksClear(text) => notes.add(
            Code::TlsNotSpoken,
            format!("{name} greets in clear."),
            vec![text.clone()],
        ),
        Sealing::Undecided(failure) => {
            let mut detail = in_words(failure);
            if let Some(count) = without_tls_now(host) {
                detail = format!(
                    "{detail} All {count} addresses of {name} that answered say so. If it stays so, the server may be \
                     unable to read its certificate or key."
                );
            }
            notes.add(Code::TlsUndecided, detail, vec![failure.to_string()]);
        }
    }
}

/// How many addresses of a host said that TLS is not available just now (RFC 3207 §4), if all did that could say it, and
/// more than one. It remains a word about the moment, and nothing is concluded from it.
fn without_tls_now(host: &Host<'_>) -> Option<usize> {
    let mut says_so = host.answering().map(|(_, sealing)| {
        matches!(sealing, Sealing::Undecided(failure) if Meaning::of(failure) == Meaning::NoTlsNow)
    });
    let count = host.answering().count();
    (count > 1 && says_so.all(|it| it)).then_some(count)
}

/// Which versions and suites a server takes that seals.
fn check_versions(host: &Host<'_>, address: &Address<'_>, notes: &mut Notes<'_>) {
    let name = &host.name;
    let newest = address.versions.surely_newest();
    let is_only_old = newest.is_some_and(|version| version < TlsVersion::TLS12);
    let old = address
        .versions
        .accepted(&[TlsVersion::TLS10, TlsVersion::TLS11]);
    match newest {
        Some(version) if is_only_old => notes.add(
            Code::TlsOnlyOld,
            format!("{name} accepts {version} and nothing newer."),
            versions(address),
        ),
        Some(TlsVersion::TLS12) => notes.add(
            Code::Tls12Newest,
            format!("{name} was offered TLS 1.3 and chose TLS 1.2."),
            vec![],
        ),
        _ => {}
    }
    if !old.is_empty() && !is_only_old {
        let old: Vec<String> = old.iter().map(ToString::to_string).collect();
        notes.add(
            Code::TlsOldVersions,
            format!("{name} still accepts {}.", old.join(" and ")),
            versions(address),
        );
    }
    if !address.versions.accepted(&[TlsVersion::SSL3]).is_empty() {
        notes.add(
            Code::TlsSslv3,
            format!("{name} still accepts SSLv3."),
            versions(address),
        );
    }
    if let Some(suite) = only_weak_suite(address.seen) {
        notes.add(
            Code::TlsWeakSuitesOnly,
            format!("{name} chooses {suite} from everything, and accepts nothing better."),
            vec![suite.to_string()],
        );
    }
}

/// Every version with what is known of it, newest first.
fn versions(address: &Address<'_>) -> Vec<String> {
    let each = address.versions.each().rev();
    each.map(|(version, outcome)| format!("{version}: {}", outcome.words()))
        .collect()
}
