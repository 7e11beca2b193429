//! What the browser keeps for us, and what the page's address says.

use web_sys::Storage;

use crate::settings::Settings;

/// Also known to frontend/public/init.js, which sets the theme before the page starts.
const KEY: &str = "waxseal.settings";

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

/// Absent when the user forbids it.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
