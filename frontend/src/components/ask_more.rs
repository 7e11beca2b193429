//! What can be looked at beyond the usual, where the relay grants it: the deep probe and the recipient tests.

use std::rc::Rc;

use analysis::evidence::Subject;
use shared::{DomainName, Extras, Feature, LocalPart, RecipientTests};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::browser::parse_name;
use crate::escape::{Lines, visible};
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct AskMoreProps {
    pub(crate) survey: Rc<Survey>,
    pub(crate) on_extras: Callback<Extras>,
}

/// The fields of the form.
#[derive(Clone, Default, PartialEq)]
struct Fields {
    deep: NodeRef,
    open_relay: NodeRef,
    mailbox: NodeRef,
    domain: NodeRef,
    consent: NodeRef,
}

#[component]
pub(crate) fn AskMore(props: &AskMoreProps) -> Html {
    let fields = use_memo((), |()| Fields::default());
    let complaint = use_state(|| None::<String>);
    let evidence = &props.survey.evidence;
    let Some(relay) = &evidence.vantage.relay else {
        return Html::default();
    };
    let grants = |feature| relay.features.contains(&feature);
    if !grants(Feature::Deep) && !grants(Feature::Recipients) {
        return Html::default();
    }
    let domain = match &evidence.subject {
        Subject::Domain { domain } => Some(domain.clone()),
        Subject::Host { .. } => None,
    };
    let onsubmit = {
        let (fields, complaint, domain) = (Rc::clone(&fields), complaint.clone(), domain.clone());
        let on_extras = props.on_extras.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match fields.read(domain.as_ref()) {
                Ok(extras) => {
                    complaint.set(None);
                    on_extras.emit(extras);
                }
                Err(why) => complaint.set(Some(why)),
            }
        })
    };
    html! {
        <details class="ask-more">
            <summary>{ "Look deeper" }</summary>
            <form {onsubmit} novalidate=true>
                if grants(Feature::Deep) {
                    { tick(&fields.deep, "ask-deep", "Every cipher suite, key exchange and certificate that the servers take",
                        "Some dozens of connections to each server, one after another: a minute or two. It never changes the grade.") }
                }
                if grants(Feature::Recipients) {
                    { recipients(&fields, domain.as_ref()) }
                } else {
                    <p class="hint">{ "Whether the servers relay mail for strangers, and whether a mailbox exists, was not tested: \
                        this relay’s operator does not allow it." }</p>
                }
                <button type="submit" class="button" disabled={props.survey.is_running()}>{ "Look" }</button>
                <p class="complaint" role="alert">{ for complaint.as_ref().map(|why| visible(why, Lines::Escape)) }</p>
            </form>
        </details>
    }
}

fn recipients(fields: &Fields, domain: Option<&DomainName>) -> Html {
    html! {
        <fieldset>
            <legend>{ "What the servers say to recipients" }</legend>
            <p class="hint">{ "Recipients are named and the answers read; no mail is ever sent." }</p>
            if domain.is_none() {
                { line(&fields.domain, "ask-domain", "Domain whose mail the server takes", "example.org") }
            }
            { tick(&fields.open_relay, "ask-open-relay", "Do they relay mail for strangers?",
                "Asks for recipients at another domain, which a server must refuse.") }
            { line(&fields.mailbox, "ask-mailbox", "Does a mailbox exist? The part before the @, or nothing", "postmaster") }
            { tick(&fields.consent, "ask-consent", "I run these servers, or whoever does has asked me to",
                "Operators may take such questions from a stranger for the start of an attack.") }
        </fieldset>
    }
}

fn tick(field: &NodeRef, id: &'static str, label: &'static str, hint: &'static str) -> Html {
    let hint_id = format!("{id}-hint");
    html! {
        <div class="tick">
            <input ref={field} type="checkbox" {id} aria-describedby={hint_id.clone()} />
            <div>
                <label for={id}>{ label }</label>
                <p class="hint" id={hint_id}>{ hint }</p>
            </div>
        </div>
    }
}

fn line(field: &NodeRef, id: &'static str, label: &'static str, example: &'static str) -> Html {
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <input ref={field} type="text" {id} autocomplete="off" autocapitalize="none" spellcheck="false" placeholder={example} />
        </div>
    }
}

impl Fields {
    /// What is asked for; `domain` is the one that is being checked, if one is.
    fn read(&self, domain: Option<&DomainName>) -> Result<Extras, String> {
        let deep = is_ticked(&self.deep);
        let open_relay = is_ticked(&self.open_relay);
        let mailbox = text(&self.mailbox);
        if !open_relay && mailbox.is_empty() {
            if !deep {
                return Err("Nothing is chosen yet.".to_owned());
            }
            return Ok(Extras {
                deep,
                recipients: None,
            });
        }
        if !is_ticked(&self.consent) {
            return Err("Say first that you may: the last box.".to_owned());
        }
        let domain = match domain {
            Some(domain) => domain.clone(),
            None => parse_name(&text(&self.domain))
                .map_err(|error| format!("Domain whose mail the server takes: {error}."))?,
        };
        // A whole address is as good as its part before the @, if the domain is the one being checked.
        let local_part = mailbox
            .strip_suffix(domain.as_str())
            .and_then(|rest| rest.strip_suffix('@'))
            .unwrap_or(&mailbox);
        let mailbox = match local_part {
            "" => None,
            local_part => Some(
                local_part
                    .parse::<LocalPart>()
                    .map_err(|error| format!("Mailbox: {error}."))?,
            ),
        };
        Ok(Extras {
            deep,
            recipients: Some(RecipientTests {
                domain,
                open_relay,
                mailbox,
            }),
        })
    }
}

fn is_ticked(field: &NodeRef) -> bool {
    field
        .cast::<HtmlInputElement>()
        .is_some_and(|input| input.checked())
}

fn text(field: &NodeRef) -> String {
    field
        .cast::<HtmlInputElement>()
        .map(|input| input.value().trim().to_owned())
        .unwrap_or_default()
}
