//! What a result of SPF is worth where the mail may have come in by another line.

use super::{SpfCheck, in_a_labels};
use crate::evidence::Sender;
use crate::message::path::{Doubt, Path};
use crate::spf::{SpfResult, Tried};

/// The most other lines that a mail may have come in by for which SPF is asked, too.
const MAX_TRIED: usize = 3;

impl SpfCheck {
    /// What the result hangs on, if the mail may have come in by another line: nothing where SPF comes to the same by all
    /// of them.
    pub(super) fn hangs_on(
        &self,
        doubt: &Doubt,
        path: &Path,
        sender: &Sender,
        try_one: &impl Fn(&Sender) -> Tried,
    ) -> Option<String> {
        let passes = self.result? == SpfResult::Pass;
        // Where a line is not whole it may be the sender's, or the recipient's: neither result is certain.
        if doubt.is_torn {
            return Some(doubt.words.clone());
        }
        if !doubt.is_public {
            // There is no address to ask for, and a sender can hardly wish for what is no pass.
            return passes.then(|| doubt.words.clone());
        }
        let is_same = |hop: &usize| {
            let Some(line) = path.hops.get(*hop).map(|hop| &hop.received) else {
                return false;
            };
            let Some(address) = line.address else {
                return false;
            };
            let other = Sender {
                address,
                helo: in_a_labels(line.helo.as_deref().unwrap_or_default()),
                mail_from: sender.mail_from.clone(),
            };
            let tried = try_one(&other);
            let result = tried.checked.map(|checked| checked.result);
            // Of a bounce it is the name in EHLO that is vouched for, and another sender has another.
            (!passes || Some(tried.domain) == self.domain)
                && result.is_some_and(|result| {
                    result != SpfResult::TempError && (result == SpfResult::Pass) == passes
                })
        };
        let is_settled = doubt.hops.len() <= MAX_TRIED && doubt.hops.iter().all(is_same);
        (!is_settled).then(|| doubt.words.clone())
    }
}
