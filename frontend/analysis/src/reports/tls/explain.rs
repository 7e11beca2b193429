//! What each reason for a failure means, and what to do about it.

use serde::Serialize;

use super::ResultType;
use crate::finding::Code;

/// A reason in plain English.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// In a few words.
    pub title: &'static str,
    /// What happened to the connection.
    pub what: &'static str,
    /// What becomes of the mail.
    pub consequence: &'static str,
    /// Who can mend it, and how.
    pub remedy: &'static str,
    /// The standard behind it.
    pub reference: &'static str,
}

impl ResultType {
    /// What it means.
    #[must_use]
    pub const fn explanation(&self) -> Explanation {
        const WAITS: &str = "Under a policy that is enforced the mail waits and is tried again, and returned to its sender after \
                             some days. Otherwise it may go in clear.";
        match self {
            Self::StarttlsNotSupported => Explanation {
                title: "No encryption offered",
                what: "The mail server did not offer STARTTLS, the command that begins encryption. Somebody on the way may also \
                       have taken the offer out of its answer.",
                consequence: WAITS,
                remedy: "Whoever runs the mail server turns on STARTTLS on port 25, or finds the firewall that takes it away.",
                reference: "RFC 8460 §4.3.1, RFC 3207 §4",
            },
            Self::CertificateHostMismatch => Explanation {
                title: "Certificate for another name",
                what: "The certificate of the mail server is not for the name in the MX record.",
                consequence: WAITS,
                remedy: "Whoever runs the mail server gets a certificate with that name in it; or the MX record names the server \
                         as its certificate does.",
                reference: "RFC 8460 §4.3.1, RFC 9525 §6.3",
            },
            Self::CertificateExpired => Explanation {
                title: "Certificate expired",
                what: "The certificate of the mail server was no longer valid, or not yet.",
                consequence: WAITS,
                remedy: "Whoever runs the mail server renews the certificate, has the server load it, and makes the renewal run by \
                         itself.",
                reference: "RFC 8460 §4.3.1, RFC 5280 §4.1.2.5",
            },
            Self::CertificateNotTrusted => Explanation {
                title: "Certificate not trusted",
                what: "No authority that the sender trusts stands behind the certificate: it is self-signed, of an unknown \
                       authority, or sent without the intermediate certificates.",
                consequence: WAITS,
                remedy: "Whoever runs the mail server installs a certificate of a public authority with its whole chain.",
                reference: "RFC 8460 §4.3.1, RFC 5280 §6",
            },
            Self::ValidationFailure => Explanation {
                title: "Encryption failed",
                what: "The encrypted connection could not be made for a reason that has no word of its own; the sender's code may \
                       say more.",
                consequence: WAITS,
                remedy: "Look at the server's TLS versions, suites and certificate; a check shows which of them is at fault.",
                reference: "RFC 8460 §4.3.1",
            },
            Self::TlsaInvalid => Explanation {
                title: "TLSA record does not match",
                what: "The TLSA records in DNS did not match the certificate of the mail server, or cannot be used.",
                consequence: "Senders that follow DANE do not deliver; they wait and return the mail after some days.",
                remedy: "Whoever runs the mail server publishes the TLSA record of the live key, and from then on that of the next \
                         key before it is used.",
                reference: "RFC 8460 §4.3.2.1, RFC 7672 §3.1",
            },
            Self::DnssecInvalid => Explanation {
                title: "DNS signatures do not hold",
                what: "The DNSSEC signatures over the MX, address or TLSA records could not be validated.",
                consequence: "Senders that validate find no mail server; the mail waits and is returned after some days.",
                remedy: "Whoever runs the DNS zone signs it anew, or mends the DS record at the registry.",
                reference: "RFC 8460 §4.3.2.1, RFC 7672 §2.1",
            },
            Self::DaneRequired => Explanation {
                title: "DANE was demanded",
                what: "The sender is set to deliver to this domain by DANE alone, and found no TLSA records that it can use.",
                consequence: "This sender does not deliver.",
                remedy: "Publish TLSA records for the mail servers in a signed zone, or ask the sender to do without.",
                reference: "RFC 8460 §4.3.2.1",
            },
            Self::StsPolicyFetchError => Explanation {
                title: "MTA-STS policy not reachable",
                what: "The sender could not fetch the MTA-STS policy over HTTPS.",
                consequence: "A sender that knows no earlier policy delivers as if there were none, so the mail is not protected.",
                remedy: "Whoever runs the host mta-sts. of the domain lets it answer for the policy with status 200 and without \
                         forwarding elsewhere.",
                reference: "RFC 8460 §4.3.2.2, RFC 8461 §3.3",
            },
            Self::StsPolicyInvalid => Explanation {
                title: "MTA-STS policy not valid",
                what: "The MTA-STS policy was fetched and could not be read.",
                consequence: "Senders act as if there were no policy, so the mail is not protected.",
                remedy: "Put a correct policy file in its place; the check shows each mistake.",
                reference: "RFC 8460 §4.3.2.2, RFC 8461 §3.2",
            },
            Self::StsWebpkiInvalid => Explanation {
                title: "Certificate of the policy host",
                what: "The web server with the MTA-STS policy has a certificate that is not valid for its name.",
                consequence: "Senders act as if there were no policy, so the mail is not protected.",
                remedy: "Install a public certificate for the host mta-sts. of the domain.",
                reference: "RFC 8460 §4.3.2.2, RFC 8461 §3.3",
            },
            Self::Other(_) => Explanation {
                title: "Another reason",
                what: "The sender gives a reason that the standard does not have.",
                consequence: "What becomes of the mail depends on the sender and the policy.",
                remedy: "The sender's own words may say more; a check shows what is wrong with the server today.",
                reference: "RFC 8460 §4.3",
            },
            Self::NotSaid => Explanation {
                title: "Reason not said",
                what: "The sender counts these connections as not secured, and does not say why.",
                consequence: "What becomes of the mail depends on the sender and the policy.",
                remedy: "A check shows what is wrong with the server today.",
                reference: "RFC 8460 §4.4",
            },
        }
    }

