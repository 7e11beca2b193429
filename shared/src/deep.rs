//! What a deep look adds: everything a server takes, not only what it would choose.

use serde::{Deserialize, Serialize};

use crate::{CipherSuite, Failure, HelloAnswer, NamedGroup, Reply, TlsVersion};

/// One thing that a deep look showed. Each stands by itself: a look that is cut short keeps what it learnt.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DeepFact {
    /// Every suite of one version that the server takes.
    Suites(SuiteList),
    /// Every key exchange group that it takes.
    Groups(GroupList),
    /// What it presents to a client that can check only one kind of key. The hello offers TLS 1.2 at most.
    Certificate {
        /// The kind.
        kind: KeyKind,
        /// What came back.
        answer: HelloAnswer,
    },
    /// What it answers to a hello without a server name (RFC 6066 §3). The hello offers TLS 1.2 at most.
    WithoutName {
        /// What came back.
        answer: HelloAnswer,
    },
    /// What it did with a command that came in clear in one write with STARTTLS (CVE-2011-0411).
    Injection(InjectionAnswer),
}

/// The suites of one version, found by offering all, taking away what was chosen, and offering the rest again.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuiteList {
    /// The version, the only one offered from TLS 1.3 and the newest one below.
    pub version: TlsVersion,
    /// What was chosen, in this order.
    pub accepted: Vec<CipherSuite>,
    /// Whose order decides.
    pub preference: Preference,
    /// What ended the search before the server had turned down all the rest; the list may then be incomplete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_short_by: Option<Failure>,
}

/// The key exchange groups, found in the same way: by HelloRetryRequest in TLS 1.3, by ServerKeyExchange below.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct GroupList {
    /// The version in which they were offered.
    pub version: TlsVersion,
    /// What was chosen, in this order.
    pub accepted: Vec<NamedGroup>,
    /// Whose order decides.
    pub preference: Preference,
    /// What ended the search before the server had turned down all the rest; the list may then be incomplete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_short_by: Option<Failure>,
}

/// Whose order decides between what both sides know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Preference {
    /// The server's: the same was chosen when the offer was turned round.
    Server,
    /// The client's: the choice followed the offer.
    Client,
    /// Not found out, or there is nothing to choose between.
    Unknown,
}

/// The kind of key in a certificate, by which suites ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum KeyKind {
    /// RSA.
    Rsa,
    /// ECDSA.
    Ecdsa,
}

/// What became of `NOOP`, sent in clear in one write with `STARTTLS`. RFC 3207 §4.2: the server must forget what came
/// before the handshake.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum InjectionAnswer {
    /// The handshake was made, and the next command inside TLS got the only answer: the NOOP was forgotten.
    Forgotten,
    /// The NOOP was answered inside TLS, as if it had come sealed.
    Obeyed {
        /// The answer.
        reply: Reply,
    },
    /// The server answered something else before the handshake: it refused the command that came too early.
    Refused {
        /// The answer.
        reply: Reply,
    },
    /// It could not be found out.
    Failed {
        /// Why not.
        failure: Failure,
    },
}
