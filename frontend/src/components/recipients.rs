//! What the servers said to the recipients that were tried, word for word.

use analysis::report::{RecipientReport, RecipientsReport, TrialReport};
use yew::prelude::*;

use crate::escape::{Lines, visible};

pub(super) fn recipients(tests: &RecipientsReport) -> Html {
    html! {
        <section class="hosts" aria-labelledby="recipients-heading">
            <h2 id="recipients-heading">{ "What the servers said to recipients" }</h2>
            if tests.servers.is_empty() {
                <p class="sentence">{ visible(&tests.summary, Lines::Escape) }</p>
            }
            { for tests.servers.iter().map(trial) }
        </section>
    }
}

fn trial(trial: &TrialReport) -> Html {
    let place = format!("{}, port {}, ", trial.host, trial.service.port());
    html! {
        <div class="trial">
            <h3>{ place }<code>{ trial.address.to_string() }</code></h3>
            <dl class="facts">
                <dt>{ "Relays for strangers" }</dt><dd>{ visible(&trial.open_relay, Lines::Escape) }</dd>
                <dt>{ "Mailbox" }</dt><dd>{ visible(&trial.mailbox, Lines::Escape) }</dd>
                { for trial.cut_short_by.as_ref().map(|why| html! {
                    <><dt>{ "Ended early" }</dt><dd>{ visible(why, Lines::Escape) }</dd></>
                }) }
            </dl>
            if !trial.tried.is_empty() {
                <ol class="tried">{ for trial.tried.iter().map(tried) }</ol>
            }
        </div>
    }
}

fn tried(tried: &RecipientReport) -> Html {
    html! {
        <li>
            <p>
                <code>{ visible(&tried.recipient, Lines::Escape) }</code>
                <span class="hint">{ format!(" {}", tried.kind) }</span>
            </p>
            <p>
                <strong>{ tried.outcome }</strong>
                { for tried.reply.as_ref().map(|reply| html! { <>{ ": " }<code>{ visible(reply, Lines::Escape) }</code></> }) }
            </p>
        </li>
    }
}
