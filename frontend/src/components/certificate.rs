//! One certificate, for reading.

use analysis::report::CertificateReport;
use yew::prelude::*;

use crate::escape::{Lines, visible};
use crate::phrase::count;

pub(super) fn certificate(certificate: &CertificateReport) -> Html {
    let shown = |text: &str| visible(text, Lines::Escape);
    html! {
        <dl class="facts certificate">
            <dt>{ "For" }</dt>
            <dd>{ shown(&certificate.subject) }<span class="hint">{ format!(" ({})", certificate.role) }</span></dd>
            if !certificate.names.is_empty() {
                <dt>{ "Names" }</dt><dd>{ shown(&certificate.names.join(", ")) }</dd>
            }
            <dt>{ "Issued by" }</dt><dd>{ shown(&certificate.issuer) }</dd>
            <dt>{ "Valid" }</dt>
            <dd>
                { format!("{} to {}", certificate.not_before.date(), certificate.not_after.date()) }
                <span class="hint">{ left(certificate.days_left) }</span>
            </dd>
            <dt>{ "Key" }</dt><dd>{ shown(&certificate.key) }</dd>
            <dt>{ "Signed with" }</dt><dd>{ shown(&certificate.signature) }</dd>
            { for certificate.scts.map(|scts| html! {
                <><dt>{ "In public logs" }</dt><dd>{ count(scts, "timestamp", "timestamps") }</dd></>
            }) }
            <dt>{ "SHA-256" }</dt><dd><code>{ &certificate.sha256 }</code></dd>
            <dt>{ "SHA-256 of key" }</dt><dd><code>{ &certificate.spki_sha256 }</code></dd>
        </dl>
    }
}

fn left(days: i64) -> String {
    match days {
        1 => " (1 day left)".to_owned(),
        0.. => format!(" ({days} days left)"),
        _ => format!(" (over for {} days)", days.unsigned_abs()),
    }
}
