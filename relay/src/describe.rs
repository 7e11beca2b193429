//! An observer about itself: what it can be asked and what it holds itself to.

use shared::{Feature, Limits, RelayInfo, WIRE_VERSION};

use crate::clock::millis;
use crate::{Observer, limits};

impl Observer {
    /// What `GET /v1/info` says; in process, what a report says about where the world was looked at from. Its own
    /// standing is what [`Self::look_at_itself`] has found out by now.
    #[must_use]
    pub fn describe(&self, vantage: Option<String>, resolver_validates: Option<bool>) -> RelayInfo {
        let mut features = vec![
            Feature::Probe,
            Feature::Policy,
            Feature::DnsQuery,
            Feature::Deep,
        ];
        if self.tries_recipients() {
            features.push(Feature::Recipients);
        }
        if self.guard().is_laboratory() {
            features.push(Feature::AllowedRanges);
        }
        RelayInfo {
            wire_version: WIRE_VERSION,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            vantage,
            ehlo_name: self.ehlo_name().to_owned(),
            features,
            limits: self.published_limits(),
            resolver_validates,
            port_25: self.port_25(),
            ipv6: self.has_ipv6(),
            ehlo: self.ehlo_standing(),
            canaries: self.canaries(),
        }
    }

    fn published_limits(&self) -> Limits {
        Limits {
            probes_per_minute: limits::PROBES_PER_MINUTE,
            probes_per_hour: limits::PROBES_PER_HOUR,
            probes_at_once: limits::PROBES_AT_ONCE,
            policies_per_minute: limits::POLICIES_PER_MINUTE,
            dns_queries_per_minute: limits::DNS_QUERIES_PER_MINUTE,
            connections_per_address_per_minute: limits::CONNECTIONS_PER_MINUTE,
            connections_per_address_per_hour: limits::CONNECTIONS_PER_HOUR,
            addresses_per_family: u32::try_from(limits::ADDRESSES_PER_FAMILY).unwrap_or(u32::MAX),
            pause_ms: millis(self.0.pause),
            address_deadline_ms: millis(limits::ADDRESS),
            host_deadline_ms: millis(limits::HOST),
            deep_connections_per_address_per_hour: limits::DEEP_CONNECTIONS_PER_HOUR,
            recipient_tests_per_address_per_hour: limits::RECIPIENT_TESTS_PER_HOUR,
            deep_address_deadline_ms: millis(limits::DEEP_ADDRESS),
            deep_host_deadline_ms: millis(limits::DEEP_HOST),
            connect_deadline_ms: millis(limits::CONNECT),
            greeting_deadline_ms: millis(limits::GREETING),
            command_deadline_ms: millis(limits::COMMAND),
            handshake_deadline_ms: millis(limits::HANDSHAKE),
            session_memory_ms: millis(limits::MEMORY),
            ladder_memory_ms: millis(limits::LADDER_MEMORY),
            connections_per_domain_per_minute: limits::DOMAIN_CONNECTIONS_PER_MINUTE,
            connections_per_domain_per_hour: limits::DOMAIN_CONNECTIONS_PER_HOUR,
            deep_connections_per_domain_per_hour: limits::DOMAIN_DEEP_CONNECTIONS_PER_HOUR,
            probes_at_once_globally: u32::try_from(limits::PROBES_GLOBAL).unwrap_or(u32::MAX),
            connections_at_once_globally: u32::try_from(limits::SOCKETS_GLOBAL).unwrap_or(u32::MAX),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use crate::{Observer, ObserverSettings};

    #[test]
    fn every_limit_is_told() {
        let resolver = Some((Ipv4Addr::LOCALHOST, 53).into());
        let observer = Observer::new(ObserverSettings {
            resolver,
            ..ObserverSettings::default()
        });
        let limits = observer.unwrap().describe(None, None).limits;
        let told = serde_json::to_value(limits).unwrap();
        for (name, value) in told.as_object().unwrap() {
            assert!(value.as_u64().is_some_and(|value| value > 0), "{name}");
        }
        assert!(limits.session_memory_ms < limits.ladder_memory_ms);
    }
}
