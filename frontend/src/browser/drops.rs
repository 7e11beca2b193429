//! Files dropped anywhere on the page.

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{DragEvent, File};

/// What happens with files that are dragged over the page.
#[derive(Debug)]
pub(crate) enum Drops {
    /// They are over it.
    Over,
    /// They are not any more.
    Away,
    /// They were dropped.
    Dropped(Vec<File>),
}

const EVENTS: [&str; 3] = ["dragover", "dragleave", "drop"];

/// Calls `happened` until what is returned is dropped.
#[must_use]
pub(crate) fn on_drop(happened: impl Fn(Drops) + 'static) -> Listening {
    let listening = Listening(Closure::new(move |event: DragEvent| {
        // Text dragged from one place to another is the browser's.
        let Some(data) = event
            .data_transfer()
            .filter(|data| data.types().includes(&"Files".into(), 0))
        else {
            return;
        };
        match event.type_().as_str() {
            "dragover" => {
                // Without this the browser would leave the page for the file.
                event.prevent_default();
                happened(Drops::Over);
            }
            "drop" => {
                event.prevent_default();
                let files = data.files();
                let files = files
                    .iter()
                    .flat_map(|files| (0..files.length()).filter_map(|at| files.get(at)));
                happened(Drops::Dropped(files.collect()));
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
