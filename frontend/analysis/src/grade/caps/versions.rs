//! What old versions and broken suites cap.

use shared::TlsVersion;

use super::{Decision, why};
use crate::facts::Facts;
use crate::transport::{Address, Host, HostState, only_weak_suite};

pub(super) fn only_old(facts: &Facts<'_>) -> Decision {
    by_address(facts, |host, address| {
        let newest = address.versions.surely_newest()?;
        (newest < TlsVersion::TLS12).then(|| {
            let (name, at) = (&host.name, address.address);
            format!("{name} accepts {newest} and nothing newer at {at}")
        })
    })
}

pub(super) fn broken_suites_only(facts: &Facts<'_>) -> Decision {
    by_address(facts, |host, address| {
        let suite = only_weak_suite(address.seen)?;
        let (name, at) = (&host.name, address.address);
        Some(format!("{name} has nothing better than {suite} at {at}"))
    })
}

pub(super) fn sslv3(facts: &Facts<'_>) -> Decision {
    by_address(facts, |host, address| {
        let accepted = address.versions.accepted(&[TlsVersion::SSL3]);
        (!accepted.is_empty())
            .then(|| format!("{} accepts SSLv3 at {}", host.name, address.address))
    })
}

/// Under the profiles of others TLS 1.0 and 1.1 are no longer TLS. Under our own they block A+ alone.
pub(super) fn old_by_profile(facts: &Facts<'_>) -> Decision {
    let profile = facts.evidence.wishes.profile;
    let Some(demands) = profile.demands() else {
        return Decision::default();
    };
    by_address(facts, |host, address| {
        let old = address
            .versions
            .accepted(&[TlsVersion::TLS10, TlsVersion::TLS11]);
        let first = old
            .into_iter()
            .find(|version| !demands.version(*version).is_kept())?;
        Some(format!(
            "{} accepts {first} at {}, which {} does not allow",
            host.name, address.address, demands.title
        ))
    })
}

/// Looks at every address that seals: why a cap on versions or suites applies to it, if it does. One that is still
/// being looked at is a doubt; what was not asked or could not be told is none, as design has it: such facts never
/// lower a grade and never prove the highest.
fn by_address(
    facts: &Facts<'_>,
    reason: impl Fn(&Host<'_>, &Address<'_>) -> Option<String>,
) -> Decision {
    let mut decision = Decision::default();
    for host in &facts.hosts {
        let mut goes_on = host.is_unknown();
        for (address, _) in host.answering() {
            decision.applies.extend(reason(host, address));
            goes_on |= address.seen.finish.is_none();
        }
        if goes_on {
            decision.doubts.push(match host.state {
                HostState::Answering => format!("{} is still being looked at", host.name),
                _ => format!("{} {}", host.name, why(host)),
            });
        }
    }
    decision
}
