//! The one table of caps: what holds a grade down, with its reason and where the rule comes from.

mod certificates;
mod names;
mod relaying;
mod sealing;
mod strict;
mod versions;

use certificates::{certificate_flawed, certificate_not_trusted};
use names::{mx_bogus, mx_records_flawed, reverse_dns};
use relaying::{open_relay, open_relay_unproven};
use sealing::{host_in_clear, no_host_seals, why};
use strict::{strict_senders_refused_everywhere, strict_senders_refused_somewhere};
use versions::{broken_suites_only, old_by_profile, only_old, sslv3};

use super::Letter;
use crate::facts::Facts;

/// Something that holds a grade down.
#[derive(Clone, Copy, Debug)]
pub struct Cap {
    /// Its stable name.
    pub name: &'static str,
    /// The best letter it leaves.
    pub ceiling: Letter,
    /// When it applies, for the documentation.
    pub rule: &'static str,
    /// What lifts it, as a thing to do.
    pub action: &'static str,
    /// Where the rule comes from.
    pub reference: &'static str,
    pub(super) decide: fn(&Facts<'_>) -> Decision,
}

/// Whether a cap applies: each entry names who and what.
#[derive(Clone, Debug, Default)]
pub(super) struct Decision {
    /// It does, for these reasons.
    pub(super) applies: Vec<String>,
    /// It may, for these reasons.
    pub(super) doubts: Vec<String>,
}

impl FromIterator<Self> for Decision {
    fn from_iter<T: IntoIterator<Item = Self>>(decisions: T) -> Self {
        let mut all = Self::default();
        for decision in decisions {
            all.applies.extend(decision.applies);
            all.doubts.extend(decision.doubts);
        }
        all
    }
}

/// Every cap, lowest first.
pub const CAPS: &[Cap] = &[
    Cap {
        name: "mx-bogus",
        ceiling: Letter::F,
        rule: "The DNSSEC signatures over the MX records do not hold: whoever validates can deliver nowhere.",
        action: "have the zone signed again, or mend the DS record at its parent",
        reference: "RFC 4035 §5.5",
        decide: mx_bogus,
    },
    Cap {
        name: "open-relay",
        ceiling: Letter::F,
        rule: "A mail server forwards mail for strangers: it accepts a recipient of another domain and refuses a made-up \
               one of its own in the same session.",
        action: "let the mail server refuse recipients of other domains",
        reference: "RFC 2505 §2.1",
        decide: open_relay,
    },
    Cap {
        name: "strict-senders-refused-everywhere",
        ceiling: Letter::F,
        rule: "Senders that follow the domain's own MTA-STS policy, or its hosts' TLSA records, can deliver to no host.",
        action: "make the MTA-STS policy, the TLSA records and the mail servers agree",
        reference: "RFC 8461 §5, RFC 7672 §2.2",
        decide: strict_senders_refused_everywhere,
    },
    Cap {
        name: "no-host-seals",
        ceiling: Letter::F,
        rule: "Every host that answers lacks STARTTLS, declines it, or fails every handshake.",
        action: "make STARTTLS work at every mail server",
        reference: "RFC 3207 §4",
        decide: no_host_seals,
    },
    Cap {
        name: "host-in-clear",
        ceiling: Letter::D,
        rule: "A host that answers lacks STARTTLS at one of its addresses, declines it, or fails every handshake.",
        action: "make STARTTLS work at every mail server",
        reference: "RFC 3207 §4",
        decide: host_in_clear,
    },
    Cap {
        name: "open-relay-unproven",
        ceiling: Letter::D,
        rule: "A mail server accepts recipients of other domains when they are named; that it forwards is not proven.",
        action: "let the mail server refuse recipients of other domains",
        reference: "RFC 2505 §2.1",
        decide: open_relay_unproven,
    },
    Cap {
        name: "strict-senders-refused-somewhere",
        ceiling: Letter::C,
        rule: "Senders that follow the domain's own MTA-STS policy, or its hosts' TLSA records, cannot deliver to some \
               hosts.",
        action: "make the MTA-STS policy, the TLSA records and the mail servers agree",
        reference: "RFC 8461 §5, RFC 7672 §2.2",
        decide: strict_senders_refused_somewhere,
    },
    Cap {
        name: "certificate-not-trusted",
        ceiling: Letter::C,
        rule: "A certificate is expired, not yet valid, self-signed, of an unknown issuer, or in a broken chain, \
               and no TLSA record vouches for it (DANE).",
        action: "install a certificate of a public authority",
        reference: "RFC 5280 §6.1",
        decide: certificate_not_trusted,
    },
    Cap {
        name: "tls-only-old",
        ceiling: Letter::C,
        rule: "The newest version that a host accepts is TLS 1.1 or older.",
        action: "allow TLS 1.2 and TLS 1.3",
        reference: "RFC 8996 §1",
        decide: only_old,
    },
    Cap {
        name: "tls-broken-suites-only",
        ceiling: Letter::C,
        rule: "The only suites of a host use RC4, 3DES, DES, export keys, no encryption or no authentication.",
        action: "allow current cipher suites",
        reference: "RFC 9325 §4.1",
        decide: broken_suites_only,
    },
    Cap {
        name: "tls-sslv3",
        ceiling: Letter::B,
        rule: "A host accepts SSLv3 beside newer versions.",
        action: "switch SSLv3 off",
        reference: "RFC 7568 §3",
        decide: sslv3,
    },
    Cap {
        name: "tls-old-by-profile",
        ceiling: Letter::B,
        rule: "Under the profile of NCSC-NL or of Mozilla alone: a host accepts TLS 1.0 or TLS 1.1 beside newer versions.",
        action: "switch TLS 1.0 and TLS 1.1 off",
        reference: "RFC 8996 §4",
        decide: old_by_profile,
    },
    Cap {
        name: "certificate-flawed",
        ceiling: Letter::B,
        rule: "A trusted certificate does not cover the host's name (or only as common name), comes without its \
               intermediate, has an RSA key below 2048 bits, or is signed with SHA-1, and no TLSA record vouches for the key.",
        action: "install a certificate that covers the host's name, with its full chain",
        reference: "RFC 9525 §6.3, RFC 9325 §4.5",
        decide: certificate_flawed,
    },
    Cap {
        name: "reverse-dns",
        ceiling: Letter::B,
        rule: "An address that answers has no PTR record, or one that does not lead back.",
        action: "set the PTR record of the server's address",
        reference: "RFC 8601 §2.7.3",
        decide: reverse_dns,
    },
    Cap {
        name: "mx-records-flawed",
        ceiling: Letter::B,
        rule: "A listed MX names no host, has no address, is an alias, is private, or refuses connections while \
               another host works.",
        action: "let every MX record name a working host",
        reference: "RFC 5321 §5.1, RFC 2181 §10.3",
        decide: mx_records_flawed,
    },
];
