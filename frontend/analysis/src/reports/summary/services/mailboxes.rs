//! Services that keep mailboxes, and send what is written in them.

use super::{Service, service};

pub(super) static ALL: [Service; 18] = [
    Service {
        include: Some("_spf.google.com"),
        ..service(
            "Google Workspace",
            &[
                "google.com",
                "googlemail.com",
                "gappssmtp.com",
                "gmail.com",
                "1e100.net",
            ],
            "In the Admin console, under Apps, Google Workspace, Gmail, Authenticate email, generate a key for the domain, \
             publish the TXT record it shows, and press Start authentication.",
        )
    },
    Service {
        include: Some("spf.protection.outlook.com"),
        ..service(
            "Microsoft 365",
            &[
                "onmicrosoft.com",
                "outlook.com",
                "office365.com",
                "hotmail.com",
            ],
            "In the Defender portal, under Email authentication settings, DKIM, choose the domain, publish the two CNAME \
             records it shows, and enable signing.",
        )
    },
    Service {
        include: Some("spf.messagingengine.com"),
        records: &[
            ("fm1._domainkey", "CNAME", "fm1.{domain}.dkim.fmhosted.com."),
            ("fm2._domainkey", "CNAME", "fm2.{domain}.dkim.fmhosted.com."),
            ("fm3._domainkey", "CNAME", "fm3.{domain}.dkim.fmhosted.com."),
        ],
        ..service(
            "Fastmail",
            &["messagingengine.com", "fastmail.com", "fmhosted.com"],
            "Publish the three CNAME records; Fastmail signs as soon as it sees them.",
        )
    },
    Service {
        include: Some("_spf.protonmail.ch"),
        ..service(
            "Proton Mail",
            &["protonmail.ch", "protonmail.com", "proton.me", "proton.ch"],
            "Under Domain names, DKIM, publish the three CNAME records it shows.",
        )
    },
    // Which SPF include it is depends on the region of the account.
    service(
        "Zoho",
        &[
            "zoho.com",
            "zoho.eu",
            "zoho.in",
            "zohomail.com",
            "zohomail.eu",
            "zohomail.in",
            "zeptomail.com",
            "zohocorp.com",
        ],
        "In the admin console, under Domains, Email configuration, add a DKIM selector and publish the record it shows.",
    ),
    Service {
        include: Some("icloud.com"),
        records: &[(
            "sig1._domainkey",
            "CNAME",
            "sig1.dkim.{domain}.at.icloudmailadmin.com.",
        )],
        ..service(
            "iCloud Mail",
            &["icloud.com", "me.com", "mac.com"],
            "Publish the CNAME record that iCloud shows when a custom domain is set up.",
        )
    },
    Service {
        include: Some("mx.ovh.com"),
        ..service(
            "OVHcloud",
            &["mail-out.ovh.net", "mail.ovh.net"],
            "In the control panel, turn on DKIM for the e-mail domain, and publish the records it shows if the zone is elsewhere.",
        )
    },
    Service {
        records: &[
            ("s1-ionos._domainkey", "CNAME", "s1.dkim.ionos.com."),
            ("s2-ionos._domainkey", "CNAME", "s2.dkim.ionos.com."),
        ],
        ..service(
            "IONOS",
            &["mout.kundenserver.de", "mout.perfora.net"],
            "Publish the CNAME records that the control panel shows for DKIM, usually these. The SPF include is that of your \
             region, such as _spf-eu.ionos.com for Europe.",
        )
    },
    service(
        "STRATO",
        &["smtp.rzone.de"],
        "Turn on DKIM in the customer area, and publish the CNAME records it shows if the zone is elsewhere. Its SPF terms are \
         at _spf.strato.com.",
    ),
    Service {
        include: Some("_mailcust.gandi.net"),
        records: &[
            ("gm1._domainkey", "CNAME", "gm1.gandimail.net."),
            ("gm2._domainkey", "CNAME", "gm2.gandimail.net."),
            ("gm3._domainkey", "CNAME", "gm3.gandimail.net."),
        ],
        ..service(
            "Gandi",
            &["mail.gandi.net"],
            "Publish the three CNAME records.",
        )
    },
    Service {
        include: Some("spf.infomaniak.ch"),
        ..service(
            "Infomaniak",
            &["mail.infomaniak.ch"],
            "In the manager, turn on DKIM for the mail service, and publish the record it shows if the zone is elsewhere.",
        )
    },
    Service {
        include: Some("mailbox.org"),
        records: &[
            (
                "MBO0001._domainkey",
                "CNAME",
                "MBO0001._domainkey.mailbox.org.",
            ),
            (
                "MBO0002._domainkey",
                "CNAME",
                "MBO0002._domainkey.mailbox.org.",
            ),
            (
                "MBO0003._domainkey",
                "CNAME",
                "MBO0003._domainkey.mailbox.org.",
            ),
            (
                "MBO0004._domainkey",
                "CNAME",
                "MBO0004._domainkey.mailbox.org.",
            ),
        ],
        ..service(
            "mailbox.org",
            &["mailbox.org"],
            "Publish the four CNAME records.",
        )
    },
    Service {
        include: Some("spf.tutanota.de"),
        records: &[
            ("s1._domainkey", "CNAME", "s1.domainkey.tutanota.de."),
            ("s2._domainkey", "CNAME", "s2.domainkey.tutanota.de."),
        ],
        ..service(
            "Tuta",
            &["tutanota.de", "tutanota.com", "tuta.com"],
            "Publish the two CNAME records.",
        )
    },
    Service {
        include: Some("spf.migadu.com"),
        records: &[
            (
                "key1._domainkey",
                "CNAME",
                "key1.{domain}._domainkey.migadu.com.",
            ),
            (
                "key2._domainkey",
                "CNAME",
                "key2.{domain}._domainkey.migadu.com.",
            ),
            (
                "key3._domainkey",
                "CNAME",
                "key3.{domain}._domainkey.migadu.com.",
            ),
        ],
        ..service(
            "Migadu",
            &["migadu.com"],
            "Publish the three CNAME records.",
        )
    },
    Service {
        include: Some("spf.privateemail.com"),
        ..service(
            "Namecheap Private Email",
            &["privateemail.com"],
            "In the dashboard of the subscription, generate the DKIM key and publish the TXT record it shows.",
        )
    },
    Service {
        include: Some("emailsrvr.com"),
        ..service(
            "Rackspace",
            &["emailsrvr.com"],
            "In the control panel, under the domain's sender authentication, enable DKIM and publish the TXT record it shows.",
        )
    },
    Service {
        include: Some("spf.titan.email"),
        ..service(
            "Titan",
            &["titan.email", "flockmail.com"],
            "In its control panel, turn on DKIM for the domain and publish the TXT record it shows.",
        )
    },
    Service {
        include: Some("_spf.yandex.net"),
        ..service(
            "Yandex 360",
            &["mail.yandex.net", "yandex.ru"],
            "In the admin console, under the domain's DKIM settings, publish the TXT record it shows.",
        )
    },
];
