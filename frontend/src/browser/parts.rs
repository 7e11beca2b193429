//! The parts of this program that not every view needs. Built for visitors each is a file of its own
//! (`scripts/split-page.mjs`), which `public/init.js` fetches when it is asked for; nothing of it may run before it is there.

use std::cell::Cell;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = waxsealPart)]
    fn fetched(name: &str) -> Result<Promise, JsValue>;
}

/// A part that is fetched when it is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What judges, and shows reports of it.
    Judge,
    /// What reads report files and messages of others; what judges comes with it.
    Reader,
}

impl Part {
    /// Its word, here and in `public/init.js`.
    const fn word(self) -> &'static str {
        match self {
            Self::Judge => "judge",
            Self::Reader => "reader",
        }
    }
}

thread_local! {
    static ARE_HERE: [Cell<bool>; 2] = const { [Cell::new(false), Cell::new(false)] };
}

fn mark<T>(part: Part, act: impl FnOnce(&Cell<bool>) -> T) -> T {
    ARE_HERE.with(|[judge, reader]| {
        act(match part {
            Part::Judge => judge,
            Part::Reader => reader,
        })
    })
}

/// Whether a part is known to be there.
#[must_use]
pub fn part_is_here(part: Part) -> bool {
    mark(part, Cell::get)
}

/// Waits until a part is there; at once in a build that is one file.
///
/// # Errors
/// It could not be fetched, in words for the user. The next call tries again.
pub async fn fetch_part(part: Part) -> Result<(), String> {
    let words = |error: JsValue| {
        let message = js_sys::Reflect::get(&error, &"message".into());
        let said = message.ok().and_then(|message| message.as_string());
        said.unwrap_or_else(|| "for no reason that the browser tells".to_owned())
    };
    let promise = fetched(part.word()).map_err(words)?;
    JsFuture::from(promise).await.map_err(words)?;
    mark(part, |here| here.set(true));
    Ok(())
}
