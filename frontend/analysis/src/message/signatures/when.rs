//! The moments for which a signature is judged.

use shared::Timestamp;

use super::Signature;

/// When a mail is judged for: signatures may expire, and mail is read long after it came.
#[derive(Clone, Copy, Debug)]
pub(in crate::message) struct When {
    /// When it came in; when it was written, or else now, if no header says so.
    pub(in crate::message) came: Timestamp,
    pub(in crate::message) now: Timestamp,
    /// Whether it came so shortly before DNS was asked that a key which is not there was not there then: [`is_recent`].
    pub(in crate::message) is_recent: bool,
}

/// For how long a key is taken to stay in DNS after its last mail, in milliseconds: two days.
const KEYS_STAY: i64 = 2 * 24 * 60 * 60 * 1000;
/// How far clocks may be wrong, in milliseconds: a time zone that was left out makes half a day.
const CLOCKS_DIFFER: i64 = 24 * 60 * 60 * 1000;

/// Whether DNS, asked at `asked`, shows the keys that were there when the mail came. RFC 6376 §3.1: keys are replaced, and
/// the old one is left in DNS for as long as its mail may be on the way. A mail without a time may be of any day.
pub(in crate::message) fn is_recent(came: Option<Timestamp>, asked: Timestamp) -> bool {
    came.is_some_and(|came| {
        let age = asked.millis().saturating_sub(came.millis());
        (-CLOCKS_DIFFER..KEYS_STAY).contains(&age)
    })
}

impl When {
    /// The moment to check a signature for. One that was made after the mail came, by the clocks, is of that moment: clocks
    /// differ, and only what is later than now is from the future (RFC 6376 §3.5).
    pub(in crate::message) fn of(self, signature: &Signature) -> Timestamp {
        let signed = signature.signed_at.unwrap_or(self.came);
        self.came.max(signed.min(self.now))
    }
}
