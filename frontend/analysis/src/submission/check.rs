//! Findings about submission: what is published, and what the servers do.

use shared::{DomainName, Service};

use super::{Flaw, Records, SERVICES, Source, Srv, Submission, server, srv_labels};
use crate::facts::Facts;
use crate::finding::{About, Code, Finding, Severity};
use crate::mx::capitalised;
use crate::plan::MAX_SUBMISSION_HOSTS;
use crate::transport::{Host, HostState, Meaning, Untested};

/// Adds what there is to say about how users of a domain send.
pub(crate) fn check(
    domain: &DomainName,
    submission: &Submission<'_>,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    let checker = Checker { domain, submission };
    for (service, srv) in SERVICES.into_iter().zip(&submission.srv) {
        checker.srv(service, srv, findings);
    }
    checker.source(findings);
    checker.implicit_tls(findings);
    for host in &submission.servers {
        checker.target(host, findings);
        server::check(host, domain, submission.is_guess(), facts.now, findings);
    }
}

struct Checker<'a> {
    domain: &'a DomainName,
    submission: &'a Submission<'a>,
}

impl Checker<'_> {
    fn finding(&self, code: Code, detail: impl Into<String>) -> Finding {
        let domain = self.domain.clone();
        Finding::new(code, About::Domain { domain }, detail)
    }

    fn zone(&self) -> String {
        format!("DNS zone of {}", self.domain)
    }

    /// A record for the zone that names a host.
    fn record(&self, service: Service, priority: u16, host: &DomainName) -> String {
        let (labels, domain, port) = (srv_labels(service), self.domain, service.port());
        format!("{labels}.{domain}. IN SRV {priority} 1 {port} {host}.")
    }

    fn srv(&self, service: Service, srv: &Srv, findings: &mut Vec<Finding>) {
        let owner = format!("{}.{}", srv_labels(service), self.domain);
        match srv {
            Srv::NotAsked | Srv::Absent => {}
            Srv::Unknown(failure) => findings.push(self.finding(
                Code::SubmissionUnknown,
                format!("{owner}: {}.", capitalised(&failure.to_string())),
            )),
            Srv::Bogus(failure) => findings.push(self.finding(
                Code::SubmissionUnknown,
                format!("The DNSSEC signatures over {owner} do not hold: {failure}."),
            )),
            Srv::NoneOffered => findings.push(self.finding(
                Code::SubmissionNoneOffered,
                format!(
                    "{owner} names no host: there is no such service on port {}.",
                    service.port()
                ),
            )),
            Srv::Records(records) => self.records(service, &owner, records, findings),
        }
    }

    fn records(
        &self,
        service: Service,
        owner: &str,
        records: &Records,
        findings: &mut Vec<Finding>,
    ) {
        if let Some(first) = records.entries.first() {
            let detail = match records.entries.len() {
                1 => format!("{owner} names {}, port {}.", first.target, service.port()),
                count => format!(
                    "{owner} names {count} servers, {} first, on port {}.",
                    first.target,
                    service.port()
                ),
            };
            findings.push(
                self.finding(Code::SubmissionFound, detail)
                    .with_evidence_of(
                        records
                            .text
                            .iter()
                            .map(|text| format!("{owner}. SRV {text}")),
                    ),
            );
        }
        for flaw in &records.flaws {
            findings.push(self.flaw(service, owner, flaw));
        }
    }

    fn flaw(&self, service: Service, owner: &str, flaw: &Flaw) -> Finding {
        match flaw {
            Flaw::InvalidTarget(target) => self.finding(
                Code::SubmissionSrvTargetInvalid,
                format!("{owner} points to “{target}”, which is no host name."),
            ),
            Flaw::NoneBesideOthers => self.finding(
                Code::SubmissionSrvNoneBesideOthers,
                format!("{owner} has a record with the target “.” beside others."),
            ),
            Flaw::OtherPort { target, port } => {
                let sibling = SERVICES.into_iter().find(|other| other.port() == *port);
                let finding = |why: String| {
                    self.finding(
                        Code::SubmissionSrvPort,
                        format!("{owner} names {target} with port {port}{why}."),
                    )
                };
                match sibling {
                    // RFC 8314 §5.1: the two names tell a program whether to begin with TLS.
                    Some(sibling) => {
                        finding(format!(", which is the port of {}", srv_labels(sibling)))
                            .with_severity(Severity::Warning)
                            .with_paste(self.zone(), self.record(sibling, 0, target))
                    }
                    None => finding(format!(
                        " instead of {}; it was not looked at",
                        service.port()
                    )),
                }
            }
        }
    }

    /// What there is where nothing is published.
    fn source(&self, findings: &mut Vec<Finding>) {
        if self.submission.beyond_limit > 0 {
            findings.push(self.finding(
                Code::SubmissionBeyondLimit,
                format!(
                    "{} more are named; the first {MAX_SUBMISSION_HOSTS} are looked at.",
                    self.submission.beyond_limit
                ),
            ));
        }
        if self.submission.source != Source::Guess {
            return;
        }
        let answering: Vec<&Host<'_>> = self.answering().collect();
        // What is still awaited, or cannot be looked at without a relay, is not missing.
        let is_settled = |host: &Host<'_>| match host.state {
            HostState::Nowhere | HostState::Refusing | HostState::Untested(_) => true,
            HostState::NotAsked | HostState::Pending | HostState::Answering => false,
        };
        if !answering.is_empty() {
            let names: Vec<String> = answering
                .iter()
                .map(|host| format!("{}, port {}", host.name, host.service.port()))
                .collect();
            let records: Vec<String> = answering
                .iter()
                .zip(0..)
                .map(|(host, priority)| self.record(host.service, priority, &host.name))
                .collect();
            findings.push(
                self.finding(
                    Code::SubmissionGuessed,
                    format!("What answers by a usual name: {}.", names.join("; ")),
                )
                .with_paste(self.zone(), records.join("\n")),
            );
        } else if !self.submission.servers.iter().all(is_settled) {
            // What is to come may still answer.
        } else if let Some((host, untested)) = self.spoke_or_was_left_out() {
            findings.push(self.finding(
                Code::SubmissionNotTested,
                format!(
                    "{}, port {}, which is only a guess: {}.",
                    host.name,
                    host.service.port(),
                    untested.words()
                ),
            ));
        } else {
            findings.push(self.finding(
                Code::SubmissionNotFound,
                format!(
                    "There is no SRV record, and by the usual names (smtp.{0}, mail.{0}) no submission server was found.",
                    self.domain
                ),
            ));
        }
    }

    /// A guess of which it could not be told whether it is a server for sending: it said something, or was not tried.
    /// Of one that only stayed silent, it is told that it does not answer.
    fn spoke_or_was_left_out(&self) -> Option<(&Host<'_>, &Untested)> {
        let mut servers = self.submission.servers.iter();
        servers.find_map(|host| match &host.state {
            HostState::Untested(Untested::Failure(failure))
                if Meaning::of(failure) == Meaning::Silent =>
            {
                None
            }
            HostState::Untested(untested) => Some((host, untested)),
            HostState::Nowhere
            | HostState::Refusing
            | HostState::NotAsked
            | HostState::Pending
            | HostState::Answering => None,
        })
    }

    fn answering(&self) -> impl Iterator<Item = &Host<'_>> {
        self.submission
            .servers
            .iter()
            .filter(|host| host.state == HostState::Answering)
    }

    /// RFC 8314 §3.3: TLS from the first byte is preferred to STARTTLS, which can be struck out on the way.
    fn implicit_tls(&self, findings: &mut Vec<Finding>) {
        let of = |service: Service| {
            let servers = self.submission.servers.iter();
            servers.filter(move |host| host.service == service)
        };
        let first = match self.submission.source {
            Source::Srv => {
                let is_missing = matches!(
                    self.submission.srv_of(Service::Submissions),
                    Srv::Absent | Srv::NoneOffered
                );
                is_missing.then(|| of(Service::Submission).next()).flatten()
            }
            // A guess is found wanting only by its own word.
            Source::Guess => {
                let is_missing = of(Service::Submissions)
                    .all(|host| matches!(host.state, HostState::Refusing | HostState::Nowhere));
                let mut answering =
                    of(Service::Submission).filter(|host| host.state == HostState::Answering);
                is_missing.then(|| answering.next()).flatten()
            }
            Source::Unknown | Source::Nowhere => None,
        };
        let Some(first) = first else { return };
        let detail = match self.submission.source {
            Source::Guess => format!("{} answers on port 587 and refuses port 465.", first.name),
            _ => format!(
                "{} names servers for port 587, and {} none for port 465.",
                srv_labels(Service::Submission),
                srv_labels(Service::Submissions)
            ),
        };
        let record = self.record(Service::Submissions, 0, &first.name);
        findings.push(
            self.finding(Code::SubmissionNoImplicitTls, detail)
                .with_paste(self.zone(), record),
        );
    }

    /// What DNS says about a host that an SRV record names.
    fn target(&self, host: &Host<'_>, findings: &mut Vec<Finding>) {
        if self.submission.is_guess() {
            return;
        }
        let about = About::Host {
            host: host.name.clone(),
        };
        let name = &host.name;
        let mut add = |finding: Finding| {
            // A host with both services is told of once.
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        };
        if let Some(target) = host.alias_of.last() {
            let detail = format!("{name} is an alias (CNAME) of {target}.");
            add(
                Finding::new(Code::SubmissionSrvTargetAlias, about.clone(), detail)
                    .with_evidence_of(host.alias_of.iter()),
            );
        }
        if let Some(fault) = host.location.fault() {
            let detail = format!("{name} {fault}.");
            let finding = Finding::new(Code::SubmissionSrvTargetNowhere, about, detail);
            add(if host.location.is_absent() {
                finding
            } else {
                // It may well be meant for one's own network.
                finding.with_severity(Severity::Advice)
            });
        }
    }
}
