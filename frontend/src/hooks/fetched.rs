//! Files that are fetched once a visit, and only if something asks for them.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::thread::LocalKey;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// Whether a file is there.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fetched<T> {
    /// Not yet.
    Awaited,
    /// It is.
    Here(Rc<T>),
    /// It is not to be had; why, in words for the user.
    Missing(String),
}

// Not derived: a file is shared and need not be `Clone` itself.
impl<T> Clone for Fetched<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Awaited => Self::Awaited,
            Self::Here(file) => Self::Here(Rc::clone(file)),
            Self::Missing(why) => Self::Missing(why.clone()),
        }
    }
}

/// Fetches a file unless it is in its `place`; what could not be fetched is tried again by the next view that asks.
#[hook]
pub(super) fn use_fetched<T, F>(
    place: &'static LocalKey<RefCell<Fetched<T>>>,
    fetch: fn() -> F,
) -> Fetched<T>
where
    T: PartialEq + 'static,
    F: Future<Output = Result<T, String>> + 'static,
{
    let fetched = use_state_eq(|| place.with_borrow(Clone::clone));
    {
        let fetched = fetched.clone();
        use_effect_with((), move |()| {
            if matches!(*fetched, Fetched::Here(_)) {
                return;
            }
            spawn_local(async move {
                let now = match fetch().await {
                    Ok(file) => Fetched::Here(Rc::new(file)),
                    Err(why) => Fetched::Missing(why),
                };
                place.set(now.clone());
                fetched.set(now);
            });
        });
    }
    (*fetched).clone()
}
