//! The browser apart from its network: clock, storage, clipboard, files, the document itself.

mod address;
mod clipboard;
mod compress;
mod database;
mod document;
mod drops;
mod files;
mod name;
mod parts;
mod permissions;
mod printing;
mod storage;
mod timing;

pub(crate) use address::{go_instead, go_to, on_move, page_url, place};
pub use clipboard::copy;
pub use compress::{InflateFault, deflate, inflate};
pub use database::{Database, Entry};
pub use document::{focus, focus_heading, focus_if_lost, has_moved, set_theme, set_title, show};
pub(crate) use drops::{Drops, TAKES_FILES, dropped_files, files_of, on_drop, with_files};
pub(crate) use files::{chosen_files, file_of, path_of, read_slice};
pub use files::{download, download_as, indented, read_file};
pub use name::parse_name;
pub use parts::{Part, fetch_part, part_is_here};
pub use permissions::{
    Permission, forbids, is_online, local_permission, page_is_sealed, watch_policy,
};
pub(crate) use printing::{on_print, print};
pub use storage::{
    load_run, load_settings, load_tokens, search, store_run, store_settings, store_tokens,
};
pub(crate) use timing::{clock_ms, timed};

use shared::Timestamp;

/// The browser's clock.
#[must_use]
pub fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "Date.now() is whole and below 2^53 (ECMA-262 §21.4.1.1)"
    )]
    let millis = js_sys::Date::now() as i64;
    Timestamp::from_millis(millis)
}
