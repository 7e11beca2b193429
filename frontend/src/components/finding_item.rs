//! One finding: what it means, why, what to do, and what it rests on.

use analysis::finding::{Finding, Severity};
use analysis::report::Report;
use yew::prelude::*;

use super::copy_block::CopyBlock;
use super::evidence::evidence_list;
use super::icon::{IconKind, icon};
use crate::escape::{Lines, visible};
use crate::hooks::Explaining;

/// The finding at an index of the report.
pub(super) fn finding_item(report: &Report, index: usize, explaining: &Explaining) -> Html {
    let Some(finding) = report.findings.get(index) else {
        return Html::default();
    };
    html! {
        <details key={key_of(finding)} id={element_id(index)} class={classes!("finding", format!("severity-{}", kind(finding).word()))}>
            <summary>
                { icon(kind(finding)) }
                <span class="finding-title">
                    <span class="severity">{ severity_word(finding) }</span>
                    <strong>{ finding.words.title }</strong>
                    <span class="about">{ finding.about.to_string() }</span>
                </span>
            </summary>
            <div class="finding-body">
                <p class="detail">{ visible(&finding.detail, Lines::Escape) }</p>
                { explanation(finding, explaining) }
                { for finding.paste.as_ref().map(|paste| html! {
                    <CopyBlock label={format!("To paste: {}", paste.place)} text={paste.text.clone()} />
                }) }
                { evidence_list(&finding.evidence) }
                { for finding.reproduce.as_ref().map(|command| html! {
                    <CopyBlock label="See it yourself" text={command.clone()} />
                }) }
                <p class="reference">{ format!("{} · {}", finding.reference, finding.code) }</p>
            </div>
        </details>
    }
}

fn explanation(finding: &Finding, explaining: &Explaining) -> Html {
    let explanation = match explaining {
        Explaining::Here(explanations) => explanations.of(finding.code),
        Explaining::Awaited => None,
        Explaining::Missing(why) => {
            return html! {
                <p class="hint">
                    { format!("What it means and what to do could not be loaded from where this page comes from ({why}). \
                               Reload the page to try again.") }
                </p>
            };
        }
    };
    let Some(explanation) = explanation else {
        return html! { <p class="hint">{ "Loading what it means…" }</p> };
    };
    html! {
        <dl>
            <dt>{ "What it means" }</dt><dd>{ &*explanation.consequence }</dd>
            <dt>{ "Why" }</dt><dd>{ &*explanation.why }</dd>
            if has_remedy(finding) {
                <dt>{ "What to do" }</dt><dd>{ &*explanation.remedy }</dd>
                <dt>{ "Who" }</dt><dd>{ finding.responsible.words() }</dd>
            }
        </dl>
    }
}

/// The element of the finding at an index of the report.
pub(super) fn element_id(index: usize) -> String {
    format!("finding-{index}")
}

/// The same finding has the same key in every report, so that it stays open while others arrive.
fn key_of(finding: &Finding) -> String {
    format!("{} {} {}", finding.code, finding.about, finding.detail)
}

fn kind(finding: &Finding) -> IconKind {
    if finding.inconclusive {
        IconKind::Unknown
    } else {
        finding.severity.into()
    }
}

fn severity_word(finding: &Finding) -> &'static str {
    if finding.inconclusive {
        "could not tell"
    } else {
        finding.severity.word()
    }
}

/// What is as it should be needs nothing done.
fn has_remedy(finding: &Finding) -> bool {
    finding.inconclusive || finding.severity > Severity::Info
}
