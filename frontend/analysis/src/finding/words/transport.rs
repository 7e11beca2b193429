//! What findings of the area transport say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const DEEP_NOT_GRANTED: Texts = Texts {
    title: "The deep look was not taken",
    consequence: "Which suites, groups and certificates the servers take beside those shown is not known.",
    why: "It costs dozens of connections, and a relay takes it only if its operator grants it.",
    remedy: "Ask from a relay that grants it, or with “waxseal check --deep” on your own machine.",
};
pub(in crate::finding) const HOST_REFUSING: Texts = Texts {
    title: "A mail server refuses connections",
    consequence: "Senders go on to the next host, which delays mail a little. Harmless if it is intended (nolisting).",
    why: "Every address of the host refuses connections on this port.",
    remedy: "Start the mail service there, open the firewall, or remove the host's MX record.",
};
pub(in crate::finding) const HOST_NOT_TESTED: Texts = Texts {
    title: "A mail server could not be tested from here",
    consequence: "Whether this host seals mail is not known. The grade does not count it as a fault.",
    why: "The host did not let us come far enough to see. Its own words are quoted.",
    remedy: "Ask again later or from another relay. If it concerns our address only, senders see something else.",
};
pub(in crate::finding) const ADDRESS_UNREACHABLE: Texts = Texts {
    title: "One address of a mail server does not answer",
    consequence: "Senders that try this address first lose time before they use another.",
    why: "DNS lists the address, other addresses of the host answer, and this one does not.",
    remedy: "Mend the service at this address, or remove it from DNS.",
};
pub(in crate::finding) const ADDRESS_NOT_TESTED: Texts = Texts {
    title: "One address of a mail server could not be tested",
    consequence: "Whether this address behaves like the others is not known.",
    why: "It was not tried, or turned us away for a reason of its own.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const TRANSPORT_SEALED: Texts = Texts {
    title: "The connection is encrypted",
    consequence: "Nobody who merely listens on the way can read the mail.",
    why: "The server offers TLS, and the handshake was completed.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const STARTTLS_MISSING: Texts = Texts {
    title: "Mail travels in clear: STARTTLS is not offered",
    consequence: "Everybody on the way can read and change mail to this server.",
    why: "In its answer to EHLO the server does not offer STARTTLS. If you know that it does, something \
        between it and this relay removes the offer, which is an attack or a misguided firewall.",
    remedy: "Give the mail server a certificate and switch STARTTLS on.",
};
pub(in crate::finding) const STARTTLS_DECLINED: Texts = Texts {
    title: "STARTTLS is offered but refused",
    consequence: "Senders fall back to sending in clear, or do not deliver.",
    why: "The server lists STARTTLS and then answers the command with a permanent error. Usually its \
        certificate or key cannot be read.",
    remedy: "Look at the mail server's log for the reason; check the paths and rights of certificate and key.",
};
pub(in crate::finding) const TLS_ALWAYS_FAILS: Texts = Texts {
    title: "STARTTLS is offered, but every handshake fails",
    consequence: "Senders fall back to sending in clear, or do not deliver.",
    why: "The server said no to offers of every version and every kind of cipher. Usually it has no \
        certificate, or one whose key cannot be read.",
    remedy: "Look at the mail server's log for the reason; check the paths and rights of certificate and key.",
};
pub(in crate::finding) const TLS_ONLY_OLD: Texts = Texts {
    title: "The server speaks only outdated versions of TLS",
    consequence: "Modern senders refuse these versions, and deliver in clear or not at all. Attacks on them are known.",
    why: "Nothing newer than TLS 1.1 is accepted. TLS 1.0 and 1.1 were withdrawn in 2021.",
    remedy: "Update the mail server or its TLS library, and allow TLS 1.2 and TLS 1.3.",
};
pub(in crate::finding) const TLS_WEAK_SUITES_ONLY: Texts = Texts {
    title: "The server has only ciphers that are broken",
    consequence: "Mail is hardly better protected than in clear. Modern senders share no cipher with this server.",
    why: "From an offer of everything the server chose a cipher with RC4, 3DES, export keys, no encryption or \
        no authentication, and it refused the same offer without such ciphers.",
    remedy: "Update the mail server or its TLS library, or mend its list of ciphers.",
};
pub(in crate::finding) const TLS_SSLV3: Texts = Texts {
    title: "SSLv3 is still accepted",
    consequence: "Senders that can do better do better. Whoever sends with SSLv3 can be listened to (POODLE).",
    why: "SSLv3 was withdrawn in 2015.",
    remedy: "Switch SSLv3 off at the mail server (Postfix: smtpd_tls_protocols = >=TLSv1.2).",
};
pub(in crate::finding) const TLS_OLD_VERSIONS: Texts = Texts {
    title: "TLS 1.0 or TLS 1.1 is still accepted",
    consequence: "Senders that can do better do better. For old senders it is still more than sending in clear.",
    why: "TLS 1.0 and 1.1 were withdrawn in 2021, and audits ask to switch them off.",
    remedy: "If no old senders matter to you, allow only TLS 1.2 and newer (Postfix: smtpd_tls_protocols = >=TLSv1.2).",
};
pub(in crate::finding) const STARTTLS_MASKED: Texts = Texts {
    title: "Something hides what the server offers",
    consequence: "Senders behind the same device send in clear.",
    why: "A keyword in the answer to EHLO was written over with X, or the greeting with stars. Firewalls with \
        “SMTP inspection” do that, and hide STARTTLS. Whether yours does, or one on our way, cannot be told from here.",
    remedy: "Switch the firewall's SMTP inspection (“fixup”) off.",
};
pub(in crate::finding) const TLS_UNDECIDED: Texts = Texts {
    title: "STARTTLS is offered; whether it works could not be told",
    consequence: "Senders may or may not reach this server over TLS.",
    why: "The handshake did not come about, and the server did not say clearly why. It may be out of order, \
        or may have had enough of our connections.",
    remedy: "Try with the command below; look at the mail server's log at the time of this test.",
};
pub(in crate::finding) const TLS_NOT_SPOKEN: Texts = Texts {
    title: "This port should begin with TLS and speaks in clear",
    consequence: "Mail programs that expect TLS cannot connect, or send passwords in clear.",
    why: "Port 465 is for TLS from the first byte. This server greets in clear.",
    remedy: "Switch implicit TLS on for this port (Postfix: smtpd_tls_wrappermode=yes).",
};
pub(in crate::finding) const STARTTLS_INJECTION: Texts = Texts {
    title: "The server sends text in clear where TLS should begin",
    consequence: "A sender that does not discard it can be fooled about what the server said inside TLS.",
    why: "Bytes came between the answer to STARTTLS and the handshake. They were discarded and are quoted.",
    remedy: "Update the mail server, or whatever stands in front of it.",
};
pub(in crate::finding) const TLS12_NEWEST: Texts = Texts {
    title: "TLS 1.3 is not offered",
    consequence: "Mail is encrypted well. TLS 1.3 hides more and is simpler to get right.",
    why: "TLS 1.2 is the newest version that the server agreed to.",
    remedy: "Update the mail server or its TLS library; both have had TLS 1.3 since about 2018.",
};
pub(in crate::finding) const TLS_DH_WEAK: Texts = Texts {
    title: "The Diffie-Hellman prime is too short",
    consequence: "Whoever records the connection may compute its key afterwards: with 512 bits easily, with 1024 bits \
        at great expense.",
    why: "A suite with DHE is accepted, with a prime of fewer than 2048 bits.",
    remedy: "Use a prime of RFC 7919 (Postfix: leave smtpd_tls_dh1024_param_file empty), or switch DHE off; \
        ECDHE does the same better.",
};
pub(in crate::finding) const TLS_DH_UNVETTED: Texts = Texts {
    title: "The Diffie-Hellman prime cannot be vetted",
    consequence: "Mail is encrypted. Whether the prime was chosen well, only its maker knows.",
    why: "It is none of the primes that were published together with how they were made (RFC 7919, RFC 3526).",
    remedy: "Use a prime of RFC 7919, or switch DHE off; ECDHE does the same better.",
};
pub(in crate::finding) const TLS_SIGNATURE_WEAK: Texts = Texts {
    title: "The key exchange is signed with an outdated hash",
    consequence: "An attacker with great means could forge such a signature and pose as the server.",
    why: "SHA-1 or MD5 was used though SHA-2 was offered first.",
    remedy: "Update the mail server or its TLS library.",
};
pub(in crate::finding) const TLS_COMPRESSION: Texts = Texts {
    title: "The server compresses inside TLS",
    consequence: "The length of what is sent betrays its content (CRIME).",
    why: "From an offer of “none” and DEFLATE the server chose to compress.",
    remedy: "Switch compression off (Postfix: tls_ssl_options = NO_COMPRESSION), or update the TLS library.",
};
pub(in crate::finding) const TLS_RENEGOTIATION_INSECURE: Texts = Texts {
    title: "Secure renegotiation is not supported",
    consequence: "An attacker on the way can put words in front of what a sender says (CVE-2009-3555).",
    why: "The server does not answer the extension that prevents this, which every library has had since 2010.",
    remedy: "Update the mail server's TLS library.",
};
pub(in crate::finding) const TLS_NO_EXTENDED_MASTER_SECRET: Texts = Texts {
    title: "The extended master secret is not supported",
    consequence: "Mail is encrypted. A weakness of sessions below TLS 1.3 that are taken up again remains (triple handshake).",
    why: "The server does not take up the extension that binds keys to the whole handshake.",
    remedy: "Update the mail server's TLS library; most have had it since 2016.",
};
pub(in crate::finding) const TLS_DOWNGRADE_UNMARKED: Texts = Texts {
    title: "Answers in older versions lack the mark against downgrades",
    consequence: "Senders with TLS 1.3 cannot notice if somebody on the way talks them into an older version.",
    why: "A server that knows TLS 1.3 must mark the older answers it gives. Where it does not, old and new versions \
        are often served by different machines.",
    remedy: "Update the mail server's TLS library, or all machines behind the address.",
};
pub(in crate::finding) const TLS_HYBRID: Texts = Texts {
    title: "The key exchange withstands quantum computers",
    consequence: "What is recorded today stays sealed even if quantum computers come, for senders that can do the same.",
    why: "The server takes a key exchange that joins ML-KEM with a classical one.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const TLS_NO_HYBRID: Texts = Texts {
    title: "The key exchange would not withstand quantum computers",
    consequence: "Whoever records mail today may read it if quantum computers come. Nobody can do that now.",
    why: "The server takes none of the key exchanges that join ML-KEM with a classical one. Few mail servers do yet.",
    remedy: "It comes with newer TLS libraries (OpenSSL 3.5, GnuTLS 3.8.8); no hurry.",
};
pub(in crate::finding) const TLS_WEAK_SUITES: Texts = Texts {
    title: "Broken ciphers are still accepted",
    consequence: "Senders that can do better do better. Whoever knows only these is hardly protected.",
    why: "The server accepts suites with RC4, DES, 3DES, export keys or no encryption.",
    remedy: "Take them out of the mail server's list of ciphers (Postfix: smtpd_tls_ciphers = medium, or \
        smtpd_tls_exclude_ciphers).",
};
pub(in crate::finding) const TLS_ANONYMOUS_SUITES: Texts = Texts {
    title: "Ciphers without authentication are accepted",
    consequence: "Harmless between servers: a sender that checks certificates never offers these, and one that does not \
        could not tell an attacker anyway. Audits ask about it.",
    why: "The server takes suites in which it shows no certificate. Postfix does so on purpose.",
    remedy: "Take them out if you like (Postfix: smtpd_tls_exclude_ciphers = aNULL).",
};
pub(in crate::finding) const TLS_CLIENT_PREFERENCE: Texts = Texts {
    title: "The sender's order of ciphers decides, and broken ones are among them",
    consequence: "A sender that lists a broken cipher first gets it, though both sides know better ones.",
    why: "The choice followed the order of the offer.",
    remedy: "Take the broken ciphers out, or let the server's order decide (Postfix: tls_preempt_cipherlist = yes).",
};
pub(in crate::finding) const TLS_NO_FORWARD_SECRECY: Texts = Texts {
    title: "No cipher with forward secrecy",
    consequence: "Whoever records mail now and gets hold of the server's key later can read all of it.",
    why: "The server takes only suites in which its long-lived key protects every connection.",
    remedy: "Allow suites with ECDHE.",
};
pub(in crate::finding) const TLS_WEAK_GROUPS: Texts = Texts {
    title: "The server accepts elliptic curves that are too small",
    consequence: "The key of a connection that uses one can be computed with great effort.",
    why: "Curves of fewer than 224 bits must not be used any more.",
    remedy: "Allow X25519, P-256 and larger curves only, or update the TLS library.",
};
pub(in crate::finding) const STARTTLS_COMMAND_INJECTION: Texts = Texts {
    title: "The server obeys commands that were smuggled in before TLS",
    consequence: "Whoever is on the way can put commands into a sealed connection, and so redirect or read mail \
        (CVE-2011-0411).",
    why: "A command sent in clear in one write with STARTTLS was answered inside TLS. The server must forget \
        everything that came before the handshake.",
    remedy: "Update the mail server, or the device in front of it that ends TLS.",
};
pub(in crate::finding) const STARTTLS_AGAIN: Texts = Texts {
    title: "STARTTLS is offered again inside TLS",
    consequence: "Most senders ignore it. Some try it, and fail.",
    why: "Once TLS protects the connection, a server must not offer STARTTLS.",
    remedy: "Update the mail server, or the device in front of it that ends TLS without the server knowing.",
};
pub(in crate::finding) const STARTTLS_WRONG_CODE: Texts = Texts {
    title: "STARTTLS is answered with the wrong code",
    consequence: "Senders do not know whether to begin with TLS; many then send in clear.",
    why: "The only positive answer to STARTTLS is 220.",
    remedy: "Update the mail server, or whatever answers in its place.",
};
pub(in crate::finding) const AUTH_IN_CLEAR: Texts = Texts {
    title: "Passwords may be sent in clear",
    consequence: "A mail program that is set up carelessly, or deceived, sends its password where everybody on the way \
        can read it.",
    why: "The server offers to take a login before TLS protects the connection.",
    remedy: "Offer AUTH inside TLS only (Postfix: smtpd_tls_auth_only = yes). On port 25 other servers deliver, \
        and no login is needed at all.",
};
pub(in crate::finding) const AUTH_BEFORE_TLS: Texts = Texts {
    title: "A login is offered before TLS",
    consequence: "The password itself is not sent. Whoever listens can try passwords against what is sent, and take the \
        connection over once the login is done.",
    why: "The server offers ways of logging in that prove the password without sending it, outside TLS.",
    remedy: "Offer AUTH inside TLS only (Postfix: smtpd_tls_auth_only = yes; Sendmail: “p” in \
        confAUTH_OPTIONS does so for passwords). On port 25 no login is needed at all.",
};
pub(in crate::finding) const EHLO_KEYWORDS_LOST: Texts = Texts {
    title: "Inside TLS the server offers less than before",
    consequence: "Harmless in itself. It hints at a device that ends TLS and passes on another server's words.",
    why: "Keywords of the answer to EHLO in clear are missing from the one inside TLS.",
    remedy: "Nothing has to be done, unless it is not intended.",
};
pub(in crate::finding) const HELO_ONLY: Texts = Texts {
    title: "The server does not know EHLO",
    consequence: "Senders cannot learn what it can do: no encryption, no sizes, no delivery reports.",
    why: "It refuses EHLO and accepts HELO, the greeting of before 1993. Some firewalls make servers seem so.",
    remedy: "Update the mail server, or switch off the firewall's SMTP inspection (“fixup”).",
};
pub(in crate::finding) const REPLY_BARE_LF: Texts = Texts {
    title: "Lines end without a carriage return",
    consequence: "Most senders put up with it; strict ones break off.",
    why: "Every line of SMTP ends in CR LF.",
    remedy: "Update the mail server, or mend the script that answers in its place.",
};
pub(in crate::finding) const GREETING_WITHOUT_HOST: Texts = Texts {
    title: "The greeting does not name the server",
    consequence: "Senders do not mind. People who look for a fault miss it.",
    why: "After 220 the server should give its own name, with its domain.",
    remedy: "Set the server's name (Postfix: myhostname, and smtpd_banner beginning with $myhostname).",
};
pub(in crate::finding) const GREETING_SLOW: Texts = Texts {
    title: "The server greets late",
    consequence: "Senders with little patience give up; others deliver a little later.",
    why: "Servers wait on purpose to put off spammers, or because a lookup about the sender takes long.",
    remedy: "If it is not intended, look at the server's DNS and at its lists of blocked senders.",
};
pub(in crate::finding) const SMTPUTF8: Texts = Texts {
    title: "Internationalised addresses are taken",
    consequence: "Mail with letters beyond ASCII in its addresses can be delivered.",
    why: "The server offers SMTPUTF8.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const REQUIRETLS: Texts = Texts {
    title: "Senders can insist on encryption all the way",
    consequence: "A sender may ask that a message goes on only over TLS to servers that prove who they are.",
    why: "The server offers REQUIRETLS.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const REQUIRETLS_IN_CLEAR: Texts = Texts {
    title: "REQUIRETLS is offered before TLS",
    consequence: "Senders ignore it there.",
    why: "The keyword may be offered only inside TLS.",
    remedy: "Update the mail server or the device in front of it.",
};
pub(in crate::finding) const DEEP_CUT_SHORT: Texts = Texts {
    title: "The deep look was cut short",
    consequence: "What was learnt until then stands, and the lists may be incomplete. The grade does not rest on them.",
    why: "The server, or a limit that protects it, ended the look before all was asked.",
    remedy: "Ask again in an hour, or raise the server's limit for the relay's address.",
};
