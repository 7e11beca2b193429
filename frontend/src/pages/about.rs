//! What this is, who sees what, and what the grades mean.

use analysis::grade::{GRADING_VERSION, Letter};
use yew::prelude::*;

use crate::hooks::use_title;

#[component]
pub(crate) fn AboutPage() -> Html {
    use_title("About".to_owned());
    html! {
        <div class="prose">
            <h1 tabindex="-1">{ "About Waxseal" }</h1>
            <p class="lead">
                { "A letter used to be closed with wax: it kept nobody from opening it, but nobody could open it unseen. \
                   Mail between servers can have its seal too, and this page tells whether it does." }
            </p>
            <h2>{ "How it works" }</h2>
            <p>
                { "Your browser asks a DNS resolver for the domain’s records, reads them and does all the judging. What a \
                   browser cannot do is talk to a mail server, so a relay does that: it connects to port 25, 465 or 587 of \
                   the servers that DNS names, says hello, asks for encryption, notes what it sees and says goodbye. It \
                   never sends a message, tries no password and judges nothing." }
            </p>
            <h2>{ "Who sees what" }</h2>
            <ul>
                <li>{ "The resolver sees the names that are looked up." }</li>
                <li>{ "The relay sees your address, the domain’s servers and its policy host." }</li>
                <li>{ "The mail servers see the relay, not you." }</li>
                <li>{ "Without a relay, your browser asks the domain’s policy host itself, if the domain announces a policy: that host sees your address." }</li>
                <li>{ "Nobody else sees anything. The domain stands behind the # of this page’s address, which no browser \
                       sends anywhere. There is no account, no cookie and no script from elsewhere." }</li>
            </ul>
            <h2>{ "The transport grade" }</h2>
            <p>
                { "Can mail to this domain be read or redirected on its way? A letter is held down by named reasons and \
                   never by points, and only by what was definitely seen. What could not be found out leaves a bound, such \
                   as “B at best”." }
            </p>
            <dl class="facts letters">
                { for [Letter::APlus, Letter::A, Letter::B, Letter::C, Letter::D, Letter::F].map(|letter| html! {
                    <><dt>{ letter.word() }</dt><dd>{ meaning(letter) }</dd></>
                }) }
            </dl>
            <p class="hint">{ format!("Grading version {GRADING_VERSION}; Waxseal {}.", env!("CARGO_PKG_VERSION")) }</p>
        </div>
    }
}

const fn meaning(letter: Letter) -> &'static str {
    match letter {
        Letter::APlus => "Sealed and authenticated, and senders know to insist on it.",
        Letter::A => "Sealed and authenticated; an attacker on the way could still strip the seal.",
        Letter::B => "Sealed, with something out of order that a strict sender would stumble over.",
        Letter::C => "Sealed, but nobody can tell for whom, or with seals that can be broken.",
        Letter::D => "Some mail may travel in clear.",
        Letter::F => "Mail travels in clear, or strict senders cannot deliver at all.",
    }
}
