//! For reading.

use std::net::IpAddr;

use serde::Serialize;

use super::Spf;
use super::senders::Tried;
use super::session::{SpfResult, Step};
use super::tree::{Node, NodeState, Reached};
use crate::syntax::Defect;

/// The SPF of a domain (RFC 7208).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpfReport {
    /// What reading the domain's own record came to, in one line.
    pub summary: String,
    /// The record as published; nothing if there is none, or more than one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// What happens to senders that no other term names: "pass", "fail", "softfail" or "neutral"; nothing if the record
    /// does not say, which is "neutral" as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail", "softfail", "neutral"])))]
    pub others: Option<&'static str>,
    /// Every record that the domain's leads to, itself first, each before those that it leads to. A node is as deep as
    /// its [`SpfNode::depth`] says, and hangs on its [`SpfNode::parent`].
    pub tree: Vec<SpfNode>,
    /// Terms that ask DNS, at worst: for a sender that nothing but `all` matches. More than 10 are an error.
    pub lookups: usize,
    /// Names without an answer, at worst, for a sender that connects by IPv4. More than 2 are an error.
    pub void_lookups: usize,
    /// The same for a sender that connects by IPv6, for whom the addresses asked for are AAAA.
    pub void_lookups_ipv6: usize,
    /// Whether these numbers are exact. They are the least that is certain if not: answers are missing, names depend on
    /// the sender, a record leads back to itself, or there is too much of it.
    pub exact: bool,
    /// Terms whose names depend on the sender (macros, `ptr`).
    pub unresolved: usize,
    /// Terms `ip4` and `ip6` that let a sender pass, in all records.
    pub networks: usize,
    /// IPv4 addresses that may send, each counted once; those of `a` and `mx` terms among them.
    pub ipv4_addresses: u64,
    /// IPv6 addresses that may send, in decimal: the number may be too large for JSON's.
    pub ipv6_addresses: String,
    /// Terms that say what another one says already: the superfluous one and the other, as written.
    pub overlaps: Vec<(String, String)>,
    /// The senders that were typed.
    pub senders: Vec<SenderReport>,
}

/// One record of the tree, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpfNode {
    /// The place of the node in the list that leads here; nothing for the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<usize>,
    /// How many steps lead here; 0 for the first.
    pub depth: usize,
    /// "record" for the domain's own, else "include" or "redirect".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["record", "include", "redirect"])))]
    pub reached_by: &'static str,
    /// The domain that was asked, or the name with its macros.
    pub domain: String,
    /// "valid", "absent", "invalid", "several", "near-miss", "unknown", "bogus", "loop", "bad-name", "macro",
    /// "not-followed" or "not-asked".
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["valid", "absent", "invalid", "several", "near-miss", "unknown", "bogus", "loop", "bad-name", "macro", "not-followed", "not-asked"])))]
    pub state: &'static str,
    /// The same in words, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The record as published, if there is exactly one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Its terms in order, in normal form; none if it is invalid.
    pub terms: Vec<String>,
    /// What is wrong with it: offsets in `record`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub defects: Vec<Defect>,
    /// Terms of its own that ask DNS.
    pub own_lookups: usize,
    /// The same with those of all records below.
    pub lookups: usize,
    /// Questions of its own terms that have no answer: `A of old.example.org`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub void_lookups: Vec<String>,
}

/// A sender that was tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "SpfSenderReport")
)]
pub struct SenderReport {
    /// Its address.
    pub address: IpAddr,
    /// The sender of MAIL FROM in full; empty for `<>`.
    pub mail_from: String,
    /// The name in EHLO; empty if none was given.
    pub helo: String,
    /// The domain whose record decides.
    pub domain: String,
    /// "none", "neutral", "pass", "fail", "softfail", "temperror" or "permerror"; nothing while answers are missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"])))]
    pub result: Option<&'static str>,
    /// Why, in one sentence.
    pub reason: String,
    /// What the domain says to a sender that it refuses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// The terms that ask DNS, and the one that decided, in order.
    pub trail: Vec<StepReport>,
    /// Terms that asked DNS.
    pub lookups: usize,
    /// Names without an answer.
    pub void_lookups: usize,
    /// What the name in EHLO comes to on its own, in the same words, if it was checked beside MAIL FROM.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"])))]
    pub helo_result: Option<&'static str>,
}

/// One term on the way to a result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StepReport {
    /// How many includes and redirects lead to its record.
    pub depth: usize,
    /// The domain whose record it stands in.
    pub domain: String,
    /// The term.
    pub term: String,
    /// "matches", "does not match", or "leads on" for a redirect and a term in which the check ended.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["matches", "does not match", "leads on"])))]
    pub outcome: &'static str,
}

