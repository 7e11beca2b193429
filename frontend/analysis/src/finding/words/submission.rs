//! What findings of the area submission say.

use super::{ASK_AGAIN, NOTHING_TO_DO, Texts};

pub(in crate::finding) const SUBMISSION_FOUND: Texts = Texts {
    title: "DNS names the servers for sending",
    consequence: "Mail programs that look for it find the server by themselves.",
    why: "The domain publishes SRV records for submission: _submissions for port 465 (TLS from the first byte), _submission for \
        port 587 (STARTTLS).",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const SUBMISSION_GUESSED: Texts = Texts {
    title: "Servers for sending were found by their usual names",
    consequence: "Whether the domain's users send through them is a guess. Nothing about them is held against the domain.",
    why: "There are no SRV records for submission, and something answers at “smtp” or “mail” in the domain.",
    remedy: "If these are the right servers, publish the records below, so that mail programs find them by themselves.",
};
pub(in crate::finding) const SUBMISSION_NONE_OFFERED: Texts = Texts {
    title: "DNS says that a service for sending does not exist",
    consequence: "Mail programs do not look for it.",
    why: "The only SRV record has the target “.”, which means just that.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const SUBMISSION_NOT_FOUND: Texts = Texts {
    title: "No server for sending was found",
    consequence: "Nothing can be said about how the domain's users send. The server may simply have another name.",
    why: "There are no SRV records for submission, and nothing answers by the usual names.",
    remedy: "If there is a server, check it with “one host”, or name it in SRV records.",
};
pub(in crate::finding) const SUBMISSION_UNKNOWN: Texts = Texts {
    title: "The SRV records for submission could not be looked up",
    consequence: "Nothing can be said about how the domain's users send.",
    why: "The resolver gave no usable answer.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const SUBMISSION_BEYOND_LIMIT: Texts = Texts {
    title: "More servers for sending are named than are looked at",
    consequence: "Nothing is known about the others.",
    why: "To be a good guest, no more than four are contacted.",
    remedy: "Check the others one by one with “one host”.",
};
pub(in crate::finding) const SUBMISSION_SRV_TARGET_INVALID: Texts = Texts {
    title: "An SRV record names no host",
    consequence: "Mail programs skip this record; if it is the only one, they do not find the server.",
    why: "The target of an SRV record must be a host name: not an IP address, and without odd characters.",
    remedy: "Let the record name a host, and give that host address records.",
};
pub(in crate::finding) const SUBMISSION_SRV_TARGET_ALIAS: Texts = Texts {
    title: "An SRV record points to an alias",
    consequence: "Most programs follow the alias; some do not.",
    why: "The target of an SRV record must have addresses of its own and not be a CNAME.",
    remedy: "Let the record name the real host, which the alias leads to, and see that its certificate covers that name.",
};
pub(in crate::finding) const SUBMISSION_SRV_TARGET_NOWHERE: Texts = Texts {
    title: "An SRV record names a host that cannot be reached",
    consequence: "Mail programs that follow it cannot send.",
    why: "The host has no address, or none on the public internet.",
    remedy: "Give the host an address, or remove the record. A server for your own network alone needs no public record.",
};
pub(in crate::finding) const SUBMISSION_SRV_PORT: Texts = Texts {
    title: "An SRV record has an unusual port",
    consequence: "Networks that let only the usual ports out keep people from sending; and what answers there was not looked at.",
    why: "Submission has the ports 465 (TLS from the first byte) and 587 (STARTTLS).",
    remedy: "Offer the service on its own port, and let the record say so.",
};
pub(in crate::finding) const SUBMISSION_SRV_NONE_BESIDE_OTHERS: Texts = Texts {
    title: "SRV records say both that there is a service and that there is none",
    consequence: "Programs may take either at its word.",
    why: "A record with the target “.” means that there is no such service, so it must be the only one.",
    remedy: "Remove the record with the target “.”, or all the others.",
};
pub(in crate::finding) const SUBMISSION_NO_IMPLICIT_TLS: Texts = Texts {
    title: "Sending with TLS from the first byte is not offered",
    consequence: "With STARTTLS an attacker on the way can keep a careless program from encrypting at all.",
    why: "Port 465 begins with TLS, so that there is nothing to strike out; it is preferred since 2018.",
    remedy: "Switch port 465 on beside port 587, and publish the record below.",
};
pub(in crate::finding) const SUBMISSION_SEALED: Texts = Texts {
    title: "Sending is encrypted, to a server that proves who it is",
    consequence: "Passwords and mail of the domain's users travel sealed.",
    why: "TLS 1.2 or newer, a valid certificate, and AUTH inside TLS alone.",
    remedy: NOTHING_TO_DO,
};
pub(in crate::finding) const SUBMISSION_NOT_TESTED: Texts = Texts {
    title: "A server for sending could not be tested from here",
    consequence: "Whether it encrypts, or can prove who it is, is not known.",
    why: "It did not let us come far enough to see. Its own words are quoted.",
    remedy: ASK_AGAIN,
};
pub(in crate::finding) const SUBMISSION_REFUSING: Texts = Texts {
    title: "A server for sending refuses connections",
    consequence: "Mail programs that use it cannot send, or lose time before they go on to another.",
    why: "DNS names the server, and it refuses connections on this port.",
    remedy: "Start the service there, open the firewall, or remove the SRV record.",
};
pub(in crate::finding) const SUBMISSION_STARTTLS_MISSING: Texts = Texts {
    title: "Passwords travel in clear: STARTTLS does not work on port 587",
    consequence: "Everybody on the way can read the passwords and the mail of the domain's users, or nobody can send.",
    why: "The server does not offer STARTTLS, or declines it.",
    remedy: "Install a certificate and switch STARTTLS on; better still, offer port 465 too.",
};
pub(in crate::finding) const SUBMISSION_TLS_FAILS: Texts = Texts {
    title: "TLS does not come about",
    consequence: "Mail programs cannot send, or send passwords in clear.",
    why: "The server ends every handshake, or speaks in clear where TLS should begin.",
    remedy: "Look into the server's own log: usually the certificate or its key cannot be read, or the port is set up for \
        STARTTLS.",
};
pub(in crate::finding) const SUBMISSION_TLS_OLD: Texts = Texts {
    title: "Outdated TLS for sending",
    consequence: "An attacker on the way can make use of known weaknesses to get at passwords.",
    why: "TLS 1.1 and older must not be used for submission any more; every mail program of the last decade knows TLS 1.2.",
    remedy: "Allow TLS 1.2 and TLS 1.3 only.",
};
pub(in crate::finding) const SUBMISSION_WEAK_SUITES: Texts = Texts {
    title: "Only broken cipher suites for sending",
    consequence: "Whoever records the connection can get at passwords and mail.",
    why: "The server takes nothing better than suites with RC4, 3DES, DES, export keys or no encryption at all.",
    remedy: "Allow current cipher suites.",
};
pub(in crate::finding) const SUBMISSION_CERTIFICATE: Texts = Texts {
    title: "The certificate of a server for sending is not in order",
    consequence: "Mail programs warn their users or refuse to send; users who get used to the warning give their password to anybody.",
    why: "A program checks the server's name, the dates and the authority, and cannot ask another server instead.",
    remedy: "Install a certificate of a public authority that covers the server's name, and have it renewed automatically.",
};
pub(in crate::finding) const SUBMISSION_AUTH_IN_CLEAR: Texts = Texts {
    title: "A password is asked for before the connection is encrypted",
    consequence: "A program that is not told to insist on TLS sends the password in clear.",
    why: "The server offers AUTH in its first answer to EHLO, before STARTTLS.",
    remedy: "Offer AUTH only inside TLS (Postfix: smtpd_tls_auth_only = yes).",
};
pub(in crate::finding) const SUBMISSION_AUTH_MISSING: Texts = Texts {
    title: "No password is asked for",
    consequence: "Either users are known in another way (by network or certificate), or nobody can send through this server.",
    why: "The server offers no AUTH inside TLS.",
    remedy: "Nothing has to be done if that is intended.",
};
pub(in crate::finding) const SUBMISSION_OPEN_RELAY: Texts = Texts {
    title: "The server for sending forwards mail for anybody, without a password",
    consequence: "Whoever finds it sends spam through it in your name. Its address ends up on blocklists.",
    why: "Without AUTH it accepted a recipient of a domain that is not its own, and refused a made-up mailbox of its own \
        domain in the same conversation.",
    remedy: "Require AUTH on ports 465 and 587 (Postfix: smtpd_relay_restrictions = permit_sasl_authenticated, reject).",
};
pub(in crate::finding) const SUBMISSION_OPEN_RELAY_UNPROVEN: Texts = Texts {
    title: "The server for sending accepts recipients without a password",
    consequence: "It may forward mail for anybody.",
    why: "Without AUTH it accepted a recipient of a domain that is not its own. That it forwards could only be seen by \
        sending mail, which is never done here.",
    remedy: "Require AUTH on ports 465 and 587 (Postfix: smtpd_relay_restrictions = permit_sasl_authenticated, reject).",
};
