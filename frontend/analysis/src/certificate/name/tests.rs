//! Names that cover a host, and names that only look like it.

use super::*;

fn host(name: &str) -> DomainName {
    name.parse().unwrap()
}

#[test]
fn a_name_covers_a_host_or_does_not() {
    for (presented, reference, covered) in [
        ("mx.example.org", "mx.example.org", true),
        ("MX.Example.org", "mx.example.org", true),
        ("mx.example.org", "example.org", false),
        ("example.org", "mx.example.org", false),
        ("*.example.org", "mx.example.org", true),
        ("*.example.org", "example.org", false),
        ("*.example.org", "a.mx.example.org", false),
        ("*.example.org", "mx_1.example.org", true),
        ("*.xn--bcher-kva.example", "mx.xn--bcher-kva.example", true),
        ("m*.example.org", "mx.example.org", false), // RFC 9525 §6.3: the whole label or nothing
        ("*x.example.org", "mx.example.org", false),
        ("mx.*.org", "mx.example.org", false),
        ("*.*.org", "mx.example.org", false),
        ("*", "localhost", false),
        ("*.", "localhost", false),
        ("mx.example.org.", "mx.example.org", false), // RFC 5280 §4.2.1.6: no final dot in a certificate
        ("*.example.org.", "mx.example.org", false),
        (" mx.example.org", "mx.example.org", false),
        ("mx.example.org\0.evil.example", "mx.example.org", false),
        ("bücher.example", "xn--bcher-kva.example", false), // only A-labels are compared
        ("", "mx.example.org", false),
    ] {
        assert_eq!(
            covers(presented, &host(reference)),
            covered,
            "{presented} {reference}"
        );
    }
}

#[test]
fn the_better_match_is_told() {
    let sample = include_bytes!("../samples/pss-staple.der");
    let mut certificate = Certificate::parse(sample).unwrap();
    let matched = |certificate: &Certificate, name: &str| certificate.covers(&host(name));
    assert_eq!(
        matched(&certificate, "mx.example.org"),
        NameMatch::Wildcard("*.Example.org".into()),
    );
    assert_eq!(
        matched(&certificate, "staple.example"),
        NameMatch::CommonNameOnly("staple.example".into()),
    );
    assert_eq!(matched(&certificate, "example.org"), NameMatch::None);
    certificate.dns_names.push("mx.example.org".into());
    let exact = matched(&certificate, "mx.example.org");
    assert_eq!(exact, NameMatch::Exact("mx.example.org".into()));
    assert!(exact.is_covered());
    assert!(!NameMatch::CommonNameOnly(String::new()).is_covered());
}
