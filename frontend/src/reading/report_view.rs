//! What the reports say about one domain in one period.

use std::rc::Rc;

use analysis::reports::summary::{
    DmarcSummary, DomainEntry, Filter, GroupBy, Names, domains, summarize,
};
use analysis::reports::{Collection, tls};
use shared::Timestamp;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::browser::timed;
use crate::escape::{Lines, visible};

use super::desk::Seen;
use super::enforce_view::enforcement;
use super::failures::{FailureList, Failures};
use super::live::{Checked, LiveCheck};
use super::names::NameLookup;
use super::numbers::{of, share, thousands};
use super::save::SaveReports;
use super::sources::Sources;
use super::tls_view::{TlsSummed, TlsView};
use super::trend_view::{by_reporter, over_time};
use super::words::policy_line;

/// A summary. Two are two: comparing all that they hold would take long.
#[derive(Clone, Debug)]
pub(super) struct Summed(pub(super) Rc<DmarcSummary>);

impl PartialEq for Summed {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// How far back from the last report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Period {
    #[default]
    All,
    Days(i64),
}

impl Period {
    const CHOICES: [(Self, &'static str, &'static str); 5] = [
        (Self::All, "all", "everything"),
        (Self::Days(1), "1", "the last day"),
        (Self::Days(7), "7", "the last 7 days"),
        (Self::Days(30), "30", "the last 30 days"),
        (Self::Days(90), "90", "the last 90 days"),
    ];

