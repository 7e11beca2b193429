//! The findings: what to change first, then what could not be told, then what is as it should be.

use analysis::finding::{Finding, Severity};
use analysis::report::Report;
use yew::prelude::*;

use super::finding_item::finding_item;
use crate::hooks::Explaining;
use crate::phrase::count;

/// While the check is `running` more may come.
pub(super) fn finding_groups(report: &Report, running: bool, explaining: &Explaining) -> Html {
    let groups = Groups::of(&report.findings);
    let items = |indices: &[usize]| -> Html {
        indices
            .iter()
            .map(|&index| finding_item(report, index, explaining))
            .collect()
    };
    html! {
        <section class="findings" aria-labelledby="findings-heading">
            <h2 id="findings-heading">{ "Findings" }</h2>
            <h3 class="group-heading">{ "To change" }</h3>
            if groups.to_change.is_empty() {
                <p class="empty">{ if running { "Nothing so far." } else { "Nothing." } }</p>
            }
            { items(&groups.to_change) }
            if !groups.could_not_tell.is_empty() {
                <h3 class="group-heading">{ "Could not tell" }</h3>
                { items(&groups.could_not_tell) }
            }
            if !groups.in_order.is_empty() {
                <details class="finding-group">
                    <summary>
                        <h3 class="group-heading">{ "In order, and good to know" }</h3>
                        <span class="hint">{ count(groups.in_order.len(), "finding", "findings") }</span>
                    </summary>
                    { items(&groups.in_order) }
                </details>
            }
        </section>
    }
}

/// Indices into the report's findings, each in its order.
#[derive(Debug, Default, PartialEq, Eq)]
struct Groups {
    to_change: Vec<usize>,
    could_not_tell: Vec<usize>,
    in_order: Vec<usize>,
}

impl Groups {
    fn of(findings: &[Finding]) -> Self {
        let mut groups = Self::default();
        for (index, finding) in findings.iter().enumerate() {
            let group = match finding.severity {
                _ if finding.inconclusive => &mut groups.could_not_tell,
                Severity::Error | Severity::Warning | Severity::Advice => &mut groups.to_change,
                Severity::Good | Severity::Info => &mut groups.in_order,
            };
            group.push(index);
        }
        groups
    }
}

#[cfg(test)]
mod tests {
    use analysis::finding::{About, Code};

    use super::*;

    #[test]
    fn every_finding_is_in_exactly_one_group() {
        let domain: shared::DomainName = "example.org".parse().unwrap();
        let findings: Vec<_> = Code::ALL
            .iter()
            .map(|&code| {
                Finding::new(
                    code,
                    About::Domain {
                        domain: domain.clone(),
                    },
                    "seen",
                )
            })
            .collect();
        let groups = Groups::of(&findings);
        let mut all = [
            &groups.to_change[..],
            &groups.could_not_tell,
            &groups.in_order,
        ]
        .concat();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..findings.len()));
        assert!(
            groups
                .could_not_tell
                .iter()
                .all(|&index| findings[index].inconclusive)
        );
        assert!(
            groups
                .in_order
                .iter()
                .all(|&index| findings[index].severity <= Severity::Info)
        );
    }
}
