//! Every DNS question with what came back, for those who want to see for themselves.

use std::rc::Rc;

use analysis::dns::{self, Answer, Message, Question};
use analysis::query::{DnsAnswer, DnsOutcome, Outcome, Query, Via};
use yew::prelude::*;

use super::outline::Part;
use crate::escape::{Lines, visible};
use crate::hooks::use_open;
use crate::phrase::count;
use crate::survey::Survey;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct DnsAnswersProps {
    pub(crate) survey: Rc<Survey>,
}

/// Reads the messages only while it is open.
#[component]
pub(crate) fn DnsAnswers(props: &DnsAnswersProps) -> Html {
    let (open, ontoggle) = use_open();
    let answers = || {
        props
            .survey
            .evidence
            .outcomes()
            .filter_map(|(query, outcome)| match (query, outcome) {
                (Query::Dns { question, via }, Outcome::Dns(outcome)) => {
                    Some((question, via, outcome))
                }
                _ => None,
            })
    };
    html! {
        <section class="dns-answers" id={Part::Answers.id()}>
            <details {ontoggle}>
                <summary>
                    <h2>{ "DNS answers" }</h2>
                    <span class="hint">{ count(answers().count(), "question", "questions") }</span>
                </summary>
                if open {
                    <ul>{ for answers().map(|(question, via, outcome)| item(question, via, outcome)) }</ul>
                }
            </details>
        </section>
    }
}

fn item(question: &Question, via: &Via, outcome: &DnsOutcome) -> Html {
    let asked = match via {
        Via::Resolver => String::new(),
        Via::Relay => " through the relay,".to_owned(),
        Via::Named(name) => format!(" by {name},"),
    };
    html! {
        <li key={format!("{question} {via:?}")}>
            <p><code class="question">{ question.to_string() }</code>
                <span class="hint">{ format!("{asked} {} ms", outcome.elapsed_ms) }</span></p>
            <pre tabindex="0"><code>{ visible(&words(question, &outcome.answer), Lines::Keep) }</code></pre>
        </li>
    }
}

/// The answer in the manner of `dig`; one that cannot be read in hex.
fn words(question: &Question, answer: &DnsAnswer) -> String {
    match answer {
        DnsAnswer::Failed { failure } => format!("; could not find out: {failure}"),
        DnsAnswer::Message { wire } => match dns::decode(question, wire.as_slice()) {
            Ok(message) => message_words(&message),
            Err(fault) => {
                let hex: String = wire
                    .as_slice()
                    .iter()
                    .take(512)
                    .map(|byte| format!("{byte:02x}"))
                    .collect();
                format!("; cannot be read: {fault}\n{hex}")
            }
        },
    }
}

fn message_words(message: &Message) -> String {
    let proven = if message.authenticated {
        ", DNSSEC: proven"
    } else {
        ""
    };
    // RFC 2308 §2.2: the name is there, and has no such record.
    let nothing = if message.answer() == Answer::NoData {
        ", no such record"
    } else {
        ""
    };
    let mut lines = vec![format!("; {}{nothing}{proven}", message.rcode)];
    lines.extend(
        message
            .extended_errors
            .iter()
            .map(|error| format!("; {error}")),
    );
    lines.extend(
        message
            .aliases
            .iter()
            .map(|alias| format!("; is an alias of {alias}")),
    );
    lines.extend(
        message
            .records
            .iter()
            .map(|record| format!("{} {} {}", record.owner, record.ttl, record.data)),
    );
    lines.join("\n")
}
