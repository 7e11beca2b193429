//! The rest of the program, which judges and shows reports. Built for visitors it is a file of its own
//! (`scripts/split-page.mjs`), which `public/init.js` fetches when it is asked for; nothing of it may run before it is there.

use std::cell::Cell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = waxsealRest)]
    fn rest() -> Result<Promise, JsValue>;
}

thread_local! {
    static IS_HERE: Cell<bool> = const { Cell::new(false) };
}

/// Whether what judges is known to be there.
#[must_use]
pub fn judge_is_here() -> bool {
    IS_HERE.get()
}

/// Waits until what judges is there; at once in a build that is one file.
///
/// # Errors
/// It could not be fetched, in words for the user. The next call tries again.
pub async fn judge() -> Result<(), String> {
    let words = |error: JsValue| {
        let message = js_sys::Reflect::get(&error, &"message".into());
        let said = message.ok().and_then(|message| message.as_string());
        said.unwrap_or_else(|| "for no reason that the browser tells".to_owned())
    };
    let promise = rest().map_err(words)?;
    JsFuture::from(promise).await.map_err(words)?;
    IS_HERE.set(true);
    Ok(())
}
