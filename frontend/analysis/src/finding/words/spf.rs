//! What findings of the area spf say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const SPF_FOUND: Texts = Texts {
    title: "The domain says who may send its mail",
    consequence: "Receivers can tell mail from your servers from mail of others that use your name, as far as nothing else \
                  is said here.",
    why: "An SPF record lists the addresses that may send.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const SPF_ABSENT: Texts = Texts {
    title: "No SPF record",
    consequence: "Receivers cannot tell by SPF whether mail in the domain's name comes from you or from a forger, and large \
                  ones distrust the mail that you send yourself.",
    why: "Without an SPF record receivers do not know which servers are yours.",
    remedy: "Publish a record that names all servers and services that send for you, and ends in “~all”. When you are sure \
             that none is missing, “-all” asks receivers to refuse all others. A domain that sends no mail publishes \
             “v=spf1 -all”.",
};
pub(in crate::finding) const SPF_SEVERAL: Texts = Texts {
    title: "There are several SPF records",
    consequence: "Receivers take all of them for broken: your own mail fails the check as well.",
    why: "Exactly one record of a name may begin with “v=spf1”.",
    remedy: "Write all terms into one record, and remove the others.",
};
pub(in crate::finding) const SPF_NEAR_MISS: Texts = Texts {
    title: "A record looks like SPF, but receivers pass over it",
    consequence: "Receivers behave as if there were no SPF record.",
    why: "A record counts only if it begins with “v=spf1”, followed by a space.",
    remedy: "Correct the beginning of the record. The form below is one to begin with.",
};
pub(in crate::finding) const SPF_INVALID: Texts = Texts {
    title: "The SPF record is invalid",
    consequence: "Receivers take the whole record for broken: your own mail fails the check as well.",
    why: "A single mistake makes receivers give up on the record, wherever in it the mistake stands.",
    remedy: "Correct the places named here.",
};
pub(in crate::finding) const SPF_FLAW: Texts = Texts {
    title: "Something in the SPF record has no effect",
    consequence: "Receivers accept the record, and ignore a part of it.",
    why: "They pass over modifiers that they do not know.",
    remedy: "Correct or remove the part.",
};
pub(in crate::finding) const SPF_UNKNOWN: Texts = Texts {
    title: "Whether there is an SPF record could not be told",
    consequence: "Nothing can be said about SPF at the moment.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const SPF_BOGUS: Texts = Texts {
    title: "The signatures over the SPF record do not hold",
    consequence: "Receivers that check DNSSEC see no record, and put your mail off.",
    why: "The zone is signed with DNSSEC, and the signatures are missing, have ended or do not fit the records.",
    remedy: "Have whoever runs the DNS sign the zone again, or make the DS record at the parent zone match its key.",
};
pub(in crate::finding) const SPF_INCLUDE_ABSENT: Texts = Texts {
    title: "The SPF record leads to a domain without one",
    consequence: "Receivers that come to this term take the whole record for broken.",
    why: "“include” and “redirect” must lead to a domain that has an SPF record.",
    remedy: "Remove the term, or correct the name. The service that it stands for may have another name by now.",
};
pub(in crate::finding) const SPF_INCLUDE_INVALID: Texts = Texts {
    title: "The SPF record leads to a broken one",
    consequence: "Receivers that come to this term take your record for broken as well.",
    why: "The record of another domain, which yours includes, is invalid or there are several.",
    remedy: "Tell whoever publishes that record. Until it is corrected, name their addresses yourself.",
};
pub(in crate::finding) const SPF_INCLUDE_BOGUS: Texts = Texts {
    title: "The SPF record leads to one whose signatures do not hold",
    consequence: "Receivers that check DNSSEC put your mail off when they come to this term.",
    why: "The zone of another domain, which your record includes, is signed, and the signatures do not fit.",
    remedy: "Tell whoever publishes that record. Until it is corrected, name their addresses yourself.",
};
pub(in crate::finding) const SPF_INCLUDE_UNKNOWN: Texts = Texts {
    title: "A part of the SPF record could not be followed",
    consequence: "The numbers of lookups and addresses may be larger than what is shown.",
    why: "The resolver gave no usable answer for a name that the record leads to.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const SPF_LOOKUPS_OVER: Texts = Texts {
    title: "The SPF record needs too many DNS lookups",
    consequence: "Receivers give up at the eleventh and take the record for broken: mail from servers named late fails.",
    why: "At most 10 terms that ask DNS (include, a, mx, ptr, exists, redirect) are allowed, those of included records \
          among them.",
    remedy: "Remove includes that you no longer need, write “ip4:” and “ip6:” in place of “a” and “mx”, or send a \
             service's mail from a subdomain that has a record of its own.",
};
pub(in crate::finding) const SPF_LOOKUPS_NEAR: Texts = Texts {
    title: "The SPF record needs nearly as many DNS lookups as are allowed",
    consequence: "It works today. One more include, by you or by a service that you include, breaks it.",
    why: "At most 10 terms that ask DNS are allowed, those of included records among them.",
    remedy: "Remove includes that you no longer need, or write “ip4:” and “ip6:” in place of “a” and “mx”.",
};
pub(in crate::finding) const SPF_VOIDS_OVER: Texts = Texts {
    title: "The SPF record asks for too many names that have no answer",
    consequence: "Strict receivers give up at the third and take the record for broken: mail from servers named later fails.",
    why: "No more than 2 lookups should lead to a name that does not exist or has no such record.",
    remedy: "Remove the terms whose names no longer exist.",
};
pub(in crate::finding) const SPF_VOIDS_IPV6: Texts = Texts {
    title: "For senders by IPv6 too many names have no answer",
    consequence: "Strict receivers may give up on mail that comes by IPv6 before they reach the term that allows it.",
    why: "They ask for IPv6 addresses of every “a” and “mx” name, and no more than 2 such lookups should be in vain.",
    remedy: "Put the terms “ip6:” first, or name hosts that have IPv4 alone by “ip4:”.",
};
pub(in crate::finding) const SPF_MAIL_HOSTS_OVER: Texts = Texts {
    title: "A term “mx” leads to more than 10 mail hosts",
    consequence: "Receivers that come to this term take the record for broken.",
    why: "At most 10 hosts may be looked up for one term.",
    remedy: "Write the addresses as “ip4:” and “ip6:” in its place.",
};
pub(in crate::finding) const SPF_PASS_ALL: Texts = Texts {
    title: "The SPF record lets everybody send",
    consequence: "Every mail in the domain's name passes the check, forged mail as well; that is worse than no record.",
    why: "A term that passes matches every address.",
    remedy: "Name your own senders, and end the record with “-all” or “~all”.",
};
pub(in crate::finding) const SPF_NEUTRAL_ALL: Texts = Texts {
    title: "The SPF record says nothing about other senders",
    consequence: "Forged mail is treated as if there were no record.",
    why: "“?all” means that you do not say whether others may send.",
    remedy: "End the record with “-all” or “~all”.",
};
pub(in crate::finding) const SPF_NO_ALL: Texts = Texts {
    title: "The SPF record does not say what holds for all other senders",
    consequence: "Forged mail is treated as if there were no record.",
    why: "Without “all” or “redirect”, the result for other senders is neutral.",
    remedy: "End the record with “-all” or “~all”.",
};
pub(in crate::finding) const SPF_AFTER_ALL: Texts = Texts {
    title: "Terms stand behind “all” in the SPF record",
    consequence: "They have no effect: senders that they name do not pass by them.",
    why: "“all” matches everybody, so that receivers never look further.",
    remedy: "Move “all” to the end, or remove what stands behind it.",
};
pub(in crate::finding) const SPF_REDIRECT_IGNORED: Texts = Texts {
    title: "“redirect” has no effect beside “all”",
    consequence: "Senders that the other record names do not pass by it.",
    why: "Receivers follow “redirect” only if nothing in the record matches, and “all” matches everybody.",
    remedy: "Write “include:” if the other record is to count as well, or remove one of the two.",
};
pub(in crate::finding) const SPF_PTR: Texts = Texts {
    title: "The SPF record relies on reverse names",
    consequence: "Receivers may skip the term, and it slows every check down.",
    why: "The standard advises against “ptr” and the macro “%{p}”: they are slow and unreliable.",
    remedy: "Name the servers by “a:”, “ip4:” or “ip6:”.",
};
pub(in crate::finding) const SPF_RANGE_BROAD: Texts = Texts {
    title: "The SPF record lets a very large network send",
    consequence: "Many strangers can send mail in the domain's name that passes the check.",
    why: "A network of more than 65,536 IPv4 addresses, or of IPv6 larger than what a provider usually gets (/32), is hardly \
          all yours.",
    remedy: "Name only the networks that your mail comes from.",
};
pub(in crate::finding) const SPF_RANGE_PRIVATE: Texts = Texts {
    title: "The SPF record names addresses that are not public",
    consequence: "The term does nothing: receivers on the internet never see mail from such addresses.",
    why: "These addresses are for inner networks or for special purposes.",
    remedy: "Remove the term, or name the public address that the mail leaves from.",
};
pub(in crate::finding) const SPF_OVERLAP: Texts = Texts {
    title: "Some addresses are named twice in the SPF record",
    consequence: "Nothing breaks; the record is longer than it need be.",
    why: "One network lies within another one.",
    remedy: "Remove the smaller one when you next change the record.",
};
pub(in crate::finding) const SPF_LOOP: Texts = Texts {
    title: "The SPF record leads back to itself",
    consequence: "Receivers give up and take the record for broken.",
    why: "An “include” or “redirect” leads, perhaps through others, to a record that is being evaluated already.",
    remedy: "Remove the term that closes the circle.",
};
pub(in crate::finding) const SPF_LONG: Texts = Texts {
    title: "The SPF record is long",
    consequence: "Its answer may not get through every resolver and firewall, and the check then fails.",
    why: "An answer should fit into 512 bytes, so that it gets through everywhere (RFC 7208, section 3.4).",
    remedy: "Move a part of the terms into a record of its own, and include that.",
};
pub(in crate::finding) const SPF_ANSWER_LARGE: Texts = Texts {
    title: "The TXT records beside the SPF record make a large answer",
    consequence: "Most resolvers cope with that; some old firewalls do not.",
    why: "All TXT records of a name come in one answer, and DNS answers should stay within 512 bytes.",
    remedy: "Remove TXT records that are no longer needed, such as old verification tokens.",
};
pub(in crate::finding) const SPF_SENDER_PASSES: Texts = Texts {
    title: "This sender passes SPF",
    consequence: "Receivers see that the domain allows mail from this address.",
    why: "A term of the record matches the address.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const SPF_SENDER_NOT_PASSED: Texts = Texts {
    title: "This sender does not pass SPF",
    consequence: "Receivers may refuse its mail or treat it as spam. If the sender is a stranger, that is as it should be.",
    why: "No term of the record that allows senders matches the address.",
    remedy: "If the sender is yours, add its address or the include of its service to the record, before “all”.",
};
pub(in crate::finding) const SPF_SENDER_UNKNOWN: Texts = Texts {
    title: "Whether this sender passes SPF could not be told",
    consequence: "Nothing can be said about this sender at the moment.",
    why: "A name that the check needs could not be looked up.",
    remedy: ASK_AGAIN,
};
