//! What is done to a mail before it is signed (RFC 6376 §3.4), so that harmless changes on the way do not count.

use sha2::{Digest as _, Sha256};

use super::header::Canonicalization;

/// One header of a mail as it came: name, colon and value with its folding, without the end of its last line.
pub trait RawField {
    /// All of it. Lines inside end with CR LF.
    fn raw(&self) -> &[u8];
    /// Its name as it stands, without white space at its end.
    fn name(&self) -> &str;
}

impl<F: RawField> RawField for &F {
    fn raw(&self) -> &[u8] {
        (**self).raw()
    }

    fn name(&self) -> &str {
        (**self).name()
    }
}

/// A header as it is signed, without the end of its line (RFC 6376 §3.4.1 and §3.4.2).
#[must_use]
pub fn field(raw: &[u8], canonicalization: Canonicalization) -> Vec<u8> {
    match canonicalization {
        Canonicalization::Simple => raw.to_vec(),
        Canonicalization::Relaxed => {
            let colon = raw
                .iter()
                .position(|byte| *byte == b':')
                .unwrap_or(raw.len());
            let (name, value) = raw.split_at(colon);
            let mut text = name.trim_ascii_end().to_ascii_lowercase();
            text.push(b':');
            let value = value.get(1..).unwrap_or_default();
            let unfolded: Vec<u8> = value
                .iter()
                .copied()
                .filter(|byte| !matches!(byte, b'\r' | b'\n'))
                .collect();
            let begin = text.len();
            push_relaxed(&unfolded, &mut text);
            // No white space after the colon, nor at the end.
            while text.len() > begin && text.get(begin) == Some(&b' ') {
                text.remove(begin);
            }
            text
        }
    }
}

/// The headers that a signature names, each as it is signed and with the end of its line: RFC 6376 §5.4.2. Of several of
/// one name the lowest is signed first; a name that is not there (any more) adds nothing.
#[must_use]
pub fn signed_fields<F: RawField>(
    fields: &[F],
    names: &[String],
    canonicalization: Canonicalization,
) -> Vec<u8> {
    let mut is_taken = vec![false; fields.len()];
    let mut text = Vec::new();
    for name in names {
        let lowest = fields.iter().enumerate().rev().find(|(place, one)| {
            is_taken.get(*place) == Some(&false) && one.name().eq_ignore_ascii_case(name)
        });
        if let Some((place, found)) = lowest {
            if let Some(taken) = is_taken.get_mut(place) {
                *taken = true;
            }
            text.extend(field(found.raw(), canonicalization));
            text.extend_from_slice(b"\r\n");
        }
    }
    text
}

/// The header of a signature as it signs itself: with nothing in `b=` (RFC 6376 §3.7).
#[must_use]
pub fn without_signature(raw: &[u8]) -> Vec<u8> {
    let colon = raw
        .iter()
        .position(|byte| *byte == b':')
        .map_or(raw.len(), |at| at + 1);
    let (name, value) = raw.split_at(colon);
    let mut text = name.to_vec();
    for (place, part) in value.split(|byte| *byte == b';').enumerate() {
        if place > 0 {
            text.push(b';');
        }
        let equals = part.iter().position(|byte| *byte == b'=');
        match equals.and_then(|at| Some((part.get(..at)?.trim_ascii(), part.get(..=at)?))) {
            Some((b"b", before)) => text.extend_from_slice(before),
            _ => text.extend_from_slice(part),
        }
    }
    text
}

/// The hash of a body, and how long the body is as it is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyHash {
    /// SHA-256.
    pub digest: [u8; 32],
    /// How many bytes there were to hash before any limit.
    pub length: u64,
}

/// Hashes a body (RFC 6376 §3.4.3 to §3.4.5). Its lines end with CR LF; `limit` is that of `l=`.
#[must_use]
pub fn body_hash(body: &[u8], canonicalization: Canonicalization, limit: Option<u64>) -> BodyHash {
    let mut hash = LimitedHash {
        sha: Sha256::new(),
        left: limit.unwrap_or(u64::MAX),
        length: 0,
    };
    // Empty lines count only if something follows.
    let mut empty_lines = 0usize;
    let mut is_empty = true;
    let mut line_text = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let end = rest.windows(2).position(|pair| pair == b"\r\n");
        let line = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        rest = end.and_then(|end| rest.get(end + 2..)).unwrap_or_default();
        line_text.clear();
        match canonicalization {
            Canonicalization::Simple => line_text.extend_from_slice(line),
            Canonicalization::Relaxed => push_relaxed(line, &mut line_text),
        }
        if line_text.is_empty() {
            empty_lines += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut empty_lines) {
            hash.update(b"\r\n");
        }
        hash.update(&line_text);
        hash.update(b"\r\n");
        is_empty = false;
    }
    // RFC 6376 §3.4.3: a body of nothing is one empty line; §3.4.4: or nothing at all.
    if is_empty && canonicalization == Canonicalization::Simple {
        hash.update(b"\r\n");
    }
    BodyHash {
        digest: hash.sha.finalize().into(),
        length: hash.length,
    }
}

struct LimitedHash {
    sha: Sha256,
    left: u64,
    length: u64,
}

impl LimitedHash {
    fn update(&mut self, bytes: &[u8]) {
        self.length = self.length.saturating_add(bytes.len() as u64);
        let taken = usize::try_from(self.left)
            .unwrap_or(usize::MAX)
            .min(bytes.len());
        self.sha.update(bytes.get(..taken).unwrap_or_default());
        self.left -= taken as u64;
    }
}

/// White space as one space, and none at the end.
fn push_relaxed(line: &[u8], text: &mut Vec<u8>) {
    let begin = text.len();
    for byte in line {
        match byte {
            b' ' | b'\t' => {
                if text.len() == begin || text.last() != Some(&b' ') {
                    text.push(b' ');
                }
            }
            other => text.push(*other),
        }
    }
    while text.len() > begin && text.last() == Some(&b' ') {
        text.pop();
    }
}

#[cfg(test)]
mod tests;
