//! What surrounds every page: skip link, name, navigation, footer.

use yew::prelude::*;
use yew_router::prelude::*;

use super::override_banner::override_banner;
use super::seal::mark;
use crate::browser::{focus, focus_heading};
use crate::route::Route;
use crate::visit::use_visit;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct FrameProps {
    /// The page.
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Frame(props: &FrameProps) -> Html {
    use_focus_on_change();
    let here = use_route::<Route>();
    let overrides = use_visit().overrides;
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
                    { mark() }
                    <span>{ "Waxseal" }</span>
                </Link<Route>>
                <nav aria-label="Main">
                    <ul>
                        { nav_item(here.as_ref(), Route::Home, "Check") }
                        { nav_item(here.as_ref(), Route::Settings, "Settings") }
                        { nav_item(here.as_ref(), Route::About, "About") }
                    </ul>
                </nav>
            </header>
            { override_banner(&overrides) }
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

fn nav_item(here: Option<&Route>, to: Route, label: &'static str) -> Html {
    let is_here = here == Some(&to);
    let classes = if is_here { "nav-link here" } else { "nav-link" };
    html! {
        <li>
            <Link<Route> {to} {classes}>
                { label }
                if is_here { <span class="visually-hidden">{ " (this page)" }</span> }
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
