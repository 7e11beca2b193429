//! The way that mail takes: from the domain to its hosts by preference, to their addresses, into TLS, to a certificate,
//! and to what makes senders insist on all that.

use analysis::report::{AddressReport, HostPolicyReport, HostReport, Proof, Report, Seal, Way};
use analysis::tables;
use yew::prelude::*;

use super::kit::{clip, figure, folded, label, own_name, shown_of};
use super::lines::{Wire, branch, lock, wire};
use crate::components::{IconKind, icon};
use crate::escape::shown;

/// Hosts outside the fold, and addresses of each.
const HOSTS: usize = 4;
const ADDRESSES: usize = 4;

/// The picture; nothing where it is known that there is no server. Until DNS has named them it keeps its place.
pub(crate) fn path(report: &Report) -> Html {
    if report.hosts.is_empty() {
        if report.completeness.outstanding == 0 {
            return Html::default();
        }
        let waiting = html! {
            <div class="drawing path-waiting">
                { subject(report) }
                <p class="node">{ icon(IconKind::Waiting) }<span>{ "Waiting for DNS to name the servers." }</span></p>
            </div>
        };
        return figure("path", &tables::way(report), waiting);
    }
    let hosts = report.hosts.as_slice();
    let (first, more) = hosts
        .split_at_checked(shown_of(hosts.len(), HOSTS))
        .unwrap_or((hosts, &[]));
    let drawing = html! {
        <div class="drawing">
            { subject(report) }
            <div class="path-heads" aria-hidden="true">
                { for HEADS.iter().map(|head| html! { <span>{ *head }</span> }) }
            </div>
            { tree(first, more.is_empty()) }
            { folded(more.len(), "server", "servers", || tree(more, true)) }
            <ul class="legend" aria-label="What the lines mean">
                { for Wire::ALL.iter().map(|sort| html! {
                    <li>{ wire(*sort) }<span>{ sort.meaning() }</span></li>
                }) }
            </ul>
        </div>
    };
    figure("path", &tables::way(report), drawing)
}

fn subject(report: &Report) -> Html {
    html! { <p class="path-subject">{ label(&report.subject.name().to_string(), 60) }</p> }
}

const HEADS: [&str; 4] = ["Address", "Connection", "Certificate", "Insisted on by"];

fn tree(hosts: &[HostReport], ends: bool) -> Html {
    html! {
        <ul class="tree">
            { for hosts.iter().enumerate().map(|(at, shown)| host(shown, ends && at + 1 == hosts.len())) }
        </ul>
    }
}

fn host(host: &HostReport, is_last: bool) -> Html {
    let addresses = host.addresses.as_slice();
    let (first, more) = addresses
        .split_at_checked(shown_of(addresses.len(), ADDRESSES))
        .unwrap_or((addresses, &[]));
    let list = |addresses: &[AddressReport], ends: bool| {
        let last = addresses.len();
        html! {
            <ul class="tree">
                { for addresses.iter().enumerate().map(|(at, shown)| address(host, shown, ends && at + 1 == last)) }
            </ul>
        }
    };
    html! {
        <li key={host.host.to_string()} class={if addresses.is_empty() && host.in_progress { "path-host awaited" } else { "path-host" }}>
            { branch(is_last) }
            <p class="node">
                <strong>{ label(host.host.as_str(), 56) }</strong>
                { for host.preference.map(|preference| html! { <span class="hint">{ format!("preference {preference}") }</span> }) }
                if addresses.is_empty() {
                    { icon(if host.in_progress { IconKind::Waiting } else { IconKind::Unknown }) }
                    <span>{ clip(&host.summary, 120) }</span>
                }
            </p>
            if !addresses.is_empty() {
                { list(first, more.is_empty()) }
                { folded(more.len(), "address", "addresses", || list(more, true)) }
            }
        </li>
    }
}

fn address(host: &HostReport, address: &AddressReport, is_last: bool) -> Html {
    let way = address.way;
    let sort = sort(way);
    html! {
        <li key={address.address.to_string()} class={classes!("way", format!("way-{}", sort.word()))}>
            { branch(is_last) }
            <span class="stop"><code>{ address.address.to_string() }</code></span>
            { wire(sort) }
            { connection(address, sort) }
            { wire(sort) }
            { certificate(address) }
            { wire(if insists(host, way) { Wire::Proven } else { after(sort) }) }
            <span class="stop stop-insists">
                { insisting("DANE", dane(way.dane)) }
                { insisting("MTA-STS", policy(host.policy.as_ref())) }
            </span>
        </li>
    }
}

/// Which line is drawn to an address.
const fn sort(way: Way) -> Wire {
    match way.seal {
        Seal::Sealed => match (way.certificate, way.dane) {
            (Proof::Vouches, _) | (_, Some(Proof::Vouches)) => Wire::Proven,
            _ => Wire::Sealed,
        },
        Seal::InClear => Wire::Clear,
        Seal::Refused => Wire::Closed,
        Seal::CouldNotTell | Seal::NotTried | Seal::Pending => Wire::Unknown,
    }
}

/// The line to what nobody insists on: never thicker than that of whoever does not check.
const fn after(sort: Wire) -> Wire {
    match sort {
        Wire::Proven => Wire::Sealed,
        Wire::Sealed | Wire::Clear | Wire::Closed | Wire::Unknown => sort,
    }
}

