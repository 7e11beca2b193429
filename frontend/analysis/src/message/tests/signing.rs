//! A signer, to try the verifier with.

use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256};

use crate::dkim::{
    Canonicalization, RawField as _, Signature, SignatureKind, body_hash, canonical_field,
    signed_fields, without_signature,
};
use crate::message::Message;

fn secret() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// The record of the key that everything here is signed with.
pub(super) fn key_record() -> String {
    format!(
        "v=DKIM1; k=ed25519; p={}",
        base64(secret().verifying_key().as_bytes())
    )
}

fn sign(text: &[u8]) -> String {
    base64(&secret().sign(&Sha256::digest(text)).to_bytes())
}

/// A DKIM-Signature header without its line's end.
pub(super) fn dkim_signature(domain: &str, more: &str, headers: &str, body: &str) -> String {
    signature(
        SignatureKind::Dkim,
        &format!(
            "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d={domain}; s=s1; {more}"
        ),
        headers,
        body,
    )
}

/// A DKIM-Signature header that signs the others of its kind, too.
pub(super) fn over_signatures(domain: &str, headers: &str, body: &str) -> String {
    let begin =
        format!("DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed; d={domain}; s=s1; ");
    named(
        SignatureKind::Dkim,
        &begin,
        "from:dkim-signature",
        headers,
        body,
    )
}

fn signature(kind: SignatureKind, begin: &str, headers: &str, body: &str) -> String {
    named(
        kind,
        begin,
        "from:to:subject:date:message-id:from",
        headers,
        body,
    )
}

fn named(kind: SignatureKind, begin: &str, names: &str, headers: &str, body: &str) -> String {
    let hash = body_hash(body.as_bytes(), Canonicalization::Relaxed, None);
    let unsigned = format!("{begin}h={names}; bh={}; b=", base64(&hash.digest));
    let message = Message::read(format!("{headers}\r\n").as_bytes()).unwrap();
    let value = format!("{}AA", unsigned.split_once(':').unwrap().1);
    let read = Signature::parse(kind, &value).unwrap();
    let mut text = signed_fields(message.fields(), &read.headers, Canonicalization::Relaxed);
    text.extend(canonical_field(
        unsigned.as_bytes(),
        Canonicalization::Relaxed,
    ));
    format!("{unsigned}{}", sign(&text))
}

/// A mail with one more set of ARC, as a forwarder adds it at the top; `cv` is what it found of the chain.
pub(super) fn arc(mail: &str, number: u32, cv: &str) -> String {
    let (headers, body) = mail.split_once("\r\n\r\n").unwrap();
    let headers = format!("{headers}\r\n");
    let results = format!(
        "ARC-Authentication-Results: i={number}; lists.example.net; dkim=pass header.d=example.org"
    );
    let message = signature(
        SignatureKind::ArcMessage,
        &format!(
            "ARC-Message-Signature: i={number}; a=ed25519-sha256; c=relaxed/relaxed; d=example.net; s=s1; "
        ),
        &headers,
        body,
    );
    let seal = format!("ARC-Seal: i={number}; a=ed25519-sha256; d=example.net; s=s1; cv={cv}; b=");
    let with_it = format!("{seal}AA\r\n{message}\r\n{results}\r\n{headers}\r\n");
    let parsed = Message::read(with_it.as_bytes()).unwrap();
    let mut text = Vec::new();
    for instance in 1..=number {
        for name in [
            "ARC-Authentication-Results",
            "ARC-Message-Signature",
            "ARC-Seal",
        ] {
            let wanted = format!("i={instance};");
            let field = parsed
                .all(name)
                .find(|field| field.value().starts_with(&wanted))
                .unwrap();
            if instance == number && name == "ARC-Seal" {
                text.extend(canonical_field(
                    &without_signature(field.raw()),
                    Canonicalization::Relaxed,
                ));
            } else {
                text.extend(canonical_field(field.raw(), Canonicalization::Relaxed));
                text.extend_from_slice(b"\r\n");
            }
        }
    }
    format!(
        "{seal}{}\r\n{message}\r\n{results}\r\n{headers}\r\n{body}",
        sign(&text)
    )
}
