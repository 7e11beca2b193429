//! The relays: which there are, which one is asked, and what each is shown.

use std::rc::Rc;

use shared::Feature;
use yew::prelude::*;

use super::fields::{Line, focus, is_ticked, text, tick};
use crate::components::relay_notice;
use crate::endpoint::Endpoint;
use crate::escape::{Lines, visible};
use crate::settings::{KnownRelay, NAME_MAX, RELAYS_MAX, Secret, Settings};
use crate::visit::{RelayPresence, Visit, use_visit};

/// Which relay's form is open: the page's own has an empty address, a new one has none.
#[derive(Clone, PartialEq)]
enum Editing {
    Nothing,
    New,
    Known(String),
}

#[component]
pub(super) fn Relays() -> Html {
    let visit = use_visit();
    let editing = use_state(|| Editing::Nothing);
    let edit = |what: Editing| {
        let editing = editing.clone();
        Callback::from(move |_: MouseEvent| editing.set(what.clone()))
    };
    let settings = &visit.settings;
    let own = KnownRelay {
        name: "The server of this page".to_owned(),
        url: String::new(),
    };
    let row = |relay: &KnownRelay| {
        let label = visible(relay.label(), Lines::Escape);
        let is_own = relay.url.is_empty();
        html! {
            <li key={relay.url.clone()}>
                <label class="choice">
                    <input type="radio" name="relay" value={relay.url.clone()}
                        checked={settings.relay.as_deref().unwrap_or_default() == relay.url} onchange={choose(&visit, &relay.url)} />
                    <span>
                        { label.clone() }
                        if !relay.name.is_empty() && !is_own {
                            <span class="hint">{ format!(" {}", relay.url) }</span>
                        }
                        if visit.tokens.of(&relay.url).is_some() {
                            <span class="hint">{ " · with a token" }</span>
                        }
                    </span>
                </label>
                <span class="relay-actions">
                    <button type="button" class="link-button" onclick={edit(Editing::Known(relay.url.clone()))}>
                        { if is_own { "Token" } else { "Edit" } }<span class="visually-hidden">{ format!(": {label}") }</span>
                    </button>
                    if !is_own {
                        <button type="button" class="link-button" onclick={remove(&visit, &relay.url)}>
                            { "Remove" }<span class="visually-hidden">{ format!(": {label}") }</span>
                        </button>
                    }
                </span>
            </li>
        }
    };
    let on_close = {
        let editing = editing.clone();
        Callback::from(move |()| editing.set(Editing::Nothing))
    };
    html! {
        <section class="settings-section" aria-labelledby="relays-heading">
            <fieldset>
                <legend id="relays-heading">{ "Relay" }</legend>
                <p class="hint">{ "The program that speaks to mail servers for this page. It learns which domain you check, and a bad one could make a report say anything: name only those that you trust." }</p>
                <ul class="relay-list" role="list">
                    { row(&own) }
                    { for settings.relays.iter().map(row) }
                </ul>
            </fieldset>
            if *editing == Editing::Nothing {
                <div class="choices">
                    <button type="button" class="button" onclick={edit(Editing::New)} disabled={settings.relays.len() >= RELAYS_MAX}>
                        { "Add a relay" }
                    </button>
                </div>
            } else {
                <RelayForm key={form_key(&editing)} before={before(&editing)} {on_close} />
            }
            <div aria-live="polite">
                { relay_notice(&visit) }
                { for token_standing(&visit).map(|words| html! { <p class="hint">{ words }</p> }) }
            </div>
        </section>
    }
}

fn form_key(editing: &Editing) -> String {
    match editing {
        Editing::Known(url) => format!("known {url}"),
        Editing::Nothing | Editing::New => "new".to_owned(),
    }
}

fn before(editing: &Editing) -> Option<AttrValue> {
    match editing {
        Editing::Known(url) => Some(url.clone().into()),
        Editing::Nothing | Editing::New => None,
    }
}

/// Takes effect at once.
fn choose(visit: &Visit, url: &str) -> Callback<Event> {
    let settings = Settings {
        relay: Some(url.to_owned()).filter(|url| !url.is_empty()),
        ..(*visit.settings).clone()
    };
    visit.on_settings.reform(move |_| settings.clone())
}

/// With it goes what it was shown.
fn remove(visit: &Visit, url: &str) -> Callback<MouseEvent> {
    let settings = (*visit.settings).clone().without_relay(url);
    let mut tokens = (*visit.tokens).clone();
    tokens.set(url, None, false);
    let (on_settings, on_tokens) = (visit.on_settings.clone(), visit.on_tokens.clone());
    Callback::from(move |_| {
        on_tokens.emit(tokens.clone());
        on_settings.emit(settings.clone());
    })
}

/// What has become of the token of the relay that is asked now: a relay does not say whether it looked at it.
fn token_standing(visit: &Visit) -> Option<&'static str> {
    let RelayPresence::Here { address, info } = &visit.relay else {
        return None;
    };
    visit.token(address)?;
    Some(if info.features.contains(&Feature::Recipients) {
        "The token is shown to this relay, which lets you try recipients."
    } else {
        "The token is shown to this relay, which grants nothing more for it: it may not use tokens, or not know this one."
    })
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct RelayFormProps {
    /// The address of the relay that is edited: empty for the page's own, none for a new one.
    before: Option<AttrValue>,
    on_close: Callback<()>,
}

#[derive(Clone, Default, PartialEq)]
struct Fields {
    name: NodeRef,
    url: NodeRef,
    token: NodeRef,
    remember: NodeRef,
}

/// What is wrong, at each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Complaints {
    name: Option<String>,
    url: Option<String>,
    token: Option<String>,
}

