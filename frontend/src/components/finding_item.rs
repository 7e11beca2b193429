//! One finding: what it means, why, what to do, and what it rests on.

use analysis::finding::{Finding, Paste, PasteForm, Severity};
use analysis::report::Report;
use yew::prelude::*;

use super::copy_block::CopyBlock;
use super::evidence::evidence_list;
use super::icon::{IconKind, icon};
use super::prose::inline;
use crate::escape::{Lines, visible};
use crate::hooks::Explaining;
use crate::route::Route;

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
                { pastes(finding, explaining) }
                { evidence_list(&finding.evidence) }
                { for finding.reproduce.as_ref().map(|command| html! {
                    <CopyBlock label="See it yourself" text={command.clone()} />
                }) }
                <p class="reference">{ inline(finding.reference) }{ " · " }<a href={more(finding)}>{ format!("More about {}", finding.code) }</a></p>
            </div>
        </details>
    }
}

/// Where the finding is explained in general.
fn more(finding: &Finding) -> String {
    let code = finding.code.word().to_owned();
    Route::Finding { code }.href()
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

/// What to publish or configure, step by step. What is a choice, by program or by form, waits behind its name.
fn pastes(finding: &Finding, explaining: &Explaining) -> Html {
    let completed;
    let finding = match explaining {
        Explaining::Here(explanations) => {
            completed = explanations.complete(finding.clone());
            &completed
        }
        Explaining::Awaited | Explaining::Missing(_) => finding,
    };
    Paste::steps(&finding.pastes)
        .map(|(step, paste)| {
            let block = |label: String| html! { <CopyBlock {label} text={paste.text.clone()} /> };
            html! {
                <>
                    { for step.map(|step| html! { <p class="step">{ step }</p> }) }
                    { match paste.form {
                        PasteForm::Fields => folded("As the fields of a web panel", block(format!("To type in: {}", paste.place))),
                        PasteForm::Settings => folded(&paste.place, block(format!("To set: {}", paste.place))),
                        PasteForm::Command => block(format!("To run: {}", paste.place)),
                        PasteForm::Zone | PasteForm::File | PasteForm::Text => block(format!("To paste: {}", paste.place)),
                    } }
                </>
            }
        })
        .collect()
}

fn folded(summary: &str, block: Html) -> Html {
    html! { <details class="choice"><summary>{ summary.to_owned() }</summary>{ block }</details> }
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
