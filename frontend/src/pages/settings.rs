//! What the user can choose.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::relay_notice;
use crate::endpoint::Endpoint;
use crate::hooks::use_title;
use crate::settings::{ResolverChoice, Settings, Theme};
use crate::visit::{Visit, use_visit};

#[component]
pub(crate) fn SettingsPage() -> Html {
    use_title("Settings".to_owned());
    let visit = use_visit();
    html! {
        <div class="prose settings">
            <h1 tabindex="-1">{ "Settings" }</h1>
            <p class="hint">{ "Kept in this browser and sent to nobody." }</p>
            { theme_choice(&visit) }
            <NetworkForm />
            { relay_notice(&visit.relay) }
        </div>
    }
}

/// Takes effect at once.
fn theme_choice(visit: &Visit) -> Html {
    let choice = |theme: Theme| {
        let settings = Settings {
            theme,
            ..(*visit.settings).clone()
        };
        let onchange = visit.on_settings.reform(move |_: Event| settings.clone());
        let words = match theme {
            Theme::Auto => "As the system",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        };
        html! {
            <label class="choice">
                <input type="radio" name="theme" value={theme.word()} checked={visit.settings.theme == theme} {onchange} />
                <span>{ words }</span>
            </label>
        }
    };
    html! {
        <fieldset class="theme-choice"><legend>{ "Look" }</legend>{ for Theme::ALL.map(choice) }</fieldset>
    }
}

/// What stands in the form, and what became of the last attempt to save it.
#[derive(Clone, Debug, PartialEq)]
struct Draft {
    resolver: &'static str,
    url: String,
    relay: String,
    outcome: Outcome,
}

/// What became of saving.
#[derive(Clone, Debug, Default, PartialEq)]
struct Outcome {
    saved: bool,
    bad_resolver: Option<String>,
    bad_relay: Option<String>,
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
            relay: settings.relay.clone().unwrap_or_default(),
            outcome: Outcome::default(),
        }
    }

    /// The settings that it amounts to, or what is wrong with them.
    fn read(&self, before: &Settings) -> Result<Settings, Outcome> {
        let resolver = ResolverChoice::from_word(self.resolver, self.url.trim());
        let relay = Some(self.relay.trim().to_owned()).filter(|relay| !relay.is_empty());
        let bad_resolver = resolver.url().err().map(|error| error.to_string());
        let bad_relay = relay
            .as_deref()
            .and_then(|relay| Endpoint::parse(relay).err());
        let bad_relay = bad_relay.map(|error| error.to_string());
        if bad_resolver.is_some() || bad_relay.is_some() {
            return Err(Outcome {
                saved: false,
                bad_resolver,
                bad_relay,
            });
        }
        Ok(Settings {
            resolver,
            relay,
            ..before.clone()
        })
    }
}

#[component]
fn NetworkForm() -> Html {
    let visit = use_visit();
    let draft = use_state(|| Draft::of(&visit.settings));
    let edit = |change: fn(&mut Draft, String)| {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let mut edited = Draft {
                outcome: Outcome::default(),
                ..(*draft).clone()
            };
            change(&mut edited, input.value());
            draft.set(edited);
        })
    };
    let choose = |resolver: &'static str| {
        let draft = draft.clone();
        Callback::from(move |_: Event| {
            draft.set(Draft {
                resolver,
                outcome: Outcome::default(),
                ..(*draft).clone()
            });
        })
    };
    let onsubmit = {
        let (draft, visit) = (draft.clone(), visit.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let outcome = match draft.read(&visit.settings) {
                Ok(settings) => {
                    visit.on_settings.emit(settings);
                    Outcome {
                        saved: true,
                        ..Outcome::default()
                    }
                }
                Err(outcome) => outcome,
            };
            draft.set(Draft {
                outcome,
                ..(*draft).clone()
            });
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
    let Outcome {
        saved,
        bad_resolver,
        bad_relay,
    } = &draft.outcome;
    html! {
        <form class="network-form" {onsubmit} novalidate=true>
            <fieldset>
                <legend>{ "Who is asked about DNS" }</legend>
                { for ResolverChoice::NAMED.into_iter().chain([custom]).map(choice) }
                <div class="field" hidden={!is_custom}>
                    <label for="resolver-url">{ "Its address (DNS over HTTPS)" }</label>
                    <input id="resolver-url" type="url" value={draft.url.clone()} autocomplete="off"
                        oninput={edit(|draft, url| draft.url = url)} placeholder="https://dns.example.org/dns-query"
                        aria-invalid={invalid(bad_resolver.as_ref())} aria-describedby="resolver-complaint" />
                </div>
                <p id="resolver-complaint" class="complaint" role="alert">{ for bad_resolver.as_ref() }</p>
                <p class="hint">{ "Whoever is asked learns which domain you check." }</p>
            </fieldset>
            <fieldset>
                <legend>{ "Relay" }</legend>
                <div class="field">
                    <label for="relay-url">{ "Address of another relay" }</label>
                    <input id="relay-url" type="url" value={draft.relay.clone()} autocomplete="off"
                        oninput={edit(|draft, relay| draft.relay = relay)} placeholder="empty: the server of this page"
                        aria-invalid={invalid(bad_relay.as_ref())} aria-describedby="relay-complaint" />
                </div>
                <p id="relay-complaint" class="complaint" role="alert">{ for bad_relay.as_ref() }</p>
            </fieldset>
            <div class="choices">
                <button type="submit" class="button primary">{ "Save" }</button>
                <span role="status">{ if *saved { "Saved." } else { "" } }</span>
            </div>
        </form>
    }
}

fn invalid(complaint: Option<&String>) -> &'static str {
    if complaint.is_some() { "true" } else { "false" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_saved_only_if_both_addresses_are_good() {
        let before = Settings {
            theme: Theme::Dark,
            ..Settings::default()
        };
        let mut draft = Draft::of(&before);
        assert_eq!(draft.read(&before), Ok(before.clone()));

        draft.resolver = "custom";
        draft.relay = "http://relay.example".into();
        let outcome = draft.read(&before).unwrap_err();
        assert!(outcome.bad_resolver.is_some() && outcome.bad_relay.is_some() && !outcome.saved);

        draft.url = " https://dns.example/dns-query ".into();
        draft.relay = "  ".into();
        let settings = draft.read(&before).unwrap();
        let url = "https://dns.example/dns-query".to_owned();
        assert_eq!(settings.resolver, ResolverChoice::Custom { url });
        assert_eq!(
            (settings.relay.as_ref(), settings.theme),
            (None, Theme::Dark)
        );
        assert_eq!(Draft::of(&settings).url, "https://dns.example/dns-query");
    }
}
