//! What the user can choose.

mod checks;
mod fields;
mod keep;
mod relays;
mod resolver;

use yew::prelude::*;

use self::checks::ChecksForm;
use self::keep::Keep;
use self::relays::Relays;
use self::resolver::ResolverForm;
use crate::components::problem;
use crate::hooks::use_title;
use crate::problems::storage_refused;
use crate::settings::{Settings, Theme};
use crate::visit::{Visit, use_visit};

#[component]
pub(crate) fn SettingsPage() -> Html {
    use_title("Settings".to_owned());
    let visit = use_visit();
    // What was reset or read from a file stands in new forms.
    let generation = use_state(|| 0_u32);
    let on_replaced = {
        let generation = generation.clone();
        Callback::from(move |()| generation.set(generation.wrapping_add(1)))
    };
    html! {
        <div class="prose settings">
            <h1 tabindex="-1">{ "Settings" }</h1>
            <p class="hint">{ "Kept in this browser and sent to nobody." }</p>
            if !visit.is_stored {
                { problem(&storage_refused(), Html::default()) }
            }
            { theme_choice(&visit) }
            <ResolverForm key={format!("resolver {}", *generation)} />
            <Relays key={format!("relays {}", *generation)} />
            <ChecksForm key={format!("checks {}", *generation)} />
            { history_choice(&visit) }
            <Keep {on_replaced} />
        </div>
    }
}

/// Takes effect at once.
fn theme_choice(visit: &Visit) -> Html {
    let choice = |theme: Theme| {
        let settings = Settings {
            theme,
            ..(*visit.settings).clone()
        };
        let onchange = visit.on_settings.reform(move |_: Event| settings.clone());
        let words = match theme {
            Theme::Auto => "As the system",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        };
        html! {
            <label class="choice">
                <input type="radio" name="theme" value={theme.word()} checked={visit.settings.theme == theme} {onchange} />
                <span>{ words }</span>
            </label>
        }
    };
    html! {
        <fieldset class="theme-choice"><legend>{ "Look" }</legend>{ for Theme::ALL.map(choice) }</fieldset>
    }
}

/// Takes effect at once.
fn history_choice(visit: &Visit) -> Html {
    let settings = Settings {
        history: !visit.settings.history,
        ..(*visit.settings).clone()
    };
    let onchange = visit.on_settings.reform(move |_: Event| settings.clone());
    html! {
        <fieldset>
            <legend>{ "History" }</legend>
            <label class="choice">
                <input type="checkbox" id="history" checked={visit.settings.history} {onchange} aria-describedby="history-hint" />
                <span>{ "Keep finished checks in this browser" }</span>
            </label>
            <p class="hint" id="history-hint">{ "So that the next check of a domain can say what has changed. They leave this browser only if you save them." }</p>
        </fieldset>
    }
}
