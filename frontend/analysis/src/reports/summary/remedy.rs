//! What to change so that mail passes: the literal record, where it can be known.

use std::collections::BTreeSet;
use std::net::IpAddr;

use serde::Serialize;

use super::class::{Class, Context};
use super::select::is_within;
use super::services::Service;
use super::{Group, Legs};
use crate::dns::{QueryName, RecordType};
use crate::evidence::Lookup;
use crate::fix::record::zone_line;
use crate::reports::aggregate::{AuthWord, Strictness};
use crate::spf::MAX_LOOKUPS;
use crate::{Evidence, Outcome, dmarc, spf};

/// Addresses that are put into an SPF record one by one; more are better put as their network, by whoever knows it.
const MAX_TERMS: usize = 8;

/// From how many lookups of an SPF record on it is worth saying how many there are.
const NEARLY_ALL: usize = 7;

/// What is known of the domain beside its reports, from a check of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The domain.
    pub domain: Option<String>,
    /// Its SPF record, if it has exactly one.
    pub spf: Option<String>,
    /// How often that asks DNS for a sender that no term names, at least (RFC 7208 §4.6.4).
    pub spf_lookups: Option<usize>,
    /// Its DMARC record, if it has exactly one of its own.
    pub dmarc: Option<String>,
    /// The addresses of its mail servers.
    pub addresses: BTreeSet<IpAddr>,
}

impl Known {
    /// What a check has found out about its domain.
    #[must_use]
    pub fn from_evidence(evidence: &Evidence) -> Self {
        let domain = evidence.subject.name();
        let texts = |name: Option<QueryName>, is_ours: fn(&str) -> bool| {
            let Some(Lookup::Found(message)) =
                name.map(|name| evidence.lookup(&name, RecordType::Txt))
            else {
                return None;
            };
            let mut texts = message
                .txt_records()
                .map(crate::dns::TxtRecord::text)
                .filter(|text| is_ours(text));
            let only = texts.next()?;
            texts.next().is_none().then_some(only)
        };
        let is_spf = |text: &str| spf::parse(text).record().is_some();
        let is_dmarc = |text: &str| dmarc::parse(text).record().is_some();
        Self {
            domain: Some(domain.to_string()),
            spf: texts(Some(QueryName::from(domain)), is_spf),
            spf_lookups: spf_lookups(evidence),
            dmarc: texts(QueryName::prefixed("_dmarc", domain).ok(), is_dmarc),
            addresses: mail_servers(evidence),
        }
    }
}

/// How often the domain's SPF record asks DNS, as far as that is known.
fn spf_lookups(evidence: &Evidence) -> Option<usize> {
    let known = spf::Spf::read(evidence, evidence.subject.name());
    known.tree.root().map(|root| root.lookups)
}

/// The addresses at which mail servers were looked for.
fn mail_servers(evidence: &Evidence) -> BTreeSet<IpAddr> {
    let probes = evidence
        .outcomes()
        .filter_map(|(_, outcome)| match outcome {
            Outcome::Probe(probe) => Some(probe),
            Outcome::Dns(_) | Outcome::Policy(_) => None,
        });
    probes
        .flat_map(|probe| probe.addresses.keys().copied())
        .collect()
}

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
    behind: Option<&'static Service>,
    context: &Context<'_>,
) -> Vec<Remedy> {
    let domain = group
        .header_from
        .first()
        .map_or("", |(name, _)| name.as_str());
    match group.verdict.class {
        Class::Passing(Legs::SpfAlone) => vec![Remedy {
            text: "Have this mail signed with DKIM as well, so that it still passes when it is forwarded.".to_owned(),
            records: Vec::new(),
        }],
        Class::Yours => yours(group, domain, context),
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

fn yours(group: &Group, domain: &str, context: &Context<'_>) -> Vec<Remedy> {
    let mut remedies = Vec::new();
    let strict = |mode: Option<Strictness>| mode == Some(Strictness::Strict);
    let of_own = |name: &str| is_within(name, super::organisation::organisation(domain));
    let signs_as_own = group
        .dkim
        .iter()
        .any(|(one, _)| one.result == AuthWord::Pass && of_own(&one.domain));
    let sends_as_own = group
        .spf
        .iter()
        .any(|(one, _)| one.result == AuthWord::Pass && of_own(&one.domain));
    let is_strict = context.policy.is_some_and(|policy| {
        (signs_as_own && strict(policy.adkim)) || (sends_as_own && strict(policy.aspf))
    });
    if is_strict && (signs_as_own || sends_as_own) {
        let text = "Let names of the same organisation count as the same: take “adkim=s” and “aspf=s” out of the DMARC record."
            .to_owned();
        let owner = context.known.domain.as_deref();
        let owner = owner.filter(|owner| is_within(domain, owner));
        let records = owner
            .zip(context.known.dmarc.as_deref())
            .map(|(owner, record)| {
                zone_line(
                    &format!("_dmarc.{owner}"),
                    "TXT",
                    &without_strictness(record),
                )
            });
        return vec![Remedy {
            text,
            records: records.into_iter().collect(),
        }];
    }
    let broken = group.dkim.iter().find(|(one, _)| {
        of_own(&one.domain)
            && !matches!(
                one.result,
                AuthWord::Pass | AuthWord::None | AuthWord::TempError
            )
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
    if let Some(remedy) = spf_terms(group, domain, context) {
        remedies.push(remedy);
    }
    if broken.is_none() {
        remedies.push(Remedy {
            text: "Better still, have the server sign with DKIM for your domain: that passes after forwarding, too.".to_owned(),
            records: Vec::new(),
        });
    }
    remedies
}

/// The domain's SPF record with the failing addresses in it.
fn spf_terms(group: &Group, domain: &str, context: &Context<'_>) -> Option<Remedy> {
    let failing: Vec<IpAddr> = group
        .addresses
        .iter()
        .filter(|one| one.speaks && one.tally.failing > 0 && one.tally.spf_aligned == 0)
        .filter_map(|one| one.address)
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
    let text = format!(
        "If {} yours, let the SPF record of {domain} name {}, and use {domain}, or a name below it, as the envelope's sender.{more}",
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

fn service(service: &Service, domain: &str, context: &Context<'_>) -> Vec<Remedy> {
    let mut remedies = vec![Remedy {
        text: format!(
            "If {} sends for you, have it sign with your domain. {}",
            service.name, service.dkim
        ),
        records: service
            .records
            .iter()
            .map(|(owner, record_type, value)| {
                let value = value.replace("{domain}", domain);
                zone_line(&format!("{owner}.{domain}"), record_type, &value)
            })
            .collect(),
    }];
    if let Some(include) = service.include {
        let term = format!("include:{include}");
        let is_of = context.known.domain.as_deref() == Some(domain);
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
                records: live
                    .map(|record| zone_line(domain, "TXT", &with_terms(record, std::slice::from_ref(&term))))
                    .into_iter()
                    .collect(),
            });
        }
    }
    remedies
}

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

/// A DMARC record without its demands for names that match to the letter.
fn without_strictness(record: &str) -> String {
    let fields: Vec<&str> = record
        .split(';')
        .map(str::trim)
        .filter(|field| {
            let plain: String = field
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
                .to_ascii_lowercase();
            !field.is_empty() && plain != "adkim=s" && plain != "aspf=s"
        })
        .collect();
    fields.join("; ")
}
