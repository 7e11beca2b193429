//! What findings about the demands of large receivers say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const UNMET: Texts = Texts {
    title: "Something that large receivers demand of senders is missing",
    consequence: "If mail is sent in this domain's name, Google, Yahoo or Microsoft may refuse it or file it as spam.",
    why: "They publish what they demand of everybody who sends to their users, and more of those who send thousands of \
          messages a day. Part of it can be seen in DNS, and part of that is missing.",
    remedy: "Publish what is missing; the findings about SPF, DKIM and DMARC say what to type. A domain that sends no mail \
             should say so: SPF “v=spf1 -all” and DMARC “v=DMARC1; p=reject”.",
};
pub(in crate::finding) const MET: Texts = Texts {
    title: "What large receivers demand of senders is there, as far as it can be seen",
    consequence: "Nothing in DNS gives Google, Yahoo or Microsoft a reason to refuse the domain's mail.",
    why: "Every demand that shows in DNS is met. How the mail itself is made, and how many people complain about it, cannot \
          be seen from outside.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const UNKNOWN: Texts = Texts {
    title: "Whether the demands of large receivers are met could not be told",
    consequence: "Nothing that shows is missing, and not everything could be found out.",
    why: "Something could not be looked up, or cannot be found without knowing more: a DKIM key stands under a name that \
          only the sender's mails show.",
    remedy: ASK_AGAIN,
};
