//! What findings of the area dane say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const DANE_VALID: Texts = Texts {
    title: "DANE vouches for the server",
    consequence: "Senders that follow DANE deliver only over TLS, and only to this very server.",
    why: "The TLSA records are signed, and one of them matches what the server presents. With usage 3 neither the names nor \
        the dates in the certificate matter, nor who made it.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const DANE_MISMATCH: Texts = Texts {
    title: "The server is not the one that its TLSA records describe",
    consequence: "Senders that follow DANE do not deliver to this server.",
    why: "None of the signed TLSA records vouches for what the server presents, usually because its certificate \
        was renewed with a new key.",
    remedy: "Publish the record below beside the old ones. Before the next change of key, publish its record first \
        and wait until the old answer is forgotten.",
};
pub(in crate::finding) const DANE_WITHOUT_TLS: Texts = Texts {
    title: "TLSA records demand encryption that the server does not offer",
    consequence: "Senders that follow DANE do not deliver to this server.",
    why: "TLSA records say that the server speaks TLS, and it does not.",
    remedy: "Switch STARTTLS on, or remove the TLSA records.",
};
pub(in crate::finding) const DANE_LOOKUP_FAILS: Texts = Texts {
    title: "Senders that follow DANE cannot find out whether there are TLSA records",
    consequence: "They put mail for this server off, and return it after some days: an attacker might be hiding the \
        records. Everybody else delivers, so that the loss is not noticed.",
    why: "The DNSSEC signatures over the answer, or over the proof that there is none, do not hold. Old or \
        misconfigured name servers fail like that for TLSA alone, so that nothing else seems wrong.",
    remedy: "Whoever runs the DNS of the mail server's name has to sign the zone again, or to mend its name servers. \
        Whether there are TLSA records or none, their answer must be signed.",
};
pub(in crate::finding) const DANE_SERVERS_FAIL: Texts = Texts {
    title: "The name servers of the mail server's zone fail when asked for TLSA records",
    consequence: "While that lasts, senders that follow DANE put mail for this server off, even if there are no TLSA \
        records at all. Everybody else delivers, so that the loss is not noticed.",
    why: "The resolver got no usable answer about these records, though the same zone answers for addresses. That may \
        pass; name servers, or devices in front of them, that do not know the type fail like that for ever.",
    remedy: "Check again in an hour. If it is still so, whoever runs the DNS of the mail server's name has to mend its \
        name servers: for a type that is not there they must answer with an empty, signed answer.",
};
pub(in crate::finding) const DANE_HALF_COVERED: Texts = Texts {
    title: "A second certificate of the server has no TLSA record",
    consequence: "Senders that follow DANE and are shown this certificate do not deliver. Others are shown one that has a \
        record, so that the loss is hard to find.",
    why: "The server has more than one certificate, often one with an RSA key and one with an ECDSA key, and chooses by \
        what the sender can check. Each of them needs a record of its own.",
    remedy: "Publish the record below beside the others, or do without the second certificate.",
};
pub(in crate::finding) const DANE_PINS_INTERMEDIATE: Texts = Texts {
    title: "DANE rests on an intermediate certificate of a public authority",
    consequence: "When the authority issues the next certificate from another intermediate, senders that follow DANE stop \
        delivering.",
    why: "Public authorities keep several intermediates, switch between them, and retire them without telling their \
        customers. Let's Encrypt replaced R3 by R10 and R11 like that, and those by others a year later.",
    remedy: "Publish a record “3 1 1” of the server's own key beside it, and keep the key when the certificate is renewed.",
};
pub(in crate::finding) const DANE_PARTIAL: Texts = Texts {
    title: "Only some mail servers have TLSA records",
    consequence: "An attacker who keeps senders away from the servers with records gets mail by way of the others.",
    why: "Senders go on to the next server when one cannot be reached, and without TLSA records they do not \
        insist on encryption there.",
    remedy: "Publish TLSA records for every mail server.",
};
pub(in crate::finding) const DANE_PKIX_USAGE: Texts = Texts {
    title: "A TLSA record has a usage that is not for mail",
    consequence: "Most senders pass over the record.",
    why: "Usages 0 and 1 rest on public authorities, on which mail servers do not agree; what senders do with them is left \
        open (RFC 7672, section 3.1.3).",
    remedy: "Publish records with usage 3 (the server's own key) or 2 (the key of its authority).",
};
pub(in crate::finding) const DANE_UNUSABLE: Texts = Texts {
    title: "A TLSA record cannot be used",
    consequence: "Senders ignore the record, but its being there obliges them to use TLS.",
    why: "Its numbers are unknown, or its data do not fit them.",
    remedy: "Remove the record, or publish it in the form of “3 1 1” with a SHA-256 digest.",
};
pub(in crate::finding) const DANE_STALE_RECORD: Texts = Texts {
    title: "A TLSA record matches nothing that the server presents",
    consequence: "Nothing happens: another record matches.",
    why: "It is the record of a key that is no longer used, or that is prepared for the next change.",
    remedy: "Remove it if it is not meant for the next change of key.",
};
pub(in crate::finding) const DANE_PINS_CERTIFICATE: Texts = Texts {
    title: "A TLSA record is of the whole certificate",
    consequence: "At the next renewal of the certificate the record no longer matches, even if the key stays the same. \
        If no other record matches then, senders that follow DANE stop delivering.",
    why: "Selector 0 compares the certificate with its dates and signature; selector 1 compares the key alone.",
    remedy: "Publish a record “3 1 1” beside it, then remove it.",
};
pub(in crate::finding) const DANE_ABSENT: Texts = Texts {
    title: "No DANE",
    consequence: "Senders that follow DANE treat the servers as all others do, and an attacker on the way can strike \
        the encryption out unless MTA-STS prevents it.",
    why: "There are no TLSA records, or they could prove nothing because the names that lead to the servers are \
        not signed.",
    remedy: "If DNS is signed all the way, publish a TLSA record for every mail server. Keep the key when renewing \
        certificates.",
};
pub(in crate::finding) const DANE_UNKNOWN: Texts = Texts {
    title: "What DANE comes to could not be told",
    consequence: "Whether senders that follow DANE deliver is not known.",
    why: "The TLSA records, or what the server presents, could not be seen well enough.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const DANE_UNSIGNED: Texts = Texts {
    title: "The TLSA records are not signed",
    consequence: "Senders ignore them: it is as if there were no DANE.",
    why: "An answer that is not signed could be anybody's. Often the records are an alias that leads into a zone without \
        DNSSEC.",
    remedy: "Publish the records in a zone that is signed, or have the zone that they stand in signed.",
};
