//! The server's messages, read with bounds: below TLS 1.3 from ServerHello to ServerHelloDone (RFC 5246 §7.4,
//! RFC 8422 §5.4), in TLS 1.3 the ServerHello or HelloRetryRequest alone (RFC 8446 §4.1).

use shared::{CipherSuite, NamedGroup, SignatureScheme, TlsVersion};

use super::bytes::Bytes;
use super::prime::{Prime, prime};
use super::record::{Broken, Message, RecordReader};
use super::writer::{EXTENDED_MASTER_SECRET, KEY_SHARE, RENEGOTIATION_INFO, SUPPORTED_VERSIONS};
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
    /// ServerHelloDone, or the ServerHello of TLS 1.3: all that can be read without our part.
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
    /// The group of the ServerKeyExchange, or of the key share.
    pub(crate) group: Option<NamedGroup>,
    /// The Diffie-Hellman prime of the ServerKeyExchange.
    pub(crate) prime: Option<Prime>,
    /// The scheme of its signature.
    pub(crate) signature: Option<SignatureScheme>,
    /// Whether a certificate of ours was asked for (RFC 5246 §7.4.4).
    pub(crate) certificate_request: bool,
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
    /// Whether it is a HelloRetryRequest.
    pub(crate) retry_request: bool,
    /// The group of the key share, in TLS 1.3.
    group: Option<NamedGroup>,
}

const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const CERTIFICATE_REQUEST: u8 = 13;
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
            // RFC 8446 §2: what follows is encrypted with keys that we do not have.
            if self.answer.is_of_tls13() {
                return Ok(Reading::Done);
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
    fn is_of_tls13(&self) -> bool {
        self.choice
            .is_some_and(|choice| choice.version >= TlsVersion::TLS13)
    }

    fn read(&mut self, kind: u8, body: &[u8]) -> Result<(), Broken> {
        match (kind, self.choice) {
            (SERVER_HELLO, None) => {
                let choice = server_hello(body).ok_or(Broken::Malformed("ServerHello"))?;
                self.group = choice.group;
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
            (CERTIFICATE_REQUEST, Some(_)) => self.certificate_request = true,
            // CertificateStatus and what else may come say nothing that is asked for.
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
            self.prime = Some(prime(body.vector_u16()?));
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
        retry_request: random == RETRY_REQUEST,
        group: None,
    };
    // RFC 5246 §7.4.1.3: the extensions may be missing altogether.
    if !body.0.is_empty() {
        let mut extensions = Bytes(body.vector_u16()?);
        while !extensions.0.is_empty() {
            let number = extensions.u16()?;
            choice.extension(number, extensions.vector_u16()?)?;
        }
    }
    // RFC 8446 §4.1.4: a HelloRetryRequest says that it is of TLS 1.3 and, without shares from us, which group it wants.
    let is_whole = choice.version < TlsVersion::TLS13 || choice.group.is_some();
    choice.retry_request &= choice.version >= TlsVersion::TLS13;
    (session.len() <= 32 && body.0.is_empty() && is_whole).then_some(choice)
}

impl Choice {
    fn extension(&mut self, number: u16, content: &[u8]) -> Option<()> {
        let mut content = Bytes(content);
        match number {
            EXTENDED_MASTER_SECRET => self.extended_master_secret = true,
            RENEGOTIATION_INFO => self.secure_renegotiation = true,
            // RFC 8446 §4.2.1: the version field itself stays at TLS 1.2.
            SUPPORTED_VERSIONS => self.version = TlsVersion(content.u16()?),
            // RFC 8446 §4.2.8: the group, and in a ServerHello the server's share after it.
            KEY_SHARE => self.group = Some(NamedGroup(content.u16()?)),
            _ => {}
        }
        Some(())
    }
}

/// RFC 8446 §4.1.3: the random of a HelloRetryRequest, the SHA-256 of "HelloRetryRequest".
const RETRY_REQUEST: [u8; 32] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
    0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
];

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
