//! What to change so that mail passes: the literal record, where it can be known.

use std::net::IpAddr;

use serde::Serialize;
use shared::DomainName;

use super::class::Class;
use super::evidence::{Evidence, is_broken};
use super::organisation::organisation;
use super::passed::is_inside;
use super::records::{term, with_terms, without_tags};
use super::services::Service;
use super::verdict::Context;
use super::vouchers::is_most;
use super::{Group, Legs};
use crate::dns::is_within;
use crate::fix::record::zone_line;
use crate::reports::aggregate::AuthWord;
use crate::spf::MAX_LOOKUPS;

/// Addresses that are put into an SPF record one by one; more are better put as their network, by whoever knows it.
const MAX_TERMS: usize = 8;
/// From how many lookups of an SPF record on it is worth saying how many there are.
const NEARLY_ALL: usize = 7;

/// Something to change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Remedy {
    /// What to do, and why: whole sentences.
    pub text: String,
    /// The records to publish, as lines of a zone file.
    pub records: Vec<String>,
}

/// What to change for a group.
pub(super) fn remedies(
    group: &Group,
    evidence: &Evidence,
    behind: Option<&'static Service>,
    context: &Context<'_>,
) -> Vec<Remedy> {
    let domain = evidence.domain();
    match group.verdict.class {
        Class::Passing(Legs::SpfAlone) => vec![Remedy {
            text: "Have this mail signed with DKIM as well, so that it still passes when it is forwarded.".to_owned(),
            records: Vec::new(),
        }],
        Class::Yours => yours(group, evidence, domain, context),
        Class::Service => behind.map_or_else(Vec::new, |one| service(one, domain, context)),
        Class::Foreign => vec![Remedy {
            text: "If it sends for you, have it sign with your domain (DKIM), or use a bounce address of your domain that its \
                   servers may use (SPF). If it does not, leave it as it is: that is what a policy of reject is for."
                .to_owned(),
            records: Vec::new(),
        }],
        Class::Forwarded => vec![Remedy {
            text: "Nothing of yours is wrong. Mail that you sign survives forwarding as long as nobody changes it; mailing \
                   lists that do should rewrite the From header."
                .to_owned(),
            records: Vec::new(),
        }],
        Class::Passing(_) | Class::Unknown | Class::NotSaid => Vec::new(),
    }
}

fn yours(
    group: &Group,
    evidence: &Evidence,
    domain: Option<&str>,
    context: &Context<'_>,
) -> Vec<Remedy> {
    let mut remedies = Vec::new();
    if is_most(evidence.kept_apart, group) {
        remedies.push(relaxed(evidence, context));
        if evidence.kept_apart >= group.tally.failing {
            return remedies;
        }
    }
    let broken = group.dkim.iter().find(|(one, _)| {
        evidence.own_signature_broken > 0
            && domain.is_some_and(|domain| is_within(&one.domain, organisation(domain)))
            && is_broken(one.result)
    });
    if let Some((one, _)) = broken {
        let key = one.selector.as_ref().map_or_else(
            || format!("the key of {}", one.domain),
            |selector| format!("the key at {selector}._domainkey.{}", one.domain),
        );
        remedies.push(Remedy {
            text: format!(
                "Compare {key} with the one that the sending server signs with, and look whether something changes the mail \
                 after it has been signed, such as a footer or a gateway."
            ),
            records: Vec::new(),
        });
    }
    let terms = domain.and_then(|domain| spf_terms(group, domain, context));
    let is_listed = terms.is_none();
    remedies.extend(terms);
    if let Some(domain) = domain.filter(|_| is_listed) {
        remedies.extend(of_listed(group, evidence, domain));
    }
    // What could not be checked just then is signed, perhaps.
    let may_be_signed = broken.is_some() || is_listed && is_most(evidence.not_asked, group);
    if !may_be_signed {
        let how = if remedies.is_empty() {
            "Have"
        } else {
            "Better still, have"
        };
        remedies.push(Remedy {
            text: format!("{how} the server sign with DKIM for your domain: that passes after forwarding, too."),
            records: Vec::new(),
        });
    }
    remedies
}

/// What to change where the SPF record needs no more addresses.
fn of_listed(group: &Group, evidence: &Evidence, domain: &str) -> Vec<Remedy> {
    let plain = |text| Remedy {
        text,
        records: Vec::new(),
    };
    let mut remedies = Vec::new();
    if is_most(evidence.not_asked, group) {
        remedies.push(plain(format!(
            "Look whether the name servers of {domain} always answer."
        )));
    }
    // RFC 7208 §4.3: SPF is looked up at exactly the envelope's domain.
    let without_record = group.spf.iter().find(|(one, _)| {
        !one.is_helo && one.result == AuthWord::None && is_within(&one.domain, organisation(domain))
    });
    if let Some((one, _)) =
        without_record.filter(|_| is_most(evidence.own_envelope_without_record, group))
    {
        remedies.push(plain(format!(
            "Have the server use {domain} as the envelope's sender in place of {}, which has no SPF record, or give that name one.",
            one.domain
        )));
    }
    remedies
}

