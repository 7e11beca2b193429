//! What holds during this visit: the settings, what the link overrides, the relay, and a file that was opened.

use std::cell::Cell;
use std::rc::Rc;

use analysis::evidence::Evidence;
use analysis::export::Glimpse;
use shared::{Feature, RelayInfo};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::{
    Permission, load_settings, load_tokens, local_permission, search, set_theme, store_settings,
    store_tokens,
};
use crate::endpoint::Endpoint;
use crate::net::Asker;
use crate::net::Resolver;
use crate::net::relay::{NoRelay, RelayAddress, Silence, info};
use crate::settings::{Overrides, ResolverChoice, Secret, Settings, Theme, Tokens};

/// What holds during this visit.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Visit {
    /// The settings as stored, without the link's overrides.
    pub(crate) settings: Rc<Settings>,
    /// What the link overrides.
    pub(crate) overrides: Rc<Overrides>,
    /// The relay.
    pub(crate) relay: RelayPresence,
    /// Evidence from a file that was opened.
    pub(crate) opened: Option<Opened>,
    /// A saved report that was opened, if that was the last file.
    pub(crate) glimpsed: Option<Rc<Glimpse>>,
    /// Secrets for relays.
    pub(crate) tokens: Rc<Tokens>,
    /// Whether the browser took what was last to be stored.
    pub(crate) is_stored: bool,
    /// Changes and stores the settings.
    pub(crate) on_settings: Callback<Settings>,
    /// Changes and stores the secrets.
    pub(crate) on_tokens: Callback<Tokens>,
    /// Looks for the relay again.
    pub(crate) on_look: Callback<()>,
    /// Takes evidence from a file.
    pub(crate) on_open: Callback<Evidence>,
    /// Takes what a saved report says.
    pub(crate) on_glimpse: Callback<Rc<Glimpse>>,
}

/// Evidence from a file. Each opening is another: comparing all that two files hold takes long and says nothing more.
#[derive(Clone, Debug)]
pub(crate) struct Opened(pub(crate) Rc<Evidence>);

impl PartialEq for Opened {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// Whether there is a relay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RelayPresence {
    /// Not known yet.
    Looking,
    /// There is.
    Here {
        /// Where.
        address: RelayAddress,
        /// What it says of itself.
        info: Rc<RelayInfo>,
    },
    /// There is none to work with.
    Missing {
        /// Where it was looked for.
        address: RelayAddress,
        /// Why.
        why: NoRelay,
    },
}

impl Visit {
    /// The settings as they hold now.
    #[must_use]
    pub(crate) fn settings_in_force(&self) -> Settings {
        (*self.settings).clone().overridden_by(&self.overrides)
    }

    /// Whom to ask; `None` while it is not known whether there is a relay.
    #[must_use]
    pub(crate) fn asker(&self) -> Option<Asker> {
        let relay = match &self.relay {
            RelayPresence::Looking => return None,
            RelayPresence::Here { address, info } => Some((address.clone(), (**info).clone())),
            RelayPresence::Missing { .. } => None,
        };
        let resolver = self.resolver(relay.as_ref().map(|(_, info)| info));
        let token = relay
            .as_ref()
            .and_then(|(address, _)| self.token(address).cloned());
        // What is seen and what is kept makes no other check.
        let settings = Settings {
            theme: Theme::default(),
            history: true,
            relays: Vec::new(),
            ..self.settings_in_force()
        };
        Some(Asker {
            relay,
            resolver,
            token,
            settings,
        })
    }

    /// The secret for a relay, if there is one.
    #[must_use]
    pub(crate) fn token(&self, relay: &RelayAddress) -> Option<&Secret> {
        secret_for(&self.tokens, relay)
    }

    /// The chosen resolver; a stored address that cannot be read counts as none.
    fn resolver(&self, relay: Option<&RelayInfo>) -> Resolver {
        let chosen = self.settings_in_force().resolver.url().ok().flatten();
        let relay_resolves = relay.is_some_and(|info| info.features.contains(&Feature::DnsQuery));
        match chosen {
            Some(endpoint) => Resolver::At(endpoint),
            None if relay_resolves => Resolver::Relay,
            None => default_resolver(),
        }
    }
}

fn secret_for<'a>(tokens: &'a Tokens, relay: &RelayAddress) -> Option<&'a Secret> {
    match relay {
        RelayAddress::Own => tokens.of(""),
        RelayAddress::At(endpoint) => tokens.of(endpoint.as_str()),
    }
}

/// Without a relay and without a choice.
fn default_resolver() -> Resolver {
    match ResolverChoice::Cloudflare.url() {
        Ok(Some(endpoint)) => Resolver::At(endpoint),
        // The address is a constant; a test holds it valid.
        Ok(None) | Err(_) => Resolver::Relay,
    }
}

