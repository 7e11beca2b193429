//! What surrounds every page: skip link, name, navigation, footer.

use yew::prelude::*;
use yew_router::prelude::*;

use super::override_banner::OverrideBanner;
use super::seal::Mark;
use crate::browser::{focus, focus_heading};
use crate::route::Route;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct FrameProps {
    /// The page.
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Frame(props: &FrameProps) -> Html {
    use_focus_on_change();
    // A link to #main would be a route of its own.
    let on_skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        focus("#main");
    });
    html! {
        <>
            <a class="skip-link" href="#main" onclick={on_skip}>{ "Skip to the content" }</a>
            <header class="site-header">
                <Link<Route> to={Route::Home} classes="brand">
                    <Mark />
                    <span>{ "Waxseal" }</span>
                </Link<Route>>
                <nav aria-label="Main">
                    <ul>
                        <NavItem to={Route::Home} label="Check" />
                        <NavItem to={Route::Settings} label="Settings" />
                        <NavItem to={Route::About} label="About" />
                    </ul>
                </nav>
            </header>
            <OverrideBanner />
            <main id="main" tabindex="-1">{ props.children.clone() }</main>
            <footer class="site-footer">
                <p>
                    { "No account, no cookie, no third-party script. The domain stays behind the # of this page’s \
                       address; only the resolver, the relay and the mail servers hear of it." }
                </p>
            </footer>
        </>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct NavItemProps {
    to: Route,
    label: AttrValue,
}

#[component]
fn NavItem(props: &NavItemProps) -> Html {
    let here = use_route::<Route>().is_some_and(|route| route == props.to);
    let classes = if here { "nav-link here" } else { "nav-link" };
    html! {
        <li>
            <Link<Route> to={props.to.clone()} {classes}>
                { props.label.clone() }
                if here { <span class="visually-hidden">{ " (this page)" }</span> }
            </Link<Route>>
        </li>
    }
}

/// On a change of page, but not on the first one, the focus moves to the new heading.
#[hook]
fn use_focus_on_change() {
    let path = use_location().map(|location| location.path().to_owned());
    let before = use_mut_ref(|| None::<String>);
    use_effect_with(path, move |path| {
        let before = before.replace(path.clone());
        if before.is_some() && before != *path {
            focus_heading();
        }
    });
}
