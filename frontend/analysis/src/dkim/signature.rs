//! Selectors out of a mail: what stands in its DKIM-Signature headers (RFC 6376 §3.5).

use shared::DomainName;

use crate::evidence::Selector;
use crate::syntax::tag_list;

/// The longest text that is read, in bytes; headers come first, so the rest of a longer mail is not missed.
pub const MAX_MESSAGE: usize = 256 * 1024;
/// The most signatures that are read.
pub const MAX_SIGNATURES: usize = 20;

/// What was found in a pasted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatures {
    /// Selector and domain of each signature, each pair once, in the order of the text.
    pub found: Vec<(Selector, DomainName)>,
    /// What keeps a signature, or the text, from being read: whole sentences.
    pub problems: Vec<String>,
}

impl Signatures {
    /// The selectors of a domain's own signatures.
    #[must_use]
    pub fn selectors_of(&self, domain: &DomainName) -> Vec<Selector> {
        let own = self.found.iter().filter(|(_, of)| of == domain);
        own.map(|(selector, _)| selector.clone()).collect()
    }
}

/// Reads selectors and domains from a pasted DKIM-Signature header, several, their bare values, or a whole mail.
///
/// Folded headers are unfolded, also where a program has taken the white space away. Only the first [`MAX_MESSAGE`]
/// bytes and [`MAX_SIGNATURES`] signatures are read.
#[must_use]
pub fn signatures(text: &str) -> Signatures {
    let mut result = Signatures::default();
    let mut end = text.len().min(MAX_MESSAGE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    let mut values = headers(text);
    // A value without the header's name is what some programs copy.
    if values.is_empty() && has_both_tags(text) {
        values.push(text.replace(['\r', '\n'], " "));
    }
    if values.is_empty() {
        result
            .problems
            .push("There is no DKIM-Signature header in this text.".to_owned());
    }
    if values.len() > MAX_SIGNATURES {
        values.truncate(MAX_SIGNATURES);
        let words = format!("Only the first {MAX_SIGNATURES} signatures were read.");
        result.problems.push(words);
    }
    for (index, value) in values.iter().enumerate() {
        match read(value) {
            Ok(pair) if result.found.contains(&pair) => {}
            Ok(pair) => result.found.push(pair),
            Err(why) => result
                .problems
                .push(format!("Signature {}: {why}", index + 1)),
        }
    }
    result
}

/// The values of all DKIM-Signature headers, unfolded; one more than is read, to tell that there were more.
fn headers(text: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    let mut is_inside = false;
    for line in text.split('\n').map(|line| line.trim_end_matches('\r')) {
        // RFC 5322 §2.1: an empty line ends the headers. What follows is the mail's content, and may be another's mail.
        if line.trim().is_empty() {
            if !values.is_empty() {
                break;
            }
            continue;
        }
        match header(line) {
            Some((name, value)) => {
                is_inside = name.eq_ignore_ascii_case("DKIM-Signature");
                if is_inside {
                    if values.len() > MAX_SIGNATURES {
                        break;
                    }
                    values.push(value.to_owned());
                }
            }
            // RFC 5322 §2.2.3: a line that is no header of its own continues the one before.
            None if is_inside => {
                if let Some(value) = values.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
            None => {}
        }
    }
    values
}

/// Name and value of a line that begins a header.
fn header(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    // RFC 5322 §3.6.8 allows nearly everything in a name; the letters, digits and hyphens in use tell it from a line
    // such as `h=From:To` whose folding was lost.
    let name = name.trim_end_matches([' ', '\t']);
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    // A part of a folded list of names, `Subject:Date:Message-ID; bh=…`, has no space behind its colon, nor a `v=`.
    let begins = value.starts_with([' ', '\t'])
        || value.is_empty()
        || name.eq_ignore_ascii_case("DKIM-Signature");
    (is_name && begins).then_some((name, value))
}

fn has_both_tags(text: &str) -> bool {
    let has = |tag: &str| {
        tag_list(text)
            .take(64)
            .any(|field| field.name.trim() == tag && field.value.is_some())
    };
    has("s") && has("d")
}

/// The two tags of one signature.
fn read(value: &str) -> Result<(Selector, DomainName), String> {
    let of = |name: &str| {
        let mut all = tag_list(value)
            .take(64)
            .filter(|field| field.name.trim() == name)
            .filter_map(|field| field.value);
        // RFC 6376 §3.2: a tag must not stand twice.
        match (all.next(), all.next()) {
            (Some(only), None) => Ok(only
                .chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()),
            (None, _) => Err(format!("“{name}=” is missing.")),
            (Some(_), Some(_)) => Err(format!("“{name}=” is given twice.")),
        }
    };
    let selector = of("s")?
        .parse::<Selector>()
        .map_err(|why| format!("The selector cannot be read: {why}."))?;
    let domain =
        DomainName::parse(&of("d")?).map_err(|why| format!("The domain cannot be read: {why}"))?;
    Ok((selector, domain))
}

#[cfg(test)]
mod tests;
