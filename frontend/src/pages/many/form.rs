//! The list: pasted, or from a file. What cannot be read on it is said before anything is asked.

use shared::DomainName;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::browser::read_file;
use crate::escape::{Lines, visible};
use crate::many::list::{self, List, MAX_DOMAINS};
use crate::phrase::count;

/// A megabyte, as the list itself allows.
const MAX_FILE: u32 = 1024 * 1024;

#[derive(Clone, Debug, PartialEq, Properties)]
pub(super) struct ListFormProps {
    /// Given the domains to check.
    pub(super) on_list: Callback<Vec<DomainName>>,
}

#[component]
pub(super) fn ListForm(props: &ListFormProps) -> Html {
    let field = use_node_ref();
    // Yew empties a field of which it does not know the value.
    let text = use_state(AttrValue::default);
    let list = use_state(|| None::<Result<List, String>>);
    let read = {
        let (text, list) = (text.clone(), list.clone());
        move |now: String| {
            let read = list::parse(&now);
            let is_blank = matches!(&read, Ok(list) if *list == List::default());
            text.set(now.into());
            list.set((!is_blank).then_some(read));
        }
    };
    let oninput = {
        let read = read.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() {
                read(area.value());
            }
        })
    };
    let on_file = {
        let (text, list) = (text.clone(), list.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            let (text, list, read) = (text.clone(), list.clone(), read.clone());
            spawn_local(async move {
                match read_file(&file, MAX_FILE).await {
                    Ok(bytes) => read(String::from_utf8_lossy(&bytes).into_owned()),
                    Err(why) => {
                        // What stands in the field is not what was chosen.
                        text.set(AttrValue::default());
                        list.set(Some(Err(why)));
                    }
                }
                // So that choosing the same file again is a change again.
                input.set_value("");
            });
        })
    };
    let onsubmit = {
        let (field, list, on_list) = (field.clone(), list.clone(), props.on_list.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(area) = field.cast::<HtmlTextAreaElement>() else {
                return;
            };
            match list::parse(&area.value()) {
                Ok(read) if !read.domains.is_empty() => on_list.emit(read.domains),
                Ok(read) if read == List::default() => {
                    list.set(Some(Err("The list is empty.".to_owned())));
                    drop(area.focus());
                }
                read => {
                    list.set(Some(read));
                    // The field stays focused, so that what is wrong is read out and can be mended.
                    drop(area.focus());
                }
            }
        })
    };
    let complaint = match &*list {
        Some(Err(why)) => Some(why.clone()),
        Some(Ok(list)) if list.domains.is_empty() => {
            Some("No line of the list is a domain.".to_owned())
        }
        _ => None,
    };
    let ready = match &*list {
        Some(Ok(list)) => list.domains.len(),
        _ => 0,
    };
    html! {
        <form class="list-form" {onsubmit} novalidate=true>
            <label for="domain-list">{ "Domains, one a line" }</label>
            <textarea ref={field} id="domain-list" rows="9" spellcheck="false" autocomplete="off" autocapitalize="none"
                placeholder={"example.org\nexample.net"} value={(*text).clone()} {oninput}
                aria-invalid={if complaint.is_some() { "true" } else { "false" }}
                aria-describedby="list-complaint list-hint" />
            <p id="list-complaint" class="complaint" role="alert">
                { for complaint.map(|why| visible(&why, Lines::Escape)) }
            </p>
            <p id="list-hint" class="hint">
                { format!("Mail addresses and links count as their domain. Comma-separated values are read under a heading such \
                           as domain, host or email. Lines from # on are comments. At most {MAX_DOMAINS} domains and 1 MB.") }
            </p>
            <div class="list-file">
                <label for="list-file">{ "Or from a file" }</label>
                <input id="list-file" type="file" accept=".txt,.csv,.tsv,text/plain,text/csv" onchange={on_file} />
            </div>
            { for list.as_ref().and_then(|list| list.as_ref().ok()).map(reading) }
            <div class="choices">
                <button type="submit" class="button primary">
                    { if ready == 0 { "Check them".to_owned() } else { format!("Check {}", count(ready, "domain", "domains")) } }
                </button>
            </div>
            <p class="hint">
                { "Two domains at a time, and servers are asked for no more than the usual: neither deep looks nor recipient \
                   tests. The relay and the resolver see every domain on the list." }
            </p>
        </form>
    }
}

/// What the list comes to, with what was left out.
fn reading(list: &List) -> Html {
    let refused = list.refused.len().saturating_add(list.refused_beside);
    html! {
        <div class="list-read">
            <p role="status">{ in_words(list, refused) }</p>
            if refused > 0 {
                <details>
                    <summary>{ format!("What was left out: {}", count(refused, "line", "lines")) }</summary>
                    <ul>{ for list.refused.iter().map(|refused| html! {
                        <li>
                            { format!("Line {}: ", refused.line) }<code>{ visible(&refused.text, Lines::Escape) }</code>
                            { format!(" ({})", visible(&refused.why, Lines::Escape)) }
                        </li>
                    }) }</ul>
                    if list.refused_beside > 0 {
                        <p>{ format!("And {} more.", list.refused_beside) }</p>
                    }
                </details>
            }
        </div>
    }
}

fn in_words(list: &List, refused: usize) -> String {
    let mut words = count(list.domains.len(), "domain", "domains");
    if let Some(column) = list.column {
        words.push_str(&format!(" from the column “{column}”"));
    }
    if list.repeated > 0 {
        words.push_str(&format!(
            ", {} merged",
            count(list.repeated, "repetition", "repetitions")
        ));
    }
    if refused > 0 {
        words.push_str(&format!(", {} left out", count(refused, "line", "lines")));
    }
    if list.beyond > 0 {
        let beyond = count(list.beyond, "domain", "domains");
        words.push_str(&format!(
            ". {beyond} beyond the first {MAX_DOMAINS} will not be checked"
        ));
    }
    words.push('.');
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_name_all_that_is_not_checked() {
        let list = list::parse("domain\na.example\na.example\n10.0.0.1").unwrap();
        assert_eq!(
            in_words(&list, 1),
            "1 domain from the column “domain”, 1 repetition merged, 1 line left out."
        );
        let many: String = (0..1002).map(|at| format!("d{at}.example\n")).collect();
        assert_eq!(
            in_words(&list::parse(&many).unwrap(), 0),
            "1000 domains. 2 domains beyond the first 1000 will not be checked."
        );
    }
}
