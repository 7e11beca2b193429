//! What a policy makes of one address, for the table of stages.

use super::facts::{Compliance, compliance_at};
use super::{Mode, Sts};
use crate::report::{Stage, StageName, StageStatus};
use crate::transport::{Address, AddressState, Host, unreached};

/// The stage of an address, once it is known whether there is a policy.
pub(crate) fn stage(sts: &Sts, host: &Host<'_>, address: &Address<'_>) -> Stage {
    let (status, summary) = standing(sts, host, address);
    Stage {
        name: StageName::Policy,
        status,
        summary,
    }
}

fn standing(sts: &Sts, host: &Host<'_>, address: &Address<'_>) -> (StageStatus, String) {
    let Some(policy) = sts.in_effect() else {
        return if sts.is_unknown() {
            (StageStatus::Unknown, "policy not known".to_owned())
        } else {
            (StageStatus::NotReached, "no policy".to_owned())
        };
    };
    // RFC 8461 §5: in testing mode senders deliver and report; only enforce makes them refuse.
    let fault = match policy.mode {
        Mode::Enforce => StageStatus::Bad,
        Mode::Testing => StageStatus::Warning,
        Mode::None => return (StageStatus::NotReached, "demands nothing".to_owned()),
    };
    if !policy.lists(&host.name) {
        return (fault, "host not listed".to_owned());
    }
    let AddressState::Answering(sealing) = &address.state else {
        return unreached(address);
    };
    match compliance_at(address, sealing) {
        Compliance::Met => (StageStatus::Good, "met".to_owned()),
        Compliance::Fails(_) => (fault, "not met".to_owned()),
        Compliance::NotListed => (fault, "host not listed".to_owned()),
        Compliance::Unknown(_) => (StageStatus::Unknown, "could not tell".to_owned()),
        Compliance::NotReached => (StageStatus::NotReached, String::new()),
    }
}