    /// From when on, if reports go to this moment.
    fn from(self, last: Option<Timestamp>) -> Option<Timestamp> {
        const DAY_MS: i64 = 86_400_000;
        match (self, last) {
            (Self::Days(days), Some(last)) => Some(Timestamp::from_millis(
                last.millis()
                    .saturating_sub((days - 1).saturating_mul(DAY_MS)),
            )),
            _ => None,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct ReportViewProps {
    pub(super) seen: Seen,
    /// Looks at a mail that a report is about.
    pub(super) on_message: Callback<Vec<u8>>,
}

#[component]
pub(super) fn ReportView(props: &ReportViewProps) -> Html {
    let all = use_memo(props.seen.clone(), |seen| domains(&seen.collection));
    let chosen = use_state_eq(|| None::<String>);
    let period = use_state_eq(Period::default);
    let by = use_state_eq(GroupBy::default);
    let names = use_state(|| Rc::new(Names::default()));
    let live = use_state(|| None::<Checked>);
    // What was chosen may be gone when other files were read.
    let domain = chosen
        .as_ref()
        .filter(|chosen| all.iter().any(|entry| entry.domain == **chosen))
        .cloned()
        .or_else(|| all.first().map(|entry| entry.domain.clone()))
        .unwrap_or_default();
    let last = use_memo((props.seen.clone(), domain.clone()), |(seen, domain)| {
        last_begin(&seen.collection, domain)
    });
    let filter = Filter {
        domain: (!domain.is_empty()).then(|| domain.clone()),
        from: period.from(*last),
        ..Filter::default()
    };
    // A check of another domain, or one that goes on, is held against nothing.
    let checked = (*live).clone().filter(|live| live.is_of(&domain));
    let tls = use_memo((props.seen.clone(), filter.clone()), |(seen, filter)| {
        TlsSummed(Rc::new(tls::summarize(&seen.collection, filter)))
    });
    let failures = Failures::of(&props.seen.collection, &filter);
    let summed = {
        let names = Rc::clone(&names);
        use_memo(
            (
                props.seen.clone(),
                filter,
                *by,
                ByPlace(Rc::clone(&names)),
                checked.clone(),
            ),
            move |(seen, filter, by, _, checked)| {
                let known = checked.as_ref().map(Checked::known).unwrap_or_default();
                let sum = || summarize(&seen.collection, filter, *by, &names, &known);
                Summed(Rc::new(timed("summarize", sum)))
            },
        )
    };
    let on_domain = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                chosen.set(Some(select.value()));
            }
        })
    };
    let on_period = {
        let period = period.clone();
        Callback::from(move |event: Event| {
            let value = event
                .target_dyn_into::<HtmlSelectElement>()
                .map(|select| select.value());
            let found = Period::CHOICES
                .into_iter()
                .find(|(_, word, _)| value.as_deref() == Some(word));
            if let Some((found, ..)) = found {
                period.set(found);
            }
        })
    };
    let on_by = {
        let by = by.clone();
        Callback::from(move |chosen| by.set(chosen))
    };
    let on_names = {
        let names = names.clone();
        Callback::from(move |found| names.set(Rc::new(found)))
    };
    let on_checked = Callback::from(move |checked| live.set(Some(checked)));
    let summary = &summed.0;
    html! {
        <div class="report-view">
            <h2>{ if domain.is_empty() { "No domain named".to_owned() } else { shown(&domain) } }</h2>
            <div class="view-choices">
                if all.len() > 1 {
                    <div>
                        <label for="report-domain">{ "Domain" }</label>
                        <select id="report-domain" onchange={on_domain}>
                            { for all.iter().map(|entry| html! {
                                <option value={entry.domain.clone()} selected={entry.domain == domain}>{ entry_words(entry) }</option>
                            }) }
                        </select>
                    </div>
                }
                <div>
                    <label for="report-period">{ "Period" }</label>
                    <select id="report-period" onchange={on_period}>
                        { for Period::CHOICES.map(|(choice, word, words)| html! {
                            <option value={word} selected={choice == *period}>{ words }</option>
                        }) }
                    </select>
                </div>
            </div>
            if !domain.is_empty() {
                <LiveCheck domain={domain.clone()} {on_checked} />
            }
            if summary.reports > 0 {
                { figures(summary) }
                { enforcement(summary) }
                <Sources summed={(*summed).clone()} by={*by} {on_by} names={html! {
                    <NameLookup summed={(*summed).clone()} names={ByPlace(Rc::clone(&names))} {on_names} />
                }} />
                <section aria-label="Over time">{ over_time(summary) }</section>
                <section aria-label="Reporters">{ by_reporter(summary) }</section>
            }
            if tls.0.reports > 0 {
                <TlsView summed={(*tls).clone()} checked={checked.clone()} />
            }
            if !failures.is_empty() {
                <FailureList {failures} on_message={props.on_message.clone()} />
            }
            <SaveReports seen={props.seen.clone()} summed={(*summed).clone()} tls={(*tls).clone()} {checked} />
        </div>
    }
}

/// When the latest report about a domain begins.
fn last_begin(collection: &Collection, domain: &str) -> Option<Timestamp> {
    let is_wanted = |name: &str| domain.is_empty() || name == domain;
    let aggregate = collection
        .aggregate()
        .iter()
        .filter(|report| is_wanted(&report.header.policy.domain))
        .filter_map(|report| report.header.begin);
    let tls = collection
        .tls()
        .iter()
        .filter(|report| {
            report
                .policies
                .iter()
                .any(|policy| is_wanted(&policy.domain))
        })
        .filter_map(|report| report.begin);
    aggregate.chain(tls).max()
}

/// Names that were looked up; two collections are two.
#[derive(Clone, Debug)]
pub(super) struct ByPlace(pub(super) Rc<Names>);

