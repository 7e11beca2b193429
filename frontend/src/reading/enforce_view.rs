//! What a policy of reject would do to the mail, in numbers.

use analysis::reports::summary::{DmarcSummary, Enforcement, Refusals};
use yew::prelude::*;

use crate::components::{IconKind, icon};

use super::numbers::{of, share, thousands};
use super::sources::sign;

/// The panel.
pub(super) fn enforcement(summary: &DmarcSummary) -> Html {
    let Enforcement {
        day,
        on_day,
        in_all,
        ..
    } = &summary.enforcement;
    let last = day.map_or_else(
        || "The last day".to_owned(),
        |day| format!("Mail of {}", day.date()),
    );
    html! {
        <section aria-labelledby="enforce-heading" class="enforce">
            <h2 id="enforce-heading" tabindex="-1">{ "What a policy of reject would do" }</h2>
            <div class="enforce-days">
                if day.is_some() { { refusals(&last, on_day) } }
                { refusals("All mail of these reports", in_all) }
            </div>
        </section>
    }
}

fn refusals(title: &str, what: &Refusals) -> Html {
    html! {
        <div class="refusals">
            <h3>{ title.to_owned() }</h3>
            <p>
                <strong>{ format!("{} of {} would be refused", thousands(what.refused), of(what.messages, "mail", "mails")) }</strong>
                { format!(" ({}).", share(what.refused, what.messages)) }
                if what.excepted > 0 {
                    { format!(" For {} of them receivers made an exception, and might again.", thousands(what.excepted)) }
                }
                if what.not_said > 0 {
                    { format!(" Of {} it cannot be told.", of(what.not_said, "mail", "mails")) }
                }
            </p>
            <ul>
                { for what.by_class.iter().map(|(class, count)| html! {
                    <li>{ icon(sign(*class)) }<span>{ format!("{}: {}", class.title(), of(*count, "mail", "mails")) }</span></li>
                }) }
                if what.unlisted > 0 {
                    <li>{ icon(IconKind::Nothing) }<span>{ format!("Sources that are not listed: {}", of(what.unlisted, "mail", "mails")) }</span></li>
                }
            </ul>
        </div>
    }
}
