//! How much one client may ask: each kind of question counted apart, in memory of bounded size.

mod window;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use self::window::Window;
use super::problem::Refusal;
use crate::limits;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);

/// Whom limits count for: an IPv4 address, or the /64 that one IPv6 subscriber has to himself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Client {
    V4(Ipv4Addr),
    V6([u16; 4]),
    /// Whoever shows this token, wherever from.
    Token(u64),
}

impl Client {
    pub(super) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self::V6([a, b, c, d])
            }
        }
    }
}

/// What is counted by the minute alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    Policy,
    DnsQuery,
}

/// What one client may use: its share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    /// Probes in a minute.
    pub probes_per_minute: u32,
    /// Probes in an hour.
    pub probes_per_hour: u32,
    /// Probes under way.
    pub probes_at_once: u32,
    /// Policies in a minute.
    pub policies_per_minute: u32,
    /// DNS queries in a minute.
    pub dns_queries_per_minute: u32,
}

impl Quotas {
    /// Of whoever shows no token, unless the operator wants otherwise.
    pub const ANONYMOUS: Self = Self {
        probes_per_minute: limits::PROBES_PER_MINUTE,
        probes_per_hour: limits::PROBES_PER_HOUR,
        probes_at_once: limits::PROBES_AT_ONCE,
        policies_per_minute: limits::POLICIES_PER_MINUTE,
        dns_queries_per_minute: limits::DNS_QUERIES_PER_MINUTE,
    };
    /// Of a token with the scope `bulk`.
    pub const BULK: Self = Self {
        probes_per_minute: limits::BULK_PROBES_PER_MINUTE,
        probes_per_hour: limits::BULK_PROBES_PER_HOUR,
        probes_at_once: limits::BULK_PROBES_AT_ONCE,
        policies_per_minute: limits::BULK_POLICIES_PER_MINUTE,
        dns_queries_per_minute: limits::BULK_DNS_QUERIES_PER_MINUTE,
    };

    /// Of each the greater.
    pub(super) fn at_least(&self, other: &Self) -> Self {
        Self {
            probes_per_minute: self.probes_per_minute.max(other.probes_per_minute),
            probes_per_hour: self.probes_per_hour.max(other.probes_per_hour),
            probes_at_once: self.probes_at_once.max(other.probes_at_once),
            policies_per_minute: self.policies_per_minute.max(other.policies_per_minute),
            dns_queries_per_minute: self
                .dns_queries_per_minute
                .max(other.dns_queries_per_minute),
        }
    }
}

impl Default for Quotas {
    fn default() -> Self {
        Self::ANONYMOUS
    }
}

/// What every client has used lately.
#[derive(Debug, Default)]
pub(super) struct Quota {
    clients: Mutex<HashMap<Client, Usage>>,
}

impl Quota {
    /// Counts one use.
    ///
    /// # Errors
    /// The client has used up its share for now.
    pub(super) fn count(&self, client: Client, share: &Quotas, what: Use) -> Result<(), Refusal> {
        let now = Instant::now();
        self.with(client, now, |usage| {
            usage.grant(share);
            let window = match what {
                Use::Policy => &mut usage.policies,
                Use::DnsQuery => &mut usage.dns_queries,
            };
            match window.wait(now) {
                None => {
                    window.count(now);
                    Ok(())
                }
                Some(wait) => Err(Refusal::too_many(
                    match what {
                        Use::Policy => "You asked for too many policies in a minute.",
                        Use::DnsQuery => "You asked too many DNS queries in a minute.",
                    },
                    wait,
                )),
            }
        })
    }

    /// Counts one probe, which is under way until the returned value is dropped.
    ///
    /// # Errors
    /// The client has used up its share for now, or has too many under way.
    pub(super) fn start_probe(
        self: &Arc<Self>,
        client: Client,
        share: &Quotas,
    ) -> Result<RunningProbe, Refusal> {
        let now = Instant::now();
        self.with(client, now, |usage| {
            usage.grant(share);
            if usage.probes_running >= share.probes_at_once {
                return Err(Refusal::too_many(
                    "You have too many probes under way.",
                    Duration::from_secs(5),
                ));
            }
            let waits = [
                usage.probes_in_minute.wait(now),
                usage.probes_in_hour.wait(now),
            ];
            if let Some(wait) = waits.into_iter().flatten().max() {
                return Err(Refusal::too_many("You asked for too many probes.", wait));
            }
            usage.probes_in_minute.count(now);
            usage.probes_in_hour.count(now);
            usage.probes_running = usage.probes_running.saturating_add(1);
            Ok(())
        })?;
        Ok(RunningProbe {
            quota: Arc::clone(self),
            client,
        })
    }

    /// Counts a connection, open until the returned value is dropped; nothing if the client has too many.
    pub(super) fn open_connection(self: &Arc<Self>, client: Client) -> Option<OpenConnection> {
        self.with(client, Instant::now(), |usage| {
            let open = usage.connections.saturating_add(1);
            (open <= limits::HTTP_CONNECTIONS_PER_CLIENT).then(|| usage.connections = open)
        })?;
        Some(OpenConnection {
            quota: Arc::clone(self),
            client,
        })
    }

