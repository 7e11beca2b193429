//! Who is asked about DNS.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::fields::invalid;
use crate::settings::{ResolverChoice, Settings};
use crate::visit::use_visit;

/// What stands in the form, and what became of the last attempt to save it.
#[derive(Clone, Debug, PartialEq)]
struct Draft {
    resolver: &'static str,
    url: String,
    complaint: Option<String>,
    saved: bool,
}

impl Draft {
    fn of(settings: &Settings) -> Self {
        let url = match &settings.resolver {
            ResolverChoice::Custom { url } => url.clone(),
            _ => String::new(),
        };
        Self {
            resolver: settings.resolver.word(),
            url,
            complaint: None,
            saved: false,
        }
    }

    /// The settings that it amounts to, or what is wrong with them.
    fn read(&self, before: &Settings) -> Result<Settings, String> {
        let resolver = ResolverChoice::from_word(self.resolver, self.url.trim());
        resolver.url().map_err(|error| error.to_string())?;
        Ok(Settings {
            resolver,
            ..before.clone()
        })
    }

    /// The same with a change, about which nothing is said yet.
    fn changed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut changed = Self {
            complaint: None,
            saved: false,
            ..self.clone()
        };
        change(&mut changed);
        changed
    }
}

#[component]
pub(super) fn ResolverForm() -> Html {
    let visit = use_visit();
    let draft = use_state(|| Draft::of(&visit.settings));
    let choose = |resolver: &'static str| {
        let draft = draft.clone();
        Callback::from(move |_: Event| draft.set(draft.changed(|draft| draft.resolver = resolver)))
    };
    let oninput = {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                draft.set(draft.changed(|draft| draft.url = input.value()));
            }
        })
    };
    let onsubmit = {
        let (draft, visit) = (draft.clone(), visit.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match draft.read(&visit.settings) {
                Ok(settings) => {
                    visit.on_settings.emit(settings);
                    draft.set(draft.changed(|draft| draft.saved = true));
                }
                Err(why) => draft.set(draft.changed(|draft| draft.complaint = Some(why))),
            }
        })
    };
    let custom = ResolverChoice::Custom { url: String::new() };
    let is_custom = draft.resolver == custom.word();
    let choice = |choice: ResolverChoice| {
        html! {
            <label class="choice">
                <input type="radio" name="resolver" value={choice.word()}
                    checked={draft.resolver == choice.word()} onchange={choose(choice.word())} />
                <span>{ choice.to_string() }</span>
            </label>
        }
    };
    let complaint = draft.complaint.as_ref();
    html! {
        <form class="settings-form" {onsubmit} novalidate=true>
            <fieldset>
                <legend>{ "Who is asked about DNS" }</legend>
                { for ResolverChoice::NAMED.into_iter().chain([custom]).map(choice) }
                <div class="field" hidden={!is_custom}>
                    <label for="resolver-url">{ "Its address (DNS over HTTPS)" }</label>
                    <input id="resolver-url" type="url" value={draft.url.clone()} autocomplete="off" {oninput}
                        placeholder="https://dns.example.org/dns-query"
                        aria-invalid={invalid(complaint)} aria-describedby="resolver-complaint" />
                </div>
                <p id="resolver-complaint" class="complaint" role="alert">{ for complaint }</p>
                <p class="hint">{ "Whoever is asked learns which domain you check." }</p>
            </fieldset>
            <div class="choices">
                <button type="submit" class="button">{ "Save resolver" }</button>
                <span role="status">{ if draft.saved { "Saved." } else { "" } }</span>
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Theme;

    #[test]
    fn a_draft_is_saved_only_if_its_address_is_good() {
        let before = Settings {
            theme: Theme::Dark,
            ..Settings::default()
        };
        let mut draft = Draft::of(&before);
        assert_eq!(draft.read(&before), Ok(before.clone()));
        draft.resolver = "custom";
        for bad in ["", "dns.example", "http://dns.example/"] {
            draft.url = bad.into();
            assert!(draft.read(&before).is_err(), "{bad}");
        }
        draft.url = " https://dns.example/dns-query ".into();
        let settings = draft.read(&before).unwrap();
        let url = "https://dns.example/dns-query".to_owned();
        assert_eq!(settings.resolver, ResolverChoice::Custom { url });
        assert_eq!(settings.theme, Theme::Dark);
        assert_eq!(Draft::of(&settings).url, "https://dns.example/dns-query");
    }
}
