//! What findings of the area dnssec say.

use super::{NOTHING_TO_DO, Texts};

pub(in crate::finding) const DNSSEC_SECURE: Texts = Texts {
    title: "The MX records are signed",
    consequence: "Nobody can forge where mail for this domain goes, towards senders that check.",
    why: "The resolver checked the DNSSEC signatures over the answer and found them right.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const DNSSEC_INSECURE: Texts = Texts {
    title: "The MX records are not signed",
    consequence: "Somebody who can forge DNS answers can redirect mail. DANE is not possible.",
    why: "The zone is not signed with DNSSEC, or the parent has no DS record for it.",
    remedy: "Ask your DNS host to sign the zone, and publish the DS record at the registrar.",
};
pub(in crate::finding) const DNSSEC_UNKNOWN: Texts = Texts {
    title: "DNSSEC could not be judged",
    consequence: "Whether the answers are signed is not known.",
    why: "The resolver used here does not validate DNSSEC, or did not say.",
    remedy: "Choose a resolver that validates.",
};
