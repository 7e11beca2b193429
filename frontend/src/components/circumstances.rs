//! When, from where and how completely it was looked.

use analysis::report::{Completeness, Report};
use yew::prelude::*;

use super::relay_notice::caveats;
use crate::escape::{Lines, visible};
use crate::phrase::{count, moment};

pub(super) fn circumstances(report: &Report) -> Html {
    let Report {
        vantage,
        judged_at,
        completeness,
        grading_version,
        ..
    } = report;
    html! {
        <section class="circumstances" aria-labelledby="circumstances-heading">
            <h2 id="circumstances-heading">{ "How it was looked at" }</h2>
            <dl class="facts">
                <dt>{ "When" }</dt><dd>{ moment(*judged_at) }</dd>
                <dt>{ "Mail servers seen from" }</dt>
                <dd>
                    { match &vantage.relay {
                        Some(relay) => {
                            let place = relay.vantage.as_ref().unwrap_or(&relay.ehlo_name);
                            visible(&format!("{place} (relay {})", relay.version), Lines::Escape)
                        }
                        None => "nowhere: there was no relay, so only DNS was looked at".to_owned(),
                    } }
                    { for vantage.relay.iter().flat_map(caveats).map(|caveat| html! { <span class="hint">{ visible(&caveat, Lines::Escape) }</span> }) }
                </dd>
                <dt>{ "DNS resolver" }</dt><dd>{ visible(&vantage.resolver, Lines::Escape) }</dd>
                <dt>{ "Completeness" }</dt><dd>{ completeness_words(completeness) }</dd>
                <dt>{ "Rules" }</dt><dd>{ format!("grading version {grading_version}") }</dd>
            </dl>
        </section>
    }
}

/// The same in one line, for the head of the report.
pub(super) fn in_short(report: &Report) -> String {
    let place = match &report.vantage.relay {
        Some(relay) => relay.vantage.as_deref().unwrap_or(&relay.ehlo_name),
        None => "DNS alone, without a relay",
    };
    let Completeness {
        hosts,
        hosts_tested,
        ..
    } = report.completeness;
    let line = format!(
        "{}, seen from {place}, {hosts_tested} of {} tested",
        moment(report.judged_at),
        count(hosts, "server", "servers"),
    );
    visible(&line, Lines::Escape)
}

fn completeness_words(completeness: &Completeness) -> String {
    let Completeness {
        hosts,
        hosts_tested,
        answered,
        outstanding,
        inconclusive,
        ..
    } = completeness;
    let mut words = vec![
        format!(
            "{hosts_tested} of {} tested",
            count(*hosts, "server", "servers")
        ),
        count(*answered, "answer", "answers"),
    ];
    if *outstanding > 0 {
        words.push(format!("{outstanding} not asked or still awaited"));
    }
    if *inconclusive > 0 {
        words.push(format!("{inconclusive} could not be told"));
    }
    words.join(", ")
}
