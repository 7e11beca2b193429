//! The clipboard.

use wasm_bindgen_futures::JsFuture;

/// Puts text on the clipboard; whether it worked. Browsers offer no clipboard to pages served in clear from elsewhere.
pub async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else {
        return false;
    };
    // Absent outside secure contexts, though the binding does not say so.
    if !window.is_secure_context() {
        return false;
    }
    JsFuture::from(window.navigator().clipboard().write_text(text))
        .await
        .is_ok()
}
