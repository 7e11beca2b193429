//! The server's messages from ServerHello to ServerHelloDone, read with bounds (RFC 5246 §7.4, RFC 8422 §5.4).

use shared::{CipherSuite, NamedGroup, SignatureScheme, TlsVersion};

use super::offer::{EXTENDED_MASTER_SECRET, RENEGOTIATION_INFO};
use super::record::{Broken, Message, RecordReader};
use crate::limits;

/// Reads an answer as it arrives.
#[derive(Debug, Default)]
pub(crate) struct AnswerReader {
    records: RecordReader,
    answer: Answer,
}

/// Whether there is more to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// More is to come.
    Unfinished,
    /// ServerHelloDone: the server awaits our part.
    Done,
    /// The server ended it with an alert, which is in the answer.
    Alert,
}

/// What a server answered to a hello, as far as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    /// The ServerHello.
    pub(crate) choice: Option<Choice>,
    /// The certificates as sent, leaf first, within the caps of [`limits`]; nothing without a Certificate message.
    pub(crate) certificates: Option<Vec<Vec<u8>>>,
    /// Whether more certificates came than are kept.
    pub(crate) cut: bool,
    /// The group of the ServerKeyExchange.
    pub(crate) group: Option<NamedGroup>,
    /// Bits of its Diffie-Hellman prime.
    pub(crate) dh_bits: Option<u16>,
    /// The scheme of its signature.
    pub(crate) signature: Option<SignatureScheme>,
    /// The last alert.
    pub(crate) alert: Option<u8>,
}

/// What a ServerHello chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) version: TlsVersion,
    pub(crate) suite: CipherSuite,
    pub(crate) compression: u8,
    pub(crate) extended_master_secret: bool,
    pub(crate) secure_renegotiation: bool,
    pub(crate) downgrade_mark: bool,
}

const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const SERVER_HELLO_DONE: u8 = 14;

impl AnswerReader {
    /// Takes what was received.
    ///
    /// # Errors
    /// It is no handshake. What was read before stands.
    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Reading, Broken> {
        self.records.push(bytes);
        while let Some(message) = self.records.message()? {
            match message {
                Message::Alert { is_fatal, code } => {
                    self.answer.alert = Some(code);
                    // A warning, such as that our name is not known (RFC 6066 §3), ends nothing.
                    if is_fatal {
                        return Ok(Reading::Alert);
                    }
                }
                Message::Handshake(SERVER_HELLO_DONE, _) if self.answer.choice.is_some() => {
                    return Ok(Reading::Done);
                }
                Message::Handshake(kind, body) => self.answer.read(kind, &body)?,
            }
        }
        Ok(Reading::Unfinished)
    }

    /// What was read.
    pub(crate) fn into_answer(self) -> Answer {
        self.answer
    }
}

impl Answer {
    fn read(&mut self, kind: u8, body: &[u8]) -> Result<(), Broken> {
        match (kind, self.choice) {
            (SERVER_HELLO, None) => {
                let choice = server_hello(body).ok_or(Broken::Malformed("ServerHello"))?;
                self.choice = Some(choice);
            }
            (CERTIFICATE, Some(_)) if self.certificates.is_none() => {
                self.certificate(body)
                    .ok_or(Broken::Malformed("Certificate"))?;
            }
            (SERVER_KEY_EXCHANGE, Some(choice)) => {
                self.key_exchange(choice, body)
                    .ok_or(Broken::Malformed("ServerKeyExchange"))?;
            }
            // CertificateStatus, CertificateRequest and what else may come say nothing that is asked for.
            (kind, Some(_)) if kind != SERVER_HELLO && kind != CERTIFICATE => {}
            (kind, _) => return Err(Broken::UnexpectedMessage(kind)),
        }
        Ok(())
    }

