//! SPF (RFC 7208): which addresses may send mail in the domain's name.

mod check;
mod defect;
mod evaluate;
mod lookup;
mod macros;
mod parse;
mod plan;
mod problem;
mod record;
mod report;
mod select;

use shared::DomainName;

use crate::evidence::Evidence;
use crate::facts::Presence;

pub use defect::SpfDefect;
pub use evaluate::{
    Checked, Evaluation, MAX_LOOKUPS, MAX_NAMES, MAX_VOID_LOOKUPS, Session, SpfResult, Step,
    check_host,
};
pub use lookup::{Ask, DnsReply};
pub use macros::{MacroExpand, MacroLetter, MacroPart, MacroString};
pub use parse::parse;
pub use problem::Problem;
pub use record::{DualCidr, Mechanism, Modifier, Qualifier, SpfRecord, Term, TermKind};
pub use report::SpfReport;
pub use select::select;

pub(crate) use check::check;
pub(crate) use plan::outstanding;
pub(crate) use report::report;

/// All that is known.
#[derive(Clone, Debug)]
pub(crate) struct Spf;

impl Spf {
    /// Reads what is known.
    pub(crate) fn read(_evidence: &Evidence, _domain: &DomainName) -> Self {
        Self
    }

    /// Whether there is one, in short: for the checks that rest on several mechanisms.
    pub(crate) fn presence(&self) -> Presence {
        Presence::NotAsked
    }
}
