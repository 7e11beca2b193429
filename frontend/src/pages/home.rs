//! Where one begins.

use analysis::grade::Letter;
use yew::prelude::*;

use crate::components::{DomainForm, FileOpener, HostForm, Wax, relay_notice, sample_list, seal};
use crate::hooks::use_title;
use crate::route::Route;
use crate::samples::{ON_THE_FIRST_PAGE, SAMPLES};
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
            <section class="home-samples" aria-labelledby="samples-heading">
                <h2 id="samples-heading">{ "See a report first" }</h2>
                { sample_list(SAMPLES.get(..ON_THE_FIRST_PAGE).unwrap_or_default()) }
                <p class="home-links">
                    <a href={Route::Samples.href()}>{ "All sample reports" }</a>
                    <a href="#/many">{ "Check many domains at once" }</a>
                    <a href="#/reports">{ "Read report files" }</a>
                    <a href="#/learn">{ "Learn how mail is sealed" }</a>
                </p>
            </section>
            { relay_notice(&visit) }
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
            <section class="home-privacy" aria-labelledby="privacy-heading">
                <h2 id="privacy-heading">{ "Who sees what" }</h2>
                <dl>
                    <dt>{ "This page’s server" }</dt>
                    <dd>{ "sees that the page was loaded. The domain stays behind the # of the address and is not sent to it." }</dd>
                    <dt>{ "The DNS resolver" }</dt>
                    <dd>{ "sees the names that are looked up, and your address unless the relay asks for you." }</dd>
                    <dt>{ "The relay" }</dt>
                    <dd>{ "sees the domain and your address. Use your own, or one whose operator you trust." }</dd>
                    <dt>{ "The mail servers" }</dt>
                    <dd>{ "see a few connections from the relay, never yours. No mail is sent." }</dd>
                </dl>
                <p class="hint">{ "No account, no cookie, nothing from a third party. Results stay in your browser." }</p>
            </section>
            <section class="home-file"><FileOpener /></section>
        </div>
    }
}
