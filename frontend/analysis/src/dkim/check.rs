//! Findings about the keys as a whole.

use shared::DomainName;

use super::check_key::check_records;
use super::facts::{Dkim, Hint, Source, Tested, Tried, name_of};
use super::{DkimKey, key_words};
use crate::facts::{Facts, Presence};
use crate::finding::{About, Code, Finding, Severity};

/// The most selectors that a sentence names.
const MAX_NAMED: usize = 6;

/// Adds what there is to say.
pub(crate) fn check(
    domain: &DomainName,
    known: &Dkim,
    facts: &Facts<'_>,
    findings: &mut Vec<Finding>,
) {
    // While it is open whether a wildcard answers, nothing is a key yet.
    if known.is_undecided() {
        return;
    }
    let mut of_keys = Vec::new();
    for (tried, published) in known.keys() {
        check_records(domain, &tried.selector, published, &mut of_keys);
    }
    // Which key mail is signed with does not show. Where one can be used, another that counts for nothing may be a left-over:
    // to be removed, and not certain to cost mail.
    let has_usable = matches!(known.presence(), Presence::Present);
    findings.extend(of_keys.into_iter().map(|finding| {
        if has_usable && finding.severity == Severity::Error {
            finding.with_severity(Severity::Warning)
        } else {
            finding
        }
    }));
    for tried in &known.tried {
        check_without_key(domain, known, tried, findings);
    }
    check_shared(domain, known, findings);
    if let Some(published) = &known.wildcard {
        let says = published.key().map_or_else(
            || "with records that are no valid key".to_owned(),
            |key| match &key.key {
                None => "that the key is withdrawn".to_owned(),
                Some(key) => format!("with one key ({})", key_words(key)),
            },
        );
        let detail = format!("Every selector below _domainkey.{domain} is answered {says}.");
        let finding = Finding::new(Code::DkimWildcard, about(domain), detail);
        let texts = published.keys.iter().map(|key| &key.text);
        findings.push(finding.with_evidence_of(texts.chain(&published.others)));
    }
    check_unknown(domain, known, findings);
    check_hint(domain, known, facts, findings);
}

pub(super) fn about(domain: &DomainName) -> About {
    About::Domain {
        domain: domain.clone(),
    }
}

/// A finding about one selector, with a command that asks for it.
pub(super) fn finding(code: Code, domain: &DomainName, selector: &str, detail: String) -> Finding {
    let mut finding = Finding::new(code, about(domain), detail);
    // Selectors have letters, digits, hyphens, underscores and dots alone: nothing that is special to a shell.
    finding.reproduce = name_of(selector, domain).map(|name| format!("dig {name} TXT"));
    finding
}

fn check_without_key(
    domain: &DomainName,
    known: &Dkim,
    tried: &Tried,
    findings: &mut Vec<Finding>,
) {
    let selector = &tried.selector;
    let at = format!("{selector}._domainkey.{domain}");
    match (&tried.outcome, tried.source) {
        (Tested::AliasNowhere(target), source) => {
            let detail = format!("{at} is an alias of {target}, where no TXT record is.");
            let found = finding(Code::DkimAliasNowhere, domain, selector, detail);
            // Providers have two selectors set up and fill the second when they next change keys: while another one has a
            // key, nothing is wrong with that.
            let is_spare = source != Source::Typed && matches!(known.presence(), Presence::Present);
            findings.push(if is_spare {
                found.with_severity(Severity::Info)
            } else {
                found
            });
        }
        (Tested::Absent, Source::Typed) => findings.push(finding(
            Code::DkimSelectorAbsent,
            domain,
            selector,
            format!("There is no TXT record at {at}."),
        )),
        (Tested::Foreign(published), Source::Typed) => findings.push(
            finding(
                Code::DkimSelectorAbsent,
                domain,
                selector,
                format!("What stands at {at} is no DKIM key."),
            )
            .with_evidence_of(&published.others),
        ),
        _ => {}
    }
}

/// One key at several selectors: those that are aliases of the same name share it on purpose.
fn check_shared(domain: &DomainName, known: &Dkim, findings: &mut Vec<Finding>) {
    let mut all: Vec<(&str, &str, Option<&str>)> = known
        .keys()
        .filter_map(|(tried, published)| {
            let key = published.key().filter(|key| key.key.is_some())?;
            let alias = published.alias.as_deref();
            Some((key.base64.as_str(), tried.selector.as_str(), alias))
        })
        .collect();
    all.sort_unstable();
    for group in all.chunk_by(|a, b| a.0 == b.0) {
        let first_alias = group.first().and_then(|(_, _, alias)| *alias);
        let is_on_purpose =
            first_alias.is_some() && group.iter().all(|(_, _, alias)| *alias == first_alias);
        if group.len() < 2 || is_on_purpose {
            continue;
        }
        let names: Vec<&str> = group
            .iter()
            .take(MAX_NAMED)
            .map(|(_, selector, _)| *selector)
            .collect();
        let detail = format!("The selectors {} have one key.", names.join(", "));
        findings.push(Finding::new(Code::DkimShared, about(domain), detail));
    }
}

