//! The record layer: from bytes that a network cut anywhere to whole handshake messages and alerts (RFC 5246 §6.2).

use std::fmt;

use crate::limits;

/// Takes records apart. Nothing is encrypted yet in what it reads.
#[derive(Debug, Default)]
pub(super) struct RecordReader {
    /// Bytes received and not yet taken as a whole record.
    received: Vec<u8>,
    /// Content of handshake records, not yet taken as whole messages: a message may go over several records and a
    /// record may hold several messages (RFC 5246 §6.2.1).
    handshake: Vec<u8>,
    /// Content of alert records, in the same way.
    alerts: Vec<u8>,
    /// All bytes received.
    total: usize,
}

/// One thing that the server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Message {
    /// A handshake message: its type and body.
    Handshake(u8, Vec<u8>),
    /// An alert.
    Alert {
        /// Whether it ends the connection.
        is_fatal: bool,
        /// Its number.
        code: u8,
    },
}

/// Why bytes are no handshake of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// Not the beginning of a record.
    NotTls,
    /// A record of a kind that does not belong here.
    UnexpectedRecord(u8),
    /// A record longer than allowed.
    RecordTooLong(u16),
    /// More than [`limits::HELLO_ANSWER_BYTES`] in all, or announced.
    TooLong,
    /// A message that does not keep to its format: its name.
    Malformed(&'static str),
    /// A message that does not belong here: its type.
    UnexpectedMessage(u8),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotTls => f.write_str("the answer is not TLS"),
            Self::UnexpectedRecord(kind) => write!(f, "a record of type {kind} came too early"),
            Self::RecordTooLong(length) => write!(f, "a record of {length} bytes came"),
            Self::TooLong => write!(
                f,
                "more than {} bytes of handshake came",
                limits::HELLO_ANSWER_BYTES
            ),
            Self::Malformed(message) => write!(f, "the {message} message is malformed"),
            Self::UnexpectedMessage(kind) => {
                write!(f, "a handshake message of type {kind} came out of order")
            }
        }
    }
}

/// RFC 5246 §6.2.3: 2^14 bytes of content, and room for what a careless stack adds.
const MAX_RECORD: u16 = (1 << 14) + 2048;
const CHANGE_CIPHER_SPEC: u8 = 20;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const APPLICATION_DATA: u8 = 23;

impl RecordReader {
    /// Takes what was received.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        // Beyond the cap nothing is kept: the next message is an error anyway.
        let room = (limits::HELLO_ANSWER_BYTES + 1).saturating_sub(self.total);
        self.received
            .extend_from_slice(bytes.get(..room).unwrap_or(bytes));
        self.total = self.total.saturating_add(bytes.len());
    }

    /// The next message, if a whole one is there.
    ///
    /// # Errors
    /// What was received is no handshake.
    pub(super) fn message(&mut self) -> Result<Option<Message>, Broken> {
        loop {
            if let Some([level, code]) = take(&mut self.alerts, 2).as_deref() {
                const WARNING: u8 = 1;
                const CLOSE_NOTIFY: u8 = 0;
                return Ok(Some(Message::Alert {
                    is_fatal: *level != WARNING || *code == CLOSE_NOTIFY,
                    code: *code,
                }));
            }
            if let Some(message) = self.handshake_message()? {
                return Ok(Some(message));
            }
            if !self.record()? {
                return Ok(None);
            }
        }
    }

    fn handshake_message(&mut self) -> Result<Option<Message>, Broken> {
        const HEADER: usize = 4;
        let Some(&[kind, high, middle, low]) = self.handshake.first_chunk::<HEADER>() else {
            return Ok(None);
        };
        let length = u32::from_be_bytes([0, high, middle, low]) as usize;
        if length > limits::HELLO_ANSWER_BYTES {
            return Err(Broken::TooLong);
        }
        Ok(take(&mut self.handshake, HEADER + length)
            .map(|mut whole| Message::Handshake(kind, whole.split_off(HEADER))))
    }

    /// Moves the content of the next record to where it belongs; whether a whole one was there.
    fn record(&mut self) -> Result<bool, Broken> {
        const HEADER: usize = 5;
        // Judged from the very first byte: a server that greets in clear sends no five bytes of a header.
        match self.received.as_slice() {
            [] => return Ok(false),
            [CHANGE_CIPHER_SPEC..=APPLICATION_DATA] => return Ok(false),
            [CHANGE_CIPHER_SPEC..=APPLICATION_DATA, 3, ..] => {}
            _ => return Err(Broken::NotTls),
        }
        if self.total > limits::HELLO_ANSWER_BYTES {
            return Err(Broken::TooLong);
        }
        let Some(&[kind, _, _, high, low]) = self.received.first_chunk::<HEADER>() else {
            return Ok(false);
        };
        let length = u16::from_be_bytes([high, low]);
        if length > MAX_RECORD {
            return Err(Broken::RecordTooLong(length));
        }
        let content = match kind {
            ALERT => &mut self.alerts,
            HANDSHAKE => &mut self.handshake,
            _ => return Err(Broken::UnexpectedRecord(kind)),
        };
        let Some(mut whole) = take(&mut self.received, HEADER + usize::from(length)) else {
            return Ok(false);
        };
        content.extend(whole.split_off(HEADER));
        Ok(true)
    }
}

/// Takes so many bytes from the front, if they are there.
fn take(bytes: &mut Vec<u8>, count: usize) -> Option<Vec<u8>> {
    (bytes.len() >= count).then(|| {
        let rest = bytes.split_off(count);
        std::mem::replace(bytes, rest)
    })
}
