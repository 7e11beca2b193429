//! Findings about one submission server (RFC 8314 §3.3, §5; RFC 8997 §3).

use shared::{DomainName, Failure, Phase, ReplyCode, Service, Timestamp, TlsVersion};

use super::authentication::{is_readable, mechanisms};
use crate::certificate::{Identity, IdentityFault, NameMatch};
use crate::finding::{About, Area, Code, Finding, Severity};
use crate::mx::capitalised;
use crate::transport::{
    Address, AddressState, Host, HostState, Meaning, Sealing, only_weak_suite, refused_for_us,
    skip_words,
};

const OLD: [TlsVersion; 3] = [TlsVersion::SSL3, TlsVersion::TLS10, TlsVersion::TLS11];

/// Adds what there is to say about a server. What is only guessed to be one is judged by what it answers alone, and
/// nothing about it is graver than advice: the domain may send its users elsewhere.
pub(super) fn check(
    host: &Host<'_>,
    domain: &DomainName,
    is_guess: bool,
    now: Timestamp,
    findings: &mut Vec<Finding>,
) {
    let mut found = Vec::new();
    match &host.state {
        HostState::Answering => {
            for address in &host.addresses {
                let mut checker = AddressChecker {
                    host,
                    address,
                    domain,
                    is_guess,
                    now,
                    found: Vec::new(),
                };
                checker.check();
                found.append(&mut checker.found);
            }
        }
        HostState::Refusing if !is_guess => found.push(whole(
            Code::SubmissionRefusing,
            host,
            format!(
                "{} refuses connections on port {}.",
                host.name,
                host.service.port()
            ),
        )),
        HostState::Untested(untested) if !is_guess => found.push(whole(
            Code::SubmissionNotTested,
            host,
            format!(
                "{}, port {}: {}.",
                host.name,
                host.service.port(),
                untested.words()
            ),
        )),
        HostState::Refusing
        | HostState::Untested(_)
        | HostState::NotAsked
        | HostState::Pending
        | HostState::Nowhere => {}
    }
    findings.extend(found.into_iter().map(|finding| {
        let severity = finding.severity.min(Severity::Advice);
        if is_guess {
            finding.with_severity(severity)
        } else {
            finding
        }
    }));
}

fn whole(code: Code, host: &Host<'_>, detail: String) -> Finding {
    let about = About::Host {
        host: host.name.clone(),
    };
    Finding::new(code, about, detail).with_evidence_of(host.addresses.iter().map(|address| {
        match &address.state {
            AddressState::Untested(failure) => format!("{}: {failure}", address.address),
            AddressState::Refusing => format!("{}: connection refused", address.address),
            AddressState::Skipped(reason) => {
                format!("{}: {}", address.address, skip_words(*reason))
            }
            AddressState::Pending | AddressState::Answering(_) => address.address.to_string(),
        }
    }))
}

struct AddressChecker<'a> {
    host: &'a Host<'a>,
    address: &'a Address<'a>,
    domain: &'a DomainName,
    is_guess: bool,
    now: Timestamp,
    found: Vec<Finding>,
}

