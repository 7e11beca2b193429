//! Whether a host's operator asks not to be probed, by a TXT record: `v=waxseal1; probe=no` at `_waxseal.` before the
//! host's name or before its registrable domain. The host's own word goes before its domain's.
//!
//! A word that cannot be looked up counts as none: whoever cannot be asked for his wish can mostly not be found either,
//! and the allowance of each address holds in any case.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use shared::DomainName;
use tokio::time::Instant;

use crate::limits;
use crate::registrable::registrable;
use crate::resolve::{HostResolver, Texts};

/// Before the name whose wish a record states.
const LABEL: &str = "_waxseal";

/// What is known of wishes, for as long as their records live.
#[derive(Debug, Default)]
pub(crate) struct OptOuts {
    known: Mutex<HashMap<DomainName, Known>>,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    wish: Option<Wish>,
    until: Instant,
}

/// What a record says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// Probes are welcome.
    Probe,
    /// They are not.
    Spare,
}

impl OptOuts {
    /// Whether the host wishes to be spared.
    pub(crate) async fn spares(&self, resolver: &HostResolver, host: &DomainName) -> bool {
        let domain = registrable(host);
        let (own, above) = tokio::join!(self.wish(resolver, host), async {
            if domain == *host {
                None
            } else {
                self.wish(resolver, &domain).await
            }
        });
        own.or(above) == Some(Wish::Spare)
    }

    async fn wish(&self, resolver: &HostResolver, name: &DomainName) -> Option<Wish> {
        let known = self.lock().get(name).copied();
        if let Some(known) = known.filter(|known| known.until > Instant::now()) {
            return known.wish;
        }
        // A name too long for the label has no place for a record.
        let asked = name.prefixed(LABEL).ok()?;
        let (wish, lives) = match resolver.texts(&asked).await {
            Texts::Found { texts, lives } => (texts.iter().find_map(|text| wish(text)), lives),
            Texts::Absent => (None, limits::OPT_OUT_SHORTEST),
            // Asked again the next time.
            Texts::Failed => return None,
        };
        let lives = lives.clamp(limits::OPT_OUT_SHORTEST, limits::OPT_OUT_LONGEST);
        let until = Instant::now() + lives;
        let mut all = self.lock();
        if all.len() >= limits::OPT_OUTS {
            forget_some(&mut all);
        }
        all.insert(name.clone(), Known { wish, until });
        wish
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DomainName, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes room: what is out of date goes, and half of the rest if that was not enough.
fn forget_some(all: &mut HashMap<DomainName, Known>) {
    let now = Instant::now();
    all.retain(|_, known| known.until > now);
    if all.len() >= limits::OPT_OUTS {
        let mut half = limits::OPT_OUTS / 2;
        all.retain(|_, _| {
            half = half.saturating_sub(1);
            half > 0
        });
    }
}

/// `v=waxseal1` first, then tags of which only `probe` is known; spaces around them are of no matter, as in other records
/// of this form (RFC 8461 §3.1).
fn wish(text: &str) -> Option<Wish> {
    let mut tags = text.split(';').map(str::trim);
    if tags.next()? != "v=waxseal1" {
        return None;
    }
    let (_, value) = tags
        .filter_map(|tag| tag.split_once('='))
        .find(|(name, _)| name.trim() == "probe")?;
    match value.trim() {
        "no" => Some(Wish::Spare),
        "yes" => Some(Wish::Probe),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_read_or_there_is_none() {
        for (text, read) in [
            ("v=waxseal1; probe=no", Some(Wish::Spare)),
            ("v=waxseal1;probe=no;", Some(Wish::Spare)),
            ("v=waxseal1 ; x=y; probe = no", Some(Wish::Spare)),
            ("v=waxseal1; probe=yes", Some(Wish::Probe)),
            ("v=waxseal1; probe=perhaps", None),
            ("v=waxseal1", None),
            ("v=waxseal10; probe=no", None),
            ("probe=no; v=waxseal1", None),
            ("v=spf1 -all", None),
            ("", None),
        ] {
            assert_eq!(wish(text), read, "{text}");
        }
    }

    #[tokio::test]
    async fn memory_is_bounded() {
        let outs = OptOuts::default();
        let until = Instant::now() + limits::OPT_OUT_LONGEST;
        let mut all = outs.lock();
        for number in 0..limits::OPT_OUTS {
            let name = format!("mx{number}.example.org").parse().unwrap();
            all.insert(name, Known { wish: None, until });
        }
        forget_some(&mut all);
        assert!(all.len() < limits::OPT_OUTS);
    }
}
