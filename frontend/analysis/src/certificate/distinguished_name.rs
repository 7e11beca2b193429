//! Subject and issuer as text: `C=NL, O=Example, CN=mx.example.org`.
//!
//! The library prints names too, by a registry of every object identifier there is; that would be a good part of the
//! page for the handful that certificates use.

use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use super::hex;

/// The attributes that certificates of servers and authorities have (RFC 4514 §3, RFC 5280 §4.1.2.4).
const SHORT_NAMES: [(&str, &str); 12] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "STREET"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];

/// A name in the order as sent; attributes of one set are joined by a plus.
pub(super) fn text(name: &X509Name<'_>) -> String {
    let sets = name.iter().map(|set| {
        let attributes: Vec<String> = set.iter().map(attribute).collect();
        attributes.join(" + ")
    });
    sets.collect::<Vec<String>>().join(", ")
}

fn attribute(attribute: &AttributeTypeAndValue<'_>) -> String {
    let oid = attribute.attr_type().to_id_string();
    let known = SHORT_NAMES.iter().find(|(known, _)| *known == oid);
    let name = known.map_or(oid.as_str(), |(_, short)| short);
    // RFC 4514 §2.4: what is no text is shown as its bytes.
    let value = attribute.as_str().map_or_else(
        |_| format!("#{}", hex(attribute.as_slice())),
        ToOwned::to_owned,
    );
    format!("{name}={value}")
}
