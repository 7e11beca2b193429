//! What findings of the area dmarc say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const DMARC_REJECT: Texts = Texts {
    title: "Forged mail is to be refused",
    consequence: "Receivers are asked to refuse mail that only pretends to be from the domain.",
    why: "The DMARC policy is “reject”.",
    remedy: "Nothing has to be done. If people write to mailing lists from this domain, know that some lists change what they pass on, and that such mail may then be refused; the standard (RFC 9989, section 7.4) advises “quarantine” or “none” for them, or a subdomain of their own.",
};
pub(in crate::finding) const DMARC_QUARANTINE: Texts = Texts {
    title: "Forged mail is to be treated with suspicion",
    consequence: "Receivers are asked to put mail that only pretends to be from the domain into the spam folder, or to look at it more closely.",
    why: "The DMARC policy is “quarantine”.",
    remedy: "Nothing has to be done. Where no people write to mailing lists from this domain, “reject” goes further: forged mail is then refused.",
};
pub(in crate::finding) const DMARC_NONE: Texts = Texts {
    title: "DMARC only watches",
    consequence: "Receivers are asked to do nothing about mail that only pretends to be from the domain.",
    why: "The DMARC policy is “none”: a good beginning, as long as somebody reads the reports.",
    remedy: "Read the reports until all your own mail passes, then go to “quarantine”, first with “t=y” if you like, and on to “reject” if it suits you.",
};
pub(in crate::finding) const DMARC_TESTING: Texts = Texts {
    title: "The DMARC policy is only being tested",
    consequence: "Receivers apply the policy one level lower than it is published.",
    why: "The record has “t=y”: “reject” counts as “quarantine”, and “quarantine” as “none”.",
    remedy: "Remove “t=y” once the reports show that all your own mail passes.",
};
pub(in crate::finding) const DMARC_INHERITED: Texts = Texts {
    title: "The DMARC record of a domain above counts here",
    consequence: "Mail from this name is treated as the record above says.",
    why: "A name without a record of its own takes that of its organisational domain.",
    remedy: "Nothing has to be done. Publish a record at this name only if it needs another policy.",
};
pub(in crate::finding) const DMARC_ABSENT: Texts = Texts {
    title: "No DMARC",
    consequence: "Receivers are not told what to do with mail that only pretends to be from the domain, and some large ones refuse mass mail from domains without DMARC.",
    why: "There is no DMARC record, neither for this name nor for one above it.",
    remedy: "Publish a record. One with “p=none” only watches, so that it cannot harm your mail; go to a stricter policy once the reports show that all of it passes. The mailbox for the reports must exist.",
};
pub(in crate::finding) const DMARC_SEVERAL: Texts = Texts {
    title: "There are several DMARC records",
    consequence: "Receivers ignore all of them.",
    why: "Only one DMARC record may stand at a name.",
    remedy: "Remove all but one.",
};
pub(in crate::finding) const DMARC_INVALID: Texts = Texts {
    title: "The DMARC record is invalid",
    consequence: "Receivers may treat the domain as if it had no DMARC.",
    why: "The record has a mistake that the standard does not forgive.",
    remedy: "Publish the record in the form below.",
};
pub(in crate::finding) const DMARC_ACTS_AS_NONE: Texts = Texts {
    title: "A policy in the DMARC record is invalid",
    consequence: "Receivers act as if the record asked for nothing.",
    why: "One of “p”, “sp” and “np” is not “none”, “quarantine” or “reject”. Since the record has an address for reports, it still counts, but only as “p=none”.",
    remedy: "Correct the value.",
};
pub(in crate::finding) const DMARC_NEAR_MISS: Texts = Texts {
    title: "A record looks like DMARC, but receivers pass over it",
    consequence: "Receivers treat the domain as if this record were not there.",
    why: "A record counts only if it begins with “v=DMARC1”, in exactly these letters.",
    remedy: "Publish the record in the form below.",
};
pub(in crate::finding) const DMARC_MISPLACED: Texts = Texts {
    title: "The DMARC record stands at the wrong name",
    consequence: "Receivers do not find it.",
    why: "They look for it only at “_dmarc” below the domain.",
    remedy: "Move the record to the name below. Many forms for DNS records add the name of the domain by themselves: type only “_dmarc” there.",
};
pub(in crate::finding) const DMARC_FLAW: Texts = Texts {
    title: "The DMARC record has a small flaw",
    consequence: "Receivers accept the record, but for what is wrong in it.",
    why: "Something in it does not keep to the standard, and is ignored or replaced by its default.",
    remedy: "Correct it when you next change the record.",
};
pub(in crate::finding) const DMARC_REMOVED_TAGS: Texts = Texts {
    title: "The DMARC record has tags that no longer exist",
    consequence: "Receivers that follow the current standard ignore them; older ones do not.",
    why: "RFC 9989 removed “pct”, “rf” and “ri”.",
    remedy: "Remove them. Instead of a small “pct”, use “t=y”.",
};
pub(in crate::finding) const DMARC_SUBDOMAINS_WEAKER: Texts = Texts {
    title: "Subdomains are protected less than the domain",
    consequence: "Whoever forges mail takes a subdomain.",
    why: "The policy for subdomains is milder than that for the domain.",
    remedy: "Raise it to that of the domain once the reports show that the subdomains' own mail passes, or leave it out: then “p” counts for them too.",
};
pub(in crate::finding) const DMARC_NONEXISTENT_WEAKER: Texts = Texts {
    title: "Invented subdomains are protected less than real ones",
    consequence: "Whoever forges mail takes a subdomain that does not exist.",
    why: "The policy for subdomains that do not exist is milder than that for those that do.",
    remedy: "Set “np=reject”: no true mail comes from a name that does not exist.",
};
pub(in crate::finding) const DMARC_SUBDOMAIN_POLICY_IGNORED: Texts = Texts {
    title: "The policy for subdomains stands where nobody reads it",
    consequence: "Names below this one take their policy from the organisational domain, not from here.",
    why: "“sp” and “np” count only in the record of the organisational domain.",
    remedy: "Remove them here, or publish a record for each of the names below.",
};
pub(in crate::finding) const DMARC_NO_REPORTS: Texts = Texts {
    title: "No DMARC reports are asked for",
    consequence: "You do not learn who sends mail in the domain's name, nor whether your own mail passes.",
    why: "The record has no valid address in “rua”.",
    remedy: "Add an address that somebody reads, or a service that does.",
};
pub(in crate::finding) const DMARC_REPORTS_UNAUTHORISED: Texts = Texts {
    title: "Reports to another organisation are not sent",
    consequence: "Receivers ignore the address, so that the reports never arrive.",
    why: "Reports go to another organisation only if that one agrees with a record in its own DNS; otherwise anybody could bury it in reports.",
    remedy: "Have whoever runs that domain publish the record below, or use an address of your own.",
};
pub(in crate::finding) const DMARC_REPORTS_AUTHORISED: Texts = Texts {
    title: "The other organisation takes the reports",
    consequence: "Reports to that address are sent.",
    why: "It agrees with a record in its own DNS.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const DMARC_REPORTS_UNKNOWN: Texts = Texts {
    title: "Whether the other organisation takes the reports could not be told",
    consequence: "Nothing can be said about that address at the moment.",
    why: "Its DNS gave no usable answer, or was not asked.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const DMARC_PARKED: Texts = Texts {
    title: "A domain without mail could forbid all mail in its name",
    consequence: "Mail that pretends to be from the domain may be delivered, although it can only be forged.",
    why: "The domain takes no mail, so that it hardly sends any, and its policy is not “reject”.",
    remedy: "If it indeed sends none, publish the record below.",
};
pub(in crate::finding) const DMARC_PUBLIC_SUFFIX: Texts = Texts {
    title: "The domain declares itself a public suffix",
    consequence: "Each name below it counts as an organisation of its own, and does not share this domain's identity.",
    why: "The record has “psd=y”, which is meant for registries: names such as “com”, below which others register theirs.",
    remedy: "Remove “psd=y” unless other organisations have names below this domain.",
};
pub(in crate::finding) const DMARC_UNKNOWN: Texts = Texts {
    title: "Whether there is a DMARC record could not be told",
    consequence: "Nothing can be said about DMARC at the moment.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const DMARC_ORGANIZATION_UNKNOWN: Texts = Texts {
    title: "Which organisation the domain belongs to could not be told",
    consequence: "The domain's own record counts; which other names may vouch for its mail could not be found out.",
    why: "A question at one of the names above got no usable answer.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const DMARC_BOGUS: Texts = Texts {
    title: "The DNSSEC signatures over the DMARC record do not hold",
    consequence: "Receivers that check them cannot read the policy, and may put the domain's mail off or treat it as unprotected.",
    why: "The zone says that it is signed, and the signature of this answer is missing, expired or wrong.",
    remedy: "Have whoever runs the DNS sign the zone anew.",
};
