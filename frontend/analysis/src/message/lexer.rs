//! Words, quoted strings, addresses in brackets and comments: what the values of headers are made of (RFC 5322 §3.2).

/// The most tokens that are read of one header.
const MAX_TOKENS: usize = 2000;

/// A piece of a header's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, an address in angle brackets, or a literal in square ones, as it stands.
    Word(String),
    /// What stood between quotation marks, without them.
    Quoted(String),
    /// A comment without its outer parentheses.
    Comment(String),
    /// One of the signs that part words.
    Sign(char),
}

impl Token {
    /// The text of a word or quoted string.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Word(text) | Self::Quoted(text) => Some(text),
            Self::Comment(_) | Self::Sign(_) => None,
        }
    }
}

/// Cuts a value into tokens; the characters of `signs` stand alone, but “=” only once: directly behind the first it is part
/// of a value, as in `smtp.mailfrom=list+a=example.org@example.net`. Comments may lie in one another as deep as they like:
/// nothing here is recursive. What has no end ends with the value.
pub(super) fn tokens(value: &str, signs: &[char]) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = value.chars().peekable();
    let mut is_value = false;
    while let Some(c) = rest.next() {
        if found.len() >= MAX_TOKENS {
            break;
        }
        let was_value = std::mem::replace(&mut is_value, c == '=');
        match c {
            '(' => found.push(Token::Comment(comment(&mut rest))),
            '"' => found.push(Token::Quoted(until(&mut rest, '"'))),
            c if c.is_whitespace() || c.is_control() => {}
            c if signs.contains(&c) && !(c == '=' && was_value) => found.push(Token::Sign(c)),
            first => {
                let mut word = String::from(first);
                let mut closing = closing(first);
                while let Some(&next) = rest.peek() {
                    if let Some(close) = closing {
                        word.push(next);
                        rest.next();
                        if next == close {
                            closing = None;
                        }
                        continue;
                    }
                    let ends = next.is_whitespace()
                        || next.is_control()
                        || matches!(next, '(' | '"')
                        || (signs.contains(&next) && !(next == '=' && was_value));
                    if ends {
                        break;
                    }
                    closing = self::closing(next);
                    word.push(next);
                    rest.next();
                }
                found.push(Token::Word(word));
            }
        }
    }
    found
}

/// The value without its comments.
pub(super) fn without_comments(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut depth = 0usize;
    for c in value.chars() {
        match c {
            '(' => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                if depth == 0 {
                    text.push(' ');
                }
            }
            c if depth == 0 => text.push(c),
            _ => {}
        }
    }
    text
}

/// Where the last semicolon stands that is not in a comment or a quoted string.
pub(super) fn last_semicolon(value: &str) -> Option<usize> {
    let (mut depth, mut is_quoted, mut is_escaped, mut last) = (0usize, false, false, None);
    for (place, c) in value.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' if depth == 0 => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ';' if depth == 0 => last = Some(place),
            _ => {}
        }
    }
    last
}

fn closing(open: char) -> Option<char> {
    match open {
        '[' => Some(']'),
        '<' => Some('>'),
        _ => None,
    }
}

fn comment(rest: &mut impl Iterator<Item = char>) -> String {
    let mut text = String::new();
    let mut depth = 1usize;
    while let Some(c) = rest.next() {
        match c {
            '\\' => {
                text.extend(rest.next());
                continue;
            }
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    break;
                }
            }
            _ => {}
        }
        text.push(c);
    }
    text.trim().to_owned()
}

fn until(rest: &mut impl Iterator<Item = char>, end: char) -> String {
    let mut text = String::new();
    while let Some(c) = rest.next() {
        match c {
            '\\' => text.extend(rest.next()),
            c if c == end => break,
            c => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pieces_are_told_apart() {
        let word = |text: &str| Token::Word(text.to_owned());
        assert_eq!(
            tokens(
                "from a.example (b (c\\)) [192.0.2.1]) id=\"x \\\"y\"; <p q@r>",
                &[';', '=']
            ),
            [
                word("from"),
                word("a.example"),
                Token::Comment("b (c)) [192.0.2.1]".to_owned()),
                word("id"),
                Token::Sign('='),
                Token::Quoted("x \"y".to_owned()),
                Token::Sign(';'),
                word("<p q@r>"),
            ]
        );
        assert_eq!(
            tokens("a=b=c@d; e=f==;g = h", &[';', '=']),
            [
                word("a"),
                Token::Sign('='),
                word("b=c@d"),
                Token::Sign(';'),
                word("e"),
                Token::Sign('='),
                word("f=="),
                Token::Sign(';'),
                word("g"),
                Token::Sign('='),
                word("h"),
            ]
        );
        assert_eq!(
            tokens("(never ends", &[]),
            [Token::Comment("never ends".to_owned())]
        );
        assert_eq!(last_semicolon("a (;) \";\"; b"), Some(9));
        assert_eq!(without_comments("a(b(c)d)e").trim(), "a e");
    }

    #[test]
    fn depth_costs_nothing() {
        let deep = format!("from {}a{}", "(".repeat(200_000), ")".repeat(200_000));
        assert_eq!(tokens(&deep, &[]).len(), 2);
        assert_eq!(without_comments(&deep).trim(), "from");
        assert!(tokens(&"a ".repeat(100_000), &[]).len() <= MAX_TOKENS);
    }

    proptest! {
        #[test]
        fn nothing_panics(text in ".{0,200}") {
            let _ = (tokens(&text, &[';', '=']), without_comments(&text), last_semicolon(&text));
        }
    }
}
