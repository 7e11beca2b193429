//! Files dropped anywhere on the page are opened. By keyboard, the button “Open saved evidence” does the same.

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser::{Drops, Part, dropped_files, fetch_part, on_drop, on_print};
use crate::import::take;
use crate::visit::use_visit;

#[component]
pub(crate) fn DropZone() -> Html {
    let over = use_state_eq(|| false);
    let complaint = use_state_eq(|| None::<String>);
    let visit = use_visit();
    use_effect_with((), |()| {
        let printing = on_print();
        move || drop(printing)
    });
    {
        let (over, complaint) = (over.clone(), complaint.clone());
        use_effect_with(visit, move |visit| {
            let visit = visit.clone();
            let listening = on_drop(move |drops| match drops {
                Drops::Over => over.set(true),
                Drops::Away => over.set(false),
                Drops::Dropped(dropped) => {
                    over.set(false);
                    let (complaint, visit) = (complaint.clone(), visit.clone());
                    spawn_local(async move {
                        let files = dropped_files(dropped).await;
                        complaint.set(match fetch_part(Part::Judge).await {
                            Ok(()) => take(files, &visit).await.err(),
                            Err(why) => Some(why),
                        });
                    });
                }
            });
            move || drop(listening)
        });
    }
    let on_close = {
        let complaint = complaint.clone();
        Callback::from(move |_: MouseEvent| complaint.set(None))
    };
    html! {
        <>
            if *over {
                <div class="drop-zone" aria-hidden="true"><p>{ "Drop the file to open it here" }</p></div>
            }
            <div class="drop-complaint" role="alert">
                if let Some(complaint) = &*complaint {
                    <p>{ crate::escape::visible(complaint, crate::escape::Lines::Escape) }</p>
                    <button type="button" class="button small" onclick={on_close}>{ "Close" }</button>
                }
            </div>
        </>
    }
}
