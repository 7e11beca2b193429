//! What the reports come to, first of all: whether a stricter policy is safe, the next step, and the few numbers behind it.

use analysis::reports::summary::{DmarcSummary, Enforcement, EnforcementStep};
use analysis::reports::tls::TlsSummary;
use yew::prelude::*;

use crate::components::{CopyBlock, IconKind, icon};

use super::figures::figures;

/// The panel.
pub(super) fn verdict(summary: &DmarcSummary, tls: &TlsSummary) -> Html {
    let Enforcement {
        step,
        advice,
        record,
        ..
    } = &summary.enforcement;
    let (kind, title) = words(*step);
    html! {
        <section aria-labelledby="verdict-heading" class="verdict-panel reports-verdict">
            <h3 id="verdict-heading">{ icon(kind) }<span>{ title }</span></h3>
            { for advice.iter().enumerate().map(|(at, line)| html! {
                <p class={(at == 0).then_some("consequence")}>{ line.clone() }</p>
            }) }
            if let Some(record) = record {
                <CopyBlock label="The record for the next step" text={record.clone()} />
            }
            { figures(summary, tls) }
        </section>
    }
}

const fn words(step: EnforcementStep) -> (IconKind, &'static str) {
    match step {
        EnforcementStep::NoReports => (IconKind::Nothing, "No mail was reported"),
        EnforcementStep::ChooseDomain => (IconKind::Nothing, "Several domains at once"),
        EnforcementStep::MendFirst => (
            IconKind::Warning,
            "Mend first: mail that may be yours fails",
        ),
        EnforcementStep::SetUpFirst => {
            (IconKind::Warning, "Set up first: none of this mail passes")
        }
        EnforcementStep::WaitForMore => (
            IconKind::Waiting,
            "Too early to say whether a stricter policy is safe",
        ),
        EnforcementStep::LookAtRecord => (
            IconKind::Unknown,
            "Look at the record: the reports do not agree on the policy",
        ),
        EnforcementStep::Quarantine => (IconKind::Advice, "Ready for a policy of quarantine"),
        EnforcementStep::Reject => (IconKind::Advice, "Ready for a policy of reject"),
        EnforcementStep::Done => (IconKind::Good, "A policy of reject is in force"),
    }
}
