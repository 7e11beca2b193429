//! Records of a domain with something changed in them, and all else as it stands.

use std::net::IpAddr;

/// The term that lets an address send.
pub(crate) fn term(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => format!("ip4:{address}"),
        IpAddr::V6(address) => format!("ip6:{address}"),
    }
}

/// An SPF record with more terms: before the one that ends it (RFC 7208 §4.6.2: terms are read from left to right).
pub(crate) fn with_terms(record: &str, terms: &[String]) -> String {
    let known: Vec<&str> = record.split_ascii_whitespace().collect();
    let is_end = |one: &str| {
        let bare = one
            .trim_start_matches(['+', '-', '~', '?'])
            .to_ascii_lowercase();
        bare == "all" || bare.starts_with("redirect=")
    };
    let end = known
        .iter()
        .position(|one| is_end(one))
        .unwrap_or(known.len());
    let new = terms
        .iter()
        .map(String::as_str)
        .filter(|term| !known.iter().any(|one| one.eq_ignore_ascii_case(term)));
    let (before, after) = known.split_at(end);
    let all: Vec<&str> = before
        .iter()
        .copied()
        .chain(new)
        .chain(after.iter().copied())
        .collect();
    all.join(" ")
}

/// A DMARC record without some tags, each given as it stands in one: `adkim=s`.
pub(super) fn without_tags(record: &str, tags: &[&str]) -> String {
    let fields: Vec<&str> = record
        .split(';')
        .map(str::trim)
        .filter(|field| {
            let plain: String = field
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
                .to_ascii_lowercase();
            !field.is_empty() && !tags.contains(&plain.as_str())
        })
        .collect();
    fields.join("; ")
}
