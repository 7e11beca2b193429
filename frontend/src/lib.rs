//! The page: asks, shows, and is the only crate that knows a browser.
//!
//! [`survey`] is what is known and shown, pure and natively testable; `surveyor` is the loop that asks; [`net`] is
//! all that goes over the network and [`browser`] everything else of the browser. Pages and components only show:
//! every rule and every word about mail is in `analysis`.

mod app;
pub mod browser;
mod components;
pub mod endpoint;
mod handed;
mod history;
mod hooks;
mod import;
mod many;
pub mod net;
mod pages;
mod phrase;
mod pictures;
mod problems;
mod reading;
mod retelling;
mod route;
mod samples;
pub mod settings;
mod share;
pub mod survey;
mod surveyor;
mod visit;

pub use analysis::escape;

/// Mounts the page in the element `#app`, in place of the loading notice.
pub fn mount() {
    browser::watch_policy();
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id("app"));
    if let Some(root) = root {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
