//! The title of the document, and the focus when a view comes.

use yew::prelude::*;

use crate::browser::{focus_if_lost, has_moved, set_title};

/// Keeps the title of the document as given, with the product's name behind it, and takes the focus to the heading of a view
/// that comes in place of one which had it: a page that waited for something goes with its heading. On the page that is
/// loaded first nothing had the focus, and a title that changes later moves nothing.
#[hook]
pub(crate) fn use_title(title: String) {
    use_effect_with(title, |title| {
        if title.is_empty() {
            set_title("Waxseal: does mail to a domain travel sealed?");
        } else {
            set_title(&format!("{title} · Waxseal"));
        }
    });
    use_effect_with((), |()| {
        if has_moved() {
            focus_if_lost("main h1");
        }
    });
}
