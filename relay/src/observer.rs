//! The observer: one value that holds the resolver, the guard, the roots, the budget and the memory of recent answers.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use rustls_pki_types::CertificateDer;
use shared::{Cause, DomainName, Event, PolicyFile, PolicyRequest, Port25, ProbeRequest};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;

use crate::bench::{Bench, Deadlines, Ports};
use crate::budget::{AskedTooOften, Budget, Turn};
use crate::ehlo::EhloName;
use crate::opt_out::OptOuts;
use crate::probe::{Experience, Memory};
use crate::resolve::{HostResolver, system_resolver};
use crate::standing::Standing;
use crate::tls::TrustedRoots;
use crate::{Guard, limits, policy, probe};

/// What an operator decides about an observer.
#[derive(Clone, Debug, Default)]
pub struct ObserverSettings {
    /// The DNS resolver; `None` means the first one of `/etc/resolv.conf`.
    pub resolver: Option<SocketAddr>,
    /// Roots trusted beside the public ones (DER), for laboratories.
    pub extra_roots: Vec<CertificateDer<'static>>,
    /// Which addresses may be contacted.
    pub guard: Guard,
    /// The name given in EHLO; `None` means the system's own name if it is a full one, else an address literal.
    pub ehlo_name: Option<String>,
    /// Mail servers to try the way out on port 25 on, at most [`limits::CANARIES`].
    pub canaries: Vec<DomainName>,
    /// Pause between two connections to one address; `None` means [`limits::PAUSE`]. Never applied to allowed ranges.
    pub pause: Option<Duration>,
    /// Whether recipients may be tried ([`shared::Extras::recipients`]). Only ever by the operator's own word: never
    /// because of where a request comes from.
    pub rcpt_tests: bool,
    /// The domain of foreign recipients; `None` means [`limits::FOREIGN_DOMAIN`]. Give none but your own.
    pub rcpt_domain: Option<DomainName>,
    /// Whether hosts are spared that ask for it by a TXT record. Whoever looks for strangers should heed them; whoever
    /// looks for himself, from his own machine, need not.
    pub heeds_opt_outs: bool,
}

/// Looks at mail servers and policy hosts. Cheap to clone: all clones share budget and memory.
#[derive(Clone)]
pub struct Observer(pub(crate) Arc<Inner>);

/// What all clones of an observer share.
pub(crate) struct Inner {
    pub(crate) resolver_address: SocketAddr,
    pub(crate) resolver: HostResolver,
    pub(crate) roots: Arc<TrustedRoots>,
    pub(crate) guard: Guard,
    pub(crate) ehlo: EhloName,
    pub(crate) canaries: Vec<DomainName>,
    pub(crate) standing: Standing,
    pub(crate) pause: Duration,
    /// The domain of foreign recipients; `None` if recipients may not be tried at all.
    pub(crate) rcpt_domain: Option<DomainName>,
    pub(crate) budget: Budget,
    /// `None` where nobody's wish not to be probed is asked for.
    pub(crate) opt_outs: Option<OptOuts>,
    /// Places for connections to mail servers and policy hosts.
    pub(crate) sockets: Arc<Semaphore>,
    pub(crate) memory: Memory,
    pub(crate) experience: Experience,
    pub(crate) ports: Ports,
    pub(crate) deadlines: Deadlines,
}

impl Inner {
    /// How long to wait before the next connection to an address: not at all in ranges that the operator allowed.
    pub(crate) fn pause_before(&self, turn: &Turn, address: IpAddr) -> Duration {
        if self.guard.is_allowed(address) {
            Duration::ZERO
        } else {
            turn.wait(self.pause)
        }
    }

    /// A place for a connection, waited for no longer than that.
    pub(crate) async fn place(&self, patience: Duration) -> Option<OwnedSemaphorePermit> {
        let place = Arc::clone(&self.sockets).acquire_owned();
        timeout(patience, place).await.ok()?.ok()
    }

    /// Counts a connection by `count`, where there is an allowance: none in ranges that the operator allowed. To be
    /// called after the pause and not before it, or more than a minute's worth fits into one.
    ///
    /// # Errors
    /// The allowance is used up.
    pub(crate) fn begin(
        &self,
        turn: &mut Turn,
        address: IpAddr,
        count: impl FnOnce(&mut Turn) -> Result<(), AskedTooOften>,
    ) -> Result<(), AskedTooOften> {
        if self.guard.is_allowed(address) {
            turn.begin_uncounted();
            Ok(())
        } else {
            count(turn)
        }
    }
}