/// The visit, in any component.
#[hook]
pub(crate) fn use_visit() -> Visit {
    use_context::<Visit>().unwrap_or_else(|| Visit {
        settings: Rc::default(),
        overrides: Rc::default(),
        relay: RelayPresence::Looking,
        opened: None,
        glimpsed: None,
        tokens: Rc::default(),
        is_stored: true,
        on_settings: Callback::noop(),
        on_tokens: Callback::noop(),
        on_look: Callback::noop(),
        on_open: Callback::noop(),
        on_glimpse: Callback::noop(),
    })
}

/// Gives the visit to everything inside.
#[component]
pub(crate) fn VisitProvider(props: &VisitProviderProps) -> Html {
    let settings = use_state(|| Rc::new(load_settings()));
    let overrides = use_memo((), |()| Overrides::parse(&search()));
    let opened = use_state(|| None::<Opened>);
    let glimpsed = use_state(|| None::<Rc<Glimpse>>);
    let tokens = use_state(|| Rc::new(load_tokens()));
    let is_stored = use_state_eq(|| true);
    let round = use_state(|| 0_u32);
    let relay = use_relay(
        &(**settings).clone().overridden_by(&overrides),
        &tokens,
        *round,
    );
    use_effect_with(settings.theme, |theme| set_theme(*theme));

    let visit = Visit {
        settings: Rc::clone(&settings),
        overrides,
        relay,
        opened: (*opened).clone(),
        glimpsed: (*glimpsed).clone(),
        tokens: Rc::clone(&tokens),
        is_stored: *is_stored,
        on_settings: {
            let (settings, is_stored) = (settings.clone(), is_stored.clone());
            Callback::from(move |changed: Settings| {
                // Where nothing can be stored, the settings hold until the page is closed.
                is_stored.set(store_settings(&changed));
                settings.set(Rc::new(changed));
            })
        },
        on_tokens: Callback::from(move |changed: Tokens| {
            is_stored.set(store_tokens(&changed));
            tokens.set(Rc::new(changed));
        }),
        on_look: Callback::from(move |()| round.set(round.wrapping_add(1))),
        on_glimpse: {
            let glimpsed = glimpsed.clone();
            Callback::from(move |glimpse| glimpsed.set(Some(glimpse)))
        },
        on_open: Callback::from(move |evidence| {
            glimpsed.set(None);
            opened.set(Some(Opened(Rc::new(evidence))));
        }),
    };
    html! { <ContextProvider<Visit> context={visit}>{ props.children.clone() }</ContextProvider<Visit>> }
}

/// What [`VisitProvider`] surrounds.
#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct VisitProviderProps {
    /// The page.
    pub(crate) children: Html,
}

/// Looks for the relay whenever its address or its secret changes, and whenever the user wants.
#[hook]
fn use_relay(settings: &Settings, tokens: &Tokens, round: u32) -> RelayPresence {
    let presence = use_state(|| RelayPresence::Looking);
    let address = match settings.relay.as_deref().map(Endpoint::parse) {
        Some(Ok(endpoint)) => Ok(RelayAddress::At(endpoint)),
        Some(Err(error)) => Err(error),
        None => Ok(RelayAddress::Own),
    };
    let token = address
        .as_ref()
        .ok()
        .and_then(|address| secret_for(tokens, address).cloned());
    {
        let presence = presence.clone();
        use_effect_with((address, token, round), move |(address, token, round)| {
            presence.set(RelayPresence::Looking);
            let (token, is_wanted) = (token.clone(), *round > 0);
            // Whatever an earlier look finds is not told any more.
            let is_current = Rc::new(Cell::new(true));
            match address.clone() {
                Ok(address) => {
                    let is_current = Rc::clone(&is_current);
                    spawn_local(async move {
                        let found = look(address, token.as_ref(), is_wanted).await;
                        if is_current.get() {
                            presence.set(found);
                        }
                    });
                }
                Err(error) => presence.set(RelayPresence::Missing {
                    address: RelayAddress::Own,
                    why: NoRelay::BadAddress(error),
                }),
            }
            move || is_current.set(false)
        });
    }
    (*presence).clone()
}

/// A browser that would ask the user first is not made to before the page has explained why, and the user went on.
async fn look(address: RelayAddress, token: Option<&Secret>, is_wanted: bool) -> RelayPresence {
    if !is_wanted
        && let RelayAddress::At(endpoint) = &address
        && local_permission(endpoint.as_str()).await == Permission::Prompt
    {
        let why = NoRelay::Silent(Silence::PermissionAwaited, String::new());
        return RelayPresence::Missing { address, why };
    }
    match info(&address, token).await {
        Ok(info) => RelayPresence::Here {
            address,
            info: Rc::new(info),
        },
        Err(why) => RelayPresence::Missing { address, why },
    }
}
