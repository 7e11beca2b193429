//! SPF (RFC 7208): which addresses may send mail in the domain's name.
//!
//! A domain publishes one TXT record, such as `v=spf1 mx include:_spf.example.net -all`. A server that receives mail
//! reads the terms from left to right until one matches the address that the mail comes from; the sign before that
//! term (`+` or none, `-`, `~`, `?`) says what it means. `all` matches everybody and stands last. The domain checked is
//! that of the SMTP sender (MAIL FROM), not the one that people see; DMARC ties the two together.
//!
//! Some terms need further DNS lookups, and a record can lead to other records (`include`, `redirect`). A receiver gives
//! up after 10 such terms, or when more than 2 names that it asks for do not exist: the whole record then counts as
//! broken (*permerror*), and so does any record with a mistake in it. Where DNS does not answer, the result is a
//! *temperror*, which may pass.
//!
//! [`check_host`] says what a receiver would say of one sender. What can be said without a sender (how many lookups there
//! are at worst, which addresses may send, what is broken) comes from the tree of all records, which the plan asks for
//! as it grows.

mod check;
mod check_lookups;
mod check_networks;
mod check_terms;
mod defect;
mod evaluate;
mod lookup;
mod macros;
mod parse;
mod plan;
mod problem;
mod ranges;
mod record;
mod remedy;
mod report;
mod select;
mod senders;
mod session;
#[cfg(test)]
mod test_zone;
mod tree;

use shared::DomainName;

use crate::dns::{QueryName, RecordType};
use crate::evidence::Evidence;
use crate::facts::Presence;
use crate::syntax::Selection;

pub use defect::SpfDefect;
pub use evaluate::{MAX_LOOKUPS, MAX_NAMES, MAX_VOID_LOOKUPS, check_host};
pub use lookup::{Ask, DnsReply};
pub use macros::{MacroExpand, MacroLetter, MacroPart, MacroString};
pub use parse::parse;
pub use problem::Problem;
pub use record::{DualCidr, Mechanism, Modifier, Qualifier, SpfRecord, Term, TermKind};
pub use report::{SenderReport, SpfNode, SpfReport, StepReport};
pub use select::select;
pub use session::{Checked, Evaluation, Session, SpfResult, Step};
pub use tree::MAX_RECORDS;

pub(crate) use check::check;
pub(crate) use lookup::from_evidence;
pub(crate) use plan::outstanding;
pub(crate) use report::report;
pub(crate) use senders::{Tried, try_one};

use ranges::Ranges;
use tree::{NodeState, Tree};

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Spf {
    /// The records.
    pub(crate) tree: Tree,
    /// What they let send.
    ranges: Ranges,
    /// The senders that were typed.
    senders: Vec<Tried>,
    /// Where a record stands that is meant for the domain, if it has none itself.
    elsewhere: Option<String>,
    /// How long the answer with the domain's own TXT records is, in bytes.
    answer_size: usize,
}

impl Spf {
    /// Reads what is known.
    pub(crate) fn read(evidence: &Evidence, domain: &DomainName) -> Self {
        Self::read_by(evidence, domain, &|name, kind| {
            from_evidence(evidence, name, kind)
        })
    }

    fn read_by(evidence: &Evidence, domain: &DomainName, ask: &Ask<'_>) -> Self {
        let tree = Tree::read(domain.as_str(), ask);
        let reply = ask(&QueryName::from(domain), RecordType::Txt);
        let has_none = tree
            .root()
            .is_some_and(|root| matches!(root.state, NodeState::Absent | NodeState::NearMiss(_)));
        Self {
            ranges: Ranges::read(&tree),
            senders: senders::read(evidence, domain, ask),
            elsewhere: has_none.then(|| elsewhere(domain, ask)).flatten(),
            answer_size: answer_size(domain, &reply),
            tree,
        }
    }

    /// Whether there is one, in short: for the checks that rest on several mechanisms.
    pub(crate) fn presence(&self) -> Presence {
        let Some(root) = self.tree.root() else {
            return Presence::NotAsked;
        };
        match &root.state {
            NodeState::Unknown(why) => Presence::Unknown(why.clone()),
            NodeState::Bogus(_) => {
                Presence::Broken("the DNSSEC signatures over it do not hold".to_owned())
            }
            NodeState::Absent | NodeState::NearMiss(_) | NodeState::BadName => Presence::Absent,
            NodeState::Several(_) => Presence::Broken("there are several records".to_owned()),
            NodeState::Invalid => Presence::Broken("the record is invalid".to_owned()),
            NodeState::Valid => Presence::Present,
            NodeState::NotAsked | NodeState::Loop | NodeState::Macro | NodeState::NotFollowed => {
                Presence::NotAsked
            }
        }
    }

    /// What happens to senders that no other term names: the sign of `all`, of the domain's own record or of the one
    /// that it redirects to. Nothing if there is no valid record, or none with `all`.
    pub(crate) fn all_qualifier(&self) -> Option<Qualifier> {
        self.tree.all()
    }

    /// Whether the numbers of lookups are exact, and not only the least that is certain.
    fn is_exact(&self) -> bool {
        let settled = |node: &tree::Node| {
            node.unanswered == 0
                && node.failed.is_empty()
                && !matches!(
                    node.state,
                    NodeState::NotAsked
                        | NodeState::Unknown(_)
                        | NodeState::Bogus(_)
                        | NodeState::Loop
                        | NodeState::Macro
                        | NodeState::NotFollowed
                )
        };
        !self.tree.cut && self.tree.nodes.iter().all(settled)
    }

    /// Whether the record says that nobody sends: `v=spf1 -all`.
    pub(crate) fn sends_nothing(&self) -> bool {
        let record = self.tree.root().and_then(|root| root.record.as_ref());
        record.is_some_and(|record| {
            let mut reached = record.reached();
            matches!(reached.next(), Some((_, Qualifier::Fail, Mechanism::All)))
        })
    }
}

/// A record at a name where people put it by mistake.
fn elsewhere(domain: &DomainName, ask: &Ask<'_>) -> Option<String> {
    let name = QueryName::prefixed("_spf", domain).ok()?;
    let texts = ask(&name, RecordType::Txt).texts();
    matches!(select(&texts), Selection::One(_)).then(|| name.to_string())
}

/// RFC 7208 §3.4: what fits into 512 bytes needs neither EDNS nor TCP. RFC 1035 §4.1: a header, the question, and for
/// each record a pointer to its name, ten bytes, and its strings, each with its length.
fn answer_size(domain: &DomainName, reply: &DnsReply) -> usize {
    let records: usize = reply
        .texts()
        .iter()
        .map(|txt| {
            let strings = txt.strings.iter();
            12 + strings.map(|string| string.len() + 1).sum::<usize>()
        })
        .sum();
    12 + domain.as_str().len() + 6 + records
}

#[cfg(test)]
mod tests;
