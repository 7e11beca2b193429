//! Every finding there is, with what never changes about it.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Severity::{Advice, Error, Good, Info, Warning};
use super::words::{
    Texts, bimi, blocklists, caa, certificate, consistency, dane, dkim, dmarc, dnssec, mta_sts,
    propagation, requirements, reverse_dns, routing, spf, submission, tls_rpt, transport,
};
use super::{Area, Responsible, Severity};
use crate::finding::Area::{
    Bimi, Blocklists, Certificate, Dane, Dkim, Dmarc, Dnssec, MtaSts, ReverseDns, Routing, Spf,
    Submission, TlsRpt, Transport,
};
use crate::finding::Responsible::{DnsHost, MailHost, Nobody, You};

/// Declares the codes: variant, stable word, area, usual severity, who can change it, standard, words.
/// A severity in brackets marks "could not be found out".
macro_rules! codes {
    ($($(#[$doc:meta])* $code:ident = $word:literal, $area:ident, $severity:ident $([$inconclusive:ident])?, $who:ident, $reference:literal, $texts:path;)+) => {
        /// What a finding says. Its word is stable across versions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[$doc])* $code,)+
        }

        impl Code {
            /// All of them, by area.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The stable word: `mta-sts-policy-misses-mx`.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$code => $word,)+ }
            }

            /// The area it belongs to.
            #[must_use]
            pub const fn area(self) -> Area {
                match self { $(Self::$code => $area,)+ }
            }

            /// How much it usually matters.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$code => $severity,)+ }
            }

            /// Whether it says that something could not be found out: never a fault of the domain.
            #[must_use]
            pub const fn is_inconclusive(self) -> bool {
                match self { $(Self::$code => codes!(@inconclusive $($inconclusive)?),)+ }
            }

            /// Who can change it.
            #[must_use]
            pub const fn responsible(self) -> Responsible {
                match self { $(Self::$code => $who,)+ }
            }

            /// The standard behind it.
            #[must_use]
            pub const fn reference(self) -> &'static str {
                match self { $(Self::$code => $reference,)+ }
            }

            /// Title, consequence, reason and remedy.
            pub(super) const fn texts(self) -> Texts {
                match self { $(Self::$code => $texts,)+ }
            }
        }
    };
    (@inconclusive) => { false };
    (@inconclusive unknown) => { true };
}

