//! The allowance of all mail servers of one domain together.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use shared::DomainName;
use tokio::time::Instant;

use super::{AskedTooOften, Errand, HOUR, again_in, forget_older_than};
use crate::limits;

/// Connections of the last hour to the mail servers of each domain: usual ones and those of deep looks apart.
#[derive(Debug, Default)]
pub(super) struct Domains(Mutex<HashMap<(DomainName, bool), VecDeque<Instant>>>);

impl Domains {
    /// Counts a connection.
    ///
    /// # Errors
    /// The minute's or the hour's allowance is used up; then `also`, the count of the address, is not asked. What `also`
    /// refuses is not counted here either.
    pub(super) fn count(
        &self,
        domain: &DomainName,
        errand: Errand,
        now: Instant,
        also: impl FnOnce() -> Result<(), AskedTooOften>,
    ) -> Result<(), AskedTooOften> {
        let Some(allowance) = errand.domain_allowance() else {
            return also();
        };
        let key = (domain.clone(), errand.is_deep());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= limits::DOMAINS && !all.contains_key(&key) {
            forget_idle_domains(&mut all, now);
        }
        let begun = all.entry(key).or_default();
        forget_older_than(begun, now, HOUR);
        if let Some(again_in) = again_in(begun, allowance, now) {
            return Err(AskedTooOften {
                again_in,
                is_domain: true,
            });
        }
        also()?;
        begun.push_back(now);
        Ok(())
    }
}

/// Makes room: drops domains that the hour has emptied; failing that, those with the fewest connections.
fn forget_idle_domains(all: &mut HashMap<(DomainName, bool), VecDeque<Instant>>, now: Instant) {
    all.retain(|_, begun| {
        forget_older_than(begun, now, HOUR);
        !begun.is_empty()
    });
    if all.len() < limits::DOMAINS {
        return;
    }
    let mut counts: Vec<usize> = all.values().map(VecDeque::len).collect();
    counts.sort_unstable();
    let median = counts.get(counts.len() / 2).copied().unwrap_or_default();
    // A stranger who names thousands of domains does not make a busy one forgotten: his have few connections each.
    all.retain(|_, begun| begun.len() > median);
}

#[cfg(test)]
mod tests {
    use shared::Service;

    use super::*;

    #[test]
    fn thousands_of_names_do_not_make_a_busy_domain_forgotten() {
        let domains = Domains::default();
        let (errand, now) = (Errand::Probe(Service::Smtp), Instant::now());
        let busy: DomainName = "busy.example".parse().unwrap();
        for _ in 0..limits::DOMAIN_CONNECTIONS_PER_MINUTE {
            domains.count(&busy, errand, now, || Ok(())).unwrap();
        }
        for number in 0..limits::DOMAINS * 2 {
            let name = format!("d{number}.example").parse().unwrap();
            domains.count(&name, errand, now, || Ok(())).unwrap();
        }
        assert!(domains.0.lock().unwrap().len() <= limits::DOMAINS);
        let refused = domains.count(&busy, errand, now, || Ok(()));
        assert!(refused.is_err_and(|refused| refused.is_domain));
    }
}
