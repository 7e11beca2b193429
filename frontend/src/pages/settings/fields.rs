//! Fields of the forms: each with its label, its hint, and its complaint beside it.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A line of text, and what is wrong with it.
pub(super) struct Line<'a> {
    pub(super) field: &'a NodeRef,
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    /// `text`, `url` or `password`.
    pub(super) kind: &'static str,
    pub(super) value: String,
    pub(super) example: &'static str,
    pub(super) hint: &'static str,
    pub(super) complaint: Option<&'a String>,
}

impl Line<'_> {
    /// The field; the complaint is read out with it, and at once.
    pub(super) fn view(self) -> Html {
        let Self {
            field,
            id,
            label,
            kind,
            value,
            example,
            hint,
            complaint,
        } = self;
        let (complaint_id, hint_id) = (format!("{id}-complaint"), format!("{id}-hint"));
        html! {
            <div class="field">
                <label for={id}>{ label }</label>
                <input ref={field} {id} type={kind} {value} placeholder={example} autocomplete="off" autocapitalize="none"
                    spellcheck="false" aria-invalid={invalid(complaint)} aria-describedby={format!("{complaint_id} {hint_id}")} />
                <p id={complaint_id} class="complaint" role="alert">{ for complaint }</p>
                <p id={hint_id} class="hint">{ hint }</p>
            </div>
        }
    }
}

/// A box to tick.
pub(super) fn tick(
    field: &NodeRef,
    id: &'static str,
    checked: bool,
    label: &'static str,
    hint: &'static str,
) -> Html {
    let hint_id = format!("{id}-hint");
    html! {
        <div class="tick">
            <input ref={field} type="checkbox" {id} {checked} aria-describedby={hint_id.clone()} />
            <div>
                <label for={id}>{ label }</label>
                <p class="hint" id={hint_id}>{ hint }</p>
            </div>
        </div>
    }
}

pub(super) fn invalid(complaint: Option<&String>) -> &'static str {
    if complaint.is_some() { "true" } else { "false" }
}

/// What stands in a field, without the spaces around it.
pub(super) fn text(field: &NodeRef) -> String {
    let typed = field
        .cast::<HtmlInputElement>()
        .map(|input| input.value())
        .or_else(|| field.cast::<HtmlTextAreaElement>().map(|area| area.value()));
    typed.unwrap_or_default().trim().to_owned()
}

pub(super) fn is_ticked(field: &NodeRef) -> bool {
    field
        .cast::<HtmlInputElement>()
        .is_some_and(|input| input.checked())
}

/// Moves the focus to the first field with a complaint, so that what is wrong can be mended.
pub(super) fn focus(field: &NodeRef) {
    if let Some(input) = field.cast::<web_sys::HtmlElement>() {
        drop(input.focus());
    }
}
