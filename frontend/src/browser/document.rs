//! The document: its title, its theme, and where the focus is.

use std::cell::Cell;

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlDetailsElement, HtmlElement};

use crate::settings::Theme;

/// Sets what the tab and a screen reader call the page.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}

/// Marks the root element with the theme; without a mark the system's preference holds.
pub fn set_theme(theme: Theme) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    let Some(root) = root else { return };
    // Neither can fail: the name of the attribute is a valid one.
    drop(match theme {
        Theme::Auto => root.remove_attribute("data-theme"),
        Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.word()),
    });
}

thread_local! {
    static HAS_MOVED: Cell<bool> = const { Cell::new(false) };
}

/// Moves the focus to the heading of the page, so that a change of page is heard and the next Tab starts there.
pub fn focus_heading() {
    HAS_MOVED.set(true);
    focus("main h1");
}

/// Whether there was a change of page since this one was loaded.
#[must_use]
pub fn has_moved() -> bool {
    HAS_MOVED.get()
}

/// Moves the focus to the first element that a selector finds.
pub fn focus(selector: &str) {
    if let Some(element) = find(selector) {
        // An element that cannot have the focus leaves it where it is.
        drop(element.focus());
    }
}

/// The same if the focus is nowhere: what had it has gone.
pub fn focus_if_lost(selector: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let active = document.and_then(|document| document.active_element());
    if active.is_none_or(|element| element.tag_name() == "BODY") {
        focus(selector);
    }
}

/// Brings an element into view, opens it if it is a disclosure, and moves the focus to it or its summary.
pub fn show(selector: &str) {
    let Some(element) = find(selector) else {
        return;
    };
    if let Some(details) = element.dyn_ref::<HtmlDetailsElement>() {
        details.set_open(true);
    }
    element.scroll_into_view();
    let summary = element.query_selector("summary").ok().flatten();
    let target = summary
        .and_then(|summary| summary.dyn_into::<HtmlElement>().ok())
        .unwrap_or(element);
    drop(target.focus());
}

fn find(selector: &str) -> Option<HtmlElement> {
    web_sys::window()?
        .document()?
        .query_selector(selector)
        .ok()
        .flatten()?
        .dyn_into::<HtmlElement>()
        .ok()
}
