//! A report: complete from the first moment in its shape, filled in while answers arrive.
//!
//! In the order in which it is asked for: the verdict, the score, what to change, what senders do, the way of the mail,
//! the areas, the servers, and what it all rests on.

use std::rc::Rc;

use analysis::evidence::Subject;
use analysis::report::SubmissionReport;
use shared::Service;
use yew::prelude::*;

use super::announcer::Announcer;
use super::areas::areas;
use super::ask_more::AskMore;
use super::changes::{Groups, changes, could_not_tell};
use super::circumstances::{circumstances, in_short};
use super::dns_answers::DnsAnswers;
use super::dns_only::dns_only;
use super::grade_panel::grade_panel;
use super::host_section::host_section;
use super::not_proven::not_proven;
use super::outline::{Part, outline};
use super::paste_policy::PastePolicy;
use super::progress_panel::ProgressPanel;
use super::recipients::recipients;
use super::relay_notice::standing_notice;
use super::resolver_notice::ResolverNotice;
use super::save_panel::SavePanel;
use super::score_panel::score_panel;
use super::sender_grid::sender_grid;
use super::tables::{other_tables, wished_tables};
use super::wish_form::WishForm;
use crate::escape::{Lines, visible};
use crate::hooks::{Explaining, SurveyHandle, use_explanations, use_title};
use crate::pictures;
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct ReportViewProps {
    /// The survey as it stands.
    pub(crate) survey: Rc<Survey>,
    /// What can be done to it; `None` for evidence from a file.
    #[prop_or_default]
    pub(crate) handle: Option<SurveyHandle>,
    /// Where it comes from or what became of it since, below its head.
    #[prop_or_default]
    pub(crate) note: Option<Html>,
}

#[component]
pub(crate) fn ReportView(props: &ReportViewProps) -> Html {
    let ReportViewProps {
        survey,
        handle,
        note,
    } = props;
    let report = &survey.report;
    let running = survey.is_running();
    let explaining = use_explanations();
    let subject = &report.subject;
    let tables = analysis::tables::tables(report);
    let groups = Groups::of(&report.findings);
    use_title(if running {
        format!("Checking {}", subject.name())
    } else {
        format!("{}: {}", subject.name(), report.grade.label)
    });
    html! {
        <article class={classes!("report", running.then_some("running"))}>
            <header class="report-header">
                <p class="overline">{ kind_of(subject) }</p>
                <h1 tabindex="-1">{ subject.name().to_string() }</h1>
                { for subject.name().to_unicode().map(|name| html! {
                    <p class="u-label">{ "shown to people as " }<strong lang=""><bdi>{ visible(&name, Lines::Escape) }</bdi></strong></p>
                }) }
                <p class="hint">{ in_short(report) }</p>
                if let Some(handle) = handle {
                    <ProgressPanel survey={Rc::clone(survey)} handle={handle.clone()} />
                } else if note.is_none() {
                    <p class="replayed">{ "Opened from a file. Nobody was asked; what follows was seen when it was recorded." }</p>
                }
                { note.clone().unwrap_or_default() }
            </header>
            <Announcer survey={Rc::clone(survey)} />
            <ResolverNotice survey={Rc::clone(survey)} />
            if !running {
                { standing_notice(report) }
            }
            { dns_only(report, handle.is_some()) }
            { grade_panel(report, running) }
            { outline(report, &groups, running) }
            { score_panel(report, running) }
            { changes(report, &groups, running, &explaining) }
            { could_not_tell(report, &groups, &explaining) }
            { sender_grid(report, &tables, running) }
            if !report.hosts.is_empty() {
                <section class="report-way" id={Part::Path.id()} aria-labelledby="path-heading">
                    <h2 id="path-heading">{ "The way of the mail" }</h2>
                    { pictures::path(report) }
                </section>
            }
            if let Some(handle) = handle {
                <PastePolicy survey={Rc::clone(survey)} on_paste={handle.on_paste.clone()} />
                <AskMore survey={Rc::clone(survey)} on_extras={handle.on_extras.clone()} />
                <WishForm survey={Rc::clone(survey)} on_wishes={handle.on_wishes.clone()} />
            }
            { wished_tables(&tables) }
            { areas(report, &tables, running, &explaining) }
            <section class="hosts" id={Part::Servers.id()} aria-labelledby="hosts-heading">
                <h2 id="hosts-heading">{ "Servers" }</h2>
                if report.hosts.is_empty() {
                    <p class="empty">{ if running {
                        "Waiting for DNS to name them."
                    } else {
                        "No mail servers are known for this name."
                    } }</p>
                }
                { for report.hosts.iter().enumerate().map(|(index, host)| host_section(host, &format!("host-{index}"), &explaining)) }
                { pictures::certificates(report) }
            </section>
            // Not by `for`, which would move what comes before: the form above would be another one, closed and empty.
            if let Some(report) = &report.submission {
                { submission(report, &explaining) }
            }
            if let Some(report) = &report.recipients {
                { recipients(report) }
            }
            { other_tables(&tables) }
            <DnsAnswers survey={Rc::clone(survey)} />
            { circumstances(report) }
            { not_proven(report, &explaining) }
            <SavePanel survey={Rc::clone(survey)} {explaining} />
        </article>
    }
}

fn submission(submission: &SubmissionReport, explaining: &Explaining) -> Html {
    html! {
        <section class="hosts" id={Part::Submission.id()} aria-labelledby="submission-heading">
            <h2 id="submission-heading">{ "Servers for the domain’s own users" }</h2>
            <p class="sentence">{ visible(&submission.summary, Lines::Escape) }</p>
            if !submission.records.is_empty() {
                <ul class="records" role="list">
                    { for submission.records.iter().map(|record| html! { <li><code>{ visible(record, Lines::Escape) }</code></li> }) }
                </ul>
            }
            { for submission.hosts.iter().enumerate().map(|(index, host)| host_section(host, &format!("submission-{index}"), explaining)) }
        </section>
    }
}

fn kind_of(subject: &Subject) -> String {
    match subject {
        Subject::Domain { .. } => "Mail domain".to_owned(),
        Subject::Host { service, .. } => {
            let role = match service {
                Service::Smtp => "mail between servers",
                Service::Submission | Service::Submissions => "mail from people’s programs",
            };
            format!("Mail server, port {} ({role})", service.port())
        }
    }
}
