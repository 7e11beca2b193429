//! The classes of replies and of enhanced status codes (RFC 5321 §4.2.1, RFC 3463 §3.1).

use super::entry;
use crate::explain::Entry;

/// By the first digit.
pub(in crate::explain) const CLASSES: &[Entry] = &[
    entry("2", "Success", "It worked.", ""),
    entry("3", "Go on", "The server waits for more.", ""),
    entry(
        "4",
        "Not now",
        "It failed and may work later.",
        "A sending server tries again by itself. If it stays, see to what the code names.",
    ),
    entry(
        "5",
        "Refused",
        "It failed, and trying the same again will not help.",
        "See to what the code names before sending again.",
    ),
];
