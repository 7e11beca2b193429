//! Who vouches for a message: SPF, the signatures, DMARC, the chain of forwarders, and what servers said of it.

use analysis::message::{
    ArcResult, ArcSet, Examination, GoverningPolicy, Identifier, KeyState, SenderName,
    SignatureCheck, SignatureResult, Standing, Statement, Vouched,
};
use analysis::spf::SpfResult;
use yew::prelude::*;

use crate::components::{IconKind, icon};
use crate::escape::shown;

/// All of it.
pub(super) fn proof(found: &Examination) -> Html {
    html! {
        <>
            <section aria-labelledby="proof-heading">
                <h2 id="proof-heading">{ "Who vouches for it" }</h2>
                { policy(&found.dmarc.policy) }
                <ul class="vouchers">{ for found.dmarc.identifiers.iter().map(identifier) }</ul>
                { spf(found) }
                <h3>{ "Signatures (DKIM)" }</h3>
                if found.signatures.is_empty() {
                    <p>{ "It bears none." }</p>
                }
                { for found.signatures.iter().map(signature) }
            </section>
            if found.arc.result != ArcResult::None {
                <section aria-labelledby="arc-heading">
                    <h2 id="arc-heading">{ "The chain of forwarders (ARC)" }</h2>
                    <p>{ shown(&found.arc.words) }</p>
                    { for found.arc.sets.iter().map(arc_set) }
                </section>
            }
            if !found.results.is_empty() {
                <section aria-labelledby="said-heading">
                    <h2 id="said-heading">{ "What servers said of it" }</h2>
                    { for found.results.iter().map(statement) }
                </section>
            }
            if !found.hints.is_empty() {
                <section aria-labelledby="hints-heading">
                    <h2 id="hints-heading">{ "Other headers that say something" }</h2>
                    <dl class="facts">
                        { for found.hints.iter().map(|hint| html! {
                            <><dt>{ shown(&hint.name) }</dt><dd><code>{ shown(&hint.value) }</code><p class="hint">{ hint.words }</p></dd></>
                        }) }
                    </dl>
                </section>
            }
        </>
    }
}

fn policy(policy: &GoverningPolicy) -> Html {
    let record = |at: &str, text: &str| {
        html! { <p>{ "The DMARC record at " }<code>{ shown(at) }</code>{ ": " }<code>{ shown(text) }</code></p> }
    };
    match policy {
        GoverningPolicy::NotAsked => Html::default(),
        GoverningPolicy::Unknown { why } => {
            html! { <p>{ format!("The DMARC record could not be found out: {}", shown(why)) }</p> }
        }
        GoverningPolicy::Absent => {
            html! { <p>{ "The domain in the From header publishes no DMARC record." }</p> }
        }
        GoverningPolicy::Broken { at, text } => html! {
            <>{ record(at.as_str(), text) }<p>{ "Receivers do nothing with it, since it is broken." }</p></>
        },
        GoverningPolicy::Published { at, text, .. } => record(at.as_str(), text),
    }
}

fn identifier(one: &Identifier) -> Html {
    let kind = match (one.vouched, one.aligned) {
        (Vouched::Yes | Vouched::IfUnchanged, Some(true)) => IconKind::Good,
        (Vouched::Yes | Vouched::IfUnchanged, Some(false)) => IconKind::Info,
        (Vouched::No, _) => IconKind::Error,
        (Vouched::Pending, _) => IconKind::Waiting,
        (Vouched::Unknown, _) | (_, None) => IconKind::Unknown,
    };
    html! {
        <li>
            { icon(kind) }
            <span><strong>{ format!("{} ", one.mechanism.to_uppercase()) }</strong><code>{ one.domain.to_string() }</code>{ ": " }{ shown(&one.words) }</span>
        </li>
    }
}

