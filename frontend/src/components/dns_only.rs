//! Says of a report without a relay that it is about DNS alone: what was looked at, what was not, and what helps.

use analysis::evidence::Subject;
use analysis::grade::Verdict;
use analysis::report::Report;
use yew::prelude::*;

use super::icon::{IconKind, icon};
use super::relay_help::relay_help;

/// What can be told without a relay.
const LOOKED_AT: [&str; 4] = [
    "which servers take the mail, and their addresses",
    "whether the answers are signed (DNSSEC), as far as the resolver says",
    "SPF, DKIM, DMARC, TLS reporting and the fingerprints for DANE, as they are published",
    "the MTA-STS policy, if its server lets a web page read it or you paste it",
];

/// What cannot.
const NOT_LOOKED_AT: [&str; 4] = [
    "whether any server offers encryption, and which",
    "certificates, and whether they fit DANE and MTA-STS",
    "whether the servers answer at all",
    "the servers for the domain’s own users",
];

/// `is_live` if somebody could still be asked.
pub(super) fn dns_only(report: &Report, is_live: bool) -> Html {
    let is_domain = matches!(report.subject, Subject::Domain { .. });
    // Where there is no mail, no relay would tell more.
    let is_settled = matches!(
        report.grade.verdict,
        Verdict::NoMailByDesign | Verdict::NoMailService
    );
    if report.vantage.relay.is_some() || !is_domain || is_settled {
        return Html::default();
    }
    let list = |items: &[&'static str]| html! { <ul>{ for items.iter().map(|item| html! { <li>{ *item }</li> }) }</ul> };
    html! {
        <section class="dns-only" aria-labelledby="dns-only-heading">
            { icon(IconKind::Unknown) }
            <div>
                <h2 id="dns-only-heading">{ "DNS part only" }</h2>
                <p>{ "There was no relay, so no mail server was spoken to. This is the part of a report that DNS alone can tell." }</p>
                <div class="dns-only-columns">
                    <div><h3>{ "Looked at" }</h3>{ list(&LOOKED_AT) }</div>
                    <div><h3>{ "Not looked at" }</h3>{ list(&NOT_LOOKED_AT) }</div>
                </div>
                if is_live {
                    <details><summary>{ "How to get the rest" }</summary>{ relay_help() }</details>
                }
            </div>
        </section>
    }
}
