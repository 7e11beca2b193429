//! What findings say that rest on several mechanisms or addresses together.

use super::Texts;

pub(in crate::finding) const STRICT_SENDERS_REFUSED: Texts = Texts {
    title: "Your own policy keeps mail away",
    consequence: "Senders that keep to what you publish deliver to none of your servers: their mail waits for some days \
        and is then returned.",
    why: "An MTA-STS policy in force, or TLSA records in signed DNS, demand something that no server does. A policy that \
        turns mail away is worse than none.",
    remedy: "Today: set the policy to “mode: testing” with a new id, or remove the TLSA records that do not match. Then \
        mend the servers, or the policy, before you demand it again.",
};
pub(in crate::finding) const STARTTLS_SOMEWHERE: Texts = Texts {
    title: "One address of a mail server encrypts, another does not",
    consequence: "Whether a message travels encrypted is chance: senders take any of the addresses.",
    why: "The addresses belong to one name, and different machines or settings seem to stand behind them. Often the \
        service listens for one of them with a configuration of its own.",
    remedy: "Give every address the same configuration, or remove the one that does not encrypt from DNS.",
};
pub(in crate::finding) const VERSIONS_DIFFER: Texts = Texts {
    title: "The addresses of a mail server accept different versions of TLS",
    consequence: "How well a message is protected depends on the address that its sender takes.",
    why: "Different machines or settings seem to stand behind one name; often one was updated and the other forgotten.",
    remedy: "Give every address the same configuration of TLS.",
};
pub(in crate::finding) const IPV6_DIFFERS: Texts = Texts {
    title: "IPv6 and IPv4 lead to servers that are set up differently",
    consequence: "Many senders prefer IPv6, so they see another server than the one that is usually tested.",
    why: "The IPv6 addresses of the host do one thing and its IPv4 addresses another.",
    remedy: "Give both the same configuration and certificate, or remove the AAAA records until that is done.",
};
pub(in crate::finding) const WEAKEST_HOST: Texts = Texts {
    title: "One mail server is weaker than the others",
    consequence: "Whoever blocks the way to the better servers makes mail go to the weaker one. Its protection is the \
        protection of all.",
    why: "Senders go on to the next host when one does not answer, and anybody on the way can see to that.",
    remedy: "Bring every mail server to the level of the best, or remove the MX record of the weaker one.",
};
pub(in crate::finding) const TLS_PROFILE_DEVIATES: Texts = Texts {
    title: "The server does not keep to the chosen TLS profile",
    consequence: "Whoever has to show that the profile is kept cannot show it for this server.",
    why: "The server accepts, or presents, what the profile phases out or forbids.",
    remedy: "Change the TLS settings of the mail server in the points named.",
};
pub(in crate::finding) const CERTIFICATES_DIFFER: Texts = Texts {
    title: "The addresses of a mail server present different certificates",
    consequence: "A renewal or a TLSA record has to be made for each of them, and one is easily forgotten.",
    why: "Different machines seem to stand behind one name. That is common and no fault while each certificate holds.",
    remedy: "Nothing has to be done if it is intended. Else install the same certificate at every address.",
};
pub(in crate::finding) const ENFORCE_EXPIRES: Texts = Texts {
    title: "A certificate ends while your MTA-STS policy insists on it",
    consequence: "If it is not renewed in time, senders that follow the policy stop delivering to this server on that day, \
        and go on refusing it as long as they remember the policy.",
    why: "The policy is in mode enforce and is remembered for longer than the certificate is still valid, so withdrawing it \
        then comes too late.",
    remedy: "Renew the certificate now, and find out why it was not renewed by itself.",
};
pub(in crate::finding) const DANE_AGAINST_ENFORCE: Texts = Texts {
    title: "DANE vouches for a server that your MTA-STS policy refuses",
    consequence: "Senders that follow DANE deliver; those that know MTA-STS alone, among them very large ones, do not.",
    why: "A TLSA record of usage 3 needs no certificate of a public authority and asks neither for its dates nor its names, \
        but MTA-STS in mode enforce needs one that is in date and covers the MX host's name.",
    remedy: "Install a certificate of a public authority for the MX host's name and keep its key, or publish the TLSA \
        record of its key first; until then set the policy to “mode: testing”.",
};