    /// The findings of a check that say the same of today.
    pub(super) const fn codes(&self) -> &'static [Code] {
        match self {
            Self::StarttlsNotSupported => &[
                Code::StarttlsMissing,
                Code::StarttlsDeclined,
                Code::StarttlsMasked,
                Code::StarttlsSomewhere,
                Code::HeloOnly,
            ],
            Self::CertificateHostMismatch => &[
                Code::CertificateNameMismatch,
                Code::CertificateCommonNameOnly,
            ],
            Self::CertificateExpired => &[Code::CertificateExpired, Code::CertificateNotYetValid],
            Self::CertificateNotTrusted => &[
                Code::CertificateSelfSigned,
                Code::CertificateUnknownIssuer,
                Code::CertificateMissingIntermediate,
                Code::CertificatePathBroken,
            ],
            Self::ValidationFailure | Self::Other(_) | Self::NotSaid => &[
                Code::TlsAlwaysFails,
                Code::TlsOnlyOld,
                Code::TlsWeakSuitesOnly,
                Code::HandshakeSignatureWrong,
                Code::CertificateNameMismatch,
                Code::CertificateExpired,
                Code::CertificateNotYetValid,
                Code::CertificateSelfSigned,
                Code::CertificateUnknownIssuer,
                Code::CertificateMissingIntermediate,
                Code::CertificatePathBroken,
                Code::StarttlsMissing,
                Code::StarttlsDeclined,
            ],
            Self::TlsaInvalid => &[
                Code::DaneMismatch,
                Code::DaneUnusable,
                Code::DanePkixUsage,
                Code::DaneWithoutTls,
                Code::DaneHalfCovered,
                Code::DaneLookupFails,
            ],
            Self::DnssecInvalid => &[Code::MxBogus, Code::DnssecHostsBogus, Code::DaneLookupFails],
            Self::DaneRequired => &[
                Code::DaneAbsent,
                Code::DaneUnsigned,
                Code::DaneUnusable,
                Code::DanePartial,
            ],
            Self::StsPolicyFetchError => &[
                Code::MtaStsPolicyUnreachable,
                Code::MtaStsPolicyHttpStatus,
                Code::MtaStsPolicyRedirect,
            ],
            Self::StsPolicyInvalid => &[Code::MtaStsPolicyInvalid, Code::MtaStsPolicyFlaw],
            Self::StsWebpkiInvalid => &[Code::MtaStsPolicyCertificate],
        }
    }
}
