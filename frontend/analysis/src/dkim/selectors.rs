//! Which selectors are tried unasked: data.

use shared::DomainName;

use crate::dns::is_within;

/// The most queries for one domain, beside those for selectors that were typed. One is the hint at `_domainkey`, one
/// the test for a wildcard.
pub const MAX_QUERIES: usize = 40;
/// Of these, for selectors.
pub(super) const MAX_GUESSED: usize = MAX_QUERIES - 2;
/// So many are tried although DNS says that there is none, for servers that say so wrongly.
pub(super) const MAX_AGAINST_HINT: usize = 5;
/// A selector that nobody has: whatever answers for it answers for all.
pub(super) const NOBODYS: &str = "waxseal-no-such-selector";

/// Selectors in common use, with whom they lead to where that is known. The likeliest come first.
pub const COMMON_SELECTORS: [(&str, &str); 32] = [
    ("default", ""),
    ("google", "Google Workspace"),
    ("selector1", "Microsoft 365"),
    ("selector2", "Microsoft 365"),
    ("dkim", ""),
    ("mail", ""),
    ("s1", "SendGrid and others"),
    ("s2", "SendGrid and others"),
    ("k1", "Mailchimp and others"),
    ("k2", "Mailchimp"),
    ("k3", "Mailchimp"),
    ("fm1", "Fastmail"),
    ("fm2", "Fastmail"),
    ("fm3", "Fastmail"),
    ("protonmail", "Proton"),
    ("protonmail2", "Proton"),
    ("protonmail3", "Proton"),
    ("zmail", "Zoho"),
    ("sig1", "iCloud"),
    ("key1", "Migadu"),
    ("mandrill", "Mandrill"),
    ("mte1", "Mandrill"),
    ("mailjet", "Mailjet"),
    ("pm", "Postmark"),
    ("krs", "Mailgun"),
    ("mx", "Mailgun"),
    ("cm", "Campaign Monitor"),
    ("ctct1", "Constant Contact"),
    ("smtp", ""),
    ("email", ""),
    ("rsa", ""),
    ("ed25519", ""),
];

/// Mail hosts by the end of their MX names, with the selectors that they have their customers publish.
const HOSTED: [(&str, &str, &[&str]); 29] = [
    ("google.com", "Google Workspace", &["google"]),
    ("googlemail.com", "Google Workspace", &["google"]),
    ("outlook.com", "Microsoft 365", &["selector1", "selector2"]),
    ("mx.microsoft", "Microsoft 365", &["selector1", "selector2"]),
    ("messagingengine.com", "Fastmail", &["fm1", "fm2", "fm3"]),
    (
        "protonmail.ch",
        "Proton",
        &["protonmail", "protonmail2", "protonmail3"],
    ),
    ("zoho.com", "Zoho", &["zmail", "zoho"]),
    ("zoho.eu", "Zoho", &["zmail", "zoho"]),
    ("zoho.in", "Zoho", &["zmail", "zoho"]),
    ("zohomail.com", "Zoho", &["zmail", "zoho"]),
    ("icloud.com", "iCloud", &["sig1"]),
    ("migadu.com", "Migadu", &["key1", "key2", "key3"]),
    (
        "mailbox.org",
        "mailbox.org",
        &["mbo0001", "mbo0002", "mbo0003", "mbo0004"],
    ),
    ("gandi.net", "Gandi", &["gm1", "gm2", "gm3"]),
    (
        "purelymail.com",
        "Purelymail",
        &["purelymail1", "purelymail2", "purelymail3"],
    ),
    (
        "hostinger.com",
        "Hostinger",
        &["hostingermail-a", "hostingermail-b", "hostingermail-c"],
    ),
    ("titan.email", "Titan", &["titan1", "titan2"]),
    ("tutanota.de", "Tuta", &["s1", "s2"]),
    (
        "simplelogin.co",
        "SimpleLogin",
        &["dkim", "dkim02", "dkim03"],
    ),
    ("kundenserver.de", "IONOS", &["s1-ionos", "s2-ionos"]),
    ("ionos.com", "IONOS", &["s1-ionos", "s2-ionos"]),
    ("ionos.de", "IONOS", &["s1-ionos", "s2-ionos"]),
    ("ionos.co.uk", "IONOS", &["s1-ionos", "s2-ionos"]),
    (
        "rzone.de",
        "STRATO",
        &["strato-dkim-0002", "strato-dkim-0003"],
    ),
    ("improvmx.com", "ImprovMX", &["dkimprovmx1", "dkimprovmx2"]),
    (
        "mx.cloudflare.net",
        "Cloudflare Email Routing",
        &["cf2024-1"],
    ),
    ("yandex.net", "Yandex", &["mail"]),
    ("yandex.ru", "Yandex", &["mail"]),
    ("mxrouting.net", "MXroute", &["x"]),
];

/// The selectors to try for a domain whose mail goes to these hosts: first those of who hosts it, then the common ones;
/// each once, [`MAX_GUESSED`] at most. With whom each leads to.
pub(super) fn guesses(hosts: &[&DomainName]) -> Vec<(&'static str, &'static str)> {
    let of_host = HOSTED
        .iter()
        .filter(|(end, ..)| hosts.iter().any(|host| is_within(host.as_str(), end)))
        .flat_map(|(_, who, selectors)| selectors.iter().map(|selector| (*selector, *who)));
    let mut all: Vec<(&str, &str)> = Vec::new();
    for guess in of_host.chain(COMMON_SELECTORS) {
        if all.len() < MAX_GUESSED && !all.iter().any(|(known, _)| *known == guess.0) {
            all.push(guess);
        }
    }
    all
}

/// Whether somebody known hosts the mail.
pub(super) fn host(hosts: &[&DomainName]) -> Option<&'static str> {
    let known = HOSTED
        .iter()
        .find(|(end, ..)| hosts.iter().any(|host| is_within(host.as_str(), end)));
    known.map(|(_, who, _)| *who)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_are_few_valid_and_those_of_the_host_come_first() {
        let mx: DomainName = "example-org.mail.protection.outlook.com".parse().unwrap();
        let other: DomainName = "notoutlook.com".parse().unwrap();
        assert_eq!(guesses(&[&mx])[0].0, "selector1");
        assert_eq!(
            guesses(&[&other])[0].0,
            "default",
            "another name that ends alike"
        );
        assert_eq!(
            (host(&[&mx]), host(&[&other])),
            (Some("Microsoft 365"), None)
        );
        let every: Vec<DomainName> = HOSTED
            .iter()
            .map(|(end, ..)| end.parse().unwrap())
            .collect();
        let every: Vec<&DomainName> = every.iter().collect();
        let all = guesses(&every);
        assert_eq!(all.len(), MAX_GUESSED);
        for (selector, _) in all {
            assert_eq!(
                selector
                    .parse::<crate::evidence::Selector>()
                    .unwrap()
                    .as_str(),
                selector
            );
        }
    }
}
