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

/// What every client has used lately.
#[derive(Debug, Default)]
pub(super) struct Quota {
    clients: Mutex<HashMap<Client, Usage>>,
    /// The operator's word on DNS queries a minute, if there is one.
    dns_queries: Option<u32>,
}

impl Quota {
    /// Nothing is used yet; `dns_queries` a minute, if the operator wants other than the usual number.
    pub(super) fn new(dns_queries: Option<u32>) -> Self {
        Self {
            clients: Mutex::default(),
            dns_queries,
        }
    }

    /// DNS queries that one client may ask in a minute.
    pub(super) fn dns_queries_per_minute(&self) -> u32 {
        self.dns_queries.unwrap_or(limits::DNS_QUERIES_PER_MINUTE)
    }

    /// Counts one use.
    ///
    /// # Errors
    /// The client has used up its share for now.
    pub(super) fn count(&self, client: Client, what: Use) -> Result<(), Refusal> {
        let now = Instant::now();
        self.with(client, now, |usage| {
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
    pub(super) fn start_probe(self: &Arc<Self>, client: Client) -> Result<RunningProbe, Refusal> {
        let now = Instant::now();
        self.with(client, now, |usage| {
            if usage.probes_running >= limits::PROBES_AT_ONCE {
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
        let usage = clients
            .entry(client)
            .or_insert_with(|| Usage::new(now, self.dns_queries_per_minute()));
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
    const fn new(now: Instant, dns_queries: u32) -> Self {
        Self {
            probes_in_minute: Window::new(limits::PROBES_PER_MINUTE, MINUTE, now),
            probes_in_hour: Window::new(limits::PROBES_PER_HOUR, HOUR, now),
            probes_running: 0,
            policies: Window::new(limits::POLICIES_PER_MINUTE, MINUTE, now),
            dns_queries: Window::new(dns_queries, MINUTE, now),
            connections: 0,
            last_seen: now,
        }
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
            .map(|_| quota.start_probe(client).unwrap())
            .collect();
        assert!(quota.start_probe(client).is_err());
        assert!(
            quota
                .start_probe(Client::of("192.0.2.2".parse().unwrap()))
                .is_ok()
        );
        running.pop();
        assert!(quota.start_probe(client).is_ok());
    }

    #[test]
    fn memory_is_bounded_and_keeps_those_with_open_connections() {
        let quota = Arc::new(Quota::default());
        let first = Client::V4(1.into());
        let _open = quota.open_connection(first).unwrap();
        for address in 2..=u32::try_from(limits::CLIENTS).unwrap() + 50 {
            quota
                .count(Client::V4(address.into()), Use::DnsQuery)
                .unwrap();
        }
        assert_eq!(quota.lock().len(), limits::CLIENTS);
        assert!(quota.lock().contains_key(&first));
        assert!(!quota.lock().contains_key(&Client::V4(2.into())));
    }
}
