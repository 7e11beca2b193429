//! Settings as a file, to take them to another browser. Secrets are no part of settings, so none is in it.

use serde::{Deserialize, Serialize};

use super::Settings;

/// What the file says that it is.
const FORMAT: u32 = 1;

/// A file of settings.
#[derive(Serialize, Deserialize)]
struct File {
    waxseal_settings: u32,
    settings: Settings,
}

/// The text of the file.
#[must_use]
pub fn to_file(settings: &Settings) -> String {
    let file = File {
        waxseal_settings: FORMAT,
        settings: settings.clone(),
    };
    serde_json::to_string(&file).unwrap_or_default()
}

/// Reads such a file. Nobody but the user at this very page can say that he may try recipients, so that is left out.
///
/// # Errors
/// It is no file of settings, or of a later version; in words for the user.
pub fn read_file(file: &[u8]) -> Result<Settings, String> {
    let read: File = analysis::json::from_slice(file)
        .map_err(|error| format!("This is no file of settings: {error}."))?;
    if read.waxseal_settings != FORMAT {
        return Err("This file is of a later version of Waxseal.".to_owned());
    }
    let mut settings = read.settings;
    settings.recipients = None;
    if let Err(error) = settings.resolver.url() {
        return Err(format!("Its resolver cannot be used. {error}"));
    }
    if let Some(relay) = &settings.relay
        && let Err(error) = crate::endpoint::Endpoint::parse(relay)
    {
        return Err(format!("Its relay cannot be used. {error}"));
    }
    Ok(settings.in_order())
}
