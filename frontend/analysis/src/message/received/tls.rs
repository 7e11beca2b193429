//! What a Received header says of TLS.

use super::{Received, Sealed, TlsClaim, strip_word};

/// What comments say of TLS: `using TLSv1.3 with cipher …`, `version=TLS1_2 cipher=…`, `TLS1.3:…:256`.
pub(super) fn tls<'a>(texts: impl Iterator<Item = &'a String>) -> Option<TlsClaim> {
    let mut claim = TlsClaim {
        version: None,
        cipher: None,
    };
    for text in texts {
        for word in text.split([' ', '\t', ',', ';', ':', '=', '(', ')']) {
            if claim.version.is_none() {
                claim.version = tls_version(word);
            }
            if claim.cipher.is_none() && is_cipher(word) {
                claim.cipher = Some(word.to_owned());
            }
        }
    }
    (claim.version.is_some() || claim.cipher.is_some()).then_some(claim)
}

pub(super) fn tls_version(word: &str) -> Option<String> {
    if word.len() > 12 {
        return None;
    }
    let (family, rest) = [("TLS", "tls"), ("SSL", "ssl")]
        .iter()
        .find_map(|(family, start)| Some((family, strip_word(word, start)?)))?;
    let rest = rest.trim_start_matches(['v', 'V', '_']).replace('_', ".");
    let number: String = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    // `TLS12` is short for 1.2.
    let number = match number.as_bytes() {
        [b'1', minor] => format!("1.{}", char::from(*minor)),
        [b'1'] => "1.0".to_owned(),
        [digit, ..] if digit.is_ascii_digit() => number,
        _ => return None,
    };
    Some(format!("{family} {number}"))
}

pub(super) fn is_cipher(word: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    word.contains(['-', '_'])
        && (6..=80).contains(&word.len())
        && word.bytes().all(is_plain)
        && ["AES", "CHACHA", "RC4", "DES", "CAMELLIA", "ARIA"]
            .iter()
            .any(|part| word.contains(part))
}

pub(super) fn sealed<'a>(
    received: &Received,
    with: &[&str],
    mut comments: impl Iterator<Item = &'a String>,
) -> Sealed {
    let is_encrypted = comments.any(|comment| {
        let comment = comment.to_ascii_lowercase();
        comment.contains("using tls") || comment.ends_with("encrypted") || comment == "tls"
    });
    // `ESMTP with STARTTLS`, `ESMTP/TLS/AES128-GCM-SHA256`.
    let is_tls =
        |word: &str| word.eq_ignore_ascii_case("starttls") || word.eq_ignore_ascii_case("tls");
    let starts_tls = with.iter().flat_map(|word| word.split('/')).any(is_tls);
    if received.tls.is_some() || is_encrypted || starts_tls {
        return Sealed::Yes;
    }
    let is_inside = [received.address, received.by_address]
        .into_iter()
        .flatten()
        .any(|address| address.is_loopback() || address.is_unspecified());
    let word = with
        .first()
        .map(|word| word.to_ascii_uppercase())
        .unwrap_or_default();
    match word.as_str() {
        // RFC 3848, RFC 6531 §4.3 and their registry: S is for TLS.
        "ESMTPS" | "ESMTPSA" | "LMTPS" | "LMTPSA" | "UTF8SMTPS" | "UTF8SMTPSA" | "UTF8LMTPS"
        | "UTF8LMTPSA" | "SMTPS" | "HTTPS" => Sealed::Yes,
        "MAPI" | "BSMTP" => Sealed::Local,
        word if word.starts_with("LOCAL") => Sealed::Local,
        _ if is_inside || (received.helo.is_none() && received.address.is_none()) => Sealed::Local,
        "ESMTP" | "ESMTPA" | "UTF8SMTP" | "UTF8SMTPA" => Sealed::No,
        // “SMTP” stands for all ways in many headers.
        _ => Sealed::Unsaid,
    }
}
