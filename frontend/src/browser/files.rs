//! Files: saving to the user's machine, and opening from it.

use js_sys::{Array, JSON, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, File, HtmlAnchorElement, HtmlInputElement, Url};

/// Has the browser save text as a file of JSON; whether it took it.
pub fn download(name: &str, json: &str) -> bool {
    download_as(name, "application/json", json)
}

/// Has the browser save text as a file of this media type; whether it took it.
pub fn download_as(name: &str, media_type: &str, text: &str) -> bool {
    save(name, media_type, text).is_ok()
}

fn save(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let missing = || JsValue::from_str("there is no document");
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or_else(missing)?;
    let link: HtmlAnchorElement = document
        .create_element("a")?
        .dyn_into()
        .map_err(JsValue::from)?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The click has already taken the blob: the address may go.
    Url::revoke_object_url(&url)
}

/// JSON in lines for people to read, by the browser: ours would double the code that writes JSON.
#[must_use]
pub fn indented(json: String) -> String {
    let space = JsValue::from_f64(2.0);
    JSON::parse(&json)
        .and_then(|value| JSON::stringify_with_replacer_and_space(&value, &JsValue::NULL, &space))
        .map_or(json, String::from)
}

/// The content of a file that the user chose.
///
/// # Errors
/// It is larger than `cap` bytes, or cannot be read; in words for the user.
pub async fn read_file(file: &File, cap: u32) -> Result<Vec<u8>, String> {
    if file.size() > f64::from(cap) {
        return Err(format!(
            "The file is larger than {} MiB.",
            cap / (1024 * 1024)
        ));
    }
    let bytes = read_slice(file, 0.0, file.size()).await;
    bytes.map_err(|why| format!("The browser could not read the file: {why}."))
}

/// The bytes of a file from one place to another.
///
/// # Errors
/// It cannot be read: it was moved or changed since it was chosen, or is a folder; in the browser's words, without a full
/// stop.
pub(crate) async fn read_slice(file: &File, from: f64, to: f64) -> Result<Vec<u8>, String> {
    if let Some(why) = text_at(file, LOST) {
        return Err(why);
    }
    let slice = file
        .slice_with_f64_and_f64(from, to)
        .map_err(|exception| said(&exception))?;
    let buffer = JsFuture::from(slice.array_buffer())
        .await
        .map_err(|exception| said(&exception))?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// What `public/init.js` says of a file in a folder that was dropped: where it lies, and why it cannot be read.
const PATH: &str = "waxsealPath";
const LOST: &str = "waxsealLost";

/// The file's name, with its folders if it was chosen or dropped with them.
pub(crate) fn path_of(file: &File) -> String {
    let mut paths = [PATH, "webkitRelativePath"].into_iter();
    paths
        .find_map(|property| text_at(file, property))
        .unwrap_or_else(|| file.name())
}

/// A text that is a property of a file, unless it is empty.
fn text_at(file: &File, property: &str) -> Option<String> {
    let text = Reflect::get(file, &property.into()).ok()?.as_string()?;
    (!text.is_empty()).then_some(text)
}

/// What an exception says.
fn said(exception: &JsValue) -> String {
    let message = Reflect::get(exception, &"message".into());
    let message = message.ok().and_then(|message| message.as_string());
    let message = message.unwrap_or_else(|| "it does not say why".to_owned());
    message.trim_end_matches('.').to_owned()
}

/// The files that were chosen in a field.
pub(crate) fn chosen_files(input: &HtmlInputElement) -> Vec<File> {
    let list = input.files();
    let list = list.iter();
    list.flat_map(|list| (0..list.length()).filter_map(|at| list.get(at)))
        .collect()
}

/// A file in memory, as if it had been chosen.
pub(crate) fn file_of(name: &str, bytes: &[u8]) -> Option<File> {
    let parts = Array::of1(&Uint8Array::from(bytes));
    File::new_with_u8_array_sequence(&parts, name).ok()
}
