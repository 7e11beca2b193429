//! Files dropped anywhere on the page, but where an element takes them itself.

use js_sys::{Array, Promise};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, DragEvent, Element, File};

/// What happens with files that are dragged over the page.
#[derive(Debug)]
pub(crate) enum Drops {
    /// They are over it.
    Over,
    /// They are not any more.
    Away,
    /// They were dropped; folders among them are still to be looked into.
    Dropped(Promise),
}

const EVENTS: [&str; 4] = ["dragenter", "dragover", "dragleave", "drop"];

/// Marks elements that take files themselves.
pub(crate) const TAKES_FILES: &str = "takes-files";

/// Calls `happened` until what is returned is dropped, and at once for what was dropped before the program ran.
#[must_use]
pub(crate) fn on_drop(happened: impl Fn(Drops) + 'static) -> Listening {
    if let Some(dropped) = dropped_before() {
        happened(Drops::Dropped(dropped));
    }
    let listening = Listening(Closure::new(move |event: DragEvent| {
        // Text dragged from one place to another is the browser's.
        let Some(data) = with_files(&event) else {
            return;
        };
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok());
        let taker =
            target.and_then(|target| target.closest(&[".", TAKES_FILES].concat()).ok().flatten());
        if taker.is_some() {
            happened(Drops::Away);
            return;
        }
        match event.type_().as_str() {
            "dragenter" | "dragover" => {
                // Without this the browser would leave the page for the file, or take none where an element has just come
                // to be under it.
                event.prevent_default();
                happened(Drops::Over);
            }
            "drop" => {
                event.prevent_default();
                happened(Drops::Dropped(with_folders(&data)));
            }
            // From one element to the next is not away.
            _ if event.related_target().is_none() => happened(Drops::Away),
            _ => {}
        }
    }));
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        for event in EVENTS {
            // Neither event nor listener can be refused.
            drop(
                document
                    .add_event_listener_with_callback(event, listening.0.as_ref().unchecked_ref()),
            );
        }
    }
    listening
}

#[wasm_bindgen]
extern "C" {
    /// In `public/init.js`: the entries have to be asked for while the event lasts, which takes much more words here.
    #[wasm_bindgen(js_name = waxsealDropped)]
    fn with_folders(data: &DataTransfer) -> Promise;

    /// What was dropped while the program was fetched, as from `with_folders`; from now on the program listens itself.
    #[wasm_bindgen(js_name = waxsealDroppedBefore)]
    fn dropped_before() -> Option<Promise>;
}

/// The files of what was dropped, with those in its folders.
pub(crate) async fn dropped_files(dropped: Promise) -> Vec<File> {
    let files = JsFuture::from(dropped).await.unwrap_or_default();
    let files = Array::from(&files);
    files
        .iter()
        .filter_map(|file| file.dyn_into().ok())
        .collect()
}

/// What is dragged, if there are files in it.
pub(crate) fn with_files(event: &DragEvent) -> Option<DataTransfer> {
    event
        .data_transfer()
        .filter(|data| data.types().includes(&"Files".into(), 0))
}

/// The files that were dropped.
pub(crate) fn files_of(data: &DataTransfer) -> Vec<File> {
    let files = data.files();
    let files = files.iter();
    files
        .flat_map(|files| (0..files.length()).filter_map(|at| files.get(at)))
        .collect()
}

/// Listens for files.
#[derive(Debug)]
pub(crate) struct Listening(Closure<dyn Fn(DragEvent)>);

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            for event in EVENTS {
                drop(
                    document.remove_event_listener_with_callback(
                        event,
                        self.0.as_ref().unchecked_ref(),
                    ),
                );
            }
        }
    }
}
