//! DKIM keys, pasted signatures and CAA records.

use analysis::caa::{self, Property};
use analysis::dkim::{self, MAX_SIGNATURES};
use analysis::syntax::Recognized;

use super::texts::check_recognized;

/// Reads bytes as a key record, and as a pasted mail.
pub fn dkim_key(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let read = dkim::parse(&text);
    check_recognized(&text, &read);
    if let Some(key) = read.record() {
        assert_eq!(key.key.is_none(), key.base64.is_empty());
        assert!(!key.is_usable() || !key.is_too_short());
        let printed = key.to_string();
        let again = dkim::parse(&printed);
        let again = again
            .record()
            .unwrap_or_else(|| panic!("{printed:?}: {again:?}"));
        assert_eq!(again.key, key.key);
        assert_eq!(again.base64, key.base64);
        assert_eq!(
            (&again.hashes, &again.services, &again.flags, &again.notes),
            (&key.hashes, &key.services, &key.flags, &key.notes)
        );
    }
    let pasted = dkim::signatures(&text);
    assert!(pasted.found.len() <= MAX_SIGNATURES);
    assert!(pasted.problems.len() <= MAX_SIGNATURES + 2);
    for (selector, domain) in &pasted.found {
        let header = format!("DKIM-Signature: v=1; d={domain};\r\n\ts={selector}; b=");
        let again = dkim::signatures(&header).found;
        assert_eq!(again, [(selector.clone(), domain.clone())]);
    }
}

/// Reads bytes as the content of a CAA record.
pub fn caa(input: &[u8]) {
    let record = caa::parse_content(input);
    check_recognized(&record.text, &record.parsed);
    assert!(!matches!(record.parsed, Recognized::Foreign));
    assert_eq!(
        record.critical,
        input.first().is_some_and(|flags| flags & 0x80 != 0)
    );
    if let Some(Property::Issue {
        issuer, parameters, ..
    }) = record.parsed.record()
    {
        let flags = if record.critical { 128 } else { 0 };
        let parts: Vec<String> = parameters
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let value = format!(
            "{}; {}",
            issuer.as_deref().unwrap_or_default(),
            parts.join("; ")
        );
        let again = caa::parse(flags, &record.tag, &value);
        assert_eq!(again.parsed.record(), record.parsed.record(), "{value:?}");
    }
}
