//! One address in full: how it went, what TLS was agreed, the certificates, the conversation.

use analysis::explain::{Explained, Listener};
use analysis::report::{
    AddressReport, CertificateReport, FactReport, ListReport, TlsReport, VersionReport,
};
use shared::{Direction, Spent, TranscriptLine};
use yew::prelude::*;

use super::certificate::certificate;
use crate::escape::{Lines, visible};
use crate::hooks::Explaining;
use crate::phrase::{count, span};

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
                { for address.tls.as_ref().map(agreed) }
                if address.tls.is_some() {
                    { versions(&address.versions) }
                }
                { for address.suites.iter().map(|suites| list("Cipher suites", suites)) }
                { for address.groups.iter().map(|groups| list("Key exchange groups", groups)) }
                { facts(&address.facts) }
                { keywords(address) }
                { certificates("Certificates presented, the server’s own first", &address.certificates) }
                { for address.other_certificates.iter().map(|other| certificates(
                    &format!("Certificates presented to {}", other.shown_to),
                    &other.certificates,
                )) }
                { transcript(address, explaining) }
                { for address.spent.as_ref().map(cost) }
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

/// Every version with a word on whether the server takes it.
fn versions(versions: &[VersionReport]) -> Html {
    html! {
        <>
            <h4>{ "TLS versions" }</h4>
            <dl class="facts">
                { for versions.iter().map(|version| html! {
                    <><dt>{ &version.version }</dt><dd>{ version.outcome }</dd></>
                }) }
            </dl>
        </>
    }
}

/// What a deep look found, in the order in which the server chose it.
fn list(title: &str, list: &ListReport) -> Html {
    html! {
        <>
            <h4>{ format!("{title}, {}", list.version) }</h4>
            <p class="hint">{ format!("The order is {}.", list.preference) }</p>
            <ol class="accepted">
                { for list.accepted.iter().map(|accepted| html! {
                    <li><code>{ accepted.name.to_string() }</code>{ " " }<span class="hint">{ accepted.strength }</span></li>
                }) }
            </ol>
            { for list.cut_short.as_ref().map(|why| html! {
                <p>{ format!("Perhaps not all: {}", visible(why, Lines::Escape)) }</p>
            }) }
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

/// The conversation, each line with what it means once the words are there.
fn transcript(address: &AddressReport, explaining: &Explaining) -> Html {
    if address.transcript.is_empty() {
        return Html::default();
    }
    let mut listener = match explaining {
        Explaining::Here(explanations) => Some(Listener::new(explanations.dialogue())),
        Explaining::Awaited | Explaining::Missing(_) => None,
    };
    let mut explained = |said: &TranscriptLine| {
        let meaning = listener.as_mut();
        let meaning = meaning.and_then(|listener| listener.hear(said.direction, &said.text));
        line(said, meaning)
    };
    html! {
        <>
            <h4>{ "Conversation" }</h4>
            <p class="hint">{ "Milliseconds since connecting; C is the relay, S the server." }</p>
            <ol class="transcript" tabindex="0" role="list">{ for address.transcript.iter().map(&mut explained) }</ol>
        </>
    }
}

fn line(line: &TranscriptLine, meaning: Option<Explained<'_>>) -> Html {
    let (class, who, spoken) = match line.direction {
        Direction::Client => ("client", "C:", "Relay: "),
        Direction::Server => ("server", "S:", "Server: "),
        Direction::Note => ("note", "", "Note: "),
    };
    html! {
        <li {class}>
            <span class="at">{ line.at_ms }</span>
            <span class="who" aria-hidden="true">{ who }</span>
            <span class="visually-hidden">{ spoken }</span>
            <code>{ visible(&line.text, Lines::Escape) }</code>
            { for meaning.map(explanation) }
        </li>
    }
}

/// What a line means, below it.
fn explanation(meaning: Explained<'_>) -> Html {
    html! {
        <span class="explained">
            if let Some(class) = meaning.class {
                { class.to_owned() }{ ": " }
            }
            <strong>{ meaning.title.to_owned() }</strong>{ ". " }
            // A visit opens several connections that say much the same; the title is enough then.
            if !meaning.is_repeated {
                <span class="hint">
                    { meaning.meaning.to_owned() }
                    if let Some(action) = meaning.action {
                        { " What to do: " }{ action.to_owned() }
                    }
                </span>
            }
        </span>
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
