//! The judgement itself: from evidence to report, in one pure function.

use shared::{DomainName, Timestamp};

use crate::bimi;
use crate::blocklists;
use crate::caa;
use crate::certificate;
use crate::dane;
use crate::dkim;
use crate::dmarc;
use crate::dnssec;
use crate::evidence::{Evidence, Subject};
use crate::facts::{Facts, MailFacts};
use crate::finding::{About, Area, Code, Finding, Severity};
use crate::fix;
use crate::grade::{self, GRADING_VERSION};
use crate::mta_sts;
use crate::mx::{self, Routing};
use crate::plan;
use crate::propagation;
use crate::provider;
use crate::recipients;
use crate::report::{
    AreaReport, Completeness, HostReport, MailReport, REPORT_FORMAT, Report, Status,
};
use crate::requirements;
use crate::reverse_dns;
use crate::score;
use crate::simulation;
use crate::spf;
use crate::submission;
use crate::tls_rpt;
use crate::transport::{self, Address, Beside, Host, HostState};
use crate::way;

/// Judges all that is known, at a moment. The same evidence at the same moment gives the same report.
#[must_use]
pub fn assess(evidence: &Evidence, now: Timestamp) -> Report {
    let facts = Facts::read(evidence, now);
    let mut findings = Vec::new();
    if let (Subject::Domain { domain }, Some(routing)) = (&evidence.subject, &facts.routing) {
        check_domain(domain, routing, &facts, &mut findings);
    }
    for host in &facts.hosts {
        transport::check(host, evidence.vantage.relay.as_ref(), &mut findings);
        transport::check_profile(evidence.wishes.profile, host, &mut findings);
        certificate::check(
            host,
            facts.dane(&host.name),
            now,
            evidence.vantage.is_laboratory(),
            &mut findings,
        );
        reverse_dns::check(host, &facts, &mut findings);
    }
    dnssec::check_hosts(&facts, &mut findings);
    dane::check(&facts, &mut findings);
    recipients::check(&facts, &mut findings);
    check_granted(&facts, &mut findings);
    transport::consistency::check(&facts, &mut findings);
    let simulation = simulation::simulate(&facts);
    simulation::check(&facts, simulation.as_ref(), &mut findings);
    requirements::check(&facts, &mut findings);
    propagation::check(&facts, &mut findings);
    provider::name_in(&mut findings);
    fix::add(&facts, &mut findings);
    findings.sort_unstable_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.cmp(b)));
    let outstanding = plan::outstanding(evidence).len();
    Report {
        format: REPORT_FORMAT,
        grading_version: GRADING_VERSION,
        subject: evidence.subject.clone(),
        vantage: evidence.vantage.clone(),
        judged_at: now,
        grade: grade::decide(&facts),
        completeness: completeness(&facts, &findings, outstanding),
        areas: Area::ALL
            .map(|area| area_report(area, &facts, &findings, outstanding > 0))
            .to_vec(),
        hosts: facts
            .hosts
            .iter()
            .map(|host| host_report(host, &facts, now))
            .collect(),
        submission: facts
            .submission
            .as_ref()
            .map(|servers| submission::report(evidence.subject.name(), servers, &facts)),
        recipients: recipients::report(&facts),
        simulation,
        dnssec: dnssec::report(&facts),
        score: score::score(&facts, &findings),
        provider: provider::report(&facts),
        mail: facts.mail.as_ref().map(mail_report),
        requirements: requirements::report(&facts, &findings),
        propagation: propagation::report(evidence),
        findings,
    }
}

fn host_report(host: &Host<'_>, facts: &Facts<'_>, now: Timestamp) -> HostReport {
    let dane = facts.dane(&host.name);
    let beside = |address: &Address<'_>| {
        let policy = facts
            .sts
            .iter()
            .map(|sts| mta_sts::stage(sts, host, address));
        Beside {
            ptr: facts.reverse(address.address).name(),
            stages: std::iter::once(dane.stage(address)).chain(policy).collect(),
        }
    };
    let mut report = HostReport {
        dane: dane.report(host),
        policy: way::of_policy(facts, host),
        ..transport::report(host, now, beside)
    };
    for (shown, address) in report.addresses.iter_mut().zip(&host.addresses) {
        shown.way.dane = way::of_dane(dane, address);
    }
    report
}

fn check_domain(
    domain: &DomainName,
    routing: &Routing,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    mx::check(domain, routing, facts, findings);
    dnssec::check(domain, facts.evidence, routing, findings);
    if let Some(sts) = &facts.sts {
        mta_sts::check::check(domain, sts, facts, findings);
    }
    tls_rpt::check(domain, facts.evidence, facts, findings);
    if let Some(servers) = &facts.submission {
        submission::check(domain, servers, facts, findings);
    }
    if let Some(mail) = &facts.mail {
        spf::check(domain, &mail.spf, facts, findings);
        dkim::check(domain, &mail.dkim, facts, findings);
        dmarc::check(domain, &mail.dmarc, facts, findings);
        bimi::check(domain, &mail.bimi, facts, findings);
        caa::check(domain, &mail.caa, facts, findings);
        blocklists::check(domain, &mail.blocklists, facts, findings);
    }
}

fn mail_report(mail: &MailFacts) -> MailReport {
    MailReport {
        spf: spf::report(&mail.spf),
        dkim: dkim::report(&mail.dkim),
        dmarc: dmarc::report(&mail.dmarc),
        bimi: bimi::report(&mail.bimi),
        caa: caa::report(&mail.caa),
        blocklists: blocklists::report(&mail.blocklists),
    }
}

