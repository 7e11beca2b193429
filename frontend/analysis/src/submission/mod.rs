//! Submission: the servers to which people's own programs hand the mail that they send (RFC 6409).
//!
//! A domain may name them by SRV records (RFC 2782): `_submissions._tcp` for port 465, where TLS comes first and which is
//! preferred (RFC 8314 §3.3), and `_submission._tcp` for port 587, where it comes by STARTTLS (RFC 6186 §3.1). The lowest
//! priority is tried first; a target of `.` says that there is no such service. The records are optional: where there are
//! none, `smtp.<domain>` and `mail.<domain>` are a guess, and are called one. What is found out about a guess, or not, is
//! never held against the domain.
//!
//! None of this touches the grade: it is about mail *to* the domain, and this is how its own users send.

mod authentication;
mod check;
mod facts;
mod parse;
mod report;
mod server;

use shared::{DomainName, Failure, Service};

use crate::transport::Host;

pub(crate) use check::check;
pub(crate) use facts::outstanding;
pub(crate) use report::report;

/// The two services, the preferred one first (RFC 8314 §3.3).
pub(crate) const SERVICES: [Service; 2] = [Service::Submissions, Service::Submission];

/// All that is known about how users of a domain send.
#[derive(Clone, Debug)]
pub(crate) struct Submission<'a> {
    /// What the SRV records of each of [`SERVICES`] say.
    pub(crate) srv: [Srv; 2],
    /// Where the servers come from.
    pub(crate) source: Source,
    /// The servers that are looked at, the first to be tried first.
    pub(crate) servers: Vec<Host<'a>>,
    /// Servers that SRV records name and that are not looked at: there are too many.
    pub(crate) beyond_limit: usize,
}

/// Where the names of the servers come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// Not known yet, or it could not be found out.
    Unknown,
    /// From SRV records.
    Srv,
    /// By their usual names; nobody has said that they are the domain's.
    Guess,
    /// From nowhere: SRV records say that there are none, or the domain takes no mail and names none.
    Nowhere,
}

/// What is known of the SRV records of one service.
#[derive(Clone, Debug)]
pub(crate) enum Srv {
    /// Not known yet.
    NotAsked,
    /// It could not be found out.
    Unknown(Failure),
    /// The signatures over them do not hold.
    Bogus(Failure),
    /// There are none.
    Absent,
    /// The only one has the target `.`: there is no such service (RFC 2782).
    NoneOffered,
    /// These.
    Records(Records),
}

/// The SRV records of one service, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Records {
    /// Those that name a host at the service's own port, the first to be tried first.
    pub(crate) entries: Vec<Entry>,
    /// What is wrong with the others.
    pub(crate) flaws: Vec<Flaw>,
    /// Every record as in a zone file, without its name.
    pub(crate) text: Vec<String>,
}

/// An SRV record that names a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Less is tried first.
    pub(crate) priority: u16,
    /// Among equal priorities more is tried more often.
    pub(crate) weight: u16,
    /// The host.
    pub(crate) target: DomainName,
}

/// Something wrong with an SRV record, or with all of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// The target is no host name.
    InvalidTarget(String),
    /// The port is not the service's own: it is not looked at.
    OtherPort {
        /// The host.
        target: DomainName,
        /// The port.
        port: u16,
    },
    /// A record says that there is no such service, beside others that name servers.
    NoneBesideOthers,
}

impl Submission<'_> {
    /// Whether the servers are only guessed.
    pub(crate) fn is_guess(&self) -> bool {
        self.source == Source::Guess
    }

    /// Whether there is none, as far as DNS says.
    pub(crate) fn is_nowhere(&self) -> bool {
        self.source == Source::Nowhere
    }

    /// What the SRV records of a service say.
    pub(crate) fn srv_of(&self, service: Service) -> &Srv {
        let [submissions, submission] = &self.srv;
        match service {
            Service::Submissions => submissions,
            Service::Submission | Service::Smtp => submission,
        }
    }
}

/// The labels under which the SRV records of a service stand (RFC 6186 §3.1, RFC 8314 §5.1).
pub(crate) const fn srv_labels(service: Service) -> &'static str {
    match service {
        Service::Submissions => "_submissions._tcp",
        Service::Submission | Service::Smtp => "_submission._tcp",
    }
}
