//! What surrounds every page: skip link, name, navigation, footer.

use yew::prelude::*;

use super::override_banner::override_banner;
use super::seal::mark;
use crate::browser::{focus, focus_heading};
use crate::route::Route;
use crate::visit::use_visit;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(crate) struct FrameProps {
    /// Which page it is.
    pub(crate) here: Route,
    /// The page.
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Frame(props: &FrameProps) -> Html {
    let here = &props.here;
    use_focus_on_change(here);
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
                <a href={Route::Home.href()} class="brand">
                    { mark() }
                    <span>{ "Waxseal" }</span>
                </a>
                <nav aria-label="Main">
                    <ul>
                        { nav_item(here, &Route::Home, "Check") }
                        { nav_item(here, &Route::Learn, "Learn") }
                        { nav_item(here, &Route::Reports, "Reports") }
                        { nav_item(here, &Route::History, "History") }
                        { nav_item(here, &Route::Settings, "Settings") }
                        { nav_item(here, &Route::About, "About") }
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
                <ul class="footer-links">
                    <li><a href={Route::Learn.href()}>{ "Learn" }</a></li>
                    <li><a href={Route::Grading.href()}>{ "How the grade comes about" }</a></li>
                    <li><a href={Route::Findings.href()}>{ "All findings" }</a></li>
                </ul>
            </footer>
        </>
    }
}

fn nav_item(here: &Route, to: &Route, label: &'static str) -> Html {
    let is_here = here == to;
    let is_in = is_here
        || (*to == Route::Learn && here.is_to_read())
        || (*to == Route::Reports && *here == Route::Message);
    let classes = if is_in { "nav-link here" } else { "nav-link" };
    html! {
        <li>
            <a href={to.href()} class={classes}>
                { label }
                if is_here { <span class="visually-hidden">{ " (this page)" }</span> }
                else if is_in { <span class="visually-hidden">{ " (you are in it)" }</span> }
            </a>
        </li>
    }
}

/// On a change of page, but not on the first one, the focus moves to the new heading. Of what comes later in its place,
/// `use_title` takes care.
#[hook]
fn use_focus_on_change(here: &Route) {
    let before = use_mut_ref(|| None::<Route>);
    use_effect_with(here.clone(), move |here| {
        if before.replace(Some(here.clone())).is_some() {
            focus_heading();
        }
    });
}
