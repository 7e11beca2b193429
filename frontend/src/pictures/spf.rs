//! The records that a domain's SPF record leads to, as a tree, with a meter of the lookups that they cost.

use analysis::spf::{SpfNode, SpfReport};
use analysis::tables;
use yew::prelude::*;

use super::kit::{clip, figure, folded, label, shown_of};
use super::lines::branch;
use crate::components::{IconKind, icon};
use crate::escape::shown;
use crate::phrase::count;

/// RFC 7208 §4.6.4: so many terms may ask DNS, and so many names may be without an answer.
const LOOKUPS: usize = 10;
const VOIDS: usize = 2;

/// Records outside the fold below each, and steps down before what is deeper is folded.
const WIDE: usize = 6;
const DEEP: usize = 4;

/// Steps down that are drawn at all: no sender follows more lookups than this.
const DEEPEST: usize = 12;

/// The picture.
pub(crate) fn spf(spf: &SpfReport) -> Html {
    let voids = spf.void_lookups.max(spf.void_lookups_ipv6);
    let roots = children(spf, None);
    let drawing = html! {
        <div class="drawing">
            <div class="meters">
                { meter("lookups", spf.lookups, LOOKUPS, spf.exact) }
                { meter("names without an answer", voids, VOIDS, spf.exact) }
            </div>
            <ul class="tree includes">
                { for roots.iter().map(|at| node(spf, *at, true, 0)) }
            </ul>
        </div>
    };
    figure("spf", &tables::spf(spf), drawing)
}

/// One slot for each that is allowed, filled as far as used; what is too much stands behind the end.
fn meter(what: &str, used: usize, most: usize, is_exact: bool) -> Html {
    let Slots {
        filled,
        empty,
        beyond,
    } = slots(used, most);
    let place = |at: usize| (at * 14 + usize::from(at >= most) * 8 + 1).to_string();
    let width = (filled + empty + beyond) * 14 + usize::from(beyond > 0) * 8 + 2;
    html! {
        <p class="meter">
            <svg viewBox={format!("0 0 {width} 18")} width={width.to_string()} height="18" aria-hidden="true" focusable="false">
                { for (0..filled).map(|at| html! { <rect class="used" x={place(at)} y="2" width="10" height="14" rx="2" /> }) }
                { for (filled..filled + empty).map(|at| html! { <rect class="free" x={place(at)} y="2" width="10" height="14" rx="2" /> }) }
                if beyond > 0 {
                    <path class="limit" d={format!("M{} 0v18", most * 14 + 3)} />
                }
                { for (most..most + beyond).map(|at| html! {
                    <g class="beyond"><rect x={place(at)} y="2" width="10" height="14" rx="2" /><path d={format!("M{} 5l6 8M{} 5l-6 8", at * 14 + 11, at * 14 + 17)} /></g>
                }) }
            </svg>
            <span>
                if !is_exact { { "at least " } }
                <strong>{ used }</strong>{ format!(" of {most} {what}") }
                if used > most { { ": too many" } }
            </span>
        </p>
    }
}

/// The slots of a meter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Slots {
    filled: usize,
    empty: usize,
    /// Used beyond the limit; at most six are drawn.
    beyond: usize,
}

const fn slots(used: usize, most: usize) -> Slots {
    let filled = if used < most { used } else { most };
    let over = used - filled;
    Slots {
        filled,
        empty: most - filled,
        beyond: if over < 6 { over } else { 6 },
    }
}

/// The places of the nodes that hang on one.
fn children(spf: &SpfReport, parent: Option<usize>) -> Vec<usize> {
    let nodes = spf.tree.iter().enumerate();
    nodes
        .filter(|(_, node)| node.parent == parent)
        .map(|(at, _)| at)
        .collect()
}