impl Observer {
    /// Makes an observer. Opens no connection, but asks the system for its name and resolver where the settings do not
    /// say.
    ///
    /// # Errors
    /// No resolver is known, a root certificate cannot be read, or the EHLO name is none.
    pub fn new(settings: ObserverSettings) -> Result<Self, SettingsError> {
        Self::on_bench(settings, Bench::default())
    }

    /// The same with other ports and deadlines, so that tests need no privilege and no patience.
    ///
    /// # Errors
    /// As [`Self::new`].
    #[doc(hidden)]
    pub fn on_bench(settings: ObserverSettings, bench: Bench) -> Result<Self, SettingsError> {
        let resolver_address = match settings.resolver {
            Some(address) => address,
            None => system_resolver()?,
        };
        if settings.canaries.len() > limits::CANARIES {
            return Err(SettingsError::TooManyCanaries);
        }
        let ehlo = match settings.ehlo_name {
            Some(name) => EhloName::configured(name)?,
            None => EhloName::of_system(),
        };
        Ok(Self(Arc::new(Inner {
            resolver_address,
            resolver: HostResolver::new(resolver_address)?,
            roots: Arc::new(TrustedRoots::with_extra(&settings.extra_roots)?),
            guard: settings.guard,
            ehlo,
            canaries: settings.canaries,
            standing: Standing::default(),
            pause: settings.pause.unwrap_or(limits::PAUSE),
            rcpt_domain: settings
                .rcpt_domain
                .or_else(|| limits::FOREIGN_DOMAIN.parse().ok())
                .filter(|_| settings.rcpt_tests),
            budget: Budget::default(),
            opt_outs: settings.heeds_opt_outs.then(OptOuts::default),
            sockets: Arc::new(Semaphore::new(limits::SOCKETS_GLOBAL)),
            memory: Memory::lasting(bench.deadlines.memory, bench.deadlines.ladder_memory),
            experience: Experience::default(),
            ports: bench.ports,
            deadlines: bench.deadlines,
        })))
    }

    /// Probes one service of one host, at each of its addresses.
    ///
    /// Streams events as they happen; the last is `Done`. Dropping the receiver cancels the probe and closes its
    /// connections. Must be called within a tokio runtime.
    #[must_use]
    pub fn probe(&self, request: ProbeRequest) -> mpsc::Receiver<Event> {
        probe::start(Arc::clone(&self.0), request)
    }

    /// Fetches the MTA-STS policy of a domain by the rules of RFC 8461 §3.3. Never fails as a whole: what went wrong
    /// is in the answer.
    pub async fn fetch_policy(&self, request: &PolicyRequest) -> PolicyFile {
        policy::fetch(&self.0, &request.domain).await
    }

    /// The name given in EHLO. Without a configured or system name it is an address literal, which depends on the
    /// connection; this is then the one that a connection to the public internet would have.
    #[must_use]
    pub fn ehlo_name(&self) -> &str {
        self.0.ehlo.general()
    }

    /// Whether recipients may be tried.
    #[must_use]
    pub fn tries_recipients(&self) -> bool {
        self.0.rcpt_domain.is_some()
    }

    /// Which addresses this observer contacts.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        &self.0.guard
    }

    /// The resolver this observer asks.
    #[must_use]
    pub fn resolver_address(&self) -> SocketAddr {
        self.0.resolver_address
    }

    /// What connections to public addresses since the start say about the way out on port 25.
    #[must_use]
    pub fn port_25(&self) -> Port25 {
        self.0.experience.port_25()
    }

    /// Whether an IPv6 mail server can be reached from here: there is a route to the public IPv6 internet, or an
    /// allowed range is one of IPv6.
    #[must_use]
    pub fn has_ipv6(&self) -> bool {
        self.0.guard.allows_any_ipv6() || has_public_ipv6()
    }
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observer")
            .field("resolver", &self.0.resolver_address)
            .field("guard", &self.0.guard)
            .field("ehlo_name", &self.0.ehlo.general())
            .finish_non_exhaustive()
    }
}

