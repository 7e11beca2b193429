//! The signature in a mail: what stands in a DKIM-Signature header (RFC 6376 §3.5), and in those of ARC, which are made
//! of the same fields (RFC 8617 §4.1).

use std::fmt;

use serde::Serialize;
use shared::{DomainName, Timestamp};

use super::key;
use crate::evidence::Selector;
use crate::syntax::tag_list;

/// The most fields that are read of one signature.
const MAX_FIELDS: usize = 64;
/// The most names that are read of `h=`.
const MAX_NAMES: usize = 500;
/// The longest signature that is read, in bytes: one of an RSA key of 16384 bits.
const MAX_SIGNATURE: usize = 2048;

/// Which header it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureKind {
    /// DKIM-Signature.
    Dkim,
    /// ARC-Message-Signature: the mail, as a forwarder passed it on.
    ArcMessage,
    /// ARC-Seal: what forwarders say of it.
    ArcSeal,
}

/// A signature that can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signature {
    /// Which header it is.
    pub kind: SignatureKind,
    /// How it is made, `a=`.
    pub algorithm: Algorithm,
    /// The signature, `b=`.
    #[serde(skip)]
    pub signature: Vec<u8>,
    /// The hash of the body, `bh=`; empty for a seal.
    #[serde(skip)]
    pub body_hash: Vec<u8>,
    /// What is done to headers before they are signed: the first half of `c=`.
    pub header_canonicalization: Canonicalization,
    /// What is done to the body before it is hashed: the second half of `c=`.
    pub body_canonicalization: Canonicalization,
    /// Who signs, `d=`.
    pub domain: DomainName,
    /// Which key, `s=`.
    pub selector: Selector,
    /// The headers that are signed, `h=`, in lower case and in their order; empty for a seal.
    pub headers: Vec<String>,
    /// On whose behalf, `i=`; not of ARC.
    pub identity: Option<String>,
    /// How much of the body is signed, `l=`, in bytes.
    pub length: Option<u64>,
    /// When it was made, `t=`.
    pub signed_at: Option<Timestamp>,
    /// When it expires, `x=`.
    pub expires_at: Option<Timestamp>,
    /// Of ARC: the number of the forwarder, `i=`.
    pub instance: Option<u32>,
    /// Of a seal: what the forwarder found of the chain before, `cv=`, as it stands.
    pub chain_validation: Option<String>,
}

/// How a signature is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Algorithm {
    /// RSA with SHA-256.
    RsaSha256,
    /// RSA with SHA-1, which must not be accepted any more (RFC 8301 §3.1).
    RsaSha1,
    /// Ed25519 with SHA-256 (RFC 8463).
    Ed25519Sha256,
    /// A word that no standard has.
    Other(String),
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RsaSha256 => "rsa-sha256",
            Self::RsaSha1 => "rsa-sha1",
            Self::Ed25519Sha256 => "ed25519-sha256",
            Self::Other(word) => word,
        })
    }
}

/// What is done to text before it is signed (RFC 6376 §3.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Canonicalization {
    /// Nearly nothing: any change breaks the signature.
    #[default]
    Simple,
    /// White space and the case of names do not count.
    Relaxed,
}

impl fmt::Display for Canonicalization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Simple => "simple",
            Self::Relaxed => "relaxed",
        })
    }
}

/// Why a signature cannot be used. Displays as a whole sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "defect", rename_all = "kebab-case")]
pub enum SignatureDefect {
    /// A field that has to be there is missing.
    Missing {
        /// Its name.
        tag: &'static str,
    },
    /// A field is given twice.
    Twice {
        /// Its name.
        tag: String,
    },
    /// A field cannot be read.
    Unreadable {
        /// Its name.
        tag: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// Another version than 1.
    Version {
        /// The version.
        value: String,
    },
    /// The From header is not signed (RFC 6376 §5.4).
    FromNotSigned,
    /// `i=` is not of the domain `d=` or below it (RFC 6376 §3.5).
    IdentityOutside {
        /// What stands there.
        identity: String,
    },
    /// It expires before it was made (RFC 6376 §3.5).
    ExpiresBeforeSigned,
    /// A seal or signature of ARC covers what it must not (RFC 8617 §4.1.2).
    CoversArc,
}

impl fmt::Display for SignatureDefect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { tag } => write!(f, "“{tag}=” is missing."),
            Self::Twice { tag } => write!(f, "“{tag}=” is given twice."),
            Self::Unreadable { tag, why } => write!(f, "“{tag}=” cannot be read: {why}."),
            Self::Version { value } => write!(f, "Its version is “{value}” and not 1."),
            Self::FromNotSigned => f.write_str("It does not sign the From header."),
            Self::IdentityOutside { identity } => {
                write!(f, "“i={identity}” is not of the signing domain.")
            }
            Self::ExpiresBeforeSigned => f.write_str("It expires before it was made."),
            Self::CoversArc => f.write_str("It covers headers of ARC that it must not."),
        }
    }
}

