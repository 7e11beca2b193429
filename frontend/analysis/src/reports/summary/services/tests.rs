#![allow(clippy::unwrap_used, reason = "a broken table ends the test")]

use std::collections::BTreeSet;

use shared::DomainName;

use super::*;
use crate::dns::QueryName;

#[test]
fn names_lead_to_one_service_each() {
    for (name, expected, why) in [
        ("o1.ptr.sendgrid.net", Some("SendGrid"), "a server's name"),
        ("notsendgrid.net", None, "no label boundary"),
        (
            "s10.y.mc.salesforce.com",
            Some("Salesforce Marketing Cloud"),
            "what it signs with, below a domain of another service",
        ),
        (
            "na1.salesforce.com",
            Some("Salesforce"),
            "the other service itself",
        ),
        (
            "a1-23.smtp-out.eu-west-1.amazonses.com",
            Some("Amazon SES"),
            "a region's server",
        ),
        ("mout.kundenserver.de", Some("IONOS"), "what sends mail"),
        ("s123.kundenserver.de", None, "a host of a customer"),
        (
            "mo4-p00-ob.smtp.rzone.de",
            Some("STRATO"),
            "what sends mail",
        ),
        (
            "ip-51-68-0-1.eu.ovh.net",
            None,
            "a rented machine is its tenant's",
        ),
        (
            "4.mo7.mail-out.ovh.net",
            Some("OVHcloud"),
            "what sends mail",
        ),
    ] {
        let found = service_of(name).map(|service| service.name);
        assert_eq!(found, expected, "{name}: {why}");
    }
}

#[test]
fn the_table_is_sound() {
    let mut names = BTreeSet::new();
    let mut domains = BTreeSet::new();
    for service in all() {
        let name = service.name;
        assert!(names.insert(name), "{name} twice");
        assert_eq!(by_name(name), Some(service));
        assert!(!service.domains.is_empty(), "{name} cannot be recognised");
        for domain in service.domains {
            let parsed: DomainName = domain.parse().unwrap();
            assert_eq!(parsed.as_str(), *domain, "{name}");
            assert!(domain.contains('.'), "{domain} is a whole registry");
            assert!(domains.insert(*domain), "{domain} twice");
            assert_eq!(service_of(domain), Some(service), "{domain}");
            let others = service.domains.iter().filter(|other| *other != domain);
            let covered = others.filter(|other| is_within(domain, other)).count();
            assert_eq!(covered, 0, "{domain} goes without saying");
        }
        if let Some(include) = service.include {
            let parsed: QueryName = include.parse().unwrap();
            assert_eq!(parsed.as_str(), include, "{name}");
            assert!(include.contains('.'), "{name}: {include}");
        }
        assert!(service.dkim.ends_with('.'), "{name}: no whole sentence");
        assert!(!service.dkim.contains("  "), "{name}: {}", service.dkim);
    }
}

#[test]
fn records_are_ready_to_paste() {
    for service in all() {
        let mut owners = BTreeSet::new();
        for (owner, record_type, value) in service.records {
            assert!(owners.insert(*owner), "{}: {owner} twice", service.name);
            let owner: QueryName = format!("{owner}.example.org").parse().unwrap();
            assert!(owner.as_str().ends_with(".example.org"));
            assert_eq!(
                *record_type, "CNAME",
                "{owner}: keys are each customer's own"
            );
            let value = value.replace("{domain}", "example.org");
            let target = value.strip_suffix('.');
            let target = target.expect("a target that is absolute");
            let target: QueryName = target.parse().unwrap();
            assert!(
                service_of(target.as_str()) == Some(service) || is_known_alias(target.as_str()),
                "{owner} leads to {target}, which is nothing of {}",
                service.name
            );
        }
    }
}

/// Where keys are kept under another domain of the service than those that mail shows.
fn is_known_alias(target: &str) -> bool {
    ["gandimail.net", "ionos.com", "icloudmailadmin.com"]
        .iter()
        .any(|domain| is_within(target, domain))
}
