//! What the browser keeps for us, and what the page's address says.

use web_sys::Storage;

use crate::settings::{Settings, Tokens};

/// Also known to frontend/public/init.js, which sets the theme before the page starts.
const KEY: &str = "waxseal.settings";
const TOKENS: &str = "waxseal.tokens";
const RUN: &str = "waxseal.many";

/// The settings as stored; the defaults if there are none, or the browser stores nothing.
#[must_use]
pub fn load_settings() -> Settings {
    let stored = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
    stored
        .map(|stored| Settings::from_json(&stored))
        .unwrap_or_default()
}

/// Stores the settings; whether the browser took them.
#[must_use]
pub fn store_settings(settings: &Settings) -> bool {
    storage().is_some_and(|storage| storage.set_item(KEY, &settings.to_json()).is_ok())
}

/// The query part of the page's address, before the `#`.
#[must_use]
pub fn search() -> String {
    web_sys::window()
        .and_then(|window| window.location().search().ok())
        .unwrap_or_default()
}

/// The secrets as stored, for this tab and for longer.
#[must_use]
pub fn load_tokens() -> Tokens {
    let read = |storage: Option<Storage>| {
        let stored = storage.and_then(|storage| storage.get_item(TOKENS).ok().flatten());
        stored.unwrap_or_default()
    };
    Tokens::from_json(&read(tab_storage()), &read(storage()))
}

/// Stores the secrets, for this tab or for longer as each is meant; whether the browser took them.
#[must_use]
pub fn store_tokens(tokens: &Tokens) -> bool {
    let store = |storage: Option<Storage>, json: Option<String>| match (storage, json) {
        (Some(storage), Some(json)) => storage.set_item(TOKENS, &json).is_ok(),
        (Some(storage), None) => storage.remove_item(TOKENS).is_ok(),
        (None, json) => json.is_none(),
    };
    let for_tab = store(tab_storage(), tokens.to_json(false));
    store(storage(), tokens.to_json(true)) && for_tab
}

/// The run over many domains as stored; nothing if there is none.
#[must_use]
pub fn load_run() -> Option<String> {
    storage()?.get_item(RUN).ok().flatten()
}

/// Stores a run over many domains, or forgets it; whether the browser did.
#[must_use]
pub fn store_run(text: Option<&str>) -> bool {
    storage().is_some_and(|storage| match text {
        Some(text) => storage.set_item(RUN, text).is_ok(),
        None => storage.remove_item(RUN).is_ok(),
    })
}

/// What ends with the tab. Absent when the user forbids it.
fn tab_storage() -> Option<Storage> {
    web_sys::window()?.session_storage().ok().flatten()
}

/// Absent when the user forbids it.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
