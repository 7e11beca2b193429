//! What every check begins with.

use std::rc::Rc;

use analysis::evidence::Selector;
use analysis::grade::TlsProfile;
use shared::{Feature, LocalPart};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::fields::{Line, focus, is_ticked, text, tick};
use crate::settings::{RecipientChoice, Settings};
use crate::visit::{RelayPresence, use_visit};

#[derive(Clone, Default, PartialEq)]
struct Fields {
    deep: NodeRef,
    profile: NodeRef,
    selectors: NodeRef,
    open_relay: NodeRef,
    mailbox: NodeRef,
    consent: NodeRef,
}

/// What is wrong, at each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Complaints {
    selectors: Option<String>,
    mailbox: Option<String>,
    consent: Option<String>,
    saved: bool,
}

#[component]
pub(super) fn ChecksForm() -> Html {
    let visit = use_visit();
    let fields = use_memo((), |()| Fields::default());
    let outcome = use_state(Complaints::default);
    let settings = &visit.settings;
    let tries_recipients = match &visit.relay {
        RelayPresence::Here { info, .. } => info.features.contains(&Feature::Recipients),
        RelayPresence::Looking | RelayPresence::Missing { .. } => false,
    };
    let onsubmit = {
        let (fields, outcome, visit) = (Rc::clone(&fields), outcome.clone(), visit.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match fields.typed().read(&visit.settings) {
                Ok(settings) => {
                    visit.on_settings.emit(settings);
                    outcome.set(Complaints {
                        saved: true,
                        ..Complaints::default()
                    });
                }
                Err(wrong) => {
                    focus(if wrong.selectors.is_some() {
                        &fields.selectors
                    } else if wrong.mailbox.is_some() {
                        &fields.mailbox
                    } else {
                        &fields.consent
                    });
                    outcome.set(wrong);
                }
            }
        })
    };
    let onchange = {
        let outcome = outcome.clone();
        Callback::from(move |_: Event| {
            if outcome.saved {
                outcome.set(Complaints::default());
            }
        })
    };
    let selectors: Vec<&str> = settings.selectors.iter().map(Selector::as_str).collect();
    html! {
        <form class="settings-form" {onsubmit} {onchange} novalidate=true>
            <fieldset>
                <legend>{ "Every check" }</legend>
                { tick(&fields.deep, "always-deep", settings.deep, "Looks deep at once, where the relay allows it",
                    "Every cipher suite, key exchange and certificate that the servers take: a minute or two more for each. It never changes the grade.") }
                <div class="field">
                    <label for="default-profile">{ "What to demand of TLS" }</label>
                    <select ref={&fields.profile} id="default-profile">
                        { for TlsProfile::ALL.map(|profile| html! {
                            <option value={profile.word()} selected={settings.profile == profile}>{ profile.title() }</option>
                        }) }
                    </select>
                </div>
                { Line { field: &fields.selectors, id: "default-selectors", label: "DKIM selectors to try", kind: "text", value: selectors.join(" "), example: "s1 k2",
                    hint: "With spaces between. DNS does not tell which there are; these are tried beside the usual ones.", complaint: outcome.selectors.as_ref() }.view() }
            </fieldset>
            if tries_recipients || settings.recipients.is_some() {
                { recipients(&fields, settings, &outcome) }
            } else {
                <p class="hint">{ "Whether servers relay mail for strangers, and whether a mailbox exists, is tried only where a relay’s operator allows it. The one that is chosen does not, or is not there." }</p>
            }
            <div class="choices">
                <button type="submit" class="button">{ "Save" }</button>
                <span role="status">{ if outcome.saved { "Saved." } else { "" } }</span>
            </div>
        </form>
    }
}

