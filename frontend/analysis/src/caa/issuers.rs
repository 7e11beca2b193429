//! The domain names by which authorities call themselves in CAA records, with what stands as organisation in the
//! certificates that they make: data, from the authorities' certification practice statements and the report “All CAA
//! Identifiers” of the Common CA Database.

/// The beginning of the issuer's organisation, and the domain names that the authority recognises.
const ISSUERS: [(&str, &[&str]); 47] = [
    ("Let's Encrypt", LETS_ENCRYPT),
    ("Internet Security Research Group", LETS_ENCRYPT),
    ("Google Trust Services", &["pki.goog", "google.com"]),
    ("DigiCert", DIGICERT),
    ("GeoTrust", DIGICERT),
    ("Thawte", DIGICERT),
    (
        "QuoVadis",
        &[
            "quovadisglobal.com",
            "digicert.com",
            "digicert.ne.jp",
            "cybertrust.ne.jp",
        ],
    ),
    ("Sectigo", SECTIGO),
    ("COMODO", SECTIGO),
    ("The USERTRUST Network", SECTIGO),
    (
        "ZeroSSL",
        &[
            "zerossl.com",
            "sectigo.com",
            "comodoca.com",
            "comodo.com",
            "usertrust.com",
            "trust-provider.com",
        ],
    ),
    ("Gandi", SECTIGO),
    (
        "GEANT",
        &[
            "sectigo.com",
            "comodoca.com",
            "comodo.com",
            "usertrust.com",
            "trust-provider.com",
            "harica.gr",
        ],
    ),
    ("GlobalSign", &["globalsign.com"]),
    (
        "Amazon",
        &[
            "amazon.com",
            "amazontrust.com",
            "awstrust.com",
            "amazonaws.com",
            "aws.amazon.com",
        ],
    ),
    ("Buypass", &["buypass.com", "buypass.no"]),
    ("Unizeto", CERTUM),
    ("Asseco", CERTUM),
    ("Actalis", &["actalis.it"]),
    ("GoDaddy", GODADDY),
    ("Starfield", GODADDY),
    ("Entrust", &["entrust.net", "affirmtrust.com"]),
    (
        "SwissSign",
        &["swisssign.com", "swisssign.net", "swissign.com"],
    ),
    ("Hellenic Academic", &["harica.gr"]),
    ("SSL Corp", &["ssl.com"]),
    (
        "D-Trust",
        &[
            "d-trust.net",
            "dtrust.de",
            "d-trust.de",
            "dtrust.net",
            "certificates.bundesdruckerei.de",
        ],
    ),
    ("Microsoft Corporation", &["microsoft.com"]),
    ("Deutsche Telekom Security", TELEKOM),
    (
        "Verein zur Foerderung eines Deutschen Forschungsnetzes",
        TELEKOM,
    ),
    ("certSIGN", &["certsign.ro"]),
    ("IdenTrust", &["identrust.com"]),
    ("Atos", &["atos.net"]),
    ("Microsec", &["e-szigno.hu"]),
    ("NetLock", &["netlock.hu", "netlock.net", "netlock.eu"]),
    ("DHIMYOTIS", &["certigna.fr"]),
    ("CERTIGNA", &["certigna.fr"]),
    ("FNMT", &["fnmt.es"]),
    ("Izenpe", &["izenpe.com", "izenpe.eus"]),
    ("Krajowa Izba Rozliczeniowa", &["elektronicznypodpis.pl"]),
    ("Disig", &["disig.sk"]),
    ("Telia", &["telia.com", "telia.fi", "telia.se"]),
    ("TAIWAN-CA", &["twca.com.tw"]),
    (
        "Chunghwa Telecom",
        &[
            "pki.hinet.net",
            "tls.hinet.net",
            "eca.hinet.net",
            "epki.com.tw",
            "publicca.hinet.net",
        ],
    ),
    ("SECOM Trust Systems", &["secomtrust.net"]),
    ("Japan Registry Services", &["jprs.jp"]),
    ("eMudhra", &["emsign.com"]),
    ("Apple Inc", &["pki.apple.com"]),
];

const LETS_ENCRYPT: &[&str] = &["letsencrypt.org"];
const DIGICERT: &[&str] = &[
    "digicert.com",
    "www.digicert.com",
    "digicert.ne.jp",
    "cybertrust.ne.jp",
    "thawte.com",
    "geotrust.com",
    "rapidssl.com",
    "symantec.com",
    "quovadisglobal.com",
    "digitalcertvalidation.com",
    "volusion.digitalcertvalidation.com",
    "stratossl.digitalcertvalidation.com",
    "intermediatecertificate.digitalcertvalidation.com",
    "1and1.digitalcertvalidation.com",
];
const SECTIGO: &[&str] = &[
    "sectigo.com",
    "comodoca.com",
    "comodo.com",
    "usertrust.com",
    "trust-provider.com",
    "entrust.net",
    "affirmtrust.com",
];
const TELEKOM: &[&str] = &["telesec.de", "pki.dfn.de", "dfn.de"];
const CERTUM: &[&str] = &["certum.pl", "certum.eu"];
const GODADDY: &[&str] = &["godaddy.com", "starfieldtech.com"];

/// The names that the authority recognises which made a certificate, by the issuer as text; nothing if it is not known.
pub(super) fn names_of(issuer: &str) -> Option<&'static [&'static str]> {
    let known = ISSUERS.iter().find(|(organisation, _)| {
        issuer
            .split("O=")
            .skip(1)
            .any(|rest| starts_with(rest.trim_start_matches(['"', '\\']), organisation))
    });
    known.map(|(_, names)| *names)
}

/// Whether any authority that is known calls itself so.
pub(super) fn is_known(name: &str) -> bool {
    ISSUERS.iter().any(|(_, names)| names.contains(&name))
}

fn starts_with(text: &str, beginning: &str) -> bool {
    text.get(..beginning.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_known_by_their_organisation() {
        for (issuer, expected) in [
            ("C=US, O=Let's Encrypt, CN=R11", Some("letsencrypt.org")),
            (
                "C=US, O=DigiCert Inc, CN=DigiCert TLS RSA SHA256 2020 CA1",
                Some("digicert.com"),
            ),
            ("C=GB, O=Sectigo Limited, CN=x", Some("sectigo.com")),
            ("C=US, O=Google Trust Services, CN=WR2", Some("pki.goog")),
            (
                "C=DE, O=Deutsche Telekom Security GmbH, CN=Telekom Security DV RSA CA 22",
                Some("telesec.de"),
            ),
            ("C=HU, O=NETLOCK Kft., CN=x", Some("netlock.hu")),
            ("CN=Let's Encrypt", None),
            ("O=Example Let's Encrypt", None),
            ("", None),
        ] {
            let found = names_of(issuer).and_then(|names| names.first().copied());
            assert_eq!(found, expected, "{issuer}");
        }
        assert!(is_known("pki.goog") && !is_known("example.net"));
    }

    #[test]
    fn the_table_is_sound() {
        for (place, (organisation, names)) in ISSUERS.iter().enumerate() {
            let found = ISSUERS
                .iter()
                .position(|(other, _)| starts_with(organisation, other));
            assert_eq!(found, Some(place), "{organisation}");
            assert!(!names.is_empty(), "{organisation}");
            for name in *names {
                let parsed: shared::DomainName = name.parse().unwrap();
                assert_eq!(parsed.as_str(), *name, "{organisation}");
                let count = names.iter().filter(|other| *other == name).count();
                assert_eq!(count, 1, "{name} of {organisation}");
            }
        }
    }
}
