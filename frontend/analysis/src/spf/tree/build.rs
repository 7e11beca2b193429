//! How the tree grows.

use super::{
    FoundAddress, MAX_ADDRESS_TERMS, MAX_NODES, MAX_RECORDS, Node, NodeState, Reached, Searched,
    Tree, VoidName, Voids,
};
use crate::dns::{QueryName, RecordType, TxtRecord};
use crate::spf::evaluate::{MAX_LOOKUPS, MAX_NAMES};
use crate::spf::lookup::{Ask, DnsReply, checked_domain, query_name, target_text};
use crate::spf::macros::{MacroLetter, MacroString};
use crate::spf::record::{DualCidr, Mechanism, Qualifier, SpfRecord};
use crate::spf::select::select;
use crate::syntax::{Recognized, Selection};

/// Reads what is known, from a domain on.
pub(super) fn build(domain: &str, ask: &Ask<'_>) -> Tree {
    let mut builder = Builder {
        root: domain,
        ask,
        tree: Tree::default(),
        records: 0,
        address_terms: 0,
        confirmed_counted: false,
    };
    builder.visit(None, Reached::Root, domain.to_owned(), true);
    builder.tree
}

struct Builder<'a> {
    root: &'a str,
    ask: &'a Ask<'a>,
    tree: Tree,
    records: usize,
    address_terms: usize,
    confirmed_counted: bool,
}

