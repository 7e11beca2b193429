//! What the relay's own connections say about its way out on port 25.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use ipnet::IpNet;
use shared::{Cause, Port25};

use crate::limits;

/// Learns from connections to public addresses; a laboratory's say nothing about the way out.
#[derive(Debug, Default)]
pub(crate) struct Experience(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    open: bool,
    /// Networks in which an address stayed silent, as many as are needed of each family.
    silent: Vec<IpNet>,
}

impl Experience {
    /// A connection to port 25 was opened.
    pub(crate) fn opened(&self) {
        self.known().open = true;
    }

    /// A connection to port 25 could not be opened.
    pub(crate) fn failed(&self, address: IpAddr, cause: &Cause) {
        // A refusal comes from somewhere beyond a dropping filter, or from one that answers: it proves nothing.
        if matches!(cause, Cause::TimedOut { .. }) {
            self.known().silence(network_of(address));
        }
    }

    /// What is known.
    ///
    /// One silent server is most often one that is down, and its addresses are down with it: saying of the relay that
    /// it is shut in would then hide the domain's own fault. So silence counts only from two networks of one family.
    /// A single connection that was opened outweighs any silence.
    pub(crate) fn port_25(&self) -> Port25 {
        let known = self.known();
        let is_doubtful = [true, false]
            .into_iter()
            .any(|ipv4| known.silent_of(ipv4) >= limits::SILENT_NETWORKS);
        if known.open {
            Port25::Open
        } else if is_doubtful {
            Port25::PerhapsBlocked
        } else {
            Port25::Unknown
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn silence(&mut self, network: IpNet) {
        let is_ipv4 = matches!(network, IpNet::V4(_));
        if !self.silent.contains(&network) && self.silent_of(is_ipv4) < limits::SILENT_NETWORKS {
            self.silent.push(network);
        }
    }

    fn silent_of(&self, ipv4: bool) -> usize {
        self.silent
            .iter()
            .filter(|network| matches!(network, IpNet::V4(_)) == ipv4)
            .count()
    }
}

/// The network that one operator usually has at least: a /24, in IPv6 a /48.
fn network_of(address: IpAddr) -> IpNet {
    let prefix = if address.is_ipv4() { 24 } else { 48 };
    IpNet::new(address, prefix).map_or_else(|_| address.into(), |network| network.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: Cause = Cause::TimedOut { after_ms: 10_000 };

    type Failures<'a> = &'a [(&'a str, Cause)];

    fn after(failures: Failures<'_>) -> Port25 {
        let experience = Experience::default();
        for (address, cause) in failures {
            experience.failed(address.parse().unwrap(), cause);
        }
        experience.port_25()
    }

    #[test]
    fn silence_counts_from_two_networks_of_one_family() {
        let rows: &[(Failures<'_>, Port25, &str)] = &[
            (&[], Port25::Unknown, "nothing tried"),
            (&[("8.8.8.8", SILENCE)], Port25::Unknown, "one server down"),
            (
                &[("8.8.8.8", SILENCE), ("8.8.8.9", SILENCE)],
                Port25::Unknown,
                "two servers of one operator",
            ),
            (
                &[("8.8.8.8", SILENCE), ("2a00:1:1::1", SILENCE)],
                Port25::Unknown,
                "one server's two addresses",
            ),
            (
                &[("8.8.8.8", SILENCE), ("9.9.9.9", Cause::Refused)],
                Port25::Unknown,
                "a refusal came from beyond the filter",
            ),
            (
                &[("8.8.8.8", SILENCE), ("9.9.9.9", SILENCE)],
                Port25::PerhapsBlocked,
                "two networks",
            ),
            (
                &[("2a00:1:1::1", SILENCE), ("2a00:1:2::1", SILENCE)],
                Port25::PerhapsBlocked,
                "two networks of IPv6",
            ),
        ];
        for (failures, expected, why) in rows {
            assert_eq!(after(failures), *expected, "{why}");
        }
    }

    #[test]
    fn one_open_connection_outweighs_any_silence_and_memory_is_bounded() {
        let experience = Experience::default();
        for third in 0..=255 {
            experience.failed(IpAddr::from([8, 8, third, 1]), &SILENCE);
        }
        assert_eq!(experience.known().silent.len(), limits::SILENT_NETWORKS);
        assert_eq!(experience.port_25(), Port25::PerhapsBlocked);
        experience.opened();
        experience.failed(IpAddr::from([9, 9, 9, 9]), &SILENCE);
        assert_eq!(experience.port_25(), Port25::Open);
    }
}
