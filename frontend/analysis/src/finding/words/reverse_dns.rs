//! What findings of the area reverse-dns say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const PTR_CONFIRMED: Texts = Texts {
    title: "The server's address has a name that leads back to it",
    consequence: "Receivers of your mail can see that address and name belong together.",
    why: "The PTR record's name has this very address.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const PTR_ABSENT: Texts = Texts {
    title: "The server's address has no name",
    consequence: "If the server also sends mail, many receivers refuse it.",
    why: "There is no PTR record for the address.",
    remedy: "Ask whoever gave you the address (your hoster or network provider) to set its PTR record to the server's name; \
        it does not stand in your own zone.",
};
pub(in crate::finding) const PTR_UNCONFIRMED: Texts = Texts {
    title: "The name of the server's address does not lead back",
    consequence: "If the server also sends mail, many receivers treat it as suspicious.",
    why: "The PTR record's name does not have this address.",
    remedy: "Give that name an address record with this address, or ask whoever gave you the address to set its PTR record \
        to the server's name.",
};
pub(in crate::finding) const PTR_UNKNOWN: Texts = Texts {
    title: "The name of the server's address could not be looked up",
    consequence: "Whether it has one is not known.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const PTR_GENERIC: Texts = Texts {
    title: "The name of the server's address is one of a whole range",
    consequence: "If mail is also sent from this address, some receivers take it for that of a home line or of a machine that \
        was never set up for mail, and filter more strictly. For mail that arrives it does not matter.",
    why: "Providers give such names to all their addresses. Only the addresses from which mail is sent matter; those that \
        take mail are looked at here because they are often the same.",
    remedy: "If the server sends mail, ask whoever gave you the address to set its PTR record to the server's name.",
};
pub(in crate::finding) const GREETING_ELSEWHERE: Texts = Texts {
    title: "The server greets by a name that does not lead to it",
    consequence: "Nothing happens to mail that arrives. If the server calls itself the same when it sends, some filters count \
        that against the mail.",
    why: "The name in the greeting has not this address. Behind a load balancer that is common.",
    remedy: "If the server also sends, let its name in HELO or EHLO be one that has the address from which it sends.",
};
