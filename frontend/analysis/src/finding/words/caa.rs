//! What findings about CAA records say; they belong to the area certificate.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const CAA_ALLOWS: Texts = Texts {
    title: "Only named authorities may issue certificates, yours among them",
    consequence: "Other authorities refuse to make certificates for the name, and renewing the present one works.",
    why: "CAA records in DNS name the authorities that may issue; every public authority has to look at them.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const CAA_FOUND: Texts = Texts {
    title: "Only named authorities may issue certificates",
    consequence: "Other authorities refuse to make certificates for the name.",
    why: "CAA records in DNS name the authorities that may issue; every public authority has to look at them.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const CAA_BOUND: Texts = Texts {
    title: "Certificates are bound to an account or to a way of proving control",
    consequence: "Even somebody who can redirect traffic to the name cannot easily get a certificate for it.",
    why: "The CAA records say which account (accounturi) may ask, or how it must prove that the name is its own \
        (validationmethods).",
    remedy: "Nothing has to be done. Remember to change the record when you change the account.",
};
pub(in crate::finding) const CAA_FORBIDS: Texts = Texts {
    title: "The authority that made the certificate may not make the next one",
    consequence: "The next renewal fails. When the certificate expires, senders that check it no longer deliver.",
    why: "The CAA records name other authorities than the one that made the certificate in use.",
    remedy: "Add the authority to the records, or get the next certificate from one that they name.",
};
pub(in crate::finding) const CAA_NOBODY: Texts = Texts {
    title: "No authority may issue certificates, though one is in use",
    consequence: "The next renewal fails. When the certificate expires, senders that check it no longer deliver.",
    why: "The CAA records forbid every public authority to issue for the name.",
    remedy: "Add a record that names the authority that you use.",
};
pub(in crate::finding) const CAA_INVALID: Texts = Texts {
    title: "A CAA record is invalid",
    consequence: "Authorities read a broken “issue” record as “nobody”, so that a renewal may fail. Other broken records \
        do nothing.",
    why: "The record does not keep to its grammar.",
    remedy: "Correct the record or remove it.",
};
pub(in crate::finding) const CAA_FLAW: Texts = Texts {
    title: "A CAA record has a small flaw",
    consequence: "Authorities accept the record, or pass over the part that is wrong.",
    why: "Something in it does not keep to the standard.",
    remedy: "Tidy it when you next change it.",
};
pub(in crate::finding) const CAA_CRITICAL: Texts = Texts {
    title: "A CAA record forbids every authority that does not know it",
    consequence: "Authorities refuse to issue for the name, so that the next renewal fails.",
    why: "The record is marked as critical, and is of a kind that no standard has. An authority that does not understand \
        it must not issue.",
    remedy: "Correct the record's tag, or set its flags to 0.",
};
pub(in crate::finding) const CAA_ABSENT: Texts = Texts {
    title: "Any authority may issue certificates for the mail servers",
    consequence: "Mail is not affected. Somebody who deceives any one of many authorities gets a certificate for the name.",
    why: "There are no CAA records that name the authorities which may issue.",
    remedy: "Publish a record for each authority that you use anywhere under the domain, for web sites too: all others \
        are refused from then on.",
};
pub(in crate::finding) const CAA_ISSUER_UNKNOWN: Texts = Texts {
    title: "Whether the certificate's authority may issue the next one could not be told",
    consequence: "Nothing can be said about the next renewal. This is no fault of the domain.",
    why: "The CAA records name authorities by domain names, and it is not known which of them belong to the one that made \
        the certificate.",
    remedy: "Compare the records with the name that your authority asks for in its documentation.",
};
pub(in crate::finding) const CAA_UNKNOWN: Texts = Texts {
    title: "CAA records could not be looked up",
    consequence: "Nothing can be said about them. An authority that cannot look them up either may refuse to issue.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
