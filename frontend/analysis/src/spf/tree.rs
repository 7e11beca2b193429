//! The record of a domain with all the records that it leads to, as far as that can be told without a sender.
//!
//! What is counted here is the worst case: a sender that nothing but `all` matches, so that every term is evaluated. A
//! receiver that finds its match earlier looks up less.

mod build;

use super::lookup::Ask;
use super::record::{DualCidr, Qualifier, SpfRecord};
use crate::dns::RecordType;
use crate::syntax::{Defect, NearMiss, Span};

/// Records that are read for one tree. The limit of 10 terms is long passed by then.
pub const MAX_RECORDS: usize = 20;
/// Nodes that are listed, those included that are not looked at.
const MAX_NODES: usize = 60;
/// Terms `a`, `mx` and `exists` whose names are looked up.
const MAX_ADDRESS_TERMS: usize = 12;

/// The records, the domain's own first, each before those that it leads to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    /// Whether something is missing because there is too much of it: totals are then the least that is certain.
    pub(crate) cut: bool,
    /// Addresses that `a` and `mx` terms lead to, for the size of what is authorised.
    pub(super) found: Vec<FoundAddress>,
    /// The `a` and `mx` terms all of whose addresses are known.
    searched: Vec<Searched>,
}

/// An `a` or `mx` term with the families that it has addresses of, as answered in full.
#[derive(Clone, Copy, Debug)]
struct Searched {
    node: usize,
    span: Span,
    v4: bool,
    v6: bool,
}

/// An address that a term leads to.
#[derive(Clone, Copy, Debug)]
pub(super) struct FoundAddress {
    pub(super) address: std::net::IpAddr,
    pub(super) cidr: DualCidr,
}

impl FoundAddress {
    const fn is_v4(&self) -> bool {
        self.address.is_ipv4()
    }
}

/// One record, or why there is none.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The node whose record leads here.
    pub(crate) parent: Option<usize>,
    /// How many steps lead here.
    pub(crate) depth: usize,
    /// By which kind of term.
    pub(crate) reached: Reached,
    /// Whether a pass here is a pass of the domain's: every include on the way has no sign, or `+`.
    pub(crate) authorises: bool,
    /// The domain, macros resolved where that can be done without a sender.
    pub(crate) domain: String,
    /// What was found.
    pub(crate) state: NodeState,
    /// The text of the record, if there is exactly one.
    pub(crate) text: Option<String>,
    /// The record, if it is valid.
    pub(crate) record: Option<SpfRecord>,
    /// What is wrong with it.
    pub(crate) defects: Vec<Defect>,
    /// Terms of its own that ask DNS.
    pub(crate) own_lookups: usize,
    /// The same, with those of all records below.
    pub(crate) lookups: usize,
    /// What its own terms ask for and do not get.
    pub(crate) own_voids: Voids,
    /// The same, with all below.
    pub(crate) voids: Voids,
    /// Questions without an answer, in words.
    pub(crate) void_names: Vec<VoidName>,
    /// Its own terms that depend on the sender.
    pub(crate) unresolved: usize,
    /// Names of its own terms that are still to be looked up.
    pub(crate) unanswered: usize,
    /// Names of its own terms that could not be looked up, and why, in words.
    pub(crate) failed: Vec<String>,
    /// A domain with more than 10 mail hosts, in an `mx` term of its own.
    pub(crate) many_mail_hosts: Option<String>,
}

/// How a record is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reached {
    /// It is the domain's own.
    Root,
    Include,
    Redirect,
}

/// What was found at a node.
#[derive(Clone, Debug)]
pub(crate) enum NodeState {
    NotAsked,
    Unknown(String),
    Bogus(String),
    /// No record.
    Absent,
    /// No record, but something that is meant to be one.
    NearMiss(Vec<NearMiss>),
    Several(Vec<String>),
    Invalid,
    Valid,
    /// It is on the way to itself.
    Loop,
    /// No name that DNS can have.
    BadName,
    /// The name depends on the sender.
    Macro,
    /// There are too many.
    NotFollowed,
}

/// Void lookups for a sender of each family: an `a` asks for A or AAAA, never both (RFC 7208 §5.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Voids {
    pub(crate) v4: usize,
    pub(crate) v6: usize,
}

impl Voids {
    /// One for every sender.
    const BOTH: Self = Self { v4: 1, v6: 1 };

    const fn add(&mut self, other: Self) {
        self.v4 += other.v4;
        self.v6 += other.v6;
    }
}

/// A question without an answer.
#[derive(Clone, Debug)]
pub(crate) struct VoidName {
    pub(crate) name: String,
    pub(crate) record_type: RecordType,
    /// For which senders it counts, and how often: once.
    pub(crate) counts: Voids,
}

impl Tree {
    /// Reads what is known, from a domain on.
    pub(crate) fn read(domain: &str, ask: &Ask<'_>) -> Self {
        build::build(domain, ask)
    }

    /// The domain's own.
    pub(crate) fn root(&self) -> Option<&Node> {
        self.nodes.first()
    }

    /// Whether an `a` or `mx` term that passes may match by an address, of IPv4 and of IPv6: unless it is certain that
    /// there is none.
    pub(super) fn has_addresses(&self, node: usize, span: Span) -> (bool, bool) {
        let mut searched = self.searched.iter();
        let term = searched.find(|term| (term.node, term.span) == (node, span));
        term.map_or((true, true), |term| (term.v4, term.v6))
    }

    /// Whether a record leads back to itself.
    pub(crate) fn has_loop(&self) -> bool {
        let mut states = self.nodes.iter().map(|node| &node.state);
        states.any(|state| matches!(state, NodeState::Loop))
    }

    /// The `all` that decides about unknown senders: the domain's own, or that of the record it redirects to.
    pub(crate) fn all(&self) -> Option<Qualifier> {
        let record = self.last_own()?.record.as_ref()?;
        record.all().map(|(_, qualifier)| qualifier)
    }

    /// The record whose `all` decides about unknown senders, or the node where it is missing.
    pub(crate) fn last_own(&self) -> Option<&Node> {
        let mut index = 0;
        let next = |index: usize| {
            self.nodes
                .iter()
                .position(|child| child.parent == Some(index) && child.reached == Reached::Redirect)
        };
        // Nodes are listed before those that they lead to, so that this ends.
        while let Some(child) = next(index) {
            index = child;
        }
        self.nodes.get(index)
    }

    /// The domain's own record and those that it redirects to: what its owner decides about alone.
    pub(crate) fn is_own(&self, mut index: usize) -> bool {
        while let Some(node) = self.nodes.get(index) {
            match (node.reached, node.parent) {
                (Reached::Redirect, Some(parent)) if parent < index => index = parent,
                (reached, _) => return reached == Reached::Root,
            }
        }
        false
    }
}
