//! What is known of the relay: what it can, or what is missing without one and how to get one.

use shared::{Feature, Port25, RelayInfo};
use yew::prelude::*;

use super::icon::{IconKind, icon};
use crate::escape::{Lines, visible};
use crate::net::relay::{NoRelay, RelayAddress};
use crate::route::Route;
use crate::visit::RelayPresence;

pub(crate) fn relay_notice(relay: &RelayPresence) -> Html {
    match relay {
        RelayPresence::Looking => html! {
            <div class="relay-notice">{ icon(IconKind::Waiting) }<p>{ "Looking for a relay…" }</p></div>
        },
        RelayPresence::Here { address, info } => here(address, info),
        RelayPresence::Missing { address, why } => missing(address, why),
    }
}

fn here(address: &RelayAddress, info: &RelayInfo) -> Html {
    let place = info.vantage.as_ref().unwrap_or(&info.ehlo_name);
    html! {
        <div class="relay-notice">
            { icon(IconKind::Good) }
            <div>
                <p>
                    { "Mail servers are looked at from " }<strong>{ visible(place, Lines::Escape) }</strong>
                    { format!(" through a relay ({address}).") }
                </p>
                { for caveats(info).into_iter().map(|caveat| html! { <p class="hint">{ caveat }</p> }) }
            </div>
        </div>
    }
}

/// What this relay cannot see: said before the check, so that nobody blames the domain for it.
pub(super) fn caveats(info: &RelayInfo) -> Vec<&'static str> {
    let mut caveats = Vec::new();
    if !info.features.contains(&Feature::Probe) {
        caveats.push("This relay does not look at mail servers.");
    }
    match info.port_25 {
        Port25::PerhapsBlocked => caveats.push(
            "Its connections to port 25 have all timed out so far: the network it stands in probably blocks them.",
        ),
        Port25::Open | Port25::Unknown => {}
    }
    if !info.ipv6 {
        caveats.push("It has no IPv6, so servers are seen by IPv4 only.");
    }
    if info.resolver_validates == Some(false) {
        caveats.push("Its DNS resolver does not validate DNSSEC, so signatures cannot be told. Another resolver can be chosen in the settings.");
    }
    if info.features.contains(&Feature::AllowedRanges) {
        caveats.push("It may contact private addresses: a laboratory.");
    }
    caveats
}

fn missing(address: &RelayAddress, why: &NoRelay) -> Html {
    html! {
        <div class="relay-notice missing">
            { icon(IconKind::Unknown) }
            <div>
                <p>
                    <strong>{ "DNS only." }</strong>
                    { " A browser cannot speak to mail servers; that takes a relay, a small program that you or \
                       somebody you trust runs. Without one the records in DNS are checked, and neither \
                       encryption nor certificates." }
                </p>
                <p>
                    { format!("Looked for one at {address}. {why} To get one, run ") }<code>{ "make serve" }</code>
                    { " in Waxseal’s source and open the address that it prints, or give a relay’s address in the " }
                    <a href={Route::Settings.href()}>{ "settings" }</a>{ "." }
                </p>
            </div>
        </div>
    }
}