    fn certificate(&mut self, body: &[u8]) -> Option<()> {
        let mut list = Bytes(Bytes(body).vector_u24()?);
        let mut kept = Vec::new();
        let mut bytes = 0_usize;
        while !list.0.is_empty() {
            let certificate = list.vector_u24()?;
            bytes = bytes.saturating_add(certificate.len());
            if kept.len() >= limits::CHAIN_CERTIFICATES || bytes > limits::CHAIN_BYTES {
                self.cut = true;
                break;
            }
            kept.push(certificate.to_vec());
        }
        self.certificates = Some(kept);
        Some(())
    }

    fn key_exchange(&mut self, choice: Choice, body: &[u8]) -> Option<()> {
        let mut body = Bytes(body);
        let mentions = |part| choice.suite.mentions(part);
        if mentions("ECDHE") || mentions("ECDH") {
            const NAMED_CURVE: u8 = 3;
            // RFC 4492's explicit curves are without a name, and what follows them is not looked at.
            if body.u8()? != NAMED_CURVE {
                return Some(());
            }
            self.group = Some(NamedGroup(body.u16()?));
            let _point = body.vector_u8()?;
        } else if mentions("DHE") || mentions("DH") {
            let prime = body.vector_u16()?;
            self.dh_bits = Some(bits(prime));
            let _generator = body.vector_u16()?;
            let _public = body.vector_u16()?;
        } else {
            // The temporary RSA key of an export suite, or something unknown.
            return Some(());
        }
        // RFC 5246 §4.7: before TLS 1.2 the signature does not name its scheme.
        if choice.version >= TlsVersion::TLS12 && !mentions("anon") {
            self.signature = Some(SignatureScheme(body.u16()?));
        }
        Some(())
    }
}

fn server_hello(body: &[u8]) -> Option<Choice> {
    let mut body = Bytes(body);
    let version = TlsVersion(body.u16()?);
    let random = body.take(32)?;
    let session = body.vector_u8()?;
    let suite = CipherSuite(body.u16()?);
    let compression = body.u8()?;
    let mut choice = Choice {
        version,
        suite,
        compression,
        extended_master_secret: false,
        secure_renegotiation: false,
        // RFC 8446 §4.1.3.
        downgrade_mark: random.ends_with(b"DOWNGRD\x01") || random.ends_with(b"DOWNGRD\x00"),
    };
    // RFC 5246 §7.4.1.3: the extensions may be missing altogether.
    if !body.0.is_empty() {
        let mut extensions = Bytes(body.vector_u16()?);
        while !extensions.0.is_empty() {
            let number = extensions.u16()?;
            let _content = extensions.vector_u16()?;
            choice.extended_master_secret |= number == EXTENDED_MASTER_SECRET;
            choice.secure_renegotiation |= number == RENEGOTIATION_INFO;
        }
    }
    (session.len() <= 32 && body.0.is_empty()).then_some(choice)
}

/// Bits of a number, leading zeros not counted.
fn bits(number: &[u8]) -> u16 {
    let significant = number
        .iter()
        .position(|byte| *byte != 0)
        .and_then(|first| number.get(first..))
        .unwrap_or_default();
    let unused = significant.first().map_or(0, |first| first.leading_zeros());
    let all = significant.len().saturating_mul(8);
    u16::try_from(all)
        .unwrap_or(u16::MAX)
        .saturating_sub(u16::try_from(unused).unwrap_or_default())
}

/// Bytes yet to be read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<u16> {
        let bytes = self.take(2)?;
        bytes.try_into().ok().map(u16::from_be_bytes)
    }

    fn vector_u8(&mut self) -> Option<&'a [u8]> {
        let length = self.u8()?;
        self.take(length.into())
    }

    fn vector_u16(&mut self) -> Option<&'a [u8]> {
        let length = self.u16()?;
        self.take(length.into())
    }

    fn vector_u24(&mut self) -> Option<&'a [u8]> {
        let high = self.u8()?;
        let low = self.u16()?;
        self.take(usize::from(high) << 16 | usize::from(low))
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
