//! What can be wished for beside the domain: DKIM selectors, a sender to try, answers to compare, demands on TLS.

use std::rc::Rc;

use analysis::dns::{QueryName, RecordType};
use analysis::evidence::{Compared, ResolverName, Selector, Sender, Subject, Wishes};
use analysis::grade::TlsProfile;
use shared::DomainName;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::escape::{Lines, visible};
use crate::settings::ResolverChoice;
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct WishFormProps {
    pub(crate) survey: Rc<Survey>,
    pub(crate) on_wishes: Callback<Wishes>,
}

/// The fields of the form.
#[derive(Clone, Default, PartialEq)]
struct Fields {
    selectors: NodeRef,
    address: NodeRef,
    mail_from: NodeRef,
    helo: NodeRef,
    compared_name: NodeRef,
    compared_type: NodeRef,
    profile: NodeRef,
}

/// What is worth comparing: types whose change a person waits for.
const COMPARED: [RecordType; 7] = [
    RecordType::Mx,
    RecordType::Txt,
    RecordType::A,
    RecordType::Aaaa,
    RecordType::Tlsa,
    RecordType::Caa,
    RecordType::Ns,
];

#[component]
pub(crate) fn WishForm(props: &WishFormProps) -> Html {
    let fields = use_memo((), |()| Fields::default());
    let complaint = use_state(|| None::<String>);
    let Subject::Domain { domain } = &props.survey.evidence.subject else {
        return Html::default();
    };
    let onsubmit = {
        let (fields, complaint, domain) = (Rc::clone(&fields), complaint.clone(), domain.clone());
        let on_wishes = props.on_wishes.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match fields.read(&domain) {
                Ok(wishes) => {
                    complaint.set(None);
                    on_wishes.emit(wishes);
                }
                Err(why) => complaint.set(Some(why)),
            }
        })
    };
    html! {
        <details class="ask-more wish-form">
            <summary>{ "Look for more in DNS" }</summary>
            <form {onsubmit} novalidate=true>
                <div class="field">
                    <label for="wish-selectors">{ "DKIM selectors, or a DKIM-Signature header of a mail, or the whole mail" }</label>
                    <textarea ref={&fields.selectors} id="wish-selectors" rows="2" spellcheck="false" autocomplete="off" placeholder="s1 k2" />
                </div>
                <fieldset>
                    <legend>{ "Would SPF let this sender pass?" }</legend>
                    { line(&fields.address, "wish-address", "IP address it connects from", "192.0.2.25") }
                    { line(&fields.mail_from, "wish-mail-from", "Sender in MAIL FROM, if it is another domain’s", "bounces@example.org") }
                    { line(&fields.helo, "wish-helo", "Name it gives in EHLO", "mail.example.org") }
                </fieldset>
                <fieldset>
                    <legend>{ "What do other resolvers say?" }</legend>
                    <p class="hint">{ "Cloudflare, Google and Quad9 are asked beside your resolver and the relay’s." }</p>
                    { line(&fields.compared_name, "wish-name", "Name: “@” for the domain itself, nothing to compare nothing", domain.as_str().to_owned()) }
                    <div class="field">
                        <label for="wish-type">{ "Type of record" }</label>
                        <select ref={&fields.compared_type} id="wish-type">
                            { for COMPARED.map(|kind| html! { <option value={kind.word()} selected={kind == RecordType::Mx}>{ kind.word() }</option> }) }
                        </select>
                    </div>
                </fieldset>
                <div class="field">
                    <label for="wish-profile">{ "What to demand of TLS" }</label>
                    <select ref={&fields.profile} id="wish-profile">
                        { for TlsProfile::ALL.map(|profile| html! {
                            <option value={profile.word()} selected={props.survey.evidence.wishes.profile == profile}>{ profile.title() }</option>
                        }) }
                    </select>
                </div>
                <button type="submit" class="button" disabled={props.survey.is_running()}>{ "Look" }</button>
                <p class="complaint" role="alert">{ for complaint.as_ref().map(|why| visible(why, Lines::Escape)) }</p>
            </form>
        </details>
    }
}

fn line(
    field: &NodeRef,
    id: &'static str,
    label: &'static str,
    example: impl Into<AttrValue>,
) -> Html {
    html! {
        <div class="field">
            <label for={id}>{ label }</label>
            <input ref={field} type="text" {id} autocomplete="off" autocapitalize="none" spellcheck="false" placeholder={example.into()} />
        </div>
    }
}

impl Fields {
    /// What is wished for; `domain` is the one that is being checked.
    fn read(&self, domain: &DomainName) -> Result<Wishes, String> {
        let selectors = selectors(&self.selectors, domain)?;
        let address = text(&self.address);
        let sender = match address.as_str() {
            "" => None,
            address => Some(Sender {
                address: address
                    .parse()
                    .map_err(|_| format!("“{address}” is no IP address."))?,
                mail_from: text(&self.mail_from),
                helo: text(&self.helo),
            }),
        };
        Ok(Wishes {
            selectors,
            senders: sender.into_iter().collect(),
            blocklists: None,
            compared: self.compared(domain)?,
            profile: chosen(&self.profile).parse().unwrap_or_default(),
        }
        .bounded())
    }

    fn compared(&self, domain: &DomainName) -> Result<Option<Compared>, String> {
        let name = match text(&self.compared_name).as_str() {
            "" => return Ok(None),
            "@" => QueryName::from(domain),
            name => name
                .parse()
                .map_err(|why| format!("Name to compare: {why}."))?,
        };
        let word = chosen(&self.compared_type);
        let record_type = COMPARED.into_iter().find(|kind| kind.word() == word);
        let resolvers = ResolverChoice::NAMED
            .iter()
            .filter(|choice| **choice != ResolverChoice::Automatic)
            .filter_map(|choice| choice.word().parse::<ResolverName>().ok())
            .collect();
        Ok(Some(Compared {
            name,
            record_type: record_type.unwrap_or(RecordType::Mx),
            resolvers,
        }))
    }
}

/// Selectors between spaces, or those of the domain's signatures in a mail.
fn selectors(field: &NodeRef, domain: &DomainName) -> Result<Vec<Selector>, String> {
    let typed = field
        .cast::<HtmlTextAreaElement>()
        .map(|area| area.value())
        .unwrap_or_default();
    // No selector has a “=”, and every signature has.
    if typed.contains('=') {
        let read = analysis::dkim::signatures(&typed);
        let own = read.selectors_of(domain);
        return match (own.is_empty(), read.problems.first()) {
            (false, _) => Ok(own),
            (true, Some(problem)) => Err(format!("DKIM signature: {problem}")),
            (true, None) => Err(format!("No DKIM signature of {domain} is in it.")),
        };
    }
    typed
        .split([' ', ',', ';', '\n'])
        .filter(|word| !word.is_empty())
        .map(|word| word.parse::<Selector>())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|why| format!("DKIM selectors: {why}."))
}

fn text(field: &NodeRef) -> String {
    field
        .cast::<HtmlInputElement>()
        .map(|input| input.value().trim().to_owned())
        .unwrap_or_default()
}

fn chosen(field: &NodeRef) -> String {
    field
        .cast::<HtmlSelectElement>()
        .map(|select| select.value())
        .unwrap_or_default()
}
