//! The page's own address: only the part from the `#`, which no server sees, says where in the page one is.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

use crate::route::Route;

/// The part from the `#`, or nothing.
#[must_use]
pub(crate) fn place() -> String {
    web_sys::window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// The page's address without what holds for one visit: the part before `?` and `#`.
#[must_use]
pub(crate) fn page_url() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok());
    let href = href.unwrap_or_default();
    href.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// Goes to another place in the page, as a link there would.
pub(crate) fn go_to(route: &Route) {
    if let Some(window) = web_sys::window() {
        // It cannot fail: any text can stand behind the `#`.
        drop(window.location().set_hash(&route.href()));
    }
}

/// Goes to a place instead of the one that is shown: “back” leads to what was before that.
pub(crate) fn go_instead(route: &Route) {
    if let Some(window) = web_sys::window() {
        // It cannot fail: it is the same page.
        drop(window.location().replace(&route.href()));
    }
}

/// Calls `moved` whenever the place changes, until what is returned is dropped.
#[must_use]
pub(crate) fn on_move(moved: impl FnMut() + 'static) -> Moves {
    let moves = Moves(Closure::new(moved));
    if let Some(window) = web_sys::window() {
        window.set_onhashchange(Some(moves.0.as_ref().unchecked_ref()));
    }
    moves
}

/// Listens for changes of the place.
#[derive(Debug)]
pub(crate) struct Moves(Closure<dyn FnMut()>);

impl Drop for Moves {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.set_onhashchange(None);
        }
    }
}