/// Why an observer cannot be made from its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingsError {
    /// The EHLO name is neither a domain name nor an address literal (RFC 5321 §4.1.1.1).
    EhloName(String),
    /// `/etc/resolv.conf` names no resolver, or cannot be read.
    NoResolver(String),
    /// The resolver cannot be set up.
    Resolver(String),
    /// One of the extra roots is no certificate.
    Root {
        /// Which of them, counted from 0.
        index: usize,
        /// What is wrong with it.
        detail: String,
    },
    /// More mail servers to try the way out on than [`limits::CANARIES`].
    TooManyCanaries,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EhloName(name) => write!(
                f,
                "“{name}” is no name for EHLO: a full domain name or an address literal is needed"
            ),
            Self::NoResolver(detail) => write!(f, "no DNS resolver is known: {detail}"),
            Self::Resolver(detail) => write!(f, "the DNS resolver cannot be set up: {detail}"),
            Self::Root { index, detail } => {
                write!(
                    f,
                    "extra root number {} cannot be read: {detail}",
                    index.saturating_add(1)
                )
            }
            Self::TooManyCanaries => write!(
                f,
                "at most {} mail servers can be named to try the way out on",
                limits::CANARIES
            ),
        }
    }
}

impl std::error::Error for SettingsError {}

/// All places for connections are taken.
pub(crate) fn too_many_connections() -> Cause {
    Cause::Busy {
        retry_after: Some(10),
        detail: "the relay has as many connections open as it allows itself".to_owned(),
    }
}

/// Whether the system has a route to the public IPv6 internet. Connecting a UDP socket sends no packet.
pub(crate) fn has_public_ipv6() -> bool {
    /// A public address; any would do.
    const SOMEWHERE: Ipv6Addr = Ipv6Addr::new(0x2001, 0x4860, 0x4860, 0, 0, 0, 0, 0x8888);
    UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0))
        .and_then(|socket| socket.connect((SOMEWHERE, 53)))
        .is_ok()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn settings() -> ObserverSettings {
        ObserverSettings {
            resolver: Some((Ipv4Addr::LOCALHOST, 53).into()),
            ..ObserverSettings::default()
        }
    }

    #[test]
    fn knows_nothing_of_port_25_before_it_tried() {
        let observer = Observer::new(settings()).unwrap();
        assert_eq!(observer.port_25(), Port25::Unknown);
        assert!(!observer.ehlo_name().contains("localhost"));
    }

    #[test]
    fn recipients_are_tried_only_where_the_operator_says_so() {
        for (rcpt_tests, rcpt_domain, foreign) in [
            (false, None, None),
            // Naming a domain permits nothing.
            (false, Some("own.example"), None),
            (true, None, Some("example.com")),
            (true, Some("own.example"), Some("own.example")),
        ] {
            let observer = Observer::new(ObserverSettings {
                rcpt_tests,
                rcpt_domain: rcpt_domain.map(|name| name.parse().unwrap()),
                ..settings()
            });
            let domain = observer.unwrap().0.rcpt_domain.clone();
            assert_eq!(domain.as_ref().map(DomainName::as_str), foreign);
        }
    }

    #[test]
    fn an_allowed_ipv6_range_counts_as_ipv6() {
        let guard = Guard::allowing(vec!["fd00::/8".parse().unwrap()]);
        let observer = Observer::new(ObserverSettings {
            guard,
            ..settings()
        });
        assert!(observer.unwrap().has_ipv6());
    }

    #[test]
    fn settings_that_cannot_be_are_refused_with_the_reason() {
        let refusal = Observer::new(ObserverSettings {
            ehlo_name: Some("localhost".to_owned()),
            ..settings()
        });
        assert!(matches!(refusal, Err(SettingsError::EhloName(name)) if name == "localhost"));
        let refusal = Observer::new(ObserverSettings {
            extra_roots: vec![CertificateDer::from(vec![0])],
            ..settings()
        });
        assert!(matches!(refusal, Err(SettingsError::Root { index: 0, .. })));
        let refusal = Observer::new(ObserverSettings {
            canaries: vec!["mx.example.org".parse().unwrap(); limits::CANARIES + 1],
            ..settings()
        });
        assert!(matches!(refusal, Err(SettingsError::TooManyCanaries)));
    }
}
