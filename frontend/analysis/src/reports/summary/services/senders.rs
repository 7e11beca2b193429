//! Services that send newsletters, notices and answers.

use super::{Service, service};

pub(super) static ALL: [Service; 30] = [
    Service {
        // Wanted at the custom MAIL FROM domain, which is one below the customer's.
        include: Some("amazonses.com"),
        ..service(
            "Amazon SES",
            &["amazonses.com"],
            "In the SES console, verify the domain with Easy DKIM and publish its three CNAME records; a custom MAIL FROM \
             domain makes SPF pass as well.",
        )
    },
    service(
        "SendGrid",
        &["sendgrid.net", "sendgrid.info", "sendgrid.me"],
        "Under Settings, Sender Authentication, authenticate the domain and publish the three CNAME records it shows; they \
         make SPF and DKIM pass.",
    ),
    Service {
        // Bounces stay at Mailchimp's own domains, so that SPF says nothing of the customer's.
        records: &[
            ("k2._domainkey", "CNAME", "dkim2.mcsv.net."),
            ("k3._domainkey", "CNAME", "dkim3.mcsv.net."),
        ],
        ..service(
            "Mailchimp",
            &[
                "mcsv.net",
                "mcdlv.net",
                "rsgsv.net",
                "mailchimpapp.net",
                "mailchimp.com",
            ],
            "Under Domains, start authentication of the domain and publish the two CNAME records it shows, usually these.",
        )
    },
    Service {
        // Since March 2024 without SPF: bounces go to mandrillapp.com, or to a name that is an alias of it.
        records: &[
            ("mte1._domainkey", "CNAME", "dkim1.mandrillapp.com."),
            ("mte2._domainkey", "CNAME", "dkim2.mandrillapp.com."),
        ],
        ..service(
            "Mandrill",
            &["mandrillapp.com"],
            "Under Settings, Domains, add the domain, verify it, and publish the two CNAME records.",
        )
    },
    Service {
        include: Some("mailgun.org"),
        ..service(
            "Mailgun",
            &["mailgun.org", "mailgun.net", "mailgun.us"],
            "Under Sending, Domains, add the domain, or one below it, and publish the records it shows for SPF and DKIM.",
        )
    },
    Service {
        records: &[("pm-bounces", "CNAME", "pm.mtasv.net.")],
        ..service(
            "Postmark",
            &["mtasv.net", "postmarkapp.com"],
            "Under Sender Signatures, add the domain and publish the DKIM record it shows; a custom Return-Path, the CNAME \
             record, makes SPF pass as well.",
        )
    },
    service(
        "SparkPost",
        &["sparkpostmail.com", "sparkpost.com", "sparkpostmail1.com"],
        "Add the domain as a sending domain and publish the DKIM record it shows; a bounce domain makes SPF pass as well.",
    ),
    Service {
        include: Some("_spf.salesforce.com"),
        ..service(
            "Salesforce",
            &["salesforce.com", "force.com"],
            "In Setup, under DKIM Keys, create a key for the domain, publish the two CNAME records it shows, and activate the key.",
        )
    },
    Service {
        include: Some("cust-spf.exacttarget.com"),
        ..service(
            "Salesforce Marketing Cloud",
            &["exacttarget.com", "exct.net", "mc.salesforce.com"],
            "Ask for a Sender Authentication Package or a private domain, which signs with your domain.",
        )
    },
    service(
        "Salesforce Account Engagement (Pardot)",
        &["pardot.com"],
        "In its settings, under Domain Management, add the domain and publish the DNS entries it shows.",
    ),
    service(
        "HubSpot",
        &[
            "hubspotemail.net",
            "hubspot.com",
            "hubspotservicehub.com",
            "hubspot-inbox.com",
            "hs-inbox.com",
            "hs-send.com",
        ],
        "Under Settings, Domains & URLs, connect an email sending domain and publish the records it shows: two CNAME records \
         for DKIM, and the SPF include of your account.",
    ),
    Service {
        include: Some("mail.zendesk.com"),
        // The CNAME records must be there before signing is enabled, or mail fails.
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
        ..service(
            "Zendesk",
            &["zendesk.com", "zdsys.com"],
            "Publish the two CNAME records, and only when they are there enable Custom domain for DKIM in Admin Center under \
             Channels, Talk and email, Email.",
        )
    },
    service(
        "Brevo",
        &[
            "sendinblue.com",
            "brevo.com",
            "brevosend.com",
            "sender-sib.com",
            "mailin.fr",
        ],
        "Under Senders, Domains, authenticate the domain and publish the DKIM records it shows.",
    ),
    Service {
        include: Some("spf.mailjet.com"),
        ..service(
            "Mailjet",
            &["mailjet.com", "mailjet.net"],
            "Under Senders & Domains, authenticate the domain and publish the DKIM record it shows; a custom Return-Path makes \
             SPF pass as well.",
        )
    },
    service(
        "Klaviyo",
        &["klaviyomail.com", "klaviyo.com"],
        "Under Settings, Domains, set up a branded sending domain and publish the records it shows.",
    ),
    Service {
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
        ..service(
            "Constant Contact",
            &["constantcontact.com", "ccsend.com"],
            "Under Advanced settings, add self-authentication and publish the two CNAME records it shows, usually these.",
        )
    },
    service(
        "Campaign Monitor",
        &[
            "cmail19.com",
            "cmail20.com",
            "createsend.com",
            "campaignmonitor.com",
        ],
        "In the account's settings, authenticate the sending domain and publish the DKIM record it shows.",
    ),
    service(
        "ActiveCampaign",
        &[
            "activecampaign.com",
            "activehosted.com",
            "emsd1.com",
            "acems1.com",
        ],
        "In the settings, add the sending domain and publish the CNAME records it shows.",
    ),
    Service {
        include: Some("_spf.mlsend.com"),
        records: &[(
            "litesrv._domainkey",
            "CNAME",
            "litesrv._domainkey.mlsend.com.",
        )],
        ..service(
            "MailerLite",
            &["mlsend.com", "mailerlite.com"],
            "In the account's settings, under Domains, authenticate the domain and publish the CNAME record it shows, usually \
             this one.",
        )
    },
    Service {
        records: &[
            (
                "aweber_key_a._domainkey",
                "CNAME",
                "aweber_key_a.send.aweber.com.",
            ),
            (
                "aweber_key_b._domainkey",
                "CNAME",
                "aweber_key_b.send.aweber.com.",
            ),
            (
                "aweber_key_c._domainkey",
                "CNAME",
                "aweber_key_c.send.aweber.com.",
            ),
        ],
        ..service(
            "AWeber",
            &["aweber.com"],
            "In the account's settings, connect the domain and publish the three CNAME records.",
        )
    },
    service(
        "GetResponse",
        &["getresponse.com"],
        "In the account's settings, add the domain for email authentication and publish the records it shows.",
    ),
    service(
        "Customer.io",
        &["customeriomail.com", "customer.io"],
        "In the workspace's settings, add the sending domain and publish the records it shows.",
    ),
    Service {
        include: Some("mktomail.com"),
        ..service(
            "Marketo",
            &["mktomail.com", "mktdns.com", "marketo.org", "marketo.com"],
            "In Admin, under Email, SPF/DKIM, add the domain and publish the DKIM record it shows.",
        )
    },
    service(
        "SMTP2GO",
        &["smtp2go.com", "smtp2go.net"],
        "Under Sending, add the domain as a sender domain and publish the CNAME records it shows; they make SPF and DKIM pass.",
    ),
    Service {
        include: Some("_spf.elasticemail.com"),
        ..service(
            "Elastic Email",
            &["elasticemail.com"],
            "In the settings, add the domain and publish the records it shows for SPF and DKIM.",
        )
    },
    service(
        "Freshworks",
        &["freshdesk.com", "freshworks.com", "freshemail.io"],
        "Under Admin, Email, verify the domain and publish the records it shows.",
    ),
    service(
        "Intercom",
        &["intercom-mail.com", "intercom.io"],
        "Under Settings, Channels, Email, add the domain and publish the CNAME records it shows.",
    ),
    Service {
        include: Some("_spf.atlassian.net"),
        ..service(
            "Atlassian",
            &["atlassian.net", "atlassian.com"],
            "In Atlassian's administration, add the domain for email and publish the records it shows.",
        )
    },
    service(
        "Shopify",
        &["shopifyemail.com", "shopify.com"],
        "Under Settings, Notifications, Sender email, authenticate the domain and publish the CNAME records it shows.",
    ),
    service(
        "Stripe",
        &["stripe.com"],
        "In the Dashboard's settings, under emails, add the domain and publish the records it shows.",
    ),
];
