//! Where one begins.

use analysis::grade::Letter;
use yew::prelude::*;

use crate::components::{DomainForm, FileOpener, HostForm, Wax, relay_notice, seal};
use crate::hooks::use_title;
use crate::visit::use_visit;

#[component]
pub(crate) fn HomePage() -> Html {
    use_title(String::new());
    let visit = use_visit();
    html! {
        <div class="home">
            <section class="hero">
                <div class="hero-words">
                    <h1 tabindex="-1">{ "Does mail to your domain travel sealed?" }</h1>
                    <p class="lead">
                        { "Waxseal asks DNS and the mail servers themselves, judges what it sees, and says in plain words \
                           what to change." }
                    </p>
                    <DomainForm />
                    <HostForm />
                </div>
                <div class="hero-seal">{ seal(Wax::Letter(Letter::F), "✉") }</div>
            </section>
            { relay_notice(&visit.relay) }
            <section class="steps" aria-labelledby="steps-heading">
                <h2 id="steps-heading">{ "What it looks at" }</h2>
                <ol>
                    <li>
                        <h3>{ "Who takes the mail" }</h3>
                        <p>{ "The servers that DNS names for the domain, every address of each, and whether the answers are \
                              signed." }</p>
                    </li>
                    <li>
                        <h3>{ "Whether they seal it" }</h3>
                        <p>{ "Encryption offered, which TLS, and whether the certificate is trusted, in date and for that \
                              very name." }</p>
                    </li>
                    <li>
                        <h3>{ "Whether senders insist" }</h3>
                        <p>{ "The policies that stop an attacker from stripping the encryption: published, right, and kept \
                              by the servers." }</p>
                    </li>
                </ol>
            </section>
            <section class="home-file"><FileOpener /></section>
        </div>
    }
}
