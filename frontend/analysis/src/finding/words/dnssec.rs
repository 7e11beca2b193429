//! What findings of the area dnssec say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

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
pub(in crate::finding) const HOSTS_SECURE: Texts = Texts {
    title: "The mail servers' addresses are signed",
    consequence: "Nobody can forge where the mail servers are, towards senders that check, and DANE is possible.",
    why: "The resolver proved the answers with DNSSEC.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const HOSTS_INSECURE: Texts = Texts {
    title: "The addresses of mail servers are not signed",
    consequence: "Somebody who can forge DNS answers can lead senders to another machine. DANE cannot work for these servers, \
        although the MX records are signed.",
    why: "The zone in which the server's name stands is not signed with DNSSEC, or its parent has no DS record for it.",
    remedy: "Ask whoever runs the mail servers to sign that zone, or name the servers in a zone that is signed.",
};
pub(in crate::finding) const HOSTS_BOGUS: Texts = Texts {
    title: "The signatures over a mail server's addresses do not hold",
    consequence: "Senders that check DNSSEC find no address and cannot deliver there, among them very large ones.",
    why: "The DNSSEC signatures are broken or have expired, or the DS record at the parent is of another key.",
    remedy: "Whoever runs the DNS of that host's name has to have the zone signed again, or the DS record corrected.",
};
pub(in crate::finding) const HOSTS_UNKNOWN: Texts = Texts {
    title: "Whether the mail servers' addresses are signed could not be told",
    consequence: "Whether DANE is possible for these servers is not known.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const POLICY_HOST_BOGUS: Texts = Texts {
    title: "The signatures over the policy host's addresses do not hold",
    consequence: "Senders that check DNSSEC cannot fetch the MTA-STS policy, and behave as if there were none once they have \
        forgotten it.",
    why: "The DNSSEC signatures are broken or have expired, or the DS record at the parent is of another key.",
    remedy: "Have the zone in which mta-sts.… stands signed again, or the DS record corrected.",
};