codes! {
    /// Senders that keep to what the domain publishes can deliver to no host.
    StrictSendersRefused = "strict-senders-refused", Routing, Error, You, "RFC 8461 §5, RFC 7672 §2.2", consistency::STRICT_SENDERS_REFUSED;

    /// The domain has MX records.
    MxFound = "mx-found", Routing, Good, Nobody, "RFC 5321 §5.1", routing::MX_FOUND;
    /// It has none and its own address takes the mail.
    MxImplicit = "mx-implicit", Routing, Advice, You, "RFC 5321 §5.1", routing::MX_IMPLICIT;
    /// The MX records could not be looked up.
    MxUnknown = "mx-unknown", Routing, Info[unknown], Nobody, "RFC 5321 §5.1", routing::MX_UNKNOWN;
    /// The signatures over the MX records do not hold.
    MxBogus = "mx-bogus", Routing, Error, DnsHost, "RFC 4035 §5.5", routing::MX_BOGUS;
    /// The domain does not exist.
    DomainNotFound = "domain-not-found", Routing, Error, You, "RFC 8020 §2", routing::DOMAIN_NOT_FOUND;
    /// Nothing takes mail for the domain.
    NoMailService = "no-mail-service", Routing, Info, Nobody, "RFC 7505 §1", routing::NO_MAIL_SERVICE;
    /// The domain takes no mail by its own word.
    NullMx = "null-mx", Routing, Good, Nobody, "RFC 7505 §3", routing::NULL_MX;
    /// A null MX stands beside others.
    NullMxBesideOthers = "null-mx-beside-others", Routing, Error, You, "RFC 7505 §3", routing::NULL_MX_BESIDE_OTHERS;
    /// An MX record's target is no host name.
    MxTargetInvalid = "mx-target-invalid", Routing, Warning, You, "RFC 5321 §2.3.5", routing::MX_TARGET_INVALID;
    /// An MX record's target is an alias.
    MxTargetAlias = "mx-target-alias", Routing, Warning, You, "RFC 2181 §10.3", routing::MX_TARGET_ALIAS;
    /// An MX record's target has no address.
    MxTargetNowhere = "mx-target-without-address", Routing, Warning, You, "RFC 5321 §5.1", routing::MX_TARGET_NOWHERE;
    /// An MX record's target has private addresses only, or a name of private networks.
    MxTargetPrivate = "mx-target-private", Routing, Warning, You, "RFC 1918 §3", routing::MX_TARGET_PRIVATE;
    /// An MX record's target has a private address beside public ones.
    MxTargetPartlyPrivate = "mx-target-partly-private", Routing, Advice, You, "RFC 1918 §3", routing::MX_TARGET_PARTLY_PRIVATE;
    /// More hosts are listed than are looked at.
    HostsBeyondLimit = "mx-beyond-limit", Routing, Info[unknown], Nobody, "RFC 5321 §5.1", routing::HOSTS_BEYOND_LIMIT;

    /// A server takes mail from anybody for anybody.
    OpenRelay = "open-relay", Routing, Error, MailHost, "RFC 2505 §2.1", routing::OPEN_RELAY;
    /// A server accepts recipients that are not its own, and whether it forwards could not be proven.
    OpenRelayUnproven = "open-relay-unproven", Routing, Warning, MailHost, "RFC 2505 §2.1", routing::OPEN_RELAY_UNPROVEN;
    /// A server refuses recipients that are not its own.
    OpenRelayRefused = "open-relay-refused", Routing, Good, Nobody, "RFC 2505 §2.1", routing::OPEN_RELAY_REFUSED;
    /// Whether a server takes mail for anybody could not be told.
    OpenRelayUnknown = "open-relay-unknown", Routing, Info[unknown], Nobody, "RFC 2505 §2.1", routing::OPEN_RELAY_UNKNOWN;
    /// The mailbox asked about is accepted, and a made-up one is not.
    MailboxAccepted = "mailbox-accepted", Routing, Info, Nobody, "RFC 5321 §4.2.3", routing::MAILBOX_ACCEPTED;
    /// The mailbox asked about is accepted, as is a made-up one.
    MailboxCatchAll = "mailbox-catch-all", Routing, Info, Nobody, "RFC 5321 §3.3", routing::MAILBOX_CATCH_ALL;
    /// The mailbox asked about is refused.
    MailboxRefused = "mailbox-refused", Routing, Info, MailHost, "RFC 5321 §4.2.3", routing::MAILBOX_REFUSED;
    /// Whether the mailbox asked about is accepted could not be told.
    MailboxUnknown = "mailbox-unknown", Routing, Info[unknown], Nobody, "RFC 5321 §4.2.3", routing::MAILBOX_UNKNOWN;
    /// Recipients were to be tried, and were not.
    RecipientsNotTested = "recipients-not-tested", Routing, Info, Nobody, "RFC 5321 §3.3", routing::RECIPIENTS_NOT_TESTED;

    /// Several resolvers give the same answer.
    DnsAnswersAgree = "dns-answers-agree", Routing, Good, Nobody, "RFC 1034 §3.6", propagation::DNS_ANSWERS_AGREE;
    /// They give different answers.
    DnsAnswersDiffer = "dns-answers-differ", Routing, Advice, DnsHost, "RFC 1035 §3.2.1", propagation::DNS_ANSWERS_DIFFER;
    /// Whether they do could not be told.
    DnsAnswersUnknown = "dns-answers-unknown", Routing, Info[unknown], Nobody, "RFC 1034 §5.3.1", propagation::DNS_ANSWERS_UNKNOWN;

    /// A deep look was asked for and not granted.
    DeepNotGranted = "deep-not-granted", Transport, Info, Nobody, "RFC 9325 §4.2", transport::DEEP_NOT_GRANTED;
    /// A host refuses every connection.
    HostRefusing = "host-refusing", Transport, Warning, MailHost, "RFC 5321 §4.5.4.1", transport::HOST_REFUSING;
    /// A host could not be tested.
    HostNotTested = "host-not-tested", Transport, Info[unknown], Nobody, "RFC 5321 §4.2.1", transport::HOST_NOT_TESTED;
    /// One address of a host stays silent or refuses while another answers.
    AddressUnreachable = "address-unreachable", Transport, Warning, MailHost, "RFC 5321 §5.1", transport::ADDRESS_UNREACHABLE;
    /// One address of a host could not be tested while another answers.
    AddressNotTested = "address-not-tested", Transport, Info[unknown], Nobody, "RFC 5321 §5.1", transport::ADDRESS_NOT_TESTED;
    /// The connection is sealed.
    TransportSealed = "transport-sealed", Transport, Good, Nobody, "RFC 3207 §4", transport::TRANSPORT_SEALED;
    /// STARTTLS is not offered.
    StarttlsMissing = "starttls-missing", Transport, Error, MailHost, "RFC 3207 §4", transport::STARTTLS_MISSING;
    /// STARTTLS is offered and declined.
    StarttlsDeclined = "starttls-declined", Transport, Error, MailHost, "RFC 3207 §4", transport::STARTTLS_DECLINED;
    /// STARTTLS is offered, and every handshake fails.
    TlsAlwaysFails = "tls-always-fails", Transport, Error, MailHost, "RFC 5246 §7.2.2", transport::TLS_ALWAYS_FAILS;
    /// Nothing newer than TLS 1.1.
    TlsOnlyOld = "tls-only-old", Transport, Warning, MailHost, "RFC 8996 §1", transport::TLS_ONLY_OLD;
    /// Nothing but suites that are broken.
    TlsWeakSuitesOnly = "tls-broken-suites-only", Transport, Warning, MailHost, "RFC 9325 §4.1", transport::TLS_WEAK_SUITES_ONLY;
    /// SSLv3 is accepted.
    TlsSslv3 = "tls-sslv3", Transport, Warning, MailHost, "RFC 7568 §3", transport::TLS_SSLV3;
    /// TLS 1.0 or 1.1 is accepted beside newer ones.
    TlsOldVersions = "tls-old-versions", Transport, Warning, MailHost, "RFC 8996 §4", transport::TLS_OLD_VERSIONS;
    /// A keyword was written over.
    StarttlsMasked = "starttls-masked", Transport, Warning[unknown], MailHost, "RFC 3207 §6", transport::STARTTLS_MASKED;
    /// STARTTLS is offered, and whether it works could not be told.
    TlsUndecided = "tls-undecided", Transport, Info[unknown], Nobody, "RFC 3207 §4.1", transport::TLS_UNDECIDED;
    /// A port that begins with TLS speaks in clear.
    TlsNotSpoken = "tls-not-spoken", Transport, Error, MailHost, "RFC 8314 §3.3", transport::TLS_NOT_SPOKEN;
    /// Bytes were sent in clear between the answer to STARTTLS and the handshake.
    StarttlsInjection = "starttls-injection", Transport, Warning, MailHost, "RFC 3207 §4.2", transport::STARTTLS_INJECTION;
    /// The newest version is TLS 1.2.
    Tls12Newest = "tls-1-2-newest", Transport, Advice, MailHost, "RFC 9325 §3.1.1", transport::TLS12_NEWEST;
    /// The prime of a Diffie-Hellman key exchange is too short.
    TlsDhWeak = "tls-dh-weak", Transport, Warning, MailHost, "RFC 9325 §4.5", transport::TLS_DH_WEAK;
    /// It is long enough, and nobody has published how it was made.
    TlsDhUnvetted = "tls-dh-unvetted", Transport, Advice, MailHost, "RFC 7919 §1", transport::TLS_DH_UNVETTED;
    /// The key exchange is signed with SHA-1 or MD5.
    TlsSignatureWeak = "tls-signature-weak", Transport, Warning, MailHost, "RFC 9155 §4", transport::TLS_SIGNATURE_WEAK;
    /// What is sent is compressed before it is encrypted.
    TlsCompression = "tls-compression", Transport, Warning, MailHost, "RFC 9325 §3.3", transport::TLS_COMPRESSION;
    /// Secure renegotiation is not known.
    TlsRenegotiationInsecure = "tls-renegotiation-insecure", Transport, Warning, MailHost, "RFC 5746 §3.6", transport::TLS_RENEGOTIATION_INSECURE;
    /// The extended master secret is not known.
    TlsNoExtendedMasterSecret = "tls-no-extended-master-secret", Transport, Advice, MailHost, "RFC 7627 §5.2", transport::TLS_NO_EXTENDED_MASTER_SECRET;
    /// A server that knows TLS 1.3 answers older hellos without the mark.
    TlsDowngradeUnmarked = "tls-downgrade-unmarked", Transport, Advice, MailHost, "RFC 8446 §4.1.3", transport::TLS_DOWNGRADE_UNMARKED;
    /// A hybrid group with ML-KEM is accepted.
    TlsHybrid = "tls-hybrid", Transport, Good, Nobody, "RFC 8446 §4.2.7", transport::TLS_HYBRID;
    /// None is.
    TlsNoHybrid = "tls-no-hybrid", Transport, Info, MailHost, "RFC 8446 §4.2.7", transport::TLS_NO_HYBRID;
    /// Broken suites are accepted.
    TlsWeakSuites = "tls-weak-suites", Transport, Warning, MailHost, "RFC 9325 §4.1", transport::TLS_WEAK_SUITES;
    /// Suites without authentication are accepted.
    TlsAnonymousSuites = "tls-anonymous-suites", Transport, Info, MailHost, "RFC 9325 §4.1", transport::TLS_ANONYMOUS_SUITES;
    /// The client's order decides, with broken suites in it.
    TlsClientPreference = "tls-client-preference", Transport, Advice, MailHost, "RFC 9325 §4.2", transport::TLS_CLIENT_PREFERENCE;
    /// No suite makes new keys for each connection.
    TlsNoForwardSecrecy = "tls-no-forward-secrecy", Transport, Warning, MailHost, "RFC 9325 §7.3", transport::TLS_NO_FORWARD_SECRECY;
    /// Groups are accepted that are too small.
    TlsWeakGroups = "tls-weak-groups", Transport, Warning, MailHost, "RFC 9325 §4.5", transport::TLS_WEAK_GROUPS;
    /// A command that came in clear was obeyed inside TLS.
    StarttlsCommandInjection = "starttls-command-injection", Transport, Error, MailHost, "RFC 3207 §4.2", transport::STARTTLS_COMMAND_INJECTION;
    /// STARTTLS is offered again inside TLS.
    StarttlsAgain = "starttls-offered-again", Transport, Warning, MailHost, "RFC 3207 §4.2", transport::STARTTLS_AGAIN;
    /// STARTTLS is answered with a positive code that is not 220.
    StarttlsWrongCode = "starttls-wrong-code", Transport, Warning, MailHost, "RFC 3207 §4", transport::STARTTLS_WRONG_CODE;
    /// AUTH is offered before TLS, with mechanisms that send the password as it is.
    AuthInClear = "auth-in-clear", Transport, Warning, MailHost, "RFC 4954 §4", transport::AUTH_IN_CLEAR;
    /// AUTH is offered before TLS, with mechanisms that only prove that the password is known.
    AuthBeforeTls = "auth-before-tls", Transport, Advice, MailHost, "RFC 8314 §4.1", transport::AUTH_BEFORE_TLS;
    /// Keywords are missing inside TLS.
    EhloKeywordsLost = "ehlo-keywords-lost", Transport, Info, MailHost, "RFC 3207 §4.2", transport::EHLO_KEYWORDS_LOST;
    /// EHLO is not known.
    HeloOnly = "helo-only", Transport, Warning, MailHost, "RFC 5321 §3.2", transport::HELO_ONLY;
    /// Lines end in a bare LF.
    ReplyBareLf = "reply-bare-lf", Transport, Advice, MailHost, "RFC 5321 §2.3.8", transport::REPLY_BARE_LF;
    /// The greeting does not begin with a host.
    GreetingWithoutHost = "greeting-without-host", Transport, Advice, MailHost, "RFC 5321 §4.2", transport::GREETING_WITHOUT_HOST;
    /// The greeting comes late.
    GreetingSlow = "greeting-slow", Transport, Info, MailHost, "RFC 5321 §4.5.3.2", transport::GREETING_SLOW;
    /// Internationalised addresses are taken.
    Smtputf8 = "smtputf8", Transport, Info, Nobody, "RFC 6531 §3.1", transport::SMTPUTF8;
    /// REQUIRETLS is offered inside TLS.
    Requiretls = "requiretls", Transport, Info, Nobody, "RFC 8689 §2", transport::REQUIRETLS;
    /// It is offered before TLS.
    RequiretlsInClear = "requiretls-in-clear", Transport, Advice, MailHost, "RFC 8689 §2", transport::REQUIRETLS_IN_CLEAR;
    /// A deep look was cut short.
    DeepCutShort = "deep-look-cut-short", Transport, Info[unknown], Nobody, "RFC 5321 §3.8", transport::DEEP_CUT_SHORT;

    /// Some addresses of a host encrypt, and others do not.
    StarttlsSomewhere = "starttls-on-some-addresses", Transport, Warning, MailHost, "RFC 5321 §5.1", consistency::STARTTLS_SOMEWHERE;
    /// The addresses of a host accept different versions.
    VersionsDiffer = "tls-versions-differ", Transport, Advice, MailHost, "RFC 5321 §5.1", consistency::VERSIONS_DIFFER;
    /// IPv6 and IPv4 lead to servers that are set up differently.
    Ipv6Differs = "ipv6-differs", Transport, Warning, MailHost, "RFC 5321 §5.2", consistency::IPV6_DIFFERS;
    /// A host is weaker than another of the same domain.
    WeakestHost = "weakest-host-decides", Transport, Warning, MailHost, "RFC 5321 §5.1", consistency::WEAKEST_HOST;
    /// An address does not keep to the profile that was chosen.
    TlsProfileDeviates = "tls-profile-deviates", Transport, Warning, MailHost, "RFC 9325 §4", consistency::TLS_PROFILE_DEVIATES;

    /// The certificate holds.
    CertificateTrusted = "certificate-trusted", Certificate, Good, Nobody, "RFC 5280 §6", certificate::CERTIFICATE_TRUSTED;
    /// It has expired.
    CertificateExpired = "certificate-expired", Certificate, Warning, MailHost, "RFC 5280 §4.1.2.5", certificate::CERTIFICATE_EXPIRED;
    /// It is not valid yet.
    CertificateNotYetValid = "certificate-not-yet-valid", Certificate, Warning, MailHost, "RFC 5280 §4.1.2.5", certificate::CERTIFICATE_NOT_YET_VALID;
    /// It was made by the server itself.
    CertificateSelfSigned = "certificate-self-signed", Certificate, Warning, MailHost, "RFC 5280 §6.1", certificate::CERTIFICATE_SELF_SIGNED;
    /// Nobody knows who made it.
    CertificateUnknownIssuer = "certificate-unknown-issuer", Certificate, Warning, MailHost, "RFC 5280 §6.1", certificate::CERTIFICATE_UNKNOWN_ISSUER;
    /// The server does not send the intermediate certificate.
    CertificateMissingIntermediate = "certificate-missing-intermediate", Certificate, Warning, MailHost, "RFC 8446 §4.4.2", certificate::CERTIFICATE_MISSING_INTERMEDIATE;
    /// A signature on the path is wrong, or a certificate is misused.
    CertificatePathBroken = "certificate-path-broken", Certificate, Warning, MailHost, "RFC 5280 §6.1", certificate::CERTIFICATE_PATH_BROKEN;
    /// Whether the path holds could not be told.
    CertificatePathUndecided = "certificate-path-undecided", Certificate, Info[unknown], Nobody, "RFC 5280 §6.1", certificate::CERTIFICATE_PATH_UNDECIDED;
    /// It is for another name.
    CertificateNameMismatch = "certificate-name-mismatch", Certificate, Warning, MailHost, "RFC 9525 §6.3", certificate::CERTIFICATE_NAME_MISMATCH;
    /// The name stands only in the common name.
    CertificateCommonNameOnly = "certificate-common-name-only", Certificate, Warning, MailHost, "RFC 9525 §2", certificate::CERTIFICATE_COMMON_NAME_ONLY;
    /// Its key is too short.
    CertificateWeakKey = "certificate-weak-key", Certificate, Warning, MailHost, "RFC 9325 §4.5", certificate::CERTIFICATE_WEAK_KEY;
    /// It is signed with a broken hash.
    CertificateWeakSignature = "certificate-weak-signature", Certificate, Warning, MailHost, "RFC 9325 §4.5", certificate::CERTIFICATE_WEAK_SIGNATURE;
    /// It expires within two weeks.
    CertificateExpiresSoon = "certificate-expires-soon", Certificate, Warning, MailHost, "RFC 5280 §4.1.2.5", certificate::CERTIFICATE_EXPIRES_SOON;
    /// It cannot be read.
    CertificateUnreadable = "certificate-unreadable", Certificate, Info[unknown], MailHost, "RFC 5280 §4.1", certificate::CERTIFICATE_UNREADABLE;
    /// The server did not prove that it holds the certificate's key.
    HandshakeSignatureWrong = "handshake-signature-wrong", Certificate, Warning, MailHost, "RFC 8446 §4.4.3", certificate::HANDSHAKE_SIGNATURE_WRONG;
    /// The chain is not in order.
    CertificateChainOrder = "certificate-chain-order", Certificate, Advice, MailHost, "RFC 5246 §7.4.2", certificate::CERTIFICATE_CHAIN_ORDER;
    /// Certificates are sent that nobody needs.
    CertificateChainSuperfluous = "certificate-chain-superfluous", Certificate, Info, MailHost, "RFC 8446 §4.4.2", certificate::CERTIFICATE_CHAIN_SUPERFLUOUS;
    /// A public certificate carries no timestamps of logs.
    CertificateNotLogged = "certificate-not-logged", Certificate, Info, Nobody, "RFC 6962 §3.3", certificate::CERTIFICATE_NOT_LOGGED;
    /// The certificate demands a stapled answer that is not sent.
    CertificateStapleMissing = "certificate-staple-missing", Certificate, Warning, MailHost, "RFC 7633 §4", certificate::CERTIFICATE_STAPLE_MISSING;
    /// A certificate for other clients does not hold.
    CertificateOtherFlawed = "certificate-other-flawed", Certificate, Warning, MailHost, "RFC 5280 §6.1", certificate::CERTIFICATE_OTHER_FLAWED;
    /// Clients that do not name the server get another certificate, or none.
    CertificateWithoutName = "certificate-without-name", Certificate, Info, MailHost, "RFC 6066 §3", certificate::CERTIFICATE_WITHOUT_NAME;

    /// The authorities named are those that made the certificates in use.
    CaaAllows = "caa-allows-issuer", Certificate, Good, Nobody, "RFC 8659 §4.2", caa::CAA_ALLOWS;
    /// Named authorities may issue.
    CaaFound = "caa-found", Certificate, Good, Nobody, "RFC 8659 §4.2", caa::CAA_FOUND;
    /// They may, for one account or in one way alone.
    CaaBound = "caa-bound", Certificate, Good, Nobody, "RFC 8657 §3", caa::CAA_BOUND;
    /// The authority that made a certificate in use may not issue the next.
    CaaForbids = "caa-forbids-issuer", Certificate, Warning, You, "RFC 8659 §4.2", caa::CAA_FORBIDS;
    /// Nobody may issue.
    CaaNobody = "caa-nobody-may-issue", Certificate, Warning, You, "RFC 8659 §4.2", caa::CAA_NOBODY;
    /// A CAA record is invalid.
    CaaInvalid = "caa-invalid", Certificate, Warning, You, "RFC 8659 §4.1", caa::CAA_INVALID;
    /// A CAA record counts, with something to tidy.
    CaaFlaw = "caa-flaw", Certificate, Advice, You, "RFC 8659 §4.1", caa::CAA_FLAW;
    /// A CAA record that authorities must understand is of no known kind.
    CaaCritical = "caa-critical-unknown", Certificate, Warning, You, "RFC 8659 §4.1", caa::CAA_CRITICAL;
    /// Anybody may issue.
    CaaAbsent = "caa-absent", Certificate, Info, You, "RFC 8659 §3", caa::CAA_ABSENT;
    /// Whether the authority in use may issue could not be told.
    CaaIssuerUnknown = "caa-issuer-unknown", Certificate, Info[unknown], Nobody, "RFC 8659 §4.2", caa::CAA_ISSUER_UNKNOWN;
    /// The CAA records could not be looked up.
    CaaUnknown = "caa-unknown", Certificate, Info[unknown], Nobody, "RFC 8659 §3", caa::CAA_UNKNOWN;
    /// The addresses of a host present different certificates.
    CertificatesDiffer = "certificates-differ", Certificate, Info, MailHost, "RFC 5321 §5.1", consistency::CERTIFICATES_DIFFER;

    /// There is no MTA-STS record.
    MtaStsAbsent = "mta-sts-absent", MtaSts, Advice, You, "RFC 8461 §3.1", mta_sts::MTA_STS_ABSENT;
    /// Whether there is one could not be told.
    MtaStsUnknown = "mta-sts-unknown", MtaSts, Info[unknown], Nobody, "RFC 8461 §3.1", mta_sts::MTA_STS_UNKNOWN;
    /// The record is invalid.
    MtaStsRecordInvalid = "mta-sts-record-invalid", MtaSts, Warning, You, "RFC 8461 §3.1", mta_sts::MTA_STS_RECORD_INVALID;
    /// There are several records.
    MtaStsSeveralRecords = "mta-sts-several-records", MtaSts, Warning, You, "RFC 8461 §3.1", mta_sts::MTA_STS_SEVERAL_RECORDS;
    /// A record is nearly one.
    MtaStsNearMiss = "mta-sts-near-miss", MtaSts, Warning, You, "RFC 8461 §3.1", mta_sts::MTA_STS_NEAR_MISS;
    /// The record counts, with something to tidy.
    MtaStsRecordFlaw = "mta-sts-record-flaw", MtaSts, Advice, You, "RFC 8461 §3.1", mta_sts::MTA_STS_RECORD_FLAW;
    /// The policy host cannot be reached.
    MtaStsPolicyUnreachable = "mta-sts-policy-unreachable", MtaSts, Warning, You, "RFC 8461 §3.3", mta_sts::MTA_STS_POLICY_UNREACHABLE;
    /// The policy host answers with another status than 200.
    MtaStsPolicyHttpStatus = "mta-sts-policy-http-status", MtaSts, Warning, You, "RFC 8461 §3.3", mta_sts::MTA_STS_POLICY_HTTP_STATUS;
    /// The policy host redirects.
    MtaStsPolicyRedirect = "mta-sts-policy-redirect", MtaSts, Warning, You, "RFC 8461 §3.3", mta_sts::MTA_STS_POLICY_REDIRECT;
    /// The policy host's certificate does not hold.
    MtaStsPolicyCertificate = "mta-sts-policy-certificate", MtaSts, Warning, You, "RFC 8461 §3.3", mta_sts::MTA_STS_POLICY_CERTIFICATE;
    /// The policy cannot be understood.
    MtaStsPolicyInvalid = "mta-sts-policy-invalid", MtaSts, Warning, You, "RFC 8461 §3.2", mta_sts::MTA_STS_POLICY_INVALID;
    /// Whether there is a policy could not be told.
    MtaStsPolicyUnknown = "mta-sts-policy-unknown", MtaSts, Info[unknown], Nobody, "RFC 8461 §3.3", mta_sts::MTA_STS_POLICY_UNKNOWN;
    /// The policy is sent as another type than plain text.
    MtaStsPolicyType = "mta-sts-policy-type", MtaSts, Advice, You, "RFC 8461 §3.2", mta_sts::MTA_STS_POLICY_TYPE;
    /// The policy counts, with something to tidy.
    MtaStsPolicyFlaw = "mta-sts-policy-flaw", MtaSts, Advice, You, "RFC 8461 §3.2", mta_sts::MTA_STS_POLICY_FLAW;
    /// The policy was read by a browser or pasted, so how it is served is not known.
    MtaStsPolicySecondHand = "mta-sts-policy-second-hand", MtaSts, Info[unknown], Nobody, "RFC 8461 §3.3", mta_sts::MTA_STS_POLICY_SECOND_HAND;
    /// The policy is in force.
    MtaStsEnforce = "mta-sts-enforce", MtaSts, Good, Nobody, "RFC 8461 §5", mta_sts::MTA_STS_ENFORCE;
    /// The policy is being tried out.
    MtaStsTesting = "mta-sts-testing", MtaSts, Advice, You, "RFC 8461 §5", mta_sts::MTA_STS_TESTING;
    /// The policy is withdrawn.
    MtaStsNone = "mta-sts-none", MtaSts, Info, You, "RFC 8461 §8.3", mta_sts::MTA_STS_NONE;
    /// The policy is forgotten too soon.
    MtaStsShortMaxAge = "mta-sts-short-max-age", MtaSts, Advice, You, "RFC 8461 §3.2", mta_sts::MTA_STS_SHORT_MAX_AGE;
    /// A mail host is not in the policy.
    MtaStsPolicyMissesMx = "mta-sts-policy-misses-mx", MtaSts, Error, You, "RFC 8461 §4.1", mta_sts::MTA_STS_POLICY_MISSES_MX;
    /// A pattern matches no mail host.
    MtaStsPatternUnused = "mta-sts-pattern-unused", MtaSts, Info, You, "RFC 8461 §4.1", mta_sts::MTA_STS_PATTERN_UNUSED;
    /// A listed mail host does not do what the policy asks.
    MtaStsHostFails = "mta-sts-host-fails", MtaSts, Error, MailHost, "RFC 8461 §4.2", mta_sts::MTA_STS_HOST_FAILS;

    /// Senders remember the policy for days, not weeks.
    MtaStsMaxAgeBelowWeek = "mta-sts-max-age-below-week", MtaSts, Advice, You, "RFC 8461 §3.2", mta_sts::MTA_STS_MAX_AGE_BELOW_WEEK;
    /// The policy host's certificate ends soon.
    MtaStsPolicyCertificateEnds = "mta-sts-policy-certificate-ends", MtaSts, Warning, You, "RFC 8461 §3.3", mta_sts::MTA_STS_POLICY_CERTIFICATE_ENDS;


    /// The certificate that a policy in force rests on is about to end.
    EnforceExpires = "mta-sts-outlives-certificate", MtaSts, Warning, MailHost, "RFC 8461 §4.2", consistency::ENFORCE_EXPIRES;
    /// What DANE accepts, the policy refuses.
    DaneAgainstEnforce = "mta-sts-refuses-what-dane-accepts", MtaSts, Warning, You, "RFC 8461 §2", consistency::DANE_AGAINST_ENFORCE;

    /// Reports are asked for.
    TlsRptFound = "tls-rpt-found", TlsRpt, Good, Nobody, "RFC 8460 §3", tls_rpt::TLS_RPT_FOUND;
    /// They are not.
    TlsRptAbsent = "tls-rpt-absent", TlsRpt, Advice, You, "RFC 8460 §3", tls_rpt::TLS_RPT_ABSENT;
    /// The record is invalid.
    TlsRptInvalid = "tls-rpt-invalid", TlsRpt, Warning, You, "RFC 8460 §3", tls_rpt::TLS_RPT_INVALID;
    /// There are several records.
    TlsRptSeveral = "tls-rpt-several-records", TlsRpt, Warning, You, "RFC 8460 §3", tls_rpt::TLS_RPT_SEVERAL;
    /// A record is nearly one.
    TlsRptNearMiss = "tls-rpt-near-miss", TlsRpt, Warning, You, "RFC 8460 §3", tls_rpt::TLS_RPT_NEAR_MISS;
    /// The record counts, with something to tidy.
    TlsRptFlaw = "tls-rpt-flaw", TlsRpt, Advice, You, "RFC 8460 §3", tls_rpt::TLS_RPT_FLAW;
    /// Whether there is one could not be told.
    TlsRptUnknown = "tls-rpt-unknown", TlsRpt, Info[unknown], Nobody, "RFC 8460 §3", tls_rpt::TLS_RPT_UNKNOWN;

    /// The TLSA records vouch for what a host presents.
    DaneValid = "dane-valid", Dane, Good, Nobody, "RFC 7672 §3.1", dane::DANE_VALID;
    /// They do not.
    DaneMismatch = "dane-mismatch", Dane, Error, MailHost, "RFC 7672 §3.1", dane::DANE_MISMATCH;
    /// There are TLSA records, and the server does not encrypt.
    DaneWithoutTls = "dane-without-tls", Dane, Error, MailHost, "RFC 7672 §2.2", dane::DANE_WITHOUT_TLS;
    /// Asking for TLSA records fails.
    DaneLookupFails = "dane-lookup-fails", Dane, Error, DnsHost, "RFC 7672 §2.1.2", dane::DANE_LOOKUP_FAILS;
    /// Some hosts have TLSA records, others have none.
    DanePartial = "dane-partial", Dane, Warning, MailHost, "RFC 7672 §2.2.1", dane::DANE_PARTIAL;
    /// A record has a usage that is not for mail.
    DanePkixUsage = "dane-pkix-usage", Dane, Warning, MailHost, "RFC 7672 §3.1.3", dane::DANE_PKIX_USAGE;
    /// A record cannot be used.
    DaneUnusable = "dane-unusable-records", Dane, Warning, MailHost, "RFC 7671 §10.1", dane::DANE_UNUSABLE;
    /// A record matches nothing that the host presents, beside one that does.
    DaneStaleRecord = "dane-stale-record", Dane, Info, MailHost, "RFC 7671 §8.1", dane::DANE_STALE_RECORD;

    /// A second certificate of a server has no record.
    DaneHalfCovered = "dane-half-covered", Dane, Warning, MailHost, "RFC 7671 §8", dane::DANE_HALF_COVERED;
    /// All rests on an intermediate of a public authority.
    DanePinsIntermediate = "dane-pins-intermediate", Dane, Advice, MailHost, "RFC 7672 §3.1.2", dane::DANE_PINS_INTERMEDIATE;
    /// The name servers fail when asked for TLSA records, and only then.
    DaneServersFail = "dane-name-servers-fail", Dane, Warning[unknown], DnsHost, "RFC 7672 §2.1.2", dane::DANE_SERVERS_FAIL;
    /// There are records, and they are not signed.
    DaneUnsigned = "dane-records-unsigned", Dane, Warning, DnsHost, "RFC 7672 §2.2", dane::DANE_UNSIGNED;

    /// A record is of a whole certificate, which the next renewal replaces.
    DanePinsCertificate = "dane-pins-certificate", Dane, Advice, MailHost, "RFC 7671 §5.1", dane::DANE_PINS_CERTIFICATE;
    /// There are no TLSA records.
    DaneAbsent = "dane-absent", Dane, Info, MailHost, "RFC 7672 §2.2", dane::DANE_ABSENT;
    /// What DANE comes to could not be told.
    DaneUnknown = "dane-unknown", Dane, Info[unknown], Nobody, "RFC 7672 §2.2", dane::DANE_UNKNOWN;

    /// The MX records are signed.
    DnssecSecure = "dnssec-secure", Dnssec, Good, Nobody, "RFC 4035 §3.2.3", dnssec::DNSSEC_SECURE;
    /// The MX records are not signed.
    DnssecInsecure = "dnssec-insecure", Dnssec, Advice, DnsHost, "RFC 4033 §5", dnssec::DNSSEC_INSECURE;
    /// The resolver does not say.
    DnssecUnknown = "dnssec-unknown", Dnssec, Info[unknown], Nobody, "RFC 4035 §3.2.3", dnssec::DNSSEC_UNKNOWN;

    /// The addresses of mail servers are signed.
    DnssecHostsSecure = "dnssec-hosts-secure", Dnssec, Good, Nobody, "RFC 7672 §2.2.2", dnssec::HOSTS_SECURE;
    /// Those of some are not.
    DnssecHostsInsecure = "dnssec-hosts-insecure", Dnssec, Info, DnsHost, "RFC 7672 §2.2.2", dnssec::HOSTS_INSECURE;
    /// The signatures over those of some do not hold.
    DnssecHostsBogus = "dnssec-hosts-bogus", Dnssec, Error, DnsHost, "RFC 4035 §5.5", dnssec::HOSTS_BOGUS;
    /// Those of some could not be looked up.
    DnssecHostsUnknown = "dnssec-hosts-unknown", Dnssec, Info[unknown], Nobody, "RFC 4035 §3.2.3", dnssec::HOSTS_UNKNOWN;
    /// The signatures over the address of the policy host do not hold.
    DnssecPolicyHostBogus = "dnssec-policy-host-bogus", Dnssec, Warning, DnsHost, "RFC 4035 §5.5", dnssec::POLICY_HOST_BOGUS;


    /// The domain says who may send.
    SpfFound = "spf-found", Spf, Good, Nobody, "RFC 7208 §4.5", spf::SPF_FOUND;
    /// There is no record.
    SpfAbsent = "spf-absent", Spf, Warning, You, "RFC 7208 §4.5", spf::SPF_ABSENT;
    /// There are several records.
    SpfSeveral = "spf-several-records", Spf, Error, You, "RFC 7208 §4.5", spf::SPF_SEVERAL;
    /// A record is nearly one.
    SpfNearMiss = "spf-near-miss", Spf, Warning, You, "RFC 7208 §4.5", spf::SPF_NEAR_MISS;
    /// The record is invalid.
    SpfInvalid = "spf-invalid", Spf, Error, You, "RFC 7208 §4.6", spf::SPF_INVALID;
    /// The record counts, and a part of it is ignored.
    SpfFlaw = "spf-flaw", Spf, Advice, You, "RFC 7208 §6", spf::SPF_FLAW;
    /// Whether there is a record could not be told.
    SpfUnknown = "spf-unknown", Spf, Info[unknown], Nobody, "RFC 7208 §4.4", spf::SPF_UNKNOWN;
    /// The signatures over the record do not hold.
    SpfBogus = "spf-bogus", Spf, Error, DnsHost, "RFC 4035 §5.5", spf::SPF_BOGUS;
    /// A record leads to a domain without one.
    SpfIncludeAbsent = "spf-include-without-record", Spf, Error, You, "RFC 7208 §5.2", spf::SPF_INCLUDE_ABSENT;
    /// A record leads to a broken one.
    SpfIncludeInvalid = "spf-include-invalid", Spf, Error, You, "RFC 7208 §5.2", spf::SPF_INCLUDE_INVALID;
    /// A record leads to one whose signatures do not hold.
    SpfIncludeBogus = "spf-include-bogus", Spf, Warning, You, "RFC 7208 §5.2", spf::SPF_INCLUDE_BOGUS;
    /// A part of the record could not be followed.
    SpfIncludeUnknown = "spf-include-unknown", Spf, Info[unknown], Nobody, "RFC 7208 §5.2", spf::SPF_INCLUDE_UNKNOWN;
    /// More than 10 terms ask DNS.
    SpfLookupsOver = "spf-too-many-lookups", Spf, Error, You, "RFC 7208 §4.6.4", spf::SPF_LOOKUPS_OVER;
    /// Nearly 10 terms ask DNS.
    SpfLookupsNear = "spf-lookups-near-limit", Spf, Advice, You, "RFC 7208 §4.6.4", spf::SPF_LOOKUPS_NEAR;
    /// More than 2 names have no answer.
    SpfVoidsOver = "spf-too-many-void-lookups", Spf, Warning, You, "RFC 7208 §4.6.4", spf::SPF_VOIDS_OVER;
    /// More than 2 names have no answer for senders by IPv6.
    SpfVoidsIpv6 = "spf-void-lookups-ipv6", Spf, Info, You, "RFC 7208 §4.6.4", spf::SPF_VOIDS_IPV6;
    /// A term leads to more than 10 mail hosts.
    SpfMailHostsOver = "spf-too-many-mail-hosts", Spf, Error, You, "RFC 7208 §4.6.4", spf::SPF_MAIL_HOSTS_OVER;
    /// A record leads back to itself.
    SpfLoop = "spf-loop", Spf, Error, You, "RFC 7208 §4.6.4", spf::SPF_LOOP;
    /// Everybody may send.
    SpfPassAll = "spf-passes-everybody", Spf, Error, You, "RFC 7208 §8.3", spf::SPF_PASS_ALL;
    /// Nothing is said about other senders.
    SpfNeutralAll = "spf-neutral-all", Spf, Warning, You, "RFC 7208 §8.2", spf::SPF_NEUTRAL_ALL;
    /// The record has no end.
    SpfNoAll = "spf-without-all", Spf, Warning, You, "RFC 7208 §4.7", spf::SPF_NO_ALL;
    /// Terms stand behind the end.
    SpfAfterAll = "spf-terms-after-all", Spf, Warning, You, "RFC 7208 §5.1", spf::SPF_AFTER_ALL;
    /// A redirect has no effect.
    SpfRedirectIgnored = "spf-redirect-ignored", Spf, Warning, You, "RFC 7208 §6.1", spf::SPF_REDIRECT_IGNORED;
    /// The record relies on reverse names.
    SpfPtr = "spf-ptr", Spf, Advice, You, "RFC 7208 §5.5", spf::SPF_PTR;
    /// A very large network may send.
    SpfRangeBroad = "spf-range-broad", Spf, Warning, You, "RFC 7208 §5.6", spf::SPF_RANGE_BROAD;
    /// Addresses that are not public may send.
    SpfRangePrivate = "spf-range-private", Spf, Advice, You, "RFC 7208 §5.6", spf::SPF_RANGE_PRIVATE;
    /// Addresses are named twice.
    SpfOverlap = "spf-overlap", Spf, Info, You, "RFC 7208 §5.6", spf::SPF_OVERLAP;
    /// The record is long.
    SpfLong = "spf-record-long", Spf, Advice, You, "RFC 7208 §3.4", spf::SPF_LONG;
    /// The TXT records make a large answer.
    SpfAnswerLarge = "spf-answer-large", Spf, Info, You, "RFC 7208 §3.4", spf::SPF_ANSWER_LARGE;
    /// A typed sender passes.
    SpfSenderPasses = "spf-sender-passes", Spf, Good, Nobody, "RFC 7208 §2.6.3", spf::SPF_SENDER_PASSES;
    /// A typed sender does not pass.
    SpfSenderNotPassed = "spf-sender-does-not-pass", Spf, Info, You, "RFC 7208 §2.6", spf::SPF_SENDER_NOT_PASSED;
    /// Whether a typed sender passes could not be told.
    SpfSenderUnknown = "spf-sender-unknown", Spf, Info[unknown], Nobody, "RFC 7208 §2.6.6", spf::SPF_SENDER_UNKNOWN;
    /// A key that is long enough.
    DkimKeyGood = "dkim-key-good", Dkim, Good, Nobody, "RFC 8301 §3.2", dkim::DKIM_KEY_GOOD;
    /// A key of 1024 bits or a little more.
    DkimKeyShort = "dkim-key-short", Dkim, Advice, You, "RFC 8301 §3.2", dkim::DKIM_KEY_SHORT;
    /// A key that receivers must not accept.
    DkimKeyWeak = "dkim-key-weak", Dkim, Error, You, "RFC 8301 §3.2", dkim::DKIM_KEY_WEAK;
    /// A key that not every receiver can handle.
    DkimKeyLong = "dkim-key-long", Dkim, Advice, You, "RFC 8301 §3.2", dkim::DKIM_KEY_LONG;
    /// A key that is no longer in use.
    DkimKeyRevoked = "dkim-key-revoked", Dkim, Info, Nobody, "RFC 6376 §3.6.1", dkim::DKIM_KEY_REVOKED;
    /// A key that is marked as a test.
    DkimTesting = "dkim-testing", Dkim, Warning, You, "RFC 6376 §3.6.1", dkim::DKIM_TESTING;
    /// A key record is invalid.
    DkimInvalid = "dkim-invalid", Dkim, Warning, You, "RFC 6376 §3.6.1", dkim::DKIM_INVALID;
    /// A key record counts, with something to tidy.
    DkimFlaw = "dkim-flaw", Dkim, Advice, You, "RFC 6376 §3.6.1", dkim::DKIM_FLAW;
    /// There are several key records at one selector.
    DkimSeveral = "dkim-several-records", Dkim, Warning, You, "RFC 6376 §3.6.2.2", dkim::DKIM_SEVERAL;
    /// A key may be used with hashes alone that nobody accepts.
    DkimSha1Only = "dkim-without-sha256", Dkim, Error, You, "RFC 8301 §3.1", dkim::DKIM_SHA1_ONLY;
    /// A key is not for mail.
    DkimNotForMail = "dkim-not-for-mail", Dkim, Warning, You, "RFC 6376 §3.6.1", dkim::DKIM_NOT_FOR_MAIL;
    /// A key is for TLS reports.
    DkimForTlsReports = "dkim-for-tls-reports", Dkim, Info, Nobody, "RFC 8460 §3", dkim::DKIM_FOR_TLS_REPORTS;
    /// One key at several selectors.
    DkimShared = "dkim-key-shared", Dkim, Advice, You, "RFC 6376 §3.1", dkim::DKIM_SHARED;
    /// A selector is an alias of a name without a key.
    DkimAliasNowhere = "dkim-alias-nowhere", Dkim, Advice, You, "RFC 6376 §3.6.2.2", dkim::DKIM_ALIAS_NOWHERE;
    /// A selector that was typed has no key.
    DkimSelectorAbsent = "dkim-selector-absent", Dkim, Warning, You, "RFC 6376 §6.1.2", dkim::DKIM_SELECTOR_ABSENT;
    /// No key was found by guessing.
    DkimNoneFound = "dkim-none-found", Dkim, Info[unknown], Nobody, "RFC 6376 §3.1", dkim::DKIM_NONE_FOUND;
    /// DNS says that there is no key at all.
    DkimNothing = "dkim-nothing-published", Dkim, Advice, You, "RFC 8020 §2", dkim::DKIM_NOTHING;
    /// DNS says so although there are keys.
    DkimHidden = "dkim-keys-denied", Dkim, Warning, DnsHost, "RFC 8020 §2", dkim::DKIM_HIDDEN;
    /// A wildcard answers for every selector.
    DkimWildcard = "dkim-wildcard", Dkim, Info, You, "RFC 4592 §2.1.1", dkim::DKIM_WILDCARD;
    /// A selector could not be looked up.
    DkimUnknown = "dkim-unknown", Dkim, Info[unknown], Nobody, "RFC 6376 §6.1.2", dkim::DKIM_UNKNOWN;
    /// Forgeries are to be refused.
    DmarcReject = "dmarc-reject", Dmarc, Good, Nobody, "RFC 9989 §4.7", dmarc::DMARC_REJECT;
    /// Forgeries are to be treated with suspicion.
    DmarcQuarantine = "dmarc-quarantine", Dmarc, Good, Nobody, "RFC 9989 §4.7", dmarc::DMARC_QUARANTINE;
    /// Forgeries are only watched.
    DmarcNone = "dmarc-none", Dmarc, Advice, You, "RFC 9989 §4.7", dmarc::DMARC_NONE;
    /// The policy is being tested.
    DmarcTesting = "dmarc-testing", Dmarc, Advice, You, "RFC 9989 §4.7", dmarc::DMARC_TESTING;
    /// The record of a domain above governs.
    DmarcInherited = "dmarc-inherited", Dmarc, Info, Nobody, "RFC 9989 §4.10.1", dmarc::DMARC_INHERITED;
    /// There is no record.
    DmarcAbsent = "dmarc-absent", Dmarc, Warning, You, "RFC 9989 §4.10.1", dmarc::DMARC_ABSENT;
    /// There are several records.
    DmarcSeveral = "dmarc-several-records", Dmarc, Warning, You, "RFC 9989 §4.10", dmarc::DMARC_SEVERAL;
    /// Receivers ignore the record.
    DmarcInvalid = "dmarc-invalid", Dmarc, Warning, You, "RFC 9989 §4.10.1", dmarc::DMARC_INVALID;
    /// A policy in the record is none, so that the record acts as `p=none`.
    DmarcActsAsNone = "dmarc-policy-invalid", Dmarc, Warning, You, "RFC 9989 §4.10.1", dmarc::DMARC_ACTS_AS_NONE;
    /// A record is nearly one.
    DmarcNearMiss = "dmarc-near-miss", Dmarc, Warning, You, "RFC 9989 §4.7", dmarc::DMARC_NEAR_MISS;
    /// A record stands at a wrong name.
    DmarcMisplaced = "dmarc-misplaced", Dmarc, Warning, You, "RFC 9989 §4.10", dmarc::DMARC_MISPLACED;
    /// The record counts, with something to tidy.
    DmarcFlaw = "dmarc-flaw", Dmarc, Advice, You, "RFC 9989 §4.8", dmarc::DMARC_FLAW;
    /// The record has tags that the standard has no more.
    DmarcRemovedTags = "dmarc-removed-tags", Dmarc, Advice, You, "RFC 9989 §C.7", dmarc::DMARC_REMOVED_TAGS;
    /// Subdomains are protected less than the domain.
    DmarcSubdomainsWeaker = "dmarc-subdomains-weaker", Dmarc, Advice, You, "RFC 9989 §4.7", dmarc::DMARC_SUBDOMAINS_WEAKER;
    /// Names that do not exist are protected less than those that do.
    DmarcNonexistentWeaker = "dmarc-nonexistent-weaker", Dmarc, Advice, You, "RFC 9989 §4.7", dmarc::DMARC_NONEXISTENT_WEAKER;
    /// A policy for subdomains stands where nobody reads it.
    DmarcSubdomainPolicyIgnored = "dmarc-subdomain-policy-ignored", Dmarc, Info, You, "RFC 9989 §4.7", dmarc::DMARC_SUBDOMAIN_POLICY_IGNORED;
    /// Nobody is asked for reports.
    DmarcNoReports = "dmarc-no-reports", Dmarc, Advice, You, "RFC 9989 §4.7", dmarc::DMARC_NO_REPORTS;
    /// A host of report addresses does not take them.
    DmarcReportsUnauthorised = "dmarc-reports-unauthorised", Dmarc, Warning, You, "RFC 9990 §4", dmarc::DMARC_REPORTS_UNAUTHORISED;
    /// A host of report addresses takes them.
    DmarcReportsAuthorised = "dmarc-reports-authorised", Dmarc, Good, Nobody, "RFC 9990 §4", dmarc::DMARC_REPORTS_AUTHORISED;
    /// Whether a host of report addresses takes them could not be told.
    DmarcReportsUnknown = "dmarc-reports-unknown", Dmarc, Info[unknown], Nobody, "RFC 9990 §4", dmarc::DMARC_REPORTS_UNKNOWN;
    /// The domain takes no mail, and forgeries of it are not refused.
    DmarcParked = "dmarc-parked", Dmarc, Advice, You, "RFC 9989 §4.7", dmarc::DMARC_PARKED;
    /// The domain says of itself that it is a registry's.
    DmarcPublicSuffix = "dmarc-public-suffix", Dmarc, Advice, You, "RFC 9989 §4.7", dmarc::DMARC_PUBLIC_SUFFIX;
    /// Whether there is a record could not be told.
    DmarcUnknown = "dmarc-unknown", Dmarc, Info[unknown], Nobody, "RFC 9989 §4.10.1", dmarc::DMARC_UNKNOWN;
    /// The organisational domain could not be found out.
    DmarcOrganizationUnknown = "dmarc-organization-unknown", Dmarc, Info[unknown], Nobody, "RFC 9989 §4.10.2", dmarc::DMARC_ORGANIZATION_UNKNOWN;
    /// The signatures over the record do not hold.
    DmarcBogus = "dmarc-bogus", Dmarc, Error, DnsHost, "RFC 4035 §5.5", dmarc::DMARC_BOGUS;

    /// A logo is published.
    BimiFound = "bimi-found", Bimi, Good, Nobody, "BIMI draft §4.3", bimi::BIMI_FOUND;
    /// None is.
    BimiAbsent = "bimi-absent", Bimi, Info, Nobody, "BIMI draft §7.2", bimi::BIMI_ABSENT;
    /// The domain wants none.
    BimiDeclined = "bimi-declined", Bimi, Info, Nobody, "BIMI draft §4.3.1", bimi::BIMI_DECLINED;
    /// The record is invalid.
    BimiInvalid = "bimi-invalid", Bimi, Advice, You, "BIMI draft §4.3", bimi::BIMI_INVALID;
    /// There are several records.
    BimiSeveral = "bimi-several-records", Bimi, Advice, You, "BIMI draft §7.2", bimi::BIMI_SEVERAL;
    /// A record is nearly one.
    BimiNearMiss = "bimi-near-miss", Bimi, Advice, You, "BIMI draft §4.3", bimi::BIMI_NEAR_MISS;
    /// The record counts, with something to tidy.
    BimiFlaw = "bimi-flaw", Bimi, Advice, You, "BIMI draft §4.3", bimi::BIMI_FLAW;
    /// DMARC is too weak for a logo.
    BimiDmarcTooWeak = "bimi-dmarc-too-weak", Bimi, Advice, You, "BIMI draft §7.1", bimi::BIMI_DMARC_TOO_WEAK;
    /// There is no certificate for the logo.
    BimiWithoutEvidence = "bimi-without-evidence", Bimi, Info, You, "BIMI draft §4.3", bimi::BIMI_WITHOUT_EVIDENCE;
    /// Whether there is a record could not be told.
    BimiUnknown = "bimi-unknown", Bimi, Info[unknown], Nobody, "BIMI draft §7.2", bimi::BIMI_UNKNOWN;
    /// Something that large receivers demand of senders is missing.
    SenderRequirementsUnmet = "sender-requirements-unmet", Dmarc, Advice, You, "RFC 9989 §1", requirements::UNMET;
    /// All of it that can be seen is there.
    SenderRequirementsMet = "sender-requirements-met", Dmarc, Good, Nobody, "RFC 9989 §1", requirements::MET;
    /// Whether it is there could not be told.
    SenderRequirementsUnknown = "sender-requirements-unknown", Dmarc, Info[unknown], Nobody, "RFC 9989 §1", requirements::UNKNOWN;

    /// Address and name confirm each other.
    PtrConfirmed = "ptr-confirmed", ReverseDns, Good, Nobody, "RFC 8601 §2.7.3", reverse_dns::PTR_CONFIRMED;
    /// The address has no name.
    PtrAbsent = "ptr-absent", ReverseDns, Warning, DnsHost, "RFC 1912 §2.1", reverse_dns::PTR_ABSENT;
    /// The name does not lead back.
    PtrUnconfirmed = "ptr-unconfirmed", ReverseDns, Warning, DnsHost, "RFC 8601 §2.7.3", reverse_dns::PTR_UNCONFIRMED;
    /// Whether it has one could not be told.
    PtrUnknown = "ptr-unknown", ReverseDns, Info[unknown], Nobody, "RFC 8601 §2.7.3", reverse_dns::PTR_UNKNOWN;

    /// The name is one that a provider gives to whole ranges.
    PtrGeneric = "ptr-generic", ReverseDns, Advice, DnsHost, "RFC 1912 §2.1", reverse_dns::PTR_GENERIC;
    /// A server greets by a name that leads elsewhere.
    GreetingElsewhere = "greeting-name-elsewhere", ReverseDns, Info, MailHost, "RFC 5321 §4.1.4", reverse_dns::GREETING_ELSEWHERE;


    /// A list has an entry for a server's address.
    BlocklistListed = "blocklist-listed", Blocklists, Warning, MailHost, "RFC 5782 §2.1", blocklists::BLOCKLIST_LISTED;
    /// A list has an entry for the domain.
    BlocklistDomainListed = "blocklist-domain-listed", Blocklists, Warning, You, "RFC 5782 §2.5", blocklists::BLOCKLIST_DOMAIN_LISTED;
    /// A server's address is in a range that should not send.
    BlocklistPolicy = "blocklist-policy", Blocklists, Info, Nobody, "RFC 5782 §2.1", blocklists::BLOCKLIST_POLICY;
    /// A list that somebody named has an entry.
    BlocklistUndocumented = "blocklist-undocumented", Blocklists, Advice, MailHost, "RFC 5782 §2.1", blocklists::BLOCKLIST_UNDOCUMENTED;
    /// No list has an entry.
    BlocklistClean = "blocklist-clean", Blocklists, Good, Nobody, "RFC 5782 §2.1", blocklists::BLOCKLIST_CLEAN;
    /// Whether a list has an entry could not be told.
    BlocklistUnknown = "blocklist-unknown", Blocklists, Info[unknown], Nobody, "RFC 5782 §2.1", blocklists::BLOCKLIST_UNKNOWN;
    /// A list does not work, or refuses.
    BlocklistOutOfOrder = "blocklist-out-of-order", Blocklists, Info[unknown], Nobody, "RFC 5782 §5", blocklists::BLOCKLIST_OUT_OF_ORDER;
    /// Lists could not be asked.
    BlocklistNotTested = "blocklist-not-tested", Blocklists, Info[unknown], Nobody, "RFC 5782 §2.1", blocklists::BLOCKLIST_NOT_TESTED;

    /// SRV records name the submission servers.
    SubmissionFound = "submission-found", Submission, Info, Nobody, "RFC 6186 §3.1", submission::SUBMISSION_FOUND;
    /// There are no SRV records; servers answer by their usual names.
    SubmissionGuessed = "submission-guessed", Submission, Info, You, "RFC 6186 §3.1", submission::SUBMISSION_GUESSED;
    /// An SRV record says that there is no such service.
    SubmissionNoneOffered = "submission-none-offered", Submission, Info, Nobody, "RFC 6186 §3.4", submission::SUBMISSION_NONE_OFFERED;
    /// There are no SRV records, and nothing answers by the usual names.
    SubmissionNotFound = "submission-not-found", Submission, Info, Nobody, "RFC 6186 §3.1", submission::SUBMISSION_NOT_FOUND;
    /// The SRV records could not be looked up.
    SubmissionUnknown = "submission-unknown", Submission, Info[unknown], Nobody, "RFC 2782", submission::SUBMISSION_UNKNOWN;
    /// More servers are named than are looked at.
    SubmissionBeyondLimit = "submission-beyond-limit", Submission, Info[unknown], Nobody, "RFC 2782", submission::SUBMISSION_BEYOND_LIMIT;
    /// An SRV record's target is no host name.
    SubmissionSrvTargetInvalid = "submission-srv-target-invalid", Submission, Warning, You, "RFC 2782", submission::SUBMISSION_SRV_TARGET_INVALID;
    /// An SRV record's target is an alias.
    SubmissionSrvTargetAlias = "submission-srv-target-alias", Submission, Warning, You, "RFC 2782", submission::SUBMISSION_SRV_TARGET_ALIAS;
    /// An SRV record's target has no address that can be reached.
    SubmissionSrvTargetNowhere = "submission-srv-target-without-address", Submission, Warning, You, "RFC 2782", submission::SUBMISSION_SRV_TARGET_NOWHERE;
    /// An SRV record has a port that is not the service's own.
    SubmissionSrvPort = "submission-srv-port", Submission, Advice, You, "RFC 8314 §7.3", submission::SUBMISSION_SRV_PORT;
    /// An SRV record says that there is no such service, beside others that name servers.
    SubmissionSrvNoneBesideOthers = "submission-srv-none-beside-others", Submission, Warning, You, "RFC 2782", submission::SUBMISSION_SRV_NONE_BESIDE_OTHERS;
    /// Only STARTTLS is offered, where TLS from the first byte is preferred.
    SubmissionNoImplicitTls = "submission-no-implicit-tls", Submission, Advice, You, "RFC 8314 §3.3", submission::SUBMISSION_NO_IMPLICIT_TLS;
    /// A server does all that is asked of it.
    SubmissionSealed = "submission-sealed", Submission, Good, Nobody, "RFC 8314 §3.3", submission::SUBMISSION_SEALED;
    /// A server could not be tested.
    SubmissionNotTested = "submission-not-tested", Submission, Info[unknown], Nobody, "RFC 6409 §3.1", submission::SUBMISSION_NOT_TESTED;
    /// A server that an SRV record names refuses connections.
    SubmissionRefusing = "submission-refusing", Submission, Warning, MailHost, "RFC 6409 §3.1", submission::SUBMISSION_REFUSING;
    /// STARTTLS is not offered, or declined.
    SubmissionStarttlsMissing = "submission-starttls-missing", Submission, Error, MailHost, "RFC 8314 §3.3", submission::SUBMISSION_STARTTLS_MISSING;
    /// TLS does not come about.
    SubmissionTlsFails = "submission-tls-fails", Submission, Error, MailHost, "RFC 8314 §3.3", submission::SUBMISSION_TLS_FAILS;
    /// Versions older than TLS 1.2 are accepted.
    SubmissionTlsOld = "submission-tls-old", Submission, Warning, MailHost, "RFC 8997 §3", submission::SUBMISSION_TLS_OLD;
    /// Nothing but suites that are broken.
    SubmissionWeakSuites = "submission-broken-suites-only", Submission, Error, MailHost, "RFC 9325 §4.1", submission::SUBMISSION_WEAK_SUITES;
    /// The certificate does not prove who the server is, or will soon not.
    SubmissionCertificate = "submission-certificate", Submission, Error, MailHost, "RFC 7817 §3", submission::SUBMISSION_CERTIFICATE;
    /// A password is asked for before the connection is encrypted.
    SubmissionAuthInClear = "submission-auth-in-clear", Submission, Warning, MailHost, "RFC 4954 §4", submission::SUBMISSION_AUTH_IN_CLEAR;
    /// No password is asked for even inside TLS.
    SubmissionAuthMissing = "submission-auth-missing", Submission, Info, MailHost, "RFC 6409 §4.3", submission::SUBMISSION_AUTH_MISSING;
    /// A server takes mail from anybody for anybody, without a password.
    SubmissionOpenRelay = "submission-open-relay", Submission, Error, MailHost, "RFC 6409 §4.3", submission::SUBMISSION_OPEN_RELAY;
    /// A server accepts recipients without a password, and whether it forwards could not be proven.
    SubmissionOpenRelayUnproven = "submission-open-relay-unproven", Submission, Warning, MailHost, "RFC 6409 §4.3", submission::SUBMISSION_OPEN_RELAY_UNPROVEN;
}