impl PartialEq for ByPlace {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

fn entry_words(entry: &DomainEntry) -> String {
    let name = if entry.domain.is_empty() {
        "not named".to_owned()
    } else {
        shown(&entry.domain)
    };
    let mut parts = Vec::new();
    for (number, one, many) in [
        (entry.aggregate, "DMARC report", "DMARC reports"),
        (entry.tls, "TLS report", "TLS reports"),
        (entry.failures, "failure report", "failure reports"),
    ] {
        if number > 0 {
            parts.push(of(number, one, many));
        }
    }
    format!("{name} ({})", parts.join(", "))
}

/// The few numbers that say most.
fn figures(summary: &DmarcSummary) -> Html {
    let total = &summary.total;
    let figure = |number: String, what: &'static str, hint: String| {
        html! {
            <div>
                <dt>{ what }</dt>
                <dd><strong>{ number }</strong><span class="hint">{ hint }</span></dd>
            </div>
        }
    };
    let span = match (summary.begin, summary.end) {
        (Some(begin), Some(end)) if begin.date() != end.date() => {
            format!("{} to {}", begin.date(), end.date())
        }
        (Some(begin), _) => begin.date().to_string(),
        (None, _) => "period not said".to_owned(),
    };
    let policy = summary
        .policy
        .as_ref()
        .map_or_else(|| "not said".to_owned(), |(_, policy)| policy_line(policy));
    html! {
        <dl class="key-figures">
            { figure(thousands(total.messages), "Mails", span) }
            { figure(share(total.passing, total.messages), "Passed DMARC", of(total.passing, "mail", "mails")) }
            { figure(thousands(total.failing), "Failed", share(total.failing, total.messages)) }
            { figure(thousands(total.rejected.saturating_add(total.quarantined)), "Refused or set aside",
                format!("{} refused, {} set aside", thousands(total.rejected), thousands(total.quarantined))) }
            { figure(thousands(summary.reports), "Reports", of(summary.reporters.len() as u64, "reporter", "reporters")) }
            { figure(policy, "Policy that was found", "in the latest report".to_owned()) }
        </dl>
    }
}

fn shown(text: &str) -> String {
    visible(text, Lines::Escape)
}

#[cfg(test)]
mod tests {
    use analysis::reports::{Intake, Limits, Step};

    use super::*;

    #[test]
    fn a_period_counts_back_from_the_last_report() {
        let last = Timestamp::from_millis(10 * 86_400_000);
        let days = |days: i64| {
            Period::Days(days)
                .from(Some(last))
                .map(|at| at.millis() / 86_400_000)
        };
        assert_eq!(days(1), Some(10));
        assert_eq!(days(7), Some(4));
        assert_eq!(Period::All.from(Some(last)), None);
        assert_eq!(Period::Days(7).from(None), None);
    }

    #[test]
    fn the_last_report_may_be_of_either_kind() {
        let mut intake = Intake::new(Limits::default());
        let tls = r#"{"organization-name":"S","report-id":"1","date-range":{"start-datetime":"2026-11-23T00:00:00Z",
            "end-datetime":"2026-11-23T23:59:59Z"},"policies":[{"policy":{"policy-type":"sts","policy-domain":"example.org"},
            "summary":{"total-successful-session-count":1,"total-failure-session-count":0}}]}"#;
        let aggregate = "<feedback><report_metadata><org_name>R</org_name><report_id>1</report_id><date_range>\
            <begin>1795305600</begin><end>1795391999</end></date_range></report_metadata><policy_published>\
            <domain>example.org</domain><p>none</p></policy_published><record><row><source_ip>192.0.2.1</source_ip>\
            <count>1</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>pass</spf>\
            </policy_evaluated></row><identifiers><header_from>example.org</header_from></identifiers><auth_results/>\
            </record></feedback>";
        let mut lasts = Vec::new();
        for (name, text) in [("a.xml", aggregate), ("t.json", tls)] {
            intake.open(name);
            intake.feed(text.as_bytes().to_vec());
            intake.close();
            while intake.step() == Step::More {}
            let last = last_begin(intake.collection(), "example.org");
            lasts.push(last.unwrap().date().to_string());
        }
        assert_eq!(lasts, ["2026-11-22", "2026-11-23"]);
        assert_eq!(last_begin(intake.collection(), "other.example"), None);
    }
}