impl Builder<'_> {
    /// Adds a node and all below. The depth is bounded by [`MAX_LOOKUPS`].
    fn visit(
        &mut self,
        parent: Option<usize>,
        reached: Reached,
        domain: String,
        authorises: bool,
    ) -> Option<usize> {
        let mut node = self.new_node(parent, reached, domain, authorises)?;
        if self.leads_back(parent, &node.domain) {
            node.state = NodeState::Loop;
        } else if node.depth > MAX_LOOKUPS || self.records >= MAX_RECORDS {
            self.tree.cut = true;
        } else {
            self.records += 1;
            self.look(&mut node);
        }
        let record = node.record.clone();
        let index = self.tree.nodes.len();
        self.tree.nodes.push(node);
        if let Some(record) = record {
            self.walk(index, &record);
        }
        Some(index)
    }

    /// A node of which nothing is known yet; none if there are too many.
    fn new_node(
        &mut self,
        parent: Option<usize>,
        reached: Reached,
        domain: String,
        authorises: bool,
    ) -> Option<Node> {
        if self.tree.nodes.len() >= MAX_NODES {
            self.tree.cut = true;
            return None;
        }
        let above = parent.and_then(|parent| self.tree.nodes.get(parent));
        Some(Node {
            parent,
            depth: above.map_or(0, |above| above.depth + 1),
            reached,
            authorises,
            domain,
            state: NodeState::NotFollowed,
            text: None,
            record: None,
            defects: Vec::new(),
            own_lookups: 0,
            lookups: 0,
            own_voids: Voids::default(),
            voids: Voids::default(),
            void_names: Vec::new(),
            unresolved: 0,
            unanswered: 0,
            failed: Vec::new(),
            many_mail_hosts: None,
        })
    }

    fn leads_back(&self, mut parent: Option<usize>, domain: &str) -> bool {
        while let Some(above) = parent.and_then(|parent| self.tree.nodes.get(parent)) {
            if above.domain.eq_ignore_ascii_case(domain) {
                return true;
            }
            parent = above.parent;
        }
        false
    }

    /// Reads the record of a node.
    fn look(&self, node: &mut Node) {
        let Some(name) = checked_domain(&node.domain) else {
            node.state = NodeState::BadName;
            return;
        };
        let reply = (self.ask)(&name, RecordType::Txt);
        if node.depth > 0 && reply.is_void() {
            // RFC 7208 §4.6.4: the lookup of the domain's own record does not count, those of others do.
            node.own_voids = Voids::BOTH;
            node.void_names.push(VoidName {
                name: name.to_string(),
                record_type: RecordType::Txt,
                counts: Voids::BOTH,
            });
        }
        let texts: Vec<TxtRecord> = reply.texts();
        node.state = match reply {
            DnsReply::NotAsked => NodeState::NotAsked,
            DnsReply::Failed(why) => NodeState::Unknown(why),
            DnsReply::Bogus(why) => NodeState::Bogus(why),
            DnsReply::NoData | DnsReply::NxDomain => NodeState::Absent,
            DnsReply::Records(_) => match select(&texts) {
                Selection::Absent => NodeState::Absent,
                Selection::NearMiss(misses) => NodeState::NearMiss(misses),
                Selection::Several(all) => {
                    NodeState::Several(all.into_iter().map(|one| one.text).collect())
                }
                Selection::One(one) => {
                    node.defects = one.parsed.defects().to_vec();
                    node.text = Some(one.text);
                    match one.parsed {
                        Recognized::Record(record, _) => {
                            node.record = Some(record);
                            NodeState::Valid
                        }
                        Recognized::Malformed(_) | Recognized::Foreign => NodeState::Invalid,
                    }
                }
            },
        };
    }

    /// Looks at the terms of a node, and at the records below.
    fn walk(&mut self, index: usize, record: &SpfRecord) {
        let Some(node) = self.tree.nodes.get(index) else {
            return;
        };
        let (domain, authorises) = (node.domain.clone(), node.authorises);
        let mut own = Own {
            voids: node.own_voids,
            ..Own::default()
        };
        let mut below = Vec::new();
        // RFC 7208 §4.6.4: the PTR query of %{p} is included in the limit. A receiver makes it once.
        if record.uses_confirmed_name() && !self.confirmed_counted {
            self.confirmed_counted = true;
            own.lookups += 1;
        }
        for (term, qualifier, mechanism) in record.reached() {
            own.lookups += usize::from(mechanism.asks_dns());
            if let Mechanism::Include { domain: target } = mechanism {
                let passes = authorises && qualifier == Qualifier::Pass;
                below.push((Reached::Include, target, passes));
            } else {
                let passes = authorises && qualifier == Qualifier::Pass;
                let (found, open) = (self.tree.found.len(), own.open());
                let is_whole = self.look_up(mechanism, &domain, passes, &mut own);
                if passes && is_whole && own.open() == open {
                    let is_v4: Vec<bool> = self
                        .tree
                        .found
                        .iter()
                        .skip(found)
                        .map(FoundAddress::is_v4)
                        .collect();
                    self.tree.searched.push(Searched {
                        node: index,
                        span: term.span,
                        v4: is_v4.contains(&true),
                        v6: is_v4.contains(&false),
                    });
                }
            }
        }
        if let Some((_, target)) = record.redirect() {
            own.lookups += 1;
            below.push((Reached::Redirect, target, authorises));
        }
        let (mut lookups, mut voids) = (own.lookups, own.voids);
        for (reached, target, passes) in below {
            let Some(target) = self.resolve(target, &domain) else {
                // It is shown and counted, and not looked at.
                own.unresolved += 1;
                if let Some(node) = self.new_node(Some(index), reached, target.to_string(), passes)
                {
                    let state = NodeState::Macro;
                    self.tree.nodes.push(Node { state, ..node });
                }
                continue;
            };
            let child = self.visit(Some(index), reached, target, passes);
            if let Some(child) = child.and_then(|child| self.tree.nodes.get(child)) {
                lookups += child.lookups;
                voids.add(child.voids);
            }
        }
        if let Some(node) = self.tree.nodes.get_mut(index) {
            node.own_lookups = own.lookups;
            node.lookups = lookups;
            node.own_voids = own.voids;
            node.voids = voids;
            node.void_names.extend(own.void_names);
            node.unresolved = own.unresolved;
            node.unanswered = own.unanswered;
            node.failed = own.failed;
            node.many_mail_hosts = own.many_mail_hosts;
        }
    }

    /// The name that a domain-spec stands for, if that is the same for every sender of the domain.
    fn resolve(&self, target: &MacroString, domain: &str) -> Option<String> {
        let expanded = target.expand(&|letter| match letter {
            MacroLetter::D => Some(domain.to_owned()),
            // The sender's domain is this one, whoever of its people sends.
            MacroLetter::O => Some(self.root.to_owned()),
            _ => None,
        })?;
        Some(target_text(&expanded).to_owned())
    }

    /// Counts what a term asks for in vain. Gives whether all was asked that there is to ask.
    fn look_up(
        &mut self,
        mechanism: &Mechanism,
        domain: &str,
        passes: bool,
        own: &mut Own,
    ) -> bool {
        let target = match mechanism {
            Mechanism::A { domain, .. } | Mechanism::Mx { domain, .. } => domain.as_ref(),
            Mechanism::Exists { domain } => Some(domain),
            // RFC 7208 §5.5: which names an address has, depends on the sender.
            Mechanism::Ptr { .. } => {
                own.unresolved += 1;
                return false;
            }
            Mechanism::All
            | Mechanism::Include { .. }
            | Mechanism::Ip4 { .. }
            | Mechanism::Ip6 { .. } => return false,
        };
        let resolved = match target {
            None => Some(domain.to_owned()),
            Some(target) => self.resolve(target, domain),
        };
        let Some(resolved) = resolved else {
            own.unresolved += 1;
            return false;
        };
        // RFC 7208 §4.8: what DNS cannot have is not asked for, and matches nothing.
        let Some(name) = query_name(&resolved) else {
            return true;
        };
        if self.address_terms >= MAX_ADDRESS_TERMS {
            self.tree.cut = true;
            return false;
        }
        self.address_terms += 1;
        match mechanism {
            Mechanism::Mx { cidr, .. } => return self.look_up_hosts(&name, *cidr, passes, own),
            Mechanism::A { cidr, .. } => self.look_up_addresses(&name, *cidr, passes, own),
            _ => {
                // RFC 7208 §5.7: the lookup type is A for every sender.
                if self.reply(&name, RecordType::A, own).is_void() {
                    own.void(&name, RecordType::A, Voids::BOTH);
                }
            }
        }
        true
    }

    /// Gives whether the hosts were looked at.
    fn look_up_hosts(
        &mut self,
        name: &QueryName,
        cidr: DualCidr,
        passes: bool,
        own: &mut Own,
    ) -> bool {
        let reply = self.reply(name, RecordType::Mx, own);
        if reply.is_void() {
            own.void(name, RecordType::Mx, Voids::BOTH);
        }
        let hosts = reply.mail_hosts();
        if hosts.len() > MAX_NAMES {
            // RFC 7208 §4.6.4: a permanent error; the hosts are not looked at.
            own.many_mail_hosts = Some(name.to_string());
            return false;
        }
        for host in hosts {
            self.look_up_addresses(host, cidr, passes, own);
        }
        true
    }

    fn look_up_addresses(&mut self, name: &QueryName, cidr: DualCidr, passes: bool, own: &mut Own) {
        for (kind, counts) in [
            (RecordType::A, Voids { v4: 1, v6: 0 }),
            (RecordType::Aaaa, Voids { v4: 0, v6: 1 }),
        ] {
            let reply = self.reply(name, kind, own);
            if reply.is_void() {
                own.void(name, kind, counts);
            }
            if passes {
                let addresses = reply.addresses();
                let found = addresses.map(|address| FoundAddress { address, cidr });
                self.tree.found.extend(found);
            }
        }
    }

    fn reply(&self, name: &QueryName, kind: RecordType, own: &mut Own) -> DnsReply {
        let reply = (self.ask)(name, kind);
        if reply == DnsReply::NotAsked {
            own.unanswered += 1;
        } else if let Some(why) = reply.failure() {
            own.failed.push(format!("{kind} of {name}: {why}"));
        }
        reply
    }
}

/// What the terms of one record come to.
#[derive(Default)]
struct Own {
    lookups: usize,
    voids: Voids,
    void_names: Vec<VoidName>,
    unresolved: usize,
    unanswered: usize,
    failed: Vec<String>,
    many_mail_hosts: Option<String>,
}

impl Own {
    /// What was asked for and not answered: that grows with what is not known.
    fn open(&self) -> usize {
        self.unanswered + self.failed.len()
    }

    /// Notes a question without an answer.
    fn void(&mut self, name: &QueryName, record_type: RecordType, counts: Voids) {
        self.voids.add(counts);
        self.void_names.push(VoidName {
            name: name.to_string(),
            record_type,
            counts,
        });
    }
}
