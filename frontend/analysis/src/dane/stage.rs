//! What a host's TLSA records make of one address, for the table of stages.

use super::HostDane;
use super::authenticity::Authenticity;
use super::lookup::Tlsa;
use crate::report::{Stage, StageName, StageStatus};
use crate::transport::{Address, AddressState, unreached};

impl HostDane {
    /// The stage of an address.
    pub(crate) fn stage(&self, address: &Address<'_>) -> Stage {
        let (status, summary) = self.standing_at(address);
        Stage {
            name: StageName::Dane,
            status,
            summary,
        }
    }

    fn standing_at(&self, address: &Address<'_>) -> (StageStatus, String) {
        let says = |status, words: &str| (status, words.to_owned());
        let set = match &self.tlsa {
            Tlsa::NotAsked(_) => return says(StageStatus::Pending, ""),
            Tlsa::NotApplicable(_) | Tlsa::Absent => {
                return says(StageStatus::NotReached, "no records");
            }
            // RFC 7672 §2.2: insecure records count for none.
            Tlsa::Unsigned(_) => return says(StageStatus::NotReached, "not signed"),
            Tlsa::Unknown(_) | Tlsa::ServersFail(_) => {
                return says(StageStatus::Unknown, "records not known");
            }
            Tlsa::LookupFails(_) => return says(StageStatus::Bad, "lookup fails"),
            Tlsa::Found(set) => set,
        };
        // RFC 7672 §2.1.2: what is not proven moves nobody, and whether it is proven is not known here.
        let fault = if set.is_proven {
            StageStatus::Bad
        } else {
            StageStatus::Unknown
        };
        match self.addresses.get(&address.address) {
            Some(Authenticity::Matched(_)) if set.is_proven => says(StageStatus::Good, "matches"),
            Some(Authenticity::Matched(_)) => says(StageStatus::Unknown, "matches; if signed"),
            Some(Authenticity::Unchecked) => says(StageStatus::Warning, "none usable"),
            Some(Authenticity::NoTls) => says(fault, "no TLS"),
            Some(Authenticity::Refused(_)) => says(fault, "no match"),
            Some(Authenticity::Unknown(_)) => says(StageStatus::Unknown, "could not tell"),
            None if matches!(address.state, AddressState::Answering(_)) => {
                says(StageStatus::Unknown, "could not tell")
            }
            None => unreached(address),
        }
    }
}
