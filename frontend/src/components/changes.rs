//! What to change, the most important first and ready to paste; and what could not be told.

use analysis::finding::{Finding, Severity};
use analysis::report::Report;
use yew::prelude::*;

use super::finding_item::{finding_card, finding_item};
use super::outline::Part;
use crate::hooks::Explaining;
use crate::phrase::count;

/// So many stand there in full.
const IN_FULL: usize = 3;
/// So many more have a line each before the rest is folded away.
const IN_LINE: usize = 5;

/// While the check is `running` more may come, so all are one line each: what stands below moves little.
pub(super) fn changes(
    report: &Report,
    groups: &Groups,
    running: bool,
    explaining: &Explaining,
) -> Html {
    let indices = &groups.to_change;
    let (first, rest) = if running {
        (&[][..], &indices[..])
    } else {
        indices.split_at_checked(IN_FULL).unwrap_or((indices, &[]))
    };
    let (in_line, folded) = rest.split_at_checked(IN_LINE).unwrap_or((rest, &[]));
    html! {
        <section class="to-change" id={Part::Changes.id()} aria-labelledby="changes-heading">
            <h2 id="changes-heading">{ "What to change" }</h2>
            if indices.is_empty() {
                <p class="empty">{ if running { "Nothing so far." } else { "Nothing that was seen." } }</p>
            }
            if !first.is_empty() {
                <ol class="cards" role="list">
                    { for first.iter().map(|&index| html! { <li key={index}>{ finding_card(report, index, explaining) }</li> }) }
                </ol>
            }
            { items(report, in_line, explaining) }
            if !folded.is_empty() {
                <details class="finding-group">
                    <summary>
                        <h3 class="group-heading">{ format!("And {} more", folded.len()) }</h3>
                        <span class="hint">{ "of less weight" }</span>
                    </summary>
                    { items(report, folded, explaining) }
                </details>
            }
        </section>
    }
}

/// What could not be told, and in whose words.
pub(super) fn could_not_tell(report: &Report, groups: &Groups, explaining: &Explaining) -> Html {
    let indices = &groups.could_not_tell;
    if indices.is_empty() {
        return Html::default();
    }
    html! {
        <section class="unknowns" id={Part::CouldNotTell.id()} aria-labelledby="unknowns-heading">
            <h2 id="unknowns-heading">{ "What could not be told" }</h2>
            <p class="hint">
                { format!(
                    "{}. None of it lowers the grade; what it may hide makes the grade a bound.",
                    count(indices.len(), "thing", "things"),
                ) }
            </p>
            { items(report, indices, explaining) }
        </section>
    }
}

fn items(report: &Report, indices: &[usize], explaining: &Explaining) -> Html {
    let item = |&index: &usize| finding_item(report, index, explaining);
    indices.iter().map(item).collect()
}

/// Indices into the report's findings, each in its order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Groups {
    pub(super) to_change: Vec<usize>,
    pub(super) could_not_tell: Vec<usize>,
    pub(super) in_order: Vec<usize>,
}

impl Groups {
    pub(super) fn of(findings: &[Finding]) -> Self {
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