    fn with<T>(&self, client: Client, now: Instant, act: impl FnOnce(&mut Usage) -> T) -> T {
        let mut clients = self.lock();
        if clients.len() >= limits::CLIENTS && !clients.contains_key(&client) {
            forget_idlest(&mut clients);
        }
        let usage = clients.entry(client).or_insert_with(|| Usage::new(now));
        usage.last_seen = now;
        act(usage)
    }

    /// Takes back what was counted as running or open. The client may have been forgotten meanwhile only if it had
    /// nothing of that kind.
    fn release(&self, client: Client, act: impl FnOnce(&mut Usage)) {
        if let Some(usage) = self.lock().get_mut(&client) {
            act(usage);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Client, Usage>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room for one more: the client seen longest ago goes, unless something of its is still open.
fn forget_idlest(clients: &mut HashMap<Client, Usage>) {
    let idlest = clients
        .iter()
        .filter(|(_, usage)| usage.probes_running == 0 && usage.connections == 0)
        .min_by_key(|(_, usage)| usage.last_seen)
        .map(|(client, _)| *client);
    // If there is none, every remembered client has a connection open, and their number is bounded elsewhere.
    if let Some(client) = idlest {
        clients.remove(&client);
    }
}

/// A probe under way.
#[derive(Debug)]
pub(super) struct RunningProbe {
    quota: Arc<Quota>,
    client: Client,
}

impl Drop for RunningProbe {
    fn drop(&mut self) {
        self.quota.release(self.client, |usage| {
            usage.probes_running = usage.probes_running.saturating_sub(1);
        });
    }
}

/// An open connection.
#[derive(Debug)]
pub(super) struct OpenConnection {
    quota: Arc<Quota>,
    client: Client,
}

impl Drop for OpenConnection {
    fn drop(&mut self) {
        self.quota.release(self.client, |usage| {
            usage.connections = usage.connections.saturating_sub(1);
        });
    }
}

/// One client's use.
#[derive(Debug)]
struct Usage {
    probes_in_minute: Window,
    probes_in_hour: Window,
    probes_running: u32,
    policies: Window,
    dns_queries: Window,
    connections: u32,
    last_seen: Instant,
}

impl Usage {
    const fn new(now: Instant) -> Self {
        Self {
            probes_in_minute: Window::new(0, MINUTE, now),
            probes_in_hour: Window::new(0, HOUR, now),
            probes_running: 0,
            policies: Window::new(0, MINUTE, now),
            dns_queries: Window::new(0, MINUTE, now),
            connections: 0,
            last_seen: now,
        }
    }

    /// Measures by this share from now on; what was counted stays counted.
    const fn grant(&mut self, share: &Quotas) {
        self.probes_in_minute.limit_to(share.probes_per_minute);
        self.probes_in_hour.limit_to(share.probes_per_hour);
        self.policies.limit_to(share.policies_per_minute);
        self.dns_queries.limit_to(share.dns_queries_per_minute);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subscriber_is_one_client() {
        let of = |text: &str| Client::of(text.parse().unwrap());
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::2"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }

    #[test]
    fn what_is_under_way_is_given_back() {
        let quota = Arc::new(Quota::default());
        let client = Client::of("192.0.2.1".parse().unwrap());
        let mut running: Vec<_> = (0..limits::PROBES_AT_ONCE)
            .map(|_| quota.start_probe(client, &Quotas::ANONYMOUS).unwrap())
            .collect();
        assert!(quota.start_probe(client, &Quotas::ANONYMOUS).is_err());
        assert!(
            quota
                .start_probe(Client::of("192.0.2.2".parse().unwrap()), &Quotas::ANONYMOUS)
                .is_ok()
        );
        running.pop();
        assert!(quota.start_probe(client, &Quotas::ANONYMOUS).is_ok());
    }

    #[test]
    fn a_share_that_was_changed_holds_at_once() {
        let quota = Quota::default();
        let client = Client::Token(1);
        let share = |dns_queries_per_minute| Quotas {
            dns_queries_per_minute,
            ..Quotas::ANONYMOUS
        };
        let count = |share: &Quotas| quota.count(client, share, Use::DnsQuery);
        count(&share(1)).unwrap();
        assert!(count(&share(1)).is_err());
        count(&share(2)).unwrap();
        assert!(count(&share(2)).is_err());
        // Nothing at all is a share too.
        assert!(
            quota
                .count(Client::Token(2), &share(0), Use::DnsQuery)
                .is_err()
        );
    }

    #[test]
    fn memory_is_bounded_and_keeps_those_with_open_connections() {
        let quota = Arc::new(Quota::default());
        let first = Client::V4(1.into());
        let _open = quota.open_connection(first).unwrap();
        for address in 2..=u32::try_from(limits::CLIENTS).unwrap() + 50 {
            quota
                .count(
                    Client::V4(address.into()),
                    &Quotas::ANONYMOUS,
                    Use::DnsQuery,
                )
                .unwrap();
        }
        assert_eq!(quota.lock().len(), limits::CLIENTS);
        assert!(quota.lock().contains_key(&first));
        assert!(!quota.lock().contains_key(&Client::V4(2.into())));
    }
}