/// What was asked for and is not to be had from this relay is said, so that nobody takes it for looked at.
fn check_granted(facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let evidence = facts.evidence;
    if !evidence.extras.deep {
        return;
    }
    if plan::granted_extras(evidence).deep {
        for host in facts.all_hosts() {
            transport::check_deep_begun(host, findings);
        }
        return;
    }
    let about = About::from(&evidence.subject);
    let why = if facts.has_relay() {
        "the relay does not grant it"
    } else {
        "there is no relay to take it"
    };
    let detail = format!("It was asked for and not taken, because {why}.");
    findings.push(Finding::new(Code::DeepNotGranted, about, detail));
}

fn completeness(facts: &Facts<'_>, findings: &[Finding], outstanding: usize) -> Completeness {
    let mut completeness = Completeness {
        hosts: facts.routing_hosts().len().max(facts.hosts.len()),
        hosts_tested: facts
            .hosts
            .iter()
            .filter(|h| h.state == HostState::Answering)
            .count(),
        answered: facts.evidence.outcomes().len(),
        outstanding,
        inconclusive: findings
            .iter()
            .filter(|finding| finding.inconclusive)
            .count(),
        connections: 0,
        bytes_sent: 0,
        bytes_received: 0,
        elapsed_ms: 0,
    };
    let finished = facts
        .all_hosts()
        .flat_map(|host| &host.addresses)
        .filter_map(|address| address.seen.finish.as_ref());
    for finish in finished {
        let (spent, all) = (&finish.spent, &mut completeness);
        all.connections = all.connections.saturating_add(spent.connections);
        all.bytes_sent = all.bytes_sent.saturating_add(spent.bytes_sent);
        all.bytes_received = all.bytes_received.saturating_add(spent.bytes_received);
        all.elapsed_ms = all.elapsed_ms.saturating_add(spent.elapsed_ms.into());
    }
    completeness
}

fn area_report(area: Area, facts: &Facts<'_>, findings: &[Finding], goes_on: bool) -> AreaReport {
    let here: Vec<&Finding> = findings
        .iter()
        .filter(|finding| finding.area == area && !finding.code.is_aside())
        .collect();
    let certain = here
        .iter()
        .filter(|finding| !finding.inconclusive)
        .map(|f| f.severity)
        .max();
    let inconclusive = here.iter().any(|finding| finding.inconclusive);
    let status = match (certain, inconclusive) {
        (Some(Severity::Error), _) => Status::Error,
        (Some(Severity::Warning), _) => Status::Warning,
        (_, true) => Status::CouldNotTell,
        (Some(Severity::Advice), false) => Status::Advice,
        // Without signed DNS there can be no DANE: nothing to do here, and nothing good about it.
        (Some(Severity::Info), false) if here.iter().any(|one| one.code == Code::DaneAbsent) => {
            Status::NotApplicable
        }
        // No logo is nothing good and nothing bad.
        (Some(Severity::Info), false) if area == Area::Bimi => Status::NotApplicable,
        // That servers are named, or none, says nothing about them.
        (Some(Severity::Info), false) if area == Area::Submission => submission_status(facts),
        (Some(Severity::Good | Severity::Info), false) => Status::Good,
        (None, false) if applies(area, facts) => Status::NotTested,
        (None, false) => Status::NotApplicable,
    };
    let summary = match (here.first(), status) {
        (None, Status::NotApplicable) => "does not apply here".to_owned(),
        (None, _) if goes_on => "still to come".to_owned(),
        (None, _) => "not looked at".to_owned(),
        (Some(_), Status::CouldNotTell) => here
            .iter()
            .find(|finding| finding.inconclusive)
            .map(|finding| finding.words.title.to_owned())
            .unwrap_or_default(),
        // What is merely worth knowing does not stand for an area in which all is well.
        (Some(first), Status::Good) => {
            let good = here
                .iter()
                .find(|finding| finding.severity == Severity::Good);
            good.unwrap_or(first).words.title.to_owned()
        }
        (Some(first), _) => first.words.title.to_owned(),
    };
    AreaReport {
        area,
        title: area.title(),
        status,
        summary,
    }
}

/// The status of submission when there is nothing to say about the servers themselves.
fn submission_status(facts: &Facts<'_>) -> Status {
    let servers = facts.submission.iter().flat_map(|known| &known.servers);
    let mut states = servers.map(|host| &host.state);
    if states.clone().any(|state| *state == HostState::Answering) {
        Status::Good
    } else if states.any(|state| matches!(state, HostState::NotAsked | HostState::Pending)) {
        Status::NotTested
    } else {
        Status::NotApplicable
    }
}

/// Whether an area has anything to do with the subject.
fn applies(area: Area, facts: &Facts<'_>) -> bool {
    let is_domain = facts.routing.is_some();
    match area {
        Area::Routing => is_domain,
        Area::MtaSts | Area::TlsRpt | Area::Dnssec => is_domain && facts.takes_mail(),
        // A domain that takes no mail, or sends none, says so there.
        Area::Spf | Area::Dkim | Area::Dmarc => is_domain,
        Area::Bimi => is_domain && facts.takes_mail(),
        Area::Blocklists => is_domain && facts.takes_mail(),
        Area::Dane | Area::ReverseDns => {
            facts.takes_mail()
                && facts
                    .hosts
                    .iter()
                    .all(|h| h.service == shared::Service::Smtp)
        }
        Area::Transport | Area::Certificate => facts.takes_mail(),
        Area::Submission => facts
            .submission
            .as_ref()
            .is_some_and(|known| !known.is_nowhere()),
    }
}
