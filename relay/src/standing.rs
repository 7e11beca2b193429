//! What the observer finds out about itself: does its EHLO name hold, and is there a way out on port 25.

use std::sync::Arc;

use shared::{Addresses, Canary, DomainName, EhloStanding, Port25};
use tokio::task::JoinSet;

use crate::inquiry::Inquiry;
use crate::observer::Inner;
use crate::resolve::{HostResolver, ReverseNames};
use crate::{Observer, limits, probe};

/// What is known of an observer's own standing.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    ehlo: Inquiry<EhloStanding>,
    canaries: Inquiry<Vec<Canary>>,
}

impl Observer {
    /// Looks at its own standing, for [`Self::describe`] to tell: looks its EHLO name up and tries the mail servers
    /// that its operator named. Either at most every [`limits::STANDING_AGE`], and the mail servers only while no
    /// connection has proved the way out on port 25.
    ///
    /// Waits for the first results, but not longer than [`limits::FIRST_WORD`]; what takes longer goes on by itself.
    /// Must be called within a tokio runtime.
    pub async fn look_at_itself(&self) {
        let inner = &self.0;
        let ehlo = inner.standing.ehlo.word(
            |known| match known {
                Some(EhloStanding::Unknown) | None => limits::STANDING_RETRY,
                Some(_) => limits::STANDING_AGE,
            },
            || {
                let inner = Arc::clone(inner);
                async move { ehlo_standing(&inner).await }
            },
        );
        let is_moot = inner.canaries.is_empty() || self.port_25() == Port25::Open;
        let canaries = async {
            if !is_moot {
                let inquiry = &inner.standing.canaries;
                let asking = || try_all(Arc::clone(inner));
                inquiry.word(|_| limits::STANDING_AGE, asking).await;
            }
        };
        let (_, ()) = tokio::join!(ehlo, canaries);
    }

    /// What DNS says about the EHLO name, as far as it was looked up.
    pub(crate) fn ehlo_standing(&self) -> EhloStanding {
        if self.0.ehlo.as_name().is_none() {
            return EhloStanding::Literal;
        }
        self.0.standing.ehlo.known().unwrap_or_default()
    }

    /// The mail servers that the operator named, and how trying them went.
    pub(crate) fn canaries(&self) -> Vec<Canary> {
        self.0.standing.canaries.known().unwrap_or_else(|| {
            let untried = |host: &DomainName| Canary {
                host: host.clone(),
                port_25: Port25::Unknown,
            };
            self.0.canaries.iter().map(untried).collect()
        })
    }
}

/// RFC 5321 §4.1.4 lets servers check that the name in EHLO belongs to the client; many compare it with the reverse
/// name, as mail operators are told to arrange (RFC 1912 §2.1).
async fn ehlo_standing(inner: &Inner) -> EhloStanding {
    match inner.ehlo.as_name() {
        Some(name) => standing_of(&name, &inner.resolver).await,
        None => EhloStanding::Literal,
    }
}

async fn standing_of(name: &DomainName, resolver: &HostResolver) -> EhloStanding {
    let resolution = resolver.addresses(name).await;
    let families = [&resolution.ipv4, &resolution.ipv6];
    let mut unsure = families
        .iter()
        .any(|family| matches!(family, Addresses::Failed { .. }));
    // The first few of each family in turn, so that neither crowds out the other.
    let [ipv4, ipv6] = families.map(|family| family.found().iter().copied());
    let per_family = limits::EHLO_ADDRESSES / 2;
    let spare = per_family.saturating_sub(ipv6.len());
    let ipv4 = ipv4.take(per_family + spare);
    let ipv6 = ipv6.take(limits::EHLO_ADDRESSES.saturating_sub(ipv4.len()));
    let mut found = false;
    for address in ipv4.chain(ipv6) {
        found = true;
        match resolver.reverse(address).await {
            ReverseNames::Found(names) if names.contains(name) => return EhloStanding::Confirmed,
            ReverseNames::Found(_) | ReverseNames::Absent => {}
            ReverseNames::Failed => unsure = true,
        }
    }
    match (unsure, found) {
        (true, _) => EhloStanding::Unknown,
        (false, true) => EhloStanding::Unconfirmed,
        (false, false) => EhloStanding::NotFound,
    }
}

/// Tries all of them side by side: they are different servers.
async fn try_all(inner: Arc<Inner>) -> Vec<Canary> {
    let mut tries = JoinSet::new();
    for (number, host) in inner.canaries.iter().cloned().enumerate() {
        let inner = Arc::clone(&inner);
        tries.spawn(async move {
            let port_25 = probe::try_the_way_out(&inner, &host).await;
            (number, Canary { host, port_25 })
        });
    }
    let mut canaries = tries.join_all().await;
    canaries.sort_by_key(|(number, _)| *number);
    canaries.into_iter().map(|(_, canary)| canary).collect()
}
