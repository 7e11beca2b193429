//! What the user can choose.

use std::rc::Rc;

use web_sys::{HtmlInputElement, SubmitEvent};
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

/// What was wrong with the last attempt to save, or that it was saved.
#[derive(Clone, Debug, Default, PartialEq)]
struct Saving {
    resolver: Option<String>,
    relay: Option<String>,
    saved: bool,
}

#[component]
fn NetworkForm() -> Html {
    let visit = use_visit();
    let chosen = use_state(|| visit.settings.resolver.clone());
    let resolver_field = use_node_ref();
    let relay_field = use_node_ref();
    let saving = use_state(Saving::default);
    let onsubmit = {
        let (chosen, saving) = (chosen.clone(), saving.clone());
        let (resolver_field, relay_field) = (resolver_field.clone(), relay_field.clone());
        let (settings, on_settings) = (Rc::clone(&visit.settings), visit.on_settings.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let resolver = ResolverChoice::from_word(chosen.word(), &value_of(&resolver_field));
            let relay = value_of(&relay_field);
            let relay = Some(relay.trim().to_owned()).filter(|relay| !relay.is_empty());
            let outcome = Saving {
                resolver: resolver.url().err().map(|error| error.to_string()),
                relay: relay
                    .as_deref()
                    .and_then(|relay| Endpoint::parse(relay).err())
                    .map(|error| error.to_string()),
                saved: false,
            };
            let fine = outcome == Saving::default();
            if fine {
                on_settings.emit(Settings {
                    resolver,
                    relay,
                    ..(*settings).clone()
                });
            }
            saving.set(Saving {
                saved: fine,
                ..outcome
            });
        })
    };
    let custom = ResolverChoice::Custom {
        url: match &visit.settings.resolver {
            ResolverChoice::Custom { url } => url.clone(),
            _ => String::new(),
        },
    };
    let is_custom = matches!(*chosen, ResolverChoice::Custom { .. });
    let choice = |choice: ResolverChoice| {
        let checked = chosen.word() == choice.word();
        let (chosen, saving, next) = (chosen.clone(), saving.clone(), choice.clone());
        let onchange = Callback::from(move |_: Event| {
            chosen.set(next.clone());
            saving.set(Saving::default());
        });
        html! {
            <label class="choice">
                <input type="radio" name="resolver" value={choice.word()} {checked} {onchange} />
                <span>{ choice.to_string() }</span>
            </label>
        }
    };
    let url = match &custom {
        ResolverChoice::Custom { url } => url.clone(),
        _ => String::new(),
    };
    html! {
        <form class="network-form" {onsubmit} novalidate=true>
            <fieldset>
                <legend>{ "Who is asked about DNS" }</legend>
                { for ResolverChoice::NAMED.into_iter().chain([custom.clone()]).map(choice) }
                <div class="field" hidden={!is_custom}>
                    <label for="resolver-url">{ "Its address (DNS over HTTPS)" }</label>
                    <input ref={resolver_field} id="resolver-url" type="url" value={url} autocomplete="off"
                        placeholder="https://dns.example.org/dns-query"
                        aria-invalid={invalid(saving.resolver.as_ref())} aria-describedby="resolver-complaint" />
                </div>
                <p id="resolver-complaint" class="complaint" role="alert">{ for saving.resolver.as_ref() }</p>
                <p class="hint">{ "Whoever is asked learns which domain you check." }</p>
            </fieldset>
            <fieldset>
                <legend>{ "Relay" }</legend>
                <div class="field">
                    <label for="relay-url">{ "Address of another relay" }</label>
                    <input ref={relay_field} id="relay-url" type="url" value={visit.settings.relay.clone().unwrap_or_default()}
                        autocomplete="off" placeholder="empty: the server of this page"
                        aria-invalid={invalid(saving.relay.as_ref())} aria-describedby="relay-complaint" />
                </div>
                <p id="relay-complaint" class="complaint" role="alert">{ for saving.relay.as_ref() }</p>
            </fieldset>
            <div class="choices">
                <button type="submit" class="button primary">{ "Save" }</button>
                <span role="status">{ if saving.saved { "Saved." } else { "" } }</span>
            </div>
        </form>
    }
}

fn value_of(field: &NodeRef) -> String {
    field
        .cast::<HtmlInputElement>()
        .map(|input| input.value())
        .unwrap_or_default()
}

fn invalid(complaint: Option<&String>) -> &'static str {
    if complaint.is_some() { "true" } else { "false" }
}
