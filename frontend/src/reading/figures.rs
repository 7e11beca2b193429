//! The few numbers that say most.

use analysis::reports::summary::DmarcSummary;
use analysis::reports::tls::TlsSummary;
use yew::prelude::*;

use super::numbers::{of, share, thousands};
use super::words::policy_line;

/// Those of mail; how connections fared is told beside them if that was reported, too.
pub(super) fn figures(summary: &DmarcSummary, tls: &TlsSummary) -> Html {
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
            { figure(policy, "Policy that was found", "in the latest reports".to_owned()) }
            { figure(thousands(summary.reports), "Reports", of(summary.reporters.len() as u64, "reporter", "reporters")) }
            if tls.reports > 0 {
                { figure(thousands(tls.total.failures), "Connections not secured",
                    format!("of {} to your servers", thousands(tls.total.successes.saturating_add(tls.total.failures)))) }
            }
        </dl>
    }
}
