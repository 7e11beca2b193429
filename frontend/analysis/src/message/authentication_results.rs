//! Authentication-Results headers (RFC 8601): what a receiving server says that its checks came to.
//!
//! ```text
//! Authentication-Results: mx.example.org; spf=pass (reason) smtp.mailfrom=example.net; dkim=fail header.d=example.com
//! ```

mod words;

use serde::Serialize;

use super::lexer::{self, Token};
use crate::syntax;

use words::words;

/// The longest header of this kind that is read, in bytes.
const MAX_VALUE: usize = 32 * 1024;
/// The most results that are read of one header.
const MAX_RESULTS: usize = 50;

/// What Received-SPF says beside its result: no methods.
const OF_RECEIVED_SPF: [&str; 5] = ["client-ip", "envelope-from", "helo", "receiver", "identity"];

/// One such header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AuthResults {
    /// Which server says so; some, Microsoft's above all, do not say.
    pub authserv_id: Option<String>,
    /// Of ARC-Authentication-Results: the number of the forwarder.
    pub instance: Option<u32>,
    /// What it found.
    pub results: Vec<MethodResult>,
    /// Whether it says that nothing was checked.
    pub is_none: bool,
    /// The header in one line.
    pub text: String,
}

/// What one check came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MethodResult {
    /// What was checked: `spf`, `dkim`, `dmarc`…, in lower case.
    pub method: String,
    /// What came of it: `pass`, `fail`…, in lower case.
    pub result: String,
    /// Why, if it says.
    pub reason: Option<String>,
    /// On what: `smtp.mailfrom=example.net`.
    pub properties: Vec<Property>,
    /// Comments, which are for people.
    pub comments: Vec<String>,
    /// What that means, in a sentence or two.
    pub words: String,
}

/// What was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Property {
    /// `smtp.mailfrom`, `header.d`…, in lower case.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl MethodResult {
    /// The value of a property.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&str> {
        let found = self.properties.iter().find(|one| one.name == name);
        found.map(|one| one.value.as_str())
    }
}

/// Reads the value of such a header; `is_arc` for one of ARC, which has a number first (RFC 8617 §4.1.1).
pub(super) fn parse(value: &str, is_arc: bool) -> AuthResults {
    let value = syntax::cut(value, MAX_VALUE);
    let mut read = AuthResults {
        text: value.split_whitespace().collect::<Vec<_>>().join(" "),
        ..AuthResults::default()
    };
    let tokens = lexer::tokens(value, &[';', '=']);
    let mut parts = tokens.split(|token| *token == Token::Sign(';')).peekable();
    if is_arc {
        let instance = parts.peek().and_then(|part| match pair(part) {
            Some(("i", Some(number), _)) => number.parse().ok(),
            _ => None,
        });
        if instance.is_some() {
            read.instance = instance;
            parts.next();
        }
    }
    // RFC 8601 §2.2: the server's name comes first, perhaps with a version. Without a name the results begin at once.
    let has_name = parts
        .peek()
        .is_some_and(|part| !part.contains(&Token::Sign('=')));
    if has_name {
        let first = parts.next().unwrap_or_default();
        read.authserv_id = first.iter().find_map(Token::text).map(str::to_owned);
    }
    for part in parts {
        if let Some(result) = result(part) {
            // Amazon SES sets what SPF was asked for apart with “;”, as Received-SPF has it (RFC 7208 §9.1).
            let is_property = OF_RECEIVED_SPF.contains(&result.method.as_str());
            if let Some(before) = read.results.last_mut().filter(|_| is_property) {
                before.properties.push(Property {
                    name: result.method,
                    value: result.result,
                });
                before.properties.extend(result.properties);
                continue;
            }
            if read.results.len() < MAX_RESULTS {
                read.results.push(result);
            }
        } else {
            let words: Vec<&str> = part.iter().filter_map(Token::text).collect();
            read.is_none |= matches!(words.as_slice(), [word] if word.eq_ignore_ascii_case("none"));
        }
    }
    read
}

/// The first `name=value` of some tokens, and what follows it.
fn pair(tokens: &[Token]) -> Option<(&str, Option<&str>, &[Token])> {
    let equals = tokens.iter().position(|token| *token == Token::Sign('='))?;
    let name = tokens.get(..equals)?.iter().rev().find_map(Token::text)?;
    let rest = tokens.get(equals + 1..).unwrap_or_default();
    let skip = rest
        .iter()
        .take_while(|token| matches!(token, Token::Comment(_)))
        .count();
    let value = rest.get(skip).and_then(Token::text);
    let taken = skip + usize::from(value.is_some());
    Some((name, value, rest.get(taken..).unwrap_or_default()))
}

fn result(part: &[Token]) -> Option<MethodResult> {
    let (method, value, mut rest) = pair(part)?;
    // RFC 8601 §2.2: a method may have a version, `spf/1`.
    let method = method
        .split('/')
        .next()
        .unwrap_or(method)
        .to_ascii_lowercase();
    let mut read = MethodResult {
        method,
        result: value?.to_ascii_lowercase(),
        ..MethodResult::default()
    };
    let comments = part.iter().filter_map(|token| match token {
        Token::Comment(text) => Some(text.clone()),
        _ => None,
    });
    read.comments = comments.collect();
    while let Some((name, value, after)) = pair(rest) {
        let name = name.to_ascii_lowercase();
        // A value may have “=” in it: what of Base64 follows is joined.
        let mut value = value.unwrap_or_default().to_owned();
        rest = after;
        while let [Token::Sign('='), more @ ..] = rest {
            value.push('=');
            rest = more;
        }
        if name == "reason" {
            read.reason = Some(value);
        } else {
            read.properties.push(Property { name, value });
        }
    }
    read.words = words(&read);
    Some(read)
}

#[cfg(test)]
mod tests;
