//! The list: pasted, or from a file. What cannot be read on it is said before anything is asked.

use shared::DomainName;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DragEvent, File, HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::browser::{TAKES_FILES, files_of, read_file, with_files};
use crate::escape::{Lines, visible};
use crate::hooks::use_open;
use crate::many::list::{self, List, MAX_DOMAINS, Refused};
use crate::phrase::count;

/// Refused lines that are seen at once; the rest is folded.
const SEEN: usize = 50;
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
    let open = {
        let (text, list) = (text.clone(), list.clone());
        move |files: Vec<File>| {
            let (text, list, read) = (text.clone(), list.clone(), read.clone());
            spawn_local(async move {
                match text_of(&files).await {
                    Ok(now) => read(now),
                    Err(why) => {
                        // What stands in the field is not what was chosen.
                        text.set(AttrValue::default());
                        list.set(Some(Err(why)));
                    }
                }
            });
        }
    };
    let on_file = {
        let open = open.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else {
                return;
            };
            let Some(file) = input.files().and_then(|files| files.get(0)) else {
                return;
            };
            open(vec![file]);
            // So that choosing the same file again is a change again.
            input.set_value("");
        })
    };
    let over = use_state_eq(|| false);
    let ondragover = {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            if with_files(&event).is_some() {
                // Without this the browser would leave the page for the file.
                event.prevent_default();
                over.set(true);
            }
        })
    };
    let ondragleave = {
        let over = over.clone();
        Callback::from(move |_: DragEvent| over.set(false))
    };
    let ondrop = {
        let over = over.clone();
        Callback::from(move |event: DragEvent| {
            over.set(false);
            if let Some(data) = with_files(&event) {
                event.prevent_default();
                open(files_of(&data));
            }
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
        <form class={classes!("list-form", TAKES_FILES, over.then_some("over"))} {onsubmit} ondragenter={ondragover.clone()} {ondragover}
            {ondragleave} {ondrop} novalidate=true>
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
                <input id="list-file" type="file" accept=".txt,.csv,.tsv,text/plain,text/csv" onchange={on_file}
                    aria-describedby="list-file-hint" />
                <p id="list-file-hint" class="hint">{ "Or drop the file here." }</p>
            </div>
            // Not by `for`, which would move what comes before: the field would be another one while somebody types in it.
            if let Some(Ok(list)) = &*list {
                { reading(list) }
            }
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
                    <ul>{ for list.refused.iter().take(SEEN).map(refused_line) }</ul>
                    if list.refused.len() > SEEN {
                        <Rest lines={list.refused.iter().skip(SEEN).cloned().collect::<Vec<_>>()} />
                    }
                    if list.refused_beside > 0 {
                        <p>{ format!("And {} more.", list.refused_beside) }</p>
                    }
                </details>
            }
        </div>
    }
}

#[derive(Clone, Debug, PartialEq, Properties)]
struct RestProps {
    lines: Vec<Refused>,
}

/// The refused lines behind the first ones. There may be thousands: they are drawn when somebody wants them.
#[component]
fn Rest(props: &RestProps) -> Html {
    let (open, ontoggle) = use_open();
    html! {
        <details {ontoggle}>
            <summary>{ format!("{} more", count(props.lines.len(), "line", "lines")) }</summary>
            if open {
                <ul>{ for props.lines.iter().map(refused_line) }</ul>
            }
        </details>
    }
}

fn refused_line(refused: &Refused) -> Html {
    html! {
        <li>
            { format!("Line {}: ", refused.line) }<code>{ visible(&refused.text, Lines::Escape) }</code>
            { format!(" ({})", visible(&refused.why, Lines::Escape)) }
        </li>
    }
}

/// The text of the one file that was chosen or dropped.
async fn text_of(files: &[File]) -> Result<String, String> {
    let [file] = files else {
        return Err("Several files were dropped. Take one list at a time.".to_owned());
    };
    let bytes = read_file(file, MAX_FILE).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
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
