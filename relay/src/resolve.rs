//! The relay's own look-ups of A and AAAA: fully qualified, no search list, no hosts file, each family on its own.

use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use hickory_resolver::{Resolver, TokioResolver};
use shared::{Addresses, Cause, DomainName, Failure, Phase, Resolution};
use tokio::time::timeout;

use crate::{SettingsError, limits};

/// The resolver for the hosts that will be contacted.
pub(crate) struct HostResolver(TokioResolver);

/// The reverse names of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ReverseNames {
    /// These.
    Found(Vec<DomainName>),
    /// It has none.
    Absent,
    /// That could not be found out.
    Failed,
}

/// The TXT records of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Texts {
    /// These, each with its strings joined (RFC 7208 §3.3), and for how long they live.
    Found { texts: Vec<String>, lives: Duration },
    /// It has none.
    Absent,
    /// That could not be found out.
    Failed,
}

impl HostResolver {
    /// A resolver that asks one server, by UDP and then TCP.
    ///
    /// # Errors
    /// The resolver library refused the configuration.
    pub(crate) fn new(server: SocketAddr) -> Result<Self, SettingsError> {
        let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()]
            .into_iter()
            .map(|mut connection| {
                connection.port = server.port();
                connection
            })
            .collect();
        let config = ResolverConfig::from_parts(
            None,
            Vec::new(),
            vec![NameServerConfig::new(server.ip(), true, connections)],
        );
        let mut builder = Resolver::builder_with_config(config, TokioRuntimeProvider::default());
        *builder.options_mut() = options();
        builder
            .build()
            .map(Self)
            .map_err(|error| SettingsError::Resolver(error.to_string()))
    }

    /// The addresses of a host, both families at once and at most [`limits::ADDRESSES_TOLD`] of each. CNAMEs are followed
    /// by the resolver.
    pub(crate) async fn addresses(&self, host: &DomainName) -> Resolution {
        let (ipv4, ipv6) = tokio::join!(
            self.family(host, RecordType::A),
            self.family(host, RecordType::AAAA)
        );
        Resolution { ipv4, ipv6 }
    }

    /// The names that an address leads back to (RFC 1035 §3.5).
    pub(crate) async fn reverse(&self, address: IpAddr) -> ReverseNames {
        let lookup = self.0.lookup(Name::from(address), RecordType::PTR);
        match timeout(limits::DNS, lookup).await {
            Ok(Ok(lookup)) => {
                let names = lookup.answers().iter().filter_map(|record| {
                    let RData::PTR(name) = &record.data else {
                        return None;
                    };
                    // What is no host name cannot be the one looked for.
                    name.0.to_ascii().parse().ok()
                });
                ReverseNames::Found(names.collect())
            }
            Ok(Err(error)) if is_absence(&error) => ReverseNames::Absent,
            Ok(Err(_)) | Err(_) => ReverseNames::Failed,
        }
    }

    /// The texts of a name. What is not UTF-8 in them is replaced.
    pub(crate) async fn texts(&self, name: &DomainName) -> Texts {
        let Ok(name) = Name::from_ascii(format!("{name}.")) else {
            return Texts::Failed;
        };
        match timeout(limits::DNS, self.0.lookup(name, RecordType::TXT)).await {
            Ok(Ok(lookup)) => {
                let texts = lookup.answers().iter().filter_map(|record| {
                    let RData::TXT(text) = &record.data else {
                        return None;
                    };
                    let joined = text.txt_data.concat();
                    Some(String::from_utf8_lossy(&joined).into_owned())
                });
                Texts::Found {
                    texts: texts.collect(),
                    lives: lookup
                        .valid_until()
                        .saturating_duration_since(Instant::now()),
                }
            }
            Ok(Err(error)) if is_absence(&error) => Texts::Absent,
            Ok(Err(_)) | Err(_) => Texts::Failed,
        }
    }

    async fn family(&self, host: &DomainName, family: RecordType) -> Addresses {
        let name = match Name::from_ascii(format!("{host}.")) {
            Ok(name) => name,
            Err(error) => return failed(error.to_string()),
        };
        match timeout(limits::DNS, self.0.lookup(name, family)).await {
            Err(_elapsed) => Addresses::Failed {
                failure: Failure::new(
                    Phase::Dns,
                    Cause::TimedOut {
                        after_ms: crate::clock::millis(limits::DNS),
                    },
                ),
            },
            Ok(Ok(lookup)) => {
                let mut addresses = Vec::new();
                for record in lookup.answers() {
                    if addresses.len() >= limits::ADDRESSES_TOLD {
                        break;
                    }
                    let address = match &record.data {
                        RData::A(a) => IpAddr::V4(a.0),
                        RData::AAAA(aaaa) => IpAddr::V6(aaaa.0),
                        _ => continue,
                    };
                    if !addresses.contains(&address) {
                        addresses.push(address);
                    }
                }
                if addresses.is_empty() {
                    Addresses::Absent
                } else {
                    Addresses::Found { addresses }
                }
            }
            Ok(Err(error)) => outcome_of(&error),
        }
    }
}

