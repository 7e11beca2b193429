//! Services that hand on what others send: they filter it, relay it for web hosts, or forward it.

use super::{Service, service};

pub(super) static ALL: [Service; 7] = [
    service(
        "Mimecast",
        &["mimecast.com"],
        "In its administration console, set up DNS authentication for outbound mail, which signs with your domain, and publish \
         the record it shows. The SPF include is that of your region, such as eu._netblocks.mimecast.com.",
    ),
    service(
        "Proofpoint",
        &["pphosted.com", "gpphosted.com"],
        "Let it, or the server behind it, sign with your domain, and publish the key. The SPF include is that of your account.",
    ),
    service(
        "Proofpoint Essentials",
        &["ppe-hosted.com"],
        "In its administration, under the domain, turn on DKIM signing for outbound mail and publish the record it shows. The \
         SPF terms are those of your region.",
    ),
    service(
        "Barracuda",
        &["ess.barracudanetworks.com"],
        "Let the server behind it sign with your domain, and publish the key. The SPF include is that of your region, such as \
         spf.ess.barracudanetworks.com for the United States.",
    ),
    Service {
        include: Some("relay.mailchannels.net"),
        ..service(
            "MailChannels",
            &["mailchannels.net", "mailchannels.com"],
            "It relays for web hosts: turn on DKIM where the site is hosted, and publish the key.",
        )
    },
    Service {
        include: Some("spf.improvmx.com"),
        records: &[
            (
                "dkimprovmx1._domainkey",
                "CNAME",
                "dkimprovmx1.improvmx.com.",
            ),
            (
                "dkimprovmx2._domainkey",
                "CNAME",
                "dkimprovmx2.improvmx.com.",
            ),
        ],
        ..service(
            "ImprovMX",
            &["improvmx.com"],
            "Publish the two CNAME records.",
        )
    },
    Service {
        include: Some("spf.forwardemail.net"),
        records: &[("fe-bounces", "CNAME", "forwardemail.net.")],
        ..service(
            "Forward Email",
            &["forwardemail.net"],
            "In the domain's settings, set up outbound SMTP and publish the DKIM record it shows; its Return-Path, the CNAME \
             record, makes SPF pass as well.",
        )
    },
];
