//! The way of a message as a picture: each server, how long it took, and whether the line to it was sealed.

use analysis::message::{Hop, Path, Sealed, Trust};
use analysis::tables::{Row, Table};
use yew::prelude::*;

use crate::escape::shown;
use crate::phrase::moment;
use crate::pictures::kit::{figure, percent};
use crate::pictures::lines::{Wire, lock, wire};

/// The picture.
pub(super) fn path_picture(path: &Path) -> Html {
    if path.hops.is_empty() {
        return html! { <p>{ "No server left a line in these headers." }</p> };
    }
    let longest = path
        .hops
        .iter()
        .filter_map(|hop| hop.delay)
        .max()
        .unwrap_or(0)
        .max(1);
    let drawing = html! {
        <div class="drawing">
            <ol class="hops">{ for path.hops.iter().enumerate().map(|(number, hop)| drawn(number, hop, longest)) }</ol>
            <ul class="legend">
                { for [Sealed::Yes, Sealed::No, Sealed::Unsaid].map(|sealed| html! {
                    <li>{ wire(line(sealed)) }{ sealed.words() }</li>
                }) }
            </ul>
        </div>
    };
    figure("message-path", &table(path), drawing)
}

/// Which line is drawn to a server. Nobody looks at certificates on the way, so none is the thick one.
const fn line(sealed: Sealed) -> Wire {
    match sealed {
        Sealed::Yes | Sealed::Local => Wire::Sealed,
        Sealed::No => Wire::Clear,
        Sealed::Unsaid => Wire::Unknown,
    }
}

fn drawn(number: usize, hop: &Hop, longest: i64) -> Html {
    let received = &hop.received;
    let is_border = hop.trust == Trust::Border;
    let share = hop
        .delay
        .filter(|delay| *delay > 0)
        .map(|delay| delay as f64 / longest as f64);
    html! {
        <li key={number} class={classes!("hop", is_border.then_some("hop-border"))}>
            if is_border {
                <p class="hop-mark">{ "Here it came to the recipient’s own system" }</p>
            }
            <div class="hop-line">
                { wire(line(received.sealed)) }
                { lock(line(received.sealed)) }
                <span class="hop-words">
                    <span>{ "from " }<code>{ shown(received.helo.as_deref().unwrap_or("not said")) }</code></span>
                    <small>{ shown(&sender(hop)) }</small>
                </span>
                <span class="hop-words">
                    <span>{ "by " }<code>{ shown(received.by.as_deref().unwrap_or("not said")) }</code></span>
                    <small>{ sealed(hop) }</small>
                </span>
                <span class="hop-time">
                    { delay(hop.delay) }
                    <svg class="hop-delay" aria-hidden="true" focusable="false">
                        if let Some(share) = share { <rect x="0" y="20%" height="60%" width={percent(share.max(0.01))} /> }
                    </svg>
                    <small>{ received.at.map_or_else(|| "no time".to_owned(), moment) }</small>
                </span>
            </div>
            <small class="hop-trust">{ hop.trust.words() }</small>
        </li>
    }
}

/// The address and its name.
fn sender(hop: &Hop) -> String {
    let received = &hop.received;
    let mut parts = Vec::new();
    parts.extend(received.address.map(|address| address.to_string()));
    parts.extend(received.reverse.clone());
    if received.authenticated {
        parts.push("had logged in".to_owned());
    }
    parts.join(", ")
}

/// What is said of encryption.
fn sealed(hop: &Hop) -> String {
    let received = &hop.received;
    let mut parts = vec![received.sealed.words().to_owned()];
    if let Some(tls) = &received.tls {
        parts.extend(tls.version.clone());
        parts.extend(tls.cipher.clone());
    }
    shown(&parts.join(", "))
}

/// "after 3 s", "after 2 h 5 min".
fn delay(seconds: Option<i64>) -> String {
    match seconds {
        None => String::new(),
        Some(seconds @ ..0) => format!("{} s before the one above: the clocks disagree", -seconds),
        Some(seconds @ 0..60) => format!("after {seconds} s"),
        Some(seconds @ 60..3600) => format!("after {} min {} s", seconds / 60, seconds % 60),
        Some(seconds) => format!("after {} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

fn table(path: &Path) -> Table {
    let servers = path.hops.len();
    let took = match path.seconds {
        Some(seconds @ 0..) => format!(
            ", {} from the first to the last",
            delay(Some(seconds)).trim_start_matches("after ")
        ),
        _ => String::new(),
    };
    Table {
        name: "message-path",
        area: None,
        title: "From the first server to the last",
        summary: format!(
            "{}{took}.",
            crate::phrase::count(servers, "server", "servers")
        ),
        columns: &[
            "From",
            "Address",
            "By",
            "Sealed",
            "When",
            "Delay",
            "Whose word",
        ],
        rows: path
            .hops
            .iter()
            .map(|hop| Row {
                depth: 0,
                cells: vec![
                    hop.received.helo.clone().unwrap_or_default(),
                    sender(hop),
                    hop.received.by.clone().unwrap_or_default(),
                    sealed(hop),
                    hop.received.at.map_or_else(String::new, moment),
                    delay(hop.delay),
                    hop.trust.words().to_owned(),
                ],
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_read_well_at_every_size() {
        for (seconds, words) in [
            (None, ""),
            (Some(0), "after 0 s"),
            (Some(59), "after 59 s"),
            (Some(125), "after 2 min 5 s"),
            (Some(7_500), "after 2 h 5 min"),
            (Some(-3), "3 s before the one above: the clocks disagree"),
        ] {
            assert_eq!(delay(seconds), words);
        }
    }
}