fn node(spf: &SpfReport, at: usize, is_last: bool, depth: usize) -> Html {
    let Some(node) = spf.tree.get(at) else {
        return Html::default();
    };
    let below = if depth < DEEPEST {
        children(spf, Some(at))
    } else {
        Vec::new()
    };
    let list = |below: &[usize], ends: bool| {
        html! {
            <ul class="tree">
                { for below.iter().enumerate().map(|(nth, at)| self::node(spf, *at, ends && nth + 1 == below.len(), depth + 1)) }
            </ul>
        }
    };
    let outside = if depth + 1 > DEEP {
        0
    } else {
        shown_of(below.len(), WIDE)
    };
    let (first, more) = below.split_at_checked(outside).unwrap_or((&below, &[]));
    let (kind, words) = standing(node);
    html! {
        <li>
            if depth > 0 { { branch(is_last) } }
            <p class="node">
                { icon(kind) }
                if node.reached_by != "record" { <span class="hint">{ node.reached_by }</span> }
                <strong>{ label(&node.domain, 60) }</strong>
                <span class="hint">
                    { cost(node) }
                </span>
                if !words.is_empty() { <span class="loud">{ words }</span> }
                { for node.detail.as_ref().map(|detail| html! { <span class="hint">{ clip(detail, 160) }</span> }) }
            </p>
            if !node.terms.is_empty() {
                <p class="terms">{ for node.terms.iter().take(40).map(|term| html! { <><code class={if asks(term) { "asks" } else { "" }}>{ clip(term, 80) }</code>{ " " }</> }) }
                    if node.terms.len() > 40 { <span class="hint">{ format!("and {} more", node.terms.len() - 40) }</span> }
                </p>
            }
            if !node.void_lookups.is_empty() {
                <p class="hint">{ icon(IconKind::Warning) }{ " no answer: " }{ shown(&node.void_lookups.join(", ")) }</p>
            }
            if !first.is_empty() { { list(first, more.is_empty()) } }
            { folded(more.len(), "record", "records", || list(more, true)) }
        </li>
    }
}

/// Whether a term costs a lookup: the report counts them, this only underlines which.
fn asks(term: &str) -> bool {
    let term = term.trim_start_matches(['+', '-', '~', '?']);
    let name = term.split([':', '/', '=']).next().unwrap_or_default();
    ["include", "a", "mx", "ptr", "exists", "redirect"]
        .iter()
        .any(|one| name.eq_ignore_ascii_case(one))
}

/// What it costs to get there, and what is below; of the domain's own record, what it costs in all.
fn cost(node: &SpfNode) -> String {
    match (node.reached_by, node.lookups) {
        ("record", all) => count(all, "lookup", "lookups"),
        (_, 0) => "1 lookup".to_owned(),
        (_, below) => format!("1 lookup, and {below} below"),
    }
}

fn standing(node: &SpfNode) -> (IconKind, &'static str) {
    match node.state {
        "valid" => (IconKind::Good, ""),
        "absent" => (IconKind::Error, "no record"),
        "invalid" => (IconKind::Error, "not valid"),
        "several" => (IconKind::Error, "several records"),
        "near-miss" => (IconKind::Error, "meant to be a record, and is none"),
        "bogus" => (IconKind::Error, "signatures do not hold"),
        "loop" => (IconKind::Error, "leads back to itself"),
        "bad-name" => (IconKind::Error, "no name that can be asked for"),
        "macro" => (IconKind::Info, "depends on the sender"),
        "not-followed" => (IconKind::Nothing, "not followed any more"),
        "not-asked" => (IconKind::Waiting, "still to come"),
        _ => (IconKind::Unknown, "could not tell"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_stands_behind_the_end() {
        for (used, most, [filled, empty, beyond]) in [
            (0, 10, [0, 10, 0]),
            (4, 10, [4, 6, 0]),
            (10, 10, [10, 0, 0]),
            (11, 10, [10, 0, 1]),
            (3, 2, [2, 0, 1]),
            (usize::MAX, 10, [10, 0, 6]),
        ] {
            let slots = slots(used, most);
            assert_eq!(
                [slots.filled, slots.empty, slots.beyond],
                [filled, empty, beyond],
                "{used}"
            );
        }
    }

    #[test]
    fn terms_that_ask_are_told_from_those_that_do_not() {
        for term in [
            "include:a.example",
            "?a",
            "a/24",
            "-mx:example.org",
            "ptr",
            "exists:%{i}.x",
            "redirect=b.example",
        ] {
            assert!(asks(term), "{term}");
        }
        for term in [
            "-all",
            "ip4:192.0.2.1",
            "ip6:2001:db8::/32",
            "exp=a.example",
            "unknown=a",
            "",
        ] {
            assert!(!asks(term), "{term}");
        }
    }
}
