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

/// The finding at an index of the report in full, what to do about it first.
pub(super) fn finding_card(report: &Report, index: usize, explaining: &Explaining) -> Html {
    let Some(finding) = report.findings.get(index) else {
        return Html::default();
    };
    let heading = format!("{}-heading", element_id(index));
    html! {
        <article id={element_id(index)} class={classes!("fix", format!("severity-{}", kind(finding).word()))}
            tabindex="-1" aria-labelledby={heading.clone()}>
            <header>
                { icon(kind(finding)) }
                <div class="finding-title">
                    <h3 id={heading}>{ finding.words.title }</h3>
                    <span class="severity">{ severity_word(finding) }</span>
                    <span class="about">{ finding.about.to_string() }</span>
                </div>
            </header>
            <div class="finding-body">
                <p class="detail">{ visible(&finding.detail, Lines::Escape) }</p>
                { remedy(finding, explaining) }
                { pastes(finding, explaining) }
                <details class="more">
                    <summary>{ "Why it matters, and what was seen" }</summary>
                    <div class="more-body">
                        { meaning(finding, explaining) }
                        { grounds(finding) }
                    </div>
                </details>
            </div>
        </article>
    }
}

/// The finding at an index of the report, closed.
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
                { meaning(finding, explaining) }
                if has_remedy(finding) {
                    { remedy(finding, explaining) }
                }
                { pastes(finding, explaining) }
                { grounds(finding) }
            </div>
        </details>
    }
}

/// Where the finding is explained in general.
fn more(finding: &Finding) -> String {
    let code = finding.code.word().to_owned();
    Route::Finding { code }.href()
}

/// What it rests on, where the rule comes from, and how to see it without us.
fn grounds(finding: &Finding) -> Html {
    html! {
        <>
            { evidence_list(&finding.evidence) }
            { for finding.reproduce.as_ref().map(|command| html! {
                <CopyBlock label="Check it yourself" text={command.clone()} />
            }) }
            <p class="reference">{ inline(finding.reference) }{ " · " }<a href={more(finding)}>{ format!("More about {}", finding.code) }</a></p>
        </>
    }
}

/// What it means and why; or that this is still to come.
fn meaning(finding: &Finding, explaining: &Explaining) -> Html {
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
        </dl>
    }
}

/// What to do and who can; the former once its words are there.
fn remedy(finding: &Finding, explaining: &Explaining) -> Html {
    let explanation = match explaining {
        Explaining::Here(explanations) => explanations.of(finding.code),
        Explaining::Awaited | Explaining::Missing(_) => None,
    };
    html! {
        <dl class="remedy">
            { for explanation.map(|explanation| html! {
                <><dt>{ "What to do" }</dt><dd>{ &*explanation.remedy }</dd></>
            }) }
            <dt>{ "Who" }</dt><dd>{ finding.responsible.words() }</dd>
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

pub(super) fn kind(finding: &Finding) -> IconKind {
    if finding.inconclusive {
        IconKind::Unknown
    } else {
        finding.severity.into()
    }
}

pub(super) fn severity_word(finding: &Finding) -> &'static str {
    if finding.inconclusive {
        "could not tell"
    } else {
        finding.severity.word()
    }
}

/// What is as it should be needs nothing done.
pub(super) fn has_remedy(finding: &Finding) -> bool {
    finding.inconclusive || finding.severity > Severity::Info
}