/// What keeps names of one organisation apart, taken out of the record that asks for it.
fn relaxed(evidence: &Evidence, context: &Context<'_>) -> Remedy {
    let tags: &[&str] = match (evidence.kept_apart_by_adkim, evidence.kept_apart_by_aspf) {
        (_, 0) => &["adkim=s"],
        (0, _) => &["aspf=s"],
        _ => &["adkim=s", "aspf=s"],
    };
    let mut domains = evidence.strict_domains.keys();
    let only = domains.next().filter(|_| domains.next().is_none());
    let only = only.filter(|domain| domain.parse::<DomainName>().is_ok());
    let of = only.map_or_else(String::new, |domain| format!(" of {domain}"));
    // The record of another domain is not the one that is known.
    let owner = only.filter(|domain| context.known.domain.as_ref() == Some(*domain));
    // Nor is there anything to change in one that does not ask for it any more.
    let asks = |record: &&str| without_tags(record, tags) != without_tags(record, &[]);
    let record = owner.zip(context.known.dmarc.as_deref().filter(asks));
    Remedy {
        text: format!(
            "Let names of the same organisation count as the same: take “{}” out of the DMARC record{of}.",
            tags.join("” and “")
        ),
        records: record
            .map(|(owner, record)| {
                let record = without_tags(record, tags);
                zone_line(&format!("_dmarc.{owner}"), "TXT", &record)
            })
            .into_iter()
            .collect(),
    }
}

/// The domain's SPF record with the failing addresses in it.
fn spf_terms(group: &Group, domain: &str, context: &Context<'_>) -> Option<Remedy> {
    let failing: Vec<IpAddr> = group
        .addresses
        .iter()
        .filter(|one| one.speaks && one.tally.failing > 0)
        // What passes by SPF stands in the record already, whatever group that mail is in.
        .filter(|one| one.tally.spf_aligned == 0 && !one.is_listed)
        .filter_map(|one| one.address)
        // What came through a relay of the receiver's own has an address that SPF cannot name.
        .filter(|address| !is_inside(*address))
        .collect();
    if failing.is_empty() {
        return None;
    }
    let terms: Vec<String> = failing
        .iter()
        .take(MAX_TERMS)
        .map(|address| term(*address))
        .collect();
    let rest = failing.len().saturating_sub(terms.len());
    let more = if rest > 0 {
        format!(
            " There are {rest} more such addresses; if all of their network is yours, put the network instead."
        )
    } else {
        String::new()
    };
    let is_of = context.known.domain.as_deref() == Some(domain);
    let record = context
        .known
        .spf
        .as_deref()
        .filter(|_| is_of)
        .map(|record| with_terms(record, &terms));
    // RFC 7208 §4.3: SPF is looked up at exactly the envelope's domain, so a name below it has no use for this record.
    let text = format!(
        "If {} yours, let the SPF record of {domain} name {}, and use {domain} as the envelope's sender.{more}",
        if failing.len() == 1 {
            "this server is"
        } else {
            "these servers are"
        },
        if failing.len() == 1 { "it" } else { "them" },
    );
    let records = match record {
        Some(record) => vec![zone_line(domain, "TXT", &record)],
        None => Vec::new(),
    };
    let text = if records.is_empty() {
        format!("{text} Put before its “all”: {}", terms.join(" "))
    } else {
        text
    };
    Some(Remedy { text, records })
}

fn service(service: &Service, domain: Option<&str>, context: &Context<'_>) -> Vec<Remedy> {
    let mut remedies = vec![Remedy {
        text: format!(
            "If {} sends for you, have it sign with your domain. {}",
            service.name, service.dkim
        ),
        records: domain.map_or_else(Vec::new, |domain| {
            let records = service.records.iter();
            records
                .map(|(owner, record_type, value)| {
                    let value = value.replace("{domain}", domain);
                    zone_line(&format!("{owner}.{domain}"), record_type, &value)
                })
                .collect()
        }),
    }];
    if let Some(include) = service.include {
        let term = format!("include:{include}");
        let is_of = domain.is_some() && context.known.domain.as_deref() == domain;
        let live = context.known.spf.as_deref().filter(|_| is_of);
        let has_it = live.is_some_and(|record| {
            record
                .split_ascii_whitespace()
                .any(|one| one.ends_with(&term))
        });
        if !has_it {
            let lookups = context.known.spf_lookups.filter(|_| is_of).unwrap_or(0);
            let room = match lookups {
                0..NEARLY_ALL => String::new(),
                NEARLY_ALL..MAX_LOOKUPS => format!(
                    " That record asks DNS {lookups} times already, and this adds one and whatever is behind it; more than \
                     {MAX_LOOKUPS} are an error."
                ),
                _ => format!(
                    " But that record asks DNS {lookups} times already, and more than {MAX_LOOKUPS} are an error: take something \
                     out of it first."
                ),
            };
            let live = live.filter(|_| lookups < MAX_LOOKUPS);
            remedies.push(Remedy {
                text: format!(
                    "SPF helps only where the envelope's sender is of your domain; then {} wants “{term}” in the record of \
                     that domain.{room}",
                    service.name
                ),
                records: domain
                    .zip(live)
                    .map(|(domain, record)| zone_line(domain, "TXT", &with_terms(record, std::slice::from_ref(&term))))
                    .into_iter()
                    .collect(),
            });
        }
    }
    remedies
}