fn check_unknown(domain: &DomainName, known: &Dkim, findings: &mut Vec<Finding>) {
    let failed: Vec<(&Tried, &str)> = known
        .tried
        .iter()
        .filter_map(|tried| match &tried.outcome {
            Tested::Unknown(why) => Some((tried, why.as_str())),
            _ => None,
        })
        .collect();
    let Some((_, why)) = failed.first() else {
        return;
    };
    let names: Vec<&str> = failed
        .iter()
        .take(MAX_NAMED)
        .map(|(tried, _)| tried.selector.as_str())
        .collect();
    let more = match failed.len().saturating_sub(MAX_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let detail = format!("Selectors {}{more}: {why}.", names.join(", "));
    findings.push(Finding::new(Code::DkimUnknown, about(domain), detail));
}

/// What the name above all selectors says.
fn check_hint(domain: &DomainName, known: &Dkim, facts: &Facts<'_>, findings: &mut Vec<Finding>) {
    let above = format!("_domainkey.{domain}");
    // RFC 8020 §2: nothing exists below a name that does not.
    if known.has_keys() {
        if known.hint == Hint::Nothing {
            let selectors: Vec<&str> = known
                .keys()
                .take(MAX_NAMED)
                .map(|(tried, _)| tried.selector.as_str())
                .collect();
            let detail = format!(
                "DNS says that {above} does not exist, and has records below it: {}.",
                selectors.join(", ")
            );
            findings.push(Finding::new(Code::DkimHidden, about(domain), detail));
        }
        if known.has_only_reports() && !known.is_pending && known.wildcard.is_none() {
            let tried = known.tried.len();
            let detail =
                format!("{tried} selectors were tried. What was found is for TLS reports alone.");
            findings.push(Finding::new(Code::DkimNoneFound, about(domain), detail));
        }
        return;
    }
    if known.is_pending || known.wildcard.is_some() {
        return;
    }
    let tried = known.tried.len();
    let is_unanswered = |one: &Tried| matches!(one.outcome, Tested::Unknown(_));
    let is_alias = |one: &Tried| matches!(one.outcome, Tested::AliasNowhere(_));
    if known.tried.iter().any(is_alias) {
        return;
    }
    let detail = match &known.hint {
        Hint::NotAsked => return,
        Hint::Nothing => {
            let mut detail = format!("DNS says that {above} does not exist (NXDOMAIN).");
            let needless = needs_none(facts);
            if let Some(why) = needless {
                detail.push(' ');
                detail.push_str(why);
            }
            let finding = Finding::new(Code::DkimNothing, about(domain), detail);
            findings.push(match needless {
                Some(_) => finding.with_severity(Severity::Info),
                None => finding,
            });
            return;
        }
        Hint::Something => format!(
            "{tried} selectors were tried. {above} exists, so there is probably a key at another one, unless a wildcard \
             record answers."
        ),
        // Where nothing was answered at all, another finding says so.
        Hint::Unknown(_) if known.tried.iter().all(is_unanswered) => return,
        Hint::Unknown(why) => format!(
            "{tried} selectors were tried. Whether anything is below {above} could not be found out: {why}."
        ),
    };
    findings.push(Finding::new(Code::DkimNoneFound, about(domain), detail));
}

/// Why a domain needs no key, if it does not: who sends nothing has nothing to sign.
fn needs_none(facts: &Facts<'_>) -> Option<&'static str> {
    let spf = facts.mail.as_ref().map(|mail| &mail.spf);
    // RFC 7208 §10.1.2: “v=spf1 -all” says that no mail is sent.
    if spf.is_some_and(crate::spf::Spf::sends_nothing) {
        return Some("By its SPF record the domain sends no mail, so it needs no key.");
    }
    let parked = !facts.takes_mail();
    parked.then_some("The domain takes no mail; if it sends none either, it needs no key.")
}

impl Dkim {
    /// Whether several selectors answer alike and the test for a wildcard is still to come.
    pub(super) const fn is_undecided(&self) -> bool {
        self.is_wildcard_open
    }
}

/// Whether a key is as it should be in every respect.
pub(super) fn is_good(key: &DkimKey) -> bool {
    use super::PublicKey::{Ed25519, Rsa};
    let is_strong = match &key.key {
        Some(Rsa { bits, .. }) => (2048..=4096).contains(bits),
        Some(Ed25519) => true,
        None => false,
    };
    is_strong && key.is_usable() && !key.is_testing()
}
