//! What findings about a comparison of resolvers say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const DNS_ANSWERS_AGREE: Texts = Texts {
    title: "The resolvers that were compared give the same answer",
    consequence: "Whichever of them a sender asks, it sees the same records.",
    why: "The records are the same; their order and the time that is left to keep them do not matter.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const DNS_ANSWERS_DIFFER: Texts = Texts {
    title: "The resolvers that were compared give different answers",
    consequence: "Senders see different records, depending on whom they ask.",
    why: "After a change each resolver keeps the old answer until its time to live is over. It may also be that the zone's \
          name servers do not agree, or that they answer by where the asker stands, which is common for addresses.",
    remedy: "After a change, wait until the longest time to live is over and compare again. If they still differ, see \
             whether all name servers of the zone have the same serial number.",
};
pub(in crate::finding) const DNS_ANSWERS_UNKNOWN: Texts = Texts {
    title: "Not every resolver that was to be compared answered",
    consequence: "Whether all give the same answer is not known.",
    why: "At least one resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