/// Whether some senders insist on the seal there, and get it.
fn insists(host: &HostReport, way: Way) -> bool {
    let is_in_force =
        |policy: &HostPolicyReport| policy.mode == "enforce" && policy.outcome == "met";
    way.dane == Some(Proof::Vouches) || host.policy.as_ref().is_some_and(is_in_force)
}

fn connection(address: &AddressReport, sort: Wire) -> Html {
    let seal = address.way.seal;
    let version = address.tls.as_ref().filter(|_| seal == Seal::Sealed);
    let sign = match seal {
        Seal::Sealed | Seal::InClear => lock(sort),
        Seal::Refused => icon(IconKind::Error),
        Seal::CouldNotTell => icon(IconKind::Unknown),
        Seal::NotTried => icon(IconKind::Nothing),
        Seal::Pending => icon(IconKind::Waiting),
    };
    let small = match (version, seal) {
        (Some(_), _) | (None, Seal::Pending) => String::new(),
        // Why, without the word that stands above it.
        (None, _) => {
            let summary = address.summary.as_str();
            let why = summary.split_once(": ").map_or("", |(_, why)| why);
            clip(why, 70)
        }
    };
    html! {
        <span class="stop" title={shown(&address.summary)}>
            { sign }
            <span>
                <span class="word">{ match version {
                    Some(tls) => format!("{}, {}", seal.words(), tls.version),
                    None => seal.words().to_owned(),
                } }</span>
                if !small.is_empty() { <small>{ small }</small> }
            </span>
        </span>
    }
}

fn certificate(address: &AddressReport) -> Html {
    let way = address.way;
    let (kind, word) = match way.certificate {
        Proof::Vouches => (IconKind::Good, "trusted"),
        // Who knows the server by a TLSA record does not ask.
        Proof::Refuses if way.dane == Some(Proof::Vouches) => {
            (IconKind::Info, "not public, vouched for by DANE")
        }
        Proof::Refuses => (IconKind::Warning, "not trusted"),
        Proof::CouldNotTell => (IconKind::Unknown, "could not tell"),
        Proof::None | Proof::VouchesForNobody | Proof::DoesNotCount => {
            if way.seal == Seal::Pending {
                (IconKind::Waiting, "waiting")
            } else {
                (IconKind::Nothing, "none seen")
            }
        }
    };
    html! {
        <span class="stop">
            { icon(kind) }
            <span>
                <span class="word">{ word }</span>
                { for address.certificates.first().map(|leaf| html! {
                    <small>{ label(own_name(&leaf.issuer), 32) }{ ", " }{ left(leaf.days_left) }</small>
                }) }
            </span>
        </span>
    }
}

fn left(days: i64) -> String {
    match days {
        1 => "1 day left".to_owned(),
        0.. => format!("{days} days left"),
        _ => "expired".to_owned(),
    }
}

fn insisting(name: &str, (kind, word): (IconKind, &str)) -> Html {
    html! { <span class="insisting">{ icon(kind) }<span>{ name }{ ": " }{ word }</span></span> }
}

const fn dane(proof: Option<Proof>) -> (IconKind, &'static str) {
    match proof {
        None | Some(Proof::None) => (IconKind::Nothing, "none"),
        Some(Proof::Vouches) => (IconKind::Good, "matches"),
        Some(Proof::Refuses) => (IconKind::Error, "does not match"),
        Some(Proof::VouchesForNobody) => (IconKind::Advice, "demands TLS only"),
        Some(Proof::DoesNotCount) => (IconKind::Advice, "not signed"),
        Some(Proof::CouldNotTell) => (IconKind::Unknown, "could not tell"),
    }
}

fn policy(policy: Option<&HostPolicyReport>) -> (IconKind, &'static str) {
    let Some(policy) = policy else {
        return (IconKind::Nothing, "none");
    };
    match (policy.mode, policy.outcome) {
        ("none", _) => (IconKind::Nothing, "withdrawn"),
        ("enforce", "met") => (IconKind::Good, "enforced"),
        (_, "met") => (IconKind::Advice, "being tested"),
        (_, "not listed") => (IconKind::Error, "not listed"),
        (_, "not met") => (IconKind::Error, "not met"),
        (_, "not reached") => (IconKind::Nothing, "not reached"),
        _ => (IconKind::Unknown, "could not tell"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_thick_only_if_sealed_and_vouched_for() {
        for (seal, certificate, dane, line) in [
            (Seal::Sealed, Proof::Vouches, None, Wire::Proven),
            (
                Seal::Sealed,
                Proof::Refuses,
                Some(Proof::Vouches),
                Wire::Proven,
            ),
            (Seal::Sealed, Proof::Refuses, None, Wire::Sealed),
            (Seal::Sealed, Proof::CouldNotTell, None, Wire::Sealed),
            (
                Seal::InClear,
                Proof::None,
                Some(Proof::Refuses),
                Wire::Clear,
            ),
            (Seal::InClear, Proof::Vouches, None, Wire::Clear),
            (Seal::CouldNotTell, Proof::Vouches, None, Wire::Unknown),
            (Seal::NotTried, Proof::None, None, Wire::Unknown),
            (Seal::Pending, Proof::None, None, Wire::Unknown),
            (Seal::Refused, Proof::None, None, Wire::Closed),
        ] {
            let way = Way {
                seal,
                certificate,
                dane,
            };
            assert_eq!(sort(way), line, "{way:?}");
            assert_eq!(way.is_authenticated(), line == Wire::Proven, "{way:?}");
        }
    }
}