impl Signature {
    /// Reads the value of such a header, folded or not.
    ///
    /// # Errors
    /// Everything that keeps it from being used.
    pub fn parse(kind: SignatureKind, value: &str) -> Result<Self, Vec<SignatureDefect>> {
        let unfolded = value.replace(['\r', '\n'], " ");
        let mut reader = Reader::new(&unfolded);
        let signature = reader.signature(kind);
        match (signature, reader.defects) {
            (Some(signature), defects) if defects.is_empty() => Ok(signature),
            (_, defects) => Err(defects),
        }
    }
}

struct Reader<'a> {
    fields: Vec<(&'a str, &'a str)>,
    defects: Vec<SignatureDefect>,
}

impl<'a> Reader<'a> {
    fn new(value: &'a str) -> Self {
        let fields: Vec<(&str, &str)> = tag_list(value)
            .take(MAX_FIELDS)
            .filter_map(|field| Some((field.name, field.value?)))
            .collect();
        let mut defects = Vec::new();
        for (place, (name, _)) in fields.iter().enumerate() {
            // RFC 6376 §3.2: a tag must not stand twice.
            let is_repeated = fields.iter().take(place).any(|(other, _)| other == name);
            let tag = (*name).to_owned();
            if is_repeated && !defects.contains(&SignatureDefect::Twice { tag: tag.clone() }) {
                defects.push(SignatureDefect::Twice { tag });
            }
        }
        Self { fields, defects }
    }

    fn signature(&mut self, kind: SignatureKind) -> Option<Signature> {
        let is_seal = kind == SignatureKind::ArcSeal;
        if kind == SignatureKind::Dkim {
            match self.required("v") {
                Some("1") | None => {}
                Some(value) => {
                    let value = value.to_owned();
                    self.defects.push(SignatureDefect::Version { value });
                }
            }
        }
        let algorithm = self.required("a").map(algorithm);
        let signature = self.base64("b");
        let body_hash = if is_seal {
            Some(Vec::new())
        } else {
            self.base64("bh")
        };
        let domain = self
            .required("d")
            .map(|name| DomainName::parse(&without_space(name)));
        let domain = self.read("d", domain.map(|read| read.map_err(|why| plain(&why))));
        let selector = self
            .required("s")
            .map(|name| without_space(name).parse::<Selector>());
        let selector = self.read("s", selector.map(|read| read.map_err(|why| plain(&why))));
        let headers = if is_seal {
            Some(Vec::new())
        } else {
            self.headers(kind)
        };
        // RFC 8617 §4.1.3: a seal is always relaxed.
        let (header_canonicalization, body_canonicalization) = if is_seal {
            (Canonicalization::Relaxed, Canonicalization::Relaxed)
        } else {
            self.canonicalization()
        };
        let length = if is_seal { None } else { self.number("l") };
        let moment =
            |seconds: u64| Timestamp::from_seconds(i64::try_from(seconds).unwrap_or(i64::MAX));
        let signed_at = self.number("t").map(moment);
        let expires_at = self.number("x").map(moment);
        if let (Some(signed), Some(expires)) = (signed_at, expires_at)
            && expires < signed
        {
            self.defects.push(SignatureDefect::ExpiresBeforeSigned);
        }
        let domain_for_identity = domain.as_ref();
        let identity = if kind == SignatureKind::Dkim {
            self.identity(domain_for_identity)
        } else {
            None
        };
        let instance = if kind == SignatureKind::Dkim {
            None
        } else {
            self.instance()
        };
        let chain_validation = if is_seal {
            self.required("cv").map(str::to_ascii_lowercase)
        } else {
            None
        };
        Some(Signature {
            kind,
            algorithm: algorithm?,
            signature: signature?,
            body_hash: body_hash?,
            header_canonicalization,
            body_canonicalization,
            domain: domain?,
            selector: selector?,
            headers: headers?,
            identity,
            length,
            signed_at,
            expires_at,
            instance,
            chain_validation,
        })
    }

