//! How the header of a signature is read: field by field, with every defect.

use std::fmt;

use shared::{DomainName, Timestamp};

use super::{Algorithm, Canonicalization, Signature, SignatureDefect, SignatureKind};
use crate::dkim::key;
use crate::dns::is_within;
use crate::evidence::Selector;
use crate::syntax::tag_list;

/// The most fields that are read of one signature.
const MAX_FIELDS: usize = 64;
/// The most names that are read of `h=`.
const MAX_NAMES: usize = 500;
/// The longest signature that is read, in bytes: one of an RSA key of 16384 bits.
const MAX_SIGNATURE: usize = 2048;

pub(super) struct Reader<'a> {
    fields: Vec<(&'a str, &'a str)>,
    pub(super) defects: Vec<SignatureDefect>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(value: &'a str) -> Self {
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

    pub(super) fn signature(&mut self, kind: SignatureKind) -> Option<Signature> {
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
        if is_seal && self.get("h").is_some() {
            self.defects.push(SignatureDefect::SealNamesHeaders);
        }
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
            // RFC 6376 §3.5: “x=” has to be greater than “t=”.
            && expires <= signed
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
        let is_inside = domain.is_none_or(|domain| is_within(&of, domain.as_str()));
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
