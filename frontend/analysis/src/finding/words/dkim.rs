//! What findings of the area dkim say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const DKIM_KEY_GOOD: Texts = Texts {
    title: "A DKIM key is published and strong",
    consequence: "Receivers can check that mail signed with it comes from the domain and was not changed on the way.",
    why: "The key is Ed25519, or RSA of at least 2048 bits. Not every receiver knows Ed25519, so that mail signed with it \
        should have a signature by an RSA key as well. Whether your servers sign cannot be seen from outside.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const DKIM_KEY_SHORT: Texts = Texts {
    title: "A DKIM key is shorter than it should be",
    consequence: "Receivers accept it today. No key of 1024 bits is known to have been broken, but it is thought to be within \
        reach of a state.",
    why: "Signers should use RSA keys of at least 2048 bits; receivers have to accept 1024 and more.",
    remedy: "Make a key of 2048 bits, publish it at a new selector, sign with that, and remove the old one a week later.",
};
pub(in crate::finding) const DKIM_KEY_WEAK: Texts = Texts {
    title: "A DKIM key is too short to count",
    consequence: "Receivers treat mail signed with it as not signed. A key of 512 bits can be broken for little money, and \
        whoever breaks it signs in your name where it still counts.",
    why: "Receivers must not accept signatures by RSA keys of less than 1024 bits.",
    remedy: "Make a key of 2048 bits, publish it at a new selector, sign with that, and remove this one.",
};
pub(in crate::finding) const DKIM_KEY_LONG: Texts = Texts {
    title: "A DKIM key is longer than receivers have to accept",
    consequence: "Some receivers cannot check signatures by it and treat the mail as not signed.",
    why: "Receivers must handle RSA keys of up to 4096 bits; longer ones are their choice.",
    remedy: "Sign with a key of 2048 bits.",
};
pub(in crate::finding) const DKIM_KEY_REVOKED: Texts = Texts {
    title: "A DKIM key has been withdrawn",
    consequence: "Mail that was signed with it no longer counts as signed.",
    why: "The key in the record is empty: that says that it is not in use any more.",
    remedy: "Nothing has to be done, unless a server still signs with it.",
};
pub(in crate::finding) const DKIM_TESTING: Texts = Texts {
    title: "A DKIM key is marked as a test",
    consequence: "Receivers may treat mail signed with it as if it were not signed.",
    why: "The record has the flag “t=y”, which says that the domain is only trying DKIM.",
    remedy: "Remove “y” from the flags once signing works.",
};
pub(in crate::finding) const DKIM_INVALID: Texts = Texts {
    title: "A DKIM key record is invalid",
    consequence: "Receivers cannot check mail signed with this key; they treat it as not signed.",
    why: "The record does not keep to its grammar, or its key cannot be read.",
    remedy: "Publish the record as your signing program or provider gives it, character for character.",
};
pub(in crate::finding) const DKIM_FLAW: Texts = Texts {
    title: "A DKIM key record has a small flaw",
    consequence: "Receivers accept the record.",
    why: "Something in it does not keep to the standard or to what is usual.",
    remedy: "Tidy it when you next change the key.",
};
pub(in crate::finding) const DKIM_SEVERAL: Texts = Texts {
    title: "A selector has several DKIM key records",
    consequence: "Receivers may take either one, so mail passes at one and fails at another.",
    why: "What several records at one selector mean is left open by the standard.",
    remedy: "Leave one record at each selector; give a second key a selector of its own.",
};
pub(in crate::finding) const DKIM_SHA1_ONLY: Texts = Texts {
    title: "A DKIM key may not be used with SHA-256",
    consequence: "No signature by it counts: the hashes that it allows are not accepted any more.",
    why: "The field “h” lists the hashes, and SHA-256 is not among them. Receivers must not accept SHA-1.",
    remedy: "Remove the field “h” from the record, and sign with “rsa-sha256”.",
};
pub(in crate::finding) const DKIM_NOT_FOR_MAIL: Texts = Texts {
    title: "A DKIM key is not for mail",
    consequence: "Receivers pass over the key when they check mail.",
    why: "The field “s” lists the services that the key is for, and neither “email” nor “*” is among them.",
    remedy: "Remove the field “s”, if mail is signed with this key.",
};
pub(in crate::finding) const DKIM_FOR_TLS_REPORTS: Texts = Texts {
    title: "A DKIM key is for TLS reports",
    consequence: "Whoever gets TLS reports from the domain checks them by it. When mail is checked, it is passed over.",
    why: "The field “s” has “tlsrpt”, as the standard wants it of the key that TLS reports are signed with.",
    remedy: "Nothing has to be done, as long as no other mail is signed with this key.",
};
pub(in crate::finding) const DKIM_SHARED: Texts = Texts {
    title: "Several selectors have the same DKIM key",
    consequence: "Mail is checked as it should be. Changing from one selector to the other changes no key.",
    why: "Selectors exist so that keys can be replaced, and so that each sender has its own.",
    remedy: "Make a new key for each selector.",
};
pub(in crate::finding) const DKIM_ALIAS_NOWHERE: Texts = Texts {
    title: "A DKIM selector leads to a name without a key",
    consequence: "If mail is signed with this selector, receivers cannot check it and treat it as not signed.",
    why: "The selector is an alias (CNAME) of a name at a provider, and there is no key. Some providers publish it \
        only when signing is switched on, or when they next change keys.",
    remedy: "Switch DKIM on at the provider, or remove the alias if you no longer use it.",
};
pub(in crate::finding) const DKIM_SELECTOR_ABSENT: Texts = Texts {
    title: "The selector that was typed has no key",
    consequence: "Receivers cannot check mail signed with this selector and treat it as not signed.",
    why: "There is no key record at the name that selector and domain make.",
    remedy: "Compare the selector with “s=” and the domain with “d=” in the DKIM-Signature header of a mail. If both \
        are right, publish the key there.",
};
pub(in crate::finding) const DKIM_NONE_FOUND: Texts = Texts {
    title: "Whether mail is signed with DKIM could not be told",
    consequence: "Nothing can be said about DKIM. This is no fault of the domain.",
    why: "Keys stand at names of the domain's own choice (selectors), which DNS does not list. The usual ones were \
        tried.",
    remedy: "Type your selector, or paste the DKIM-Signature header of a mail that you sent: the selector stands there \
        behind “s=”.",
};
pub(in crate::finding) const DKIM_NOTHING: Texts = Texts {
    title: "No DKIM key is published",
    consequence: "Receivers cannot tell mail of the domain from forgeries by its signature. Large receivers ask for \
        DKIM from whoever sends them much.",
    why: "DNS says that nothing exists below “_domainkey” of the domain. Some DNS servers say so wrongly; if you know \
        your selector, type it.",
    remedy: "Switch DKIM on where your mail is sent (at your provider, or with a program such as OpenDKIM or Rspamd), and \
        publish the key that you get there. A domain that sends no mail needs none.",
};
pub(in crate::finding) const DKIM_HIDDEN: Texts = Texts {
    title: "The DNS server denies the existence of DKIM keys that it has",
    consequence: "A resolver that has asked for “_domainkey” itself may take all keys below it for absent, and mail \
        then counts as not signed.",
    why: "A name with others below it exists, even if it has no records; the server answers that it does not (NXDOMAIN).",
    remedy: "Tell whoever runs the DNS server; until then a TXT record at “_domainkey” itself makes it exist.",
};
pub(in crate::finding) const DKIM_WILDCARD: Texts = Texts {
    title: "DNS answers alike for every DKIM selector",
    consequence: "Which selectors are really in use cannot be told from outside.",
    why: "A wildcard record (“*”) answers for all names that have no record of their own.",
    remedy: "If it says that every key is withdrawn, it is meant so: nothing has to be done. If not, give each selector \
        a record of its own.",
};
pub(in crate::finding) const DKIM_UNKNOWN: Texts = Texts {
    title: "DKIM keys could not be looked up",
    consequence: "Nothing can be said about these selectors at the moment.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
