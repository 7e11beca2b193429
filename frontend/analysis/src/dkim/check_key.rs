//! Findings about the records at one selector.

use shared::DomainName;

use super::check::{finding, is_good};
use super::facts::Published;
use super::parse::repaired;
use super::{DkimKey, PublicKey, key_words};
use crate::dns::TxtRecord;
use crate::finding::{Code, Finding};
use crate::mta_sts::check::messages;
use crate::syntax::Recognized;

/// Judges what stands at a selector.
pub(super) fn check_records(
    domain: &DomainName,
    selector: &str,
    published: &Published,
    findings: &mut Vec<Finding>,
) {
    let at = format!("{selector}._domainkey.{domain}");
    let alias = published
        .alias
        .as_ref()
        .map(|target| format!(" It is an alias of {target}."))
        .unwrap_or_default();
    let [only] = published.keys.as_slice() else {
        // RFC 6376 §3.6.2.2: the result is undefined.
        let detail = format!("{at} has {} key records.{alias}", published.keys.len());
        findings.push(
            finding(Code::DkimSeveral, domain, selector, detail)
                .with_evidence_of(published.keys.iter().map(|key| &key.text)),
        );
        return;
    };
    let mut add = |code, detail: String| {
        let mut made = finding(code, domain, selector, detail).with_evidence(&only.text);
        // At a provider's name the record is the provider's to change.
        if published.alias.is_none()
            && let Some(record) = pasted(code, &only.text)
        {
            let line = format!("{at}. IN TXT {}", TxtRecord::from_text(&record));
            made = made.with_paste(format!("DNS zone of {domain}"), line);
        }
        findings.push(made);
    };
    match &only.parsed {
        Recognized::Foreign => {}
        Recognized::Malformed(defects) => {
            add(
                Code::DkimInvalid,
                format!("Selector {selector}: {}{alias}", messages(defects)),
            );
        }
        Recognized::Record(key, defects) => {
            if !defects.is_empty() {
                add(
                    Code::DkimFlaw,
                    format!("Selector {selector}: {}", messages(defects)),
                );
            }
            check_key(selector, key, &alias, &mut add);
        }
    }
}

fn check_key(selector: &str, key: &DkimKey, alias: &str, add: &mut impl FnMut(Code, String)) {
    let Some(public) = &key.key else {
        let detail = format!("Selector {selector} says that its key is no longer in use.{alias}");
        add(Code::DkimKeyRevoked, detail);
        return;
    };
    let detail = format!("Selector {selector}: {}.{alias}", key_words(public));
    match public {
        // RFC 8301 §3.2: verifiers must not consider signatures by keys of less than 1024 bits valid.
        PublicKey::Rsa { bits: ..1024, .. } => add(Code::DkimKeyWeak, detail.clone()),
        PublicKey::Rsa {
            bits: 1024..2048, ..
        } => add(Code::DkimKeyShort, detail.clone()),
        PublicKey::Rsa { bits: 4097.., .. } => add(Code::DkimKeyLong, detail.clone()),
        PublicKey::Rsa { .. } | PublicKey::Ed25519 => {}
    }
    if !key.allows_sha256() {
        let hashes = key.hashes.as_deref().unwrap_or_default().join(", ");
        add(
            Code::DkimSha1Only,
            format!("Selector {selector} allows these hashes alone: {hashes}."),
        );
    }
    // RFC 8460 §3: the key that TLS reports are signed with should have this service type.
    if key.is_for_tls_reports() {
        add(
            Code::DkimForTlsReports,
            format!("Selector {selector}: {}.{alias}", key_words(public)),
        );
    } else if !key.is_for_mail() {
        let services = key.services.join(", ");
        add(
            Code::DkimNotForMail,
            format!("Selector {selector} is for these services alone: {services}."),
        );
    }
    if key.is_testing() {
        add(
            Code::DkimTesting,
            format!("Selector {selector} has the flag “y”."),
        );
    }
    if is_good(key) {
        add(Code::DkimKeyGood, detail);
    }
}

/// The record without what is wrong with it, where that can be said.
fn pasted(code: Code, text: &str) -> Option<String> {
    let without = |field: &str| {
        let kept: Vec<&str> = text
            .split(';')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .filter(|part| part.split('=').next().map(str::trim) != Some(field))
            .collect();
        kept.join("; ")
    };
    match code {
        Code::DkimInvalid => repaired(text),
        Code::DkimSha1Only => Some(without("h")),
        Code::DkimNotForMail => Some(without("s")),
        Code::DkimTesting => {
            let parsed = super::parse(text);
            let flags = &parsed.record()?.flags;
            let rest: Vec<&str> = flags
                .iter()
                .filter(|flag| *flag != "y")
                .map(String::as_str)
                .collect();
            let record = without("t");
            Some(if rest.is_empty() {
                record
            } else {
                format!("{record}; t={}", rest.join(":"))
            })
        }
        _ => None,
    }
}