impl AddressChecker<'_> {
    fn finding(&self, code: Code, detail: impl Into<String>, evidence: Vec<String>) -> Finding {
        let about = About::Address {
            host: self.host.name.clone(),
            address: self.address.address,
            service: self.host.service,
        };
        Finding::new(code, about, detail).with_evidence_of(evidence)
    }

    fn add(&mut self, code: Code, detail: impl Into<String>, evidence: Vec<String>) {
        self.found.push(self.finding(code, detail, evidence));
    }

    fn check(&mut self) {
        match &self.address.state {
            AddressState::Answering(sealing) => self.sealing(&sealing.clone()),
            // Beside an address that answers; a guess is judged by what answers alone.
            AddressState::Untested(failure) if !self.is_guess => {
                self.not_told(failure);
            }
            AddressState::Refusing if !self.is_guess => {
                let detail = format!("{} refuses the connection.", self.address.address);
                self.add(Code::SubmissionRefusing, detail, vec![]);
            }
            AddressState::Skipped(_)
            | AddressState::Untested(_)
            | AddressState::Refusing
            | AddressState::Pending => {}
        }
    }

    /// What a failure means, then what was said.
    fn not_told(&mut self, failure: &Failure) {
        let meaning = capitalised(Meaning::of(failure).words());
        let detail = format!("{meaning}: {failure}.");
        self.add(Code::SubmissionNotTested, detail, vec![failure.to_string()]);
    }

    fn sealing(&mut self, sealing: &Sealing) {
        let name = &self.host.name;
        match sealing {
            Sealing::Pending => {}
            Sealing::Sealed => {
                self.authentication();
                self.versions();
                self.identity();
                self.in_order();
                return;
            }
            Sealing::NotOffered => {
                let detail = format!("{name} answers EHLO without STARTTLS.");
                self.add(Code::SubmissionStarttlsMissing, detail, self.ehlo());
            }
            Sealing::Declined(reply) => {
                let detail = format!("{name} answers STARTTLS with “{reply}”.");
                self.add(
                    Code::SubmissionStarttlsMissing,
                    detail,
                    vec![reply.to_string()],
                );
            }
            Sealing::Fails(failure) => {
                let detail = format!("{name} ends every handshake: {}.", failure.cause);
                self.add(Code::SubmissionTlsFails, detail, vec![failure.to_string()]);
            }
            Sealing::SpeaksClear(text) => {
                let detail = format!(
                    "{name} greets in clear on port {}.",
                    self.host.service.port()
                );
                self.add(Code::SubmissionTlsFails, detail, vec![text.clone()]);
            }
            Sealing::Masked(keyword) => {
                let detail = format!(
                    "{name} answers EHLO with “{keyword}”: something on the way hides what it offers."
                );
                self.add(Code::SubmissionNotTested, detail, self.ehlo());
            }
            Sealing::Undecided(failure) => self.not_told(failure),
        }
        self.authentication();
    }

    fn ehlo(&self) -> Vec<String> {
        let ehlo = self.address.seen.ehlo.iter();
        ehlo.flat_map(|ehlo| ehlo.reply.lines.iter().map(|line| format!("250 {line}")))
            .collect()
    }

    /// RFC 4954 §4: no password in clear, and none asked for where it would be.
    fn authentication(&mut self) {
        let seen = self.address.seen;
        let name = &self.host.name;
        if let Some(injected) = seen.starttls.as_ref().and_then(|s| s.injected.as_ref()) {
            let text = String::from_utf8_lossy(injected.as_slice()).into_owned();
            let detail = format!("{} bytes came before the handshake.", injected.len());
            let finding = self.finding(Code::StarttlsInjection, detail, vec![text]);
            self.found.push(finding.in_area(Area::Submission));
        }
        let in_clear = seen.ehlo.as_ref().map(mechanisms).unwrap_or_default();
        if self.host.service == Service::Submission && !in_clear.is_empty() {
            let readable = in_clear.iter().any(|mechanism| is_readable(mechanism));
            let detail = format!(
                "{name} offers AUTH {} before the connection is encrypted.",
                in_clear.join(" ")
            );
            let finding = self.finding(Code::SubmissionAuthInClear, detail, self.ehlo());
            self.found.push(if readable {
                finding
            } else {
                // What crosses the line is a proof of the password and not the password itself.
                finding.with_severity(Severity::Advice)
            });
        }
        // RFC 5321 §4.3.2: any other success, such as a second greeting, answers something else.
        let answers = |ehlo: &&crate::evidence::Ehlo| ehlo.reply.code == ReplyCode::OK;
        if let Some(sealed) = seen.ehlo_sealed.as_ref().filter(answers)
            && mechanisms(sealed).is_empty()
        {
            if let Some(failure) = refused_for_us(seen, sealed, Phase::EhloSealed) {
                return self.not_told(&failure);
            }
            let detail = format!("{name} offers no AUTH inside TLS.");
            let lines = sealed.reply.lines.iter();
            let evidence = lines.map(|line| format!("250 {line}")).collect();
            self.add(Code::SubmissionAuthMissing, detail, evidence);
        }
    }

    /// RFC 8997 §3: TLS 1.2 or newer, and nothing older.
    fn versions(&mut self) {
        let name = &self.host.name;
        let versions = &self.address.versions;
        let old = versions.accepted(&OLD);
        let evidence = || {
            let each = versions.each().rev();
            each.map(|(version, outcome)| format!("{version}: {}", outcome.words()))
                .collect()
        };
        let newest = versions.surely_newest();
        if let Some(newest) = newest.filter(|version| *version < TlsVersion::TLS12) {
            let detail = format!("{name} accepts {newest} and nothing newer.");
            let finding = self.finding(Code::SubmissionTlsOld, detail, evidence());
            self.found.push(finding.with_severity(Severity::Error));
        } else if !old.is_empty() {
            let old: Vec<String> = old.iter().map(ToString::to_string).collect();
            let detail = format!("{name} still accepts {}.", old.join(" and "));
            self.add(Code::SubmissionTlsOld, detail, evidence());
        }
        if let Some(suite) = only_weak_suite(self.address.seen) {
            let detail =
                format!("{name} chooses {suite} from everything, and accepts nothing better.");
            self.add(Code::SubmissionWeakSuites, detail, vec![suite.to_string()]);
        }
    }

    /// RFC 8314 §4.4, RFC 7817 §3: a certificate that a program can check without asking its user.
    fn identity(&mut self) {
        let Some(identity) = &self.address.identity else {
            return;
        };
        let refused: Vec<&IdentityFault> = identity
            .faults
            .iter()
            .filter(|fault| fault.breaks_authentication())
            .collect();
        let chain: Vec<String> = chain(identity);
        if !refused.is_empty() {
            let only_the_name = refused
                .iter()
                .all(|fault| **fault == IdentityFault::NameMismatch);
            let covers_domain = identity.leaf().is_some_and(|leaf| {
                matches!(
                    leaf.covers(self.domain),
                    NameMatch::Exact(_) | NameMatch::Wildcard(_)
                )
            });
            let words: Vec<String> = refused.iter().map(|fault| fault.words()).collect();
            let name = &self.host.name;
            let detail = format!(
                "{name} presents a certificate that is {}.",
                words.join(", ")
            );
            // RFC 7817 §3: a program that found the server by SRV may take a certificate for the domain itself.
            if only_the_name && covers_domain && !self.is_guess {
                let detail = format!(
                    "{detail} It covers {}: programs that find the server by its SRV record accept it, those that \
                     were given the server's name do not.",
                    self.domain
                );
                let finding = self.finding(Code::SubmissionCertificate, detail, chain);
                self.found.push(finding.with_severity(Severity::Warning));
            } else {
                self.add(Code::SubmissionCertificate, detail, chain);
            }
            return;
        }
        let weak: Vec<String> = identity.faults.iter().map(IdentityFault::words).collect();
        if !weak.is_empty() {
            let detail = format!(
                "{} presents a certificate that is {}.",
                self.host.name,
                weak.join(", ")
            );
            let finding = self.finding(Code::SubmissionCertificate, detail, chain);
            self.found.push(finding.with_severity(Severity::Warning));
        } else if !identity.doubts.is_empty() {
            let detail = "Whether its certificate leads to a public authority could not be told.";
            self.add(Code::SubmissionNotTested, detail, chain);
        } else if let Some(leaf) = identity.leaf()
            && leaf.is_renewal_due(self.now)
        {
            let detail = format!("The certificate ends on {}.", leaf.not_after.date());
            let finding = self.finding(Code::SubmissionCertificate, detail, chain);
            self.found.push(finding.with_severity(Severity::Warning));
        }
    }

    /// Nothing else was found: that is worth saying too.
    fn in_order(&mut self) {
        if let (true, Some(agreed)) = (self.found.is_empty(), self.address.agreed) {
            let (name, port) = (&self.host.name, self.host.service.port());
            let agreed = format!("{}, {}", agreed.version, agreed.suite);
            let detail = format!("{name} agreed to {agreed} on port {port}.");
            self.add(Code::SubmissionSealed, detail, vec![agreed]);
        }
    }
}

/// The chain in one line a certificate.
fn chain(identity: &Identity) -> Vec<String> {
    let certificates = identity.certificates.iter().enumerate();
    certificates
        .map(|(place, certificate)| {
            format!(
                "{place}: {} · issued by {} · until {}",
                certificate.subject,
                certificate.issuer,
                certificate.not_after.date()
            )
        })
        .collect()
}
