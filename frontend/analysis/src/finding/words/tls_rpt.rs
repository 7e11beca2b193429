//! What findings of the area tls-rpt say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const TLS_RPT_FOUND: Texts = Texts {
    title: "Failed encryption is reported to you",
    consequence: "Senders that support it send you a report each day of how often TLS to your servers worked, and why not.",
    why: "A TLS reporting record (TLS-RPT) is published. The senders of mail write the reports; your servers do nothing.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const TLS_RPT_ABSENT: Texts = Texts {
    title: "No TLS reporting",
    consequence: "You do not learn when senders fail to reach you over TLS.",
    why: "There is no TLS reporting record (TLS-RPT). With one, the servers that send mail to you report how TLS went.",
    remedy: "Publish a record with an address that takes the reports. Your mail server needs no change.",
};
pub(in crate::finding) const TLS_RPT_INVALID: Texts = Texts {
    title: "The TLS reporting record is invalid",
    consequence: "Senders send you no reports.",
    why: "The record does not keep to its grammar.",
    remedy: "Publish the record in the form below.",
};
pub(in crate::finding) const TLS_RPT_SEVERAL: Texts = Texts {
    title: "There are several TLS reporting records",
    consequence: "Senders send you no reports.",
    why: "Exactly one record may begin with “v=TLSRPTv1;”.",
    remedy: "Remove all but one.",
};
pub(in crate::finding) const TLS_RPT_NEAR_MISS: Texts = Texts {
    title: "A record looks like TLS reporting, but senders pass over it",
    consequence: "Strict senders send you no reports.",
    why: "A record counts only if it begins with exactly “v=TLSRPTv1;”.",
    remedy: "Publish the record in the form below.",
};
pub(in crate::finding) const TLS_RPT_FLAW: Texts = Texts {
    title: "The TLS reporting record has a small flaw",
    consequence: "Senders accept the record.",
    why: "Something in it does not keep to the standard.",
    remedy: "Tidy it when you next change it.",
};
pub(in crate::finding) const TLS_RPT_UNKNOWN: Texts = Texts {
    title: "Whether there is a TLS reporting record could not be told",
    consequence: "Nothing can be said about reporting at the moment.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
