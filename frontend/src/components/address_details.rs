//! One address in full: how it went, what TLS was agreed, the certificates, the conversation.

use analysis::report::{AddressReport, CertificateReport, FactReport, TlsReport};
use shared::Spent;
use yew::prelude::*;

use super::certificate::certificate;
use crate::escape::{Lines, visible};
use crate::hooks::Explaining;
use crate::phrase::{count, span};
use crate::pictures;

pub(super) fn address_details(address: &AddressReport, explaining: &Explaining) -> Html {
    let nothing =
        address.transcript.is_empty() && address.certificates.is_empty() && address.tls.is_none();
    if nothing {
        return html! {
            <p key={address.address.to_string()} class="address-line"><code>{ address.address.to_string() }</code>{ ": " }{ visible(&address.summary, Lines::Escape) }</p>
        };
    }
    html! {
        <details key={address.address.to_string()} class="address">
            <summary>
                <code>{ address.address.to_string() }</code>
                <span>{ visible(&address.summary, Lines::Escape) }</span>
                <span class="hint">{ "certificates and conversation" }</span>
            </summary>
            <div class="address-body">
                // What comes while it is open must not count as another child: what stands before it would be made anew,
                // and close.
                if let Some(tls) = &address.tls {
                    { agreed(tls) }
                    <h4>{ "TLS versions and cipher suites" }</h4>
                    { pictures::versions_and_suites(address) }
                    { pictures::groups(address) }
                }
                { facts(&address.facts) }
                { keywords(address) }
                { certificates("Certificates presented, the server’s own first", &address.certificates) }
                <>
                    { for address.other_certificates.iter().map(|other| certificates(
                        &format!("Certificates presented to {}", other.shown_to),
                        &other.certificates,
                    )) }
                </>
                if !address.transcript.is_empty() {
                    <h4>{ "Conversation" }</h4>
                    { pictures::dialogue(address, explaining) }
                }
                if let Some(spent) = &address.spent {
                    { cost(spent) }
                }
            </div>
        </details>
    }
}

fn agreed(tls: &TlsReport) -> Html {
    html! {
        <>
            <h4>{ "TLS agreed" }</h4>
            <dl class="facts">
                <dt>{ "Version" }</dt><dd>{ &tls.version }</dd>
                <dt>{ "Cipher suite" }</dt><dd><code>{ &tls.suite }</code></dd>
                { for tls.group.as_ref().map(|group| html! {
                    <><dt>{ "Key exchange" }</dt><dd><code>{ group }</code></dd></>
                }) }
                <dt>{ "Handshake" }</dt><dd>{ tls.elapsed_ms.map_or_else(|| "not finished".to_owned(), |ms| format!("{ms} ms")) }</dd>
            </dl>
        </>
    }
}

fn facts(facts: &[FactReport]) -> Html {
    if facts.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h4>{ "More about it" }</h4>
            <dl class="facts">
                { for facts.iter().map(|fact| html! {
                    <><dt>{ fact.title }</dt><dd>{ visible(&fact.value, Lines::Escape) }</dd></>
                }) }
            </dl>
        </>
    }
}

/// What the server says it can, before and inside TLS.
fn keywords(address: &AddressReport) -> Html {
    let said = [
        ("Offered in clear", &address.ehlo),
        ("Offered inside TLS", &address.ehlo_sealed),
    ];
    html! {
        { for said.iter().filter(|(_, keywords)| !keywords.is_empty()).map(|(title, keywords)| html! {
            <>
                <h4>{ *title }</h4>
                <p class="keywords">
                    { for keywords.iter().map(|keyword| html! { <><code>{ visible(keyword, Lines::Escape) }</code>{ " " }</> }) }
                </p>
            </>
        }) }
    }
}

fn certificates(title: &str, certificates: &[CertificateReport]) -> Html {
    if certificates.is_empty() {
        return Html::default();
    }
    html! {
        <>
            <h4>{ title.to_owned() }</h4>
            <ol class="certificates">
                { for certificates.iter().map(|shown| html! {
                    <li>{ certificate(shown) }</li>
                }) }
            </ol>
        </>
    }
}

fn cost(spent: &Spent) -> Html {
    let connections = usize::try_from(spent.connections).unwrap_or(usize::MAX);
    html! {
        <p class="hint">
            { format!(
                "{}, {} bytes sent, {} received, {}",
                count(connections, "connection", "connections"),
                spent.bytes_sent,
                spent.bytes_received,
                span(i64::from(spent.elapsed_ms)),
            ) }
        </p>
    }
}
