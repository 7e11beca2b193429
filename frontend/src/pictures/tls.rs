//! What a server takes: TLS versions across, cipher suites and groups down. These pictures are tables themselves.

use analysis::finding::Severity;
use analysis::report::{AddressReport, ListReport, RatedName};
use yew::prelude::*;

use crate::components::{IconKind, icon};
use crate::escape::shown;

/// The versions, and what was agreed; with the suites after a deep look.
pub(crate) fn versions_and_suites(address: &AddressReport) -> Html {
    let tls = address.tls.as_ref();
    let agreed = tls.map_or("", |tls| tls.version.as_str());
    html! {
        <figure class="picture picture-tls" aria-label={format!("TLS versions of {}", address.address)}>
            <ul class="versions">
                { for address.versions.iter().map(|version| {
                    let is_old = is_old(&version.version);
                    let kind = match (version.outcome, is_old) {
                        ("accepted", false) => IconKind::Good,
                        ("accepted", true) => IconKind::Warning,
                        ("not asked", _) => IconKind::Nothing,
                        ("could not tell", _) => IconKind::Unknown,
                        // That an old version is refused is as it should be.
                        (_, true) => IconKind::Good,
                        (_, false) => IconKind::Advice,
                    };
                    let class = if version.outcome == "accepted" { "version taken" } else { "version" };
                    html! {
                        <li {class}>
                            <strong>{ &version.version }</strong>
                            <span class="fate">{ icon(kind) }<span>{ version.outcome }</span></span>
                            if version.version == agreed { <span class="chosen">{ "agreed" }</span> }
                        </li>
                    }
                }) }
            </ul>
            { matrix("Cipher suites", &address.suites, tls.map(|tls| tls.suite.as_str())) }
        </figure>
    }
}

/// The key exchange groups of a deep look, those against quantum computers said.
pub(crate) fn groups(address: &AddressReport) -> Html {
    let agreed = address.tls.as_ref().and_then(|tls| tls.group.as_deref());
    html! {
        if !address.groups.is_empty() {
            <figure class="picture picture-tls" aria-label={format!("Key exchange groups of {}", address.address)}>
                { matrix("Key exchange groups", &address.groups, agreed) }
            </figure>
        }
    }
}

/// RFC 8996: 1.1 and below are retired.
fn is_old(version: &str) -> bool {
    !matches!(version, "TLS 1.3" | "TLS 1.2")
}

fn matrix(title: &str, lists: &[ListReport], chosen: Option<&str>) -> Html {
    if lists.is_empty() {
        return Html::default();
    }
    let names = names(lists);
    let versions: Vec<&str> = lists.iter().map(|list| list.version.as_str()).collect();
    html! {
        <>
            <table class="matrix">
                <caption>{ title }{ ", " }{ versions.join(" and ") }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ "Name" }</th>
                        <th scope="col">{ "Strength" }</th>
                        { for lists.iter().map(|list| html! { <th scope="col">{ &list.version }</th> }) }
                    </tr>
                </thead>
                <tbody>
                    { for names.iter().map(|rated| row(rated, lists, chosen)) }
                </tbody>
            </table>
            <ul class="hints">
                { for lists.iter().map(|list| html! {
                    <li class="hint">
                        { format!("{}: the numbers are the order in which they were chosen; it is {}.", list.version, list.preference) }
                        { for list.cut_short.as_ref().map(|why| format!(" Perhaps not all: {}", shown(why))) }
                    </li>
                }) }
            </ul>
        </>
    }
}

fn row(rated: &RatedName, lists: &[ListReport], chosen: Option<&str>) -> Html {
    let kind = match rated.severity() {
        Some(severity) => match severity {
            Severity::Good => IconKind::Good,
            Severity::Info => IconKind::Info,
            Severity::Advice => IconKind::Advice,
            Severity::Warning => IconKind::Warning,
            Severity::Error => IconKind::Error,
        },
        None => IconKind::Unknown,
    };
    let is_chosen = chosen == Some(&*rated.name);
    html! {
        <tr>
            <th scope="row">
                <code>{ &*rated.name }</code>
                if is_chosen { <span class="chosen">{ "agreed" }</span> }
            </th>
            <td><span class="fate">{ icon(kind) }<span>{ rated.strength }</span></span></td>
            { for lists.iter().map(|list| {
                let place = list.accepted.iter().position(|one| one.name == rated.name);
                html! {
                    <td data-head={list.version.clone()}>
                        { match place { Some(at) => html! { <span class="place">{ at + 1 }</span> }, None => html! { <span aria-hidden="true">{ "–" }</span> } } }
                        if place.is_none() { <span class="visually-hidden">{ "not taken" }</span> }
                    </td>
                }
            }) }
        </tr>
    }
}

/// Every name once, in the order in which they were chosen.
fn names(lists: &[ListReport]) -> Vec<&RatedName> {
    let mut names: Vec<&RatedName> = Vec::new();
    for rated in lists.iter().flat_map(|list| &list.accepted) {
        if !names.contains(&rated) {
            names.push(rated);
        }
    }
    names
}
