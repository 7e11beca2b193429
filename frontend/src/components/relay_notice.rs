//! What is known of the relay: what it can, or what is missing without one and how to get one.

use analysis::report::{Completeness, Report};
use gloo_timers::callback::Timeout;
use shared::{EhloStanding, Feature, RelayInfo};
use yew::prelude::*;

use super::icon::{IconKind, icon};
use super::problem::problem;
use super::relay_help::relay_help;
use crate::escape::{Lines, visible};
use crate::net::relay::{NoRelay, RelayAddress, Silence};
use crate::problems::{looks_again_in, port_25_problem, relay_problem};
use crate::route::Route;
use crate::visit::{RelayPresence, Visit};

/// What is known of the relay.
pub(crate) fn relay_notice(visit: &Visit) -> Html {
    match &visit.relay {
        RelayPresence::Looking => html! {
            <div class="relay-notice">{ icon(IconKind::Waiting) }<p>{ "Looking for a relay…" }</p></div>
        },
        RelayPresence::Here { address, info } => here(address, info),
        RelayPresence::Missing { address, why } => html! {
            <>
                { relay_trouble(visit) }
                { missing(address, why) }
            </>
        },
    }
}

/// What keeps the relay from working; nothing if it works, or if nobody said that there is one.
pub(crate) fn relay_trouble(visit: &Visit) -> Html {
    let RelayPresence::Missing { address, why } = &visit.relay else {
        return Html::default();
    };
    if *why == NoRelay::Absent && *address == RelayAddress::Own {
        return Html::default();
    }
    let again = match why {
        NoRelay::Silent(Silence::PermissionAwaited, _) => "Go on",
        _ => "Look again",
    };
    let seconds = match why {
        NoRelay::Busy { retry_after, .. } => *retry_after,
        _ => None,
    };
    problem(
        &relay_problem(address, why),
        html! {
            <>
                <LookAgain label={again} {seconds} on_look={visit.on_look.clone()} />
                <a class="button" href={Route::Settings.href()}>{ "Settings" }</a>
            </>
        },
    )
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct LookAgainProps {
    label: &'static str,
    /// After how many seconds it looks by itself.
    seconds: Option<u32>,
    on_look: Callback<()>,
}

/// Longer waits are the user's to end: a relay that is asked for hours by a forgotten tab has no less to do.
const MOST_PATIENCE_S: u32 = 300;

/// The button, and what is left of the wait.
#[component]
fn LookAgain(props: &LookAgainProps) -> Html {
    let left = use_state(|| props.seconds.filter(|seconds| *seconds <= MOST_PATIENCE_S));
    {
        let (left, on_look) = (left.clone(), props.on_look.clone());
        use_effect_with(*left, move |now| {
            let tick = now.map(|seconds| {
                Timeout::new(1000, move || match seconds.saturating_sub(1) {
                    0 => on_look.emit(()),
                    fewer => left.set(Some(fewer)),
                })
            });
            move || drop(tick)
        });
    }
    html! {
        <>
            <button type="button" class="button" onclick={props.on_look.reform(|_: MouseEvent| ())}>{ props.label }</button>
            if let Some(seconds) = *left {
                <span class="hint">{ looks_again_in(seconds) }</span>
            }
        </>
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
                { for caveats(info).into_iter().map(|caveat| html! { <p class="hint">{ visible(&caveat, Lines::Escape) }</p> }) }
            </div>
        </div>
    }
}

/// Beside a result that is less than complete: what of the relay's own standing may be why.
pub(super) fn standing_notice(report: &Report) -> Html {
    let Completeness {
        hosts,
        hosts_tested,
        ..
    } = report.completeness;
    let standing = report.vantage.relay.as_ref().map(standing);
    let standing = standing.unwrap_or_default();
    if hosts_tested >= hosts || standing.is_empty() {
        return Html::default();
    }
    let blocked = report.vantage.relay.as_ref().and_then(port_25_problem);
    if let Some(blocked) = blocked {
        return problem(
            &blocked,
            html! {
                <>
                    { for standing.iter().map(|caveat| html! { <p class="hint">{ visible(caveat, Lines::Escape) }</p> }) }
                    <a class="button" href={Route::Settings.href()}>{ "Choose another relay" }</a>
                </>
            },
        );
    }
    html! {
        <aside class="banner" aria-label="What the relay may have to do with it">
            { icon(IconKind::Unknown) }
            <div>
                <p><strong>{ "Not every server could be tested, and the relay itself may be why." }</strong></p>
                { for standing.iter().map(|caveat| html! { <p>{ visible(caveat, Lines::Escape) }</p> }) }
            </div>
        </aside>
    }
}

/// What this relay cannot see: said before the check, so that nobody blames the domain for it.
pub(super) fn caveats(info: &RelayInfo) -> Vec<String> {
    let grants = |feature| info.features.contains(&feature);
    let mut caveats = Vec::new();
    if !grants(Feature::Probe) {
        caveats.push("This relay does not look at mail servers.");
    }
    if !grants(Feature::Policy) {
        caveats.push("It fetches no MTA-STS policies, and a browser may often not read them.");
    }
    if !grants(Feature::DnsQuery) {
        caveats
            .push("It asks no DNS questions for others, so the names of addresses stay unknown.");
    }
    if grants(Feature::Probe) && !grants(Feature::Deep) && !grants(Feature::Recipients) {
        caveats.push("It looks no deeper than usual, and tries no recipients.");
    }
    let mut caveats: Vec<String> = caveats.into_iter().map(str::to_owned).collect();
    caveats.extend(standing(info));
    if info.resolver_validates == Some(false) {
        caveats.push("Its DNS resolver does not validate DNSSEC, so signatures cannot be told. Another resolver can be chosen in the settings.".to_owned());
    }
    if grants(Feature::AllowedRanges) {
        caveats.push("It may contact private addresses: a laboratory.".to_owned());
    }
    caveats
}

/// What of the relay's own place and name may keep mail servers from answering it. The names are the operator's words.
fn standing(info: &RelayInfo) -> Vec<String> {
    let mut standing = Vec::new();
    if let Some(problem) = port_25_problem(info) {
        standing.push(format!("{} {}", problem.what, problem.why));
    }
    if !info.ipv6 {
        standing.push("It has no IPv6, so servers are seen by IPv4 only.".to_owned());
    }
    // RFC 5321 §4.1.4 and RFC 1912 §2.1: what servers may hold against a name.
    let name = &info.ehlo_name;
    let why = match info.ehlo {
        EhloStanding::Unconfirmed => {
            format!(
                "It calls itself {name}, which is not the reverse name of any of that name’s addresses."
            )
        }
        EhloStanding::NotFound => {
            format!("It calls itself {name}, a name without an address in DNS.")
        }
        EhloStanding::Literal => format!("It has no name and gives its address, {name}."),
        EhloStanding::Confirmed | EhloStanding::Unknown => return standing,
    };
    standing.push(format!(
        "{why} Some servers turn such callers away, which says nothing about the domain."
    ));
    standing
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
                    if *why == NoRelay::Absent {
                        { visible(&format!(" Looked for one at {address}."), Lines::Escape) }
                    }
                </p>
                { relay_help() }
            </div>
        </div>
    }
}

#[cfg(test)]
#[path = "relay_notice_tests.rs"]
mod tests;
