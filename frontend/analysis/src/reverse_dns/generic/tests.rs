//! Names of real kinds, with what they are and why.

use super::*;

#[test]
fn names_that_are_numbers() {
    for (name, address, reason) in [
        (
            "static.88-198-1-2.clients.your-server.de",
            "88.198.1.2",
            "rented, never named",
        ),
        (
            "ec2-3-120-9-8.eu-central-1.compute.amazonaws.com",
            "3.120.9.8",
            "rented",
        ),
        (
            "pool-71-121-3-4.bltmmd.fios.example.net",
            "71.121.3.4",
            "home",
        ),
        ("4.3.121.71.rev.example.net", "71.121.3.4", "backwards"),
        (
            "host071121003004.example.net",
            "71.121.3.4",
            "twelve digits",
        ),
        (
            "p4779ab04.dip0.t-ipconnect.example.de",
            "71.121.171.4",
            "hexadecimal, with a p before it",
        ),
        ("ip-4779ab04.example.net", "71.121.171.4", "hexadecimal"),
        (
            "cpe-71-121.res.example.net",
            "71.121.3.4",
            "a word for a line",
        ),
        ("adsl12.example.net", "71.121.3.4", "digits about a word"),
        ("a.dyn.example.co.uk", "71.121.3.4", "below what is bought"),
        ("static-ip-9.example.net", "71.121.3.4", "one word in two"),
        (
            "pool-121-71.example.net",
            "71.121.3.4",
            "a range and two octets",
        ),
        (
            "2001-db8-1--9.v6.example.net",
            "2001:db8:1::9",
            "the short form",
        ),
        (
            "20010db800010000a1b2c3d4e5f60708.example.net",
            "2001:db8:1:0:a1b2:c3d4:e5f6:708",
            "all digits",
        ),
        (
            "h-a1b2c3d4e5f60708.example.net",
            "2001:db8:1:0:a1b2:c3d4:e5f6:708",
            "the interface's",
        ),
    ] {
        let found = why(name, address.parse().unwrap());
        assert!(found.is_some(), "{name}: {reason}");
    }
}

#[test]
fn names_that_somebody_gave() {
    for (name, address, reason) in [
        ("mail.example.org", "71.121.3.4", "as it should be"),
        ("mail-wr1-f52.google.com", "209.85.221.52", "one octet only"),
        (
            "mail-71-121-3-4.example.net",
            "71.121.3.4",
            "begins like a mail server's",
        ),
        (
            "mx1.dyn.example.net",
            "71.121.3.4",
            "the same, in a zone of that name",
        ),
        (
            "a8-31.smtp-out.amazonses.com",
            "54.240.8.31",
            "two octets and no range",
        ),
        ("dyn.com", "71.121.3.4", "the name that is bought"),
        ("cable.co.uk", "71.121.3.4", "the same below a registry's"),
        ("www.dsl.de", "71.121.3.4", "the same"),
        (
            "pool.example.net",
            "71.121.3.4",
            "providers of mail have pools",
        ),
        (
            "static.example.net",
            "71.121.3.4",
            "no digits of the address",
        ),
        (
            "srv20240131.example.net",
            "32.36.1.49",
            "0x20240131, which is a date",
        ),
        (
            "host-71-3.example.net",
            "71.121.3.4",
            "not one after the other",
        ),
        ("v6-1.example.net", "2001:db8::1", "a small number"),
        ("dynamo.example.net", "71.121.3.4", "not the word"),
        ("", "71.121.3.4", "nothing"),
    ] {
        assert_eq!(
            why(name, address.parse().unwrap()),
            None,
            "{name}: {reason}"
        );
    }
}

#[test]
fn hostile_names_take_little() {
    let long = "1-".repeat(120) + &"x.".repeat(120);
    assert_eq!(why(&long, "1.2.3.4".parse().unwrap()), None);
    assert_eq!(why("ünïcode.\u{0}.é", "::1".parse().unwrap()), None);
}
