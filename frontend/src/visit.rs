//! What holds during this visit: the settings, what the link overrides, the relay, and a file that was opened.

use std::rc::Rc;

use analysis::evidence::Evidence;
use analysis::export::Glimpse;
use shared::{Feature, RelayInfo};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::{load_settings, search, set_theme, store_settings};
use crate::endpoint::Endpoint;
use crate::net::Asker;
use crate::net::Resolver;
use crate::net::relay::{NoRelay, RelayAddress, info};
use crate::settings::{Overrides, ResolverChoice, Settings};

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
    /// Changes and stores the settings.
    pub(crate) on_settings: Callback<Settings>,
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
        Some(Asker { relay, resolver })
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
        on_settings: Callback::noop(),
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
    let relay = use_relay(&(**settings).clone().overridden_by(&overrides));
    use_effect_with(settings.theme, |theme| set_theme(*theme));

    let visit = Visit {
        settings: Rc::clone(&settings),
        overrides,
        relay,
        opened: (*opened).clone(),
        glimpsed: (*glimpsed).clone(),
        on_settings: {
            let settings = settings.clone();
            Callback::from(move |changed: Settings| {
                // Where nothing can be stored, the settings hold until the page is closed.
                let _stored = store_settings(&changed);
                settings.set(Rc::new(changed));
            })
        },
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

/// Looks for the relay whenever its address changes.
#[hook]
fn use_relay(settings: &Settings) -> RelayPresence {
    let presence = use_state(|| RelayPresence::Looking);
    let address = settings.relay.as_deref().map(Endpoint::parse);
    let address = match address {
        Some(Ok(endpoint)) => RelayAddress::At(endpoint),
        Some(Err(_)) | None => RelayAddress::Own,
    };
    {
        let presence = presence.clone();
        use_effect_with(address, move |address| {
            let address = address.clone();
            presence.set(RelayPresence::Looking);
            spawn_local(async move {
                presence.set(match info(&address).await {
                    Ok(info) => RelayPresence::Here {
                        address,
                        info: Rc::new(info),
                    },
                    Err(why) => RelayPresence::Missing { address, why },
                });
            });
        });
    }
    (*presence).clone()
}
