//! Providers that host or filter mail for others, as data: by which names of MX hosts they are known, and what they offer.
//!
//! Only what is known for certain stands here (2026). What is not known is left open rather than guessed.

/// A provider.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Endings of host names, on label boundaries.
    pub(super) suffixes: &'static [&'static str],
    pub(super) mta_sts: Offer,
    pub(super) dane: Offer,
    pub(super) dkim: Offer,
    /// What the customer can change about the servers, if anything is known.
    pub(super) yours: Option<&'static str>,
}

/// What a provider does with the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It keeps mailboxes.
    Mailboxes,
    /// It filters mail and hands it on.
    Filter,
    /// It forwards mail to other addresses, or to programs.
    Forwarder,
}

/// Whether a provider offers something to its customers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Offer {
    /// Nothing is known for certain.
    NotKnown,
    /// It works with the provider's servers, in this way.
    Yes(&'static str),
    /// It does not, for this reason.
    No(&'static str),
}

use Kind::{Filter, Forwarder, Mailboxes};
use Offer::{No, NotKnown, Yes};

const STS_BY_YOU: Offer =
    Yes("its servers have certificates for their names; you publish record and policy yourself");
const DKIM_BY_YOU: Offer =
    Yes("you turn it on and publish the key, or the alias, that it shows you");
const DANE_BY_THEM: Offer =
    Yes("its servers have TLSA records; they count once your own domain is signed with DNSSEC");
const NO_TLSA: Offer =
    No("its servers' names have no TLSA records, and only it could publish them");

const fn plain(name: &'static str, kind: Kind, suffixes: &'static [&'static str]) -> Provider {
    Provider {
        name,
        kind,
        suffixes,
        mta_sts: NotKnown,
        dane: NotKnown,
        dkim: NotKnown,
        yours: None,
    }
}

/// The first that fits counts; no suffix stands twice.
pub(super) static PROVIDERS: [Provider; 50] = [
    Provider {
        mta_sts: STS_BY_YOU,
        dane: NO_TLSA,
        dkim: DKIM_BY_YOU,
        yours: Some(
            "you can demand TLS of chosen partners (the compliance setting for secure transport)",
        ),
        ..plain(
            "Google Workspace",
            Mailboxes,
            &["aspmx.l.google.com", "smtp.google.com", "googlemail.com"],
        )
    },
    plain("Gmail", Mailboxes, &["gmail-smtp-in.l.google.com"]),
    Provider {
        mta_sts: STS_BY_YOU,
        dane: Yes(
            "with Enable-DnssecForVerifiedDomain and Enable-SmtpDaneInbound; the MX record then ends in mx.microsoft",
        ),
        dkim: DKIM_BY_YOU,
        yours: Some("you can demand TLS of chosen partners (connectors)"),
        ..plain("Microsoft 365", Mailboxes, &["mail.protection.outlook.com"])
    },
    Provider {
        mta_sts: STS_BY_YOU,
        dane: Yes(
            "after Enable-SmtpDaneInbound its servers have TLSA records; they count once your own domain is signed with DNSSEC",
        ),
        dkim: DKIM_BY_YOU,
        yours: Some("you can demand TLS of chosen partners (connectors)"),
        ..plain("Microsoft 365 with DNSSEC", Mailboxes, &["mx.microsoft"])
    },
    plain("Outlook.com", Mailboxes, &["olc.protection.outlook.com"]),
    plain("Proofpoint", Filter, &["pphosted.com", "gpphosted.com"]),
    plain("Proofpoint Essentials", Filter, &["ppe-hosted.com"]),
    plain("Mimecast", Filter, &["mimecast.com", "mimecast.co.za"]),
    plain("Barracuda", Filter, &["barracudanetworks.com"]),
    plain("Cisco Secure Email", Filter, &["iphmx.com"]),
    plain(
        "Trend Micro",
        Filter,
        &["tmes.trendmicro.com", "tmes.trendmicro.eu"],
    ),
    plain("Sophos", Filter, &["hydra.sophos.com"]),
    plain(
        "Broadcom (Symantec Email Security.cloud)",
        Filter,
        &["messagelabs.com"],
    ),
    plain(
        "Hornetsecurity",
        Filter,
        &["hornetsecurity.com", "antispameurope.com"],
    ),
    Provider {
        mta_sts: STS_BY_YOU,
        dane: DANE_BY_THEM,
        dkim: DKIM_BY_YOU,
        ..plain("Proton Mail", Mailboxes, &["protonmail.ch"])
    },
    Provider {
        mta_sts: STS_BY_YOU,
        dkim: DKIM_BY_YOU,
        ..plain("Fastmail", Mailboxes, &["messagingengine.com"])
    },
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain(
            "Zoho Mail",
            Mailboxes,
            &[
                "mx.zoho.com",
                "mx2.zoho.com",
                "mx3.zoho.com",
                "mx.zoho.eu",
                "mx2.zoho.eu",
                "mx3.zoho.eu",
                "mx.zoho.in",
                "mx2.zoho.in",
                "mx3.zoho.in",
                "mx.zoho.com.au",
                "mx2.zoho.com.au",
                "mx3.zoho.com.au",
                "zohomail.com",
            ],
        )
    },
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("Apple iCloud Mail", Mailboxes, &["mail.icloud.com"])
    },
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("Yandex 360", Mailboxes, &["mx.yandex.net", "mx.yandex.ru"])
    },
    plain("Mail.ru", Mailboxes, &["mxs.mail.ru", "emx.mail.ru"]),
    plain("Yahoo", Mailboxes, &["yahoodns.net"]),
    plain("OVHcloud", Mailboxes, &["mail.ovh.net", "mail.ovh.ca"]),
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("Gandi", Mailboxes, &["mail.gandi.net"])
    },
    plain(
        "IONOS",
        Mailboxes,
        &[
            "kundenserver.de",
            "ionos.com",
            "ionos.co.uk",
            "ionos.de",
            "ionos.es",
            "ionos.fr",
            "ionos.it",
        ],
    ),
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("STRATO", Mailboxes, &["rzone.de"])
    },
    plain("Hetzner", Mailboxes, &["your-server.de"]),
    plain(
        "Infomaniak",
        Mailboxes,
        &["mta-gw.infomaniak.ch", "ikmail.com"],
    ),
    Provider {
        dane: DANE_BY_THEM,
        dkim: DKIM_BY_YOU,
        ..plain("mailbox.org", Mailboxes, &["mailbox.org"])
    },
    Provider {
        mta_sts: Yes("it serves the policy; you publish the two aliases that it shows you"),
        dane: DANE_BY_THEM,
        dkim: DKIM_BY_YOU,
        ..plain("Tuta", Mailboxes, &["tutanota.de", "tuta.com"])
    },
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("Migadu", Mailboxes, &["migadu.com"])
    },
    plain("Namecheap Private Email", Mailboxes, &["privateemail.com"]),
    plain(
        "Namecheap forwarding",
        Forwarder,
        &["registrar-servers.com"],
    ),
    plain(
        "GoDaddy",
        Mailboxes,
        &["smtp.secureserver.net", "mailstore1.secureserver.net"],
    ),
    // Both take mail at the same names, and which of them it is does not show.
    plain(
        "Amazon SES or WorkMail",
        Mailboxes,
        &[
            "inbound-smtp.us-east-1.amazonaws.com",
            "inbound-smtp.us-east-2.amazonaws.com",
            "inbound-smtp.us-west-1.amazonaws.com",
            "inbound-smtp.us-west-2.amazonaws.com",
            "inbound-smtp.ca-central-1.amazonaws.com",
            "inbound-smtp.sa-east-1.amazonaws.com",
            "inbound-smtp.eu-west-1.amazonaws.com",
            "inbound-smtp.eu-west-2.amazonaws.com",
            "inbound-smtp.eu-west-3.amazonaws.com",
            "inbound-smtp.eu-central-1.amazonaws.com",
            "inbound-smtp.eu-north-1.amazonaws.com",
            "inbound-smtp.eu-south-1.amazonaws.com",
            "inbound-smtp.ap-northeast-1.amazonaws.com",
            "inbound-smtp.ap-northeast-2.amazonaws.com",
            "inbound-smtp.ap-northeast-3.amazonaws.com",
            "inbound-smtp.ap-southeast-1.amazonaws.com",
            "inbound-smtp.ap-southeast-2.amazonaws.com",
            "inbound-smtp.ap-southeast-3.amazonaws.com",
            "inbound-smtp.ap-south-1.amazonaws.com",
            "inbound-smtp.af-south-1.amazonaws.com",
            "inbound-smtp.me-south-1.amazonaws.com",
            "inbound-smtp.il-central-1.amazonaws.com",
        ],
    ),
    plain(
        "Cloudflare Email Routing",
        Forwarder,
        &["mx.cloudflare.net"],
    ),
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("ImprovMX", Forwarder, &["improvmx.com"])
    },
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("Forward Email", Forwarder, &["forwardemail.net"])
    },
    plain("Rackspace", Mailboxes, &["emailsrvr.com"]),
    plain("Hostinger", Mailboxes, &["hostinger.com"]),
    plain("one.com", Mailboxes, &["one.com"]),
    Provider {
        dane: DANE_BY_THEM,
        ..plain("Posteo", Mailboxes, &["posteo.de"])
    },
    plain("Runbox", Mailboxes, &["runbox.com"]),
    plain("Soverin", Mailboxes, &["soverin.net"]),
    plain("TransIP", Mailboxes, &["transip.email"]),
    plain("SendGrid", Forwarder, &["mx.sendgrid.net"]),
    plain("Mailgun", Forwarder, &["mailgun.org"]),
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("Titan", Mailboxes, &["titan.email"])
    },
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("Purelymail", Mailboxes, &["purelymail.com"])
    },
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("MXroute", Mailboxes, &["mxrouting.net", "mxlogin.com"])
    },
    Provider {
        dkim: DKIM_BY_YOU,
        ..plain("SimpleLogin", Forwarder, &["simplelogin.co"])
    },
];

/// Endings under which providers name the machines that they rent out: what runs there is the tenant's.
pub(super) const RENTED: [&str; 3] = [
    "clients.your-server.de",
    "compute.amazonaws.com",
    "host.secureserver.net",
];
