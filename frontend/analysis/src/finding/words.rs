//! The words of every finding, in plain English: what happens, why it matters, what to do.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::Code;

/// What a finding says to a person. The particular case stands in [`super::Finding::detail`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Words {
    /// A heading, without a full stop.
    pub title: &'static str,
    /// The rest; nothing in a program built without the feature `explanations`, until it is told them.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// What a finding means and what can be done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Explanation {
    /// What it means for the mail.
    pub consequence: Cow<'static, str>,
    /// Why it is so.
    pub why: Cow<'static, str>,
    /// What to do.
    pub remedy: Cow<'static, str>,
}

const NOTHING_TO_DO: &str = "Nothing has to be done.";
const ASK_AGAIN: &str = "Ask again in some minutes, or from another relay or resolver.";

impl Code {
    /// The words of the code.
    #[must_use]
    pub const fn words(self) -> Words {
        let (title, consequence, why, remedy) = self.texts();
        let explanation = if cfg!(feature = "explanations") {
            Some(Explanation {
                consequence: Cow::Borrowed(consequence),
                why: Cow::Borrowed(why),
                remedy: Cow::Borrowed(remedy),
            })
        } else {
            None
        };
        Words { title, explanation }
    }

    /// Title, consequence, reason and remedy: all words of all findings stand here and nowhere else.
    pub(super) const fn texts(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::MxFound => (
                "Mail servers are named in DNS",
                "Senders know where to deliver mail for this domain.",
                "The domain's MX records name the hosts that take its mail.",
                NOTHING_TO_DO,
            ),
            Self::MxImplicit => (
                "No MX record: the domain's own address takes the mail",
                "Mail is delivered to whatever answers on port 25 at the domain's own address.",
                "Without an MX record, senders fall back to the domain's address record, often that of a web server.",
                "Publish an MX record that names your mail server, or a null MX if the domain takes no mail.",
            ),
            Self::MxUnknown => (
                "The MX records could not be looked up",
                "Nothing can be said about this domain's mail at the moment.",
                "The resolver gave no usable answer. This says nothing about the domain unless it lasts.",
                ASK_AGAIN,
            ),
            Self::MxBogus => (
                "The domain's DNSSEC signatures do not hold",
                "Every sender whose resolver validates DNSSEC cannot deliver mail to this domain.",
                "A validating resolver refuses the answer because its signatures are wrong or have expired. \
                 Resolvers that do not validate still see it, so the fault may look harmless from some places.",
                "Have the zone signed again, or make the DS record at the parent match the zone's keys.",
            ),
            Self::DomainNotFound => (
                "The domain does not exist",
                "Mail to this domain is returned to its sender.",
                "DNS says that there is no such name (NXDOMAIN).",
                "Check the spelling. If it is right, the domain is not registered or its zone is missing.",
            ),
            Self::NoMailService => (
                "No mail service",
                "Mail to this domain is returned to its sender, some of it only after days of trying.",
                "The domain has neither an MX record nor an address.",
                "If the domain is not meant to take mail, say so with a null MX, so that senders know at once.",
            ),
            Self::NullMx => (
                "The domain says that it takes no mail",
                "Mail to this domain is returned at once, with a clear reason.",
                "A null MX record says that no host takes mail for the domain.",
                NOTHING_TO_DO,
            ),
            Self::NullMxBesideOthers => (
                "A null MX stands beside other MX records",
                "Some senders treat the domain as one that takes no mail, and return it.",
                "A null MX says that no host takes mail, so it must be the only MX record.",
                "Remove the null MX record, or all the others.",
            ),
            Self::MxTargetInvalid => (
                "An MX record names no host",
                "Senders skip this record; if it is the only one, mail is not delivered.",
                "The target of an MX record must be a host name: not an IP address, and without odd characters.",
                "Let the record name a host, and give that host address records.",
            ),
            Self::MxTargetAlias => (
                "An MX record points to an alias",
                "Most senders follow the alias; some do not, and MTA-STS and DANE become ambiguous.",
                "The target of an MX record must have addresses of its own and not be a CNAME.",
                "Let the MX record name the real host, which the alias leads to.",
            ),
            Self::MxTargetNowhere => (
                "An MX record names a host without an address",
                "Senders skip this host; mail waits or fails if the others are down.",
                "The host's name has neither an A nor an AAAA record.",
                "Give the host an address, or remove its MX record.",
            ),
            Self::MxTargetPrivate => (
                "An MX record leads to a private address",
                "Nobody outside your network can deliver there; senders try and then go on to the next host.",
                "The host has only addresses that the public internet does not reach.",
                "Give the host a public address, or remove its MX record from public DNS.",
            ),
            Self::HostsBeyondLimit => (
                "More mail servers are listed than are looked at",
                "The grade rests on the ten most preferred hosts.",
                "To be a good guest, no more than ten hosts of one domain are contacted.",
                "Check the others one by one with “one host”.",
            ),
            Self::HostRefusing => (
                "A mail server refuses connections",
                "Senders go on to the next host, which delays mail a little. Harmless if it is intended (nolisting).",
                "Every address of the host refuses connections on this port.",
                "Start the mail service there, open the firewall, or remove the host's MX record.",
            ),
            Self::HostNotTested => (
                "A mail server could not be tested from here",
                "Whether this host seals mail is not known. The grade does not count it as a fault.",
                "The host did not let us come far enough to see. Its own words are quoted.",
                "Ask again later or from another relay. If it concerns our address only, senders see something else.",
            ),
            Self::AddressUnreachable => (
                "One address of a mail server does not answer",
                "Senders that try this address first lose time before they use another.",
                "DNS lists the address, other addresses of the host answer, and this one does not.",
                "Mend the service at this address, or remove it from DNS.",
            ),
            Self::AddressNotTested => (
                "One address of a mail server could not be tested",
                "Whether this address behaves like the others is not known.",
                "It was not tried, or turned us away for a reason of its own.",
                ASK_AGAIN,
            ),
            Self::TransportSealed => (
                "The connection is encrypted",
                "Nobody who merely listens on the way can read the mail.",
                "The server offers TLS, and the handshake was completed.",
                NOTHING_TO_DO,
            ),
            Self::StarttlsMissing => (
                "Mail travels in clear: STARTTLS is not offered",
                "Everybody on the way can read and change mail to this server.",
                "In its answer to EHLO the server does not offer STARTTLS. If you know that it does, something \
                 between it and this relay removes the offer, which is an attack or a misguided firewall.",
                "Give the mail server a certificate and switch STARTTLS on.",
            ),
            Self::StarttlsDeclined => (
                "STARTTLS is offered but refused",
                "Senders fall back to sending in clear, or do not deliver.",
                "The server lists STARTTLS and then answers the command with a permanent error. Usually its \
                 certificate or key cannot be read.",
                "Look at the mail server's log for the reason; check the paths and rights of certificate and key.",
            ),
            Self::TlsAlwaysFails => (
                "STARTTLS is offered, but every handshake fails",
                "Senders fall back to sending in clear, or do not deliver.",
                "The server said no to offers of every version and every kind of cipher. Usually it has no \
                 certificate, or one whose key cannot be read.",
                "Look at the mail server's log for the reason; check the paths and rights of certificate and key.",
            ),
            Self::TlsOnlyOld => (
                "The server speaks only outdated versions of TLS",
                "Modern senders refuse these versions, and deliver in clear or not at all. Attacks on them are known.",
                "Nothing newer than TLS 1.1 is accepted. TLS 1.0 and 1.1 were withdrawn in 2021.",
                "Update the mail server or its TLS library, and allow TLS 1.2 and TLS 1.3.",
            ),
            Self::TlsWeakSuitesOnly => (
                "The server has only ciphers that are broken",
                "Mail is hardly better protected than in clear. Modern senders share no cipher with this server.",
                "From an offer of everything the server chose a cipher with RC4, 3DES, export keys, no encryption or \
                 no authentication, and it refused the same offer without such ciphers.",
                "Update the mail server or its TLS library, or mend its list of ciphers.",
            ),
            Self::TlsSslv3 => (
                "SSLv3 is still accepted",
                "Senders that can do better do better. Whoever sends with SSLv3 can be listened to (POODLE).",
                "SSLv3 was withdrawn in 2015.",
                "Switch SSLv3 off at the mail server (Postfix: smtpd_tls_protocols = >=TLSv1.2).",
            ),
            Self::TlsOldVersions => (
                "TLS 1.0 or TLS 1.1 is still accepted",
                "Senders that can do better do better. For old senders it is still more than sending in clear.",
                "TLS 1.0 and 1.1 were withdrawn in 2021, and audits ask to switch them off.",
                "If no old senders matter to you, allow only TLS 1.2 and newer (Postfix: smtpd_tls_protocols = >=TLSv1.2).",
            ),
            Self::StarttlsMasked => (
                "Something hides what the server offers",
                "Senders behind the same device send in clear.",
                "A keyword in the answer to EHLO was written over with X, or the greeting with stars. Firewalls with \
                 “SMTP inspection” do that, and hide STARTTLS. Whether yours does, or one on our way, cannot be told from here.",
                "Switch the firewall's SMTP inspection (“fixup”) off.",
            ),
            Self::TlsUndecided => (
                "STARTTLS is offered; whether it works could not be told",
                "Senders may or may not reach this server over TLS.",
                "The handshake did not come about, and the server did not say clearly why. It may be out of order, \
                 or may have had enough of our connections.",
                "Try with the command below; look at the mail server's log at the time of this test.",
            ),
            Self::TlsNotSpoken => (
                "This port should begin with TLS and speaks in clear",
                "Mail programs that expect TLS cannot connect, or send passwords in clear.",
                "Port 465 is for TLS from the first byte. This server greets in clear.",
                "Switch implicit TLS on for this port (Postfix: smtpd_tls_wrappermode=yes).",
            ),
            Self::StarttlsInjection => (
                "The server sends text in clear where TLS should begin",
                "A sender that does not discard it can be fooled about what the server said inside TLS.",
                "Bytes came between the answer to STARTTLS and the handshake. They were discarded and are quoted.",
                "Update the mail server, or whatever stands in front of it.",
            ),
            Self::Tls12Newest => (
                "TLS 1.3 is not offered",
                "Mail is encrypted well. TLS 1.3 hides more and is simpler to get right.",
                "TLS 1.2 is the newest version that the server agreed to.",
                "Update the mail server or its TLS library; both have had TLS 1.3 since about 2018.",
            ),
            Self::TlsDhWeak => (
                "The Diffie-Hellman prime is too short",
                "Whoever records the connection may compute its key afterwards: with 512 bits easily, with 1024 bits \
                 at great expense.",
                "A suite with DHE is accepted, with a prime of fewer than 2048 bits.",
                "Use a prime of RFC 7919 (Postfix: leave smtpd_tls_dh1024_param_file empty), or switch DHE off; \
                 ECDHE does the same better.",
            ),
            Self::TlsDhUnvetted => (
                "The Diffie-Hellman prime cannot be vetted",
                "Mail is encrypted. Whether the prime was chosen well, only its maker knows.",
                "It is none of the primes that were published together with how they were made (RFC 7919, RFC 3526).",
                "Use a prime of RFC 7919, or switch DHE off; ECDHE does the same better.",
            ),
            Self::TlsSignatureWeak => (
                "The key exchange is signed with an outdated hash",
                "An attacker with great means could forge such a signature and pose as the server.",
                "SHA-1 or MD5 was used though SHA-2 was offered first.",
                "Update the mail server or its TLS library.",
            ),
            Self::TlsCompression => (
                "The server compresses inside TLS",
                "The length of what is sent betrays its content (CRIME).",
                "From an offer of “none” and DEFLATE the server chose to compress.",
                "Switch compression off (Postfix: tls_ssl_options = NO_COMPRESSION), or update the TLS library.",
            ),
            Self::TlsRenegotiationInsecure => (
                "Secure renegotiation is not supported",
                "An attacker on the way can put words in front of what a sender says (CVE-2009-3555).",
                "The server does not answer the extension that prevents this, which every library has had since 2010.",
                "Update the mail server's TLS library.",
            ),
            Self::TlsNoExtendedMasterSecret => (
                "The extended master secret is not supported",
                "Mail is encrypted. A weakness of sessions below TLS 1.3 that are taken up again remains (triple handshake).",
                "The server does not take up the extension that binds keys to the whole handshake.",
                "Update the mail server's TLS library; most have had it since 2016.",
            ),
            Self::TlsDowngradeUnmarked => (
                "Answers in older versions lack the mark against downgrades",
                "Senders with TLS 1.3 cannot notice if somebody on the way talks them into an older version.",
                "A server that knows TLS 1.3 must mark the older answers it gives. Where it does not, old and new versions \
                 are often served by different machines.",
                "Update the mail server's TLS library, or all machines behind the address.",
            ),
            Self::TlsHybrid => (
                "The key exchange withstands quantum computers",
                "What is recorded today stays sealed even if quantum computers come, for senders that can do the same.",
                "The server takes a key exchange that joins ML-KEM with a classical one.",
                NOTHING_TO_DO,
            ),
            Self::TlsNoHybrid => (
                "The key exchange would not withstand quantum computers",
                "Whoever records mail today may read it if quantum computers come. Nobody can do that now.",
                "The server takes none of the key exchanges that join ML-KEM with a classical one. Few mail servers do yet.",
                "It comes with newer TLS libraries (OpenSSL 3.5, GnuTLS 3.8.8); no hurry.",
            ),
            Self::TlsWeakSuites => (
                "Broken ciphers are still accepted",
                "Senders that can do better do better. Whoever knows only these is hardly protected.",
                "The server accepts suites with RC4, DES, 3DES, export keys or no encryption.",
                "Take them out of the mail server's list of ciphers (Postfix: smtpd_tls_ciphers = medium, or \
                 smtpd_tls_exclude_ciphers).",
            ),
            Self::TlsAnonymousSuites => (
                "Ciphers without authentication are accepted",
                "Harmless between servers: a sender that checks certificates never offers these, and one that does not \
                 could not tell an attacker anyway. Audits ask about it.",
                "The server takes suites in which it shows no certificate. Postfix does so on purpose.",
                "Take them out if you like (Postfix: smtpd_tls_exclude_ciphers = aNULL).",
            ),
            Self::TlsClientPreference => (
                "The sender's order of ciphers decides, and broken ones are among them",
                "A sender that lists a broken cipher first gets it, though both sides know better ones.",
                "The choice followed the order of the offer.",
                "Take the broken ciphers out, or let the server's order decide (Postfix: tls_preempt_cipherlist = yes).",
            ),
            Self::TlsNoForwardSecrecy => (
                "No cipher with forward secrecy",
                "Whoever records mail now and gets hold of the server's key later can read all of it.",
                "The server takes only suites in which its long-lived key protects every connection.",
                "Allow suites with ECDHE.",
            ),
            Self::TlsWeakGroups => (
                "The server accepts elliptic curves that are too small",
                "The key of a connection that uses one can be computed with great effort.",
                "Curves of fewer than 224 bits must not be used any more.",
                "Allow X25519, P-256 and larger curves only, or update the TLS library.",
            ),
            Self::StarttlsCommandInjection => (
                "The server obeys commands that were smuggled in before TLS",
                "Whoever is on the way can put commands into a sealed connection, and so redirect or read mail \
                 (CVE-2011-0411).",
                "A command sent in clear in one write with STARTTLS was answered inside TLS. The server must forget \
                 everything that came before the handshake.",
                "Update the mail server, or the device in front of it that ends TLS.",
            ),
            Self::StarttlsAgain => (
                "STARTTLS is offered again inside TLS",
                "Most senders ignore it. Some try it, and fail.",
                "Once TLS protects the connection, a server must not offer STARTTLS.",
                "Update the mail server, or the device in front of it that ends TLS without the server knowing.",
            ),
            Self::StarttlsWrongCode => (
                "STARTTLS is answered with the wrong code",
                "Senders do not know whether to begin with TLS; many then send in clear.",
                "The only positive answer to STARTTLS is 220.",
                "Update the mail server, or whatever answers in its place.",
            ),
            Self::AuthInClear => (
                "Passwords may be sent in clear",
                "A mail program that is set up carelessly, or deceived, sends its password where everybody on the way \
                 can read it.",
                "The server offers to take a login before TLS protects the connection.",
                "Offer AUTH inside TLS only (Postfix: smtpd_tls_auth_only = yes). On port 25 other servers deliver, \
                 and no login is needed at all.",
            ),
            Self::AuthBeforeTls => (
                "A login is offered before TLS",
                "The password itself is not sent. Whoever listens can try passwords against what is sent, and take the \
                 connection over once the login is done.",
                "The server offers ways of logging in that prove the password without sending it, outside TLS.",
                "Offer AUTH inside TLS only (Postfix: smtpd_tls_auth_only = yes; Sendmail: “p” in \
                 confAUTH_OPTIONS does so for passwords). On port 25 no login is needed at all.",
            ),
            Self::EhloKeywordsLost => (
                "Inside TLS the server offers less than before",
                "Harmless in itself. It hints at a device that ends TLS and passes on another server's words.",
                "Keywords of the answer to EHLO in clear are missing from the one inside TLS.",
                "Nothing has to be done, unless it is not intended.",
            ),
            Self::HeloOnly => (
                "The server does not know EHLO",
                "Senders cannot learn what it can do: no encryption, no sizes, no delivery reports.",
                "It refuses EHLO and accepts HELO, the greeting of before 1993. Some firewalls make servers seem so.",
                "Update the mail server, or switch off the firewall's SMTP inspection (“fixup”).",
            ),
            Self::ReplyBareLf => (
                "Lines end without a carriage return",
                "Most senders put up with it; strict ones break off.",
                "Every line of SMTP ends in CR LF.",
                "Update the mail server, or mend the script that answers in its place.",
            ),
            Self::GreetingWithoutHost => (
                "The greeting does not name the server",
                "Senders do not mind. People who look for a fault miss it.",
                "After 220 the server should give its own name, with its domain.",
                "Set the server's name (Postfix: myhostname, and smtpd_banner beginning with $myhostname).",
            ),
            Self::GreetingSlow => (
                "The server greets late",
                "Senders with little patience give up; others deliver a little later.",
                "Servers wait on purpose to put off spammers, or because a lookup about the sender takes long.",
                "If it is not intended, look at the server's DNS and at its lists of blocked senders.",
            ),
            Self::Smtputf8 => (
                "Internationalised addresses are taken",
                "Mail with letters beyond ASCII in its addresses can be delivered.",
                "The server offers SMTPUTF8.",
                NOTHING_TO_DO,
            ),
            Self::Requiretls => (
                "Senders can insist on encryption all the way",
                "A sender may ask that a message goes on only over TLS to servers that prove who they are.",
                "The server offers REQUIRETLS.",
                NOTHING_TO_DO,
            ),
            Self::RequiretlsInClear => (
                "REQUIRETLS is offered before TLS",
                "Senders ignore it there.",
                "The keyword may be offered only inside TLS.",
                "Update the mail server or the device in front of it.",
            ),
            Self::DeepCutShort => (
                "The deep look was cut short",
                "What was learnt until then stands, and the lists may be incomplete. The grade does not rest on them.",
                "The server, or a limit that protects it, ended the look before all was asked.",
                "Ask again in an hour, or raise the server's limit for the relay's address.",
            ),
            Self::CertificateTrusted => (
                "The server can prove who it is",
                "A sender that checks can be sure that it talks to this server.",
                "The certificate leads to a public root, is in date, and covers the host's name.",
                NOTHING_TO_DO,
            ),
            Self::CertificateExpired => (
                "The certificate has expired",
                "Senders that check certificates, such as those that follow MTA-STS, do not deliver here. Others do.",
                "The date of the certificate, or of one above it, is over.",
                "Renew it, and see why the automatic renewal or the reload after it did not happen.",
            ),
            Self::CertificateNotYetValid => (
                "The certificate is not valid yet",
                "Senders that check certificates do not deliver here. Others do.",
                "Its validity begins in the future.",
                "Wait, install one that is valid now, or set the clock of the machine that made it.",
            ),
            Self::CertificateSelfSigned => (
                "The certificate is self-signed",
                "Mail is encrypted, but anybody on the way could pose as this server. Senders that check do not deliver.",
                "The server made its certificate itself; no public authority vouches for it.",
                "Install a certificate of a public authority, such as Let's Encrypt, for the host's name.",
            ),
            Self::CertificateUnknownIssuer => (
                "Nobody knows who made the certificate",
                "Mail is encrypted, but senders that check certificates do not deliver here.",
                "The certificate does not lead to a public root: it comes from a private authority, or the server \
                 sends the wrong certificates along.",
                "Install a certificate of a public authority together with its intermediate certificate.",
            ),
            Self::CertificateMissingIntermediate => (
                "The server forgets the intermediate certificate",
                "Senders that check certificates mostly do not deliver here: mail servers do not fetch what is missing.",
                "The certificate is of a public authority, but the one that links it to the root is not sent.",
                "Let the server send the full chain (the file is often called fullchain.pem).",
            ),
            Self::CertificatePathBroken => (
                "The certificate's chain is broken",
                "Senders that check certificates do not deliver here. Others do.",
                "A signature in the chain is wrong, or a certificate is used for what it is not made for.",
                "Install certificate and chain again, as the authority delivered them.",
            ),
            Self::CertificatePathUndecided => (
                "Whether the certificate holds could not be told",
                "Senders that check certificates may or may not deliver here.",
                "The chain uses something that this relay's verifier does not know.",
                "Check it with the command below.",
            ),
            Self::CertificateNameMismatch => (
                "The certificate is for another name",
                "Senders that check names, such as those that follow MTA-STS, do not deliver here. Others do.",
                "None of the certificate's DNS names is the host's name in the MX record.",
                "Get a certificate that covers the name in the MX record, or let the MX record name a host that the \
                 certificate covers.",
            ),
            Self::CertificateCommonNameOnly => (
                "The host's name stands in an outdated place of the certificate",
                "Current senders ignore it there and treat the certificate as one for another name.",
                "The name is only in the certificate's common name, not among its DNS names.",
                "Get a certificate that has the name as a subject alternative name.",
            ),
            Self::CertificateWeakKey => (
                "The certificate's key is too short",
                "With much effort the key can be found out; many senders refuse such a key.",
                "RSA keys of fewer than 2048 bits are no longer considered safe.",
                "Make a new key, RSA with 2048 bits or more, or ECDSA P-256, and a new certificate for it.",
            ),
            Self::CertificateWeakSignature => (
                "The certificate is signed with a broken algorithm",
                "Such a signature can be forged; current senders do not accept it.",
                "SHA-1 and MD5 signatures are no longer considered safe.",
                "Get a new certificate; public authorities sign with SHA-256.",
            ),
            Self::CertificateExpiresSoon => (
                "The certificate expires soon",
                "When it does, senders that check certificates no longer deliver here.",
                "Automatic renewal usually happens a month before the end, so it may not be working.",
                "Renew it now, and see that the mail server reloads it.",
            ),
            Self::CertificateUnreadable => (
                "The certificate cannot be read",
                "What senders make of it cannot be told.",
                "What the server presents is no X.509 certificate as the standard has it.",
                "Install a certificate made by a usual authority or tool.",
            ),
            Self::HandshakeSignatureWrong => (
                "The server does not prove that it holds its certificate's key",
                "Senders that check break off the handshake.",
                "The server's signature over the handshake does not fit the key in its certificate.",
                "Check that the key file belongs to the certificate, and update the TLS library.",
            ),
            Self::CertificateChainOrder => (
                "The certificates are sent in the wrong order",
                "Most senders put them in order. Old ones take the chain for broken.",
                "Each certificate should be followed by that of its issuer.",
                "Put the server's own certificate first, then its issuer's, and so on.",
            ),
            Self::CertificateChainSuperfluous => (
                "Certificates are sent that nobody needs",
                "Every connection takes a little longer; nothing else happens.",
                "The root, a certificate sent twice, or one that has nothing to do with the others is in the chain. \
                 Whoever trusts the root has it already.",
                "Take it out of the file of certificates, unless a TLSA record is about it (DANE-TA).",
            ),
            Self::CertificateNotLogged => (
                "The certificate is in no public log, as far as it says itself",
                "Mail servers do not ask for that. If somebody gets a false certificate for the name, nobody may notice.",
                "Public authorities log the certificates that they issue and add the logs' timestamps, unless asked not to.",
                NOTHING_TO_DO,
            ),
            Self::CertificateStapleMissing => (
                "The certificate demands proof that the server does not send",
                "Senders that follow the demand do not deliver here.",
                "The certificate says “must staple”: the server has to send along its authority's answer (OCSP) that it \
                 is not revoked.",
                "Switch OCSP stapling on, or get a certificate without the demand; many authorities no longer answer OCSP.",
            ),
            Self::CertificateOtherFlawed => (
                "A second certificate of the server does not hold",
                "Senders that are shown this one and check it do not deliver, though others find a good one.",
                "The server presents another certificate to some senders, and nobody looks at it when it is renewed.",
                "Renew both certificates together, or do without the second.",
            ),
            Self::CertificateWithoutName => (
                "Senders that do not name the server get another certificate",
                "Current senders that check certificates name the server. Older ones that do not may refuse this one.",
                "The server chooses its certificate by the name that the sender asks for (SNI).",
                "If it is not intended, make the certificate for the name in the MX record the default one.",
            ),
            Self::MtaStsAbsent => (
                "No MTA-STS policy",
                "An attacker on the way can make senders deliver in clear, or to a server of his own.",
                "Without MTA-STS (or DANE) senders do not know that they may insist on encryption.",
                "Publish a policy file at your web host and a record in DNS. Begin with mode “testing”.",
            ),
            Self::MtaStsUnknown => (
                "Whether there is an MTA-STS record could not be told",
                "Nothing can be said about MTA-STS at the moment.",
                "The resolver gave no usable answer.",
                ASK_AGAIN,
            ),
            Self::MtaStsRecordInvalid => (
                "The MTA-STS record is invalid",
                "Senders behave as if there were no MTA-STS.",
                "The record does not keep to its grammar.",
                "Publish the record in the form below.",
            ),
            Self::MtaStsSeveralRecords => (
                "There are several MTA-STS records",
                "Senders behave as if there were none.",
                "Exactly one record may begin with “v=STSv1;”.",
                "Remove all but one.",
            ),
            Self::MtaStsNearMiss => (
                "A record looks like MTA-STS, but senders pass over it",
                "Strict senders behave as if there were no MTA-STS.",
                "A record counts only if it begins with exactly “v=STSv1;”.",
                "Publish the record in the form below.",
            ),
            Self::MtaStsRecordFlaw => (
                "The MTA-STS record has a small flaw",
                "Senders accept the record.",
                "Something in it does not keep to the standard.",
                "Tidy it when you next change it.",
            ),
            Self::MtaStsPolicyUnreachable => (
                "The MTA-STS policy cannot be fetched",
                "Senders that do not remember the policy behave as if there were none.",
                "The record promises a policy, and the policy host does not answer.",
                "Let the host mta-sts.… answer over HTTPS, or withdraw the policy properly.",
            ),
            Self::MtaStsPolicyHttpStatus => (
                "The MTA-STS policy is not where it should be",
                "Senders that do not remember the policy behave as if there were none.",
                "The policy host answers with another HTTP status than 200.",
                "Put the policy file at /.well-known/mta-sts.txt on the policy host.",
            ),
            Self::MtaStsPolicyRedirect => (
                "The MTA-STS policy is behind a redirect",
                "Senders must not follow it, and behave as if there were no policy.",
                "The policy host sends a redirect instead of the policy.",
                "Serve the policy file at its own address.",
            ),
            Self::MtaStsPolicyCertificate => (
                "The policy host's certificate does not hold",
                "Senders discard the policy and behave as if there were none.",
                "The policy must be served over HTTPS with a trusted certificate for the policy host's name.",
                "Get a certificate for the policy host, and have it renewed automatically.",
            ),
            Self::MtaStsPolicyInvalid => (
                "The MTA-STS policy is invalid",
                "Senders behave as if there were none.",
                "The file does not keep to the grammar of a policy.",
                "Publish the policy in the form below.",
            ),
            Self::MtaStsPolicyUnknown => (
                "Whether there is a valid MTA-STS policy could not be told",
                "What senders that follow MTA-STS would do is not known.",
                "The policy could not be fetched from here.",
                ASK_AGAIN,
            ),
            Self::MtaStsPolicyType => (
                "The MTA-STS policy is sent as the wrong type",
                "Some senders may not accept it.",
                "The policy should be sent as text/plain.",
                "Let the web server send the file as text/plain.",
            ),
            Self::MtaStsPolicyFlaw => (
                "The MTA-STS policy has a small flaw",
                "Senders accept the policy.",
                "Something in it does not keep to the standard or has no effect.",
                "Tidy it when you next change it.",
            ),
            Self::MtaStsPolicySecondHand => (
                "How the policy is served could not be seen",
                "The text of the policy is judged. Whether senders get it as they should is not known.",
                "The policy was read by your browser or pasted; neither shows redirects or the certificate.",
                "Use a relay to see what senders see.",
            ),
            Self::MtaStsEnforce => (
                "MTA-STS is in force",
                "Senders that follow MTA-STS deliver only over trusted TLS, and only to the listed hosts.",
                "A valid policy in mode “enforce” is published.",
                NOTHING_TO_DO,
            ),
            Self::MtaStsTesting => (
                "MTA-STS is in testing",
                "Senders report failures if you ask for reports, but still deliver without protection.",
                "The policy's mode is “testing”.",
                "When the reports are clean, change the mode to “enforce” and give the record a new id.",
            ),
            Self::MtaStsNone => (
                "MTA-STS is withdrawn",
                "Senders behave as if there were no policy.",
                "The policy's mode is “none”.",
                "If that is not intended, publish a policy in mode “testing” or “enforce”.",
            ),
            Self::MtaStsShortMaxAge => (
                "Senders forget the MTA-STS policy within a day",
                "An attacker needs to block the policy only briefly to get around it.",
                "The policy's max_age is less than a day. It should be weeks.",
                "Set max_age to 604800 (a week) or more once the policy is stable.",
            ),
            Self::MtaStsPolicyMissesMx => (
                "A mail server is missing from the MTA-STS policy",
                "Senders that follow MTA-STS do not deliver to this server.",
                "The server's name in the MX record matches none of the policy's mx lines.",
                "Add the server to the policy, then give the record a new id.",
            ),
            Self::MtaStsPatternUnused => (
                "The MTA-STS policy lists a host that no MX record names",
                "Nothing happens, unless the entry is a slip of the pen.",
                "An mx line of the policy matches none of the domain's MX records.",
                "Remove the line if it is not meant for a planned server.",
            ),
            Self::MtaStsHostFails => (
                "A mail server does not do what your MTA-STS policy demands",
                "Senders that follow MTA-STS do not deliver to this server.",
                "The policy demands TLS with a trusted certificate for the server's name.",
                "Mend the server as the findings about it say, or set the policy to “testing” until that is done.",
            ),
            Self::TlsRptFound => (
                "Failed encryption is reported to you",
                "Senders tell you when they cannot deliver over trusted TLS.",
                "A TLS reporting record is published.",
                NOTHING_TO_DO,
            ),
            Self::TlsRptAbsent => (
                "No TLS reporting",
                "You do not learn when senders fail to reach you over TLS.",
                "There is no TLS reporting record.",
                "Publish a record with an address that takes the reports.",
            ),
            Self::TlsRptInvalid => (
                "The TLS reporting record is invalid",
                "Senders send you no reports.",
                "The record does not keep to its grammar.",
                "Publish the record in the form below.",
            ),
            Self::TlsRptSeveral => (
                "There are several TLS reporting records",
                "Senders send you no reports.",
                "Exactly one record may begin with “v=TLSRPTv1;”.",
                "Remove all but one.",
            ),
            Self::TlsRptNearMiss => (
                "A record looks like TLS reporting, but senders pass over it",
                "Strict senders send you no reports.",
                "A record counts only if it begins with exactly “v=TLSRPTv1;”.",
                "Publish the record in the form below.",
            ),
            Self::TlsRptFlaw => (
                "The TLS reporting record has a small flaw",
                "Senders accept the record.",
                "Something in it does not keep to the standard.",
                "Tidy it when you next change it.",
            ),
            Self::TlsRptUnknown => (
                "Whether there is a TLS reporting record could not be told",
                "Nothing can be said about reporting at the moment.",
                "The resolver gave no usable answer.",
                ASK_AGAIN,
            ),
            Self::DaneValid => (
                "DANE vouches for the server",
                "Senders that follow DANE deliver only over TLS, and only to this very server.",
                "The TLSA records are signed, and one of them matches what the server presents.",
                NOTHING_TO_DO,
            ),
            Self::DaneMismatch => (
                "The server is not the one that its TLSA records describe",
                "Senders that follow DANE do not deliver to this server.",
                "None of the signed TLSA records vouches for what the server presents, usually because its certificate \
                 was renewed with a new key.",
                "Publish the record below beside the old ones. Before the next change of key, publish its record first \
                 and wait until the old answer is forgotten.",
            ),
            Self::DaneWithoutTls => (
                "TLSA records demand encryption that the server does not offer",
                "Senders that follow DANE do not deliver to this server.",
                "TLSA records say that the server speaks TLS, and it does not.",
                "Switch STARTTLS on, or remove the TLSA records.",
            ),
            Self::DaneLookupFails => (
                "Senders that follow DANE cannot find out whether there are TLSA records",
                "They do not deliver to this server, since an attacker might be hiding the records.",
                "The DNSSEC signatures over the answer, or over the proof that there is none, do not hold. Old or \
                 misconfigured name servers fail like that for TLSA alone, so that nothing else seems wrong.",
                "Have the zone of the mail server's name signed again, or its name servers mended.",
            ),
            Self::DanePartial => (
                "Only some mail servers have TLSA records",
                "An attacker who keeps senders away from the servers with records gets mail by way of the others.",
                "Senders go on to the next server when one cannot be reached, and without TLSA records they do not \
                 insist on encryption there.",
                "Publish TLSA records for every mail server.",
            ),
            Self::DanePkixUsage => (
                "A TLSA record has a usage that is not for mail",
                "Senders ignore the record.",
                "Usages 0 and 1 rest on public authorities, on which mail servers do not agree.",
                "Publish records with usage 3 (the server's own key) or 2 (the key of its authority).",
            ),
            Self::DaneUnusable => (
                "A TLSA record cannot be used",
                "Senders ignore the record, but its being there obliges them to use TLS.",
                "Its numbers are unknown, or its data do not fit them.",
                "Remove the record, or publish it in the form of “3 1 1” with a SHA-256 digest.",
            ),
            Self::DaneStaleRecord => (
                "A TLSA record matches nothing that the server presents",
                "Nothing happens: another record matches.",
                "It is the record of a key that is no longer used, or that is prepared for the next change.",
                "Remove it if it is not meant for the next change of key.",
            ),
            Self::DanePinsCertificate => (
                "A TLSA record is of the whole certificate",
                "At the next renewal of the certificate the record no longer matches, even if the key stays the same.",
                "Selector 0 compares the certificate with its dates and signature; selector 1 compares the key alone.",
                "Publish a record “3 1 1” beside it, then remove it.",
            ),
            Self::DaneAbsent => (
                "No DANE",
                "Senders that follow DANE treat the servers as all others do, and an attacker on the way can strike \
                 the encryption out unless MTA-STS prevents it.",
                "There are no TLSA records, or they could prove nothing because the names that lead to the servers are \
                 not signed.",
                "If DNS is signed all the way, publish a TLSA record for every mail server. Keep the key when renewing \
                 certificates.",
            ),
            Self::DaneUnknown => (
                "What DANE comes to could not be told",
                "Whether senders that follow DANE deliver is not known.",
                "The TLSA records, or what the server presents, could not be seen well enough.",
                ASK_AGAIN,
            ),
            Self::DnssecSecure => (
                "The MX records are signed",
                "Nobody can forge where mail for this domain goes, towards senders that check.",
                "The resolver proved the answer with DNSSEC.",
                NOTHING_TO_DO,
            ),
            Self::DnssecInsecure => (
                "The MX records are not signed",
                "Somebody who can forge DNS answers can redirect mail. DANE is not possible.",
                "The zone is not signed with DNSSEC, or the parent has no DS record for it.",
                "Ask your DNS host to sign the zone, and publish the DS record at the registrar.",
            ),
            Self::DnssecUnknown => (
                "DNSSEC could not be judged",
                "Whether the answers are signed is not known.",
                "The resolver used here does not validate DNSSEC, or did not say.",
                "Choose a resolver that validates.",
            ),
            Self::PtrConfirmed => (
                "The server's address has a name that leads back to it",
                "Receivers of your mail can see that address and name belong together.",
                "The PTR record's name has this very address.",
                NOTHING_TO_DO,
            ),
            Self::PtrAbsent => (
                "The server's address has no name",
                "If the server also sends mail, many receivers refuse it.",
                "There is no PTR record for the address.",
                "Ask whoever gave you the address to set its PTR record to the server's name.",
            ),
            Self::PtrUnconfirmed => (
                "The name of the server's address does not lead back",
                "If the server also sends mail, many receivers treat it as suspicious.",
                "The PTR record's name does not have this address.",
                "Let the PTR record and the name's address record agree.",
            ),
            Self::PtrUnknown => (
                "The name of the server's address could not be looked up",
                "Whether it has one is not known.",
                "The resolver gave no usable answer.",
                ASK_AGAIN,
            ),
            Self::OpenRelay => (
                "The server forwards mail for anybody",
                "Whoever finds it sends spam through it. Its address ends up on blocklists, and then your own mail is refused.",
                "It accepted a recipient of a domain that is not its own, from a sender it does not know, and refused a made-up \
                 mailbox of its own domain in the same conversation: so it does look at recipients, and takes foreign ones.",
                "Accept mail for other domains only from users who have given a password, or from your own network.",
            ),
            Self::OpenRelayUnproven => (
                "The server accepts recipients that are not its own",
                "It may forward mail for anybody, or accept everything and throw most of it away, or return it to people who \
                 never wrote it.",
                "It accepted a foreign recipient. That it forwards could only be seen by sending mail, which is never done here.",
                "Let the server refuse recipients of other domains, and mailboxes that do not exist, when they are named (RCPT).",
            ),
            Self::OpenRelayRefused => (
                "The server forwards no mail for strangers",
                "Spam cannot be sent through it.",
                "It refused recipients of a domain that is not its own.",
                NOTHING_TO_DO,
            ),
            Self::OpenRelayUnknown => (
                "Whether the server forwards mail for strangers could not be told",
                "Nothing is known about it; the domain is not blamed for it.",
                "The server did not let the question come to an answer. Its own words are quoted.",
                ASK_AGAIN,
            ),
            Self::MailboxAccepted => (
                "The mailbox is accepted",
                "The server takes mail for it.",
                "It accepted this mailbox and refused a made-up one in the same conversation.",
                NOTHING_TO_DO,
            ),
            Self::MailboxCatchAll => (
                "The mailbox is accepted, as any other would be",
                "This does not say whether it exists: mail for it may still be returned or dropped.",
                "The server accepted a mailbox with a made-up name too.",
                NOTHING_TO_DO,
            ),
            Self::MailboxRefused => (
                "The mailbox is refused",
                "Mail for it is returned to its sender.",
                "The server refused it for good when it was named. Its own words are quoted.",
                "Check the spelling. If it is right, ask whoever runs the mail server.",
            ),
            Self::MailboxUnknown => (
                "Whether the mailbox is accepted could not be told",
                "Mail for it may well be delivered.",
                "The server did not let the question come to an answer. Its own words are quoted.",
                ASK_AGAIN,
            ),
            Self::DeepNotGranted => (
                "The deep look was not taken",
                "Which suites, groups and certificates the servers take beside those shown is not known.",
                "It costs dozens of connections, and a relay takes it only if its operator grants it.",
                "Ask from a relay that grants it, or with “waxseal check --deep” on your own machine.",
            ),
            Self::RecipientsNotTested => (
                "Recipients were not tried",
                "Whether the servers forward mail for strangers, or take a certain mailbox, is not known.",
                "A relay asks servers about recipients only if its operator allows it, and only in a conversation that came that far.",
                "Ask from a relay that allows it (--rcpt-tests), or with “waxseal check” on your own machine.",
            ),
            Self::SubmissionFound => (
                "DNS names the servers for sending",
                "Mail programs that look for it find the server by themselves.",
                "The domain publishes SRV records for submission.",
                NOTHING_TO_DO,
            ),
            Self::SubmissionGuessed => (
                "Servers for sending were found by their usual names",
                "Whether the domain's users send through them is a guess. Nothing about them is held against the domain.",
                "There are no SRV records for submission, and something answers at “smtp” or “mail” in the domain.",
                "If these are the right servers, publish the records below, so that mail programs find them by themselves.",
            ),
            Self::SubmissionNoneOffered => (
                "DNS says that a service for sending does not exist",
                "Mail programs do not look for it.",
                "The only SRV record has the target “.”, which means just that.",
                NOTHING_TO_DO,
            ),
            Self::SubmissionNotFound => (
                "No server for sending was found",
                "Nothing can be said about how the domain's users send. The server may simply have another name.",
                "There are no SRV records for submission, and nothing answers by the usual names.",
                "If there is a server, check it with “one host”, or name it in SRV records.",
            ),
            Self::SubmissionUnknown => (
                "The SRV records for submission could not be looked up",
                "Nothing can be said about how the domain's users send.",
                "The resolver gave no usable answer.",
                ASK_AGAIN,
            ),
            Self::SubmissionBeyondLimit => (
                "More servers for sending are named than are looked at",
                "Nothing is known about the others.",
                "To be a good guest, no more than four are contacted.",
                "Check the others one by one with “one host”.",
            ),
            Self::SubmissionSrvTargetInvalid => (
                "An SRV record names no host",
                "Mail programs skip this record; if it is the only one, they do not find the server.",
                "The target of an SRV record must be a host name: not an IP address, and without odd characters.",
                "Let the record name a host, and give that host address records.",
            ),
            Self::SubmissionSrvTargetAlias => (
                "An SRV record points to an alias",
                "Most programs follow the alias; some do not.",
                "The target of an SRV record must have addresses of its own and not be a CNAME.",
                "Let the record name the real host, which the alias leads to, and see that its certificate covers that name.",
            ),
            Self::SubmissionSrvTargetNowhere => (
                "An SRV record names a host that cannot be reached",
                "Mail programs that follow it cannot send.",
                "The host has no address, or none on the public internet.",
                "Give the host an address, or remove the record. A server for your own network alone needs no public record.",
            ),
            Self::SubmissionSrvPort => (
                "An SRV record has an unusual port",
                "Networks that let only the usual ports out keep people from sending; and what answers there was not looked at.",
                "Submission has the ports 465 (TLS from the first byte) and 587 (STARTTLS).",
                "Offer the service on its own port, and let the record say so.",
            ),
            Self::SubmissionSrvNoneBesideOthers => (
                "SRV records say both that there is a service and that there is none",
                "Programs may take either at its word.",
                "A record with the target “.” means that there is no such service, so it must be the only one.",
                "Remove the record with the target “.”, or all the others.",
            ),
            Self::SubmissionNoImplicitTls => (
                "Sending with TLS from the first byte is not offered",
                "With STARTTLS an attacker on the way can keep a careless program from encrypting at all.",
                "Port 465 begins with TLS, so that there is nothing to strike out; it is preferred since 2018.",
                "Switch port 465 on beside port 587, and publish the record below.",
            ),
            Self::SubmissionSealed => (
                "Sending is encrypted, to a server that proves who it is",
                "Passwords and mail of the domain's users travel sealed.",
                "TLS 1.2 or newer, a valid certificate, and AUTH inside TLS alone.",
                NOTHING_TO_DO,
            ),
            Self::SubmissionNotTested => (
                "A server for sending could not be tested from here",
                "Whether it encrypts, or can prove who it is, is not known.",
                "It did not let us come far enough to see. Its own words are quoted.",
                ASK_AGAIN,
            ),
            Self::SubmissionRefusing => (
                "A server for sending refuses connections",
                "Mail programs that use it cannot send, or lose time before they go on to another.",
                "DNS names the server, and it refuses connections on this port.",
                "Start the service there, open the firewall, or remove the SRV record.",
            ),
            Self::SubmissionStarttlsMissing => (
                "Passwords travel in clear: STARTTLS does not work on port 587",
                "Everybody on the way can read the passwords and the mail of the domain's users, or nobody can send.",
                "The server does not offer STARTTLS, or declines it.",
                "Install a certificate and switch STARTTLS on; better still, offer port 465 too.",
            ),
            Self::SubmissionTlsFails => (
                "TLS does not come about",
                "Mail programs cannot send, or send passwords in clear.",
                "The server ends every handshake, or speaks in clear where TLS should begin.",
                "Look into the server's own log: usually the certificate or its key cannot be read, or the port is set up for \
                 STARTTLS.",
            ),
            Self::SubmissionTlsOld => (
                "Outdated TLS for sending",
                "An attacker on the way can make use of known weaknesses to get at passwords.",
                "TLS 1.1 and older must not be used for submission any more; every mail program of the last decade knows TLS 1.2.",
                "Allow TLS 1.2 and TLS 1.3 only.",
            ),
            Self::SubmissionWeakSuites => (
                "Only broken cipher suites for sending",
                "Whoever records the connection can get at passwords and mail.",
                "The server takes nothing better than suites with RC4, 3DES, DES, export keys or no encryption at all.",
                "Allow current cipher suites.",
            ),
            Self::SubmissionCertificate => (
                "The certificate of a server for sending is not in order",
                "Mail programs warn their users or refuse to send; users who get used to the warning give their password to anybody.",
                "A program checks the server's name, the dates and the authority, and cannot ask another server instead.",
                "Install a certificate of a public authority that covers the server's name, and have it renewed automatically.",
            ),
            Self::SubmissionAuthInClear => (
                "A password is asked for before the connection is encrypted",
                "A program that is not told to insist on TLS sends the password in clear.",
                "The server offers AUTH in its first answer to EHLO, before STARTTLS.",
                "Offer AUTH only inside TLS (Postfix: smtpd_tls_auth_only = yes).",
            ),
            Self::SubmissionAuthMissing => (
                "No password is asked for",
                "Either users are known in another way (by network or certificate), or nobody can send through this server.",
                "The server offers no AUTH inside TLS.",
                "Nothing has to be done if that is intended.",
            ),
            Self::SubmissionOpenRelay => (
                "The server for sending forwards mail for anybody, without a password",
                "Whoever finds it sends spam through it in your name. Its address ends up on blocklists.",
                "Without AUTH it accepted a recipient of a domain that is not its own, and refused a made-up mailbox of its own \
                 domain in the same conversation.",
                "Require AUTH on ports 465 and 587 (Postfix: smtpd_relay_restrictions = permit_sasl_authenticated, reject).",
            ),
            Self::SubmissionOpenRelayUnproven => (
                "The server for sending accepts recipients without a password",
                "It may forward mail for anybody.",
                "Without AUTH it accepted a recipient of a domain that is not its own. That it forwards could only be seen by \
                 sending mail, which is never done here.",
                "Require AUTH on ports 465 and 587 (Postfix: smtpd_relay_restrictions = permit_sasl_authenticated, reject).",
            ),
        }
    }
}
