//! Takes the text of an MTA-STS policy from the user where neither relay nor browser could read it.

use std::rc::Rc;

use analysis::evidence::Subject;
use shared::{DomainName, PolicyFile};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::browser::now;
use crate::net::policy::pasted;
use crate::survey::{Survey, policy_url};

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct PastePolicyProps {
    pub(crate) survey: Rc<Survey>,
    pub(crate) on_paste: Callback<PolicyFile>,
}

#[component]
pub(crate) fn PastePolicy(props: &PastePolicyProps) -> Html {
    let field = use_node_ref();
    let Some(domain) = unread_policy(&props.survey).cloned() else {
        return Html::default();
    };
    let url = policy_url(&domain);
    let onsubmit = {
        let (field, on_paste) = (field.clone(), props.on_paste.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(area) = field.cast::<HtmlTextAreaElement>() else {
                return;
            };
            if !area.value().trim().is_empty() {
                on_paste.emit(pasted(&domain, &area.value(), now()));
            }
        })
    };
    html! {
        <section class="paste-policy" aria-labelledby="paste-heading">
            <h2 id="paste-heading">{ "The MTA-STS policy could not be read from here" }</h2>
            <p>
                { "Open " }<a href={url.clone()} target="_blank" rel="noopener noreferrer">{ url.clone() }</a>
                { " and paste its text. It is then judged as pasted: neither the server’s certificate nor its media type \
                   is seen." }
            </p>
            <form {onsubmit}>
                <label for="policy-text">{ "Text of the policy" }</label>
                <textarea ref={field} id="policy-text" rows="6" spellcheck="false" autocomplete="off" />
                <button type="submit" class="button">{ "Judge this text" }</button>
            </form>
        </section>
    }
}

/// The domain whose policy was asked for, while that could not be found out and nothing is under way.
fn unread_policy(survey: &Survey) -> Option<&DomainName> {
    let Subject::Domain { domain } = &survey.evidence.subject else {
        return None;
    };
    let policy = survey.evidence.policy(domain)?;
    (policy.failure.is_some() && !survey.is_running()).then_some(domain)
}