/// As the report shows it; nothing while nothing is known.
pub(crate) fn report(known: &Spf) -> Option<SpfReport> {
    let root = known.tree.root()?;
    if matches!(root.state, NodeState::NotAsked) && known.senders.is_empty() {
        return None;
    }
    let ranges = &known.ranges;
    Some(SpfReport {
        summary: summary(root),
        record: root.text.clone(),
        others: known
            .all_qualifier()
            .map(|qualifier| SpfResult::from(qualifier).word()),
        tree: known.tree.nodes.iter().map(node_report).collect(),
        lookups: root.lookups,
        void_lookups: root.voids.v4,
        void_lookups_ipv6: root.voids.v6,
        exact: known.is_exact(),
        unresolved: known.tree.nodes.iter().map(|node| node.unresolved).sum(),
        networks: ranges.networks.len(),
        ipv4_addresses: ranges.v4,
        ipv6_addresses: ranges.v6.to_string(),
        overlaps: ranges
            .overlaps
            .iter()
            .map(|(inner, outer)| {
                let text = |network: &super::ranges::Network| network.text(&known.tree).to_owned();
                (text(inner), text(outer))
            })
            .collect(),
        senders: known.senders.iter().map(sender_report).collect(),
    })
}

fn summary(root: &Node) -> String {
    match &root.state {
        NodeState::NotAsked | NodeState::Macro | NodeState::NotFollowed => {
            "still to come".to_owned()
        }
        NodeState::Unknown(why) => format!("could not tell: {why}"),
        NodeState::Bogus(_) => "the DNSSEC signatures do not hold".to_owned(),
        NodeState::Absent | NodeState::BadName | NodeState::Loop => "no record".to_owned(),
        NodeState::NearMiss(_) => "no record, but one that is meant to be".to_owned(),
        NodeState::Several(all) => format!("{} records", all.len()),
        NodeState::Invalid => "an invalid record".to_owned(),
        NodeState::Valid => "a valid record".to_owned(),
    }
}

fn node_report(node: &Node) -> SpfNode {
    let (state, detail) = match &node.state {
        NodeState::NotAsked => ("not-asked", None),
        NodeState::Unknown(why) => ("unknown", Some(why.clone())),
        NodeState::Bogus(why) => ("bogus", Some(why.clone())),
        NodeState::Absent => ("absent", None),
        NodeState::NearMiss(misses) => (
            "near-miss",
            misses.first().map(|miss| miss.kind.to_string()),
        ),
        NodeState::Several(all) => ("several", Some(all.join("\n"))),
        NodeState::Invalid => ("invalid", None),
        NodeState::Valid => ("valid", None),
        NodeState::Loop => ("loop", None),
        NodeState::BadName => ("bad-name", None),
        NodeState::Macro => ("macro", None),
        NodeState::NotFollowed => ("not-followed", None),
    };
    let terms = node.record.iter().flat_map(|record| &record.terms);
    SpfNode {
        parent: node.parent,
        depth: node.depth,
        reached_by: match node.reached {
            Reached::Root => "record",
            Reached::Include => "include",
            Reached::Redirect => "redirect",
        },
        domain: node.domain.clone(),
        state,
        detail,
        record: node.text.clone(),
        terms: terms.map(ToString::to_string).collect(),
        defects: node.defects.clone(),
        own_lookups: node.own_lookups,
        lookups: node.lookups,
        void_lookups: node
            .void_names
            .iter()
            .map(|void| format!("{} of {}", void.record_type, void.name))
            .collect(),
    }
}

fn sender_report(tried: &Tried) -> SenderReport {
    let checked = tried.checked.as_ref();
    let trail = checked.map(|checked| checked.trail.as_slice());
    SenderReport {
        address: tried.address,
        mail_from: tried.mail_from.clone(),
        helo: tried.helo.clone(),
        domain: tried.domain.clone(),
        result: checked.map(|checked| checked.result.word()),
        reason: tried.reason(),
        explanation: checked.and_then(|checked| checked.explanation.clone()),
        trail: trail.unwrap_or_default().iter().map(step_report).collect(),
        lookups: checked.map_or(0, |checked| checked.lookups),
        void_lookups: checked.map_or(0, |checked| checked.voids),
        helo_result: tried.helo_result.map(SpfResult::word),
    }
}

fn step_report(step: &Step) -> StepReport {
    StepReport {
        depth: step.depth,
        domain: step.domain.clone(),
        term: step.term.clone(),
        outcome: match step.matched {
            Some(true) => "matches",
            Some(false) => "does not match",
            None => "leads on",
        },
    }
}
