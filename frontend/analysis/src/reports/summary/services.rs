//! Services that send mail for others: by which names each is recognised, and how its customers make their mail pass.
//!
//! Written from what the services document. They change; what they show their customers has the last word.

use crate::dns::is_within;

/// A service that sends for others.
#[derive(Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub name: &'static str,
    /// The domains that it signs with, that its bounces go to, or that its servers are named after.
    domains: &'static [&'static str],
    /// What it wants in the SPF record of the domain in the envelope, if anything.
    pub include: Option<&'static str>,
    /// How to have it sign with one's own domain, as a sentence.
    pub dkim: &'static str,
    /// Records that are the same for every customer: owner below the domain, type and value; `{domain}` and `{dashed}`
    /// stand for the domain.
    pub records: &'static [(&'static str, &'static str, &'static str)],
}

const SERVICES: [Service; 24] = [
    Service {
        name: "Google Workspace",
        domains: &[
            "google.com",
            "googlemail.com",
            "gappssmtp.com",
            "gmail.com",
            "1e100.net",
        ],
        include: Some("_spf.google.com"),
        dkim: "In the Admin console, under Apps, Google Workspace, Gmail, Authenticate email, generate a key for the domain, \
               publish the TXT record it shows, and press Start authentication.",
        records: &[],
    },
    Service {
        name: "Microsoft 365",
        domains: &[
            "onmicrosoft.com",
            "outlook.com",
            "protection.outlook.com",
            "office365.com",
            "hotmail.com",
        ],
        include: Some("spf.protection.outlook.com"),
        dkim: "In the Defender portal, under Email authentication settings, DKIM, choose the domain, publish the two CNAME \
               records it shows, and enable signing.",
        records: &[],
    },
    Service {
        name: "Amazon SES",
        domains: &["amazonses.com", "smtp-out.amazonses.com"],
        include: Some("amazonses.com"),
        dkim: "In the SES console, verify the domain with Easy DKIM and publish its three CNAME records; a custom MAIL FROM \
               domain makes SPF pass as well.",
        records: &[],
    },
    Service {
        name: "SendGrid",
        domains: &["sendgrid.net", "sendgrid.info", "sendgrid.me"],
        include: None,
        dkim: "Under Settings, Sender Authentication, authenticate the domain and publish the three CNAME records it shows; \
               they make SPF and DKIM pass.",
        records: &[],
    },
    Service {
        name: "Mailchimp",
        domains: &[
            "mcsv.net",
            "mcdlv.net",
            "rsgsv.net",
            "mailchimpapp.net",
            "mailchimp.com",
        ],
        include: None,
        dkim: "Under Domains, authenticate the domain and publish the two CNAME records.",
        records: &[
            ("k2._domainkey", "CNAME", "dkim2.mcsv.net."),
            ("k3._domainkey", "CNAME", "dkim3.mcsv.net."),
        ],
    },
    Service {
        name: "Mandrill",
        domains: &["mandrillapp.com"],
        include: Some("spf.mandrillapp.com"),
        dkim: "Under Sending Domains, add the domain and publish the DKIM records it shows.",
        records: &[],
    },
    Service {
        name: "Mailgun",
        domains: &["mailgun.org", "mailgun.net", "mailgun.us"],
        include: Some("mailgun.org"),
        dkim: "Under Sending, Domains, add the domain, or one below it, and publish the TXT records it shows for SPF and DKIM.",
        records: &[],
    },
    Service {
        name: "Postmark",
        domains: &["mtasv.net", "postmarkapp.com"],
        include: None,
        dkim: "Under Sender Signatures, add the domain and publish the DKIM record it shows; a custom Return-Path makes SPF \
               pass as well.",
        records: &[("pm-bounces", "CNAME", "pm.mtasv.net.")],
    },
    Service {
        name: "SparkPost",
        domains: &["sparkpostmail.com", "sparkpost.com", "sparkpostmail1.com"],
        include: None,
        dkim: "Add the domain as a sending domain and publish the DKIM record it shows; a bounce domain makes SPF pass as well.",
        records: &[],
    },
    Service {
        name: "Salesforce",
        domains: &["salesforce.com", "force.com"],
        include: Some("_spf.salesforce.com"),
        dkim: "In Setup, under DKIM Keys, create a key for the domain and publish the two CNAME records it shows.",
        records: &[],
    },
    Service {
        name: "Salesforce Marketing Cloud",
        domains: &["exacttarget.com", "exct.net"],
        include: Some("cust-spf.exacttarget.com"),
        dkim: "Ask for a Sender Authentication Package or a private domain, which signs with your domain.",
        records: &[],
    },
    Service {
        name: "HubSpot",
        domains: &[
            "hubspotemail.net",
            "hubspot.com",
            "hubspotservicehub.com",
            "hs-send.com",
        ],
        include: None,
        dkim: "Under Settings, Domains & URLs, connect an email sending domain and publish the two CNAME records it shows.",
        records: &[],
    },
    Service {
        name: "Zendesk",
        domains: &["zendesk.com", "zdsys.com"],
        include: Some("mail.zendesk.com"),
        dkim: "Publish the two CNAME records, then enable custom DKIM under Channels, Email.",
        records: &[
            (
                "zendesk1._domainkey",
                "CNAME",
                "zendesk1._domainkey.zendesk.com.",
            ),
            (
                "zendesk2._domainkey",
                "CNAME",
                "zendesk2._domainkey.zendesk.com.",
            ),
        ],
    },
    Service {
        name: "Brevo",
        domains: &[
            "sendinblue.com",
            "brevo.com",
            "brevosend.com",
            "sender-sib.com",
        ],
        include: None,
        dkim: "Under Senders, Domains, authenticate the domain and publish the DKIM records it shows.",
        records: &[],
    },
    Service {
        name: "Mailjet",
        domains: &["mailjet.com", "mailjet.net"],
        include: Some("spf.mailjet.com"),
        dkim: "Under Sender domains, authenticate the domain and publish the DKIM record it shows; a custom Return-Path makes \
               SPF pass as well.",
        records: &[],
    },
    Service {
        name: "Klaviyo",
        domains: &["klaviyomail.com", "klaviyo.com"],
        include: None,
        dkim: "Under Settings, Domains, set up a branded sending domain and publish the records it shows.",
        records: &[],
    },
    Service {
        name: "Constant Contact",
        domains: &["constantcontact.com", "ccsend.com"],
        include: None,
        dkim: "Under Advanced settings, authenticate the domain with the two CNAME records.",
        records: &[
            (
                "ctct1._domainkey",
                "CNAME",
                "100._domainkey.dkim1.ccsend.com.",
            ),
            (
                "ctct2._domainkey",
                "CNAME",
                "200._domainkey.dkim2.ccsend.com.",
            ),
        ],
    },
    Service {
        name: "Fastmail",
        domains: &["messagingengine.com", "fastmail.com", "fmhosted.com"],
        include: Some("spf.messagingengine.com"),
        dkim: "Publish the three CNAME records; Fastmail signs as soon as it sees them.",
        records: &[
            ("fm1._domainkey", "CNAME", "fm1.{domain}.dkim.fmhosted.com."),
            ("fm2._domainkey", "CNAME", "fm2.{domain}.dkim.fmhosted.com."),
            ("fm3._domainkey", "CNAME", "fm3.{domain}.dkim.fmhosted.com."),
        ],
    },
    Service {
        name: "Proton Mail",
        domains: &["protonmail.ch", "protonmail.com", "proton.me", "proton.ch"],
        include: Some("_spf.protonmail.ch"),
        dkim: "Under Domain names, DKIM, publish the three CNAME records it shows.",
        records: &[],
    },
    Service {
        name: "Zoho",
        domains: &[
            "zoho.com",
            "zoho.eu",
            "zohomail.com",
            "zeptomail.com",
            "zohocorp.com",
        ],
        include: None,
        dkim: "In the admin console, under Domains, Email configuration, add a DKIM selector and publish the record it shows.",
        records: &[],
    },
    Service {
        name: "Freshworks",
        domains: &["freshdesk.com", "freshworks.com", "freshemail.io"],
        include: None,
        dkim: "Under Admin, Email, verify the domain and publish the records it shows.",
        records: &[],
    },
    Service {
        name: "Intercom",
        domains: &["intercom-mail.com", "intercom.io", "intercom-mail-100.com"],
        include: None,
        dkim: "Under Settings, Email, Domains, add the domain and publish the records it shows.",
        records: &[],
    },
    Service {
        name: "Shopify",
        domains: &["shopifyemail.com", "shopify.com"],
        include: None,
        dkim: "Under Settings, Notifications, Sender email, authenticate the domain and publish the four CNAME records it shows.",
        records: &[],
    },
    Service {
        name: "iCloud Mail",
        domains: &["icloud.com", "me.com", "mac.com"],
        include: Some("icloud.com"),
        dkim: "Publish the CNAME record that iCloud shows when a custom domain is set up.",
        records: &[(
            "sig1._domainkey",
            "CNAME",
            "sig1.dkim.{domain}.at.icloudmailadmin.com.",
        )],
    },
];

/// The service that a name is of.
pub(crate) fn service_of(name: &str) -> Option<&'static Service> {
    SERVICES
        .iter()
        .find(|service| service.domains.iter().any(|domain| is_within(name, domain)))
}

/// A service by its name.
pub(super) fn by_name(name: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_to_one_service_each() {
        for (place, service) in SERVICES.iter().enumerate() {
            for domain in service.domains {
                let found = SERVICES
                    .iter()
                    .position(|other| other.domains.iter().any(|one| is_within(domain, one)));
                assert_eq!(found, Some(place), "{domain}");
            }
            assert_eq!(by_name(service.name), Some(service));
        }
        assert_eq!(
            service_of("o1.ptr.sendgrid.net").map(|service| service.name),
            Some("SendGrid")
        );
        assert_eq!(service_of("notsendgrid.net"), None);
    }
}
