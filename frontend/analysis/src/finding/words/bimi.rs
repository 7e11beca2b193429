//! What findings of the area bimi say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const BIMI_FOUND: Texts = Texts {
    title: "A logo is published (BIMI)",
    consequence: "Some mail programs may show the logo beside the domain's mail.",
    why: "There is a valid BIMI record.",
    remedy: "Nothing has to be done. What this does not prove: the logo and its certificate are not fetched here, so whether they are there, of the right form and valid is not known, and each provider decides what it shows.",
};
pub(in crate::finding) const BIMI_ABSENT: Texts = Texts {
    title: "No logo is published (BIMI)",
    consequence: "Mail programs show no logo of the domain's own choice.",
    why: "There is no BIMI record.",
    remedy: "Nothing has to be done: a logo is an ornament and makes no mail safer. It needs a DMARC policy of “quarantine” or “reject”, and most providers want a certificate that costs money.",
};
pub(in crate::finding) const BIMI_DECLINED: Texts = Texts {
    title: "The domain wants no logo shown",
    consequence: "Mail programs show none, not even that of a domain above.",
    why: "The BIMI record is empty on purpose.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const BIMI_INVALID: Texts = Texts {
    title: "The BIMI record is invalid",
    consequence: "Mail programs show no logo.",
    why: "Receivers must not mend mistakes in the record.",
    remedy: "Publish the record in the form below.",
};
pub(in crate::finding) const BIMI_SEVERAL: Texts = Texts {
    title: "There are several BIMI records",
    consequence: "Mail programs show no logo.",
    why: "Only one BIMI record may stand at a name.",
    remedy: "Remove all but one.",
};
pub(in crate::finding) const BIMI_NEAR_MISS: Texts = Texts {
    title: "A record looks like BIMI, but receivers pass over it",
    consequence: "Mail programs show no logo.",
    why: "A record counts only if it begins with “v=BIMI1”, in exactly these letters.",
    remedy: "Publish the record in the form below.",
};
pub(in crate::finding) const BIMI_FLAW: Texts = Texts {
    title: "The BIMI record has a small flaw",
    consequence: "Receivers accept the record, but for what is wrong in it; some may not.",
    why: "Something in it does not keep to the draft standard.",
    remedy: "Correct it when you next change the record.",
};
pub(in crate::finding) const BIMI_DMARC_TOO_WEAK: Texts = Texts {
    title: "The logo is not shown, because DMARC is too weak",
    consequence: "Mail programs show no logo.",
    why: "A logo needs a DMARC policy of “quarantine” or “reject”, for the domain, its organisational domain and subdomains, for all mail and not as a test.",
    remedy: "Raise the DMARC policy first, as the findings about DMARC say, or leave the logo out.",
};
pub(in crate::finding) const BIMI_WITHOUT_EVIDENCE: Texts = Texts {
    title: "The logo has no certificate",
    consequence: "Gmail and Apple Mail show no logo without one; some other mail programs do.",
    why: "The record names no certificate (VMC or CMC) that proves the right to the logo.",
    remedy: "Get one if the logo is worth it to you.",
};
pub(in crate::finding) const BIMI_UNKNOWN: Texts = Texts {
    title: "Whether a logo is published could not be told",
    consequence: "Nothing can be said about BIMI at the moment.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
