//! The title of the document.

use yew::prelude::*;

use crate::browser::set_title;

/// Keeps the title of the document as given, with the product's name behind it.
#[hook]
pub(crate) fn use_title(title: String) {
    use_effect_with(title, |title| {
        if title.is_empty() {
            set_title("Waxseal: does mail to a domain travel sealed?");
        } else {
            set_title(&format!("{title} · Waxseal"));
        }
    });
}
