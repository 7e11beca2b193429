//! The signatures as they stand in the mail, and the hashes of its body.

use crate::dkim::{
    self, BodyCheck, BodyHash, Canonicalization, RawField as _, Signature, SignatureDefect,
    SignatureKind,
};
use crate::message::field::Message;

/// The most signatures of DKIM that are checked.
pub(super) const MAX_SIGNATURES: usize = 20;
/// More sets of ARC than a mail may have (RFC 8617 §4.2.1).
pub(in crate::message) const MAX_SETS: usize = 51;
/// The most ways in which one body is hashed.
const MAX_HASHES: usize = 6;

/// A signature as it stands in the mail.
#[derive(Clone, Debug)]
pub(in crate::message) struct Signed {
    pub(in crate::message) place: usize,
    /// The header in one line, to be shown.
    pub(in crate::message) text: String,
    pub(in crate::message) parsed: Result<Signature, Vec<SignatureDefect>>,
    pub(in crate::message) body: BodyCheck,
}

/// The hashes of a body, each made once: as it stands, and as it was before it was put into a mailbox.
#[derive(Debug, Default)]
pub(in crate::message) struct BodyHashes {
    given: Hashes,
    unquoted: Hashes,
}

type Hashes = Vec<((Canonicalization, Option<u64>), BodyHash)>;

impl BodyHashes {
    fn check(&mut self, message: &Message, signature: &Signature) -> BodyCheck {
        let Some(body) = message
            .body()
            .filter(|_| signature.kind != SignatureKind::ArcSeal)
            // Its hash is of another kind than those made here.
            .filter(|_| dkim::refused(&signature.algorithm).is_none())
        else {
            return BodyCheck::NotGiven;
        };
        let given = check(&mut self.given, body, signature);
        // RFC 4155, appendix A: what a mailbox puts before “From ” in a body was not signed.
        let is_other = matches!(given, BodyCheck::Changed | BodyCheck::TooShort);
        let Some(body) = message.unquoted().filter(|_| is_other) else {
            return given;
        };
        match check(&mut self.unquoted, body, signature) {
            same @ BodyCheck::Same { .. } => same,
            _ => given,
        }
    }
}

fn check(known: &mut Hashes, body: &[u8], signature: &Signature) -> BodyCheck {
    let way = (signature.body_canonicalization, signature.length);
    let found = known
        .iter()
        .find(|(known, _)| *known == way)
        .map(|(_, hash)| *hash);
    let hash = match found {
        Some(hash) => hash,
        None if known.len() >= MAX_HASHES => return BodyCheck::NotGiven,
        None => {
            let hash = dkim::body_hash(body, way.0, way.1);
            known.push((way, hash));
            hash
        }
    };
    dkim::compare_body(signature, &hash)
}

/// Reads the signatures of one kind.
pub(in crate::message) fn read(
    message: &Message,
    kind: SignatureKind,
    hashes: &mut BodyHashes,
) -> Vec<Signed> {
    let (name, most) = match kind {
        SignatureKind::Dkim => ("DKIM-Signature", MAX_SIGNATURES),
        SignatureKind::ArcMessage => ("ARC-Message-Signature", MAX_SETS),
        SignatureKind::ArcSeal => ("ARC-Seal", MAX_SETS),
    };
    let fields = message.fields().iter().enumerate();
    fields
        .filter(|(_, field)| field.name().eq_ignore_ascii_case(name))
        .take(most)
        .map(|(place, field)| {
            let value = field.value();
            let parsed = Signature::parse(kind, &value);
            let body = parsed.as_ref().map_or(BodyCheck::NotGiven, |signature| {
                hashes.check(message, signature)
            });
            Signed {
                place,
                text: shown(&value),
                parsed,
                body,
            }
        })
        .collect()
}

/// A value in one line, for the eye alone. RFC 5322 §2.2.3: unfolding leaves the tab or the spaces that a line began with.
fn shown(value: &str) -> String {
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    words.join(" ")
}