impl Code {
    /// Whether it is said beside what its area is about, so that it counts neither for the area's status nor for the
    /// score: other resolvers' answers, and what receivers make of several areas together.
    #[must_use]
    pub const fn is_aside(self) -> bool {
        matches!(
            self,
            Self::DnsAnswersAgree
                | Self::DnsAnswersDiffer
                | Self::DnsAnswersUnknown
                | Self::SenderRequirementsMet
                | Self::SenderRequirementsUnmet
                | Self::SenderRequirementsUnknown
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

// A list of all words: what each means is in `docs/findings.md`.
#[cfg(feature = "schema")]
impl schemars::JsonSchema for Code {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Code".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let words: Vec<&str> = Self::ALL.iter().map(|code| code.word()).collect();
        schemars::json_schema!({
            "description": "What a finding says. Its word is stable across versions.",
            "type": "string",
            "enum": words,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn words_are_stable_kebab_case_and_unique() {
        let words: BTreeSet<&str> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for word in words {
            assert!(
                word.bytes()
                    .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            );
        }
    }

    #[test]
    fn what_could_not_be_found_out_is_never_an_error() {
        for code in Code::ALL.iter().filter(|code| code.is_inconclusive()) {
            assert!(code.severity() <= Warning, "{code}");
        }
    }

    #[test]
    fn every_code_has_words_that_explain() {
        for code in Code::ALL {
            let Texts {
                title,
                consequence,
                why,
                remedy,
            } = code.texts();
            for text in [title, consequence, why, remedy] {
                assert!(text.len() > 5, "{code}");
            }
            // Titles are headings; the rest are sentences.
            assert!(!title.ends_with('.'), "{code}");
            for text in [consequence, why, remedy] {
                assert!(text.ends_with('.'), "{code}: {text}");
            }
        }
    }
}
