//! What a server says in a comment of a line, without the words that the client chose: its name in HELO, the name that it
//! logged in with, its answer to ident. Taken for the server's own, they would let a sender say where his mail came from.

use super::clauses::{Clause, Name};
use super::{address, bare, strip_word};

/// How comments begin that hold nothing but what a client chose.
const OF_CLIENT: [&str; 5] = [
    "authenticated",
    "client cn",
    "envelope-from",
    "envelope-sender",
    "sender=",
];

/// The words of a comment that are the server's own, without the signs that part them.
pub(super) fn said(comment: &str) -> Vec<&str> {
    let mut starts = OF_CLIENT.iter();
    if starts.any(|start| strip_word(comment, start).is_some()) {
        return Vec::new();
    }
    let mut said = Vec::new();
    let mut words = comment.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let bare = word.trim_start_matches(['(', '"']);
        // Exim writes the answer to ident last and as it came: what follows may be part of it.
        if strip_word(bare, "ident=").is_some() {
            break;
        }
        let following = of_client_behind(bare);
        if following > 0 {
            for _ in 0..following {
                words.next();
            }
            continue;
        }
        // The name that DNS has for an address is for the address's owner to choose, too.
        let is_name = words
            .peek()
            .is_some_and(|next| next.starts_with('[') && address(next).is_some());
        if is_name || strip_word(bare, "helo=").is_some() {
            continue;
        }
        let pieces = word.split([',', '(', ')', '"']);
        said.extend(pieces.filter(|piece| !piece.is_empty()));
    }
    said
}

/// How many words behind this one the client chose.
fn of_client_behind(word: &str) -> usize {
    match word.to_ascii_lowercase().as_str() {
        // qmail and many others: `(HELO name)`. CommuniGate: `(account name HELO name)`. Courier: `(IDENT: name, …)`.
        "helo" | "ehlo" | "account" | "ident:" => 1,
        // Courier: `(AUTH: LOGIN name, TLS: …)`.
        "auth:" => 2,
        _ => 0,
    }
}

/// Whether the line is of a program that writes the name which DNS has for an address without asking whether it leads back.
pub(super) fn is_unchecked(clauses: &[Clause]) -> bool {
    let of_server = clauses.iter().filter(|clause| clause.name != Name::From);
    let mut comments = of_server.flat_map(|clause| &clause.comments);
    comments.any(|comment| {
        ["Haraka", "OpenSMTPD", "Stalwart"]
            .iter()
            .any(|program| comment.starts_with(program))
    })
}

/// `(envelope-from <a@example.org>)`, `(envelope-sender <…>)`, `(sender=…)`.
pub(super) fn envelope_from(comment: &str) -> Option<String> {
    let rest = ["envelope-from ", "envelope-from=", "envelope-sender "]
        .iter()
        .find_map(|word| strip_word(comment, word))?;
    rest.split_whitespace().next().map(bare)
}
