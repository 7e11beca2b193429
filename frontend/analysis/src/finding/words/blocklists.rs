//! What findings of the area blocklists say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const BLOCKLIST_LISTED: Texts = Texts {
    title: "A blocklist lists a server's address",
    consequence: "If the server also sends mail from this address, receivers that use the list refuse that mail or file it \
                  as spam. Mail that it receives is not touched.",
    why: "The list has an entry for the address. Its own words say why.",
    remedy: "Find and stop what caused the listing first. Then ask the list to remove the address, on the page that is named.",
};
pub(in crate::finding) const BLOCKLIST_DOMAIN_LISTED: Texts = Texts {
    title: "A blocklist lists the domain",
    consequence: "Receivers that use the list refuse mail that names the domain, or file it as spam, from whatever server it \
                  comes.",
    why: "The list has an entry for the domain name. Its own words say why.",
    remedy: "Look for abuse of your web site, your forms and your mailboxes, and stop it. Then ask the list to remove the \
             domain, on the page that is named.",
};
pub(in crate::finding) const BLOCKLIST_POLICY: Texts = Texts {
    title: "A server's address is in a range that should not send mail directly",
    consequence: "A server that only receives mail loses nothing. Mail that it sends itself is refused by many receivers.",
    why: "The holder of the range, or the list, says that no mail servers are to send from it. It accuses nobody of spam.",
    remedy: "Send through your provider's mail server. If the address is fixed and has a name of its own, ask the list to take \
             it out.",
};
pub(in crate::finding) const BLOCKLIST_UNDOCUMENTED: Texts = Texts {
    title: "A list that you named has an entry",
    consequence: "What it means for mail depends on the list and on who uses it.",
    why: "The list answers with a code. What the code means is not documented here.",
    remedy: "Look at the list's own pages for the meaning of the code.",
};
pub(in crate::finding) const BLOCKLIST_CLEAN: Texts = Texts {
    title: "No list that was asked has an entry",
    consequence: "Receivers that use these lists find nothing there against these servers.",
    why: "Each list works, and says that there is no entry. Only the addresses of the servers that take the mail were asked \
          about; mail may leave from others, and only those matter to receivers.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const BLOCKLIST_UNKNOWN: Texts = Texts {
    title: "Whether a list has an entry could not be told",
    consequence: "There may be an entry or not.",
    why: "The list gave no answer, or one that it does not document.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const BLOCKLIST_OUT_OF_ORDER: Texts = Texts {
    title: "A list does not answer as a list must",
    consequence: "Nothing that it says can be relied on, so it was not asked about the servers.",
    why: "A list that works lists a test entry and does not list another (RFC 5782 §5). This one does otherwise, or refuses \
          the relay's resolver. That is no fault of the domain.",
    remedy: "Look the address up on the list's own web page. Whoever runs the relay can give it a resolver of its own, or \
             register it with the list.",
};
pub(in crate::finding) const BLOCKLIST_NOT_TESTED: Texts = Texts {
    title: "Blocklists were not asked",
    consequence: "Whether lists have entries for the servers is not known.",
    why: "Lists answer no public resolvers, so only a relay with a resolver of its own can ask them.",
    remedy: "Use a relay, or look the addresses up on the lists' own web pages.",
};