    fn get(&self, tag: &str) -> Option<&'a str> {
        let found = self.fields.iter().find(|(name, _)| *name == tag);
        found.map(|(_, value)| *value)
    }

    fn required(&mut self, tag: &'static str) -> Option<&'a str> {
        let value = self.get(tag).filter(|value| !value.is_empty());
        if value.is_none() {
            self.defects.push(SignatureDefect::Missing { tag });
        }
        value
    }

    fn read<T>(&mut self, tag: &'static str, read: Option<Result<T, String>>) -> Option<T> {
        match read? {
            Ok(value) => Some(value),
            Err(why) => {
                self.defects.push(SignatureDefect::Unreadable { tag, why });
                None
            }
        }
    }

    fn base64(&mut self, tag: &'static str) -> Option<Vec<u8>> {
        let value = self.required(tag)?;
        // RFC 6376 §3.2: white space in Base64 is passed over.
        let bytes = key::decode(&without_space(value))
            .filter(|bytes| !bytes.is_empty() && bytes.len() <= MAX_SIGNATURE);
        self.read(
            tag,
            Some(bytes.ok_or_else(|| "it is no Base64 of a usual length".to_owned())),
        )
    }

    fn number(&mut self, tag: &'static str) -> Option<u64> {
        let value = self.get(tag)?;
        // RFC 6376 §3.5 allows numbers of up to 76 digits; such a moment never comes.
        let is_number = !value.is_empty()
            && value.len() <= 76
            && value.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_number.then(|| value.parse().unwrap_or(u64::MAX));
        self.read(
            tag,
            Some(number.ok_or_else(|| "it is no number".to_owned())),
        )
    }

    fn canonicalization(&mut self) -> (Canonicalization, Canonicalization) {
        let Some(value) = self.get("c") else {
            return Default::default();
        };
        // RFC 6376 §3.5: with one word alone the body is "simple".
        let (header, body) = value.split_once('/').unwrap_or((value, "simple"));
        let mut one = |word: &str| match word.trim().to_ascii_lowercase().as_str() {
            "simple" => Canonicalization::Simple,
            "relaxed" => Canonicalization::Relaxed,
            other => {
                let why = format!("nobody knows “{other}”");
                self.defects
                    .push(SignatureDefect::Unreadable { tag: "c", why });
                Canonicalization::Simple
            }
        };
        (one(header), one(body))
    }

    fn headers(&mut self, kind: SignatureKind) -> Option<Vec<String>> {
        let value = self.required("h")?;
        let names: Vec<String> = value
            .split(':')
            .take(MAX_NAMES)
            .map(|name| without_space(name).to_ascii_lowercase())
            .filter(|name| !name.is_empty())
            .collect();
        let has = |wanted: &str| names.iter().any(|name| name == wanted);
        // RFC 6376 §5.4. RFC 8617 §4.1.2 asks the same of a forwarder.
        if !has("from") {
            self.defects.push(SignatureDefect::FromNotSigned);
        }
        if kind == SignatureKind::ArcMessage && has("arc-seal") {
            self.defects.push(SignatureDefect::CoversArc);
        }
        Some(names)
    }

    fn identity(&mut self, domain: Option<&DomainName>) -> Option<String> {
        let identity = without_space(self.get("i")?);
        let of = identity
            .rsplit_once('@')
            .map_or(identity.as_str(), |(_, of)| of);
        let of = of.trim_end_matches('.').to_ascii_lowercase();
        let is_inside = domain.is_none_or(|domain| {
            of.strip_suffix(domain.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        });
        if !is_inside {
            let identity = identity.clone();
            self.defects
                .push(SignatureDefect::IdentityOutside { identity });
        }
        Some(identity)
    }

    fn instance(&mut self) -> Option<u32> {
        let value = self.required("i")?;
        // RFC 8617 §4.2.1: from 1 to 50.
        let number = value
            .parse::<u32>()
            .ok()
            .filter(|number| (1..=50).contains(number));
        self.read(
            "i",
            Some(number.ok_or_else(|| "it is no number from 1 to 50".to_owned())),
        )
    }
}

fn algorithm(word: &str) -> Algorithm {
    match word.to_ascii_lowercase().as_str() {
        "rsa-sha256" => Algorithm::RsaSha256,
        "rsa-sha1" => Algorithm::RsaSha1,
        "ed25519-sha256" => Algorithm::Ed25519Sha256,
        _ => Algorithm::Other(word.to_owned()),
    }
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// A reason without the full stop that the sentence around it has.
fn plain(why: &impl fmt::Display) -> String {
    why.to_string().trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests;