#[component]
fn RelayForm(props: &RelayFormProps) -> Html {
    let visit = use_visit();
    let fields = use_memo((), |()| Fields::default());
    let complaints = use_state(Complaints::default);
    let before = props.before.as_deref();
    let known = visit
        .settings
        .relays
        .iter()
        .find(|relay| Some(relay.url.as_str()) == before)
        .cloned()
        .unwrap_or_default();
    let is_own = before == Some("");
    let secret = before.and_then(|before| visit.tokens.of(before));
    let secret = secret.map(|secret| secret.as_str().to_owned());
    let onsubmit = {
        let (fields, complaints, visit) = (Rc::clone(&fields), complaints.clone(), visit.clone());
        let props = props.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let before = props.before.as_deref();
            let typed = Typed {
                name: text(&fields.name),
                url: text(&fields.url),
                token: text(&fields.token),
            };
            match typed.read(before, &visit.settings.relays) {
                Ok((relay, secret)) => {
                    let mut tokens = (*visit.tokens).clone();
                    if let Some(before) = before {
                        tokens.set(before, None, false);
                    }
                    tokens.set(&relay.url, secret, is_ticked(&fields.remember));
                    visit.on_tokens.emit(tokens);
                    if !relay.url.is_empty() {
                        let settings = (*visit.settings).clone().with_relay(before, relay);
                        visit.on_settings.emit(settings);
                    }
                    props.on_close.emit(());
                }
                Err(wrong) => {
                    focus(if wrong.name.is_some() {
                        &fields.name
                    } else if wrong.url.is_some() {
                        &fields.url
                    } else {
                        &fields.token
                    });
                    complaints.set(wrong);
                }
            }
        })
    };
    let on_cancel = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <form class="settings-form relay-form" {onsubmit} novalidate=true aria-label="A relay">
            if !is_own {
                { Line { field: &fields.name, id: "relay-name", label: "Name", kind: "text", value: known.name, example: "Our relay",
                    hint: "As you like; only you see it.", complaint: complaints.name.as_ref() }.view() }
                { Line { field: &fields.url, id: "relay-url", label: "Address", kind: "url", value: known.url, example: "https://relay.example.org",
                    hint: "Begins with https://, or with http:// for 127.0.0.1 and localhost.", complaint: complaints.url.as_ref() }.view() }
            }
            { Line { field: &fields.token, id: "relay-token", label: "Token, if its operator gave you one", kind: "password", value: secret.unwrap_or_default(), example: "",
                hint: "Shown to this relay alone. It is in no link, no report and no exported file.", complaint: complaints.token.as_ref() }.view() }
            { tick(&fields.remember, "relay-remember", before.is_some_and(|before| visit.tokens.is_remembered(before)),
                "Remember the token in this browser", "Otherwise it is forgotten when this tab is closed.") }
            <div class="choices">
                <button type="submit" class="button primary">{ "Save relay" }</button>
                <button type="button" class="button" onclick={on_cancel}>{ "Cancel" }</button>
            </div>
        </form>
    }
}

/// What stands in the form.
struct Typed {
    name: String,
    url: String,
    token: String,
}

impl Typed {
    /// The relay and its secret, or what is wrong. `before` is the address of the one that is edited.
    fn read(
        self,
        before: Option<&str>,
        known: &[KnownRelay],
    ) -> Result<(KnownRelay, Option<Secret>), Complaints> {
        let mut wrong = Complaints::default();
        if self.name.chars().count() > NAME_MAX {
            wrong.name = Some(format!("Give at most {NAME_MAX} characters."));
        }
        if before != Some("") {
            if let Err(error) = Endpoint::parse(&self.url) {
                wrong.url = Some(error.to_string());
            } else if self.url.contains('?') {
                wrong.url = Some("A relay’s address has no “?”.".to_owned());
            } else if known
                .iter()
                .any(|relay| relay.url == self.url && Some(relay.url.as_str()) != before)
            {
                wrong.url = Some("This relay is there already.".to_owned());
            }
        }
        let secret = match self.token.as_str() {
            "" => None,
            token => Secret::parse(token)
                .map_err(|why| wrong.token = Some(why.to_owned()))
                .ok(),
        };
        if wrong != Complaints::default() {
            return Err(wrong);
        }
        let relay = KnownRelay {
            name: self.name,
            url: self.url,
        };
        Ok((relay, secret))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(name: &str, url: &str, token: &str) -> Typed {
        Typed {
            name: name.into(),
            url: url.into(),
            token: token.into(),
        }
    }

    #[test]
    fn each_complaint_is_at_its_field() {
        let known = [KnownRelay {
            name: "A".into(),
            url: "https://a.example".into(),
        }];
        let long = "x".repeat(61);
        for (form, before, wrong) in [
            (
                typed("", "https://b.example", ""),
                None,
                [false, false, false],
            ),
            (
                typed("A", "https://a.example", "abc"),
                Some("https://a.example"),
                [false; 3],
            ),
            (typed("", "", "abc"), Some(""), [false; 3]),
            (
                typed("", "https://a.example", ""),
                None,
                [false, true, false],
            ),
            (
                typed("", "http://b.example", ""),
                None,
                [false, true, false],
            ),
            (
                typed("", "https://b.example/?x", ""),
                None,
                [false, true, false],
            ),
            (typed("", "", "ä"), Some(""), [false, false, true]),
            (typed(&long, "", "a b"), None, [true, true, true]),
        ] {
            let read = form.read(before, &known);
            let found = match &read {
                Ok(_) => [false; 3],
                Err(wrong) => [
                    wrong.name.is_some(),
                    wrong.url.is_some(),
                    wrong.token.is_some(),
                ],
            };
            assert_eq!(found, wrong, "{read:?}");
        }
    }
}