fn recipients(fields: &Fields, settings: &Settings, outcome: &Complaints) -> Html {
    let chosen = settings.recipients.clone().unwrap_or_default();
    let mailbox = chosen
        .mailbox
        .as_ref()
        .map(|mailbox| mailbox.as_str().to_owned());
    html! {
        <fieldset>
            <legend>{ "What servers say to recipients" }</legend>
            <p class="hint">{ "Recipients are named and the answers read; no mail is ever sent. Off unless you tick it." }</p>
            { tick(&fields.open_relay, "always-open-relay", chosen.open_relay, "Try whether they relay mail for strangers",
                "Asks for recipients at another domain, which a server must refuse.") }
            { Line { field: &fields.mailbox, id: "always-mailbox", label: "Try whether a mailbox exists: the part before the @, or nothing", kind: "text",
                value: mailbox.unwrap_or_default(), example: "postmaster", hint: "", complaint: outcome.mailbox.as_ref() }.view() }
            { tick(&fields.consent, "always-consent", settings.recipients.is_some(), "I run the servers of every domain that I check here, or whoever does has asked me to",
                "Operators may take such questions from a stranger for the start of an attack.") }
            <p class="complaint" role="alert">{ for outcome.consent.as_ref() }</p>
        </fieldset>
    }
}

impl Fields {
    fn typed(&self) -> Typed {
        let profile = self.profile.cast::<HtmlSelectElement>();
        Typed {
            deep: is_ticked(&self.deep),
            profile: profile.map(|select| select.value()).unwrap_or_default(),
            selectors: text(&self.selectors),
            open_relay: is_ticked(&self.open_relay),
            mailbox: text(&self.mailbox),
            consent: is_ticked(&self.consent),
        }
    }
}

/// What stands in the form.
#[derive(Clone, Default)]
struct Typed {
    deep: bool,
    profile: String,
    selectors: String,
    open_relay: bool,
    mailbox: String,
    consent: bool,
}

impl Typed {
    /// The settings that it amounts to, or what is wrong with them.
    fn read(&self, before: &Settings) -> Result<Settings, Complaints> {
        let mut wrong = Complaints::default();
        let selectors = self
            .selectors
            .split([' ', ',', ';', '\t', '\n'])
            .filter(|word| !word.is_empty())
            .map(str::parse::<Selector>)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|why| wrong.selectors = Some(format!("DKIM selectors: {why}.")))
            .unwrap_or_default();
        let mailbox = match self.mailbox.as_str() {
            "" => None,
            mailbox => mailbox
                .parse::<LocalPart>()
                .map_err(|why| wrong.mailbox = Some(format!("Mailbox: {why}.")))
                .ok(),
        };
        let wants_recipients = self.open_relay || mailbox.is_some();
        if wants_recipients && !self.consent {
            wrong.consent = Some("Tick this too, or leave the two tests out.".to_owned());
        }
        if wrong != Complaints::default() {
            return Err(wrong);
        }
        let settings = Settings {
            deep: self.deep,
            profile: self.profile.parse().unwrap_or_default(),
            selectors,
            recipients: wants_recipients.then_some(RecipientChoice {
                open_relay: self.open_relay,
                mailbox,
            }),
            ..before.clone()
        };
        Ok(settings.in_order())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_are_tried_only_by_those_who_may() {
        let before = Settings::default();
        let typed = Typed {
            open_relay: true,
            ..Typed::default()
        };
        let wrong = typed.read(&before).unwrap_err();
        assert!(wrong.consent.is_some() && wrong.mailbox.is_none());
        let typed = Typed {
            consent: true,
            ..typed
        };
        let chosen = typed.read(&before).unwrap().recipients;
        assert!(chosen.is_some_and(|chosen| chosen.open_relay && chosen.mailbox.is_none()));
        // Consent alone asks for nothing.
        let typed = Typed {
            open_relay: false,
            ..typed
        };
        assert_eq!(typed.read(&before).unwrap().recipients, None);
    }

    #[test]
    fn what_is_typed_is_read_or_refused_at_its_field() {
        let before = Settings::default();
        let typed = Typed {
            deep: true,
            profile: "ncsc-nl".into(),
            selectors: "S1, k2;k3\tk4".into(),
            ..Typed::default()
        };
        let settings = typed.read(&before).unwrap();
        assert!(settings.deep && settings.profile == TlsProfile::NcscNl);
        let words: Vec<&str> = settings.selectors.iter().map(Selector::as_str).collect();
        assert_eq!(words, ["s1", "k2", "k3", "k4"]);
        let wrong = Typed {
            selectors: "a/b".into(),
            mailbox: "a b".into(),
            ..typed
        };
        let wrong = wrong.read(&before).unwrap_err();
        assert!(wrong.selectors.is_some() && wrong.mailbox.is_some());
    }
}
