//! What findings of the area certificate say.

use super::{NOTHING_TO_DO, Texts};

pub(in crate::finding) const CERTIFICATE_TRUSTED: Texts = Texts {
    title: "The server can prove who it is",
    consequence: "A sender that checks can be sure that it talks to this server.",
    why: "The certificate leads to a public root, is in date, and covers the host's name.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const CERTIFICATE_EXPIRED: Texts = Texts {
    title: "The certificate has expired",
    consequence: "Senders that check certificates, such as those that follow MTA-STS, do not deliver here. Others do.",
    why: "The date of the certificate, or of one above it, is over.",
    remedy: "Renew it, and see why the automatic renewal or the reload after it did not happen.",
};
pub(in crate::finding) const CERTIFICATE_NOT_YET_VALID: Texts = Texts {
    title: "The certificate is not valid yet",
    consequence: "Senders that check certificates do not deliver here. Others do.",
    why: "Its validity begins in the future.",
    remedy: "Wait, install one that is valid now, or set the clock of the machine that made it.",
};
pub(in crate::finding) const CERTIFICATE_SELF_SIGNED: Texts = Texts {
    title: "The certificate is self-signed",
    consequence: "Mail is encrypted, but unless a TLSA record (DANE) vouches for it, anybody on the way could pose as this \
        server, and senders that check do not deliver.",
    why: "The server made its certificate itself; no public authority vouches for it.",
    remedy: "Install a certificate of a public authority, such as Let's Encrypt, for the host's name.",
};
pub(in crate::finding) const CERTIFICATE_UNKNOWN_ISSUER: Texts = Texts {
    title: "The certificate is of no public authority",
    consequence: "Mail is encrypted, but senders that check certificates do not deliver here.",
    why: "The certificate does not lead to a public root: it comes from a private authority, or the server \
        sends the wrong certificates along.",
    remedy: "Install a certificate of a public authority together with its intermediate certificate.",
};
pub(in crate::finding) const CERTIFICATE_MISSING_INTERMEDIATE: Texts = Texts {
    title: "The server forgets the intermediate certificate",
    consequence: "Senders that check certificates mostly do not deliver here: mail servers do not fetch what is missing.",
    why: "The certificate is of a public authority, but the one that links it to the root is not sent.",
    remedy: "Let the server send the full chain (the file is often called fullchain.pem).",
};
pub(in crate::finding) const CERTIFICATE_PATH_BROKEN: Texts = Texts {
    title: "The certificate's chain is broken",
    consequence: "Senders that check certificates do not deliver here. Others do.",
    why: "A signature in the chain is wrong, or a certificate is used for what it is not made for.",
    remedy: "Install certificate and chain again, as the authority delivered them.",
};
pub(in crate::finding) const CERTIFICATE_PATH_UNDECIDED: Texts = Texts {
    title: "Whether the certificate holds could not be told",
    consequence: "Senders that check certificates may or may not deliver here.",
    why: "The certificates that the server sends did not let it be decided; the particular reason stands here.",
    remedy: "Check it with the command below.",
};
pub(in crate::finding) const CERTIFICATE_NAME_MISMATCH: Texts = Texts {
    title: "The certificate is for another name",
    consequence: "Senders that check names, such as those that follow MTA-STS, do not deliver here. Others do.",
    why: "None of the certificate's DNS names is the host's name in the MX record. The name that the server gives in its \
        greeting or EHLO answer does not matter.",
    remedy: "Get a certificate that covers the name in the MX record, or let the MX record name a host that the \
        certificate covers.",
};
pub(in crate::finding) const CERTIFICATE_COMMON_NAME_ONLY: Texts = Texts {
    title: "The host's name stands in an outdated place of the certificate",
    consequence: "Current senders ignore it there and treat the certificate as one for another name.",
    why: "The name is only in the certificate's common name, not among its DNS names.",
    remedy: "Get a certificate that has the name as a subject alternative name.",
};
pub(in crate::finding) const CERTIFICATE_WEAK_KEY: Texts = Texts {
    title: "The certificate's key is too short",
    consequence: "With much effort the key can be found out; many senders refuse such a key.",
    why: "RSA keys of fewer than 2048 bits are no longer considered safe.",
    remedy: "Make a new key, RSA with 2048 bits or more, or ECDSA P-256, and a new certificate for it.",
};
pub(in crate::finding) const CERTIFICATE_WEAK_SIGNATURE: Texts = Texts {
    title: "The certificate is signed with a broken algorithm",
    consequence: "Such a signature can be forged; current senders do not accept it.",
    why: "SHA-1 and MD5 signatures are no longer considered safe.",
    remedy: "Get a new certificate; public authorities sign with SHA-256.",
};
pub(in crate::finding) const CERTIFICATE_EXPIRES_SOON: Texts = Texts {
    title: "The certificate expires soon",
    consequence: "When it does, senders that check certificates no longer deliver here.",
    why: "Automatic renewal usually happens when a third of the time is left, so it may not be working.",
    remedy: "Renew it now, and see that the mail server reloads it.",
};
pub(in crate::finding) const CERTIFICATE_UNREADABLE: Texts = Texts {
    title: "The certificate cannot be read",
    consequence: "What senders make of it cannot be told.",
    why: "What the server presents is no X.509 certificate as the standard has it.",
    remedy: "Install a certificate made by a usual authority or tool.",
};
pub(in crate::finding) const HANDSHAKE_SIGNATURE_WRONG: Texts = Texts {
    title: "The server does not prove that it holds its certificate's key",
    consequence: "Senders that check break off the handshake.",
    why: "The server's signature over the handshake does not fit the key in its certificate.",
    remedy: "Check that the key file belongs to the certificate, and update the TLS library.",
};
pub(in crate::finding) const CERTIFICATE_CHAIN_ORDER: Texts = Texts {
    title: "The certificates are sent in the wrong order",
    consequence: "Most senders put them in order. Old ones take the chain for broken.",
    why: "Each certificate should be followed by that of its issuer.",
    remedy: "Put the server's own certificate first, then its issuer's, and so on.",
};
pub(in crate::finding) const CERTIFICATE_CHAIN_SUPERFLUOUS: Texts = Texts {
    title: "Certificates are sent that nobody needs",
    consequence: "Every connection takes a little longer; nothing else happens.",
    why: "The root, a certificate sent twice, or one that has nothing to do with the others is in the chain. \
        Whoever trusts the root has it already.",
    remedy: "Take it out of the file of certificates, unless a TLSA record is about it (DANE-TA).",
};
pub(in crate::finding) const CERTIFICATE_NOT_LOGGED: Texts = Texts {
    title: "The certificate is in no public log, as far as it says itself",
    consequence: "Mail servers do not ask for that. If somebody gets a false certificate for the name, nobody may notice.",
    why: "Public authorities log the certificates that they issue and add the logs' timestamps, unless asked not to.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const CERTIFICATE_STAPLE_MISSING: Texts = Texts {
    title: "The certificate demands proof that the server does not send",
    consequence: "Senders that follow the demand do not deliver here.",
    why: "The certificate says “must staple”: the server has to send along its authority's answer (OCSP) that it \
        is not revoked.",
    remedy: "Switch OCSP stapling on, or get a certificate without the demand; many authorities no longer answer OCSP.",
};
pub(in crate::finding) const CERTIFICATE_OTHER_FLAWED: Texts = Texts {
    title: "A second certificate of the server does not hold",
    consequence: "Senders that are shown this one and check it do not deliver, though others find a good one.",
    why: "The server presents another certificate to some senders, and nobody looks at it when it is renewed.",
    remedy: "Renew both certificates together, or do without the second.",
};
pub(in crate::finding) const CERTIFICATE_WITHOUT_NAME: Texts = Texts {
    title: "Senders that do not name the server get another certificate",
    consequence: "Current senders that check certificates name the server. Older ones that do not may refuse this one.",
    why: "The server chooses its certificate by the name that the sender asks for (SNI).",
    remedy: "If it is not intended, make the certificate for the name in the MX record the default one.",
};
