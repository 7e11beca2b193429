//! Names as people type them, with the browser's own tables for internationalised ones: ours would be a good part of
//! the page.

use shared::{DomainName, NameError};

/// Reads what a person typed or pasted; see [`DomainName::parse`].
///
/// # Errors
/// Says what is wrong with the input, in words for the person who typed it.
pub fn parse_name(input: &str) -> Result<DomainName, NameError> {
    #[cfg(target_arch = "wasm32")]
    let parsed = DomainName::parse_with(input, to_ascii);
    // Tests run natively, where there is no browser to ask.
    #[cfg(not(target_arch = "wasm32"))]
    let parsed = DomainName::parse(input);
    parsed
}

/// The URL standard's "domain to ASCII" is UTS 46, as ours is.
#[cfg(target_arch = "wasm32")]
fn to_ascii(host: &str) -> Option<String> {
    let url = web_sys::Url::new(&format!("https://{host}/")).ok()?;
    Some(url.hostname())
}