/// NODATA or NXDOMAIN.
fn is_absence(error: &NetError) -> bool {
    matches!(
        error,
        NetError::Dns(DnsError::NoRecordsFound(none)) if matches!(
            none.response_code,
            ResponseCode::NoError | ResponseCode::NXDomain
        )
    )
}

fn outcome_of(error: &NetError) -> Addresses {
    match error {
        absence if is_absence(absence) => Addresses::Absent,
        NetError::Dns(DnsError::NoRecordsFound(none)) => failed(none.response_code.to_string()),
        NetError::Dns(DnsError::ResponseCode(code)) => failed(code.to_string()),
        other => failed(other.to_string()),
    }
}

fn failed(detail: String) -> Addresses {
    Addresses::Failed {
        failure: Failure::new(Phase::Dns, Cause::Resolver { detail }),
    }
}

fn options() -> ResolverOpts {
    let mut options = ResolverOpts::default();
    options.ndots = 0;
    options.timeout = limits::DNS_TRY;
    options.attempts = 2;
    options.edns0 = true;
    // The memory of answers is the DNS resolver's job. One of our own would be counted in answers and not in bytes: a few
    // hundred of the longest hold hundreds of megabytes, for as long as who sent them says.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    options.try_tcp_on_error = true;
    options
}

/// The first resolver of `/etc/resolv.conf`.
///
/// # Errors
/// The file cannot be read or names none.
pub(crate) fn system_resolver() -> Result<SocketAddr, SettingsError> {
    const PATH: &str = "/etc/resolv.conf";
    let text = std::fs::read_to_string(PATH)
        .map_err(|error| SettingsError::NoResolver(format!("{PATH}: {error}")))?;
    first_nameserver(&text)
        .ok_or_else(|| SettingsError::NoResolver(format!("{PATH} has no usable nameserver line")))
}

/// resolv.conf(5): `nameserver ADDRESS`. An address with a zone (`fe80::1%eth0`) is passed over.
fn first_nameserver(text: &str) -> Option<SocketAddr> {
    text.lines().find_map(|line| {
        let mut words = line.split_ascii_whitespace();
        if words.next()? != "nameserver" {
            return None;
        }
        let address: IpAddr = words.next()?.parse().ok()?;
        Some(SocketAddr::new(address, 53))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_first_usable_nameserver() {
        let text = "# nameserver 192.0.2.9\nsearch example.org\nnameserver fe80::1%eth0\n\
                    nameserver\nnameserver\t192.0.2.1\nnameserver 192.0.2.2\n";
        assert_eq!(
            first_nameserver(text),
            Some("192.0.2.1:53".parse().unwrap())
        );
        assert_eq!(first_nameserver("search example.org\n"), None);
    }
}
