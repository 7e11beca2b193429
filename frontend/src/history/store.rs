//! Where kept checks are: in the browser's database or, where it keeps nothing, in memory until the page is closed.

use std::cell::RefCell;

use analysis::assess;
use analysis::evidence::Evidence;

use super::{Kept, file, key, too_many};
use crate::browser::{Database, Entry, deflate, inflate};
use crate::share::{self, MAX_INFLATED};

/// Room made at once when the browser has none left.
const ROOM: usize = 20;
/// Kept checks in memory.
const MAX_IN_MEMORY: usize = 20;

thread_local! {
    static MEMORY: RefCell<Vec<(Kept, Evidence)>> = const { RefCell::new(Vec::new()) };
}

/// All that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Listing {
    /// The checks, the newest first.
    pub(crate) kept: Vec<Kept>,
    /// Whether they are still there at the next visit.
    pub(crate) lasting: bool,
}

/// Everything that is kept.
pub(crate) async fn list() -> Listing {
    let stored = match Database::open().await {
        Some(database) => stored(&database).await,
        None => None,
    };
    let lasting = stored.is_some();
    let mut kept = stored.unwrap_or_default();
    MEMORY.with_borrow(|memory| kept.extend(memory.iter().map(|(check, _)| check.clone())));
    kept.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.name.cmp(&b.name)));
    kept.dedup();
    Listing { kept, lasting }
}

/// A note that does not fit its key, or cannot be read, is not listed.
async fn stored(database: &Database) -> Option<Vec<Kept>> {
    let texts = database.texts().await?.into_iter();
    let notes = texts.filter_map(|(key, text)| {
        let kept: Kept = analysis::json::from_slice(text.as_bytes()).ok()?;
        (kept.key() == key).then_some(kept)
    });
    Some(notes.collect())
}

/// Keeps a check, instead of an earlier state of the same one if there is one; what is too many goes.
///
/// # Errors
/// It is only kept for this visit, and why; in words for the user.
pub(crate) async fn keep(
    evidence: &Evidence,
    instead_of: Option<String>,
) -> Result<String, String> {
    let report = assess(evidence, evidence.now);
    let kept = Kept::of(evidence, &report);
    let key = kept.key();
    match store(evidence, &kept, instead_of).await {
        Ok(()) => Ok(key),
        Err(why) => {
            MEMORY.with_borrow_mut(|memory| {
                memory.retain(|(check, _)| check.key() != key);
                if memory.len() >= MAX_IN_MEMORY {
                    memory.remove(0);
                }
                memory.push((kept, evidence.clone()));
            });
            Err(why.to_owned())
        }
    }
}

async fn store(
    evidence: &Evidence,
    kept: &Kept,
    instead_of: Option<String>,
) -> Result<(), &'static str> {
    const NONE: &str =
        "This browser keeps nothing for this page, so the check is gone when the page is closed.";
    const FULL: &str =
        "The browser has no room left for this page, so the check is gone when the page is closed.";
    let json = serde_json::to_vec(evidence).map_err(|_| NONE)?;
    let bytes = deflate(&json).await.ok_or(NONE)?;
    let text = serde_json::to_string(kept).map_err(|_| NONE)?;
    let database = Database::open().await.ok_or(NONE)?;
    let mut all = stored(&database).await.ok_or(NONE)?;
    let entry = Entry {
        key: kept.key(),
        text,
        bytes,
    };
    all.retain(|other| Some(other.key()) != instead_of && other.key() != entry.key);
    all.push(kept.clone());
    let mut going = too_many(&all);
    // Older than all that is kept already: there is nothing to do.
    if going.contains(&entry.key) {
        return Ok(());
    }
    going.extend(instead_of);
    let add = [entry];
    if database.write(&add, &going).await {
        return Ok(());
    }
    all.sort_by_key(|check| check.at);
    let oldest = all.iter().filter(|check| *check != kept).take(ROOM);
    going.extend(oldest.map(Kept::key));
    if database.write(&add, &going).await {
        Ok(())
    } else {
        Err(FULL)
    }
}

/// Opens a kept check.
///
/// # Errors
/// It is not there or cannot be read; in words for the user.
pub(crate) async fn open(name: &str, at: i64) -> Result<Evidence, String> {
    let in_memory = MEMORY.with_borrow(|memory| {
        let found = memory
            .iter()
            .find(|(check, _)| check.name == name && check.at == at);
        found.map(|(_, evidence)| evidence.clone())
    });
    if let Some(evidence) = in_memory {
        return Ok(evidence);
    }
    let missing = || {
        "There is no such check in this browser. It may have been deleted, or kept in another one."
            .to_owned()
    };
    let broken = |why: String| format!("The kept check cannot be read: {why}.");
    let database = Database::open().await.ok_or_else(missing)?;
    let bytes = database.bytes(&key(name, at)).await.ok_or_else(missing)?;
    let json = inflate(&bytes, MAX_INFLATED * 4)
        .await
        .map_err(|_| broken("it is damaged".to_owned()))?;
    analysis::json::from_slice(&json).map_err(|error| broken(error.to_string()))
}

/// The latest kept check of a subject before a moment.
pub(crate) async fn latest_before(name: &str, at: i64) -> Option<Kept> {
    let listing = list().await;
    listing
        .kept
        .into_iter()
        .find(|kept| kept.name == name && kept.at < at)
}

/// Deletes some.
pub(crate) async fn forget(keys: &[String]) -> bool {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(check, _)| !keys.contains(&check.key())));
    match Database::open().await {
        Some(database) => database.write(&[], keys).await,
        None => true,
    }
}

/// Deletes all.
pub(crate) async fn forget_all() -> bool {
    MEMORY.with_borrow_mut(Vec::clear);
    match Database::open().await {
        Some(database) => database.clear().await,
        None => true,
    }
}

/// All kept checks as one file.
pub(crate) async fn export() -> String {
    let mut packed = Vec::new();
    for kept in list().await.kept {
        // One that cannot be read any more is left out.
        if let Ok(evidence) = open(&kept.name, kept.at).await {
            packed.extend(share::pack(&evidence).await);
        }
    }
    file(&packed)
}

/// Keeps checks from a file, and says whose they are. Each is judged here: what the file says of grades does not count.
///
/// # Errors
/// Some could not be read or kept; in words for the user.
pub(crate) async fn import(packed: Vec<String>) -> Result<Vec<String>, String> {
    let all = packed.len();
    let mut names = Vec::new();
    let mut complaint = None;
    for check in packed {
        match share::open(&format!("1.{check}")).await {
            Ok(evidence) => {
                if let Err(why) = keep(&evidence, None).await {
                    complaint = Some(why);
                }
                names.push(super::name_of(&evidence.subject));
            }
            Err(_) => {
                complaint = Some(format!(
                    "Not every one of the {all} checks in the file can be read."
                ))
            }
        }
    }
    match complaint {
        Some(why) if names.is_empty() => Err(why),
        // What could be read is there, and the list shows it.
        Some(_) | None => Ok(names),
    }
}
