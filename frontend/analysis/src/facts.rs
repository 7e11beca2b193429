//! Everything known about a subject, read once from the evidence: what the checks and the grade look at.

use std::net::IpAddr;

use shared::{DomainName, Port25, Service, Timestamp};

use crate::bimi::Bimi;
use crate::blocklists::Blocklists;
use crate::caa::Caa;
use crate::dane::{self, HostDane};
use crate::dkim::Dkim;
use crate::dmarc::Dmarc;
use crate::evidence::{Evidence, Subject};
use crate::mta_sts::Sts;
use crate::mx::{MailHost, Routing};
use crate::plan::MAX_HOSTS;
use crate::reverse_dns::Reverse;
use crate::spf::Spf;
use crate::submission::Submission;
use crate::transport::{self, Host};

/// What the evidence says, mechanism by mechanism.
#[derive(Clone, Debug)]
pub(crate) struct Facts<'a> {
    /// Where the facts come from.
    pub(crate) evidence: &'a Evidence,
    /// The moment to judge at.
    pub(crate) now: Timestamp,
    /// For a domain: where its mail goes.
    pub(crate) routing: Option<Routing>,
    /// The hosts looked at.
    pub(crate) hosts: Vec<Host<'a>>,
    /// For a domain: its MTA-STS.
    pub(crate) sts: Option<Sts>,
    /// For a domain: the servers through which its own users send. Never among [`Self::hosts`], which decide the grade.
    pub(crate) submission: Option<Submission<'a>>,
    /// For a domain: who may send in its name, and how that can be told.
    pub(crate) mail: Option<MailFacts>,
    // A handful of each: a list takes less code than a tree, and the page carries it.
    reverse: Vec<(IpAddr, Reverse)>,
    dane: Vec<(DomainName, HostDane)>,
}

/// Whether something is published, with the four answers apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Not known yet.
    NotAsked,
    /// It could not be found out, and why.
    Unknown(String),
    /// It is definitely not there.
    Absent,
    /// It is there and of no use, and why.
    Broken(String),
    /// It is there and valid.
    Present,
}

/// What a domain publishes about the mail that is sent in its name.
#[derive(Clone, Debug)]
pub(crate) struct MailFacts {
    pub(crate) spf: Spf,
    pub(crate) dkim: Dkim,
    pub(crate) dmarc: Dmarc,
    pub(crate) bimi: Bimi,
    pub(crate) caa: Caa,
    pub(crate) blocklists: Blocklists,
}

impl MailFacts {
    fn read(evidence: &Evidence, domain: &DomainName) -> Self {
        Self {
            spf: Spf::read(evidence, domain),
            dkim: Dkim::read(evidence, domain),
            dmarc: Dmarc::read(evidence, domain),
            bimi: Bimi::read(evidence, domain),
            caa: Caa::read(evidence, domain),
            blocklists: Blocklists::read(evidence, domain),
        }
    }
}

impl<'a> Facts<'a> {
    /// Reads the evidence.
    pub(crate) fn read(evidence: &'a Evidence, now: Timestamp) -> Self {
        let (routing, sts, submission, hosts) = match &evidence.subject {
            Subject::Domain { domain } => {
                let routing = Routing::read(evidence, domain);
                let hosts = routing
                    .hosts()
                    .iter()
                    .take(MAX_HOSTS)
                    .map(|host| {
                        transport::read_host(
                            evidence,
                            &host.name,
                            Service::Smtp,
                            host.preference,
                            now,
                        )
                    })
                    .collect::<Vec<_>>();
                let sts = Sts::read(evidence, domain, now);
                let submission = Submission::read(evidence, domain, &routing, now);
                (Some(routing), Some(sts), Some(submission), hosts)
            }
            Subject::Host { host, service } => (
                None,
                None,
                None,
                vec![transport::read_host(evidence, host, *service, None, now)],
            ),
        };
        let reverse = hosts
            .iter()
            .filter(|host| host.service == Service::Smtp)
            .flat_map(|host| host.answering())
            .map(|(address, _)| (address.address, Reverse::read(evidence, address.address)))
            .collect();
        let mx = dane::Security::of_routing(evidence, routing.as_ref());
        let dane = hosts
            .iter()
            .map(|host| (host.name.clone(), HostDane::read(evidence, host, mx, now)))
            .collect();
        let mail = match &evidence.subject {
            Subject::Domain { domain } => Some(MailFacts::read(evidence, domain)),
            Subject::Host { .. } => None,
        };
        Self {
            evidence,
            now,
            routing,
            hosts,
            sts,
            submission,
            mail,
            reverse,
            dane,
        }
    }

    /// What is known of the name of an address.
    pub(crate) fn reverse(&self, address: IpAddr) -> &Reverse {
        let known = self.reverse.iter().find(|(known, _)| *known == address);
        known.map_or(&Reverse::NotAsked, |(_, reverse)| reverse)
    }

    /// What is known of a host's DANE.
    pub(crate) fn dane(&self, host: &DomainName) -> &HostDane {
        let known = self.dane.iter().find(|(known, _)| known == host);
        known.map_or(&dane::UNKNOWN, |(_, dane)| dane)
    }

    /// Every host that DNS names, also those beyond the limit.
    pub(crate) fn routing_hosts(&self) -> &[MailHost] {
        self.routing
            .as_ref()
            .map(Routing::hosts)
            .unwrap_or_default()
    }

    /// Every host that was looked at, whatever for.
    pub(crate) fn all_hosts(&self) -> impl Iterator<Item = &Host<'a>> {
        let submission = self.submission.iter();
        self.hosts
            .iter()
            .chain(submission.flat_map(|submission| &submission.servers))
    }

    /// Whether the relay has reason to believe that its own connections to port 25 go nowhere. Silence is then no sign
    /// of a server's.
    pub(crate) fn is_relay_perhaps_shut_in(&self) -> bool {
        let relay = self.evidence.vantage.relay.as_ref();
        relay.is_some_and(|relay| relay.port_25 == Port25::PerhapsBlocked)
    }

    /// Whether the domain takes mail, or may.
    pub(crate) const fn takes_mail(&self) -> bool {
        match &self.routing {
            Some(Routing::NullMx | Routing::DomainAbsent | Routing::NoService) => false,
            Some(
                Routing::NotAsked
                | Routing::Unknown(_)
                | Routing::Bogus(_)
                | Routing::NullMxBesideOthers(_)
                | Routing::Mx(_)
                | Routing::Implicit(_)
                | Routing::ImplicitUnknown(_),
            )
            | None => true,
        }
    }

    /// Whether anything can be known about the hosts themselves.
    pub(crate) const fn has_relay(&self) -> bool {
        self.evidence.vantage.relay.is_some()
    }
}
