//! What findings of the area routing say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const MX_FOUND: Texts = Texts {
    title: "Mail servers are named in DNS",
    consequence: "Senders know where to deliver mail for this domain.",
    why: "The domain's MX records name the hosts that take its mail.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const MX_IMPLICIT: Texts = Texts {
    title: "No MX record: the domain's own address takes the mail",
    consequence: "Mail is delivered to whatever answers on port 25 at the domain's own address.",
    why: "Without an MX record, senders fall back to the domain's address record, often that of a web server.",
    remedy: "Publish an MX record that names your mail server, or a null MX if the domain takes no mail.",
};
pub(in crate::finding) const MX_UNKNOWN: Texts = Texts {
    title: "The MX records could not be looked up",
    consequence: "Nothing can be said about this domain's mail at the moment.",
    why: "The resolver gave no usable answer. This says nothing about the domain unless it lasts.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const MX_BOGUS: Texts = Texts {
    title: "The domain's DNSSEC signatures do not hold",
    consequence: "Every sender whose resolver validates DNSSEC cannot deliver mail to this domain.",
    why: "A validating resolver refuses the answer because its signatures are wrong or have expired. \
        Resolvers that do not validate still see it, so the fault may look harmless from some places.",
    remedy: "Have the zone signed again, or make the DS record at the parent match the zone's keys.",
};
pub(in crate::finding) const DOMAIN_NOT_FOUND: Texts = Texts {
    title: "The domain does not exist",
    consequence: "Mail to this domain is returned to its sender.",
    why: "DNS says that there is no such name (NXDOMAIN).",
    remedy: "Check the spelling. If it is right, the domain is not registered or its zone is missing.",
};
pub(in crate::finding) const NO_MAIL_SERVICE: Texts = Texts {
    title: "No mail service",
    consequence: "Mail to this domain is returned to its sender, some of it only after days of trying.",
    why: "The domain has neither an MX record nor an address.",
    remedy: "If the domain is not meant to take mail, say so with a null MX, so that senders know at once.",
};
pub(in crate::finding) const NULL_MX: Texts = Texts {
    title: "The domain says that it takes no mail",
    consequence: "Mail to this domain is returned at once, with a clear reason.",
    why: "A null MX record says that no host takes mail for the domain.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const NULL_MX_BESIDE_OTHERS: Texts = Texts {
    title: "A null MX stands beside other MX records",
    consequence: "Some senders treat the domain as one that takes no mail, and return it.",
    why: "A null MX says that no host takes mail, so it must be the only MX record.",
    remedy: "Remove the null MX record, or all the others.",
};
pub(in crate::finding) const MX_TARGET_INVALID: Texts = Texts {
    title: "An MX record names no host",
    consequence: "Senders skip this record; if it is the only one, mail is not delivered.",
    why: "The target of an MX record must be a host name: not an IP address, and without odd characters.",
    remedy: "Let the record name a host, and give that host address records.",
};
pub(in crate::finding) const MX_TARGET_ALIAS: Texts = Texts {
    title: "An MX record points to an alias",
    consequence: "Most senders follow the alias; some do not, and MTA-STS and DANE become ambiguous.",
    why: "The target of an MX record must have addresses of its own and not be a CNAME.",
    remedy: "Let the MX record name the real host, which the alias leads to.",
};
pub(in crate::finding) const MX_TARGET_NOWHERE: Texts = Texts {
    title: "An MX record names a host without an address",
    consequence: "Senders skip this host; mail waits or fails if the others are down.",
    why: "The host's name has neither an A nor an AAAA record.",
    remedy: "Give the host an address, or remove its MX record.",
};
pub(in crate::finding) const MX_TARGET_PRIVATE: Texts = Texts {
    title: "An MX record leads to a private address",
    consequence: "Nobody outside your network can deliver there; senders try and then go on to the next host.",
    why: "The host has only addresses that the public internet does not reach, or a name that is of use on private networks only.",
    remedy: "Give the host a public name and address, or remove its MX record from public DNS.",
};
pub(in crate::finding) const MX_TARGET_PARTLY_PRIVATE: Texts = Texts {
    title: "One address of a mail server is private",
    consequence: "Senders that try the private address lose time before they take another.",
    why: "Beside its public addresses, the host has one that the public internet does not reach.",
    remedy: "Remove the private address from public DNS, or give it a name of its own.",
};
pub(in crate::finding) const HOSTS_BEYOND_LIMIT: Texts = Texts {
    title: "More mail servers are listed than are looked at",
    consequence: "The grade rests on the ten most preferred hosts.",
    why: "To be a good guest, no more than ten hosts of one domain are contacted.",
    remedy: "Check the others one by one with “one host”.",
};
pub(in crate::finding) const OPEN_RELAY: Texts = Texts {
    title: "The server forwards mail for anybody",
    consequence: "Whoever finds it sends spam through it. Its address ends up on blocklists, and then your own mail is refused.",
    why: "It accepted a recipient of a domain that is not its own, from a sender it does not know, and refused a made-up \
        mailbox of its own domain in the same conversation: so it does look at recipients, and takes foreign ones.",
    remedy: "Accept mail for other domains only from users who have given a password, or from your own network.",
};
pub(in crate::finding) const OPEN_RELAY_UNPROVEN: Texts = Texts {
    title: "The server accepts recipients that are not its own",
    consequence: "It may forward mail for anybody, or accept everything and throw most of it away, or return it to people who \
        never wrote it.",
    why: "It accepted a foreign recipient. That it forwards could only be seen by sending mail, which is never done here.",
    remedy: "Let the server refuse recipients of other domains, and mailboxes that do not exist, when they are named (RCPT).",
};
pub(in crate::finding) const OPEN_RELAY_REFUSED: Texts = Texts {
    title: "The server forwards no mail for strangers",
    consequence: "Spam cannot be sent through it.",
    why: "It refused recipients of a domain that is not its own.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const OPEN_RELAY_UNKNOWN: Texts = Texts {
    title: "Whether the server forwards mail for strangers could not be told",
    consequence: "Nothing is known about it; the domain is not blamed for it.",
    why: "The server did not let the question come to an answer. Its own words are quoted.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const MAILBOX_ACCEPTED: Texts = Texts {
    title: "The mailbox is accepted",
    consequence: "The server takes mail for it.",
    why: "It accepted this mailbox and refused a made-up one in the same conversation.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const MAILBOX_CATCH_ALL: Texts = Texts {
    title: "The mailbox is accepted, as any other would be",
    consequence: "This does not say whether it exists: mail for it may still be returned or dropped.",
    why: "The server accepted a mailbox with a made-up name too.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const MAILBOX_REFUSED: Texts = Texts {
    title: "The mailbox is refused",
    consequence: "Mail for it is returned to its sender.",
    why: "The server refused it for good when it was named. Its own words are quoted.",
    remedy: "Check the spelling. If it is right, ask whoever runs the mail server.",
};
pub(in crate::finding) const MAILBOX_UNKNOWN: Texts = Texts {
    title: "Whether the mailbox is accepted could not be told",
    consequence: "Mail for it may well be delivered.",
    why: "The server did not let the question come to an answer. Its own words are quoted.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const RECIPIENTS_NOT_TESTED: Texts = Texts {
    title: "Recipients were not tried",
    consequence: "Whether the servers forward mail for strangers, or take a certain mailbox, is not known.",
    why: "A relay asks servers about recipients only if its operator allows it, and only in a conversation that came that far.",
    remedy: "Ask from a relay that allows it (--rcpt-tests), or with “waxseal check” on your own machine.",
};
