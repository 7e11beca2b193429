//! What a Received header says of TLS.

use super::clauses::{Clause, Name};
use super::said::said;
use super::{Received, Sealed, TlsClaim, strip_word};
use crate::message::path::organisation;

/// What words say of TLS: `using TLSv1.3 with cipher …`, `version=TLS1_2 cipher=…`, `TLS1.3:…:256`.
pub(super) fn tls<'a>(texts: impl Iterator<Item = &'a str>) -> Option<TlsClaim> {
    let mut claim = TlsClaim {
        version: None,
        cipher: None,
    };
    for text in texts {
        for word in text.split([',', ';', ':', '=', '(', ')']) {
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

fn tls_version(word: &str) -> Option<String> {
    if word.len() > 12 {
        return None;
    }
    let (family, rest) = [("TLS", "tls"), ("SSL", "ssl")]
        .iter()
        .find_map(|(family, start)| Some((family, strip_word(word, start)?)))?;
    let rest = rest.trim_start_matches(['v', 'V', '_']).replace('_', ".");
    // OpenSSL once wrote `TLSv1/SSLv3`. What goes on with anything else is a name, like `ssl0.example.net`.
    let number = rest.split('/').next().unwrap_or_default();
    let is_number = number
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_number || number.ends_with('.') {
        return None;
    }
    let number = number.to_owned();
    // `TLS12` is short for 1.2.
    let number = match number.as_bytes() {
        [b'1', minor] => format!("1.{}", char::from(*minor)),
        [b'1'] => "1.0".to_owned(),
        [digit, ..] if digit.is_ascii_digit() => number,
        _ => return None,
    };
    Some(format!("{family} {number}"))
}

fn is_cipher(word: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    word.contains(['-', '_'])
        && (6..=80).contains(&word.len())
        && word.bytes().all(is_plain)
        && word.split(['-', '_']).any(is_cipher_name)
}

/// Whether it is the name of a cipher, perhaps with the length of its key: a piece of what a cipher suite is called. A
/// machine's name may have the same letters in it: `DESKTOP-1A2B3C`, `MARIA-PC`.
fn is_cipher_name(piece: &str) -> bool {
    let name = piece.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(
        name,
        "AES" | "CHACHA" | "DES" | "3DES" | "CAMELLIA" | "ARIA" | "ARCFOUR"
    ) || piece == "RC4"
}

/// Whether the hop was encrypted, as far as the header says.
pub(super) fn sealed(received: &Received, with: &[&str], clauses: &[Clause]) -> Sealed {
    let is_encrypted = clauses
        .iter()
        .flat_map(|clause| &clause.comments)
        .any(|comment| {
            let comment = said(comment).join(" ").to_ascii_lowercase();
            let is_denied = ["unencrypted", "not encrypted", "not using"]
                .iter()
                .any(|words| comment.contains(words));
            !is_denied
                && (comment.contains("using tls")
                    || comment.ends_with("encrypted")
                    || comment == "tls")
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
    // OpenSMTPD, of what a program of its own machine hands it.
    let is_handed_in = clauses
        .iter()
        .filter(|clause| clause.name == Name::From)
        .flat_map(|clause| &clause.comments)
        .any(|comment| said(comment).last() == Some(&"[local]"));
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
        _ if is_inside || is_handed_in || is_unmoved(received, clauses) => Sealed::Local,
        // RFC 3848 has words with S for TLS, and none that denies it: many servers write “ESMTP” whatever it was.
        "ESMTP" | "ESMTPA" | "UTF8SMTP" | "UTF8SMTPA" if is_exact(received, clauses) => Sealed::No,
        _ => Sealed::Unsaid,
    }
}

/// Whether nobody is said to have handed it over: a stage inside one server. What names no server either is no such line,
/// unless it is of qmail. Where somebody had logged in, somebody handed it over, though the line does not say who.
fn is_unmoved(received: &Received, clauses: &[Clause]) -> bool {
    let is_qmail = || {
        let mut comments = clauses.iter().flat_map(|clause| &clause.comments);
        comments.any(|comment| comment.starts_with("qmail "))
    };
    let is_from_nobody = received.helo.is_none() && received.address.is_none();
    is_from_nobody && !received.authenticated && (received.by.is_some() || is_qmail())
}

/// Whether the line is of a program that is known to write the S whenever there was TLS.
fn is_exact(received: &Received, clauses: &[Clause]) -> bool {
    let is_known = |comment: &String| {
        ["Postfix", "Exim ", "OpenSMTPD", "Haraka", "Stalwart"]
            .iter()
            .any(|program| comment.starts_with(program))
            // Sendmail: its version, and that of its configuration.
            || (comment.contains('/') && comment.split('/').take(2).all(|part| {
                part.starts_with("8.") && part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            }))
    };
    let of_server = clauses.iter().filter(|clause| clause.name != Name::From);
    of_server.flat_map(|clause| &clause.comments).any(is_known)
        || received.by.as_deref().and_then(organisation).as_deref() == Some("google.com")
}
