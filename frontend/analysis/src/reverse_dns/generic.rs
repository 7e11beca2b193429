//! Names that say no more than the address: a provider gives them to whole ranges, and receivers know them as those of
//! rented machines and home lines.
//!
//! There is no standard for it. What is looked for is what common filters look for, and only what is certain: the whole
//! address in the name, or a word for a kind of access line. A name that begins like a mail server's is taken for one.

use std::net::{IpAddr, Ipv6Addr};

/// Words for lines that somebody dials or is given for a while.
const LINES: [&str; 22] = [
    "adsl",
    "broadband",
    "cable",
    "catv",
    "cpe",
    "dhcp",
    "dial",
    "dialin",
    "dialup",
    "dsl",
    "dyn",
    "dynamic",
    "dynamicip",
    "dynip",
    "ftth",
    "ppp",
    "pppoe",
    "residential",
    "staticip",
    "unassigned",
    "vdsl",
    "xdsl",
];
/// Words that mean as much only beside a part of the address: a provider of mail has pools and customers as well.
const RANGES: [&str; 9] = [
    "client", "clients", "cust", "customer", "host", "ip", "pool", "static", "user",
];
/// What a mail server's own name begins with.
const SERVERS: [&str; 11] = [
    "imap", "mail", "mout", "mta", "mx", "out", "post", "relay", "send", "smtp", "zimbra",
];

/// Why a name is no more than a number; `None` if it is not.
pub(super) fn why(name: &str, address: IpAddr) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let host = host_part(&name);
    let first = host.first()?;
    if SERVERS.iter().any(|word| first.starts_with(word)) {
        return None;
    }
    let joined = host.join(".");
    let words: Vec<&str> = joined
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .map(|word| word.trim_matches(|letter: char| letter.is_ascii_digit()))
        .collect();
    if holds_address(&joined, address) {
        return Some("it is made of the digits of the address".to_owned());
    }
    // “static-ip” is one word in two.
    let two = words.windows(2).any(|pair| pair == ["static", "ip"]);
    let line = words.iter().find(|word| LINES.contains(word));
    if let Some(line) = line.copied().or_else(|| two.then_some("static-ip")) {
        return Some(format!("“{line}” in it stands for a kind of access line"));
    }
    let range = words.iter().find(|word| RANGES.contains(word))?;
    let is_part = match address {
        IpAddr::V4(v4) => holds_part(&joined, v4.octets()),
        IpAddr::V6(_) => false,
    };
    is_part.then(|| format!("it is made of “{range}” and digits of the address"))
}

/// Whether a name has all the digits of the address in it, in either order.
pub(crate) fn holds_address(name: &str, address: IpAddr) -> bool {
    let name = name.to_ascii_lowercase();
    match address {
        IpAddr::V4(v4) => holds_v4(&name, v4.octets()),
        IpAddr::V6(v6) => holds_v6(&name, v6),
    }
}

/// The labels before what is bought: the last two, or three under names like `co.uk`.
fn host_part(name: &str) -> Vec<&str> {
    let labels: Vec<&str> = name.split('.').filter(|label| !label.is_empty()).collect();
    let second = labels.iter().rev().nth(1);
    let bought = if second.is_some_and(|label| label.len() <= 3) {
        3
    } else {
        2
    };
    let count = labels.len().saturating_sub(bought);
    labels.into_iter().take(count).collect()
}

/// The numbers in a text, in order. What is longer than an octet's is none.
fn numbers(text: &str) -> Vec<Option<u8>> {
    text.split(|letter: char| !letter.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .map(|digits| (digits.len() <= 3).then(|| digits.parse().ok())?)
        .collect()
}

/// All four octets one after the other, forwards or backwards; or as twelve digits, or eight hexadecimal ones.
fn holds_v4(text: &str, octets: [u8; 4]) -> bool {
    let numbers = numbers(text);
    let mut backwards = octets;
    backwards.reverse();
    [octets, backwards].into_iter().any(|order| {
        let wanted = order.map(Some);
        let decimal: String = order.iter().map(|octet| format!("{octet:03}")).collect();
        let hex: String = order.iter().map(|octet| format!("{octet:02x}")).collect();
        numbers.windows(4).any(|four| four == wanted)
            || runs(text, |letter| letter.is_ascii_digit()).any(|run| run == decimal)
            // Digits alone could be anything, a date for one.
            || runs(text, |letter| letter.is_ascii_hexdigit())
                .any(|run| run == hex && run.contains(|letter: char| letter.is_ascii_alphabetic()))
    })
}

/// Two octets that follow each other in the address and in the name.
fn holds_part(text: &str, octets: [u8; 4]) -> bool {
    let numbers = numbers(text);
    octets.windows(2).any(|pair| {
        let [first, second] = pair else { return false };
        let forwards = [Some(*first), Some(*second)];
        let backwards = [Some(*second), Some(*first)];
        numbers
            .windows(2)
            .any(|two| two == forwards || two == backwards)
    })
}

/// All 32 digits, forwards or backwards; the interface's 16 if they are no small number; or the short form with dashes.
fn holds_v6(text: &str, address: Ipv6Addr) -> bool {
    let digits: String = address
        .octets()
        .iter()
        .map(|octet| format!("{octet:02x}"))
        .collect();
    let bare: String = text
        .chars()
        .filter(|letter| !matches!(letter, '-' | '.' | '_'))
        .collect();
    let backwards: String = digits.chars().rev().collect();
    let interface: String = digits.chars().skip(16).collect();
    let is_large = interface.chars().filter(|digit| *digit != '0').count() >= 8;
    let short = address.to_string().replace(':', "-");
    let groups = short.split('-').filter(|group| !group.is_empty()).count();
    bare.contains(&digits)
        || bare.contains(&backwards)
        || (is_large && bare.contains(&interface))
        || (groups >= 4 && text.contains(&short))
}

/// The longest stretches of letters of a kind.
fn runs(text: &str, is_kind: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |letter: char| !is_kind(letter))
}

#[cfg(test)]
mod tests;
