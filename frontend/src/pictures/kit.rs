//! What the pictures have in common: the frame with its name and twin, folding, and shortening.

use analysis::tables::Table;
use yew::prelude::*;

use crate::components::table_frame;
use crate::escape::shown;

/// A picture with a name, what it shows in one line, and the same as a table. `name` is its stable word.
pub(crate) fn figure(name: &'static str, table: &Table, drawing: Html) -> Html {
    let id = format!("picture-{name}");
    html! {
        <figure class={classes!("picture", id.clone())} aria-labelledby={id.clone()}>
            <figcaption>
                <strong {id}>{ table.title }</strong>
                <span class="hint">{ shown(&table.summary) }</span>
            </figcaption>
            { drawing }
            if !table.rows.is_empty() {
                <details class="twin">
                    <summary>{ "As a table" }</summary>
                    { table_frame(table) }
                </details>
            }
        </figure>
    }
}

/// What is too much to be shown at once, behind "and 6 more addresses"; nothing if there is nothing.
pub(super) fn folded(count: usize, one: &str, many: &str, more: impl FnOnce() -> Html) -> Html {
    if count == 0 {
        return Html::default();
    }
    let noun = if count == 1 { one } else { many };
    html! {
        <details class="folded">
            <summary>{ format!("and {count} more {noun}") }</summary>
            { more() }
        </details>
    }
}

/// How many of a list are shown outside the fold: all, or `most` if more than one would be hidden.
pub(super) const fn shown_of(all: usize, most: usize) -> usize {
    if all <= most + 1 { all } else { most }
}

/// Foreign text of at most so many characters, the rest left out in the middle: the ends of names tell them apart.
pub(super) fn clip(text: &str, most: usize) -> String {
    let whole = shown(text);
    let length = whole.chars().count();
    if length <= most {
        return whole;
    }
    let tail = most / 2;
    let head = most.saturating_sub(tail + 1);
    let mut short: String = whole.chars().take(head).collect();
    short.push('…');
    short.extend(whole.chars().skip(length.saturating_sub(tail)));
    short
}

/// Foreign text in a place with room for so many characters; the whole of it when pointed at, and in the twin.
pub(super) fn label(text: &str, most: usize) -> Html {
    let short = clip(text, most);
    let whole = shown(text);
    let title = (short != whole).then_some(whole);
    html! { <span class="label" {title}>{ short }</span> }
}

/// Somebody's own name out of its distinguished name, if it has one.
pub(super) fn own_name(name: &str) -> &str {
    let part = |key: &str| {
        name.split(", ")
            .find_map(|part| part.trim().strip_prefix(key))
    };
    let found = part("CN=").or_else(|| part("O="));
    found.filter(|name| !name.is_empty()).unwrap_or(name)
}

/// A share of the whole width, as SVG wants it.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.2}%", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_shortened_in_the_middle_and_never_beyond_their_place() {
        for (text, most, short) in [
            ("mx.example.org", 20, "mx.example.org"),
            ("mx.example.org", 14, "mx.example.org"),
            ("mx1.very-long-name.example.org", 15, "mx1.ver…ple.org"),
            ("ääääääää", 5, "ää…ää"),
            ("abc", 1, "…"),
            // What would turn the line around is written out before it is measured.
            ("a\u{202e}b", 40, "a\\u{202E}b"),
        ] {
            assert_eq!(clip(text, most), short, "{text}");
            assert!(clip(text, most).chars().count() <= most, "{text}");
        }
    }

    #[test]
    fn one_alone_is_never_hidden() {
        for (all, most, outside) in [(0, 3, 0), (3, 3, 3), (4, 3, 4), (5, 3, 3), (80, 3, 3)] {
            assert_eq!(shown_of(all, most), outside, "{all}");
        }
    }

    #[test]
    fn somebody_is_called_by_its_own_name() {
        for (name, short) in [
            ("C=US, O=Let's Encrypt, CN=R3", "R3"),
            ("C=US, O=Somebody", "Somebody"),
            ("CN=", "CN="),
            ("", ""),
            ("whatever", "whatever"),
        ] {
            assert_eq!(own_name(name), short, "{name}");
        }
    }
}