fn spf(found: &Examination) -> Html {
    let spf = &found.spf;
    let kind = match spf.result {
        Some(SpfResult::Pass) => IconKind::Good,
        Some(SpfResult::Fail) => IconKind::Error,
        Some(SpfResult::SoftFail) => IconKind::Warning,
        Some(SpfResult::Neutral | SpfResult::None) => IconKind::Info,
        Some(SpfResult::TempError | SpfResult::PermError) => IconKind::Unknown,
        None if spf.pending => IconKind::Waiting,
        None => IconKind::Nothing,
    };
    let name = match &spf.name {
        SenderName::NotAsked => String::new(),
        SenderName::Unknown { why } => format!("its name could not be found out: {why}"),
        SenderName::Absent => "it has no name".to_owned(),
        SenderName::Confirmed { name } => name.clone(),
        SenderName::Unconfirmed { name } => format!("{name}, which does not lead back"),
    };
    html! {
        <>
            <h3>{ icon(kind) }{ "The sending address (SPF)" }</h3>
            <p>{ shown(&spf.words) }</p>
            <dl class="facts">
                if let Some(address) = spf.address {
                    <dt>{ "Came from" }</dt>
                    <dd><code>{ address.to_string() }</code>{ if name.is_empty() { String::new() } else { format!(" ({})", shown(&name)) } }</dd>
                }
                if let Some(from) = &spf.mail_from {
                    <dt>{ "Envelope’s sender" }</dt>
                    <dd>
                        <code>{ if from.is_empty() { "<> (a bounce)".to_owned() } else { shown(from) } }</code>
                        { spf.mail_from_source.map_or_else(String::new, |source| format!(" (by {source})")) }
                    </dd>
                }
                if let Some(helo) = &spf.helo { <dt>{ "Greeting" }</dt><dd><code>{ shown(helo) }</code></dd> }
            </dl>
        </>
    }
}

const fn sign(result: SignatureResult) -> IconKind {
    match result {
        SignatureResult::Pass | SignatureResult::PassHeaders => IconKind::Good,
        SignatureResult::BodyChanged
        | SignatureResult::HeadersChanged
        | SignatureResult::NotAcceptable
        | SignatureResult::Malformed => IconKind::Error,
        SignatureResult::KeyGone | SignatureResult::CouldNotTell => IconKind::Unknown,
        SignatureResult::Pending => IconKind::Waiting,
    }
}

fn signature(check: &SignatureCheck) -> Html {
    let whose = check
        .signature
        .as_ref()
        .map_or_else(|| "cannot be read".to_owned(), |one| one.domain.to_string());
    html! {
        <details class="signature">
            <summary>
                { icon(sign(check.result)) }
                <span><code>{ whose }</code>{ ": " }<strong>{ check.result.word() }</strong></span>
            </summary>
            <p>{ shown(&check.words) }</p>
            { for check.defects.iter().map(|defect| html! { <p>{ shown(defect) }</p> }) }
            <dl class="facts">
                if let Some(name) = &check.key_name { <dt>{ "Key in DNS" }</dt><dd><code>{ shown(name) }</code></dd> }
                <dt>{ "Today there is" }</dt><dd>{ key(&check.key) }</dd>
                <dt>{ "As it came" }</dt><dd><code>{ shown(&check.text) }</code></dd>
            </dl>
        </details>
    }
}

fn key(key: &KeyState) -> Html {
    match key {
        KeyState::NotAsked => html! { "not looked up yet" },
        KeyState::Unknown { why } => html! { { format!("could not find out: {}", shown(why)) } },
        KeyState::Gone => html! { "no key" },
        KeyState::Broken { texts } => {
            html! { <>{ "no key that can be read: " }<code>{ shown(&texts.join(" | ")) }</code></> }
        }
        KeyState::Revoked { text } => {
            html! { <>{ "a key that was withdrawn: " }<code>{ shown(text) }</code></> }
        }
        KeyState::Found { words, testing, .. } => html! {
            <>{ shown(words) }{ if *testing { ", said to be a test" } else { "" } }</>
        },
    }
}

fn arc_set(set: &ArcSet) -> Html {
    html! {
        <details class="signature">
            <summary>
                { icon(sign(set.seal)) }
                <span>
                    { format!("{}. ", set.instance) }<code>{ shown(set.sealed_by.as_deref().unwrap_or("not said")) }</code>
                    { ": " }<strong>{ set.seal.word() }</strong>
                </span>
            </summary>
            <p>{ shown(&set.seal_words) }</p>
            if let Some(results) = &set.results { <p><code>{ shown(&results.text) }</code></p> }
            if let Some(message) = &set.message { { signature(message) } }
        </details>
    }
}

fn statement(one: &Statement) -> Html {
    let kind = match one.standing {
        Standing::Own => IconKind::Good,
        Standing::Above => IconKind::Info,
        Standing::Foreign => IconKind::Warning,
        Standing::Beside | Standing::Unknown => IconKind::Unknown,
    };
    html! {
        <div class="statement">
            <h3>{ icon(kind) }<code>{ shown(one.said.authserv_id.as_deref().unwrap_or("not named")) }</code></h3>
            <p class="hint">{ one.standing.words() }</p>
            if one.said.is_none { <p>{ "It says that nothing was checked." }</p> }
            <dl class="facts">
                { for one.said.results.iter().map(|result| html! {
                    <>
                        <dt>{ shown(&result.method) }{ ": " }{ shown(&result.result) }</dt>
                        <dd>{ shown(&result.words) }</dd>
                    </>
                }) }
            </dl>
        </div>
    }
}
