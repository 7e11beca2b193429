//! What the browser lets this page do: whether there is a network, what its policy forbids, and whether it may connect
//! to the user's own machine or network.

use std::cell::{Cell, RefCell};

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Whether the page may connect to the user's own machine or network (Local Network Access).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// It may.
    Granted,
    /// The browser asks the user first.
    Prompt,
    /// It may not.
    Denied,
    /// The browser knows no such permission, or it is not about such an address.
    Unknown,
}

impl Permission {
    fn of_word(word: &str) -> Self {
        match word {
            "granted" => Self::Granted,
            "prompt" => Self::Prompt,
            "denied" => Self::Denied,
            _ => Self::Unknown,
        }
    }
}

/// Whether the browser believes that it has a network.
#[must_use]
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Whether the page came over https.
#[must_use]
pub fn page_is_sealed() -> bool {
    web_sys::window()
        .and_then(|window| window.location().protocol().ok())
        .is_some_and(|protocol| protocol == "https:")
}

/// Whether the page itself came from this very machine: then it may connect there without being asked about.
fn page_is_at_home() -> bool {
    web_sys::window()
        .and_then(|window| window.location().hostname().ok())
        .is_some_and(|host| host == "localhost" || host == "[::1]" || host.starts_with("127."))
}

/// The permission for an address, if it is one that needs any.
pub async fn local_permission(url: &str) -> Permission {
    if page_is_at_home() || !crate::net::is_on_this_machine(url) {
        return Permission::Unknown;
    }
    // The name has changed with the standard, and browsers refuse those that they do not know.
    for name in ["loopback-network", "local-network-access", "local-network"] {
        if let Some(state) = permission_state(name).await {
            return Permission::of_word(&state);
        }
    }
    Permission::Unknown
}

async fn permission_state(name: &str) -> Option<String> {
    let navigator: JsValue = web_sys::window()?.navigator().into();
    let permissions = Reflect::get(&navigator, &"permissions".into()).ok()?;
    let query: Function = Reflect::get(&permissions, &"query".into())
        .ok()?
        .dyn_into()
        .ok()?;
    let wanted = Object::new();
    Reflect::set(&wanted, &"name".into(), &name.into()).ok()?;
    let asked: Promise = query.call1(&permissions, &wanted).ok()?.dyn_into().ok()?;
    let status = JsFuture::from(asked).await.ok()?;
    Reflect::get(&status, &"state".into()).ok()?.as_string()
}

thread_local! {
    static WATCHED: Cell<bool> = const { Cell::new(false) };
    /// Addresses that the policy kept the page from, the newest last.
    static FORBIDDEN: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// How many are kept.
const MOST: usize = 64;

/// Remembers from now on what the content security policy keeps the page from.
pub fn watch_policy() {
    if WATCHED.replace(true) {
        return;
    }
    let Some(document) = web_sys::window().and_then(|window| window.document()) else {
        return;
    };
    let heard = Closure::<dyn FnMut(JsValue)>::new(|event: JsValue| {
        let url = Reflect::get(&event, &"blockedURI".into()).ok();
        if let Some(url) = url.and_then(|url| url.as_string()) {
            FORBIDDEN.with_borrow_mut(|forbidden| {
                forbidden.push(url);
                let too_many = forbidden.len().saturating_sub(MOST);
                forbidden.drain(..too_many);
            });
        }
    });
    // Should it fail, every silence is told without this reason.
    drop(document.add_event_listener_with_callback(
        "securitypolicyviolation",
        heard.as_ref().unchecked_ref(),
    ));
    // It listens as long as the page is there.
    heard.forget();
}

/// Whether the policy kept the page from an address.
#[must_use]
pub fn forbids(url: &str) -> bool {
    let plain = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_owned();
    let url = plain(url);
    FORBIDDEN.with_borrow(|forbidden| forbidden.iter().any(|one| plain(one) == url))
}
