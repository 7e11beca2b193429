//! Printing: what can be opened is open on paper, and afterwards as it was.

use std::cell::RefCell;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::HtmlDetailsElement;

thread_local! {
    /// What was opened for the printer only.
    static OPENED: RefCell<Vec<HtmlDetailsElement>> = const { RefCell::new(Vec::new()) };
}

/// Has the browser print the page, or save it as PDF.
pub(crate) fn print() {
    open_all();
    // Some parts are only drawn once they are open, and the dialogue holds the page as it is.
    wasm_bindgen_futures::spawn_local(async {
        TimeoutFuture::new(100).await;
        if let Some(window) = web_sys::window() {
            // A browser that does not print says so itself.
            drop(window.print());
        }
        close_again();
    });
}

/// Opens what can be opened whenever the browser prints, by whatever menu or key, until what is returned is dropped.
#[must_use]
pub(crate) fn on_print() -> Printing {
    let printing = Printing {
        before: Closure::new(open_all),
        after: Closure::new(close_again),
    };
    if let Some(window) = web_sys::window() {
        window.set_onbeforeprint(Some(printing.before.as_ref().unchecked_ref()));
        window.set_onafterprint(Some(printing.after.as_ref().unchecked_ref()));
    }
    printing
}

/// Listens for the printer.
#[derive(Debug)]
pub(crate) struct Printing {
    before: Closure<dyn Fn()>,
    after: Closure<dyn Fn()>,
}

impl Drop for Printing {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            window.set_onbeforeprint(None);
            window.set_onafterprint(None);
        }
    }
}

fn open_all() {
    let document = web_sys::window().and_then(|window| window.document());
    let list =
        document.and_then(|document| document.query_selector_all("main details:not([open])").ok());
    let Some(list) = list else {
        return;
    };
    let closed =
        (0..list.length()).filter_map(|at| list.item(at)?.dyn_into::<HtmlDetailsElement>().ok());
    OPENED.with_borrow_mut(|opened| {
        for details in closed {
            details.set_open(true);
            opened.push(details);
        }
    });
}

fn close_again() {
    for details in OPENED.take() {
        details.set_open(false);
    }
}
