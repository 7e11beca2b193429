//! The SMTP dialogue as a sequence: two lifelines, an arrow for each turn, what is sealed in a band, and beside every line
//! what it means. It is an ordered list, so that it is read out as what it is.

use std::cell::RefCell;

use analysis::explain::{Connection, Explained, Listener, Turn, TurnKind, connections};
use analysis::report::AddressReport;
use shared::TranscriptLine;
use yew::prelude::*;

use super::lines::{Wire, lock};
use crate::components::{IconKind, icon};
use crate::escape::shown;
use crate::hooks::Explaining;
use crate::phrase::count;

/// Connections that are folded one by one; those beyond are folded together.
const FOLDED: usize = 4;

/// Who explains, line by line. The lines must be heard in their order, which is that of drawing them.
type Ear<'a> = RefCell<Option<Listener<'a>>>;

/// The picture; nothing while there is no conversation.
pub(crate) fn dialogue(address: &AddressReport, explaining: &Explaining) -> Html {
    let all = connections(&address.transcript);
    let Some((first, others)) = all.split_first() else {
        return Html::default();
    };
    let ear = RefCell::new(match explaining {
        Explaining::Here(explanations) => Some(Listener::new(explanations.dialogue())),
        Explaining::Awaited | Explaining::Missing(_) => None,
    });
    let (near, far) = others
        .split_at_checked(if others.len() <= FOLDED + 1 {
            others.len()
        } else {
            FOLDED
        })
        .unwrap_or((others, &[]));
    let first = sequence(first, address, &ear);
    let folded = |connections: &[Connection<'_>], before: usize| -> Html {
        connections
            .iter()
            .enumerate()
            .map(|(at, connection)| fold(connection, before + at + 1, address, &ear))
            .collect()
    };
    let near_ones = folded(near, 1);
    html! {
        <figure class="picture picture-dialogue" aria-label={format!("The conversation with {}", address.address)}>
            <figcaption class="hint">
                { "Each line with the milliseconds since connecting and what it means. What stands in the shaded band was said inside TLS." }
            </figcaption>
            { first }
            { near_ones }
            if !far.is_empty() {
                <details class="folded">
                    <summary>{ format!("and {} more connections", far.len()) }</summary>
                    { folded(far, 1 + near.len()) }
                </details>
            }
        </figure>
    }
}

/// One of the connections that only ask one thing more.
fn fold(
    connection: &Connection<'_>,
    number: usize,
    address: &AddressReport,
    ear: &Ear<'_>,
) -> Html {
    let what = connection
        .lines
        .first()
        .map_or("", |line| line.text.as_str());
    let what = what.strip_prefix("connected again, ").unwrap_or(what);
    let lines = count(connection.lines.len(), "line", "lines");
    html! {
        <details class="folded">
            <summary>{ format!("Connection {number}: {} ({lines})", shown(what)) }</summary>
            { sequence(connection, address, ear) }
        </details>
    }
}

fn sequence(connection: &Connection<'_>, address: &AddressReport, ear: &Ear<'_>) -> Html {
    let turns = connection.turns();
    let last = turns.len();
    html! {
        <div class="sequence">
            <p class="actors" aria-hidden="true">
                <span>{ "Relay" }</span><span>{ format!("Server {}", address.address) }</span>
            </p>
            <ol role="list">
                { for turns.iter().enumerate().map(|(at, shown)| turn(shown, at + 1 == last, ear)) }
            </ol>
        </div>
    }
}

fn turn(turn: &Turn<'_>, is_last: bool, ear: &Ear<'_>) -> Html {
    let (class, spoken) = match turn.kind {
        TurnKind::Ours => ("ours", "Relay: "),
        TurnKind::Theirs => ("theirs", "Server: "),
        TurnKind::Opened => ("remark", "Beginning: "),
        TurnKind::Sealed => ("remark turning", "Sealed from here: "),
        TurnKind::Alert => ("remark alert", "Alert: "),
        TurnKind::Cut => ("remark cut", "Cut: "),
        TurnKind::Remark => ("remark", "Note: "),
    };
    let sign = match turn.kind {
        TurnKind::Sealed => lock(Wire::Sealed),
        TurnKind::Alert => icon(IconKind::Warning),
        TurnKind::Cut => icon(IconKind::Error),
        TurnKind::Ours | TurnKind::Theirs | TurnKind::Opened | TurnKind::Remark => Html::default(),
    };
    let at = turn.lines.first().map_or(0, |line| line.at_ms);
    let heard = |said: &TranscriptLine| {
        let meaning = ear
            .borrow_mut()
            .as_mut()
            .and_then(|listener| listener.hear(said.direction, &said.text));
        line(&said.text, meaning)
    };
    html! {
        <li class={classes!("turn", class, turn.is_sealed.then_some("inside"))}>
            { lifelines(turn, is_last) }
            <span class="at">{ at }<span class="visually-hidden">{ " milliseconds" }</span></span>
            { sign }
            <span class="visually-hidden">{ if turn.is_sealed && turn.kind != TurnKind::Sealed { "Inside TLS. " } else { "" } }{ spoken }</span>
            { for turn.lines.iter().map(heard) }
        </li>
    }
}

fn line(text: &str, meaning: Option<Explained<'_>>) -> Html {
    html! {
        <>
            <code class="said">{ shown(text) }</code>
            { for meaning.map(explanation) }
        </>
    }
}

/// What a line means, beside it.
fn explanation(meaning: Explained<'_>) -> Html {
    html! {
        <span class="meaning">
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

/// The two lifelines beside a turn, the band between them inside TLS, and the arrow from one to the other.
fn lifelines(turn: &Turn<'_>, is_last: bool) -> Html {
    let is_cut = matches!(turn.kind, TurnKind::Cut | TurnKind::Alert);
    let (is_ours, is_theirs) = (turn.kind == TurnKind::Ours, turn.kind == TurnKind::Theirs);
    // A cut conversation has loose ends.
    let end = if is_last && is_cut { "50%" } else { "100%" };
    html! {
        <svg class="lifelines" aria-hidden="true" focusable="false">
            if turn.is_sealed {
                <rect class="band" x="0" y="0" width="100%" height="100%" />
                <line class="band-edge" x1="4" x2="4" y1="0" y2="100%" />
            }
            <line class="lifeline" x1="0" x2="0" y1="0" y2={end} />
            <line class="lifeline" x1="100%" x2="100%" y1="0" y2={end} />
            if is_ours || is_theirs {
                <svg y="100%" overflow="visible">
                    <line class="arrow" x1="0" x2="100%" y1="-7" y2="-7" />
                </svg>
            }
            if is_ours {
                <svg x="100%" y="100%" overflow="visible"><path class="head" d="M-2 -7l-8 -4.5v9z" /></svg>
            }
            if is_theirs {
                <svg y="100%" overflow="visible"><path class="head" d="M2 -7l8 -4.5v9z" /></svg>
            }
        </svg>
    }
}
